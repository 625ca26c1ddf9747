"""The title block of a first page: its rows, and the people and organisations that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from synth.parse.imprint import date_year
from synth.parse.layout import Line
from synth.parse.names import Token, is_organisation, is_person, split_names, tidy

BODY_HEADING = re.compile(
    r"^(?:\d+\.?\s+|I\.\s+)?(?:introduction|contents|keywords?|index terms|ccs concepts)\b", re.IGNORECASE
)
HEADER = re.compile(
    r"^(?:published|accepted|to appear|appearing|under review|submitted|preprint|proceedings|technical report"
    r"|working paper|research article|original (?:article|paper)|article|review article|open access|arxiv:"
    r"|workshop track|in proceedings|journal of|vol(?:ume)?\b|https?:|www\.|doi|©|copyright|noname|ieee transactions"
    r"|provided proper)|under review|generated preprint|conference paper|double.blind|all rights reserved"
    r"|hereby grants|permission",
    re.IGNORECASE,
)
FOOT_MARKS = re.compile(r"[\s∗*⁎†‡§¶♠♡♢♣⋆★☆◇⋄¹²³⁴]+$")
CONTACT = re.compile(r"@|https?:|www\.|\.(?:com|org|io|edu|net)\b|correspond|equal|contribut|e-?mail", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """Lines that stand on one baseline, left to right."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """Largest font size of its lines."""
        return max(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        """Whether most of its lines are bold."""
        return sum(line.bold for line in self.lines) * 2 > len(self.lines)

    @property
    def y0(self) -> float:
        """Top."""
        return min(line.y0 for line in self.lines)

    @property
    def y1(self) -> float:
        """Bottom."""
        return max(line.y1 for line in self.lines)


def _row_tokens(row: Row) -> list[Token]:
    words = [word for line in row.lines for word in line.words]
    gaps = [right.x0 - left.x1 for left, right in pairwise(words)]
    ordinary = [gap for gap in sorted(gaps) if gap > row.size * 0.12]
    space = ordinary[len(ordinary) // 4] if ordinary else row.size * 0.25
    space = min(max(space, row.size * 0.2), row.size * 0.36)
    sized = zip(words, [0.0, *gaps], strict=True)
    return [Token(word.text, gap / space, word.superscript) for word, gap in sized]


def read_authors(rows: list[Row]) -> tuple[str, ...]:
    """People named between title and abstract, else the organisation that signs."""
    head = _author_rows(rows)
    split = split_names([_row_tokens(row) for row in head])
    people: list[str] = []
    style: tuple[bool, float] | None = None
    left = False
    for row, segments in zip(head, split, strict=True):
        names = [tidy(segment) for segment in segments]
        persons = _leading_people(names)
        here = (row.bold, round(row.size))
        if not persons or len(persons) * 2 <= len([name for name in names if name]):
            left = left or bool(people)
            continue
        # After affiliations only a row set like the first names goes on with names: bold, or after an e-mail.
        if style is not None and (here[0] != style[0] or abs(here[1] - style[1]) > 1 or (left and not style[0])):
            left = True
            continue
        style, left = style or here, False
        people.extend(persons)
    if people:
        return tuple(dict.fromkeys(people)) if len(set(people)) < len(people) - 1 else tuple(people)
    return _organisations(head)


def _leading_people(names: list[str]) -> list[str]:
    people = []
    for name in names:
        if is_person(name):
            people.append(name)
        elif name:
            if is_organisation(name) and not people:
                return []
            break
    return people


def _author_rows(rows: list[Row]) -> list[Row]:
    """Rows up to the running text (a paragraph without the heading "Abstract")."""
    out = []
    for row in rows:
        words = row.text.split()
        small = sum(
            word.isalpha() and word.islower() and word not in {"and", "of", "for", "the", "at"} for word in words
        )
        if len(words) >= 9 and small * 2 > len(words) and not CONTACT.search(row.text):
            break
        if not HEADER.search(row.text) and not BODY_HEADING.match(row.text):
            out.append(row)
    return out


def _organisations(rows: list[Row]) -> tuple[str, ...]:
    """Organisations that sign in place of people: the first row of names, and numbered ones that follow it."""
    found: list[str] = []
    for row in rows:
        words = row.text.split()
        small = sum(word.islower() and word not in {"and", "of", "for", "the", "at", "in", "de"} for word in words)
        if CONTACT.search(row.text) or date_year(row.text) or re.search(r"nonymous|arxiv", row.text, re.IGNORECASE):
            continue
        if small * 2 > len(words) or (found and not re.match(r"\d", row.text)):
            continue
        for part in re.split(r"(?:^|\s)\d+\s*(?=[A-Z])", row.text):
            name = FOOT_MARKS.sub("", part.strip(" ,;"))
            if len(name) > 2 and any(char.isupper() for char in name):
                found.append(name)
    return tuple(found)
