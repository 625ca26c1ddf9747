"""Retrieval on SciFact: words alone, meaning alone, and both.

    python benchmarks/retrieval.py            # dev claims, as the product searches
    python benchmarks/retrieval.py --choose   # the grid over fusions, on train claims only

Each claim is a query; the abstracts that it cites are what should be found among all 5,183. An abstract is cut into
passages as a paper would be, and ranks by its best passage. The peer is `rank_bm25` (`pip install rank_bm25`) over
whole abstracts in lower case, in the same run; without it its row is left out. Speed is that of queries whose vectors
are kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import machine  # noqa: E402
from benchmarks.measuring import spread as spread_of  # noqa: E402
from synth.index import HybridIndex, SentenceEmbedder, passages_of  # noqa: E402
from synth.index import hybrid as product  # noqa: E402
from synth.index.lexical import LexicalIndex  # noqa: E402
from synth.records import Document, Page, Passage, Section, SectionKind, Sentence, Span  # noqa: E402
from synth.store import Library, write_atomic  # noqa: E402

Scores = npt.NDArray[np.float32]
Ranking = list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    name: str
    ndcg: npt.NDArray[np.float64]
    recall: npt.NDArray[np.float64]


def read_corpus(folder: Path) -> list[Document]:
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [as_document(json.loads(line)) for line in lines]


def as_document(entry: dict[str, object]) -> Document:
    """An abstract as a parser would give it; the title is its first sentence, since nothing else names the subject."""
    name = str(entry["doc_id"])
    abstract = entry["abstract"]
    assert isinstance(abstract, list)
    texts = [str(entry["title"]), *map(str, abstract)]
    sentences, offset = [], 0
    for text in texts:
        span = Span(document=name, page=1, start=offset, end=offset + len(text))
        sentences.append(Sentence(text=text, span=span, section=0))
        offset += len(text) + 1
    whole = " ".join(texts)
    return Document(
        id=name,
        sha256="",
        parser="scifact",
        text=whole,
        pages=(Page(number=1, width=0, height=0, text=whole),),
        sections=(Section(title="Abstract", kind=SectionKind.ABSTRACT, end=len(whole)),),
        sentences=tuple(sentences),
    )


def read_queries(path: Path) -> list[Query]:
    entries = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Query(text=e["claim"], relevant=frozenset(map(str, e["cited_doc_ids"]))) for e in entries]


def ndcg(ranking: Sequence[str], relevant: frozenset[str], depth: int = 10) -> float:
    gain = sum(1 / np.log2(place + 2) for place, name in enumerate(ranking[:depth]) if name in relevant)
    return float(gain / sum(1 / np.log2(place + 2) for place in range(min(depth, len(relevant)))))


def recall(ranking: Sequence[str], relevant: frozenset[str], depth: int = 10) -> float:
    return len(relevant & set(ranking[:depth])) / len(relevant)


def evaluate(name: str, queries: Sequence[Query], rank: Callable[[int], Ranking]) -> Row:
    rankings = [rank(i) for i in range(len(queries))]
    pairs = list(zip(rankings, queries, strict=True))
    return Row(
        name=name,
        ndcg=np.array([ndcg(ranking, query.relevant) for ranking, query in pairs]),
        recall=np.array([recall(ranking, query.relevant) for ranking, query in pairs]),
    )


def by_document(order: Sequence[int], passages: Sequence[Passage]) -> Ranking:
    return list(dict.fromkeys(passages[i].document for i in order))


def interval(values: npt.NDArray[np.float64], seed: int = 0) -> tuple[float, float]:
    """95% bootstrap interval of the mean over queries."""
    rng = np.random.default_rng(seed)
    means = values[rng.integers(0, len(values), (2000, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def best(scores: npt.NDArray[np.floating], depth: int) -> npt.NDArray[np.int64]:
    return np.lexsort((np.arange(len(scores)), -scores))[:depth]


def fusions(cosine: Scores, bm25: Scores) -> dict[str, npt.NDArray[np.float64]]:
    """Every candidate fusion, as scores over all passages (minus infinity where it is no candidate)."""
    pool = np.union1d(best(cosine, product.POOL), best(bm25, product.POOL))
    c, w = cosine[pool].astype(np.float64), bm25[pool].astype(np.float64)
    rank_c, rank_w = (np.empty(len(pool)), np.empty(len(pool)))
    rank_c[np.argsort(-c, kind="stable")] = np.arange(1, len(pool) + 1)
    rank_w[np.argsort(-w, kind="stable")] = np.arange(1, len(pool) + 1)
    found = {f"RRF k={k}": 1 / (k + rank_c) + 1 / (k + rank_w) for k in (10, 60)}
    for meaning in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        found[f"theoretical minimum, {meaning}"] = product.fuse(cosine[pool], bm25[pool], meaning=meaning)
        found[f"min-max, {meaning}"] = meaning * spread(c) + (1 - meaning) * spread(w)
        found[f"z, {meaning}"] = meaning * (c - c.mean()) / (c.std() + 1e-9) + (1 - meaning) * (w - w.mean()) / (
            w.std() + 1e-9
        )
    result = {}
    for name, values in found.items():
        whole = np.full(len(cosine), -np.inf)
        whole[pool] = values
        result[name] = whole
    return result


def spread(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return (values - values.min()) / max(float(values.max() - values.min()), 1e-9)


def choose(passages: Sequence[Passage], vectors: Scores, queries: Sequence[Query], embedder: SentenceEmbedder) -> None:
    """Print train figures of every setting; the product's constants are taken from here."""
    cosines = embedder.embed([query.text for query in queries]) @ vectors.T
    texts = [passage.text for passage in passages]
    for k1, b in ((0.9, 0.4), (1.2, 0.75), (1.5, 0.75), (0.9, 0.75), (1.2, 0.4)):
        words = LexicalIndex(texts, k1=k1, b=b)
        row = evaluate("", queries, lambda i, w=words: by_document(best(w.scores(queries[i].text), 200), passages))
        print(f"BM25 k1={k1} b={b}: nDCG@10 {row.ndcg.mean():.4f}")
    words = LexicalIndex(texts)
    kept: dict[str, list[float]] = {}
    for i, query in enumerate(queries):
        for name, scores in fusions(cosines[i], words.scores(query.text)).items():
            kept.setdefault(name, []).append(ndcg(by_document(best(scores, 100), passages), query.relevant))
    for name, values in sorted(kept.items(), key=lambda pair: -np.mean(pair[1])):
        print(f"{name}: nDCG@10 {np.mean(values):.4f}")


