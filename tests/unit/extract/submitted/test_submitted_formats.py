"""One report in seven formats: the same statements, citations and findings in each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import submitted_world as world

from synth.records.audit import StatementKind

WRITERS: dict[str, Callable[[Path], Path]] = {
    "md": world.as_markdown,
    "txt": world.as_text,
    "html": world.as_html,
    "tex": world.as_tex,
    "docx": world.as_docx,
    "pdf": world.as_pdf,
}


@pytest.fixture(scope="module", params=WRITERS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return WRITERS[request.param](tmp_path_factory.mktemp(request.param) / f"report.{request.param}")


def test_every_statement_and_no_other(written: Path) -> None:
    submission, document = world.read(written)
    assert world.found(submission) == world.EXPECTED
    assert len(submission.statements) == len(world.EXPECTED)
    assert submission.title == world.TITLE
    assert submission.document == document.id


def test_works_are_read_with_ids_titles_and_years(written: Path) -> None:
    submission, _ = world.read(written)
    assert [str(work.arxiv) for work in submission.works] == ["2306.08568v1", "2107.03374", "2504.13837v2", "None"]
    assert [work.year for work in submission.works] == [2023, 2021, 2025, 2020]
    assert submission.works[0].title == "WizardCoder: Empowering Code Models with Evol-Instruct"
    assert submission.works[1].authors[0] == "Mark Chen"


def test_marks_and_places(written: Path) -> None:
    submission, _ = world.read(written)
    rows = [s for s in submission.statements if s.kind is StatementKind.CLAIM_ROW]
    assert [row.where for row in rows] == [f"Listed Claims, row {n}" for n in (1, 2, 3)]
    assert [dict(row.marks)["confidence"] for row in rows] == ["0.91", "0.40", "0.05"]
    assert dict(rows[0].marks)["verified"] in {"✓", "√"}
    assert [row.cut_off for row in rows] == [False, False, True]
    results = [s for s in submission.statements if s.kind is StatementKind.TABLE_ROW]
    assert results[0].marks == (("HumanEval", "57.3"), ("MBPP", "51.8"))
    sentence = next(s for s in submission.statements if s.kind is StatementKind.SENTENCE)
    assert sentence.where.endswith("Findings")


def test_spans_point_to_the_place(written: Path) -> None:
    submission, document = world.read(written)
    for statement in submission.statements:
        span = statement.span
        assert span.document == document.id
        if span.boxes:
            assert all(box.page == span.page and box.x1 > box.x0 and box.y1 > box.y0 for box in span.boxes)
        else:
            place = document.text[span.start : span.end]
            assert place == statement.text or place.split("\t")[0] == statement.text.split(":")[0]


def test_findings(written: Path) -> None:
    submission, _ = world.read(written)
    assert sorted(world.kinds(submission)) == ["cut_off", "never_cited", "uncited"]
    assert world.messages(submission, "never_cited") == [
        "1 of 4 listed works is never cited: [4] A Work That Nobody Cites."
    ]
    assert world.messages(submission, "uncited") == ["4 of 9 statements cite no source."]
    assert "StarCoder, Code Llama and”" in world.messages(submission, "cut_off")[0].replace("tarCoder", "StarCoder", 1)


def test_json_claims_are_bound_by_their_keys(tmp_path: Path) -> None:
    submission, _ = world.read(world.as_json(tmp_path / "report.json"))
    claims = {(kind, text, cited) for kind, text, cited in world.EXPECTED if kind in {"claim_row", "sentence"}}
    assert world.found(submission) == claims
    assert dict(submission.statements[-2].marks) == {"verified": "×", "confidence": "0.4", "source": "[2]"}
