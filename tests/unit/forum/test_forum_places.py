"""Places of a paper that reviews name: tables, figures, sections and numbered formulas."""

from __future__ import annotations

from synth.forum.places import Places, name_of, named_in
from synth.records import Box, Document, Page, Section, SectionKind, Sentence, SentenceKind, Span, Table

PAGE = """2.1 Loss
As before (1)
we fit the weights by ridge regression with a small penalty:
L = sum of squares (1)
The rest is usual."""
SAID = (
    ("As before (1) we fit the weights by ridge regression with a small penalty:", SentenceKind.BODY),
    ("The rest is usual.", SentenceKind.BODY),
    ("Figure 2: Errors by length of the gap.", SentenceKind.CAPTION),
    ("Darker is longer.", SentenceKind.CAPTION),
)


def paper() -> Document:
    """A page with a formula, a figure and a table."""
    sentences = tuple(
        Sentence(text=text, span=Span(document="d", page=1, start=10 * n, end=10 * n + 9), section=0, kind=kind)
        for n, (text, kind) in enumerate(SAID)
    )
    box = Box(page=1, x0=0, y0=0, x1=9, y1=9)
    table = Table(id="t", label="Table 4", caption="Table 4: Settings.", header_paths=(("A",),), rows=(), box=box)
    return Document(
        id="d",
        sha256="0",
        parser="p",
        text=" ".join(text for text, _ in SAID),
        pages=(Page(number=1, width=600, height=800, text=PAGE),),
        sections=(Section(title="2.1 Loss", kind=SectionKind.METHOD, level=2, start=0, end=99),),
        sentences=sentences,
        tables=(table,),
    )


def test_a_formula_is_found_by_the_number_at_the_end_of_its_line() -> None:
    places = Places(paper())
    quote = places.find(named_in("In Eq. (1), what is L?")[0])
    assert quote is not None and quote.text.startswith("As before")
    assert places.find(named_in("In Eq. (7), what is L?")[0]) is None


def test_tables_figures_and_sections_are_found_by_their_labels() -> None:
    places = Places(paper())
    table, figure, section, line = (places.find(one) for one in named_in("Table 4, Fig. 2, Sec. 2.1 and L33"))
    assert table is not None and table.text == "Table 4: Settings." and table.where == "table"
    assert figure is not None and figure.text == "Figure 2: Errors by length of the gap. Darker is longer."
    assert section is not None and section.section == "2.1 Loss" and line is None
    assert name_of(places.sections[0]) == "Section 2.1 Loss" and places.find(named_in("Table 5")[0]) is None