def measure(index: HybridIndex, vectors: Scores, queries: Sequence[Query], embedder: SentenceEmbedder) -> list[Row]:
    passages = index.passages
    words = LexicalIndex([passage.text for passage in passages])
    cosines = embedder.embed([query.text for query in queries]) @ vectors.T

    def hybrid(i: int) -> Ranking:
        return list(dict.fromkeys(hit.passage.document for hit in index.search(queries[i].text, limit=100)))

    return [
        *peer(passages, queries),
        evaluate("BM25 alone", queries, lambda i: by_document(best(words.scores(queries[i].text), 200), passages)),
        evaluate("MiniLM alone", queries, lambda i: by_document(best(cosines[i], 200), passages)),
        evaluate("Hybrid (as shipped)", queries, hybrid),
    ]


def peer(passages: Sequence[Passage], queries: Sequence[Query]) -> list[Row]:
    """BM25 of `rank_bm25` with its defaults; its speed is printed beside ours."""
    made = peer_index(passages)
    if made is None:
        return []
    index, names = made
    return [
        evaluate(
            f"rank_bm25 {version('rank_bm25')} (peer)",
            queries,
            lambda i: [names[at] for at in best(index.get_scores(queries[i].text.lower().split()), 100)],
        )
    ]


def peer_index(passages: Sequence[Passage]) -> tuple[Any, list[str]] | None:
    try:
        from rank_bm25 import BM25Okapi
    except ImportError:
        return None
    texts: dict[str, list[str]] = {}
    for passage in sorted(passages, key=lambda passage: (passage.document, passage.span.start)):
        texts.setdefault(passage.document, []).extend(passage.text.lower().split())
    return BM25Okapi(list(texts.values())), list(texts)


