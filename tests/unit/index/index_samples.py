"""Documents built by hand, and an embedder without a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from synth.records import Box, Cell, Document, Page, Section, SectionKind, Sentence, SentenceKind, Span, Table, TableRow

BOX = Box(page=2, x0=50, y0=60, x1=300, y1=200)


TABLE = Table(
    id="t1",
    label="Table 1",
    caption="Table 1: Pass rates on HumanEval. Best in bold.",
    header_paths=(("Model",), ("HumanEval", "pass@1"), ("HumanEval", "pass@10")),
    rows=(
        TableRow(path=("Open models", "WizardCoder"), cells=(Cell(text="57.3", column=1, box=BOX),)),
        TableRow(path=("GPT-4",), cells=(Cell(text="67.0", column=1), Cell(text="84.1 ↑6.4", column=2))),
    ),
    box=BOX,
)


def document(
    sentences: Sequence[tuple[str, int, SentenceKind]],
    *,
    name: str = "d1",
    kinds: Sequence[SectionKind] = (SectionKind.FRONT, SectionKind.RESULTS, SectionKind.REFERENCES),
    tables: Sequence[Table] = (),
) -> Document:
    """A document of sentences (text, section, kind), on page 1, with offsets that fit its text."""
    text = "\n".join(one for one, _, _ in sentences)
    made, offset = [], 0
    for one, section, kind in sentences:
        span = Span(document=name, page=1, start=offset, end=offset + len(one), boxes=(BOX,))
        made.append(Sentence(text=one, section=section, kind=kind, span=span))
        offset += len(one) + 1
    return Document(
        id=name,
        sha256="0" * 64,
        parser="test 1",
        text=text,
        pages=(Page(number=1, width=612, height=792, text=text),),
        sections=tuple(Section(title=kind.value, kind=kind) for kind in kinds),
        sentences=tuple(made),
        tables=tuple(tables),
    )


class WordCounts:
    """An embedder without a model: hashed word counts at unit length. Counts the texts that it was given."""

    name = "word counts@1"

    def __init__(self) -> None:
        self.texts = 0

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.texts += len(texts)
        rows = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[sum(word.encode()) % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
