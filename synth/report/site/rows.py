"""Lists as data for the browser: rows in pieces that a page loads with script tags, also from a folder.

A piece is a call `SYNTH.rows(name, number, {s, r})`: `r` holds rows, in which columns that repeat hold places in the
table of strings `s`. What a page must know before it loads any piece is in `SYNTH.list(name, {...})`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from synth.report.site.output import SiteFolder

PIECE = 110_000
"""Bytes of one piece, about: a page shows its first rows after one."""
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def js(value: object) -> str:
    """Compact JSON that is a JavaScript value as well."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@dataclass(kw_only=True, slots=True)
class Listing:
    """A list of a site."""

    name: str
    columns: tuple[str, ...]
    repeated: tuple[str, ...] = ()
    """Columns whose strings (or lists of strings) occur in many rows."""
    facets: tuple[str, ...] = ()
    """Columns that rows are counted by; a list counts under each of its values."""
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def write(self, folder: SiteFolder, **facts: object) -> None:
        """Write the list and its pieces under `data/`."""
        pieces = list(self._pieces())
        for number, piece in enumerate(pieces):
            folder.write(f"data/{self.name}-{number}.js", f"SYNTH.rows({js(self.name)},{number},{piece});\n")
        head = {
            "columns": self.columns,
            "repeated": [self.columns.index(name) for name in self.repeated],
            "count": len(self.rows),
            "pieces": len(pieces),
            "facets": self._counts(),
            **facts,
        }
        folder.write(f"data/{self.name}.js", f"SYNTH.list({js(self.name)},{js(head)});\n")

    def _counts(self) -> Mapping[str, list[tuple[str, int]]]:
        counts: dict[str, list[tuple[str, int]]] = {}
        for name in self.facets:
            at = self.columns.index(name)
            found = Counter(one for row in self.rows for one in _each(row[at]))
            counts[name] = sorted(
                ((str(value), count) for value, count in found.items()), key=lambda one: (-one[1], one[0])
            )
        return counts

    def _pieces(self) -> Iterable[str]:
        at = [self.columns.index(name) for name in self.repeated]
        piece = _Piece()
        for row in self.rows:
            values = list(row)
            for column in at:
                value = values[column]
                values[column] = piece.place(value) if isinstance(value, str) else [piece.place(one) for one in value]
            piece.add(js(values))
            if piece.size >= PIECE:
                yield piece.text
                piece = _Piece()
        if piece.rows:
            yield piece.text


@dataclass(slots=True)
class _Piece:
    """Rows, and the strings that they share."""

    strings: dict[str, int] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)
    size: int = 0

    def place(self, text: str) -> int:
        """Where a string stands in the table."""
        if text not in self.strings:
            self.strings[text] = len(self.strings)
            self.size += len(text.encode("utf-8", "replace")) + 3
        return self.strings[text]

    def add(self, row: str) -> None:
        """Take in a row."""
        self.rows.append(row)
        self.size += len(row.encode()) + 1

    @property
    def text(self) -> str:
        """The piece as an object of JavaScript."""
        return f'{{"s":{js(list(self.strings))},"r":[{",".join(self.rows)}]}}'


def _each(value: object) -> Sequence[object]:
    if isinstance(value, (tuple, list)):
        return value
    return () if value in (None, "") else (value,)