def speeds(index: HybridIndex, queries: Sequence[Query], repeats: int = 3) -> str:
    """Queries for each CPU second, of ours and of the peer, alternately; the vectors of the queries are kept."""
    index.prepare(query.text for query in queries)
    ways: dict[str, Callable[[str], object]] = {"hybrid": lambda text: index.search(text, limit=10)}
    if made := peer_index(index.passages):
        ways["rank_bm25"] = lambda text: best(made[0].get_scores(text.lower().split()), 10)
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, search in ways.items():
            begun = time.process_time()
            for query in queries[:100]:
                search(query.text)
            found[name].append(100 / (time.process_time() - begun))
    lines = ["| search | n | queries a CPU second | on two cores |", "|---|---|---|---|"]
    lines += [f"| {name} | {repeats} × 100 | {spread_of(rates, 0)} | {2 * sorted(rates)[len(rates) // 2]:.0f} |"
              for name, rates in found.items()]  # fmt: skip
    return "\n".join(lines)


def table(rows: Sequence[Row]) -> str:
    lines = ["| retriever | n | nDCG@10 [95% interval] | recall@10 [95% interval] |", "|---|---|---|---|"]
    for row in rows:
        cells = [f"{v.mean():.3f} [{interval(v)[0]:.3f}, {interval(v)[1]:.3f}]" for v in (row.ndcg, row.recall)]
        lines.append(f"| {row.name} | {len(row.ndcg)} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def difference(rows: Sequence[Row]) -> str:
    """The paired gain of the hybrid over the better single retriever."""
    single = max(rows[:-1], key=lambda row: row.ndcg.mean())
    gain = rows[-1].ndcg - single.ndcg
    low, high = interval(gain)
    return f"Hybrid minus {single.name}, paired over claims: nDCG@10 {gain.mean():+.3f} [{low:+.3f}, {high:+.3f}]."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=data / "claims" / "scifact", help="folder with the SciFact files")
    parser.add_argument("--library", type=Path, default=ROOT / ".synth" / "bench", help="where embeddings are kept")
    parser.add_argument("--choose", action="store_true", help="grid over fusions on train claims")
    parser.add_argument("--out", type=Path, help="write the Markdown here too")
    arguments = parser.parse_args()
    with Library.open(arguments.library) as library:
        embedder = SentenceEmbedder(cache=library)
        passages = [passage for document in read_corpus(arguments.data) for passage in passages_of(document)]
        start = time.process_time()
        index = HybridIndex.build(passages, embedder)
        built = time.process_time() - start
        vectors = embedder.embed([passage.text for passage in index.passages])
        if arguments.choose:
            choose(index.passages, vectors, read_queries(arguments.data / "claims_train.jsonl"), embedder)
            return
        new = embedder.computed
        dev = read_queries(arguments.data / "claims_dev.jsonl")
        rows = measure(index, vectors, dev, embedder)
        speed = speeds(index, dev)
    command = f"python benchmarks/retrieval.py{' --out ' + str(arguments.out) if arguments.out else ''}"
    text = "\n".join(
        [
            "# Retrieval on SciFact (dev claims, 5,183 abstracts)",
            "",
            table(rows),
            "",
            difference(rows),
            "",
            speed,
            "",
            f"Weight of meaning {product.MEANING}, chosen on the train claims. {len(passages)} passages, indexed in "
            f"{built:.1f} CPU s with {new} of them embedded anew. Model {embedder.name}.",
            "",
            f"Command: `{command}`. Machine: {machine()}.",
            "",
        ]
    )
    print(text)
    if arguments.out:
        write_atomic(arguments.out, text)


if __name__ == "__main__":
    main()
