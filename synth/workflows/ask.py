"""A question answered from papers at hand: places that say it, checked, or the word that there are none."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import synth
from synth.errors import UsageError
from synth.extract.answering import Answerer, Answers, Found, NoAnswer
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.records import Answer, AnswerPlace, CheckedClaim, Document, Origin, Paper
from synth.settings import Settings
from synth.store import Library
from synth.verify import Verifier
from synth.verify.audited import Auditor
from synth.workflows.engine import EMBEDDED, Engine
from synth.workflows.ingest import Progress
from synth.workflows.shelf import Holdings, Key, Shelf, holdings, load, records_of
from synth.workflows.stacks import Many

READ = 60
"""Of many papers so many are read for a question."""
JUDGED_BY, JUDGES = 60, 8
"""Passages near a statement whose papers may judge it, and how many papers do."""


@dataclass(slots=True)
class Stock:
    """Papers at hand, of which each question reads what it needs: of few all, of many those that come nearest."""

    library: Library
    there: Holdings
    many: Many | None
    """None where the papers are few."""
    _engine: Engine
    _embedder: SentenceEmbedder
    _settings: Settings
    _progress: Progress
    _whole: Desk | None = None
    _records: dict[Key, Paper] | None = None

    @classmethod
    @contextmanager
    def open(cls, papers: Sequence[Path], *, settings: Settings, progress: Progress) -> Iterator[Stock]:
        """The papers under `papers`, or the whole library where none are named.

        Raises the error of a model that cannot be used.
        """
        with Library.open(settings.library) as library, Engine.open(settings, library) as engine:
            embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
            there = holdings(papers, library, settings, progress)
            many = Many.of(there.keys, library, embedder, progress)
            yield cls(library, there, many, engine, embedder, settings, progress)

    @property
    def count(self) -> int:
        """How many papers there are, each file counted."""
        return len(self.there.keys)

    def desk(self, question: str) -> Desk:
        """The desk for a question. Raises NoPapersError where there is nothing to read."""
        if self.many is not None:
            return self.desk_of(self.many.nearest([question], READ))
        if self._whole is None:
            self._whole = self.desk_of(None)
        return self._whole

    def desk_of(self, keys: Collection[Key] | None) -> Desk:
        """The desk with some papers, or with all."""
        shelf = load(self.there, self.library, self._settings, self._progress, keys)
        self._progress("indexing", 0, 1)
        index = HybridIndex.build((p for document, _ in shelf.pairs for p in passages_of(document)), self._embedder)
        origin = Origin(engine=EMBEDDED, version=synth.__version__, embedding=self._embedder.name)
        return Desk(
            shelf=shelf,
            index=index,
            answerer=Answerer(shelf.pairs, index, self._embedder),
            verifier=Verifier(shelf.pairs, index, origin),
            auditor=Auditor(shelf.pairs, origin),
            engine=self._engine,
            at_hand=self.many.count if self.many else len(shelf.pairs),
        )

    def records(self) -> dict[Key, Paper]:
        """The record of each paper, once. Raises NoPapersError where there is none."""
        if self._records is None:
            self._records = records_of(self.there, self.library, self._settings, self._progress)
        return self._records

    def first_records(self, limit: int) -> list[Paper]:
        """The records of the first papers; of many no others are loaded."""
        if self.many is None or self._records is not None:
            return list(self.records().values())[:limit]
        found = (self.library.paper_of(*key) for key in self.there.keys[: 2 * limit])
        return list({paper.id: paper for paper in found if paper is not None}.values())[:limit]

    def pair(self, key: Key) -> tuple[Document, Paper]:
        """One paper with its document."""
        if self._whole is not None:
            for pair in self._whole.shelf.pairs:
                if pair[0].sha256 == key[0]:
                    return pair
        return load(self.there, self.library, self._settings, self._progress, [key]).pairs[0]


@dataclass(slots=True)
class Desk:
    """Papers read and indexed, ready for any number of questions."""

    shelf: Shelf
    index: HybridIndex
    answerer: Answerer
    verifier: Verifier
    auditor: Auditor
    engine: Engine
    at_hand: int
    """How many papers there are, read for the question or not."""

    @classmethod
    @contextmanager
    def open(
        cls, papers: Sequence[Path], *, settings: Settings, progress: Progress, question: str = ""
    ) -> Iterator[Desk]:
        """The desk for the papers under `papers`, or for the whole library where none are named.

        With a `question`, of many papers only those are read that come nearest to it.
        Raises NoPapersError where there is nothing to read, and the error of a model that cannot be used.
        """
        with Stock.open(papers, settings=settings, progress=progress) as stock:
            yield stock.desk(question) if question else stock.desk_of(None)

    def ask(self, question: str, *, created: str = "") -> Answer:
        """Answer one question."""
        if not question.strip():
            raise UsageError("the question is empty", hint='synth ask "How many problems does HumanEval have?"')
        answers = self.answerer.find(question, self.engine.model)
        self.engine.dropped["ask"] = answers.dropped
        return Answer(
            question=" ".join(question.split()),
            created=created or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            engine=self.engine.name if self.engine.model is not None else EMBEDDED,
            version=synth.__version__,
            places=tuple(map(self._checked, answers.found)),
            nearest=tuple(map(self._checked, answers.nearest)),
            reason=answers.reason.value if answers.reason else "",
            explanation=_explanation(answers),
            papers=(*(paper for _, paper in self.shelf.pairs), *self.shelf.failed),
            notes=self._notes(answers),
            costs=self.engine.costs(),
        )

    def judge(self, statement: str, papers: Sequence[str] = ()) -> CheckedClaim:
        """Judge a statement that somebody makes against `papers` (ids), or against those that come nearest to it."""
        if not statement.strip():
            raise UsageError("the statement is empty", hint="give one sentence")
        ids = {document.id: paper.id for document, paper in self.shelf.pairs}
        if papers:
            documents = [document for document, paper in ids.items() if paper in papers]
        else:
            hits = self.index.search(statement, limit=JUDGED_BY)
            documents = list(dict.fromkeys(hit.passage.document for hit in hits))[:JUDGES]
        claim, verdict = self.auditor.judge(" ".join(statement.split()), [ids[document] for document in documents])
        (verdict,) = self.engine.settle_statements([(claim, verdict)], [documents], self.auditor, self.index)
        return CheckedClaim(claim=claim, verdict=verdict)

    def _checked(self, found: Found) -> AnswerPlace:
        verdict = self.verifier.verify(found.claim)
        return AnswerPlace(
            checked=CheckedClaim(claim=found.claim, verdict=verdict), before=found.before, after=found.after
        )

    def _notes(self, answers: Answers) -> tuple[str, ...]:
        notes = list(self.engine.not_checked())
        if self.at_hand > len(self.shelf.pairs):
            notes.append(
                f"Of {self.at_hand} papers at hand, the {len(self.shelf.pairs)} that come nearest to the question were "
                "read."
            )
        if self.engine.model is not None and answers.found and not answers.by_model:
            notes.append(f"{self.engine.model.name} gave no answer that could be used; the places were found by rules.")
        return tuple(notes)


def ask(question: str, papers: Sequence[Path], *, settings: Settings, progress: Progress) -> Answer:
    """Answer `question` from the papers under `papers`, or from the whole library where none are named."""
    with Desk.open(papers, settings=settings, progress=progress, question=question) as desk:
        progress("answering", 0, 1)
        return desk.ask(question)


def _explanation(answers: Answers) -> str:
    if answers.reason is NoAnswer.UNKNOWN_NAME:
        if len(answers.unknown) == 1:
            return f"No paper at hand speaks of {answers.unknown[0]}."
        named = ", ".join(answers.unknown[:-1]) + f" and {answers.unknown[-1]}"
        return f"No paper at hand speaks of {named} together."
    if answers.reason is NoAnswer.MODEL_FOUND_NONE:
        return "The language model read the passages that come nearest and found no answer in them."
    if answers.reason is NoAnswer.NOT_FOUND:
        return "No place in the papers at hand says what is asked."
    return ""
