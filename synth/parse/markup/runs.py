"""Tables that a conversion ran together as lines of words, told apart by their values.

Such a table is a caption, a line of headers and paragraphs like `Model-A SFT ✗ 54.9 10.7 Model-B SFT ✗ 63.9 14.0`:
every row ends with the same number of values. Columns are bound one word a value from the right, which is only sure
where each of these words names a data set, a metric or an average; otherwise the table is marked doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from synth.language.vocabulary import EntityKind, entities
from synth.parse.markup.blocks import Block, Grid, GridCell, Heading, Text
from synth.records import SentenceKind

_VALUE = re.compile(r"^[~≈<>±+\-−–]?\$?\d[\d,]*(?:\.\d+)?(?:%|×|x)?(?:±\d+(?:\.\d+)?)?[*†‡§]*$|^[-–—]$")
_MARK = re.compile(r"^[✓✔✗✘√☑☒]$")
_GAIN = re.compile(r"^[↑↓▲▼△▽]\s?\d+(?:\.\d+)?%?$|^\([+\-−]\d+(?:\.\d+)?%?\)$|^±\d+(?:\.\d+)?$")
_AVERAGE = re.compile(r"^(?:AVG|Avg\.?|Average|Mean|Overall|All|ALL|Total)$")
_JOINING = re.compile(r"^(?:with|w/o?|without|of|per|for|in|on|at|by|#)$", re.IGNORECASE)
SURE = 0.7
"""Confidence of a run-together table whose header words all name what they measure."""
DOUBTFUL = 0.4
"""Confidence where the words of the header had to be shared out by count alone."""


@dataclass(slots=True)
class _Run:
    """One row: words of the label, then values."""

    label: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)


def read_run_together(blocks: Sequence[Block], start: int) -> tuple[Grid, int] | None:
    """The table whose header line is block `start`, and the index after its last block; None where there is none."""
    header = _header(blocks[start])
    if header is None:
        return None
    rows: list[_Run] = []
    counts: list[int] = []
    end = start + 1
    while end < len(blocks):
        block = blocks[end]
        text = _line(block)
        found = _runs(text) if text else None
        if not found:
            break
        rows.extend(found)
        counts.append(len(found[-1].values))
        end += 1
    if len(rows) < 2 or not counts:
        return None
    width = min(counts)
    if width < 2 or width >= len(header):
        return None
    split = _split(rows, width)
    if len(split) < 2:
        return None
    return _grid(header, split, width), end


def _header(block: Block) -> list[str] | None:
    """Words of a line that may be a table's header: short, no sentence, hardly a number."""
    text = _line(block)
    words = text.split()
    if not 3 <= len(words) <= 30 or re.search(r"[.;:?!]$", text) or re.search(r"[a-z]\.\s+[A-Z]", text):
        return None
    if sum(bool(_VALUE.match(word)) for word in words) > 0.3 * len(words):
        return None
    return words if any(_names(word) for word in words[1:]) else None


def _line(block: Block) -> str:
    if isinstance(block, Heading):
        return block.title
    if isinstance(block, Text) and block.kind is SentenceKind.BODY and len(block.text) < 4000:
        return block.text
    return ""


def _runs(text: str) -> list[_Run] | None:
    """Label and values in turn; None where the text does not end with values or is prose."""
    out: list[_Run] = []
    current = _Run()
    for word in text.split():
        if _GAIN.match(word) and current.values:
            current.values[-1] += f" {word}"
        elif (_VALUE.match(word) and not (current.label and not current.values and current.label[-1] == "=")) or (
            _MARK.match(word)
        ):
            current.values.append(word)
        else:
            if current.values:
                out.append(current)
                current = _Run()
            current.label.append(word)
    if not current.values or len(current.values) < 2:
        return None
    out.append(current)
    words = text.split()
    values = sum(bool(_VALUE.match(word) or _MARK.match(word)) for word in words)
    if values < 0.2 * len(words) or any(word.endswith((",", ";")) for word in words if not _VALUE.match(word)):
        return None
    return out


def _split(runs: Sequence[_Run], width: int) -> list[_Run]:
    """Numbers that belong to a label ("SFT 3 epochs") go back to it: a row ends with `width` values."""
    rows: list[_Run] = []
    label: list[str] = []
    for run in runs:
        label.extend(run.label)
        if len(run.values) < width:
            label.extend(run.values)
            continue
        spare = len(run.values) - width
        rows.append(_Run([*label, *run.values[:spare]], run.values[spare:]))
        label = []
    return [row for row in rows if row.label]


def _names(word: str) -> bool:
    """Whether one word names a column of values by itself."""
    if _AVERAGE.match(word):
        return True
    return any(e.kind in (EntityKind.DATASET, EntityKind.METRIC) and e.text == word for e in entities(word))


def _kinds(words: Sequence[str]) -> set[EntityKind]:
    return {e.kind for word in words for e in entities(word) if e.kind in (EntityKind.DATASET, EntityKind.METRIC)}


def _grid(header: Sequence[str], rows: Sequence[_Run], width: int) -> Grid:
    marked = sum(1 for at in range(width) if _column_of_marks(rows, at))
    numeric = width - marked
    leaves = list(header[len(header) - numeric :])
    rest = list(header[: len(header) - numeric])
    sure = all(map(_names, leaves)) and len(_kinds(leaves)) == 1 and not (rest and _names(rest[-1]))
    heads = list(leaves)
    if marked:
        at = next((i for i in range(len(rest) - 1, 0, -1) if _JOINING.match(rest[i])), len(rest) - 1)
        heads = [" ".join(rest[max(at, 0) :])] * marked + heads
        rest = rest[: max(at, 0)]
        sure = sure and all(_column_of_marks(rows, at) for at in range(marked))
    uneven = sum(any(bool(_MARK.match(v)) != (i < marked) for i, v in enumerate(row.values)) for row in rows)
    confidence = (SURE if sure else DOUBTFUL) * max(0.3, 1.0 - uneven / len(rows))
    stub = 2 if _two_labels(rest, rows) else 1
    names = [" ".join(rest[:-1]), rest[-1]] if stub == 2 else [" ".join(rest)]
    body = []
    for row in rows:
        labels = [row.label[0], " ".join(row.label[1:])] if stub == 2 else [" ".join(row.label)]
        body.append([GridCell(text) for text in (*labels, *row.values)])
    top = [GridCell(text, header=True) for text in (*names, *heads)]
    return Grid(rows=[top, *body], head=1, stub=stub, inferred=confidence)


def _column_of_marks(rows: Sequence[_Run], at: int) -> bool:
    return sum(bool(_MARK.match(row.values[at])) for row in rows) > 0.5 * len(rows)


def _two_labels(rest: Sequence[str], rows: Sequence[_Run]) -> bool:
    """Whether the first word of each label is a column of its own: named in the header, and repeated down the rows."""
    if len(rest) < 2 or any(len(row.label) < 2 for row in rows):
        return False
    first = Counter(row.label[0] for row in rows)
    return sum(count for count in first.values() if count > 1) > 0.5 * len(rows) or len(first) > 0.8 * len(rows)
