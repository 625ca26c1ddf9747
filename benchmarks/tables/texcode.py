"""A drawn table as LaTeX: columns, rules, header, rows and values, in the ways that papers set them."""

from __future__ import annotations

import random
import re
from typing import Any

from content import Content, Item, Value

_PLAIN = {
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "±": r"$\pm$", "−": r"$-$", "–": "--",
    "✓": r"$\checkmark$", "✗": r"\ding{55}",
    "↑": r"$\uparrow$", "↓": r"$\downarrow$", "≥": r"$\geq$", "<": "$<$", ">": "$>$",
    "→": r"$\to$", "×": r"$\times$", "~": r"$\sim$", "σ": r"$\sigma$", "Γ": r"$\Gamma$", "χ2": r"$\chi^2$",
    "π": r"$\pi$", "ψ": r"$\psi$", "Λc": r"$\Lambda_c$", "D0": r"$D^0$", "B+": r"$B^+$", "kg/m2": r"kg/m$^2$",
    "R2": r"$R^2$", "∗": r"$\ast$",
}  # fmt: skip
_TOKEN = re.compile("|".join(sorted(map(re.escape, _PLAIN), key=len, reverse=True)))
_MARKS = {"†": r"\dagger", "‡": r"\ddagger", "∗": r"\ast"}


def esc(text: str) -> str:
    """Text with LaTeX's commands for what is not a letter."""
    text = re.sub(r"10\^-?\d+", lambda match: f"@{match[0]}@", text)
    made = _TOKEN.sub(lambda match: _PLAIN[match[0]], text)
    made = re.sub(r"@10\^(-?\d+)@", r"$10^{\1}$", made)
    return made.replace("$$", "")


def draw_look(rng: random.Random, fixed: dict[str, Any]) -> dict[str, Any]:
    """All features of one table; `fixed` overrides chance. A list among the fixed is chosen from."""
    chance = rng.random
    look: dict[str, Any] = {
        "subject": "models",
        "rules": rng.choice(["booktabs", "booktabs", "booktabs", "hline", "double", "grid", "bars"]),
        "cmid": rng.choice(["lr", "lr", "full", "none"]), "align": rng.choice(["c", "c", "r", "l"]), "env": "tabular",
        "size": rng.choice(["small", "footnotesize", "normalsize"]), "sep": rng.choice([3, 4, 6]),
        "stretch": rng.choice([1.0, 1.0, 1.1, 1.25]), "head": rng.choice(["plain", "bold", "bold"]),
        "stub_head": rng.choice(["multirow", "bottom", "top"]), "stub_width": 0, "section_look": rng.choice(
            ["italic", "bold", "centred", "ruled", "coloured"]), "group_look": rng.choice(["multirow", "top"]),
        "pm": rng.choice(["inline", "sub", "small"]), "wide": False, "float": "table", "above": None, "notes": False,
        "parts": "", "resize": 0.0, "venue": "arxiv", "tables": 1, "long_caption": chance() < 0.3,
        # What the drawn contents look at:
        "columns": rng.choice([3, 4, 5]), "rows": rng.choice([4, 6, 8]), "depth": rng.choice([1, 1, 2]), "most": 12,
        "long_heads": False, "units": chance() < 0.15, "lone": chance() < 0.3, "numeric_heads": False,
        "stub": rng.choice(["one", "one", "one", "group"]), "empty_stub_head": chance() < 0.15, "indent": False,
        "lower": chance() < 0.15, "sections": rng.choice([0, 0, 0, 2, 3]), "again": 0, "long_labels": False,
        "holes": rng.choice([0, 0, 0.1]), "hole_marks": ["–", "", "-", "N/A"], "marks": rng.choice([0, 0, 0.15]),
        "best": chance() < 0.5, "kind": rng.choice(["plain", "plain", "two", "percent", "int", "pm"]),
    }  # fmt: skip
    for name, wanted in fixed.items():
        look[name] = rng.choice(wanted) if isinstance(wanted, list) and name != "hole_marks" else wanted
    if look["stub"] == "group":
        look["sections"] = 0
    if look["align"] == "S":
        look |= {"marks": 0, "best": False, "kind": rng.choice(["plain", "two"])}
    if look["kind"] in {"pm", "paren", "gain", "delta"}:
        look["most"] = 5
    return look


