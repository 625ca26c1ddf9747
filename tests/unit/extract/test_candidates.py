"""Candidates: sentences of the right places, and results in tables whose every part is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from synth.extract.candidates import sentence_candidates
from synth.extract.standalone import own_name
from synth.extract.tablerows import table_candidates
from synth.records import (
    Box,
    Cell,
    Document,
    Page,
    Paper,
    Role,
    Section,
    SectionKind,
    Sentence,
    SentenceKind,
    Span,
    Table,
    TableRow,
)

PAPER = Paper(id="p1", title="WizardCoder: Code Models with Evol-Instruct", authors=("Ziyang Luo", "Can Xu", "Pu Zhao"))
SAID = "WizardCoder reaches a pass@1 of 57.3 on HumanEval."
BOX = Box(page=1, x0=50, y0=60, x1=300, y1=72)


def document(
    text: str = SAID,
    *,
    kind: SectionKind = SectionKind.RESULTS,
    sentence: SentenceKind = SentenceKind.BODY,
    boxes: tuple[Box, ...] = (BOX,),
    tables: tuple[Table, ...] = (),
    page: str = "",
) -> Document:
    span = Span(document="d1", page=1, boxes=boxes, start=0, end=len(text))
    return Document(
        id="d1", sha256="d1", parser="test", text=text,
        pages=(Page(number=1, width=612, height=792, text=page or text),),
        sections=(Section(title="Results", kind=kind, end=len(text)),),
        sentences=(Sentence(text=text, span=span, section=0, kind=sentence),),
        tables=tables,
    )  # fmt: skip


def test_a_claim_carries_its_place() -> None:
    refused: Counter[str] = Counter()
    (found,) = sentence_candidates(document(), PAPER, [0], refused)
    claim = found.claim
    assert (claim.text, claim.quote, claim.paper, claim.section) == (SAID, SAID, "p1", "Results")
    assert claim.span.boxes == (BOX,)
    assert {"WizardCoder", "HumanEval"} <= set(claim.entities)
    assert all(claim.text[q.start : q.end] == q.raw for q in claim.quantities)
    assert not refused and found.worth > 0


def test_equal_places_give_equal_ids() -> None:
    one, two = (next(iter(sentence_candidates(document(), PAPER, [0], Counter()))) for _ in range(2))
    assert one == two
    other = next(iter(sentence_candidates(replace(document(), id="d2"), PAPER, [0], Counter())))
    assert other.claim.id != one.claim.id


@pytest.mark.parametrize("kind", [SectionKind.REFERENCES, SectionKind.FRONT])
def test_titles_and_references_give_none(kind: SectionKind) -> None:
    assert not list(sentence_candidates(document(kind=kind), PAPER, [0], Counter()))


def test_footnotes_give_none() -> None:
    assert not list(sentence_candidates(document(sentence=SentenceKind.FOOTNOTE), PAPER, [0], Counter()))


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (document("This model reaches a pass@1 of 57.3 on HumanEval."), "starts with a reference to another sentence"),
        (document("We set the temperature to 0.8 and use top-p sampling."), "reports no finding"),
        (document(boxes=(BOX, replace(BOX, page=2))), "runs over two pages"),
    ],
)
def test_refusals_are_counted_by_reason(made: Document, reason: str) -> None:
    refused: Counter[str] = Counter()
    assert not list(sentence_candidates(made, PAPER, [0], refused))
    assert refused == {reason: 1}


def results(
    columns: tuple[tuple[str, ...], ...] = (("HumanEval", "pass@1"), ("MBPP", "pass@1")),
    rows: tuple[tuple[str, ...], ...] = (("GPT-4", "67.0", "70.1"), ("WizardCoder", "57.3", "51.8")),
    *,
    caption: str = "Table 1: Results.",
    label: str = "Table 1",
    confidence: float = 1.0,
) -> Document:
    made = Table(
        id="t1", label=label, caption=caption, header_paths=(("Model",), *columns), box=BOX, confidence=confidence,
        rows=tuple(
            TableRow(path=(name,), cells=tuple(Cell(text=v, column=i, box=BOX) for i, v in enumerate(values, 1)))
            for name, *values in rows
        ),
    )  # fmt: skip
    return document(tables=(made,), page=" ".join(" ".join(row) for row in rows))


def test_cells_of_the_papers_own_model_become_sentences() -> None:
    assert own_name(results(), PAPER) == "WizardCoder"
    found = list(table_candidates(results(), PAPER))
    assert [one.claim.text for one in found] == [
        "WizardCoder scores 57.3 pass@1 on HumanEval (Table 1).",
        "WizardCoder scores 51.8 pass@1 on MBPP (Table 1).",
    ]
    for one in found:
        assert one.claim.quote == "WizardCoder 57.3 51.8"
        assert one.claim.cell is not None and one.claim.cell.row_path == ("WizardCoder",)
        assert "from_table" in one.claim.flags


@pytest.mark.parametrize(
    "made",
    [
        results(confidence=0.5),  # read with doubt
        results(label=""),  # a reader could not find it
        results(columns=(("A",), ("B",))),  # neither dataset nor metric
        results(columns=(("HumanEval",), ("MBPP",))),  # no metric
        results(rows=(("GPT-4", "67.0", "70.1"),)),  # nothing of its own
        results(rows=(("WizardCoder", "–", "n/a"),)),  # no number
    ],
    ids=["doubt", "no label", "no dataset", "no metric", "others", "no number"],
)
def test_cells_with_an_unnamed_part_give_none(made: Document) -> None:
    assert not list(table_candidates(made, PAPER))


def test_what_the_caption_names_holds_for_its_cells() -> None:
    made = results(columns=(("HumanEval",), ("MBPP",)), caption="Table 1: pass@1 of all models.")
    assert len(list(table_candidates(made, PAPER))) == 2


QUESTION = frozenset({"pass@k=1", "pass@k"})
COLUMNS = (("HumanEval", "pass@1"), ("HumanEval", "pass@10"), ("HumanEval", "pass@100"))
ROWS = (("WizardCoder", "57.3", "70.1", "80.2"), ("GRPO-step450", "26.1", "60.2", "64.3"))


def test_measures_that_are_asked_for_stand_in_one_claim() -> None:
    made = results(columns=COLUMNS, rows=ROWS[:1])
    (found,) = table_candidates(made, PAPER, asked=QUESTION)
    assert found.claim.text == "WizardCoder scores 57.3 pass@1 and 80.2 pass@100 on HumanEval (Table 1)."
    assert [q.raw for q in found.claim.quantities if q.role is Role.VALUE] == ["57.3", "80.2"]


def test_rows_of_others_are_claims_where_their_label_is_asked_about() -> None:
    made = results(columns=COLUMNS, rows=ROWS)
    found = [one.claim.text for one in table_candidates(made, PAPER, asked=QUESTION, about=lambda row: "GRPO" in row)]
    assert found[1] == "GRPO-step450 scores 26.1 pass@1 and 64.3 pass@100 on HumanEval (Table 1)."
    assert len(list(table_candidates(made, PAPER, asked=QUESTION))) == 1


def test_the_split_of_a_dataset_is_said() -> None:
    made = results(columns=(("Omni-MATH-Train", "pass@1"),), rows=(("WizardCoder", "57.3"),))
    (found,) = table_candidates(made, PAPER)
    assert "on Omni-MATH-Train" in found.claim.text
