"""What TeX writes within a line: letters, signs, formulas, and commands that print a sign or only change its look."""

from __future__ import annotations

import re
import unicodedata

from synth.parse.markup import texwords as words
from synth.parse.markup.blocks import Block, Text, squeeze
from synth.parse.markup.maths import SYMBOLS, math_text
from synth.parse.markup.texnumbers import Numbers
from synth.records import SentenceKind

DEPTH = 40
"""How deep groups and environments may stand in each other."""
INSIDE = DEPTH - 8
"""From this depth on a text is read for its words alone: blank lines end no paragraph."""


class LineWriter:
    """Gathers the text of a paragraph until it ends; a reader of commands and environments is built on it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.numbers = Numbers()
        self._buffer: list[str] = []
        self._notes: list[str] = []

    def read(self, source: str, depth: int = 0) -> None:
        """Read a stretch of source."""
        raise NotImplementedError

    def plain(self, source: str) -> str:
        """A piece of source as one stretch of text."""
        outer = (self.blocks, self._buffer, self._notes)
        self.blocks, self._buffer, self._notes = [], [], []
        self.read(source, INSIDE)
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
        self.numbers.equation(tex)
        return math_text(tex)

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
