"""What pages print around and inside the text: line numbers, changing headers, notices, marks, powers, lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typst

from synth.parse import ParseJob, parse_file
from synth.records import Document, SectionKind, SentenceKind

PROSE = (
    "The estimator draws many samples for each problem and counts how many of them pass all tests. "
    "It is unbiased because it averages over all subsets of the samples that were drawn. "
    "A naive estimate that reuses the same samples is biased and understates the true value. "
)
KNOWN = {sentence.strip() + "." for sentence in PROSE.split(".") if sentence.strip()}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Document]:
    """Typeset a source with Typst and parse the PDF."""
    folder = tmp_path_factory.mktemp("pages")
    count = 0

    def make(source: str) -> Document:
        nonlocal count
        count += 1
        path = folder / f"paper{count}.pdf"
        path.write_bytes(typst.compile(source.encode()))
        return parse_file(ParseJob(path, f"{count:x}")).document

    return make


def said(document: Document, kind: SentenceKind = SentenceKind.BODY) -> list[str]:
    return [sentence.text for sentence in document.sentences if sentence.kind is kind]


LETTERS = '#set text(font: "New Computer Modern", size: 10pt, hyphenate: false)\n#set par(justify: true)\n'


@pytest.mark.parametrize("clearance", ["6pt", "14pt", "30pt"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_line_numbers_stand_in_no_sentence(read: Callable[[str], Document], clearance: str, side: str) -> None:
    document = read(
        f"#set page(width: 14cm, height: 14cm, margin: 2.5cm)\n{LETTERS}"
        f'#set par.line(numbering: "1", number-clearance: {clearance}, number-margin: {side})\n' + PROSE * 6
    )
    assert len(document.pages) >= 2
    numbers = [line for line in document.pages[0].text.split() if line.isdigit()]
    assert len(numbers) >= 15, "the page shows no line numbers"
    assert set(said(document)) == KNOWN


def test_line_numbers_of_two_columns(read: Callable[[str], Document]) -> None:
    document = read(
        f"#set page(width: 18cm, height: 12cm, margin: 2cm, columns: 2)\n{LETTERS}"
        '#set par.line(numbering: "001")\n' + PROSE * 9
    )
    assert any("007" in page.text for page in document.pages)
    assert set(said(document)) == KNOWN


def test_the_numbers_of_a_short_last_page_go_too(read: Callable[[str], Document]) -> None:
    document = read(
        f"#set page(width: 14cm, height: 14cm, margin: 2.5cm)\n{LETTERS}"
        '#set par.line(numbering: "1")\n' + PROSE * 4 + "#pagebreak()\nThe last page holds one line of text only."
    )
    assert said(document)[-1] == "The last page holds one line of text only."


def test_figures_in_the_text_are_no_line_numbers(read: Callable[[str], Document]) -> None:
    years = "\n\n".join(f"{2000 + n} programs were drawn in round {n} of this long experiment." for n in range(12))
    texts = said(read(f"#set page(width: 14cm, height: 20cm)\n{LETTERS}{years}"))
    assert [text.split()[0] for text in texts] == [str(2000 + n) for n in range(12)]


def test_headers_of_odd_and_even_pages(read: Callable[[str], Document]) -> None:
    header = (
        "context if calc.odd(here().page()) [_A Short Title of This Paper_ #h(1fr) #counter(page).display()] "
        "else [#counter(page).display() #h(1fr) _Adams and Brown_]"
    )
    document = read(f"#set page(width: 14cm, height: 14cm, margin: 2.5cm, header: {header})\n{LETTERS}" + PROSE * 13)
    assert len(document.pages) == 4
    assert "Short Title" in document.pages[2].text and "Adams and Brown" in document.pages[3].text
    assert set(said(document)) == KNOWN


def test_headers_that_name_the_section(read: Callable[[str], Document]) -> None:
    names = ["Introduction", "Prior Art", "The Estimator", "What We Found", "Outlook"]
    pages = "#pagebreak()\n".join(
        f"= {name}\n{PROSE * 2}Here ends the section called {name.lower()} in this text.\n" for name in names
    )
    header = (
        "context { let h = query(heading).filter(h => h.location().page() == here().page()); "
        "align(right, emph(h.first().body)) }"
    )
    document = read(
        f'#set page(width: 14cm, height: 14cm, margin: 2.5cm, header: {header}, numbering: "1 of 1")\n'
        f'#set heading(numbering: "1")\n{LETTERS}{pages}'
    )
    assert all(page.text.count(name) == 2 for page, name in zip(document.pages, names, strict=True))
    assert [section.title for section in document.sections if section.title] == [
        f"{number} {name}" for number, name in enumerate(names, 1)
    ]
    assert len(said(document)) == 35
    assert all(text in KNOWN or text.startswith("Here ends") for text in said(document))


def test_a_notice_at_the_foot_of_the_first_page(read: Callable[[str], Document]) -> None:
    notice = "Submitted to the 40th Conference on Measured Things (CMT 2026). Do not distribute, please, at all."
    document = read(
        f"#set page(width: 16cm, height: 16cm, margin: 2cm)\n{LETTERS}"
        f"#place(bottom + left, dy: 0.8cm, text(8pt)[{notice}])\n{PROSE * 9}"
    )
    assert "Do not distribute" in document.pages[0].text
    assert set(said(document)) == KNOWN


def test_marks_and_powers(read: Callable[[str], Document]) -> None:
    up = lambda text: f"#super(typographic: false)[{text}]"  # noqa: E731
    document = read(
        f"#set page(width: 16cm, height: 16cm)\n{LETTERS}"
        f"The model reaches 83.9{up(1)}, which is 2.5 more than ChatGPT{up(5)} and the same as Claude{up(7)}. "
        f"Training takes 10{up(28)} operations at a rate of 3 × 10{up('−4')}, ε is 10{up('−8')}. "
        f"The cost grows as O(n{up(2)}), or with d{up('2')} in all the other cases. "
        f"The names HumanEval{up('+')} and MBPP{up('+')}, are kept, as are 5 m/s{up(2)}. "
        f"A set of problems{up(3)}. The last one{up('4')} is longer. " + PROSE
    )
    text = " ".join(said(document))
    assert "reaches 83.9, which" in text and "ChatGPT and the same as Claude." in text
    assert "10^28 operations" in text and "1028" not in text
    assert "3 × 10^−4," in text and "10^−8." in text
    assert "O(n^2)," in text and "with d^2 in" in text and "5 m/s^2." in text
    assert "HumanEval+ and MBPP+, are" in text
    assert "A set of problems." in text and "The last one is longer." in text


def test_minus_and_ligatures(read: Callable[[str], Document]) -> None:
    document = read(
        f"#set page(width: 16cm, height: 16cm)\n{LETTERS}"
        "The efficient final offices of five baffled officials are fluffy. The score falls by −3.2 points at first. "
        + PROSE
    )
    texts = said(document)
    assert "The efficient final offices of five baffled officials are fluffy." in texts
    assert "The score falls by −3.2 points at first." in texts


def test_footnotes_and_captions_interrupt_no_sentence(read: Callable[[str], Document]) -> None:
    document = read(
        f"#set page(width: 14cm, height: 11cm, margin: 1.8cm)\n{LETTERS}"
        "The first words have a note#footnote[The note itself, with a value of 41.7 percent.] behind them. "
        + PROSE * 2
        + "#figure(rect(width: 6cm, height: 1.2cm), placement: bottom, caption: [The drawing shows 99.1 percent.])"
        + PROSE * 3
    )
    assert len(document.pages) >= 2
    texts = said(document)
    assert "The first words have a note behind them." in texts
    assert set(texts) <= KNOWN | {"The first words have a note behind them."}
    assert len(texts) == 16, "a sentence was torn by a note, a figure or a page"
    assert any("41.7" in text for text in said(document, SentenceKind.FOOTNOTE))
    assert any("99.1" in text for text in said(document, SentenceKind.CAPTION))


def test_short_items_of_lists_are_read(read: Callable[[str], Document]) -> None:
    document = read(
        f"#set page(width: 14cm, height: 16cm)\n{LETTERS}{PROSE}\n\n"
        "- Circle: 2.5% less (from 0.354 to 0.345)\n- Moons: 3.3%\n\nWe compare:\n\n"
        "+ Baseline: one scale\n+ Adaptive weighting\n\n" + PROSE
    )
    texts = said(document)
    for item in ("Circle: 2.5% less (from 0.354 to 0.345)", "Moons: 3.3%", "We compare:"):
        assert item in texts
    assert any(text.endswith("Baseline: one scale") for text in texts)
    assert any(text.endswith("Adaptive weighting") for text in texts)


def test_a_label_at_the_beginning_of_a_line_is_no_caption(read: Callable[[str], Document]) -> None:
    document = read(
        "#set page(width: 9cm, height: 20cm, margin: 1.5cm)\n"
        '#set text(font: "New Computer Modern", size: 10pt, hyphenate: false)\n'
        "The values of all runs are shown in\\ Table 4. We see five things.\\ "
        f"The first of them is that all of them grow. {PROSE}"
    )
    assert "The values of all runs are shown in Table 4." in said(document)
    assert not said(document, SentenceKind.CAPTION)


def test_kinds_of_sections(read: Callable[[str], Document]) -> None:
    titles = {
        "Introduction": SectionKind.INTRODUCTION,
        "Experimental Setup": SectionKind.METHOD,
        "Main Results": SectionKind.RESULTS,
        "Limitations and Broader Impact": SectionKind.LIMITATIONS,
        "Conclusion": SectionKind.CONCLUSION,
    }
    body = "".join(f"= {title}\n{PROSE}\n" for title in titles)
    document = read(
        f'#set page(width: 15cm, height: 20cm)\n#set heading(numbering: "1")\n{LETTERS}{body}'
        f'#set heading(numbering: "A.1")\n#counter(heading).update(0)\n= Further Results\n{PROSE}'
    )
    kinds = {section.title.split(" ", 1)[-1]: section.kind for section in document.sections if section.title}
    assert kinds == {**titles, "Further Results": SectionKind.APPENDIX}


def test_headings_in_small_capitals(read: Callable[[str], Document]) -> None:
    small = lambda word: f"{word[0]}#text(8pt)[{word[1:].upper()}]"  # noqa: E731
    heading = "3.1 " + " ".join(map(small, ("Problem", "Setting")))
    document = read(f"#set page(width: 14cm, height: 12cm)\n{LETTERS}{PROSE}\n\n#par[{heading}]\n\n{PROSE}")
    assert [section.title for section in document.sections if section.title][-1] == "3.1 PROBLEM SETTING"
    assert set(said(document)) == KNOWN


def test_offsets_survive_dropped_marks_and_numbers(read: Callable[[str], Document], tmp_path: Path) -> None:
    document = read(
        f"#set page(width: 14cm, height: 14cm, margin: 2.5cm)\n{LETTERS}"
        '#set par.line(numbering: "1")\n' + "It reaches 83.9#super(typographic: false)[1] in all. " + PROSE * 3
    )
    for sentence in document.sentences:
        assert document.text[sentence.span.start : sentence.span.end] == sentence.text
        assert all(box.x0 >= 2.4 * 28.35 for box in sentence.span.boxes), "a box reaches into the margin"
