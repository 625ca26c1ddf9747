"""Words that the text layer runs together over a gap: an arrow or a footnote mark and the cell to its right.

MuPDF sees no space behind "↓" and "∗", so that "13.2∗ 72.4" of two columns comes as one word.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pymupdf

_GLUED = re.compile(r"[↑↓⇑⇓▲▼∗*†‡§¶≤≥]\w")
GAP = 0.4
"""Part of the font size that parts two words."""

RawWord = tuple[float, float, float, float, str, int, int, int]


def part_glued(words: list[RawWord], page: pymupdf.Page, textpage: pymupdf.TextPage) -> list[RawWord]:
    """The words of a page, those with a wide gap inside parted; asks for single characters only where it must."""
    if not any(_GLUED.search(word[4]) for word in words):
        return words
    blocks = page.get_text("rawdict", textpage=textpage)["blocks"]
    parted: list[RawWord] = []
    for word in words:
        if _GLUED.search(word[4]):
            parted += _part(word, blocks[word[5]]["lines"][word[6]])
        else:
            parted.append(word)
    return parted


def _part(word: RawWord, line: dict[str, Any]) -> list[RawWord]:
    if abs(line.get("dir", (1.0, 0.0))[1]) > 0.1:
        return [word]
    chars = [
        (char, span["size"])
        for span in line["spans"]
        for char in span["chars"]
        if word[0] - 0.1 <= (char["bbox"][0] + char["bbox"][2]) / 2 <= word[2] + 0.1 and char["c"].strip()
    ]
    if "".join(char["c"] for char, _ in chars) != word[4]:
        return [word]
    parts = [[chars[0]]]
    for last, new in pairwise(chars):
        if new[0]["bbox"][0] - last[0]["bbox"][2] > GAP * max(last[1], new[1]):
            parts.append([])
        parts[-1].append(new)
    return [
        (part[0][0]["bbox"][0], word[1], part[-1][0]["bbox"][2], word[3], "".join(c["c"] for c, _ in part), *word[5:])
        for part in parts
    ]
