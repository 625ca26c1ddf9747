"""Tables as things that can be talked about: rows and columns with names that a reader would use.

The names are made here from header paths by rules of their own, so that the judge has to find back to the cell.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from synth.language.vocabulary import EntityKind, entities
from synth.language.words import squash
from synth.records import Document, Table, TableRow

READ_WELL = 0.8
"""Only tables read with at least this confidence are talked about: a misread table makes no true statements."""

_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?%?")
_NOT_MEASURED = re.compile(
    r"size|param|#\s|count|context|date|year|time|cost|latency|length|speed|tokens|\bseed\b|epoch|ratio|license|release|window|"
    r"reward",
    re.IGNORECASE,
)
_LOWER_BETTER = re.compile(r"error|loss|perplex|\bppl\b|↓|\bWER\b|\bMAE\b|\bRMSE\b|rank|mistake|invalid", re.IGNORECASE)
_METRIC = re.compile(
    r"^(?:F1|EM|ES|MAP|nDCG|P@1|precision|recall|prec\.?|rec\.?|acc\.?|accuracy|BLEU|ROUGE(?:-\w+)?|yield|MAUVE|"
    r"app\.|prod\.|cov\.|rec\.-5|agentless|openhands)$",
    re.IGNORECASE,
)
_CITED = re.compile(r"\s*(?:\((?:[^()]*\b(?:19|20)\d\d[a-z]?)\)|\[\d+(?:,\s?\d+)*\])")
_MARKS = re.compile(r"[†‡∗*§¶↑↓]+|\^\w+$")
_AT_K = re.compile(r"@\s?(\d+)\b")
_K_IS = re.compile(r"^k\s?=\s?(\d+)$", re.IGNORECASE)
_CAPTION_DATASET = re.compile(r"\b(?:on|for)\s+(?:the\s+)?([A-Z][\w-]*[A-Z0-9][\w+-]*)(?=[\s.,;:(]|$)")
_MODEL_HEADER = re.compile(r"model|method|approach|system|training signal", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """What a number is about, apart from who reached it."""

    what: str
    """Metric as said: "pass@10", "recall"; empty where the table names none."""
    on: str
    """Dataset, task or language; empty where the table names none."""
    k: int | None
    lower_better: bool

    @property
    def name(self) -> str:
        """Both parts."""
        return f"{self.what} {self.on}".strip()

    @property
    def where(self) -> str:
        """Both parts as they end a sentence: " on X"."""
        return f" on {self.on}" if self.on else ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A printed number."""

    text: str
    value: float

    @classmethod
    def read(cls, text: str) -> Spot:
        """From what is printed: digits, perhaps with a percent sign."""
        return cls(text, float(text.rstrip("%")))

    @property
    def decimals(self) -> int:
        """How many are printed."""
        return len(self.text.rstrip("%").partition(".")[2])

    @property
    def half(self) -> float:
        """Half of the rounding interval."""
        return float(0.5 * 10.0**-self.decimals)

    def near(self, other: Spot) -> bool:
        """Whether a reader could take one for the other."""
        return abs(self.value - other.value) <= 2 * max(self.half, other.half) * (1 + 1e-9)


@dataclass(frozen=True, slots=True)
class Board:
    """One table: who (subjects) by what (topics)."""

    label: str
    subjects: dict[int, str]
    topics: dict[int, Topic]
    spots: dict[tuple[int, int], Spot]

    def whole(self, topic: int) -> list[int] | None:
        """All subjects of a topic, None where one has no plain number there or no name: then nothing is best."""
        return list(self.subjects) if all((s, topic) in self.spots for s in self.subjects) else None


