"""A field of a review taken apart into points: items of its lists, paragraphs, or groups of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synth.language.sentences import split

_LABEL = r"(?:[QWCRD]\.?\s?\d{1,2}(?:\.\d)?|(?:weakness|question|concern|comment|point|issue)\s?\d{1,2})"
_ITEM = re.compile(
    rf"^(?P<indent>[ \t]*)(?P<mark>[-*•+–]|\(?\d{{1,2}}[.)]|\(?[a-h][.)]|\(?[ivx]{{1,4}}\)"
    rf"|(?:\*\*)?{_LABEL}(?:\*\*)?\s*[.:)\]]?(?:\*\*)?)(?P<gap>\s+|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,2}(?:\.\d)?")
_TABLE = re.compile(r"^\s*\|.*\|\s*$")
_NEW_POINT = re.compile(
    r"^\W*(?:also|additionally|in addition|furthermore|moreover|another|finally|lastly|besides"
    r"|on the other hand|other than that|secondly|thirdly|first(?:ly)?|minor|next|fundamentally|apart from)\b",
    re.IGNORECASE,
)
_LEAD_SENTENCES = 2
"""A lead-in of so many sentences says something itself, and its items explain it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One point of a field."""

    start: int
    """Offset in the thread's text."""
    end: int
    sentences: tuple[tuple[int, int], ...]
    item: bool
    """Whether it is an item of a list; else a paragraph."""
    label: str = ""
    """Its number as printed, "W2" or "3"; empty where it has none."""
    lead: str = ""
    """The line that leads its list in."""


@dataclass(slots=True)
class _Block:
    start: int
    end: int
    marked: bool = False
    loose: bool = False
    """Its mark stands alone on a line above it."""
    indent: int = 0
    label: str = ""


def units(text: str, start: int, end: int) -> list[Unit]:
    """The points of `text[start:end]`, in order. Tables and code are no points."""
    blocks = list(_blocks(text, start, end))
    found: list[Unit] = []
    number, lead = 0, ""
    while number < len(blocks):
        block = blocks[number]
        after = number + 1
        body = text[block.start : block.end]
        if body.rstrip(" *_").endswith(":") and after < len(blocks) and blocks[after].marked:
            if len(split(body)) < _LEAD_SENTENCES:
                lead, number = body.strip(), after
                continue
            after = _nested(blocks, number)
            if not blocks[number].marked:
                after = _items_after(blocks, number)
        elif block.marked:
            after = _nested(blocks, number)
        if block.marked and block.loose:
            after = _going_on(text, blocks, after)
        stop = blocks[after - 1].end
        found.append(
            Unit(
                block.start,
                stop,
                _sentences(text, block.start, stop),
                block.marked,
                block.label,
                lead if block.marked else "",
            )
        )
        if not block.marked:
            lead = ""
        number = after
    return found


def _nested(blocks: Sequence[_Block], number: int) -> int:
    """The block after an item and the items below it: indented ones, and tight ones below a loose one."""
    after = number + 1
    own = blocks[number]
    while after < len(blocks):
        one = blocks[after]
        if not (one.marked and (one.indent > own.indent or (own.loose and not one.loose))):
            break
        after += 1
    return after


def _items_after(blocks: Sequence[_Block], number: int) -> int:
    after = number + 1
    while after < len(blocks) and blocks[after].marked:
        after += 1
    return after


def _going_on(text: str, blocks: Sequence[_Block], after: int) -> int:
    """The block after an item whose paragraphs and inner lists go on below it without a mark of their own."""
    while after < len(blocks):
        one = blocks[after]
        if (one.marked and one.loose) or (not one.marked and _NEW_POINT.match(text[one.start : one.end])):
            break
        after += 1
    return after


def _blocks(text: str, start: int, end: int) -> Iterator[_Block]:
    """Items and paragraphs. In text without blank lines every line is a paragraph, in Markdown lines are joined."""
    wrapped = "\n\n" in text[start:end].strip("\n") or _is_wrapped(text[start:end])
    now: _Block | None = None
    pending: re.Match[str] | None = None
    fenced = False
    at = start
    for raw in text[start:end].splitlines(keepends=True):
        line, here = raw.rstrip("\n"), at
        at += len(raw)
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced or _TABLE.match(line):
            continue
        if not line.strip():
            if now is not None:
                yield now
                now = None
            continue
        mark = _ITEM.match(line)
        if mark and mark.end() == len(line):  # a mark alone: its text is the next line
            if now is not None:
                yield now
                now = None
            pending = mark
            continue
        if pending is not None or mark is not None:
            if now is not None:
                yield now
            seen = pending or mark
            assert seen is not None
            first = here + (mark.end() if mark else len(line) - len(line.lstrip()))
            now = _Block(first, here + len(line.rstrip()), marked=True, loose=pending is not None)
            now.indent, now.label = len(seen["indent"].expandtabs(4)), _label(seen["mark"])
            pending = None
            if not wrapped:
                yield now
                now = None
            continue
        if now is not None and wrapped:
            now.end = here + len(line.rstrip())
        else:
            if now is not None:
                yield now
            now = _Block(here + len(line) - len(line.lstrip()), here + len(line.rstrip()))
    if now is not None:
        yield now


def _is_wrapped(text: str) -> bool:
    """Whether its lines are broken at a width: most lines end in the middle of a sentence."""
    lines = [line for line in text.splitlines() if len(line.strip()) > 40]
    open_ended = sum(line.rstrip()[-1] not in ".?!:;)" for line in lines)
    return len(lines) > 1 and open_ended > len(lines) / 2


def _label(mark: str) -> str:
    bare = mark.strip(" *().:]")
    number = _NUMBER.search(bare)
    if number is None:
        return ""
    return (bare[0].upper() if bare[0].isalpha() else "") + number[0]


def _sentences(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for a, b in split(text[start:end]):
        at = start + a
        for piece in re.split(r"(\n(?=\s*[-*•]\s)|\n\s*\n)", text[start + a : start + b]):
            if piece.strip():
                lead = len(piece) - len(piece.lstrip())
                found.append((at + lead, at + len(piece.rstrip())))
            at += len(piece)
    return tuple(found)
