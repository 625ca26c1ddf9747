"""Statements made from table cells in wordings of our own, each with one error and its untouched twin.

A statement is a wording with slots. The changed twin fills the same wording with one slot altered, so that nothing but
the error tells the two apart. A change that some table of the paper bears out is not taken.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from synth.bench.boards import Board, Boards, Spot, Topic, key, pairs_in
from synth.bench.items import Kind, Made, Pair


@dataclass(frozen=True, slots=True)
class Told:
    """One number said of one subject on one topic."""

    subject: str
    topic: Topic
    value: str


T = TypeVar("T")
Wording = tuple[str, Callable[[Told], str]]

SINGLE: tuple[Wording, ...] = (
    ("achieves", lambda t: f"{t.subject} achieves {t.value}{_what(t)}{t.topic.where}"),
    ("scores", lambda t: f"{t.subject} scores {t.value}{_what(t)}{t.topic.where}"),
    ("a score of", lambda t: f"{t.subject} reaches {_score(t)} of {t.value}{t.topic.where}"),
    ("on first", lambda t: f"{_first(t)}{t.subject} obtains {t.value}{_what(t)}"),
    ("the score of", lambda t: f"The {t.topic.what or 'score'} of {t.subject}{t.topic.where} is {t.value}"),
)


_VERBS = (
    ("outperforms {b} by {gap} points", "trails {b} by {gap} points"),
    ("is {gap} points above {b}", "is {gap} points below {b}"),
)


def _what(told: Told) -> str:
    return f" {told.topic.what}" if told.topic.what else ""


def _score(told: Told) -> str:
    return f"a {told.topic.what or 'score'}"


def _first(told: Told) -> str:
    return f"On {told.topic.on}, " if told.topic.on else ""


def two_topics(a: Told, b: Told) -> str:
    """One subject, two topics of a table."""
    if a.topic.on == b.topic.on:
        return f"{a.subject} achieves {a.value} {a.topic.what} and {b.value} {b.topic.what}{a.topic.where}"
    if a.topic.what == b.topic.what:
        return f"{a.subject} achieves {a.value}{_what(a)}{a.topic.where} and {b.value}{b.topic.where}"
    return f"{a.subject} achieves {a.value}{_what(a)}{a.topic.where} and {b.value}{_what(b)}{b.topic.where}"


def two_subjects(a: Told, b: Told) -> str:
    """Two subjects on one topic."""
    head = _first(a) + a.subject
    return f"{head} reaches {a.value}{_what(a)}, while {b.subject} reaches {b.value}"


def versus(a: Told, b: Told) -> str:
    """The same in another order of words."""
    return f"{a.subject} gets {a.value}{_what(a)}{a.topic.where}, compared with {b.value} for {b.subject}"


@dataclass(slots=True)
class Composer:
    """Makes pairs from the tables of one paper."""

    paper: str
    boards: Boards
    random: random.Random

    def pairs(self, kind: Kind) -> Iterator[Pair]:
        """Pairs of one kind in random order, from all tables in turn; as many as the tables give."""
        makers = {
            Kind.COLUMN_SWAP: (self._columns, self._column_value),
            Kind.ROW_SWAP: (self._rows, self._row_value),
            Kind.NUMBER: (self._number, self._number_of_two, self._gap_number),
            Kind.DIRECTION: (self._order, self._gap, self._change, self._best),
            Kind.WRONG_MODEL: (self._other_model, self._other_best),
            Kind.WRONG_DATASET: (self._other_topic, self._gap_topic),
            Kind.WRONG_K: (self._other_k,),
        }.get(kind, ())
        usable = [board for board in self.boards.boards if board.label not in self.boards.reused]
        streams = [maker(board) for maker in makers for board in usable]
        self.random.shuffle(streams)
        seen: set[str] = set()
        while streams:
            for stream in list(streams):
                made = next(stream, None)
                if made is None:
                    streams.remove(stream)
                    continue
                label, wording, true, false = made
                if true == false or true in seen or false in seen:
                    continue
                seen |= {true, false}
                yield Pair(
                    paper=self.paper,
                    kind=kind,
                    made=Made.COMPOSED,
                    true=_sentence(true),
                    false=_sentence(false),
                    where=label,
                    wording=wording,
                )

    # -- swaps -----------------------------------------------------------------------------------------------------

    def _columns(self, board: Board) -> Iterator[_Draft]:
        for s, t, u in self._across(board):
            a, b = self._told(board, s, t), self._told(board, s, u)
            if a and b and self._false(board, s, t, board.spots[s, u]) and self._false(board, s, u, board.spots[s, t]):
                end = self._end(board, [(s, t), (s, u)])
                yield _Draft(
                    board.label, "two topics", two_topics(a, b) + end, two_topics(_with(a, b), _with(b, a)) + end
                )

    def _column_value(self, board: Board) -> Iterator[_Draft]:
        for s, t, u in self._across(board):
            a, b = self._told(board, s, t), self._told(board, s, u)
            if a and b and self._false(board, s, t, board.spots[s, u]):
                yield self._single(board, (s, t), a, _with(a, b))

    def _rows(self, board: Board) -> Iterator[_Draft]:
        for t, s, r in self._down(board):
            a, b = self._told(board, s, t), self._told(board, r, t)
            if a and b and self._false(board, s, t, board.spots[r, t]) and self._false(board, r, t, board.spots[s, t]):
                end = self._end(board, [(s, t), (r, t)])
                name, say = self.random.choice((("two subjects", two_subjects), ("compared with", versus)))
                yield _Draft(board.label, name, say(a, b) + end, say(_with(a, b), _with(b, a)) + end)

    def _row_value(self, board: Board) -> Iterator[_Draft]:
        for t, s, r in self._down(board):
            a, b = self._told(board, s, t), self._told(board, r, t)
            if a and b and self._false(board, s, t, board.spots[r, t]):
                yield self._single(board, (s, t), a, _with(a, b))

    # -- numbers ---------------------------------------------------------------------------------------------------

    def _number(self, board: Board) -> Iterator[_Draft]:
        for (s, t), spot in self._mixed(board.spots.items()):
            a, changed = self._told(board, s, t), self.altered(spot)
            if a and changed and self._false(board, s, t, changed):
                yield self._single(board, (s, t), a, Told(a.subject, a.topic, changed.text))

    def _number_of_two(self, board: Board) -> Iterator[_Draft]:
        for s, t, u in self._across(board):
            a, b = self._told(board, s, t), self._told(board, s, u)
            if a and b and (changed := self.altered(board.spots[s, u])) and self._false(board, s, u, changed):
                end = self._end(board, [(s, t), (s, u)])
                wrong = Told(b.subject, b.topic, changed.text)
                yield _Draft(board.label, "two topics", two_topics(a, b) + end, two_topics(a, wrong) + end)

    def _gap_number(self, board: Board) -> Iterator[_Draft]:
        for s, r, t, gap in self._gaps(board):
            if (changed := self.altered(gap)) and not self._gap_true(board, s, r, t, changed):
                say = self._gap_wording(board, s, r, t)
                yield _Draft(board.label, "by points", say(gap.text, False), say(changed.text, False))

    def altered(self, spot: Spot) -> Spot | None:
        """Another number of the same precision that the paper prints nowhere; None where a few tries find none."""
        for _ in range(20):
            digits = [place for place, char in enumerate(spot.text) if char.isdigit()]
            place = self.random.choice(digits)
            digit = self.random.choice([d for d in "0123456789" if d != spot.text[place]])
            text = spot.text[:place] + digit + spot.text[place + 1 :]
            if text[0] == "0" and text[:2] != "0.":
                continue
            made = Spot.read(text)
            if not made.near(spot) and made.value <= 100 and not self.boards.somewhere(made):
                return made
        return None

    # -- directions ------------------------------------------------------------------------------------------------

    def _order(self, board: Board) -> Iterator[_Draft]:
        for s, r, t, _ in self._gaps(board, least=3):
            topic = board.topics[t]
            end = (f" in {topic.what}" if topic.what else "") + topic.where + self._end(board, [(s, t), (r, t)])
            up, down = self.random.choice(
                (("outperforms", "is outperformed by"), ("scores higher than", "scores lower than"))
            )
            a, b = board.subjects[s], board.subjects[r]
            yield _Draft(board.label, "order", f"{a} {up} {b}{end}", f"{a} {down} {b}{end}")

    def _gap(self, board: Board) -> Iterator[_Draft]:
        for s, r, t, gap in self._gaps(board):
            say = self._gap_wording(board, s, r, t)
            yield _Draft(board.label, "by points", say(gap.text, False), say(gap.text, True))

    def _change(self, board: Board) -> Iterator[_Draft]:
        for s, r, t, _ in self._gaps(board, least=3):
            a, b = self._told(board, s, t), self._told(board, r, t)
            if a and b and self._false(board, s, t, board.spots[r, t]):
                thing = f"{a.topic.what or 'the score'}{a.topic.where}"
                end = self._end(board, [(s, t), (r, t)])
                true = f"Going from {b.subject} to {a.subject}, {thing} rises from {b.value} to {a.value}{end}"
                false = f"Going from {b.subject} to {a.subject}, {thing} falls from {a.value} to {b.value}{end}"
                yield _Draft(board.label, "from to", true, false)

    def _best(self, board: Board) -> Iterator[_Draft]:
        for t in self._mixed(board.topics):
            if ranked := self._ranked(board, t):
                say = self._best_wording(board, t)
                yield _Draft(board.label, "best", say(ranked[0], "highest"), say(ranked[0], "lowest"))

    # -- wrong names -----------------------------------------------------------------------------------------------

    def _other_model(self, board: Board) -> Iterator[_Draft]:
        for t, s, r in self._down(board):
            a, b = self._told(board, s, t), self._told(board, r, t)
            if a and b and self._false(board, r, t, board.spots[s, t]):
                yield self._single(board, (s, t), a, Told(b.subject, a.topic, a.value))

    def _other_best(self, board: Board) -> Iterator[_Draft]:
        for t in self._mixed(board.topics):
            if ranked := self._ranked(board, t):
                say = self._best_wording(board, t)
                yield _Draft(board.label, "best", say(ranked[0], "highest"), say(ranked[1], "highest"))

    def _other_topic(self, board: Board) -> Iterator[_Draft]:
        for s, t, u in self._across(board):
            a, b = self._told(board, s, t), self._told(board, s, u)
            if a and b and not _differ_in_k(a.topic, b.topic) and self._false(board, s, u, board.spots[s, t]):
                yield self._single(board, (s, t), a, Told(a.subject, b.topic, a.value))

    def _gap_topic(self, board: Board) -> Iterator[_Draft]:
        for s, r, t, gap in self._gaps(board):
            others = [u for u in board.topics if u != t and (s, u) in board.spots and (r, u) in board.spots]
            others = [u for u in others if not _differ_in_k(board.topics[t], board.topics[u])]
            if not others:
                continue
            u = self.random.choice(others)
            if not self._gap_true(board, s, r, u, gap):
                verbs = self.random.choice(_VERBS)
                true = self._gap_wording(board, s, r, t, verbs)(gap.text, False)
                false = self._gap_wording(board, s, r, u, verbs)(gap.text, False)
                yield _Draft(board.label, "by points", true, false)

    def _other_k(self, board: Board) -> Iterator[_Draft]:
        for s, t, u in self._across(board):
            a, b = self._told(board, s, t), self._told(board, s, u)
            if a and b and _differ_in_k(a.topic, b.topic) and self._false(board, s, u, board.spots[s, t]):
                yield self._single(board, (s, t), a, Told(a.subject, b.topic, a.value))

    # -- parts, in random order -------------------------------------------------------------------------------------

    def _across(self, board: Board) -> Iterator[tuple[int, int, int]]:
        """A subject and two topics."""
        pairs = list(pairs_in(list(board.topics)))
        return ((s, *pair) for pair, s in self._mixed((pair, s) for s in board.subjects for pair in pairs))

    def _down(self, board: Board) -> Iterator[tuple[int, int, int]]:
        """A topic and two subjects."""
        pairs = list(pairs_in(list(board.subjects)))
        return ((t, *pair) for pair, t in self._mixed((pair, t) for t in board.topics for pair in pairs))

    def _mixed(self, items: Iterable[T]) -> list[T]:
        found = list(items)
        self.random.shuffle(found)
        return found

    # -- parts -----------------------------------------------------------------------------------------------------

    def _told(self, board: Board, subject: int, topic: int) -> Told | None:
        spot = board.spots.get((subject, topic))
        return Told(board.subjects[subject], board.topics[topic], spot.text) if spot else None

    def _false(self, board: Board, subject: int, topic: int, spot: Spot) -> bool:
        return not self.boards.true(board.subjects[subject], board.topics[topic], spot)

    def _end(self, board: Board, places: Sequence[tuple[int, int]]) -> str:
        """A label, "(Table 3)", where another table prints another number under the same names."""
        wanted = any(self.boards.needs_label(board.subjects[s], board.topics[t], board.spots[s, t]) for s, t in places)
        return f" ({board.label.rstrip('.:')})" if wanted else ""

    def _single(self, board: Board, place: tuple[int, int], true: Told, false: Told) -> _Draft:
        name, say = self.random.choice(SINGLE)
        end = self._end(board, [place])
        return _Draft(board.label, name, say(true) + end, say(false) + end)

    def _gaps(self, board: Board, least: float = 1) -> Iterator[tuple[int, int, int, Spot]]:
        """Subjects of which the first is better on a topic, and by how much; values in percent only."""
        for t, s, r in self._down(board):
            first, second = board.spots.get((s, t)), board.spots.get((r, t))
            if not first or not second or board.topics[t].lower_better or max(first.value, second.value) <= 1:
                continue
            gap = round(first.value - second.value, first.decimals)
            same_form = first.decimals == second.decimals
            if same_form and gap >= least and not self._end(board, [(s, t), (r, t)]):
                yield s, r, t, Spot(f"{gap:.{first.decimals}f}", gap)

    def _gap_true(self, board: Board, s: int, r: int, t: int, gap: Spot) -> bool:
        """Whether the paper bears out the gap, absolute or relative, anywhere under these names."""
        topic = board.topics[t]
        for first in self.boards.told[key(board.subjects[s], topic)]:
            for second in self.boards.told[key(board.subjects[r], topic)]:
                relative = 100 * (first.value - second.value) / second.value if second.value else 0.0
                for known in (first.value - second.value, relative):
                    if abs(known - gap.value) <= 3 * gap.half:
                        return True
        return False

    def _gap_wording(
        self, board: Board, s: int, r: int, t: int, verbs: tuple[str, str] | None = None
    ) -> Callable[[str, bool], str]:
        a, b, topic = board.subjects[s], board.subjects[r], board.topics[t]
        up, down = verbs or self.random.choice(_VERBS)
        end = (f" in {topic.what}" if topic.what else "") + topic.where
        return lambda gap, falls: f"{a} {(down if falls else up).format(b=b, gap=gap)}{end}"

    def _ranked(self, board: Board, topic: int) -> list[int]:
        """All subjects of a topic from the highest down, where highest and lowest are clear; else empty."""
        whole = board.whole(topic)
        if whole is None or len(whole) < 3:
            return []
        ranked = sorted(whole, key=lambda s: -board.spots[s, topic].value)
        values = [board.spots[s, topic].value for s in ranked]
        return ranked if values[0] > values[1] and values[-2] > values[-1] else []

    def _best_wording(self, board: Board, topic: int) -> Callable[[int, str], str]:
        said = board.topics[topic]
        label = board.label.rstrip(".:")
        return lambda s, most: f"{board.subjects[s]} has the {most} {said.what or 'score'}{said.where} in {label}"


@dataclass(frozen=True, slots=True)
class _Draft:
    label: str
    wording: str
    true: str
    false: str

    def __iter__(self) -> Iterator[str]:
        return iter((self.label, self.wording, self.true, self.false))


def _with(told: Told, other: Told) -> Told:
    return Told(told.subject, told.topic, other.value)


def _differ_in_k(a: Topic, b: Topic) -> bool:
    return a.k is not None and b.k is not None and a.k != b.k and a.on == b.on


def _sentence(text: str) -> str:
    return f"{text[0].upper() if text[:4] in ('the ', 'on t') else text[0]}{text[1:]}."
