"""MiniLM in eight bits beside the same model in floats: how near its vectors are, what it finds, what it costs.

    python benchmarks/eightbit.py --data DIR --out benchmarks/results/eightbit.md
    python benchmarks/eightbit.py --take     # take the ranges of what flows between layers anew, on our own texts

Ranking is compared on SciFact's train claims: dev is for `benchmarks/retrieval.py` alone. Ranges come from the sample
papers and the documentation of this project, and from nothing that is measured on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import DATA, machine, versions  # noqa: E402
from benchmarks.retrieval import Query, by_document, evaluate, interval, read_corpus, read_queries  # noqa: E402
from synth.index import HybridIndex, passages_of  # noqa: E402
from synth.index.eightbit import RANGES, EightBit, supported  # noqa: E402
from synth.index.embedding import _bundled_folder  # noqa: E402
from synth.index.minilm import MiniLM  # noqa: E402
from synth.records import Passage  # noqa: E402
from synth.store import write_atomic  # noqa: E402

WORDS = 120


class Watched(MiniLM):
    """Notes least and most of each channel at the entrance of every matrix."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.seen: dict[str, npt.NDArray[np.float32]] = {}

    def _linear(self, x: Any, name: str) -> Any:
        flat = x.reshape(-1, x.shape[-1])
        low, high = flat.amin(0).numpy(), flat.amax(0).numpy()
        known = self.seen.get(name)
        if known is not None:
            low, high = np.minimum(known[0], low), np.maximum(known[1], high)
        self.seen[name] = np.stack([low, high])
        return super()._linear(x, name)


def own_texts() -> list[str]:
    """Pieces of the sample papers' sources and of the documentation."""
    files = sorted([*ROOT.glob("corpora/*/src/*"), *ROOT.glob("docs/*.md")])
    words = [path.read_text(encoding="utf-8", errors="replace").split() for path in files]
    return [" ".join(one[start : start + WORDS]) for one in words for start in range(0, len(one), WORDS)]


def take() -> None:
    """Write the ranges that the product ships."""
    model = Watched(_bundled_folder())
    texts = own_texts()
    model.encode(texts)
    # Query, key and value see the same.
    kept = {name: value for name, value in model.seen.items() if not name.endswith(("self.key", "self.value"))}
    with RANGES.open("wb") as file:
        np.savez_compressed(file, **{name: value.astype(np.float16) for name, value in sorted(kept.items())})
    print(f"{len(kept)} ranges from {len(texts)} texts in {RANGES}")


class Embedder:
    """An engine behind the protocol, with its CPU seconds."""

    name = "benchmark"

    def __init__(self, engine: MiniLM) -> None:
        self.engine = engine
        self.known: dict[str, npt.NDArray[np.float32]] = {}
        self.seconds = 0.0

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            started = time.process_time()
            self.known.update(zip(new, self.engine.encode(new), strict=True))
            self.seconds += time.process_time() - started
        return np.stack([self.known[text] for text in texts])


def compare(folder: Path) -> str:
    """The comparison as Markdown."""
    passages = [passage for document in read_corpus(folder) for passage in passages_of(document)]
    queries = read_queries(next(folder.glob("*train*")))
    floats, eight = Embedder(MiniLM(_bundled_folder())), Embedder(EightBit(_bundled_folder()))
    for embedder in (floats, eight):
        embedder.engine.encode([passage.text for passage in passages[:16]])
    ranked = {}
    for name, embedder in (("32-bit floats", floats), ("eight bits", eight)):
        ranked[name] = rank(passages, queries, embedder)
    texts = [passage.text for passage in passages]
    near = (floats.embed(texts) * eight.embed(texts)).sum(1)
    claims = [query.text for query in queries]
    error = np.abs(floats.embed(claims) @ floats.embed(texts).T - eight.embed(claims) @ eight.embed(texts).T)
    rows = [
        "| model | CPU s | nDCG@10 hybrid | nDCG@10 by meaning alone |",
        "|---|--:|--:|--:|",
        *(
            f"| {name} | {embedder.seconds:.1f} | {both[0].mean():.4f} | {both[1].mean():.4f} |"
            for (name, both), embedder in zip(ranked.items(), (floats, eight), strict=True)
        ),
    ]
    change = [after - before for before, after in zip(*ranked.values(), strict=True)]
    said = [
        f"{name} {one.mean():+.4f} [{low:+.4f}, {high:+.4f}]"
        for name, one in zip(("hybrid", "by meaning alone"), change, strict=True)
        for low, high in [interval(one)]
    ]
    return "\n".join(
        [
            "# MiniLM in eight bits",
            "",
            *rows,
            "",
            f"SciFact, {len(queries)} train claims, {len(passages):,} passages of its abstracts, one run on "
            f"{datetime.now(UTC):%Y-%m-%d}. Change of nDCG@10 with its 95% bootstrap interval: {'; '.join(said)}. "
            f"Cosine of a passage's two vectors: mean {near.mean():.4f}, least {near.min():.4f}. Cosines of claims "
            f"and passages differ by {error.mean():.4f} on average, {error.max():.3f} at most. "
            f"CPU seconds: {floats.seconds / eight.seconds:.2f} times fewer.",
            "",
            f"Command: `python benchmarks/eightbit.py`. Machine: {machine()}. {versions('torch')}.",
            "",
        ]
    )


def rank(passages: Sequence[Passage], queries: Sequence[Query], embedder: Embedder) -> list[npt.NDArray[np.float64]]:
    """nDCG@10 of every claim, by the index as shipped and by cosine alone."""
    index = HybridIndex.build(passages, embedder)
    vectors = embedder.embed([passage.text for passage in index.passages])
    cosines = embedder.embed([query.text for query in queries]) @ vectors.T

    def hybrid(i: int) -> list[str]:
        return list(dict.fromkeys(hit.passage.document for hit in index.search(queries[i].text, limit=100)))

    def alone(i: int) -> list[str]:
        return by_document(np.argsort(-cosines[i], kind="stable")[:200].tolist(), index.passages)

    return [evaluate("", queries, one).ndcg for one in (hybrid, alone)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "claims" / "scifact", help="folder with the SciFact files")
    parser.add_argument("--take", action="store_true", help="write the ranges anew")
    parser.add_argument("--out", type=Path, help="write the Markdown here too")
    arguments = parser.parse_args()
    if arguments.take:
        take()
        return
    if not supported():
        sys.exit("this processor has no VNNI, or this torch no oneDNN: floats are used here")
    text = compare(arguments.data)
    print(text)
    if arguments.out:
        write_atomic(arguments.out, text)


if __name__ == "__main__":
    main()
