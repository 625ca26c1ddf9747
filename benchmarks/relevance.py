"""Relevance of claims to a question: the model, against labels that two readers gave.

    python benchmarks/relevance.py         # how well the shipped weights do, by question
    python benchmarks/relevance.py --fit   # fit the weights again on the questions of the set "fit"

`relevance_labels.json` holds the questions and, for each labelled claim, a checksum of its text and the two labels (2
answers the question, 1 bears on it, 0 does not). A claim counts as relevant where both readers gave 1 or 2. The papers
are not part of the project: `SYNTH_TEST_DATA` says where they are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from synth import settings  # noqa: E402
from synth.extract import about_papers, gather, read_question  # noqa: E402
from synth.extract import relevance as product  # noqa: E402
from synth.index import HybridIndex, SentenceEmbedder, passages_of  # noqa: E402
from synth.language.words import squash  # noqa: E402
from synth.store import Library, write_atomic  # noqa: E402
from synth.workflows.ingest import ingest  # noqa: E402

LABELS = Path(__file__).with_name("relevance_labels.json")


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """The labelled claims of one question."""

    name: str
    part: str
    values: npt.NDArray[np.float64]
    """Features, shape (claims, features)."""
    named: npt.NDArray[np.bool_]
    """Whether the claim names what the question joins."""
    cosine: npt.NDArray[np.float64]
    """Highest cosine with the question or one of its parts: what a plain embedding search goes by."""
    both: npt.NDArray[np.bool_]
    """Relevant for both readers."""
    either: npt.NDArray[np.bool_]
    missing: int
    """Labels whose claim was not found again."""


def checksum(text: str) -> str:
    """What a labelled claim is known by: its letters and digits, whatever the spacing."""
    return hashlib.sha256(squash(text).encode()).hexdigest()[:16]


def read(library: Path) -> Iterator[Labelled]:
    papers = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data")) / "papers"
    with Library.open(library) as store:
        ingested = ingest([papers], store, settings.load(library=library), lambda *_: None)
        embedder = SentenceEmbedder(cache=store)
        index = HybridIndex.build((p for document, _ in ingested.pairs for p in passages_of(document)), embedder)
        about = about_papers(ingested.pairs)
        for entry in json.loads(LABELS.read_text(encoding="utf-8")):
            question = read_question(entry["question"])
            candidates, _, _ = gather(question, ingested.pairs, index)
            claims = [candidate.claim for candidate in candidates]
            found = product.features(question, claims, about, embedder)
            cosine = (found.vectors @ embedder.embed([question.text, *question.facets]).T).max(axis=1)
            keys = [checksum(claim.text) for claim in claims]
            rows = [
                (i, entry["labels"][key])
                for i, key in enumerate(keys)
                if key in entry["labels"] and claims[i].cell is None
            ]
            chosen = [i for i, _ in rows]
            yield Labelled(
                name=entry["name"],
                part=entry["set"],
                values=found.values[chosen],
                named=found.named[chosen],
                cosine=cosine[chosen],
                both=np.array([min(labels) > 0 for _, labels in rows]),
                either=np.array([max(labels) > 0 for _, labels in rows]),
                missing=len(entry["labels"]) - len({keys[i] for i in chosen}),
            )


def relevances(
    q: Labelled,
    weights: Sequence[float] | npt.NDArray[np.float64] = product.WEIGHTS,
    intercept: float = product.INTERCEPT,
) -> npt.NDArray[np.float64]:
    """Relevance of each claim, as the product gives it for these weights."""
    logits = q.values @ np.array(weights) + intercept
    return np.array([product.relevance(logit, named=named) for logit, named in zip(logits, q.named, strict=True)])


def average_precision(scores: npt.NDArray[np.float64], relevant: npt.NDArray[np.bool_]) -> float:
    hits = relevant[np.argsort(-scores, kind="stable")]
    if not hits.any():
        return float("nan")
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def fit(questions: Sequence[Labelled], strength: float = 0.1) -> tuple[npt.NDArray[np.float64], float]:
    """Weights and intercept of the logistic model; every question counts the same."""
    from sklearn.linear_model import LogisticRegression

    values = np.concatenate([q.values for q in questions])
    relevant = np.concatenate([q.both for q in questions])
    weight = np.concatenate([np.full(len(q.both), len(values) / len(questions) / len(q.both)) for q in questions])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=strength).fit((values - mean) / spread, relevant, sample_weight=weight)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def cross_validated(questions: Sequence[Labelled]) -> list[npt.NDArray[np.float64]]:
    """Relevances of each question's claims by a model that did not see the question."""
    out = []
    for left_out in questions:
        weights, intercept = fit([q for q in questions if q is not left_out])
        out.append(relevances(left_out, weights, intercept))
    return out


