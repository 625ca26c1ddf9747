"""Numbers that LaTeX prints: of sections, floats and equations, and the labels by which the text calls them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from synth.parse.markup.blocks import Block, Heading, Text

_MARK = "\ue002{how}:{key}\ue003"
_PLACE = re.compile("\ue002(?P<how>[^\ue003:]*):(?P<key>[^\ue003]*)\ue003")
_NAMING = frozenset({"cref", "autoref", "figref", "tabref", "secref"})


class Numbers:
    """Counts as LaTeX would, so that "Table 3" in the text and the table's label agree."""

    def __init__(self) -> None:
        self.inside = ""
        """Word of the float that is being read ("Table"), empty outside."""
        self.here = ("Section", "")
        """What a label stands for that comes next: a word and a number."""
        self._counters: dict[str, int] = defaultdict(int)
        self._section = [0, 0, 0]
        self._appendix = False
        self._labels: dict[str, tuple[str, str]] = {}

    def appendix(self) -> None:
        """From here on sections have letters."""
        self._appendix, self._section = True, [0, 0, 0]

    def section(self, level: int) -> str:
        """Number of the next section of a level from 1 to 3."""
        self._section[level - 1] += 1
        self._section[level:] = [0] * (3 - level)
        first = self._section[0]
        lead = chr(64 + min(first, 26)) if self._appendix and first else str(first)
        number = ".".join([lead, *map(str, self._section[1:level])])
        self.here = ("Section", number)
        return number

    def float(self, word: str) -> str:
        """Number of the next table, figure or algorithm."""
        self._counters[word] += 1
        self.here = (word, str(self._counters[word]))
        return self.here[1]

    def part(self, word: str, at: int, *, numbered: bool) -> str:
        """Letter of a float's part, in brackets; `numbered`: whether the float has its own number already."""
        letter = chr(96 + min(at, 26))
        self.here = (word, f"{self._counters[word] + (not numbered)}{letter}")
        return f"({letter})"

    def equation(self, tex: str) -> None:
        """Count the labelled equations in a formula."""
        for match in re.finditer(r"\\label\s*\{([^{}]{1,200})\}", tex):
            self._counters["equation"] += 1
            self._labels.setdefault(match[1], ("Equation", str(self._counters["equation"])))

    def label(self, key: str) -> None:
        """Give what was numbered last the name `key`."""
        self._labels[key.strip()] = self.here

    def mark(self, command: str, keys: str) -> str:
        """What stands in the text for a reference until every label is known."""
        how = "c" if command.lower() in _NAMING else "r"
        return " and ".join(_MARK.format(how=how, key=key.strip()) for key in keys.split(","))

    def resolve(self, blocks: Iterable[Block]) -> None:
        """Put the numbers in place of the marks."""
        for block in blocks:
            if isinstance(block, Heading):
                block.title = self._resolved(block.title)
            elif isinstance(block, Text):
                block.text = self._resolved(block.text)
            else:
                block.caption = self._resolved(block.caption)
                for row in block.rows:
                    for cell in row:
                        cell.text = self._resolved(cell.text)

    def _resolved(self, text: str) -> str:
        return _PLACE.sub(self._number, text)

    def _number(self, match: re.Match[str]) -> str:
        word, printed = self._labels.get(match["key"], ("", "??"))
        return f"{word} {printed}".strip() if match["how"] == "c" else printed
