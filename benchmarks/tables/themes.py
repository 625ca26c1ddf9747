"""Themes of the drawn tables, which half each belongs to, and the pages that they stand on."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import venues
from classic import STYLES
from content import draw_content
from drawn import Sheet, caption, draw_look
from kit import LOREM, Truth

CALM = {"stub": "one", "sections": 0, "long_labels": False, "holes": 0, "marks": 0, "note": False}

THEMES: dict[str, dict[str, Any]] = {
    "gains": {"kind": ["gain", "delta"]},
    "units in headers": {"depth": 1, "units": True},
    "thousands": {"kind": "int"},
    "negative": {"kind": ["negative", "signed"]},
    "deviations": {"kind": ["pm", "paren"]},
    "unusual numbers": {"kind": ["less", "money", "slash", "dot"]},
    "marks on numbers": {"marks": 0.4},
    "bold and underlined": {"best": True},
    "lower is better": {"lower": True},
    "three levels": {"depth": 3, "columns": 6, "size": 8, "inset": 3, "kind": ["plain", "unit"], "stub": "one"},
    "two levels and single columns": {"depth": 2, "lone": True},
    "section rows": {"sections": [2, 3], "stub": "one"},
    "groups of rows": {"stub": "group", "rows": [8, 10, 12]},
    "words among labels": {"stub": ["words", "size"]},
    "wrapped labels": {"long_labels": True, "stub_width": [80, 110], "stub": "one"},
    "wrapped headers": {"long_heads": True, "depth": 1, "head_width": 52, "columns": [3, 4, 5], "kind": "plain"},
    "header repeated": {"again": 2, "depth": [1, 2], "lone": False, "stub": "one", "sections": 0, "rows": [6, 8, 10]},
    "side by side": {"parts": "captions", "columns": 2, "depth": 1, "rows": [4, 5], **CALM},
    "side by side, one caption": {"parts": "one", "columns": 2, "depth": 1, "rows": [4, 5], **CALM},
    "three on a page": {"tables": 3, "rows": [3, 4, 5]},
    "narrow column": {"layout": "two"},
    "across two columns": {"layout": "wide", "columns": 7, "depth": [1, 2], "size": 8},
    "turned on the page": {"turn": ["-90deg", "90deg"]},
    "turned page": {"turn": ["-90deg", "90deg"], "layout": "rotated"},
    "landscape": {"layout": "landscape", "columns": [6, 8]},
    "continued, header again": {"continued": "header", "rows": 18, "rules": ["booktabs", "grid", "lines"], **CALM},
    "continued, no header": {"continued": "plain", "rows": 18, "rules": ["booktabs", "grid", "lines"], **CALM},
    "tiny": {"size": [5, 5.5, 6], "columns": 7, "inset": [2, 3]},
    "holes": {"holes": 0.4},
    "striped": {"rules": "zebra"},
    "boxed": {"rules": ["boxed", "double"]},
    "vertical bars": {"rules": "bars"},
    "no rules": {"rules": "none"},
    "full grid": {"rules": ["grid", "lines"]},
    "line numbers": {"numbers_on": True},
    "capital captions": {"form": "ieee", "above": True},
    "long captions": {"long_caption": True},
    "words only": {"kind": "words", "depth": 1, "marks": 0, "rules": ["booktabs", "grid", "lines", "booktabs"]},
    "numeric headers": {"numeric_heads": True, "depth": 1, "kind": ["plain", "two"], "units": False, "lower": False},
    "two rows": {"rows": 2, "columns": 6, "sections": 0, "stub": "one"},
    "many columns": {"columns": 10, "depth": 1, "size": 7, "inset": 2, "kind": ["plain", "small"]},
    "many rows": {"rows": 20},
    "anything": {},
}  # fmt: skip
"""Drawn for the development half and, with other seeds, for the held-out half."""

COMBINED: dict[str, dict[str, Any]] = {
    "marks in groups, narrow": {"marks": 0.3, "stub": "group", "layout": "two", "rows": 8},
    "striped sections": {"rules": "zebra", "sections": 3, "stub": "one"},
    "tiny grid of three levels": {"rules": "grid", "depth": 3, "columns": 4, "size": 6, "inset": 2},
    "flush right without rules": {"rules": "none", "align": "right", "depth": 2},
    "boxed and wrapped": {"rules": "boxed", "long_labels": True, "stub_width": 90, "stub": "one"},
    "gains in a narrow column": {"kind": "gain", "layout": "two", "columns": 3},
    "unruled side by side": {"parts": "captions", "rules": "none", "columns": 2, "depth": 1, "rows": 5, **CALM},
    "turned groups": {"turn": ["90deg", "-90deg"], "stub": "group", "rows": 8},
    "negative in a grid": {"kind": "negative", "rules": "grid", "stub": "group", "rows": 8},
    "lower is better in two levels": {"lower": True, "depth": 2, "units": False},
    "header again in sections": {"again": 2, "sections": 2, "depth": 1, "stub": "one", "rows": 8, "lone": False},
    "holes in three levels": {"holes": 0.3, "depth": 3, "columns": 6, "size": 8, "inset": 3},
    "anything at all": {},
}  # fmt: skip
"""Drawn for the development half too; held out until the second round."""

HELD_OUT: dict[str, dict[str, Any]] = {
    "words in a grid, turned": {"kind": "words", "depth": 1, "marks": 0, "rules": "grid", "turn": ["90deg", "-90deg"]},
    "money and slashes in groups": {"kind": ["money", "slash"], "stub": "group", "rows": 8, "depth": [1, 2]},
    "wrapped heads, striped": {"long_heads": True, "depth": 1, "head_width": 50, "columns": 4, "rules": "zebra"},
    "narrow, two levels, marks": {"layout": "two", "depth": 2, "marks": 0.25, "columns": 4, "kind": "two"},
    "sections over the whole width": {"layout": "wide", "sections": 3, "columns": 7, "stub": "one", "size": 8},
    "three small tables without rules": {"tables": 3, "rules": ["none", "header"], "rows": [3, 4], "depth": 1},
    "deviations in three levels": {"kind": "pm", "depth": 3, "layout": "landscape", "columns": 6, "size": 8},
    "thousands flush right": {"kind": "int", "align": "right", "rules": ["none", "header", "lines"], "holes": 0.2},
    "long labels in groups": {"long_labels": True, "stub_width": [90, 120], "stub": "group", "rows": 8},
    "indented, best marked": {"indent": True, "stub": "one", "sections": 0, "best": True, "rows": [6, 9]},
    "continued in a grid": {"continued": "header", "rows": 20, "rules": ["grid", "lines"], "columns": 6, **CALM},
    "capital captions, narrow": {"form": "ieee", "above": True, "layout": "two", "columns": 3},
    "signed with units": {"kind": ["signed", "delta"], "units": True, "depth": 1, "columns": 5},
    "anything whatever": {},
}  # fmt: skip
"""Never drawn for the development half."""


@dataclass
class Paper:
    """One typeset document."""

    name: str
    path: Path
    truth: list[Truth]


def document(rng: random.Random, fixed: dict[str, Any]) -> tuple[str, list[Truth], bool]:
    """Typst source, truth, and whether the page is to be shown turned."""
    look = draw_look(rng, fixed)
    parts: list[str] = []
    truth: list[Truth] = []
    names = ["TABLE I", "TABLE II", "TABLE III"] if look["form"] == "ieee" else ["Table 1", "Table 2", "Table 3"]
    for at in range(2 if look["parts"] else look["tables"]):
        label = names[0 if look["parts"] == "one" else at]
        content = draw_content(rng, look)
        whole = str(bool(look["continued"])).lower()
        code = f"#align(center)[#block(breakable: {whole})[{Sheet(content, look).code()}]]\n"
        words = caption(label, {**look, "long_caption": look["long_caption"] and not look["parts"]}, rng)
        if look["note"] and not look["parts"]:
            code += "#text(size: 0.8em)[† Trained on 1,000 more samples in 2024; 41.7 and above are significant.]\n\n"
        if look["parts"] == "one":
            parts.append(code)
        else:
            parts.append(words + code if look["above"] or look["continued"] else code + words)
        truth += content.truth(label)
    if look["parts"]:
        body = f"#grid(columns: (1fr, 1fr), column-gutter: 14pt, {', '.join(f'[{p}]' for p in parts)})\n"
        if look["parts"] == "one":
            words = caption(names[0], {**look, "long_caption": False}, rng)
            body = words + body if look["above"] else body + words
    else:
        body = f"\n{LOREM}\n\n".join(parts)
    return _page(body, look), truth, look["layout"] == "rotated"


def _page(body: str, look: dict[str, Any]) -> str:
    layout, turn = look["layout"], look["turn"]
    columns = 2 if layout in {"two", "wide"} else 1
    # A table that is to be continued begins low on its page.
    before = LOREM * 2 if not look["continued"] else f"{LOREM * 3}\n#v(16cm)\n"
    if turn:
        body = f"#rotate({turn}, reflow: true)[#box(width: 22cm)[{body}]]"
    if layout == "wide":
        body = f'#place(top, scope: "parent", float: true)[{body}]\n{LOREM * 26}'
    elif not turn:
        body = f"{before}\n\n{body}\n\n{LOREM * (20 if columns == 2 else 2)}"
    numbers = '#set par.line(numbering: "1")\n' if look["numbers_on"] else ""
    flipped = str(layout == "landscape").lower()
    return (
        f'#set page(paper: "a4", margin: 2.2cm, columns: {columns}, flipped: {flipped}, numbering: "1", '
        f'header: [#text(size: 8pt)[Preprint. Under review.]])\n#set text(font: "{look["font"]}", size: '
        f"{look['size']}pt, hyphenate: false)\n#set par(justify: true)\n#show table: set par(justify: false, leading: "
        f"{look['leading'] * look['row_inset']:.1f}pt)\n{numbers}#show table: set par.line(numbering: none)\n{body}\n"
    )


SEEDS = {
    "development": ["development", "held-out seeds", "held-out themes"],
    "held-out seeds": ["second held-out seeds"],
    "held-out themes": ["second held-out themes"],
}
"""What chance starts from in each half; the first held-out seeds and themes were developed on in the second round."""


AGAIN = ("", "-b", "-c", "-d", "-e", "-f", "-g", "-h")
"""Ends of the seed with which a document is drawn again where its table does not fit."""


def _drawn(half: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Start of the seed, name and fixed features of every theme of one half."""
    if half == "development":
        sets = {"held-out themes": COMBINED}
        return [(seed, name, fixed) for seed in SEEDS[half] for name, fixed in sets.get(seed, THEMES).items()]
    chosen = HELD_OUT if half == "held-out themes" else THEMES
    return [(SEEDS[half][0], name, fixed) for name, fixed in chosen.items()]