def table(questions: Sequence[Labelled], scores: Sequence[npt.NDArray[np.float64]]) -> list[str]:
    lines = [
        "| question | set | claims | relevant | average precision: cosine | ours | listed | of them relevant to both "
        "| to one at least | recall |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    totals = np.zeros(5)
    for q, score in zip(questions, scores, strict=True):
        listed = score >= product.least_relevance(score.tolist())
        counts = np.array(
            [listed.sum(), (listed & q.both).sum(), (listed & q.either).sum(), q.both.sum(), len(q.both)], dtype=float
        )
        totals += counts
        lines.append(
            f"| {q.name} | {q.part} | {len(q.both)} | {q.both.sum()} | {average_precision(q.cosine, q.both):.2f} | "
            f"{average_precision(score, q.both):.2f} | {_shares(counts)} |"
        )
    cosine = np.nanmean([average_precision(q.cosine, q.both) for q in questions])
    ours = np.nanmean([average_precision(s, q.both) for q, s in zip(questions, scores, strict=True)])
    return [*lines, f"| all | | {totals[4]:.0f} | {totals[3]:.0f} | {cosine:.3f} | {ours:.3f} | {_shares(totals)} |"]


def _shares(counts: npt.NDArray[np.float64]) -> str:
    listed, both, either, relevant, _ = counts
    share = [f"{both / listed:.2f}", f"{either / listed:.2f}"] if listed else ["–", "–"]
    return " | ".join([f"{listed:.0f}", *share, f"{both / relevant:.2f}" if relevant else "–"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="fit the weights again and print them")
    parser.add_argument("--library", type=Path, help="library to keep parsed papers in (default: a temporary one)")
    parser.add_argument("--out", type=Path, help="file to write the tables to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        questions = list(read(arguments.library or Path(folder)))
    fitted, seen, held_out = ([q for q in questions if q.part == part] for part in ("fit", "seen", "test"))
    lines = ["# Relevance of claims to a question", ""]
    lines += ["## Questions that chose nothing", "", *table(held_out, [relevances(q) for q in held_out]), ""]
    lines += ["## Questions of the fit, each scored by a model that did not see it", ""]
    lines += [*table(fitted, cross_validated(fitted)), ""]
    lines += ["## Questions whose answers were read while the rules were written", ""]
    lines += [*table(seen, [relevances(q) for q in seen]), ""]
    lines += [f"Labels whose claim was not found again: {sum(q.missing for q in questions)}.", ""]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines += [f"Command: `python benchmarks/relevance.py`. Machine: {machine}.", ""]
    if arguments.fit:
        weights, intercept = fit(fitted)
        named = ", ".join(f"{name} {weight:.2f}" for name, weight in zip(product.FEATURES, weights, strict=True))
        lines += [f"Fitted: {named}, intercept {intercept:.2f}", ""]
    text = "\n".join(lines)
    sys.stdout.write(text)
    if arguments.out:
        write_atomic(arguments.out, text)


if __name__ == "__main__":
    main()
