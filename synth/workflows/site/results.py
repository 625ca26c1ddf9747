"""All results of a library with what each is borne out by and what differs, for the result tables of a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from synth.compose.ledger import find_differences
from synth.compose.standing import Cites, standings
from synth.language.works import same_work
from synth.records import Result
from synth.report.site.reports import ShownRerun
from synth.report.site.tables import Tables
from synth.report.site.view import PaperEntry
from synth.store import Library
from synth.workflows.ingest import Progress
from synth.workflows.ledger import kept_results
from synth.workflows.site.found import marks


def tables_of(
    entries: Sequence[PaperEntry],
    names: Mapping[str, str],
    reruns: Sequence[ShownRerun],
    library: Library,
    progress: Progress,
) -> Tables:
    """The result tables of the papers; `reruns` mark the results that they computed again."""
    results: list[Result] = []
    for count, entry in enumerate(entries, start=1):
        progress("reading results", count, len(entries))
        results += kept_results(entry.document, entry.paper.id, library) or []
    papers = [entry.paper for entry in entries]
    progress("comparing results", 0, 1)
    known = {entry.paper.id: entry for entry in entries}
    return Tables.of(
        results,
        known,
        names,
        standings(results, papers, citing(known)),
        marks(results, reruns, known),
        find_differences(results, papers),
    )


def citing(entries: Mapping[str, PaperEntry]) -> Cites:
    """Whether one paper cites another, by their ids."""

    @cache
    def cites(one: str, other: str) -> bool:
        citing_paper, cited = entries.get(one), entries.get(other)
        if citing_paper is None or cited is None:
            return False
        return any(same_work(entry, cited.paper) for entry in citing_paper.references)

    return cites
