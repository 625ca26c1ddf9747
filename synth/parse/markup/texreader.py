"""The structure of LaTeX papers: sections, paragraphs, floats, captions, citations, lists and boxes."""

from __future__ import annotations

import re

from synth.language.wordset import word_set
from synth.parse.markup import texwords as words
from synth.parse.markup.blocks import Block, Grid, Heading, Text
from synth.parse.markup.texbib import Listed
from synth.parse.markup.texline import DEPTH, INSIDE, LineWriter
from synth.parse.markup.texsource import matching
from synth.parse.markup.textables import TABULARS, read_tabular
from synth.records import SentenceKind

_TOKEN = re.compile(
    r"\\begin\s*\{(?P<begin>[^{}\n]{1,40})\}|\\end\s*\{(?P<end>[^{}\n]{1,40})\}|\\(?P<name>[A-Za-z@]+)(?P<star>\*?)"
    r"|\\(?P<sign>.)|(?P<display>\$\$)|(?P<dollar>\$)|(?P<brace>[{}])|(?P<blank>\n[ \t]*\n\s*)|(?P<tie>~)"
    r"|(?P<dash>---?)|(?P<quote>``|'')|(?P<text>[^\\${}~\n`'-]+|.)",
    re.DOTALL,
)
_REFERENCES = word_set("ref eqref cref Cref autoref vref nameref pageref figref tabref secref")
_PLACE = re.compile(r"\A\s*\[[^\[\]]{0,20}\]")
"""Where a float may stand."""
_WRAP_ARGUMENTS = re.compile(
    r"\A\s*(?:\[[^\[\]]{0,20}\])?\s*\{[^{}]{0,20}\}\s*(?:\[[^\[\]]{0,20}\])?\s*\{[^{}]{0,60}\}"
)
"""How many lines a float takes, on which side, and how wide it is."""
_PARTS = word_set("subtable subfigure subfloat")
_WITH_ARGUMENTS = word_set("minipage subtable subfigure tcolorbox adjustbox multicols threeparttable")


