"""The report that these tests write, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from changed_world import make_changes
from report_world import PAPERS, A, B, Maker, make_report, write_pdfs

from synth.records import Counts, PaperStatus, Recipe, Report


@pytest.fixture(scope="session")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    first, second = write_pdfs(tmp_path_factory.mktemp("papers"))
    return {A: first, B: second}


@pytest.fixture(scope="session")
def report(pdfs: dict[str, Path]) -> Report:
    """A second edition, with all that a page must show."""
    made = make_report(pdfs[A], pdfs[B])
    recipe = Recipe(papers=("mine",), sources=("arxiv",), queries=("x",), limit=5, claims=7, prefer_tex=True)
    return replace(made, edition=2, changes=make_changes(Maker(pdfs[A], pdfs[B]), made.claims), recipe=recipe)


@pytest.fixture(scope="session")
def empty(report: Report) -> Report:
    """Nothing was found: no claim, no answer, no review."""
    counts = Counts(
        papers=0, papers_failed=5, claims=0, verified=0, contradicted=0, disputed=0, not_enough_evidence=0, abstained=0
    )
    return replace(
        report,
        papers=tuple(replace(p, status=PaperStatus.FAILED, reason="gone") for p in PAPERS),
        answer=(),
        facets=(),
        claims=(),
        disagreements=(),
        not_checked=(),
        method=(),
        limitations=(),
        search=(),
        screening=None,
        reviews=(),
        score=None,
        counts=counts,
        edition=1,
        changes=None,
    )


@pytest.fixture(scope="session")
def pages(report: Report, pdfs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every format, written once."""
    from synth.report import write

    return write(report, tmp_path_factory.mktemp("out"), files=pdfs)
