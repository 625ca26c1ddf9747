"""Claims in, those that a recipe tests with their reruns out: bind, match, run once a recipe, fold into the verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import InitVar, dataclass, field, replace

from synth.errors import SynthError
from synth.records import (
    CheckedClaim,
    Cited,
    Claim,
    ClaimRerun,
    Decoding,
    Paper,
    Quantity,
    Rerun,
    RerunVerdict,
    Role,
    Verdict,
)
from synth.rerun.execution import Journal, Progress
from synth.rerun.fold import fold
from synth.rerun.match import Bound, matches
from synth.rerun.outcomes import Bench
from synth.rerun.recipe import Recipe, RecipeFigure
from synth.rerun.recipefile import bundled
from synth.rerun.run import rerun
from synth.rerun.sandbox import Judged, Sandbox, Walls
from synth.settings import Settings
from synth.store import Library
from synth.verify.facts import facts
from synth.workflows.rerun.recipes import RerunOptions, roots

_KIND = "rerun_outcomes"
_GREEDY = re.compile(r"\bgreed(?:y|ily)\b", re.IGNORECASE)
_SAMPLED = re.compile(r"\bsampled?\b|\bsamples\b|\btemperature\b", re.IGNORECASE)
_RANK = {
    RerunVerdict.REPRODUCED: 0,
    RerunVerdict.REPRODUCED_BY_TRUNCATION: 1,
    RerunVerdict.WITHIN_SAMPLING_ERROR: 2,
    RerunVerdict.ONLY_UNDER_VARIANT: 3,
    RerunVerdict.NOT_TESTABLE: 4,
    RerunVerdict.NOT_REPRODUCED: 5,
}
"""Where several recipes test one number, the lowest decides. A number that one of them cannot test may be of its
samples; then the others do not refute it."""


@dataclass(slots=True)
class Reruns:
    """Reruns of one report or audit; what was run once is not run again."""

    library: Library
    settings: Settings
    progress: Progress
    options: RerunOptions = field(default_factory=RerunOptions)
    known: InitVar[Iterable[Rerun]] = ()
    """Reruns that were made before."""
    notes: list[str] = field(default_factory=list)
    """What could not be rerun and why, one sentence each."""
    _done: dict[str, dict[str, ClaimRerun]] = field(default_factory=dict)
    """Recipe → figure → what a rerun says of it."""
    _records: dict[str, Rerun] = field(default_factory=dict)

    def __post_init__(self, known: Iterable[Rerun]) -> None:
        for record in known:
            self._keep(record)

    def add(
        self, claims: Sequence[tuple[Claim, Verdict]], papers: Iterable[tuple[str, frozenset[str]]]
    ) -> list[tuple[Verdict, tuple[ClaimRerun, ...]]]:
        """Verdicts with the reruns of each claim, in the order of the claims; `papers` gives the arXiv ids of each."""
        wanted = self._wanted([claim for claim, _ in claims], papers)
        self._run([one for found in wanted for one in found])
        out = []
        for (claim, verdict), found in zip(claims, wanted, strict=True):
            reruns = self._chosen(found)
            out.append((fold(claim, verdict, reruns), reruns))
        return out

    def open_claims(
        self, claims: Sequence[CheckedClaim], papers: Iterable[tuple[str, frozenset[str]]]
    ) -> frozenset[str]:
        """Ids of claims with a number that a recipe at hand tests, and that was not run again yet."""
        wanted = self._wanted([one.claim for one in claims], papers)
        return frozenset(
            one.claim.id
            for one, found in zip(claims, wanted, strict=True)
            if {raw for raw, _, _ in found} - {ran.printed for ran in one.reruns}
        )

    @property
    def made(self) -> tuple[Rerun, ...]:
        """All reruns that were made."""
        return tuple(self._records.values())

    def shown(self, reruns: Iterable[ClaimRerun]) -> tuple[Rerun, ...]:
        """The whole reruns that these are of, by recipe."""
        return tuple(self._records[name] for name in sorted({one.recipe for one in reruns}))

    def _wanted(
        self, claims: Sequence[Claim], papers: Iterable[tuple[str, frozenset[str]]]
    ) -> list[list[tuple[str, Recipe, Cited]]]:
        """For each claim its numbers that recipes at hand test, each with recipe and figure."""
        where = roots(self.options, self.settings)
        known = [recipe for recipe in bundled() if recipe.archive is not None]
        at_hand = [recipe for recipe in known if not where.missing(recipe)]
        ids = dict(papers)
        return [
            [
                (raw, *match)
                for raw, one in bind(claim, ids.get(claim.paper, frozenset()))
                for match in matches(one, at_hand)
            ]
            for claim in claims
        ]

    def _run(self, wanted: Sequence[tuple[str, Recipe, Cited]]) -> None:
        figures: dict[str, dict[str, Cited]] = {}
        recipes: dict[str, Recipe] = {}
        for _, recipe, cited in wanted:
            if cited.text not in self._done.get(recipe.name, {}):
                figures.setdefault(recipe.name, {})[cited.text] = cited
                recipes[recipe.name] = recipe
        if not figures:
            return
        where = roots(self.options, self.settings)
        walls = Walls(namespaces=self.options.namespaces, unsafe=self.options.unsafe)
        with Sandbox(workers=self.options.workers or 2, walls=walls) as sandbox:
            for count, (name, asked) in enumerate(figures.items()):
                self.progress("running cited figures again", count, len(figures))
                journal = _LibraryJournal(self.library, name)
                try:
                    self._one(recipes[name], list(asked.values()), Bench(sandbox, journal, lambda *_: None, where))
                except SynthError as error:
                    self.notes.append(f"The figures of “{recipes[name].title}” were not run again: {error.message}.")
                finally:
                    journal.save()

    def _one(self, recipe: Recipe, cited: Sequence[Cited], bench: Bench) -> None:
        known = {figure.cited.text: figure for figure in recipe.figures}
        asked = tuple(known.get(one.text, RecipeFigure(cited=one)) for one in cited)
        earlier = self._records.get(recipe.name)
        kept = tuple(RecipeFigure(cited=one.cited) for one in earlier.figures) if earlier else ()
        asked = (*kept, *(one for one in asked if one.cited.text not in {k.cited.text for k in kept}))
        record = rerun(replace(recipe, figures=asked), bench)
        self._keep(record)

    def _keep(self, record: Rerun) -> None:
        self._records[record.name] = record
        self._done[record.name] = {
            figure.cited.text: ClaimRerun(
                recipe=record.name, printed=figure.cited.printed, basis=record.basis, figure=figure
            )
            for figure in record.figures
        }

    def _chosen(self, found: Sequence[tuple[str, Recipe, Cited]]) -> tuple[ClaimRerun, ...]:
        """One rerun for each number of a claim."""
        best: dict[str, ClaimRerun] = {}
        for raw, recipe, cited in found:
            one = self._done.get(recipe.name, {}).get(cited.text)
            if one is None:
                continue
            one = replace(one, printed=raw)
            if raw not in best or _RANK[one.figure.verdict] < _RANK[best[raw].figure.verdict]:
                best[raw] = one
        return tuple(best.values())


def arxiv_ids(papers: Iterable[Paper]) -> list[tuple[str, frozenset[str]]]:
    """Each paper with the arXiv ids that it is known by."""
    return [(paper.id, frozenset({paper.arxiv.id} if paper.arxiv else ())) for paper in papers]


class _LibraryJournal(Journal):
    """Outcomes that are kept in the library."""

    def __init__(self, library: Library, recipe: str) -> None:
        super().__init__()
        self._library, self._recipe = library, recipe
        kept = library.get_json(_KIND, recipe)
        if isinstance(kept, dict):
            self.known = {key: Judged(*row) for key, row in kept.items() if isinstance(row, list) and len(row) == 4}
        self._before = len(self.known)

    def save(self) -> None:
        """Write what is new."""
        if len(self.known) > self._before:
            rows = {key: [one.outcome, one.detail, one.bits, one.cpu] for key, one in self.known.items()}
            self._library.put_json(_KIND, self._recipe, rows)


def bind(claim: Claim, papers: frozenset[str]) -> list[tuple[str, Bound]]:
    """The percentages of a claim with what they are said to measure, where the claim leaves no other reading."""
    return bind_text(claim.text, claim.quantities or None, papers)


def bind_text(text: str, quantities: Sequence[Quantity] | None, papers: frozenset[str]) -> list[tuple[str, Bound]]:
    """The same for a text; its numbers are read from it where none are given."""
    decoding = Decoding.GREEDY if _GREEDY.search(text) else Decoding.UNKNOWN
    if decoding is Decoding.UNKNOWN and _SAMPLED.search(text):
        decoding = Decoding.SAMPLED
    found = []
    for fact in facts(text, quantities):
        quantity = fact.quantity
        if quantity.role is not Role.VALUE or quantity.unit not in ("", "%") or not 0 <= quantity.value <= 100:
            continue
        if fact.method is None or fact.dataset is None or not fact.method_sure or not fact.dataset_sure:
            continue
        metric = fact.metric.canonical if fact.metric is not None else ""
        if fact.k is not None:
            metric = metric.replace("@k", f"@{fact.k}").replace("^k", f"^{fact.k}")
        digits = re.match(r"\d+(?:\.\d+)?", quantity.raw)
        if digits is not None:
            bound = Bound(
                printed=digits[0],
                method=fact.method.canonical,
                dataset=fact.dataset.canonical,
                metric=metric,
                decoding=decoding,
                papers=papers,
            )
            found.append((quantity.raw, bound))
    return found
