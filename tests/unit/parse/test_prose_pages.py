"""From typeset pages to sentences: order, hyphens, headers, superscripts, sections, captions, boxes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
import typst

from synth.parse import Parsed, ParseJob, parse_file
from synth.records import Document, SectionKind, Sentence, SentenceKind

LOREM = (
    "The estimator draws many samples for each problem and counts how many of them pass. "
    "It is unbiased because it averages over all subsets of the samples. "
    "A naive estimate that reuses the same samples is biased and understates the true value. "
)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Document]:
    """Typeset a source with Typst and parse the PDF."""
    folder = tmp_path_factory.mktemp("typeset")
    count = 0

    def make(source: str) -> Document:
        nonlocal count
        count += 1
        path = folder / f"paper{count}.pdf"
        path.write_bytes(typst.compile(source.encode()))
        return parsed(path).document

    return make


def parsed(path: Path) -> Parsed:
    return parse_file(ParseJob(path, f"{hash(path.name):x}"))


def said(document: Document, kind: SentenceKind = SentenceKind.BODY) -> list[str]:
    return [sentence.text for sentence in document.sentences if sentence.kind is kind]


def find(document: Document, part: str) -> Sentence:
    (found,) = [sentence for sentence in document.sentences if part in sentence.text]
    return found


NAMES = "ABCDEFGHIJ"
TWO_COLUMNS = (
    '#set page(width: 16cm, height: 12cm, columns: 2, margin: 1.5cm)\n'
    "#set text(size: 9pt, hyphenate: false)\n#set par(justify: true)\n"
    + "\n\n".join(
        f"Paragraph {n} begins with its number here and says that it is number {n}. {LOREM}The end of {n} is here."
        for n in NAMES
    )
)  # fmt: skip


def test_two_columns_are_read_one_after_the_other(read: Callable[..., Document]) -> None:
    document = read(TWO_COLUMNS)
    assert len(document.pages) >= 2
    texts = said(document)
    begins = [text.split()[1] for text in texts if text.startswith("Paragraph ")]
    ends = [text.split()[3] for text in texts if text.startswith("The end of ")]
    assert begins == list(NAMES) and ends == list(NAMES)
    assert texts.count(LOREM.split(". ")[1] + ".") == len(NAMES)  # no sentence is torn by a column or a page


def test_a_sentence_that_runs_over_two_pages_knows_both(read: Callable[..., Document]) -> None:
    document = read(TWO_COLUMNS)
    pages = [sorted({box.page for box in sentence.span.boxes}) for sentence in document.sentences]
    assert all(found[0] == s.span.page for found, s in zip(pages, document.sentences, strict=True))
    assert {page for found in pages for page in found} == {page.number for page in document.pages}


def test_hyphens_at_line_ends(read: Callable[..., Document]) -> None:
    words = "unbiasedness representativeness internationalisation characterisation "
    document = read(
        '#set page(width: 9cm, height: 25cm, margin: 2cm)\n#set text(size: 11pt, lang: "en", hyphenate: true)\n'
        "#set par(justify: true)\n" + f"It shows {words * 6}in a narrow column of text. "
        "The multi-turn setting of a multi-turn model is a well-known "
        "state-of-the-art benchmark of multi-turn generation. " + LOREM
    )
    page = document.pages[0].text
    assert "-\n" in page or "\u00ad" in page or "‐\n" in page, "nothing was hyphenated"
    text = " ".join(said(document))
    for word in words.split():
        assert text.count(word) == 6, word
    assert text.count("multi-turn") == 3 and "state-of-the-art" in text and "well-known" in text


def test_running_headers_and_page_numbers_are_no_sentences(read: Callable[..., Document]) -> None:
    document = read(
        '#set page(paper: "a5", margin: 2.2cm, header: [A running header of the paper], numbering: "1")\n'
        + (LOREM * 45)
    )
    assert len(document.pages) >= 3
    assert all("running header" in page.text for page in document.pages)
    assert "running header" not in document.text
    assert set(said(document)) == {part.strip() + "." for part in LOREM.strip().split(".") if part.strip()}


def test_superscripts(read: Callable[..., Document]) -> None:
    document = read(
        "#set page(width: 14cm, height: 14cm)\n"
        "Training takes 10#super(typographic: false)[28] operations in total over all of the models. "
        "The model Claude 1.3#super(typographic: false)[7] is evaluated on the same problems as before. "
        "A batch of 32#super(typographic: false)[9] tokens is enough for all of the repositories. " + LOREM
    )
    text = document.text
    assert "10^28 operations" in text and "1028" not in text
    assert "32^9 tokens" in text
    assert "Claude 1.3 is" in text and "1.37" not in text


SECTIONS = r"""
#set page(width: 15cm, height: 20cm)
#set heading(numbering: "1.1")
#align(center, text(17pt, weight: "bold")[A Title of Some Words])
#align(center)[Ann Adams]
#heading(numbering: none)[Abstract]
We study estimators of success. Optimising for one attempt differs from optimising for many.
= Introduction
Code models are sampled many times. The first section ends here.
= Related Work
Others have studied the matter before.
= Method
== The Estimator
The estimator is unbiased for every k.
= Experiments
The model reaches a pass\@1 of 57.3 on HumanEval.
#figure(rect(width: 4cm, height: 2cm), caption: [A caption that describes the drawing. It has two sentences.])
After the figure the text goes on as before.
= Limitations
Only one benchmark was used.
= Conclusion
Sampling more helps.
"""


def test_sections_and_their_kinds(read: Callable[..., Document]) -> None:
    document = read(SECTIONS)
    kinds = {section.title: section.kind for section in document.sections}
    named = {title.lstrip("0123456789. "): kind for title, kind in kinds.items()}
    assert named["Abstract"] is SectionKind.ABSTRACT
    assert named["Introduction"] is SectionKind.INTRODUCTION
    assert named["Related Work"] is SectionKind.RELATED
    assert named["Method"] is SectionKind.METHOD
    assert named["Experiments"] is SectionKind.RESULTS
    assert named["Limitations"] is SectionKind.LIMITATIONS
    assert named["Conclusion"] is SectionKind.CONCLUSION
    home = {s.text: document.sections[s.section].title.lstrip("0123456789. ") for s in document.sentences}
    assert home["Others have studied the matter before."] == "Related Work"
    assert home["The estimator is unbiased for every k."] == "The Estimator"
    assert home["The model reaches a pass@1 of 57.3 on HumanEval."] == "Experiments"
    assert home["After the figure the text goes on as before."] == "Experiments"


def test_headings_are_no_part_of_sentences(read: Callable[..., Document]) -> None:
    for text in said(read(SECTIONS)):
        assert not any(word in text for word in ("Introduction", "Experiments", "Limitations", "Conclusion")), text


def test_captions_stand_apart(read: Callable[..., Document]) -> None:
    document = read(SECTIONS)
    captions = said(document, SentenceKind.CAPTION)
    assert "describes the drawing" in " ".join(captions)
    assert not any("drawing" in text for text in said(document))


def test_offsets_point_at_the_sentence(read: Callable[..., Document]) -> None:
    for document in (read(SECTIONS), read(TWO_COLUMNS)):
        for sentence in document.sentences:
            assert document.text[sentence.span.start : sentence.span.end] == sentence.text
            assert sentence.span.document == document.id
        starts = [sentence.span.start for sentence in document.sentences]
        assert len(set(starts)) == len(starts)


def test_boxes_hold_the_words(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(typst.compile(TWO_COLUMNS.encode()))
    document = parsed(path).document
    with pymupdf.open(path) as opened:
        for sentence in document.sentences[:12]:
            words = []
            for box in sentence.span.boxes:
                page = opened[box.page - 1]
                assert 0 <= box.x0 < box.x1 <= page.rect.width and 0 <= box.y0 < box.y1 <= page.rect.height
                words += page.get_text(clip=(box.x0 - 1, box.y0, box.x1 + 1, box.y1)).split()
            assert "".join(words).startswith("".join(sentence.text.split())[:12]) or set(sentence.text.split()) <= set(
                words
            )


def test_the_same_file_gives_the_same_document(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(typst.compile(SECTIONS.encode()))
    assert parsed(path) == parsed(path)


# A few words before the end of a column and a few after the beginning of the next, of one sentence each.
OVER_COLUMNS = {
    "2107.03374v2_Codex.pdf": [
        ("Codex-S is able to", "generate at least one correct function"),
        ("evaluate 100 samples per", "problem, and pick one"),
        ("generating addi", "tional functions or statements"),
    ],
    "2305.13186_SciTab_EMNLP2023.pdf": [
        ("naturally occur within", "scientific publications"),
        ("the claims in SCITAB necessitate", "numerical reasoning"),
        ("not always be grounded", "relevant but unverifiable"),
    ],
}


@pytest.mark.parametrize("name", list(OVER_COLUMNS))
def test_real_columns_are_read_in_order(test_data: Path, name: str) -> None:
    document = parsed(test_data / "papers" / name).document
    squashed = {"".join(text.split()) for text in said(document)}
    for before, after in OVER_COLUMNS[name]:
        first, second = "".join(before.split()), "".join(after.split())
        holds = [text for text in squashed if first in text and second in text]
        assert holds, (before, after)
        assert all(text.index(first) < text.index(second) for text in holds)
    assert len(said(document)) > 150
