"""The nearest vectors of a query: a look at all of them against HNSW and IVF with product quantisation.

    python benchmarks/nearest.py --out benchmarks/results/nearest.md

Vectors are made from those that MiniLM gives to the passages of SciFact's abstracts: each is a mixture of two of them
with noise of its own, so that they lie as densely as passages of many papers on few subjects do. Queries are the
vectors of SciFact's train claims, as they are. Everything runs on one thread, since a query is answered by one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import DATA, machine, spread, versions  # noqa: E402
from benchmarks.retrieval import read_corpus  # noqa: E402
from synth.index import SentenceEmbedder, passages_of  # noqa: E402
from synth.index.stacked import Shelved, StackedIndex  # noqa: E402
from synth.store import write_atomic  # noqa: E402

Vectors = npt.NDArray[np.float32]
DIMENSION, FOUND = 384, 100
MIXED, NOISE = 0.5, 0.6
"""Most of the second passage in a mixture, and length of the noise beside a vector of length 1."""
BATCH = 50_000
LINKS, BUILDING = 32, 64
"""Of HNSW: links of a vector, and candidates while it is built."""
CODE = 48
"""Bytes of a vector's code in IVF-PQ."""
AGAIN = 1_000
"""Candidates of IVF-PQ that are compared again with the vectors themselves, read from the mapped file."""


def real_vectors(data: Path, kept: Path | None) -> tuple[Vectors, Vectors]:
    """Vectors of SciFact's passages and of its train claims; from `kept` where it is there."""
    if kept is not None and kept.exists():
        found = np.load(kept)
        return found["v"], found["q"]
    import json

    embedder = SentenceEmbedder()
    passages = [passage.text for document in read_corpus(data) for passage in passages_of(document)]
    lines = (data / "claims_train.jsonl").read_text(encoding="utf-8").splitlines()
    vectors, queries = embedder.embed(passages), embedder.embed([json.loads(line)["claim"] for line in lines])
    if kept is not None:
        np.savez(kept, v=vectors, q=queries)
    return vectors, queries


def make(real: Vectors, count: int, file: Path) -> Vectors:
    """`count` unit vectors in a file, mapped into memory as a library's are."""
    rng = np.random.default_rng(7)
    made = np.memmap(file, dtype="<f4", mode="w+", shape=(count, DIMENSION))
    for start in range(0, count, BATCH):
        many = min(BATCH, count - start)
        first, second = real[rng.integers(len(real), size=(2, many))]
        share = rng.uniform(0, MIXED, size=(many, 1)).astype(np.float32)
        noise = rng.standard_normal((many, DIMENSION), dtype=np.float32) * np.float32(NOISE / DIMENSION**0.5)
        rows = first + share * (second - first)
        rows = rows / np.linalg.norm(rows, axis=1, keepdims=True) + noise
        made[start : start + many] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    made.flush()
    return np.memmap(file, dtype="<f4", mode="r", shape=(count, DIMENSION))


@dataclass(frozen=True, slots=True)
class Measured:
    """One way to find the nearest."""

    name: str
    recall: float
    """Share of the exact 100 that it finds, mean over the queries."""
    times: list[float]
    """CPU milliseconds of each query."""
    memory: float
    """MiB that it holds in memory."""
    build: float
    """CPU seconds."""
    load: float
    """CPU seconds to have it from disk."""


def asked(search: Callable[[Vectors], npt.NDArray[np.int64]], queries: Vectors, exact: list[set[int]]) -> Any:
    """Recall and milliseconds of a search, query by query."""
    times, shares = [], []
    for query, right in zip(queries, exact, strict=True):
        begun = time.process_time()
        found = search(query[None, :])
        times.append(1000 * (time.process_time() - begun))
        shares.append(len(right & set(found.tolist())) / len(right))
    return float(np.mean(shares)), times


