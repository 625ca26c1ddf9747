"""Whether pages print a sentence, though the end of a column or a page, a figure or a formula parts it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from synth.language.words import letters_of, locate, same_points, squash

MOST = 4
"""Pieces that one sentence may stand in."""
LEAST = 8
"""Letters and digits of a piece that is looked for; the beginning of a sentence may be shorter at the end of a line."""
_STOPS = ".!?"
_GAP = re.compile(r"\s*\[equation\]\s*")
"""What the parser writes for a displayed formula."""


def prints(quote: str, pages: Sequence[str]) -> bool:
    """Whether `pages`, in their order, print `quote` letter for letter; spaces, hyphens and ligatures may differ.

    It may stand in pieces, as columns, pages, figures and footnotes part sentences: every piece but the last ends
    where a printed line ends, every piece but the first begins where one begins. Parts of a quote on both sides of a
    displayed formula are looked for by themselves.
    """
    if any(locate(quote, page) is not None for page in pages[:1]):
        return True
    parts = [part for part in _GAP.split(quote) if squash(part)]
    printed = _printed("\n".join(pages))
    return bool(parts) and all(_stands(part, printed) for part in parts)


@dataclass(frozen=True, slots=True)
class _Printed:
    """The letters of pages, and where their lines begin and end among these."""

    text: str
    letters: str
    origin: Sequence[int]
    """Offset in `text` of each letter."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def ends_sentence(self, end: int) -> bool:
        """Whether a full stop follows the letter before `end`."""
        return self.text[self.origin[end - 1] + 1 : self.origin[end - 1] + 2] in tuple(_STOPS)

    def source(self, start: int, end: int) -> str:
        """What is printed from one letter to another."""
        return self.text[self.origin[start] : self.origin[end - 1] + 1]


@lru_cache(maxsize=64)
def _printed(text: str) -> _Printed:
    letters, origin = letters_of(text)
    starts, ends = [], []
    at = 0
    for line in text.splitlines(keepends=True):
        first, last = bisect_left(origin, at), bisect_left(origin, at + len(line))
        if last > first:
            starts.append(first)
            ends.append(last)
        at += len(line)
    return _Printed(text, letters, origin, tuple(starts), tuple(ends))


def _stands(quote: str, printed: _Printed) -> bool:
    wanted, offsets = letters_of(quote)

    def same(a: int, b: int, at: int) -> bool:
        """Whether the quote's letters from `a` to `b` stand at `at` with their points, and go on after it alike."""
        if b < len(wanted) and printed.ends_sentence(at + b - a) and quote[offsets[b - 1] + 1] not in _STOPS:
            return False
        return same_points(quote[offsets[a] : offsets[b - 1] + 1], printed.source(at, at + b - a))

    if (whole := printed.letters.find(wanted)) != -1 and same(0, len(wanted), whole):
        return True
    return any(
        same(0, size, start) and _goes_on(wanted, size, printed, same, MOST - 1)
        for size, start in _beginnings(wanted, printed)
    )


def _beginnings(wanted: str, printed: _Printed) -> Iterator[tuple[int, int]]:
    """Lengths of first pieces that end where a line ends, longest first, each with where it starts."""
    found = []
    for end in printed.ends:
        last = printed.letters[end - 1]
        for size in range(min(len(wanted) - 1, end), 1, -1):
            if wanted[size - 1] == last and printed.letters.startswith(wanted[:size], end - size):
                found.append((size, end - size))
    return iter(sorted(found, reverse=True))


def _goes_on(wanted: str, at: int, printed: _Printed, same: Callable[[int, int, int], bool], left: int) -> bool:
    """Whether the rest of the quote from `at` on stands in at most `left` pieces that begin printed lines."""
    if not left:
        return False
    head = wanted[at : at + LEAST]
    for start in printed.starts:
        if not printed.letters.startswith(head, start):
            continue
        common = _common(wanted, at, printed.letters, start)
        if at + common == len(wanted):
            if same(at, len(wanted), start):
                return True
            continue
        # The last end of a line that the piece reaches.
        reached = bisect_right(printed.ends, start + common)
        end = printed.ends[reached - 1] if reached else 0
        after = at + end - start
        if end > start and same(at, after, start) and _goes_on(wanted, after, printed, same, left - 1):
            return True
    return False


def _common(wanted: str, at: int, letters: str, start: int) -> int:
    size = 0
    most = min(len(wanted) - at, len(letters) - start)
    while size < most and wanted[at + size] == letters[start + size]:
        size += 1
    return size
