"""Questions on fifteen papers: how many are answered with the right evidence, and how many without an answer refused.

    python benchmarks/ask.py --out benchmarks/results/ask.md
    python benchmarks/ask.py --misses        # the development questions that go wrong; the test questions stay unseen
    python benchmarks/ask.py --fit           # fit the weights again on the development questions

`ask_questions.json` was written from the papers before there was an answerer: for each paper pages were drawn at
random, two for the questions of the test and two for those of development, and questions were asked that they answer,
in other words than theirs. Each has the pages that answer it and words that the answer prints. The papers are not
part of the project: `SYNTH_TEST_DATA` says where they are.

An answer has the right evidence where one of its places (three at most) stands on such a page of that paper. Stricter
is the count of answers that also print the expected words, in the place or in the sentence before or after it. A
paper that is taken away makes its questions unanswerable, unless another paper answers them too.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from synth import settings  # noqa: E402
from synth.bench.scores import Rate  # noqa: E402
from synth.extract.answering import Answerer, Answers, Found, fit  # noqa: E402
from synth.extract.answering.places import Place, places_of, search  # noqa: E402
from synth.extract.answering.sought import read_asked  # noqa: E402
from synth.extract.answering.subjects import Known  # noqa: E402
from synth.index import HybridIndex, SentenceEmbedder, passages_of  # noqa: E402
from synth.records import Document, Paper  # noqa: E402
from synth.store import Library, write_atomic  # noqa: E402
from synth.workflows.ingest import ingest  # noqa: E402

QUESTIONS = Path(__file__).with_name("ask_questions.json")
RIDGE = 0.1
Pairs = Sequence[tuple[Document, Paper]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question, and where its answer stands."""

    question: str
    paper: str = ""
    """Beginning of the file's name; empty where no paper answers."""
    pages: frozenset[int] = frozenset()
    expect: tuple[str, ...] = ()
    """Words of which the answer prints one."""


@dataclass(slots=True)
class Tally:
    """What became of a set of questions."""

    answered: int = 0
    page: int = 0
    """Answers with a place on the right page."""
    first: int = 0
    """Answers whose first place is on the right page."""
    words: int = 0
    """Answers with a place on the right page that prints the expected words."""
    answerable: int = 0
    refused: int = 0
    unanswerable: int = 0


def load(part: str) -> list[Asked]:
    rows = json.loads(QUESTIONS.read_text(encoding="utf-8"))[part]
    return [
        Asked(
            question=row["question"],
            paper=row.get("paper", ""),
            pages=frozenset(row.get("pages", ())),
            expect=tuple(row.get("expect", ())),
        )
        for row in rows
    ]


def is_of(asked: Asked, paper: Paper) -> bool:
    return bool(asked.paper) and Path(paper.path).name.startswith(asked.paper)


def right_page(asked: Asked, found: Found, papers: dict[str, Paper]) -> bool:
    return is_of(asked, papers[found.claim.paper]) and found.claim.span.page in asked.pages


def right_words(asked: Asked, found: Found, papers: dict[str, Paper]) -> bool:
    printed = squeezed(" ".join((found.before, found.claim.text, found.claim.quote, found.after)))
    return right_page(asked, found, papers) and any(squeezed(words) in printed for words in asked.expect)


def squeezed(text: str) -> str:
    """Without spaces: extracted text has them where it likes."""
    return "".join(text.split())


def count(questions: Sequence[Asked], answerer: Answerer, papers: dict[str, Paper], *, misses: bool = False) -> Tally:
    tally = Tally()
    for asked in questions:
        answers = answerer.find(asked.question)
        if not asked.paper:
            tally.unanswerable += 1
            tally.refused += not answers.found
            if misses and answers.found:
                show(asked, answers, "answered, though nothing answers it")
            continue
        page = any(right_page(asked, found, papers) for found in answers.found)
        words = any(right_words(asked, found, papers) for found in answers.found)
        tally.answerable += 1
        tally.answered += bool(answers.found)
        tally.page += page
        tally.words += words
        tally.first += bool(answers.found) and right_page(asked, answers.found[0], papers)
        if misses and not words:
            show(asked, answers, "right page, other words" if page else "wrong" if answers.found else "refused")
    return tally


def show(asked: Asked, answers: Answers, what: str) -> None:
    print(f"{what}: {asked.question}")
    for found in answers.found or answers.nearest:
        print(f"   {found.fit:.1f}  {found.claim.paper} p. {found.claim.span.page}  {found.claim.text[:150]}")


def without(asked: Asked, pairs: Pairs) -> Pairs:
    return [(document, paper) for document, paper in pairs if not is_of(asked, paper)]


def taken_away(questions: Sequence[Asked], pairs: Pairs, embedder: SentenceEmbedder) -> tuple[int, int]:
    """How many questions are refused when the paper that answers them is not there, and how many were asked."""
    indexed: dict[str, Answerer] = {}
    refused = total = 0
    for asked in questions:
        if asked.paper:
            if asked.paper not in indexed:
                indexed[asked.paper] = answerer_of(without(asked, pairs), embedder)
            total += 1
            refused += not indexed[asked.paper].find(asked.question).found
    return refused, total


