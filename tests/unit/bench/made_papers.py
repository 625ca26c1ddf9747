"""A paper made by hand: two tables and some sentences."""

from __future__ import annotations

from synth.records import Box, Cell, Document, Page, Paper, Section, SectionKind, Sentence, Span, Table, TableRow

BOX = Box(page=1, x0=0, y0=0, x1=100, y1=100)

HEADERS = (("Model",), ("HumanEval", "pass@1"), ("HumanEval", "pass@10"), ("MBPP", "pass@1"))
ROWS = {
    "GPT-4": ("67.0", "85.1", "71.5"),
    "CodeLlama-34B": ("48.8", "76.8", "55.0"),
    "StarCoder-15B": ("33.6", "50.7", "43.6"),
    "WizardCoder-15B": ("57.3", "73.2", "51.8"),
}
SENTENCES = (
    "WizardCoder-15B reaches 57.3% pass@1 on HumanEval, which is higher than StarCoder-15B at 33.6%.",
    "We thank everybody who took part.",
    "GPT-4 outperforms all open models with 67.0% on HumanEval in our runs.",
)


def made_table(rows: dict[str, tuple[str, ...]] = ROWS, *, label: str = "Table 1", confidence: float = 1.0) -> Table:
    return Table(
        id=f"t-{label}",
        label=label,
        caption=f"{label}: Results of code models.",
        header_paths=HEADERS,
        rows=tuple(
            TableRow(path=(name,), cells=tuple(Cell(text=text, column=i) for i, text in enumerate(cells, start=1)))
            for name, cells in rows.items()
        ),
        box=BOX,
        confidence=confidence,
    )


def made_paper(*tables: Table, sentences: tuple[str, ...] = SENTENCES) -> tuple[Document, Paper]:
    lines, start = [], 0
    for text in sentences:
        span = Span(document="d1", page=1, start=start, end=start + len(text))
        lines.append(Sentence(text=text, span=span, section=0))
        start += len(text) + 1
    whole = " ".join(sentences)
    cells = "\n".join(" ".join((name, *texts)) for name, texts in ROWS.items())
    document = Document(
        id="d1",
        sha256="",
        parser="made",
        text=whole,
        pages=(Page(number=1, width=100, height=100, text=f"{whole}\n{cells}"),),
        sections=(Section(title="Results", kind=SectionKind.RESULTS, end=len(whole)),),
        sentences=tuple(lines),
        tables=tables or (made_table(),),
    )
    return document, Paper(id="made:1", title="Code models")
