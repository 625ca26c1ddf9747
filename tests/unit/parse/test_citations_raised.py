"""Papers that cite by raised numerals: these are bound to the numbered list, and footnotes of other papers are not."""

from __future__ import annotations

from pathlib import Path

from synth.parse import ParseJob, parse_file
from synth.records import Document

ENTRIES = [
    "Chen, M. et al. Evaluating large language models trained on code. Nature 51, 1-9 (2021).",
    "Li, Y. et al. Competition-level code generation with AlphaCode. Science 52, 1-9 (2022).",
    "Vaswani, A. et al. Attention is all you need. Nature 53, 1-9 (2017).",
    "Brown, T. et al. Language models are few-shot learners. Nature 54, 1-9 (2020).",
    "Touvron, H. et al. Open foundation models and chat models. Nature 55, 1-9 (2023).",
]
PROSE = "We evaluate every system on the same prompts and report the mean over five seeds of the whole set. "


def read(folder: Path, body: str, entries: str) -> Document:
    import typst

    path = folder / "paper.pdf"
    path.write_bytes(
        typst.compile(
            (
                '#set page(paper: "a4", margin: 2cm)\n#set text(font: "New Computer Modern", size: 10pt)\n'
                f"= Introduction\n{body}\n\n{PROSE * 12}\n= References\n{entries}\n"
            ).encode()
        )
    )
    return parse_file(ParseJob(path, "0" * 64)).document


def raised(text: str) -> str:
    return f"#super(typographic: false)[{text}]"


def cited(document: Document, start: str) -> list[str]:
    sentence = next(sentence for sentence in document.sentences if sentence.text.startswith(start))
    return [document.references[citation.reference].authors[0] for citation in sentence.citations]


def test_raised_numerals_are_bound_to_the_numbered_list(tmp_path: Path) -> None:
    body = (
        f"Large models of code{raised('1,2')} build on attention.{raised('3')} Open models such as "
        f"Llama 2{raised('5')} reached 67.8 points in 2022{raised('1–4')} on this set. "
        "Nothing is cited here at all by anyone."
    )
    document = read(tmp_path, body, "\n\n".join(f"{n}\\. {text}" for n, text in enumerate(ENTRIES, start=1)))
    assert [reference.key for reference in document.references] == ["1", "2", "3", "4", "5"]
    assert cited(document, "Large models") == ["M. Chen", "Y. Li", "A. Vaswani"]
    assert cited(document, "Open models") == ["H. Touvron", "M. Chen", "Y. Li", "A. Vaswani", "T. Brown"]
    assert cited(document, "Nothing") == []
    assert "Llama 2 reached 67.8 points in 2022 on" in document.text


def test_footnotes_beside_bracketed_citations_are_none(tmp_path: Path) -> None:
    body = (
        f"Large models of code [1, 2] build on attention [3].{raised('1')} Open models [4, 5] help.{raised('2')} "
        f"A third remark is only a remark.{raised('3')}"
    )
    document = read(tmp_path, body, "\n\n".join(f"[{n}] {text}" for n, text in enumerate(ENTRIES, start=1)))
    assert cited(document, "A third remark") == []
    assert cited(document, "Open models") == ["T. Brown", "H. Touvron"]
