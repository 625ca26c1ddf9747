"""On which lines of the audited file its statements stand.

A report is read from a rewritten copy of its text, so that offsets do not lead back to the file: statements are found
again by their letters and digits, else by the line that has most of their words. Files without lines have none.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from synth.language.words import squash

_WITHOUT_LINES = frozenset({".pdf", ".docx"})
_MOST_BYTES = 20_000_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LEAST = 12
"""Letters and digits: fewer are found anywhere."""
_WORDS_KEPT = 0.8


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of lines of the file, from 1, both ends included."""

    start: int
    end: int
    snippet: str = ""
    """The first of the lines."""


@dataclass(slots=True)
class Lines:
    """The lines of one file."""

    texts: list[str] = field(default_factory=list)
    _squashed: str = ""
    _starts: list[int] = field(default_factory=list)
    """For each line, the offset of its first letter in `_squashed`."""
    _words: list[frozenset[str]] = field(default_factory=list)

    @classmethod
    def of(cls, file: Path | None) -> Lines:
        """Read `file`; no lines where there is none, where it has none, or where it is no text."""
        if file is None or file.suffix.lower() in _WITHOUT_LINES:
            return cls()
        try:
            if file.stat().st_size > _MOST_BYTES:
                return cls()
            content = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return cls()
        texts = content.splitlines()
        plain = [_TAG.sub("", text) for text in texts] if file.suffix.lower() in {".html", ".htm", ".xhtml"} else texts
        starts, parts, at = [], [], 0
        for text in plain:
            starts.append(at)
            parts.append(squash(text))
            at += len(parts[-1])
        return cls(texts, "".join(parts), starts, [frozenset(_tokens(text)) for text in plain])

    def each(self, texts: Iterable[str]) -> tuple[Region | None, ...]:
        """Where each of `texts` stands, in the order of the file: of equal lines, each text gets its own."""
        regions, after = [], 0
        for text in texts:
            at = self._at(text, after)
            after = at + 1 if at >= 0 else after
            regions.append(self.find(text, start=at))
        return tuple(regions)

    def find(self, text: str, *, start: int = -1) -> Region | None:
        """Where `text` stands, None where that cannot be said; `start` is where it is known to begin."""
        wanted = squash(text)
        if not self.texts or len(wanted) < 3:
            return None
        at = start if start >= 0 else self._at(text, 0)
        return self._region(at, at + len(wanted) - 1) if at >= 0 else self._nearest(text)

    def _at(self, text: str, after: int) -> int:
        wanted = squash(text)
        if len(wanted) < _LEAST:
            return -1
        at = self._squashed.find(wanted, after)
        return at if at >= 0 else self._squashed.find(wanted)

    def _region(self, first: int, last: int) -> Region:
        start, end = (bisect.bisect_right(self._starts, at) for at in (first, last))
        return Region(start, end, self.texts[start - 1].strip())

    def _nearest(self, text: str) -> Region | None:
        """The one line that has most of the words of `text`: a row of a table, a sentence with markup in it."""
        words = _tokens(text)
        if len(words) < 3:
            return None
        scores = [len(words & line) / len(words) for line in self._words]
        best = max(scores, default=0.0)
        if best < _WORDS_KEPT or scores.count(best) > 1:
            return None
        line = scores.index(best) + 1
        return Region(line, line, self.texts[line - 1].strip())


def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+(?:\.\d+)?|[^\W\d_]{2,}", text.casefold()))
