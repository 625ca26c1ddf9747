"""What assistants may ask of the library: the library opened once, and short answers in plain objects.

An answer goes into the context of a language model. So it is kept short, and sentences of papers that speak to a
language model are left out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from synth.errors import InputError, UnknownIdError
from synth.language.addressed import speaks_to_model
from synth.language.words import squash
from synth.records import CheckedClaim, Document, Paper
from synth.report.claims import evidence_views
from synth.report.pictures import Picture, draw_places
from synth.report.results import as_dict as ledger_dict
from synth.server.cards import short_card
from synth.settings import Settings
from synth.workflows.ask import Desk
from synth.workflows.ledger import Wanted, read_ledger

LEFT_OUT = "[left out: it speaks to a language model]"
MOST_RESULTS, MOST_PAPERS = 60, 200
"""Rows of the ledger, and papers of a list, that one answer holds."""
MOST_CLAIMS = 500
"""Claims whose places are remembered, so that their pictures can be asked for."""
ABSTRACT = 1500
"""Characters of an abstract."""


class Room:
    """The papers under some folders, or the whole library, ready for questions. Used by one thread only."""

    def __init__(self, papers: Sequence[Path], settings: Settings) -> None:
        self._papers, self._settings = list(papers), settings
        self._open = ExitStack()
        self._desk: Desk | None = None
        self._held: frozenset[str] = frozenset()
        self._claims: dict[str, CheckedClaim] = {}

    def close(self) -> None:
        """Let go of the library and of a model."""
        self._desk = None
        self._open.close()

    def ask(self, question: str) -> dict[str, Any]:
        """The places that answer a question, or why there are none."""
        answer = self._ready().ask(question)
        return {
            "question": answer.question,
            "answered": answer.answered,
            "explanation": answer.explanation or None,
            "answer": [self._claim(place.checked) for place in answer.places],
            "nearest_but_no_answer": [self._claim(place.checked) for place in answer.nearest],
            "notes": list(answer.notes),
        }

    def verify(self, statement: str, paper: str = "") -> dict[str, Any]:
        """The verdict on a statement, with the places that decide it."""
        desk = self._ready()
        named = [self._find(paper)[1].id] if paper.strip() else []
        return {"statement": statement, **self._claim(desk.judge(statement, named), stated=True)}

    def ledger(self, model: str, dataset: str, metric: str, k: int | None, paper: str) -> dict[str, Any]:
        """Results that papers print, and those that do not agree."""
        named = self._find(paper)[1].id if paper.strip() else ""
        wanted = Wanted(model=model, dataset=dataset, metric=metric, k=k, paper=named)
        made = ledger_dict(read_ledger(wanted, self._papers, settings=self._settings, progress=_quiet), {})
        filtered = any((model, dataset, metric, k, paper))
        return {
            "counts": made["counts"],
            "measures": [] if filtered else made["measures"],
            "results": [_result(one) for one in made["results"][:MOST_RESULTS]] if filtered else [],
            "not_shown": max(len(made["results"]) - MOST_RESULTS, 0) if filtered else 0,
            "differences": [
                {**{key: one[key] for key in ("kind", "method", "dataset", "metric", "k", "note")},
                 "results": [_result(result) for result in one["results"]]}
                for one in made["differences"][:MOST_RESULTS]
            ],
        }  # fmt: skip

    def papers(self) -> dict[str, Any]:
        """The papers at hand."""
        shelf = self._ready().shelf
        return {
            "count": len(shelf.pairs),
            "papers": [_named(paper) for _, paper in shelf.pairs[:MOST_PAPERS]],
            "could_not_be_read": [{"title": one.title, "reason": one.reason} for one in shelf.failed],
        }

    def paper(self, paper: str) -> dict[str, Any]:
        """What was read in one paper, and its card."""
        from synth.report.reading import as_dict
        from synth.workflows.card import make_card
        from synth.workflows.paper import ReadPaper

        document, found = self._find(paper)
        opened = ReadPaper(document=document, paper=found, file=None, fresh=False)
        card = make_card(opened, settings=self._settings, progress=_quiet)
        read = as_dict(document, found, ["sections", "tables"])
        return {
            **_named(found),
            "authors": list(found.authors),
            "venue": found.venue or None,
            "doi": found.doi or None,
            "abstract": _safe(found.abstract[:ABSTRACT]) or None,
            "sections": [{"title": one["title"], "page": one["page"]} for one in read["sections"]],
            "tables": [
                {"label": one["label"], "page": one["page"], "caption": _safe(one["caption"])} for one in read["tables"]
            ],
            "card": short_card(card, _safe),
        }

    def pictures(self, claim: str) -> tuple[CheckedClaim, list[Picture]]:
        """The places of a claim of an earlier answer as pictures of their pages; its own place first."""
        checked = self._claims.get(claim)
        if checked is None:
            raise UnknownIdError(f"no claim {claim!r} in the answers so far", hint="take an id from ask or verify")
        files = {paper.id: Path(paper.path) for _, paper in self._ready().shelf.pairs if paper.path}
        views = [view for view in evidence_views(checked, {}) if view.boxes]
        gallery = draw_places(views, files)
        return checked, [picture for view in views for picture in gallery.of(view)]

    def _ready(self) -> Desk:
        """The desk, opened again where the library has got other papers since."""
        if self._desk is not None and not self._papers and self._held != self._in_library(self._desk):
            self.close()
        if self._desk is None:
            self._open = ExitStack()
            self._desk = self._open.enter_context(
                Desk.open(self._papers, settings=self._settings, progress=_quiet),
            )
            self._held = self._in_library(self._desk)
        return self._desk

    @staticmethod
    def _in_library(desk: Desk) -> frozenset[str]:
        return frozenset(paper.sha256 for paper in desk.library.papers())

    def _find(self, wanted: str) -> tuple[Document, Paper]:
        """The paper of an id, with or without version, of a DOI, or of words of its title."""
        pairs = self._ready().shelf.pairs
        bare = wanted.strip()
        for document, paper in pairs:
            ids = {paper.id, paper.sha256, paper.doi.lower(), *paper.ids}
            if paper.arxiv:
                ids |= {paper.arxiv.id, str(paper.arxiv)}
            if bare in ids or bare.lower() in ids or bare.lower().removeprefix("arxiv:") in ids:
                return document, paper
        titled = [pair for pair in pairs if squash(bare) and squash(bare) in squash(pair[1].title)]
        if len(titled) == 1:
            return titled[0]
        if titled:
            raise InputError(
                f"{len(titled)} papers have {bare!r} in their title", hint="give the id of one: see papers"
            )
        raise UnknownIdError(f"no paper {bare!r} at hand", hint="papers lists what there is")

    def _claim(self, checked: CheckedClaim, *, stated: bool = False) -> dict[str, Any]:
        """A claim, short, and remembered for its pictures; one that was `stated` has no place of its own."""
        claim, verdict = checked.claim, checked.verdict
        self._claims.pop(claim.id, None)
        self._claims[claim.id] = checked
        while len(self._claims) > MOST_CLAIMS:
            del self._claims[next(iter(self._claims))]
        titles = {paper.id: paper.title for _, paper in self._ready().shelf.pairs}
        own = {} if stated else {
            "text": claim.text,
            "paper": claim.paper,
            "title": titles.get(claim.paper, ""),
            "page": claim.span.page,
            "quote": claim.quote,
        }  # fmt: skip
        return {
            "claim_id": claim.id,
            **own,
            "verdict": verdict.label.value,
            "verified": verdict.verified if not stated else verdict.label.value == "supported",
            "explanation": verdict.explanation,
            "should_read": verdict.correction.text if verdict.correction else None,
            "evidence": [
                {
                    "paper": place.paper,
                    "title": titles.get(place.paper, ""),
                    "page": place.page,
                    "quote": _safe(place.quote),
                    "stance": place.stance.value,
                }
                for place in verdict.evidence
                if stated or place.relation.value != "source"
            ],
        }


def _quiet(stage: str, done: int, total: int) -> None:
    """An assistant is told nothing on the way."""


def _named(paper: Paper) -> dict[str, Any]:
    return {
        "paper": paper.id,
        "title": paper.title,
        "year": paper.year,
        "arxiv": str(paper.arxiv) if paper.arxiv else None,
    }


def _result(result: dict[str, Any]) -> dict[str, Any]:
    cell = result["cell"]
    return {
        **{key: result[key] for key in ("method", "dataset", "metric", "k", "paper", "page", "setting", "flags")},
        "value": result["value"]["raw"],
        "table": cell["table"] if cell else None,
        "quote": _safe(result["quote"]),
    }


def _safe(text: str) -> str:
    return LEFT_OUT if speaks_to_model(text) else text
