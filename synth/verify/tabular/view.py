"""A table as a claim speaks of it: which of its rows and columns do the words name?

Names are looked for in the claim as the table's labels print them, longest first, so that a label that no recogniser
knows ("HAN+MLM", "w/o graph") is found as surely as a famous model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from synth.language.vocabulary import EntityKind, Sameness, entities, same_entity
from synth.language.words import normalise, squash
from synth.records import Table
from synth.verify.places import CellPlace

_MARKS = re.compile(r"[†‡*§¶↑↓✓✗]|\((?:ours?|our model)\)|\[\d+(?:,\s*\d+)*\]|\[(?:bold|italic|empty)\]", re.IGNORECASE)
_SIZE = re.compile(r"\d+(?:\.\d+)?\s?[bmk]?", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z]+(?:\+(?!\s*[a-z]))*|\d+(?:\.\d+)?")
"""Words and numbers; the plus of "MBPP+" belongs to the name, that of "HAN+MLM" joins two."""
_GAP = r"[\s\-‐‑–_/+&,.:()\[\]@]*"
_AVERAGE = re.compile(r"\b(?:avg|average|overall|mean)\b", re.IGNORECASE)
_DROPPED = frozenset(
    {"model", "models", "method", "methods", "score", "scores", "the", "our", "ours", "test", "set", "dev"}
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the claim that names lines of the table."""

    start: int
    end: int
    lines: frozenset[int]
    """Indices of rows, or of columns."""
    whole: bool
    """Whether it names the last part of their paths rather than a group that they stand in."""


@dataclass(frozen=True, eq=False)
class View:
    """One table with an index of its labels."""

    table: Table
    places: Sequence[CellPlace]
    _by_line: dict[tuple[int, int], CellPlace] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        rows = {id(row): index for index, row in enumerate(self.table.rows)}
        for place in self.places:
            self._by_line[(rows[id(place.row)], place.cell.column)] = place

    def at(self, row: int, column: int) -> CellPlace | None:
        """The numeric cell at a row and a column."""
        return self._by_line.get((row, column))

    @cached_property
    def columns(self) -> list[int]:
        """Indices of the columns that hold numbers."""
        return sorted({column for _, column in self._by_line})

    @cached_property
    def rows(self) -> list[int]:
        """Indices of the rows that hold numbers."""
        return sorted({row for row, _ in self._by_line})

    @cached_property
    def row_labels(self) -> list[tuple[str, ...]]:
        """Path of each row, cleaned of marks."""
        return [tuple(filter(None, map(clean, row.path))) for row in self.table.rows]

    @cached_property
    def column_labels(self) -> list[tuple[str, ...]]:
        """Path of each column, cleaned of marks."""
        return [tuple(filter(None, map(clean, path))) for path in self.table.header_paths]

    def _column(self, column: int) -> list[CellPlace]:
        return [place for place in self.places if place.cell.column == column]

    @cached_property
    def _row_names(self) -> Names:
        return Names.of({row: self.row_labels[row] for row in self.rows})

    @cached_property
    def _column_names(self) -> Names:
        ks = {place.cell.column: place.k for place in self.places if place.k is not None}
        return Names.of(
            {column: self.column_labels[column] for column in self.columns},
            {column: f"pass@{k}" for column, k in ks.items() if len({p.k for p in self._column(column)}) == 1},
        )

    def row_mentions(self, text: str) -> list[Mention]:
        """Rows that `text` names, in reading order."""
        return self._row_names.mentions(text)

    def column_mentions(self, text: str) -> list[Mention]:
        """Columns that `text` names, in reading order."""
        return self._column_names.mentions(text)


def clean(label: str) -> str:
    """A label without footnote marks, arrows and "(ours)"."""
    return " ".join(_MARKS.sub(" ", label).split())


@dataclass(slots=True)
class _Form:
    """One way to write a label."""

    words: tuple[str, ...]
    """The label's words: a text without the first need not be searched."""
    lasts: frozenset[int]
    groups: frozenset[int]
    qualifies: bool
    """Whether it only tells lines of one name apart, as a size does: "15B" alone names no row."""
    _pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """Made when first needed: most labels of a paper are named by no statement."""
        if self._pattern is None:
            joined = _GAP.join(map(re.escape, self.words))
            self._pattern = re.compile(rf"(?<![a-z0-9]){joined}(?![a-z0-9+]|[-@][a-z0-9])")
        return self._pattern


