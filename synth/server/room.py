"""What assistants may ask of the library: the library opened once, and short answers in plain objects.

An answer goes into the context of a language model. So it is kept short, and sentences of papers that speak to a
language model are left out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from synth.errors import InputError, UnknownIdError
from synth.language.addressed import speaks_to_model
from synth.language.words import squash
from synth.records import CheckedClaim, Paper
from synth.report.claims import evidence_views
from synth.report.pictures import Picture, draw_places
from synth.report.results import as_dict as ledger_dict
from synth.server.cards import short_card
from synth.settings import Settings
from synth.workflows.ask import Desk, Stock
from synth.workflows.ledger import Wanted, read_ledger
from synth.workflows.shelf import failures_of

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
        self._stock: Stock | None = None
        self._held: frozenset[tuple[str, str]] = frozenset()
        self._claims: dict[str, tuple[CheckedClaim, list[Paper]]] = {}
        """Claims of the answers, each with the papers that its places are in."""

    def close(self) -> None:
        """Let go of the library and of a model."""
        self._stock = None
        self._open.close()

    def ask(self, question: str) -> dict[str, Any]:
        """The places that answer a question, or why there are none."""
        desk = self._ready().desk(question)
        answer = desk.ask(question)
        told = partial(self._claim, desk=desk)
        return {
            "question": answer.question,
            "answered": answer.answered,
            "explanation": answer.explanation or None,
            "answer": [told(place.checked) for place in answer.places],
            "nearest_but_no_answer": [told(place.checked) for place in answer.nearest],
            "notes": list(answer.notes),
        }

    def verify(self, statement: str, paper: str = "") -> dict[str, Any]:
        """The verdict on a statement, with the places that decide it."""
        stock = self._ready()
        if paper.strip():
            key, named = self._find(paper)
            desk = stock.desk_of([key]) if stock.many else stock.desk(statement)
            judged = desk.judge(statement, [named.id])
        else:
            desk = stock.desk(statement)
            judged = desk.judge(statement)
        return {"statement": statement, **self._claim(judged, desk=desk, stated=True)}

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
        stock = self._ready()
        shown = stock.first_records(MOST_PAPERS)
        return {
            "count": stock.count if stock.many else len(stock.records()),
            "papers": [_named(paper) for paper in shown],
            "could_not_be_read": [{"title": one.title, "reason": one.reason} for one in failures_of(stock.there)],
        }

    def paper(self, paper: str) -> dict[str, Any]:
        """What was read in one paper, and its card."""
        from synth.report.reading import as_dict
        from synth.workflows.card import make_card
        from synth.workflows.paper import ReadPaper

        key, _ = self._find(paper)
        document, found = self._ready().pair(key)
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
        if claim not in self._claims:
            raise UnknownIdError(f"no claim {claim!r} in the answers so far", hint="take an id from ask or verify")
        checked, papers = self._claims[claim]
        files = {paper.id: Path(paper.path) for paper in papers if paper.path}
        views = [view for view in evidence_views(checked, {}) if view.boxes]
        gallery = draw_places(views, files)
        return checked, [picture for view in views for picture in gallery.of(view)]

    def _ready(self) -> Stock:
        """The papers at hand, looked through again where the library has got other ones since."""
        if self._stock is not None and not self._papers and self._held != self._in_library(self._stock):
            self.close()
        if self._stock is None:
            self._open = ExitStack()
            self._stock = self._open.enter_context(
                Stock.open(self._papers, settings=self._settings, progress=_quiet),
            )
            self._held = self._in_library(self._stock)
        return self._stock

    @staticmethod
    def _in_library(stock: Stock) -> frozenset[tuple[str, str]]:
        return frozenset(stock.library.reading_keys())

    def _find(self, wanted: str) -> tuple[tuple[str, str], Paper]:
        """The paper of an id, with or without version, of a DOI, or of words of its title."""
        records = self._ready().records()
        bare = wanted.strip()
        for key, paper in records.items():
            ids = {paper.id, paper.sha256, paper.doi.lower(), *paper.ids}
            if paper.arxiv:
                ids |= {paper.arxiv.id, str(paper.arxiv)}
            if bare in ids or bare.lower() in ids or bare.lower().removeprefix("arxiv:") in ids:
                return key, paper
        words = squash(bare)
        titled = [one for one in records.items() if words and words in squash(one[1].title)]
        if len(titled) == 1:
            return titled[0]
        if titled:
            raise InputError(
                f"{len(titled)} papers have {bare!r} in their title", hint="give the id of one: see papers"
            )
        raise UnknownIdError(f"no paper {bare!r} at hand", hint="papers lists what there is")

    def _claim(self, checked: CheckedClaim, *, desk: Desk, stated: bool = False) -> dict[str, Any]:
        """A claim, short, and remembered for its pictures; one that was `stated` has no place of its own."""
        claim, verdict = checked.claim, checked.verdict
        self._claims.pop(claim.id, None)
        mentioned = {claim.paper, *(place.paper for place in verdict.evidence)}
        self._claims[claim.id] = checked, [paper for _, paper in desk.shelf.pairs if paper.id in mentioned]
        while len(self._claims) > MOST_CLAIMS:
            del self._claims[next(iter(self._claims))]
        titles = {paper.id: paper.title for _, paper in desk.shelf.pairs}
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