@dataclass(slots=True)
class Boards:
    """The tables of one paper, and what it prints for a named pair anywhere."""

    boards: list[Board]
    told: dict[tuple[str, str], list[Spot]] = field(default_factory=lambda: defaultdict(list))
    """Numbers by squashed subject and squashed topic, over all tables."""
    printed: set[Spot] = field(default_factory=set)
    reused: set[str] = field(default_factory=set)
    """Labels that two tables bear."""

    @classmethod
    def of(cls, document: Document) -> Boards:
        """Read the tables of a document."""
        found = [board for table in document.tables if (board := read_board(table)) is not None]
        made = cls(found)
        labels = Counter(board.label for board in found)
        made.reused = {label for label, count in labels.items() if count > 1}
        for board in found:
            for (subject, topic), spot in board.spots.items():
                made.told[key(board.subjects[subject], board.topics[topic])].append(spot)
                made.printed.add(spot)
        return made

    def true(self, subject: str, topic: Topic, spot: Spot) -> bool:
        """Whether some table prints `spot` for them, or a number that could be taken for it."""
        return any(other.near(spot) for other in self.told.get(key(subject, topic), ()))

    def needs_label(self, subject: str, topic: Topic, spot: Spot) -> bool:
        """Whether another table prints another number for the same names."""
        return any(not other.near(spot) for other in self.told.get(key(subject, topic), ()))

    def somewhere(self, spot: Spot) -> bool:
        """Whether any table of the paper prints the number."""
        return any(other.near(spot) for other in self.printed)


def key(subject: str, topic: Topic) -> tuple[str, str]:
    """What two tables must share to speak of the same thing."""
    return _flat(subject), _flat(topic.name)


def _flat(name: str) -> str:
    """Letters and digits; also the signs that tell "MBPP+" from "MBPP" and "C#" from "C"."""
    return "".join(char if char in "+#" else squash(char) for char in name)


def read_board(table: Table) -> Board | None:
    """The table as a board; None where it was read with doubt or fewer than two rows and one column can be named."""
    if table.confidence < READ_WELL or not table.label:
        return None
    rows = _row_names(table)
    columns = {
        index: path
        for index, parts in enumerate(table.header_paths)
        if index >= table.stub_columns and (path := tuple(filter(None, map(_clean, parts))))
    }
    spots = {
        (number, cell.column): Spot.read(text)
        for number, row in enumerate(table.rows)
        for cell in row.cells
        if number in rows
        and cell.column in columns
        and _NUMBER.fullmatch(text := _MARKS.sub("", cell.text).strip())
        and text not in row.path
    }
    context = _context(table.caption)
    named = {squash(part) for path in (*columns.values(), *(row.path for row in table.rows)) for part in path}
    if any(squash(context) in part for part in named):
        context = ""  # the caption names one of several
    if _methods_across(table, rows, columns):
        subjects = {index: " ".join(dict.fromkeys(path)) for index, path in columns.items()}
        paths = {number: _topic_path(table.rows[number], table) for number in rows}
        spots = {(column, row): spot for (row, column), spot in spots.items()}
    else:
        subjects, paths = rows, columns
    measured = {index: path for index, path in paths.items() if not _NOT_MEASURED.search(" ".join(path))}
    topics = {index: topic for index, path in measured.items() if (topic := _topic(path, context, table))}
    names = Counter(_flat(topic.name) for topic in topics.values())
    topics = {i: topic for i, topic in topics.items() if topic.name and names[_flat(topic.name)] == 1}
    people = Counter(map(_flat, subjects.values()))
    subjects = {i: name for i, name in subjects.items() if people[_flat(name)] == 1 and _is_name(name)}
    spots = {(s, t): spot for (s, t), spot in spots.items() if s in subjects and t in topics}
    models = any(e.kind is EntityKind.METHOD for name in subjects.values() for e in entities(name))
    if len(subjects) < 2 or not (models or any(spot.decimals for spot in spots.values())):
        return None
    return Board(table.label, subjects, topics, spots)


def _clean(text: str) -> str:
    return " ".join(_MARKS.sub("", _CITED.sub("", text)).split()).strip(" :,")


def _row_names(table: Table) -> dict[int, str]:
    """A short name for each row: its own label, with the one above it where two rows share it."""
    own: dict[int, list[str]] = {}
    for number, row in enumerate(table.rows):
        printed = {cell.text for cell in row.cells}
        parts = [clean for part in row.path if part not in printed and (clean := _clean(part))]
        if parts:
            own[number] = parts
    seen = Counter(_flat(part) for parts in own.values() for part in parts)
    made = {}
    for number, parts in own.items():
        dependent = parts[-1][0] in "+-−–" or parts[-1].startswith("w/")
        # Of "group, model, way of training" the model is the name, where no other row has it.
        unique = [part for part in reversed(parts) if seen[_flat(part)] == 1]
        made[number] = unique[0] if unique and not dependent else " ".join(parts[-3:])
    return {number: name for number, name in made.items() if name[0] not in "+-−–"}