@dataclass(slots=True)
class Names:
    """The labels of the rows, or of the columns, of one table, ready to be found in many texts."""

    labels: dict[int, tuple[str, ...]]
    forms: list[_Form]
    """Longest first."""
    _last: tuple[str, list[Mention]] = ("", [])

    @classmethod
    def of(cls, labels: dict[int, tuple[str, ...]], also: Mapping[int, str] | None = None) -> Names:
        """The names of lines, given their paths, and what else some are called ("k = 10" under pass@k is pass@10)."""
        found: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        for line, path in labels.items():
            for depth, part in enumerate(path):
                last = depth == len(path) - 1
                for form in _forms(part):
                    found[form][0 if last else 1].add(line)
            for start in range(len(path) - 1):  # "WizardCoder-15B" for a row in the group WizardCoder
                found[" ".join(path[start:])][0].add(line)
        for line, name in (also or {}).items():
            found[name][0].add(line)
        forms = []
        for form in sorted(found, key=lambda one: (-len(squash(one)), one)):
            words = _words(form)
            if words:
                lasts, groups = map(frozenset, found[form])
                forms.append(_Form(tuple(words), lasts, groups, bool(_SIZE.fullmatch(form.strip()))))
        return cls(labels, forms)

    def mentions(self, text: str) -> list[Mention]:
        """Where `text` names some of the lines; longer names win, and what is taken is not given twice."""
        if self._last[0] != text:
            self._last = (text, self._find(text))
        return self._last[1]

    def _find(self, text: str) -> list[Mention]:
        lowered = normalise(text)
        if len(lowered) != len(text):  # offsets must stay those of the claim
            lowered = text.lower()
        found: list[Mention] = []
        qualifiers: list[Mention] = []
        taken: list[tuple[int, int]] = []
        for form in self.forms:
            if form.words[0] not in lowered:
                continue
            for match in form.pattern.finditer(lowered):
                if any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                taken.append(match.span())
                mention = Mention(match.start(), match.end(), form.lasts or form.groups, bool(form.lasts))
                (qualifiers if form.qualifies else found).append(mention)
        for entity in entities(text):
            if entity.kind is EntityKind.METRIC or any(
                entity.start < end and start < entity.end for start, end in taken
            ):
                continue
            lines = {line for line, path in self.labels.items() if path and _names(entity.text, path[-1])}
            if lines:
                found.append(Mention(entity.start, entity.end, frozenset(lines), True))
        found += [one for one in qualifiers if any(one.lines & other.lines for other in found)]
        return sorted(found, key=lambda mention: mention.start)


@lru_cache(maxsize=65536)
def _names(name: str, label: str) -> bool:
    """Whether a label holds the thing of this name under another spelling ("AIME24" for "AIME 2024")."""
    return any(same_entity(name, entity.text) is Sameness.SAME for entity in entities(label))


def _forms(part: str) -> Iterator[str]:
    yield part
    inside = re.fullmatch(r"(.+?)\s*\((.+)\)", part)
    if inside:
        yield inside[1]
    if _AVERAGE.fullmatch(part.strip(". ")):
        yield from ("average", "overall", "avg", "on average")


def _words(label: str) -> list[str]:
    """The label's words and numbers, with anything light between them; none for labels that say nothing."""
    words = _TOKEN.findall(normalise(label))
    if not words or all(word in _DROPPED for word in words) or (len(words) == 1 and len(words[0]) < 2):
        return []
    return [] if len(words) == 1 and words[0].replace(".", "").isdigit() else words


def views(places: Iterable[CellPlace]) -> list[View]:
    """The tables that some cells stand in, in their order."""
    grouped: dict[str, list[CellPlace]] = defaultdict(list)
    for place in places:
        grouped[place.table.id].append(place)
    return [View(cells[0].table, cells) for cells in grouped.values()]
