"""Tables drawn at random from many features and typeset by Typst: themes fix some features, chance the others."""

from __future__ import annotations

import random
from typing import Any

from content import Content, Item, Value
from kit import LOREM

FONTS = ["New Computer Modern", "Libertinus Serif", "DejaVu Serif", "Liberation Sans", "Liberation Serif"]
RULES = ["booktabs", "booktabs", "booktabs", "grid", "lines", "none", "header", "zebra", "boxed", "double", "bars"]


def draw_look(rng: random.Random, fixed: dict[str, Any]) -> dict[str, Any]:
    """All features of one document; `fixed` overrides chance. A list among the fixed is chosen from."""
    chance = rng.random
    look: dict[str, Any] = {
        "rules": rng.choice(RULES), "cmid": chance() < 0.7, "bold_head": chance() < 0.6, "align": rng.choice(
            ["center", "center", "right", "left"]),
        "size": rng.choice([8, 9, 9.5, 10]), "inset": rng.choice([3, 4, 5, 7]),
        "row_inset": rng.choice([1.6, 2.2, 3]), "font": rng.choice(FONTS), "above": chance() < 0.5,
        "form": rng.choice(["colon", "colon", "colon", "stop", "bold"]), "layout": "one", "turn": "",
        "columns": rng.choice([3, 4, 5, 6]), "rows": rng.choice([4, 6, 8, 10]), "depth": rng.choice([1, 1, 1, 2, 2]),
        "long_heads": False, "units": chance() < 0.15, "lone": chance() < 0.3, "numeric_heads": False,
        "stub": rng.choice(["one", "one", "one", "one", "group", "size", "words"]), "empty_stub_head": chance() < 0.15,
        "lower": chance() < 0.15, "sections": rng.choice([0, 0, 0, 2, 3]), "indent": False, "again": 0,
        "long_labels": chance() < 0.15, "holes": rng.choice([0, 0, 0.08, 0.2]), "hole_marks": ["–", "", "-", "N/A"],
        "marks": rng.choice([0, 0, 0, 0.15]), "best": chance() < 0.4,
        "kind": rng.choice(["plain", "plain", "plain", "two", "unit", "percent", "int", "pm", "gain", "negative"]),
        "pm_small": chance() < 0.3, "group_align": rng.choice(["horizon", "horizon", "top"]),
        "group_rules": rng.choice(["full", "full", "partial", "none"]), "section_look": rng.choice(
            ["italic", "bold", "centred", "plain-ruled", "bold-ruled", "filled"]),
        "stub_width": 0, "head_width": 0, "long_caption": chance() < 0.3, "numbers_on": False, "tables": 1,
        "parts": "", "continued": "", "head_align": rng.choice(["horizon", "bottom"]), "note": chance() < 0.15,
        # Lines of one cell never stand farther apart than rows.
        "leading": rng.uniform(1.2, 1.8), "most": 12,
    }  # fmt: skip
    for name, wanted in fixed.items():
        look[name] = rng.choice(wanted) if isinstance(wanted, list) and name != "hole_marks" else wanted
    if look["stub"] == "group":
        look["sections"] = 0
    if look["again"] or look["depth"] > 1:
        look["long_heads"] = False
    if look["kind"] in {"pm", "gain", "delta", "slash", "paren"} and look["layout"] != "wide":
        # What does not fit would be broken inside its cells.
        look["most"], look["size"] = 5, min(look["size"], 9)
    if look["layout"] == "two":
        look["columns"], look["size"], look["inset"] = min(look["columns"], 4), 8, min(look["inset"], 3)
        look["depth"] = min(look["depth"], 2)
        look["kind"] = "plain" if look["kind"] in {"pm", "gain", "delta"} and look["columns"] > 3 else look["kind"]
    return look


def esc(text: str) -> str:
    made = "".join("\\" + c if c in "#$*_@<>[]\\`~" else c for c in text)
    return "\\" + made if made[:1] in {"+", "-", "=", "/"} else made


