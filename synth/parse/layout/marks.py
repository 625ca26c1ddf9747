"""Where a page's raw text holds raised marks of footnotes and affiliations, which sentences leave out."""

from __future__ import annotations

from typing import Any

from synth.parse.layout.words import clean, is_exponent, is_raised

_ORDINALS = frozenset({"th", "st", "nd", "rd"})


def marks_of(text: str, blocks: list[dict[str, Any]]) -> tuple[tuple[int, int], ...]:
    """Ranges of `text`, the page's raw text, that are such marks; `blocks` are the same text with its styles."""
    found: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        for line in block.get("lines", ()):
            printed = "".join(span["text"] for span in line["spans"])
            start = text.find(printed, at)
            if start < 0:
                continue
            at = start + len(printed)
            place = start
            before = ""
            for span in line["spans"]:
                said = span["text"].strip()
                if is_raised(span) and said and before.split() and _is_mark(before.split()[-1], clean(said)):
                    inset = span["text"].index(said)
                    found.append((place + inset, place + inset + len(said)))
                else:
                    before += clean(span["text"])
                place += len(span["text"])
    return tuple(found)


def _is_mark(base: str, mark: str) -> bool:
    if mark == "+" or mark.lower() in _ORDINALS or not any(char.isalnum() for char in mark):
        return False
    return not is_exponent(base, mark)