class TexReader(LineWriter):
    """Walks over the source once."""

    def __init__(self, listed: list[Listed]) -> None:
        super().__init__()
        self.listed = {entry.key: entry for entry in listed}
        self._part = self._parts = 0
        """Number of the float's part that is being read, 0 outside parts."""
        self._captioned = False
        """Whether the float that is being read has had its own caption."""

    def read(self, source: str, depth: int = 0) -> None:
        """Read a stretch of source."""
        if depth > DEPTH:
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
                self.flush() if depth < INSIDE else self._buffer.append(" ")
            elif kind == "tie":
                self._buffer.append(" ")
            elif kind == "dash":
                self._buffer.append("—" if len(match[0]) == 3 else "–")
            elif kind == "quote":
                self._buffer.append("“" if match[0] == "``" else "”")
            elif kind == "text":
                self._buffer.append(match["text"])

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
        if name in _REFERENCES:
            keys, end = self._group(source, at, pairs)
            marks = self.numbers.mark(name, keys)
            self._buffer.append(f"({marks})" if name == "eqref" else marks)
            return end
        if name == "label":
            key, end = self._group(source, at, pairs)
            self.numbers.label(key)
            return end
        if name == "appendix":
            self.numbers.appendix()
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

    def _heading(self, name: str, title: str, *, starred: bool) -> None:
        level = words.LEVELS[name]
        text = self.plain(title)
        number = "" if starred or name in {"part", "chapter"} else self.numbers.section(level)
        if text:
            self.blocks.append(Heading(f"{number} {text}".strip(), level))

    def _caption(self, name: str, source: str, at: int, pairs: dict[int, int]) -> int:
        word = self.numbers.inside or "Figure"
        if name == "captionof":
            kind, at = self._group(source, at, pairs)
            word = kind.strip().capitalize() or word
        at += source.startswith("*", at)
        inner, end = self._group(source, at, pairs)
        held, self._buffer = self._buffer, []
        text = self.plain(inner)
        if name == "subcaption" or self._part:
            mark = self.numbers.part(word, self._part, numbered=self._captioned) if self._part else ""
            if text:
                self.blocks.append(Text(f"{mark} {text}".strip(), SentenceKind.CAPTION))
        else:
            number = self.numbers.float(word)
            self._captioned = True
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
        # Where citations are raised they stand behind the full stop; in brackets they belong before it.
        before = self._buffer[-1] if self._buffer else ""
        stop = re.search(r"[^\s.][.,;:]$", before) and not re.search(r"\b(?:al|e\.g|i\.e|cf|vs|Eq|Fig)\.$", before)
        mark = before[-1] if stop else ""
        if mark:
            self._buffer[-1] = f"{before[:-1]} "
        if (name in words.TEXTUAL or name[0].isupper()) and known and known[0].authors:
            self._buffer.append(f"{known[0].authors} [{numbers}]{mark}")
        else:
            self._buffer.append(f"[{numbers}]{mark}")
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
            self.numbers.appendix()
            self.read(inner, depth + 1)
        else:
            self._read_other(bare, inner, depth)
        return end[1]

    def _read_other(self, name: str, inner: str, depth: int) -> None:
        """Lists, theorems, boxes: paragraphs of their own, without the environment's arguments."""
        pairs = matching(inner[:3000])
        at = 0
        while match := re.compile(r"\s*(?:\[[^\[\]]{0,1000}\])?\s*(?=\{)").match(inner, at):
            if name not in _WITH_ARGUMENTS:
                break
            if (close := pairs.get(match.end())) is None:
                break
            at = close + 1
        if match := re.compile(r"\s*\[[^\[\]]{0,1000}\]").match(inner, at):
            at = match.end()
        self.flush()
        inside = self._part
        if name in _PARTS:
            self._parts += 1
            self._part = self._parts
        self.read(inner[at:], depth + 1)
        self._part = inside
        self.flush()

    def _read_float(self, bare: str, name: str, inner: str, depth: int) -> None:
        """A table, figure or algorithm: its captions and grids, and the numbers that it is called by."""
        self.flush()
        outer, here = self.numbers.inside, self.numbers.here
        self.numbers.inside, self._parts, self._captioned = words.FLOATS[bare], 0, False
        first = len(self.blocks)
        if bare not in TABULARS:
            inner = (_WRAP_ARGUMENTS if bare.startswith("wrap") else _PLACE).sub("", inner)
        if bare in TABULARS:
            body = re.sub(r"\\caption\s*\*?\s*(?:\[[^\]]*\])?\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*(?:\\\\)?", "", inner)
            for match in re.finditer(r"\\(?:caption|label)\b", inner):
                self.read(inner[match.start() : match.start() + 3000].split("\\\\")[0], depth + 1)
                break
            self._buffer.clear()
            self.blocks.append(read_tabular(name, re.sub(r"\\label\s*\{[^{}]*\}", "", body), self.plain))
        else:
            self.read(inner, depth + 1)
            if self.numbers.inside != "Table":  # words inside a picture are no sentences
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
                part = _part_caption(made, position, named)
                block.caption, block.label = f"{caption.text} {part}".strip(), caption.text.partition(":")[0]
        self.numbers.inside, self.numbers.here = outer, here


def _part_caption(made: list[Block], at: int, named: list[Text]) -> str:
    """The caption of one part of a float, which stands right before its grid or right behind it."""
    for block in (*made[at - 1 : at if at else 0], *made[at + 1 : at + 2]):
        if isinstance(block, Text) and block.kind is SentenceKind.CAPTION and block not in named:
            return block.text
    return ""


def _end_of(name: str, source: str, at: int) -> tuple[int, int]:
    """Where an environment's inside ends and what is behind it begins; an unclosed one ends with the text."""
    level = 1
    for match in re.compile(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}").finditer(source, at):
        level += 1 if match[1] == "begin" else -1
        if level == 0:
            return match.start(), match.end()
    return len(source), len(source)