def _cell(x: int, y: int, body: str, *, columns: int = 1, rows: int = 1, align: str = "", fill: str = "") -> str:
    options = [f"x: {x}", f"y: {y}"]
    options += [f"colspan: {columns}"] * (columns > 1) + [f"rowspan: {rows}"] * (rows > 1)
    options += [f"align: {align}"] * bool(align) + [f"fill: {fill}"] * bool(fill)
    return f"table.cell({', '.join(options)})[{body}]"


def _show(value: Value, look: dict[str, Any]) -> str:
    text = esc(value.text)
    if look["pm_small"] and " ± " in value.text:
        first, second = value.text.split(" ± ")
        text = f"{first}#sub(typographic: false)[±{second}]"
    for arrow, colour in (("↑", "green"), ("↓", "red")):
        if f" {arrow}" in value.text:
            first, second = value.text.split(f" {arrow}")
            text = f"{first} #text(fill: {colour}, size: 0.8em)[{arrow}{second}]"
    text = f"*{text}*" if value.bold else f"#underline[{text}]" if value.underline and text else text
    return f"#box[{text}#super(typographic: false)[{esc(value.mark)}]]" if value.mark else f"#box[{text}]"


class Sheet:
    """The cells and rules of one table while it is laid out."""

    def __init__(self, content: Content, look: dict[str, Any]) -> None:
        self.content, self.look = content, look
        self.stub = len(content.stubs)
        self.width = self.stub + len(content.paths)
        self.out: list[str] = []
        self.header_rows = 0
        self.y = self._header(content.paths, 0, first=True)
        self.header_rows = self.y
        for at, item in enumerate(content.items):
            self._item(item, at)
        rules = look["rules"]
        if rules in {"booktabs", "double", "boxed", "bars"}:
            self.line(self.y, 0.9)
        if rules == "double":
            self.out.append(f"table.hline(y: {self.y}, stroke: 0.9pt)")

    def line(self, y: int, weight: float, start: int = 0, end: int = 0) -> None:
        reach = f"start: {start}, end: {end}, " if end else ""
        self.out.append(f"table.hline(y: {y}, {reach}stroke: {weight}pt)")

    def _mark(self, text: str) -> str:
        return f"*{esc(text)}*" if self.look["bold_head"] and text else esc(text)

    def _header(self, paths: list[tuple[str, ...]], y: int, *, first: bool) -> int:
        look, depth = self.look, max(map(len, paths))
        fill = "luma(220)" if look["rules"] == "zebra" else ""
        if look["rules"] in {"booktabs", "double", "boxed", "bars"}:
            self.line(y, 0.9 if first else 0.5)
        for x, text in enumerate(self.content.stubs):
            where = f"left + {look['head_align']}"
            self.out.append(_cell(x, y, self._mark(text), rows=depth, align=where, fill=fill))
        for level in range(depth):
            at = 0
            while at < len(paths):
                end = at + 1
                prefix = paths[at][: level + 1]
                if len(paths[at]) <= level:
                    at = end
                    continue
                leaf = len(paths[at]) == level + 1
                while not leaf and end < len(paths) and paths[end][: level + 1] == prefix:
                    end += 1
                rows = depth - level if leaf else 1
                where = "" if leaf and rows == 1 else f"center + {look['head_align']}"
                mark = self._mark(prefix[-1]) if level == 0 else esc(prefix[-1])
                x = self.stub + at
                self.out.append(_cell(x, y + level, mark, columns=end - at, rows=rows, align=where, fill=fill))
                if not leaf and look["cmid"] and look["rules"] not in {"grid", "lines", "none", "zebra"}:
                    self.line(y + level + 1, 0.4, x, self.stub + end)
                if look["rules"] == "bars" and level == 0 and first:
                    self.out.append(f"table.vline(x: {x}, stroke: 0.4pt)")
                at = end
        if look["rules"] not in {"grid", "none", "zebra"}:
            self.line(y + depth, 0.5)
        return y + depth

    def _item(self, item: Item, at: int) -> None:
        look, items = self.look, self.content.items
        if item.kind == "header":
            self.y = self._header(item.paths, self.y, first=False)
        elif item.kind == "section":
            self._section(item)
        elif item.kind == "group":
            size = 0
            for other in items[at + 1 :]:
                if other.kind == "group":
                    break
                size += other.kind == "row"
            if at and look["group_rules"] != "none" and look["rules"] not in {"grid", "lines"}:
                self.line(self.y, 0.4, *((1, self.width) if look["group_rules"] == "partial" else (0, 0)))
            self.out.append(_cell(0, self.y, esc(item.group), rows=size, align=f"left + {look['group_align']}"))
        else:
            self._row(item)

    def _section(self, item: Item) -> None:
        look = self.look["section_look"]
        text = {"italic": f"_{item.section}_", "bold": f"*{item.section}*", "bold-ruled": f"*{item.section}*"}.get(
            look, esc(item.section)
        )
        if self.y > self.header_rows and look != "filled" and self.look["rules"] != "none":
            self.line(self.y, 0.4)
        where, fill = ("center" if look == "centred" else "left"), ("luma(235)" if look == "filled" else "")
        self.out.append(_cell(0, self.y, text, columns=self.width, align=where, fill=fill))
        self.y += 1
        if look.endswith("ruled") and self.look["rules"] != "none":
            self.line(self.y, 0.4)

    def _row(self, item: Item) -> None:
        look = self.look
        fill = "luma(240)" if look["rules"] == "zebra" and self.y % 2 else ""
        start = self.stub - len(item.labels)
        for x, label in enumerate(item.labels):
            inset = "#h(8pt)" if item.parent else ""
            self.out.append(_cell(start + x, self.y, inset + esc(label), align="left", fill=fill))
        for x, value in enumerate(item.values):
            self.out.append(_cell(self.stub + x, self.y, _show(value, look), fill=fill))
        self.y += 1
        if look["rules"] == "lines":
            self.line(self.y, 0.3)

    def code(self) -> str:
        look = self.look
        stroke = "0.5pt" if look["rules"] == "grid" else "none"
        widths = ["auto"] * self.width
        if look["stub_width"]:
            widths[self.stub - 1] = f"{look['stub_width']}pt"
        if look["head_width"]:
            widths[self.stub :] = [f"{look['head_width']}pt"] * len(self.content.paths)
        aligns = ["left"] * self.stub + [look["align"]] * len(self.content.paths)
        extra = ["table.vline(x: 0)", f"table.vline(x: {self.width})"] if look["rules"] == "boxed" else []
        if look["rules"] == "double":
            # A second rule two points above the first.
            extra.append("table.hline(y: 0, stroke: 0.5pt)")
        body = ",\n ".join([*extra, *self.out])
        if look["continued"] == "header":
            cut = [
                i for i, c in enumerate(self.out) if f"y: {self.header_rows}," not in c and c.startswith("table.cell")
            ]
            head = [c for i, c in enumerate(self.out) if i in set(cut) and _row_of(c) < self.header_rows]
            rest = [c for c in self.out if c not in head]
            body = f"table.header(repeat: true, {', '.join(head)}),\n " + ",\n ".join([*extra, *rest])
        return (
            f"#table(columns: ({', '.join(widths)}), stroke: {stroke}, align: ({', '.join(aligns)}), "
            f"inset: (x: {look['inset']}pt, y: {look['row_inset']}pt),\n {body})\n"
        )


def _row_of(cell: str) -> int:
    return int(cell.split("y: ")[1].split(",")[0].split(")")[0])


def caption(label: str, look: dict[str, Any], rng: random.Random) -> str:
    text = rng.choice(
        ["Main results of all systems under the same budget.", "Results on the test sets; best in bold.",
         "Ablation of the training recipe (mean of 5 runs).", "Pass rates in per cent."]
    )  # fmt: skip
    if look["long_caption"]:
        text += " " + LOREM
    form = look["form"]
    if form == "ieee":
        return f"#align(center)[{label} \\ {text.upper()}]\n"
    head = {"colon": f"{label}: ", "stop": f"{label}. ", "bold": f"*{label}:* "}[form]
    where = "left" if look["long_caption"] else "center"
    return f"#align({where})[{head}{text}]\n"