def answerer_of(pairs: Pairs, embedder: SentenceEmbedder) -> Answerer:
    index = HybridIndex.build((p for document, _ in pairs for p in passages_of(document)), embedder)
    return Answerer(pairs, index, embedder)


def fitted(questions: Sequence[Asked], pairs: Pairs, embedder: SentenceEmbedder) -> npt.NDArray[np.float64]:
    """Weights of a conditional logit: of all places of a question, those that answer it, with a ridge."""
    from scipy.optimize import minimize

    index = HybridIndex.build((p for document, _ in pairs for p in passages_of(document)), embedder)
    known = {document.id: Known(document, paper) for document, paper in pairs}
    sets = []
    for asked in questions:
        if not asked.paper:
            continue
        sought = read_asked(asked.question)
        knowing = {name: one for name, one in known.items() if one.knows(sought.names)}
        subjects = [name for name, one in knowing.items() if one.owned(sought.names)]
        by_id = {name: (one.document, one.paper) for name, one in knowing.items()}
        places = places_of(search(sought, index, subjects), by_id)
        right = np.array([answers(asked, place) for place in places], dtype=bool)
        if right.any():
            sets.append((fit.features(sought, places, knowing, embedder), right))

    def loss(weights: npt.NDArray[np.float64]) -> float:
        total = RIDGE * float(weights @ weights)
        for values, right in sets:
            logits = values @ weights
            logits -= logits.max()
            total -= float(np.log(np.exp(logits[right]).sum()) - np.log(np.exp(logits).sum()))
        return total

    weights: npt.NDArray[np.float64] = minimize(loss, np.zeros(len(fit.FEATURES))).x
    return weights


def answers(asked: Asked, place: Place) -> bool:
    page = place.table.box.page if place.table else place.document.sentences[place.sentence].span.page
    printed = squeezed(place.text)
    return (
        is_of(asked, place.paper) and page in asked.pages and any(squeezed(words) in printed for words in asked.expect)
    )


def share(hits: int, total: int) -> str:
    return f"{hits} of {total}: {Rate(hits, total)}"


def rows(name: str, tally: Tally, away: tuple[int, int]) -> list[str]:
    total = tally.answerable
    return [
        f"| {name} | {total} + {tally.unanswerable} | {tally.answered} | {share(tally.page, total)} | "
        f"{share(tally.first, total)} | {share(tally.words, total)} | {share(tally.refused, tally.unanswerable)} | "
        f"{share(*away)} |"
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--library", type=Path, help="a library that is kept; a new one without it")
    given = parser.parse_args()
    data = Path(os.environ.get("SYNTH_TEST_DATA") or ROOT.parent / "shared" / "data") / "papers"
    if not data.is_dir():
        sys.exit(f"no papers in {data}: set SYNTH_TEST_DATA")
    with tempfile.TemporaryDirectory() as folder:
        values = settings.load(library=given.library or Path(folder) / "library")
        with Library.open(values.library) as library:
            pairs = ingest([data], library, values, lambda *_: None).pairs
            embedder = SentenceEmbedder(values.embedding, values.device, cache=library)
            run(given, pairs, embedder)


def run(given: argparse.Namespace, pairs: Pairs, embedder: SentenceEmbedder) -> None:
    papers = {paper.id: paper for _, paper in pairs}
    development = load("development")
    if given.fit:
        for name, weight in zip(fit.FEATURES, fitted(development, pairs, embedder), strict=True):
            print(f"{name:12} {weight:5.2f}   shipped {fit.WEIGHTS[fit.FEATURES.index(name)]:5.2f}")
        return
    answerer = answerer_of(pairs, embedder)
    if given.misses:
        print(count(development, answerer, papers, misses=True))
        print("refused without the paper:", taken_away(development, pairs, embedder))
        return
    lines: list[str] = []
    seconds, asked = 0.0, 0
    for name, questions in (("test", load("test")), ("development", development)):
        started = time.process_time()
        tally = count(questions, answerer, papers)
        seconds, asked = seconds + time.process_time() - started, asked + len(questions)
        lines += rows(name, tally, taken_away(questions, pairs, embedder))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    text = f"""# Questions answered from fifteen papers

Written by `python benchmarks/ask.py --out benchmarks/results/ask.md` on {datetime.date.today().isoformat()}; {machine},
{embedder.name.split("@")[0]}, no language model; {len(pairs)} papers. Intervals are Wilson's at 95%.

Right evidence: one of the places of the answer, three at most, stands on an expected page of the right paper. With
words: a place on that page prints the expected words, it or the sentence before or after. Refused: questions that no
paper answers, and questions whose paper was taken away (some of these another paper answers). Weights and threshold
were chosen on the development questions; the questions of both sets were written before there was an answerer, and
those of the test were asked when it was done, and take no part in any choice.

| set | questions | answered | right evidence | first place right | with words | refused | refused without the paper |
|---|--:|--:|--:|--:|--:|--:|--:|
{chr(10).join(lines)}

A question took {seconds / asked:.1f} CPU seconds, once the papers were read and indexed; the sentences that are
embedded for one are kept for the next.
"""
    print(text)
    if given.out:
        write_atomic(given.out, text.encode("utf-8"))


if __name__ == "__main__":
    main()