class Tabular:
    """The lines of one tabular environment."""

    def __init__(self, content: Content, look: dict[str, Any]) -> None:
        self.content, self.look = content, look
        self.stub = len(content.stubs)
        self.width = self.stub + len(content.paths)
        self.depth = max(map(len, content.paths))

    def code(self) -> str:
        """The whole environment, with its sizes."""
        look = self.look
        top = [self._rule("top"), *self._header(self.content.paths), self._rule("mid")]
        inner = "\n".join(line for line in [*top, *self._rows(), self._rule("bottom")] if line)
        spec = self._spec()
        env = look["env"]
        if env == "longtable":
            head = "\n".join(top)
            rest = "\n".join([*self._rows(), self._rule("bottom")])
            again = (
                f"\\multicolumn{{{self.width}}}{{l}}{{{look['again_text']}}} \\\\\n" if look.get("again_text") else ""
            )
            return (
                f"{self._sizes()}\\begin{{longtable}}{{{spec}}}\n{look['caption']} \\\\\n{head}\n\\endfirsthead\n"
                f"{again}{head}\n\\endhead\n{rest}\n\\end{{longtable}}"
            )
        opening = {"tabular*": r"{\linewidth}", "tabularx": r"{\linewidth}"}.get(env, "")
        if env == "tabular*":
            spec = r"@{\extracolsep{\fill}}" + spec
        made = f"\\begin{{{env}}}{opening}{{{spec}}}\n{inner}\n\\end{{{env}}}"
        if look["resize"]:
            made = f"\\resizebox{{{look['resize']}\\linewidth}}{{!}}{{%\n{made}}}"
        elif env == "tabular" and not look["notes"]:
            # No paper lets a table run into the column beside it.
            made = f"\\adjustbox{{max width=\\linewidth}}{{%\n{made}}}"
        return self._sizes() + made

    def _sizes(self) -> str:
        look = self.look
        stripes = "\\rowcolors{2}{gray!12}{white}\n" if look["rules"] == "stripes" else ""
        return (
            f"\\{look['size']}\\setlength{{\\tabcolsep}}{{{look['sep']}pt}}"
            f"\\renewcommand{{\\arraystretch}}{{{look['stretch']}}}\n{stripes}"
        )

    def _spec(self) -> str:
        look, stub = self.look, ["l"] * self.stub
        if look["stub_width"]:
            stub[-1] = rf">{{\raggedright\arraybackslash}}p{{{look['stub_width']}pt}}"
        if look["env"] == "tabularx":
            stub[-1] = r">{\raggedright\arraybackslash}X"
        data = [look["align"]] * len(self.content.paths)
        if look["align"] == "S":
            data = [f"S[table-format=2.{2 if look['kind'] == 'two' else 1}]"] * len(data)
        if look["rules"] == "grid":
            return "|" + "|".join([*stub, *data]) + "|"
        return "".join(stub) + ("|" if look["rules"] == "bars" else "") + "".join(data)

    def _rule(self, where: str) -> str:
        rules = self.look["rules"]
        if rules in {"booktabs", "stripes"}:
            return {"top": r"\toprule", "mid": r"\midrule", "bottom": r"\bottomrule"}[where]
        if rules == "double":
            return r"\hline\hline" if where != "mid" else r"\hline"
        if rules == "none":
            return ""
        if rules == "mid":
            return r"\midrule" if where == "mid" else ""
        return r"\hline"

    def _mark(self, text: str) -> str:
        look, made = self.look, esc(text)
        if not text:
            return ""
        if look["head"] == "bold":
            made = rf"\textbf{{{made}}}"
        return {"small caps": rf"\textsc{{{made}}}", "italic": rf"\textit{{{made}}}"}.get(look["head"], made)

    def _header(self, paths: list[tuple[str, ...]]) -> list[str]:
        look, depth, out = self.look, max(map(len, paths)), []
        guard = (lambda text: f"{{{text}}}") if look["align"] == "S" else (lambda text: text)
        for level in range(depth):
            cells, rules, at = [], [], 0
            for text in self.content.stubs:
                here = {"multirow": level == 0, "top": level == 0, "bottom": level == depth - 1}[look["stub_head"]]
                mark = self._mark(text) if here else ""
                cells.append(
                    rf"\multirow{{{depth}}}{{*}}{{{mark}}}"
                    if mark and depth > 1 and here and look["stub_head"] == "multirow"
                    else mark
                )
            while at < len(paths):
                end, path = at + 1, paths[at]
                if len(path) == 1 and depth > 1:
                    last = look["stub_head"] == "bottom"
                    here = (level == depth - 1) if last else level == 0
                    cells.append(
                        ""
                        if not here
                        else guard(self._mark(path[0]))
                        if last
                        else rf"\multirow{{{depth}}}{{*}}{{{self._mark(path[0])}}}"
                    )
                elif len(path) == level + 1:
                    cells.append(guard(self._leaf(path[-1], level)))
                else:
                    while end < len(paths) and paths[end][: level + 1] == path[: level + 1]:
                        end += 1
                    bar = "|" if look["rules"] == "grid" else ""
                    cells.append(rf"\multicolumn{{{end - at}}}{{c{bar}}}{{{self._mark(path[level])}}}")
                    rules.append((self.stub + at + 1, self.stub + end))
                at = end
            out.append(" & ".join(cells) + r" \\")
            if level < depth - 1:
                out.append(self._partial(rules))
        return out

    def _leaf(self, text: str, level: int) -> str:
        look = self.look
        mark = self._mark(text) if level == 0 or look["head"] != "bold" else esc(text)
        if look["head"] == "rotated":
            return rf"\rotatebox{{{look.get('angle', 90)}}}{{{esc(text)}}}"
        if look["head"] == "makecell" and " " in text:
            first, second = text.split(" ", 1)
            return rf"\makecell{{{esc(first)}\\{esc(second)}}}"
        return mark

    def _partial(self, rules: list[tuple[int, int]]) -> str:
        look = self.look
        if look["rules"] == "none" or (look["cmid"] == "none" and look["rules"] != "grid"):
            return ""
        if look["rules"] in {"booktabs", "stripes", "mid"}:
            trim = "(lr)" if look["cmid"] == "lr" else ""
            return "".join(rf"\cmidrule{trim}{{{a}-{b}}}" for a, b in rules)
        return "".join(rf"\cline{{{a}-{b}}}" for a, b in rules)

    def _rows(self) -> list[str]:
        out: list[str] = []
        items = self.content.items
        group, left = "", 0
        for at, item in enumerate(items):
            if item.kind == "section":
                out += self._section(item, first=not out)
            elif item.kind == "parent":
                out.append(esc(item.labels[0]) + " &" * (self.width - 1) + r" \\")
            elif item.kind == "group":
                left = next(
                    (n for n, other in enumerate(items[at + 1 :]) if other.kind == "group"), len(items) - at - 1
                )
                if out and self.look["rules"] != "none":
                    out.append(self._rule("mid") if self.look["rules"] != "grid" else "")
                text = esc(item.group)
                looks = {"multirow": rf"\multirow{{{left}}}{{*}}{{{text}}}",
                         "turned": rf"\multirow{{{left}}}{{*}}{{\rotatebox{{90}}{{{text}}}}}"}  # fmt: skip
                group = looks.get(self.look["group_look"], text)
            elif item.kind == "row":
                out.append(self._row(item, group))
                group = ""
                left -= 1
                if self.look["rules"] == "grid":
                    inside = self.look["stub"] == "group" and left > 0
                    out.append(rf"\cline{{2-{self.width}}}" if inside else r"\hline" if item is not items[-1] else "")
        return out

    def _section(self, item: Item, *, first: bool) -> list[str]:
        look, text = self.look, esc(item.section)
        rule = "" if first or look["rules"] in {"none", "stripes"} else self._rule("mid")
        bars = ("|", "|") if look["rules"] == "grid" else ("", "")
        place = "c" if look["section_look"] == "centred" else "l"
        shown = {"italic": rf"\textit{{{text}}}", "bold": rf"\textbf{{{text}}}"}.get(look["section_look"], text)
        line = rf"\multicolumn{{{self.width}}}{{{bars[0]}{place}{bars[1]}}}{{{shown}}} \\"
        if look["section_look"] == "coloured":
            line = rf"\rowcolor{{gray!15}} {line}"
        below = self._rule("mid") if look["section_look"] == "ruled" or look["rules"] == "grid" else ""
        return [rule, line, below]

    def _row(self, item: Item, group: str) -> str:
        labels = [esc(label) for label in item.labels]
        if item.parent:
            labels[0] = rf"\quad {labels[0]}"
        cells = [group] * (self.stub - len(labels)) + labels
        below = [""] * len(cells)
        for value in item.values:
            text, second = self._value(value)
            cells.append(text)
            below.append(second)
        line = " & ".join(cells) + r" \\"
        return line + ("\n" + " & ".join(below) + r" \\" if any(below) else "")

    def _value(self, value: Value) -> tuple[str, str]:
        look, text, second = self.look, value.text, ""
        if look["subject"] == "regression" and " (" in text:
            text, second = text.split(" ", 1)
        made = esc(text)
        if " ± " in text and look["pm"] != "inline":
            first, off = text.split(" ± ")
            made = rf"{first}$_{{\pm {off}}}$" if look["pm"] == "sub" else rf"{first} {{\scriptsize $\pm$ {off}}}"
        elif look["subject"] == "ablation" and " (" in text:
            first, loss = text.split(" ", 1)
            made = rf"{first} \textcolor{{red}}{{\scriptsize {esc(loss)}}}"
        elif look["align"] == "S" and text in {"–", "-", "N/A"}:
            made = f"{{{made}}}"
        if value.bold:
            made = rf"\textbf{{{made}}}"
        elif value.underline and text:
            made = rf"\underline{{{made}}}"
        if value.mark:
            mark = _MARKS.get(value.mark, value.mark)
            made += rf"$^{{{mark}}}$"
        return made, second
