"""Pieces of a row that surely belong to one cell: what columns are made of."""

from __future__ import annotations

from collections.abc import Sequence

from synth.parse.layout import Rule
from synth.parse.tables.rows import Chunk, Row, is_blank, is_number, join_tokens
from synth.parse.tables.tokens import Token


def atoms(tokens: Sequence[Token], verticals: Sequence[Rule]) -> list[Chunk]:
    """Tokens joined only where they surely belong to one cell: they touch, are words of a label, or a deviation."""
    found: list[Chunk] = []
    for token in tokens:
        if found and _joins(found[-1].tokens, token) and not _parted(found[-1].tokens[-1], token, verticals):
            found[-1].tokens.append(token)
        else:
            found.append(Chunk([token]))
    return found


def _joins(before: list[Token], token: Token) -> bool:
    last = before[-1]
    size = max(token.size, last.size, 4.0)
    gap = token.x0 - last.x1
    if gap <= 0.14 * size:
        return True
    left, right = last.text, token.text
    if gap < 1.1 * size and (left in "±+/→≈~<>$·×⋅∙" or right in "±/→%·×⋅∙" or right[0] in "±→·×⋅∙"):
        return True
    if left[-1] == "," and left[:1].isdigit() and right[:3].isdigit() and gap < 0.6 * size:
        return True
    if right.startswith("10^") and left in "·×⋅∙":
        return gap < 1.5 * size
    if right[0] in "↑↓▲▼△▽⇑⇓" and right[1:2].isdigit() and gap < 0.75 * size and is_number(left):
        # A gain beside its value.
        return True
    if right in "↑↓▲▼" and gap < 0.9 * size and left not in "↑↓▲▼":
        return True
    text = join_tokens(before)
    if right[0] in "([" and gap < 0.75 * size and left[0] not in "([":
        return True
    if token.size < 0.86 * last.size and gap < 0.7 * size:
        return True
    if text.count("(") > text.count(")") or text.count("[") > text.count("]"):
        return gap < 0.75 * size
    wordy = not (is_number(left) or is_blank(left)) and not (is_number(right) or is_blank(right))
    return wordy and gap <= 0.5 * size and last.line == token.line


def _parted(last: Token, token: Token, verticals: Sequence[Rule]) -> bool:
    return any(last.xc < rule.x0 < token.xc and rule.y0 - 2 <= token.yc <= rule.y1 + 2 for rule in verticals)


def runs(row: Row, verticals: Sequence[Rule]) -> list[Chunk]:
    """The runs of words of a row, cut at vertical rules."""
    pieces: list[Chunk] = []
    for chunk in row.chunks:
        pieces.append(Chunk([chunk.tokens[0]]))
        for token in chunk.tokens[1:]:
            if _parted(pieces[-1].tokens[-1], token, verticals):
                pieces.append(Chunk([]))
            pieces[-1].tokens.append(token)
    return pieces