def _is_name(name: str) -> bool:
    letters = sum(char.isalpha() for char in name)
    return letters >= 3 and len(name) <= 60 and len(name.split()) <= 7 and name[-1] != "." and not name.islower()


def _methods_across(table: Table, rows: dict[int, str], columns: dict[int, tuple[str, ...]]) -> bool:
    head = " ".join(table.header_paths[0]) if table.header_paths else ""
    if _MODEL_HEADER.search(head):
        return False

    def share(names: Sequence[str]) -> float:
        found = sum(any(e.kind is EntityKind.METHOD for e in entities(name)) for name in names)
        return found / len(names) if names else 0.0

    across = share([" ".join(path) for path in columns.values()])
    return across >= 0.5 and across > share(list(rows.values()))


def _topic_path(row: TableRow, table: Table) -> tuple[str, ...]:
    """A row label as a topic: "MMLU (EM)" is a dataset and its metric."""
    parts = [clean for part in row.path[-1:] if (clean := _clean(part))]
    if parts and (found := re.fullmatch(r"(.+?)\s\(([\w@.\s-]+)\)", parts[-1])):
        parts[-1:] = [found[1], found[2]]
    return tuple(parts)


def _topic(path: Sequence[str], context: str, table: Table) -> Topic | None:
    parts = list(dict.fromkeys(path))
    if len(parts) == 2 and squash(parts[1]).startswith(squash(parts[0])):
        del parts[0]  # "MBPP" over "MBPP+"
    k = None
    for place, part in enumerate(parts):
        if (found := _K_IS.match(part)) and place:
            k = int(found[1])
            parts[place - 1 : place + 1] = [f"{re.sub('@.*', '', parts[place - 1]).lower()}@{k}"]
            break
    what = next((part for part in reversed(parts) if _is_metric(part)), "")
    rest = [part for part in parts if part != what]
    if what and (at := _AT_K.search(what)):
        k = int(at[1])
    on = " ".join(rest)
    lower = bool(_LOWER_BETTER.search(" ".join((*path, table.caption if len(table.header_paths) == 2 else ""))))
    if what and rest and not any(e.kind is EntityKind.DATASET for e in entities(on)) and context:
        what, on = f"{on} {what}", context  # "citation recall on ASQA"
    elif not on:
        on = context
    elif context and not any(e.kind is EntityKind.DATASET for e in entities(on)) and squash(on) not in squash(context):
        on = f"{on} in {context}" if squash(context) not in squash(on) else on
    if what and what[0].isupper() and what[1:].islower():
        what = what.lower()
    if not what and (metric := _caption_metric(table.caption)):
        what, k = metric
    return Topic(what=what, on=on, k=k, lower_better=lower)


def _is_metric(part: str) -> bool:
    bare = part.strip("()% ")
    if _METRIC.match(bare):
        return True
    found = entities(part)
    return len(found) == 1 and found[0].kind is EntityKind.METRIC and 2 * len(found[0].text) > len(part)


def _caption_metric(caption: str) -> tuple[str, int | None] | None:
    found = {(e.text, e.k) for e in entities(caption) if e.kind is EntityKind.METRIC and e.k is not None}
    return found.pop() if len(found) == 1 else None


def _context(caption: str) -> str:
    """The one dataset that a caption names, empty where it names none or several."""
    first = re.split(r"(?<=[a-z)])\.\s", caption, maxsplit=2)
    text = " ".join(first[:2])
    named = list(dict.fromkeys(e.text for e in entities(text) if e.kind is EntityKind.DATASET))
    if not named:
        named = list(dict.fromkeys(_CAPTION_DATASET.findall(text)))
    return named[0] if len(named) == 1 else ""


def pairs_in(items: Sequence[int]) -> Iterator[tuple[int, int]]:
    """All ordered pairs of different items."""
    for a in items:
        for b in items:
            if a != b:
                yield a, b
