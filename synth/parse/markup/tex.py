"""LaTeX papers: a small reader of what authors write, not of all that TeX could do.

Sections and floats are numbered as LaTeX would number them, so that "Table 3" in the text and the table's label agree.
Citations are printed as numbers of the reference list.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from synth.parse.markup import texwords as words
from synth.parse.markup.blocks import Block, Content, Grid, Heading, Text, squeeze
from synth.parse.markup.maths import SYMBOLS, math_text
from synth.parse.markup.texbib import Listed, from_bibtex, from_items
from synth.parse.markup.texsource import beside, load, matching
from synth.parse.markup.textables import TABULARS, read_tabular
from synth.records import SentenceKind

_TOKEN = re.compile(
    r"\\begin\s*\{(?P<begin>[^{}\n]{1,40})\}|\\end\s*\{(?P<end>[^{}\n]{1,40})\}|\\(?P<name>[A-Za-z@]+)(?P<star>\*?)"
    r"|\\(?P<sign>.)|(?P<display>\$\$)|(?P<dollar>\$)|(?P<brace>[{}])|(?P<blank>\n[ \t]*\n\s*)|(?P<tie>~)"
    r"|(?P<dash>---?)|(?P<quote>``|'')|(?P<text>[^\\${}~\n`'-]+|.)",
    re.DOTALL,
)
_MARK = "\ue002"
_PLACE = re.compile("\ue002([^\ue003]*)\ue003")
_DEPTH = 40


def read_tex(text: str, path: Path) -> Content:
    """Blocks of a LaTeX paper; `path` is its main file, other files are looked for beside it."""
    source = load(text, path)
    body = re.search(r"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|\Z)", source.text, re.DOTALL)
    main = body[1] if body else source.text
    reader = _Reader(_listed(source.text, main, source.bib, path))
    title = squeeze(
        reader.plain(_command_argument(source.text, "title") or _command_argument(source.text, "icmltitle"))
    )
    if title:
        reader.blocks.append(Text(title))
    if "\\begin{abstract}" not in main and (abstract := _command_argument(source.text, "abstract")):
        reader.blocks.append(Heading("Abstract", 1))
        reader.read(abstract)
        reader.flush()
    reader.read(main)
    reader.flush()
    blocks = reader.resolved()
    references = tuple(listed.reference for listed in reader.listed.values())
    if references:
        blocks.append(Heading("References", 1))
        blocks.extend(Text(reference.raw) for reference in references)
    return Content(blocks=blocks, references=references)


def _command_argument(text: str, name: str) -> str:
    match = re.search(rf"\\{name}\s*(?:\[[^\]]*\])?\s*(?=\{{)", text)
    if match is None:
        return ""
    window = text[match.end() : match.end() + 20_000]
    end = matching(window).get(0)
    return window[1:end] if end else ""


def _listed(text: str, main: str, carried: tuple[str, ...], path: Path) -> list[Listed]:
    """The reference list: in the source, in a .bbl beside it, in .bib files that it names."""
    plain = _Reader([]).plain
    inside = re.search(r"\\begin\s*\{thebibliography\}(.*?)(?:\\end\s*\{thebibliography\}|\Z)", main, re.DOTALL)
    if inside and (found := from_items(inside[1], plain)):
        return found
    folder = path.resolve().parent
    names = [
        name.strip()
        for match in re.finditer(r"\\(?:bibliography|addbibresource)\s*(?:\[[^\]]*\])?\{([^{}]{1,500})\}", text)
        for name in match[1].split(",")
    ]
    for name in (f"{path.stem}.bbl", "main.bbl", "output.bbl"):
        if (bbl := beside(folder, name)) and (found := from_items(bbl, plain)):
            return found
    cited = [
        key.strip()
        for match in re.finditer(r"\\([A-Za-z]*[cC]ite[A-Za-z]*)\*?\s*(?:\[[^\]]*\]\s*){0,2}\{([^{}]{1,2000})\}", text)
        for key in match[2].split(",")
    ]
    texts = [*carried, *(beside(folder, name if name.endswith(".bib") else f"{name}.bib") for name in names)]
    return from_bibtex(texts, cited, plain)


class _Reader:
    """Walks over the source once; text gathers until a paragraph ends."""

    def __init__(self, listed: list[Listed]) -> None:
        self.blocks: list[Block] = []
        self.listed = {entry.key: entry for entry in listed}
        self._buffer: list[str] = []
        self._notes: list[str] = []
        self._counters: dict[str, int] = defaultdict(int)
        self._section = [0, 0, 0]
        self._appendix = False
        self._labels: dict[str, tuple[str, str]] = {}
        self._here = ("Section", "")
        self._float = ""
        self._items: list[int | None] = []

    def plain(self, source: str) -> str:
        """A piece of source as one stretch of text."""
        outer = (self.blocks, self._buffer, self._notes)
        self.blocks, self._buffer, self._notes = [], [], []
        self.read(source, _DEPTH - 8)
        text = " ".join([*(b.text for b in self.blocks if isinstance(b, Text)), "".join(self._buffer)])
        self.blocks, self._buffer, self._notes = outer
        return squeeze(text)

    def flush(self, kind: SentenceKind = SentenceKind.BODY) -> None:
        """End the paragraph; its footnotes stand behind it."""
        text = squeeze("".join(self._buffer))
        text = re.sub(r"\s+([,.;:)\]])", r"\1", re.sub(r"([(\[])\s+", r"\1", text))
        self._buffer.clear()
        if text:
            self.blocks.append(Text(text, kind))
        notes, self._notes = self._notes, []
        self.blocks.extend(Text(note, SentenceKind.FOOTNOTE) for note in notes if note)

    def resolved(self) -> list[Block]:
        """The blocks with every reference to a label replaced by its number."""

        def number(match: re.Match[str]) -> str:
            how, _, key = match[1].partition(":")
            word, printed = self._labels.get(key, ("", "??"))
            return f"{word} {printed}".strip() if how == "c" else printed

        for block in self.blocks:
            if isinstance(block, Heading):
                block.title = _PLACE.sub(number, block.title)
            elif isinstance(block, Text):
                block.text = _PLACE.sub(number, block.text)
            else:
                block.caption = _PLACE.sub(number, block.caption)
                for row in block.rows:
                    for cell in row:
                        cell.text = _PLACE.sub(number, cell.text)
        return self.blocks

    def read(self, source: str, depth: int = 0) -> None:
        """Read a stretch of source."""
        if depth > _DEPTH:
            return
        pairs = matching(source)
        at = 0
        while match := _TOKEN.match(source, at):
            at = match.end()
            kind = match.lastgroup
            if kind == "star":
                kind = "name"
            if match["begin"] is not None:
                at = self._environment(match["begin"].strip(), source, at, pairs, depth)
            elif kind == "name":
                at = self._command(match["name"], source, at, pairs, depth, starred=bool(match["star"]))
            elif kind == "sign":
                at = self._sign(match["sign"], source, at)
            elif kind in {"display", "dollar"}:
                at = self._formula(source, at, match[0])
            elif kind == "blank":
                self.flush() if depth < _DEPTH - 8 else self._buffer.append(" ")
            elif kind == "tie":
                self._buffer.append(" ")
            elif kind == "dash":
                self._buffer.append("—" if len(match[0]) == 3 else "–")
            elif kind == "quote":
                self._buffer.append("“" if match[0] == "``" else "”")
            elif kind == "text":
                self._buffer.append(match["text"])

    def _formula(self, source: str, at: int, sign: str) -> int:
        end = source.find(sign, at)
        while end > 0 and source[end - 1] == "\\" and source[end - 2 : end] != "\\\\":
            end = source.find(sign, end + 1)
        blank = source.find("\n\n", at)
        if end < 0 or 0 < blank < end or end - at > 20_000:  # an unpaired dollar sign
            return at
        self._buffer.append(self._math(source[at:end]) if sign == "$" else f" {self._math(source[at:end])} ")
        return end + len(sign)

    def _math(self, tex: str) -> str:
        self._label_in(tex, "Equation")
        return math_text(tex)

    def _label_in(self, tex: str, word: str) -> None:
        for match in re.finditer(r"\\label\s*\{([^{}]{1,200})\}", tex):
            self._counters["equation"] += 1
            self._labels.setdefault(match[1], (word, str(self._counters["equation"])))

    def _sign(self, sign: str, source: str, at: int) -> int:
        if sign in "([":
            closing = "\\)" if sign == "(" else "\\]"
            end = source.find(closing, at)
            if 0 <= end - at < 20_000:
                self._buffer.append(f" {self._math(source[at:end])} " if sign == "[" else self._math(source[at:end]))
                return end + 2
        if sign in words.ACCENTS and (
            match := re.compile(r"\s*(?:\{\\?([A-Za-z])\}|\\([ij])\b|([A-Za-z]))").match(source, at)
        ):
            letter = match[1] or match[2] or match[3]
            self._buffer.append(unicodedata.normalize("NFC", letter + words.ACCENTS[sign]))
            return match.end()
        if sign in "%&#$_{}":
            self._buffer.append(sign)
        elif sign == "\\":
            self._buffer.append(" ")
            if match := re.compile(r"\*?\s*\[[^\]\n]{0,20}\]").match(source, at):
                return match.end()
        elif sign in " ,;:>\n":
            self._buffer.append(" " if sign in " \n;" else "")
        return at

    def _group(self, source: str, at: int, pairs: dict[int, int]) -> tuple[str, int]:
        """The next braced argument, behind optional ones; empty where there is none."""
        match = re.compile(r"\s*(?:\[[^\[\]]{0,2000}\]\s*){0,3}(?=\{)").match(source, at)
        if match is None or (end := pairs.get(match.end())) is None:
            return "", at
        return source[match.end() + 1 : end], end + 1

    def _command(self, name: str, source: str, at: int, pairs: dict[int, int], depth: int, *, starred: bool) -> int:
        if name in words.LEVELS:
            title, end = self._group(source, at, pairs)
            self.flush()
            self._heading(name, title, starred=starred)
            return end
        if name in {"paragraph", "subparagraph"}:
            title, end = self._group(source, at, pairs)
            self.flush()
            text = self.plain(title)
            self._buffer.append(f"{text}{'' if text[-1:] in '.:?!' else '.'} " if text else "")
            return end
        if name in {"caption", "captionof", "subcaption"}:
            return self._caption(name, source, at, pairs)
        if name in {"footnote", "footnotetext"}:
            note, end = self._group(source, at, pairs)
            self._notes.append(self.plain(note))
            return end
        if words.CITES.match(name):
            return self._cite(name, source, at, pairs)
        if name in {
            "ref",
            "eqref",
            "cref",
            "Cref",
            "autoref",
            "vref",
            "nameref",
            "pageref",
            "figref",
            "tabref",
            "secref",
        }:
            keys, end = self._group(source, at, pairs)
            how = "c" if name.lower() in {"cref", "autoref", "figref", "tabref", "secref"} else "r"
            marks = " and ".join(f"{_MARK}{how}:{key.strip()}\ue003" for key in keys.split(","))
            self._buffer.append(f"({marks})" if name == "eqref" else marks)
            return end
        if name == "label":
            key, end = self._group(source, at, pairs)
            self._labels[key.strip()] = self._here
            return end
        if name == "appendix":
            self._appendix, self._section = True, [0, 0, 0]
            return at
        if name in {"href", "hyperref"}:
            _, end = ("", at) if name == "hyperref" else self._group(source, at, pairs)
            optional = re.compile(r"\s*\[[^\]]*\]").match(source, end)
            return optional.end() if optional else end
        if name == "ding":
            number, end = self._group(source, at, pairs)
            self._buffer.append(words.DINGS.get(number, ""))
            return end
        if name in {"verb", "lstinline"}:
            match = re.compile(r"(\W)(.{0,300}?)\1").match(source, at)
            self._buffer.append(match[2] if match else "")
            return match.end() if match else at
        if name in {"textsuperscript", "textsubscript"}:
            return self._script(name, source, at, pairs)
        return self._sundry(name, source, at, pairs, depth)

    def _sundry(self, name: str, source: str, at: int, pairs: dict[int, int], depth: int) -> int:
        """Commands that print a sign, take arguments that do not print, or only change how the rest looks."""
        if name == "item":
            optional = re.compile(r"\s*\[([^\[\]]{0,300})\]").match(source, at)
            self.flush()
            label = self.plain(optional[1]) if optional else ""
            if re.search(r"[A-Za-z]{2}", label):
                self._buffer.append(f"{label} ")
            return optional.end() if optional else at
        if name in words.ACCENTS and (match := re.compile(r"\s*\{\\?([A-Za-z])\}|\s+([A-Za-z])").match(source, at)):
            self._buffer.append(unicodedata.normalize("NFC", (match[1] or match[2]) + words.ACCENTS[name]))
            return match.end()
        if name in words.LETTERS:
            if name == "par":
                self.flush()
            self._buffer.append(words.LETTERS[name])
            return self._behind(source, at)
        if name in SYMBOLS or name in {"times", "pm", "cdot", "leq", "geq", "approx", "sim", "rightarrow", "to"}:
            self._buffer.append(math_text(f"\\{name}"))
            return self._behind(source, at)
        if name in words.ARGUMENT_DROPPED:
            for _ in range(words.ARGUMENT_DROPPED[name]):
                _, at = self._group(source, at, pairs)
            return at
        # A font, a size, a box: what is in its braces is read on.
        optional = re.compile(r"(?:\s*\[[^\[\]\n]{0,200}\])+(?=\s*\{)").match(source, at)
        return optional.end() if optional else self._behind(source, at)

    def _behind(self, source: str, at: int) -> int:
        """TeX eats blanks behind a command's name, not an empty line."""
        match = re.compile(r"[ \t]+(?!\n)|[ \t]*\n[ \t]*(?=\S)").match(source, at)
        return match.end() if match else at

    def _script(self, name: str, source: str, at: int, pairs: dict[int, int]) -> int:
        raised, end = self._group(source, at, pairs)
        text = self.plain(raised)
        before = "".join(self._buffer[-2:])
        if name == "textsubscript":
            self._buffer.append(f" {text}" if text[:1] in "±↑↓" and text else f"_{text}")
        elif text.lower() in {"th", "st", "nd", "rd"} or text[:1] in {"±", "↑", "↓"}:
            self._buffer.append(text)
        elif re.search(r"\d$", before) and re.fullmatch(r"[-−+]?\d+", text):
            self._buffer.append(f"^{text}")
        elif text in {"*", "†", "‡", "∗", "§"}:
            self._buffer.append(text)
        return end

    def _heading(self, name: str, title: str, *, starred: bool) -> None:
        level = words.LEVELS[name]
        text = self.plain(title)
        if starred or name in {"part", "chapter"}:
            number = ""
        else:
            self._section[level - 1] += 1
            self._section[level:] = [0] * (3 - level)
            first = self._section[0]
            lead = chr(64 + min(first, 26)) if self._appendix and first else str(first)
            number = ".".join([lead, *map(str, self._section[1:level])])
            self._here = ("Section", number)
        if text:
            self.blocks.append(Heading(f"{number} {text}".strip(), level))

    def _caption(self, name: str, source: str, at: int, pairs: dict[int, int]) -> int:
        word = self._float or "Figure"
        if name == "captionof":
            kind, at = self._group(source, at, pairs)
            word = kind.strip().capitalize() or word
        at += source.startswith("*", at)
        inner, end = self._group(source, at, pairs)
        held, self._buffer = self._buffer, []
        text = self.plain(inner)
        if name == "subcaption":
            if text:
                self.blocks.append(Text(text, SentenceKind.CAPTION))
        else:
            self._counters[word] += 1
            number = str(self._counters[word])
            self._here = (word, number)
            self.blocks.append(Text(f"{word} {number}: {text}".strip(), SentenceKind.CAPTION))
        self._buffer = held
        return end

    def _cite(self, name: str, source: str, at: int, pairs: dict[int, int]) -> int:
        keys, end = self._group(source, at, pairs)
        if name == "nocite" or end == at:
            return end
        entries = [self.listed.get(key.strip()) for key in keys.split(",") if key.strip()]
        known = [entry for entry in entries if entry is not None]
        if not known and name not in words.TEXTUAL:  # no list at hand: nothing to point to
            return end
        numbers = ", ".join(entry.reference.key if entry is not None else "?" for entry in entries)
        if (name in words.TEXTUAL or name[0].isupper()) and known and known[0].authors:
            self._buffer.append(f"{known[0].authors} [{numbers}]")
        else:
            self._buffer.append(f"[{numbers}]")
        return end

    def _environment(self, name: str, source: str, at: int, pairs: dict[int, int], depth: int) -> int:
        start, end = at, _end_of(name, source, at)
        inner = source[start : end[0]]
        bare = name.rstrip("*")
        if name in words.DROPPED_ENVIRONMENTS or bare in words.DROPPED_ENVIRONMENTS:
            return end[1]
        if name in words.MATH_ENVIRONMENTS:
            if len(inner) <= 20_000:
                self._buffer.append(f" {self._math(inner)} ")
            return end[1]
        if name in TABULARS and bare not in {"longtable", "xltabular"}:
            self.flush()
            self.blocks.append(read_tabular(name, inner, self.plain))
        elif bare in words.FLOATS:
            self._read_float(bare, name, inner, depth)
        elif bare == "abstract":
            self.flush()
            self.blocks.append(Heading("Abstract", 1))
            self.read(inner, depth + 1)
            self.flush()
        elif name == "thebibliography":
            self.flush()
        elif name == "appendices":
            self._appendix, self._section = True, [0, 0, 0]
            self.read(inner, depth + 1)
        else:
            self._read_other(bare, inner, depth)
        return end[1]

    def _read_other(self, name: str, inner: str, depth: int) -> None:
        """Lists, theorems, boxes: paragraphs of their own, without the environment's arguments."""
        pairs = matching(inner[:3000])
        at = 0
        while match := re.compile(r"\s*(?:\[[^\[\]]{0,1000}\])?\s*(?=\{)").match(inner, at):
            if name not in {
                "minipage",
                "subtable",
                "subfigure",
                "tcolorbox",
                "adjustbox",
                "multicols",
                "threeparttable",
            }:
                break
            if (close := pairs.get(match.end())) is None:
                break
            at = close + 1
        if match := re.compile(r"\s*\[[^\[\]]{0,1000}\]").match(inner, at):
            at = match.end()
        self.flush()
        self.read(inner[at:], depth + 1)
        self.flush()

    def _read_float(self, bare: str, name: str, inner: str, depth: int) -> None:
        """A table, figure or algorithm: its captions and grids, and the numbers that it is called by."""
        self.flush()
        outer, self._float, here = self._float, words.FLOATS[bare], self._here
        first = len(self.blocks)
        if bare in TABULARS:
            body = re.sub(r"\\caption\s*\*?\s*(?:\[[^\]]*\])?\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*(?:\\\\)?", "", inner)
            for match in re.finditer(r"\\(?:caption|label)\b", inner):
                self.read(inner[match.start() : match.start() + 3000].split("\\\\")[0], depth + 1)
                break
            self._buffer.clear()
            self.blocks.append(read_tabular(name, re.sub(r"\\label\s*\{[^{}]*\}", "", body), self.plain))
        else:
            self.read(inner, depth + 1)
            if self._float != "Table":  # words inside a picture are no sentences
                self._buffer.clear()
                kept = (b for b in self.blocks[first:] if not isinstance(b, Text) or b.kind is not SentenceKind.BODY)
                self.blocks[first:] = list(kept)
        self.flush()
        made = self.blocks[first:]
        captions = [b for b in made if isinstance(b, Text) and b.kind is SentenceKind.CAPTION]
        named = [b for b in captions if re.match(r"Table \d+:", b.text)]
        for position, block in enumerate(made):
            if isinstance(block, Grid) and named:
                before = [b for b in made[:position] if b in named]
                caption = named[0] if len(named) == 1 else before[-1] if before else named[0]
                block.caption, block.label = caption.text, caption.text.partition(":")[0]
        self._float, self._here = outer, here


def _end_of(name: str, source: str, at: int) -> tuple[int, int]:
    """Where an environment's inside ends and what is behind it begins; an unclosed one ends with the text."""
    level = 1
    for match in re.compile(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}").finditer(source, at):
        level += 1 if match[1] == "begin" else -1
        if level == 0:
            return match.start(), match.end()
    return len(source), len(source)