def clocked(do: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    made = do()
    return made, time.process_time() - begun


def ways(faiss: Any, vectors: Vectors, queries: Vectors, folder: Path) -> Iterator[Measured]:
    """Each way, the exact ones first."""
    flat, exact = _flat(faiss, vectors, queries, folder)
    yield flat
    yield _look(vectors, queries, exact)
    for kind, efforts in ((_hnsw, (64, 256)), (_ivfpq, (16, 64))):
        yield from _approximate(faiss, kind, efforts, vectors, queries, exact, folder)


def _flat(faiss: Any, vectors: Vectors, queries: Vectors, folder: Path) -> tuple[Measured, list[set[int]]]:
    """FAISS's own look at all, and what it finds."""
    flat = faiss.IndexFlatIP(DIMENSION)
    _, build = clocked(lambda: flat.add(vectors))
    exact = [set(row.tolist()) for row in flat.search(queries, FOUND)[1]]
    recall, times = asked(lambda query: np.asarray(flat.search(query, FOUND)[1][0]), queries, exact)
    _, load, memory = _loaded(faiss, flat, folder)
    return Measured("FAISS flat", recall, times, memory, build, load), exact


def _look(vectors: Vectors, queries: Vectors, exact: list[set[int]]) -> Measured:
    """What a library does: every vector is looked at where it lies."""
    places = np.arange(len(vectors), dtype=np.int64)
    ones = np.ones_like(places)
    stacked, opened = clocked(lambda: StackedIndex(Shelved(places, ones, places, ones), _NoWords(), vectors))

    def search(query: Vectors) -> npt.NDArray[np.int64]:
        return np.argpartition(-stacked.cosines(query)[0], FOUND)[:FOUND]

    recall, times = asked(search, queries, exact)
    return Measured("a look at the mapped file (synth)", recall, times, len(vectors) * 8 / 2**20, 0.0, opened)


def _approximate(
    faiss: Any,
    kind: Callable[[Any, Vectors], tuple[str, Any]],
    efforts: Sequence[int],
    vectors: Vectors,
    queries: Vectors,
    exact: list[set[int]],
    folder: Path,
) -> Iterator[Measured]:
    (name, built), build = clocked(lambda: kind(faiss, vectors))
    index, load, memory = _loaded(faiss, built, folder)
    for effort in efforts:
        if kind is _hnsw:
            index.hnsw.efSearch = effort
        else:
            index.nprobe = effort

        def search(query: Vectors) -> npt.NDArray[np.int64]:
            if kind is _hnsw:
                return np.asarray(index.search(query, FOUND)[1][0])
            near = np.sort(index.search(query, AGAIN)[1][0])
            near = near[near >= 0]
            return np.asarray(near[np.argsort(-(vectors[near] @ query[0]))[:FOUND]])

        recall, times = asked(search, queries, exact)
        said = "efSearch" if kind is _hnsw else "nprobe"
        yield Measured(f"{name}, {said} {effort}", recall, times, memory, build, load)


class _NoWords:
    def by_words(self, terms: Any, limit: int) -> list[tuple[int, float]]:
        return []


def _hnsw(faiss: Any, vectors: Vectors) -> tuple[str, Any]:
    index = faiss.IndexHNSWFlat(DIMENSION, LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = BUILDING
    for start in range(0, len(vectors), BATCH):
        index.add(np.ascontiguousarray(vectors[start : start + BATCH]))
    return "HNSW", index


def _ivfpq(faiss: Any, vectors: Vectors) -> tuple[str, Any]:
    lists = 2 ** round(np.log2(2 * len(vectors) ** 0.5))
    index = faiss.index_factory(DIMENSION, f"IVF{lists},PQ{CODE}", faiss.METRIC_INNER_PRODUCT)
    sample = np.random.default_rng(7).choice(len(vectors), 40 * lists, replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    for start in range(0, len(vectors), BATCH):
        index.add(np.ascontiguousarray(vectors[start : start + BATCH]))
    return f"IVF{lists},PQ{CODE}, best {AGAIN:,} compared again", index


def _loaded(faiss: Any, index: Any, folder: Path) -> tuple[Any, float, float]:
    """The index from disk, as the next command would have it; CPU seconds for that, and its MiB."""
    file = folder / "index.faiss"
    faiss.write_index(index, str(file))
    size = file.stat().st_size / 2**20
    loaded, took = clocked(lambda: faiss.read_index(str(file)))
    file.unlink()
    return loaded, took, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "claims" / "scifact", help="folder with the SciFact files")
    parser.add_argument("--kept", type=Path, help="file for the real vectors, which take two CPU minutes")
    parser.add_argument("--sizes", default="200000,1000000")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--out", type=Path, help="write the Markdown here too")
    arguments = parser.parse_args()
    import faiss

    faiss.omp_set_num_threads(1)
    real, claims = real_vectors(arguments.data, arguments.kept)
    queries = np.ascontiguousarray(claims[: arguments.queries])
    names = ("vectors", "index", "recall@100", "CPU ms a query", "MiB in memory", "build, CPU s", "load, CPU s")
    rows = [f"| {' | '.join(names)} |\n|{'---|' * len(names)}"]
    for size in map(int, arguments.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            vectors = make(real, size, Path(folder) / "vectors.f32")
            for one in ways(faiss, vectors, queries, Path(folder)):
                took = spread(np.percentile(one.times, (5, 50, 95)), 1)
                costs = f"{one.memory:,.0f} | {one.build:,.1f} | {one.load:.2f}"
                rows.append(f"| {size:,} | {one.name} | {one.recall:.3f} | {took} | {costs} |")
                print(rows[-1], flush=True)
    text = "\n".join(
        [
            "# Nearest vectors: a look at all against HNSW and IVF-PQ",
            "",
            *rows,
            "",
            f"{len(queries)} queries, one at a time; milliseconds are the median, with the 5th and 95th percentile. "
            f"Vectors of {DIMENSION} dimensions: mixtures of two of {len(real):,} passages of SciFact's abstracts, "
            f"up to {MIXED:.0%} of the second, with noise of length {NOISE}; queries are SciFact's train claims. HNSW: "
            f"{LINKS} links, efConstruction {BUILDING}. IVF-PQ is trained on 40 vectors a list. Recall is the share of "
            f"the exact {FOUND} that are found. Load is what each process pays to have the index from a file that the "
            "system holds in memory; for the look, to note which paper each vector is of (here each is its own).",
            "",
            f"Command: `python benchmarks/nearest.py --sizes {arguments.sizes} --queries {arguments.queries}`. "
            f"Machine: {machine()}, one thread. {versions('faiss-cpu', 'numpy', 'torch')}.",
            "",
        ]
    )
    if arguments.out:
        write_atomic(arguments.out, text)


if __name__ == "__main__":
    main()
