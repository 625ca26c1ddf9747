"""Word documents: what of them becomes sections, items, tables and references."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as new_word
from docx.document import Document as Word

from synth.errors import ParseError
from synth.parse import Parsed, ParseJob, parse_file


def parsed(word: Word, folder: Path) -> Parsed:
    path = folder / "report.docx"
    word.save(str(path))
    return parse_file(ParseJob(path, "0" * 64))


def test_headings_paragraphs_and_items_in_order(tmp_path: Path) -> None:
    word = new_word()
    word.core_properties.author = "Ann Roe; Bo Li"
    word.add_heading("On Code Models", 0)
    word.add_heading("1 Introduction", 1)
    word.add_paragraph("Code models write programs. They are large.")
    word.add_heading("1.1 Aims", 2)
    word.add_paragraph("The first aim of the work.", style="List Bullet")
    word.add_paragraph("The second aim of the work.", style="List Number")
    result = parsed(word, tmp_path)
    document = result.document
    assert (result.paper.title, result.paper.authors) == ("On Code Models", ("Ann Roe", "Bo Li"))
    assert [(s.title, s.level) for s in document.sections if s.title] == [("1 Introduction", 1), ("1.1 Aims", 2)]
    assert [s.text for s in document.sentences][-4:] == [
        "Code models write programs.",
        "They are large.",
        "The first aim of the work.",
        "The second aim of the work.",
    ]
    assert "• The first aim of the work.\n\n• The second aim" in document.text
    for sentence in document.sentences:
        assert document.text[sentence.span.start : sentence.span.end] == sentence.text


def test_tables_know_their_columns_and_stand_in_the_text(tmp_path: Path) -> None:
    word = new_word()
    word.add_paragraph("Figures of two models.")
    table = word.add_table(rows=0, cols=3)
    for row in (("Model", "HumanEval", "MBPP"), ("Codex", "28.8", "46.7"), ("StarCoder", "33.6", "43.6")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document = parsed(word, tmp_path).document
    assert list(document.tables[0].header_paths) == [("Model",), ("HumanEval",), ("MBPP",)]
    assert [(row.path, [cell.text for cell in row.cells]) for row in document.tables[0].rows] == [
        (("Codex",), ["28.8", "46.7"]),
        (("StarCoder",), ["33.6", "43.6"]),
    ]
    assert "Model\tHumanEval\tMBPP\nCodex\t28.8\t46.7\nStarCoder\t33.6\t43.6\n" in document.text


def test_merged_cells_span_their_columns(tmp_path: Path) -> None:
    word = new_word()
    table = word.add_table(rows=4, cols=3)
    for number, row in enumerate(
        (("Model", "pass@1", ""), ("", "HumanEval", "MBPP"), ("Codex", "28.8", "46.7"), ("StarCoder", "33.6", "43.6"))
    ):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    (made,) = parsed(word, tmp_path).document.tables
    assert made.header_paths == (("Model",), ("pass@1", "HumanEval"), ("pass@1", "MBPP"))
    assert [cell.text for cell in made.rows[1].cells] == ["33.6", "43.6"]


def test_bold_lines_are_headings_and_references_are_read(tmp_path: Path) -> None:
    word = new_word()
    word.add_heading("On Code Models", 0)
    word.add_paragraph().add_run("Main results").bold = True
    word.add_paragraph("Codex solves 28.8% of the problems [1].")
    word.add_heading("References", 1)
    word.add_paragraph("[1] Mark Chen and Jerry Tworek. 2021. Evaluating Large Language Models. arXiv:2107.03374.")
    document = parsed(word, tmp_path).document
    assert [section.title for section in document.sections if section.title] == ["Main results", "References"]
    assert [(r.key, r.title, str(r.arxiv)) for r in document.references] == [
        ("1", "Evaluating Large Language Models", "2107.03374")
    ]
    cited = next(sentence for sentence in document.sentences if sentence.text.startswith("Codex"))
    assert [citation.reference for citation in cited.citations] == [0]


def test_a_report_and_a_paper_of_the_same_file_are_two_documents(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# On Code\n\n- It has [a link](https://example.org/x) and an end.\n", encoding="utf-8")
    paper = parse_file(ParseJob(path, "0" * 64)).document
    report = parse_file(ParseJob(path, "0" * 64, submitted=True)).document
    assert paper.id != report.id
    assert "https" not in paper.text
    assert "• It has a link (https://example.org/x) and an end." in report.text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"plain words"])
def test_what_is_no_word_document_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(ParseError, match=r"a\.docx: ") as caught:
        parse_file(ParseJob(path, "0" * 64))
    assert caught.value.hint


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.parse.docx.MAX_UNPACKED", 1000)
    with pytest.raises(ParseError, match="unpacks to more than"):
        parsed(new_word(), tmp_path)
