"""Small papers of our own, typeset as PDF or written as Markdown: equal content gives equal bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

_TYPESET = 1795132800
"""Seconds since 1970 of 2026-11-20 00:00 UTC."""
_HEAD = """
#set document(date: none)
#set page(paper: "a4", margin: (x: 2.6cm, y: 2.4cm), numbering: "1")
#set text(size: 10pt, lang: "en", font: "Libertinus Serif")
#set par(justify: true)
#set heading(numbering: "1")
#show figure.where(kind: table): set figure.caption(position: top)
#let rule = table.hline(stroke: 0.8pt)
"""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of results."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Manuscript:
    """What a paper says."""

    title: str
    authors: tuple[str, ...]
    abstract: str
    introduction: str = ""
    results: str = ""
    table: Table | None = None
    conclusion: str = ""
    references: tuple[str, ...] = ()

    @property
    def sections(self) -> list[tuple[str, str]]:
        named = (("Introduction", self.introduction), ("Results", self.results), ("Conclusion", self.conclusion))
        return [(name, text) for name, text in named if text or (name == "Results" and self.table)]


def pdf(paper: Manuscript) -> bytes:
    """The paper as PDF."""
    import typst

    parts = [
        _HEAD,
        f'#align(center)[#text(17pt, weight: "bold")[{_tex(paper.title)}]\\ #v(2mm)',
        f"{_tex(', '.join(paper.authors))}]\n#v(4mm)\n#align(center)[*Abstract*]",
        f"#pad(x: 8mm)[{_tex(paper.abstract)}]",
    ]
    for name, text in paper.sections:
        parts.append(f"= {name}\n{_tex(text)}\n")
        if name == "Results" and paper.table:
            parts.append(_table(paper.table))
    if paper.references:
        listed = "\n".join(f"[{n}] {_tex(entry)}\n" for n, entry in enumerate(paper.references, start=1))
        parts.append(f"#heading(numbering: none)[References]\n{listed}")
    with TemporaryDirectory() as folder:
        source = Path(folder) / "paper.typ"
        source.write_text("\n".join(parts), encoding="utf-8")
        made = typst.compile(str(source), font_paths=[], ignore_system_fonts=True, timestamp=_TYPESET)
    assert isinstance(made, bytes)
    return made


def _table(table: Table) -> str:
    cells = ", ".join(f"[{_tex(one)}]" for one in table.header)
    rows = ",\n".join(", ".join(f"[{_tex(one)}]" for one in row) for row in table.rows)
    width = ", ".join(["5cm"] + ["2.4cm"] * (len(table.header) - 1))
    return (
        f"#figure(kind: table, caption: [{_tex(table.caption)}], table(columns: ({width},), stroke: none, "
        f"align: (c, r) => if c == 0 {{ left }} else {{ center }},\nrule, {cells}, rule,\n{rows},\nrule))\n"
    )


def _tex(text: str) -> str:
    for mark in "\\#$*_`<>@[]~":
        text = text.replace(mark, f"\\{mark}")
    return text


def markdown(paper: Manuscript) -> str:
    """The paper as Markdown."""
    parts = [f"# {paper.title}", ", ".join(paper.authors), f"## Abstract\n\n{paper.abstract}"]
    for name, text in paper.sections:
        parts.append(f"## {name}\n\n{text}")
        if name == "Results" and paper.table:
            table = paper.table
            lines = [table.header, tuple("---" for _ in table.header), *table.rows]
            parts.append(f"Table 1: {table.caption}")
            parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    if paper.references:
        parts.append("## References\n\n" + "\n".join(f"[{n}] {one}" for n, one in enumerate(paper.references, start=1)))
    return "\n\n".join(parts) + "\n"