def typeset(folder: Path, half: str, copies: int) -> list[Paper]:
    """Write the documents of one half with Typst: `development`, `held-out seeds` or `held-out themes`."""
    import pymupdf
    import typst

    made: list[Paper] = []
    if half == "development":
        for name, style in STYLES.items():
            for copy in range(copies):
                source, truth = style(random.Random(f"7-{name}-{copy}"), "Table 1")
                path = folder / f"{half}-{name}-{copy}.pdf"
                path.write_bytes(typst.compile(source.encode()))
                made.append(Paper(name.replace("_", " "), path, truth))
    for seed, name, fixed in _drawn(half):
        for copy in range(copies):
            path = folder / f"{seed}-theme-{name}-{copy}.pdf".replace(" ", "_").replace(",", "")
            for again in AGAIN:
                source, truth, turned = document(random.Random(f"{seed}-{name}-{copy}{again}"), fixed)
                path.write_bytes(typst.compile(source.encode()))
                if turned:
                    with pymupdf.open(path) as pdf:
                        for page in pdf:
                            page.set_rotation(90 if "rotate(-90deg" in source else 270)
                        pdf.saveIncr()
                if _apart(path, truth):
                    made.append(Paper(name, path, truth))
                    break
    return made


def typeset_latex(folder: Path, themes: Mapping[str, dict[str, Any]], seed: str, copies: int) -> list[Paper]:
    """Write the documents of themes with pdfLaTeX."""
    made = []
    for name, fixed in themes.items():
        for copy in range(copies):
            for again in AGAIN:
                source, truth = venues.document(random.Random(f"{seed}-{name}-{copy}{again}"), fixed)
                file = f"latex-{seed}-{name}-{copy}".replace(" ", "_").replace(",", "")
                path = venues.typeset(folder, file, source)
                if path is not None and _apart(path, truth):
                    made.append(Paper(name, path, truth))
                    break
    return made


def _apart(path: Path, truth: Sequence[Truth]) -> bool:
    """Whether no number touches what stands left of it: cells that run into each other are a printer's error."""
    import pymupdf

    with pymupdf.open(path) as pdf:
        words = {word[4] for page in pdf for word in page.get_text("words")}
    printed = {item.value.split()[0] for item in truth} | {word for item in truth for word in item.also}
    printed |= {item.row[-1].split()[0] for item in truth if len(item.row) > 1}
    starts = {word[:n] for word in words for n in range(1, len(word) + 1)}
    return all(value in starts or value.replace("−", "-") in starts for value in printed)
