"""What a sentence says about each of its numbers: which method, on which dataset, by which metric, at which k.

Each choice says whether the sentence leaves no other reading (`sure`). An unsure choice may still find support, since
an equal number at a fitting place is hard to come by; it may never contradict. `extract/results/sentences.py` binds
names for results that stand by themselves: there an unsure choice is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.language.quantities import parse
from synth.language.vocabulary import Entity, EntityKind, entities
from synth.language.words import SET_AGAINST
from synth.records import Quantity, Role

CHECKED_ROLES = frozenset({Role.VALUE, Role.DELTA, Role.COUNT, Role.SIZE})
"""Roles of numbers that a second place can confirm; years, k, versions and labels only qualify them."""

_ON = re.compile(r"^\s*(?:(?:\w+@\w+|%|points?|accuracy|\w+)\s+){0,2}?(?:on|for|in)\s+(?:the\s+)?\S?$", re.IGNORECASE)
_AGAINST = re.compile(
    r"^\s*%?\.?\s*(?:vs\.?|versus|against|compared (?:to|with))\s*\d[\d.]*%?(?=\s*\)|\s+(?:on|in|for)\b)", re.IGNORECASE
)
"""What follows the first number of "57.3 vs. 35.0 on HumanEval"."""
_BRACKET = re.compile(r"^\s*%?\s*\([\d.%+\s−–-]*(?:vs\.?|versus|→|to|from)?[\d.%+\s−–-]*\)", re.IGNORECASE)
"""A bracket of numbers that explains the one before it: "+22.3 (57.3 vs. 35.0) on HumanEval"."""
_WITH = re.compile(r"\b(?:with|achieving|reaching|scoring|attaining|obtaining)\s+(?:[a-z]\S*\s+){0,4}$", re.IGNORECASE)
_BEATS = re.compile(r"\b(?:outperform|surpass|exceed|beat|trail)\w*\b", re.IGNORECASE)
_AFTER_VERSUS = re.compile(r"\b(?:vs\.?|versus)\s*$", re.IGNORECASE)
_FOR_METHOD = re.compile(
    r"^\s*(?:%|points?)?\s*(?:(?:\w+@\w+|accuracy)\s+)?(?:for|of|by|from|with|that)\s+(?:the\s+)?\S?$", re.IGNORECASE
)
_OTHER_OWNER = re.compile(
    r"^\s*(?:%|points?)?\s*(?:(?:\w+@\w+|accuracy)\s+)?(?:for|of|by|that)\s+(?:the|its|their|a|an)\s+\w", re.IGNORECASE
)
_OPENS = re.compile(r"\b(?:on|for|in)\s+(?:the\s+)?$", re.IGNORECASE)
_CLAUSE = re.compile(r";|\b(?:and|while|whereas|but)\b", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?:\S+\s+){0,4}$", re.IGNORECASE)
_TO = re.compile(r"\bto\s+(?:\S+\s+){0,4}$", re.IGNORECASE)
_METRIC_NEXT = re.compile(r"^\s*%?\s*(?:\(|in\s+|of\s+)?\S?$")
_LIST_GAP = re.compile(r"\s*(?:%|points?)?\s*(?:,\s*(?:and\s+)?|\s(?:and|or)\s+|/)\s*(?:the\s+)?", re.IGNORECASE)
_LISTED_ON = re.compile(
    r"\s*(?:%|points?)?\s*(?:[\w@]+\s+){0,3}?(?:on|for|in|with|by)\s+(?:the\s+)?(?:\w+\s+)?", re.IGNORECASE
)
_THEN_WITH = re.compile(r",?\s*with\s+(?:(?:an?|the)\s+)?(?:[a-z]\S*\s+){0,3}", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_COMPARED = re.compile(
    rf"\b(?:{SET_AGAINST}|comparable|superior|inferior|better|worse|base model|baseline|its base|teacher)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A named thing that a number was bound to."""

    entity: Entity | None
    sure: bool
    """Whether the sentence allows no other reading."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number and what it is said to measure; a dimension is None where the sentence does not name it."""

    quantity: Quantity
    method: Entity | None
    dataset: Entity | None
    metric: Entity | None
    k: int | None
    method_sure: bool = False
    """Whether the sentence gives the number to this method and no other."""
    dataset_sure: bool = False

    @property
    def sure(self) -> bool:
        """Whether method and dataset are both named without ambiguity."""
        named = self.method is not None and self.dataset is not None
        return named and self.method_sure and self.dataset_sure


def facts(text: str, quantities: Sequence[Quantity] | None = None) -> tuple[Fact, ...]:
    """One fact for each checkable number in `text`, in order."""
    parsed = tuple(parse(text)) if quantities is None else tuple(quantities)
    numbers = [q for q in parsed if q.role in CHECKED_ROLES]
    if not numbers:
        return ()
    named = entities(text)
    reader = Reader(
        text,
        numbers,
        methods=[e for e in named if e.kind is EntityKind.METHOD],
        datasets=[e for e in named if e.kind is EntityKind.DATASET],
        metrics=[e for e in named if e.kind is EntityKind.METRIC],
    )
    ks = [q for q in parsed if q.role is Role.K]
    out = []
    for number in numbers:
        method, dataset, metric = reader.method(number), reader.dataset(number), reader.metric(number)
        k = metric.k if metric is not None and metric.k is not None else None
        if k is None and len(ks) == 1:
            k = int(ks[0].value)
        out.append(Fact(number, method.entity, dataset.entity, metric, k, method.sure, dataset.sure))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Reader:
    """Gives the numbers of a sentence to the names in it, by the order of the words."""

    text: str
    numbers: Sequence[Quantity]
    methods: Sequence[Entity]
    datasets: Sequence[Entity]
    metrics: Sequence[Entity]

    def dataset(self, number: Quantity) -> Choice:
        """Datasets follow their number ("57.3 on HumanEval") or open the clause ("On HumanEval, … 57.3")."""
        named = self.datasets
        if not named:
            return Choice(None, False)
        distinct = _distinct(named)
        if len(distinct) == 1:
            return Choice(distinct[0], True)
        if (aligned := self._aligned(number, distinct)) is not None:
            return Choice(aligned, True)
        end = number.end
        if against := _AGAINST.match(self.text[end:]) or _BRACKET.match(self.text[end:]):
            end += against.end()  # all numbers of "+22.3 (57.3 vs. 35.0) on HumanEval" are of HumanEval
        end += len(self.text[end:]) - len(self.text[end:].lstrip(" .)"))
        following = next((e for e in named if e.start >= end), None)
        if following is not None and _ON.match(self.text[end : following.start + 1]):
            return Choice(following, True)
        following = self._before_next_number(named, number)
        before = [e for e in named if e.end <= number.start]
        if not before:
            return Choice(following, False)
        # "On MBPP, X reaches 51.8": the only one so far, or one that opens the number's own clause.
        opens = bool(_OPENS.search(self.text[: before[-1].start])) and not _CLAUSE.search(
            self.text[before[-1].end : number.start]
        )
        return Choice(before[-1], len(_distinct(before)) == 1 or opens)

    def method(self, number: Quantity) -> Choice:
        """Methods precede their number ("GPT-4 reaches 67.0") or follow it with a preposition ("67.0 for GPT-4")."""
        named = self.methods
        tail = self.text[number.end :]
        after = [e for e in named if e.start >= number.end]
        if after and _FOR_METHOD.match(tail[: after[0].start - number.end + 1]):
            return Choice(after[0], True)
        if _OTHER_OWNER.match(tail) and not self._is_named(number):
            return Choice(None, False)  # "the 69.1 of the base model": somebody else's number
        before = [e for e in named if e.end <= number.start]
        if not before:
            return Choice(None, False)
        if (paired := self._paired(number, before)) is not None:
            return paired
        distinct = _distinct(named)
        if (aligned := self._aligned(number, distinct)) is not None:
            return Choice(aligned, True)
        nearest = before[-1]
        between = self.text[nearest.end : number.start]
        if _WITH.search(between) and (subject := self._subject(before)) is not None:
            return Choice(subject, True)  # "A outperforms B with 28.9 on AIME"
        moving = self._in_change(number)  # a change has two states, and they differ in method
        if len(distinct) > 1 and _BEATS.search(self.text, 0, number.start):
            return Choice(nearest, False)  # whose number it is, the words do not say
        alone = len(distinct) == 1 and not _COMPARED.search(between)
        return Choice(nearest, (alone or len(between) < 60) and not moving and not _COMPARED.search(between))

    def _subject(self, before: Sequence[Entity]) -> Entity | None:
        """The method before the verb of a comparison whose object is the nearest one."""
        verbs = list(_BEATS.finditer(self.text, 0, before[-1].start))
        earlier = [e for e in before if verbs and e.end <= verbs[-1].start()]
        return earlier[-1] if earlier else None

    def _paired(self, number: Quantity, before: Sequence[Entity]) -> Choice | None:
        """The methods of "A surpasses B (81.6 vs. 56.8)": the first number is A's; without B the second is unknown."""
        first = bool(_AGAINST.match(self.text[number.end :])) and self.text[: number.start].rstrip().endswith("(")
        second = bool(_AFTER_VERSUS.search(self.text[: number.start]))
        if not first and not second:
            return None
        verbs = [v for v in _COMPARED.finditer(self.text, 0, before[-1].start) if not v[0].startswith("v")]
        subjects = [e for e in before if verbs and e.end <= verbs[-1].start()]
        if not subjects:
            return Choice(None, False) if second else None
        return Choice(subjects[-1] if first else before[-1], True)

    def metric(self, number: Quantity) -> Entity | None:
        """Metrics follow at once ("57.3 pass@1") or precede ("a pass@1 of 57.3", "pass@1 from 10.2 to 28.3")."""
        if not self.metrics:
            return None
        after = [e for e in self.metrics if e.start >= number.end]
        if after and _METRIC_NEXT.match(self.text[number.end : after[0].start + 1]):
            return after[0]
        before = [e for e in self.metrics if e.end <= number.start]
        return before[-1] if before else after[0] if after else None

    def _in_change(self, number: Quantity) -> bool:
        """Whether the number is one end of "from A to B"."""
        if _FROM.search(self.text[: number.start]):
            return True
        return bool(_TO.search(self.text[: number.start])) and any(
            _FROM.search(self.text[: other.start]) for other in self.numbers if other.end <= number.start
        )

    def _aligned(self, number: Quantity, distinct: Sequence[Entity]) -> Entity | None:
        """By position in "1 and 2 on A and B", or in "A and B reach 1 and 2, respectively"."""
        values = [q for q in self.numbers if q.role is number.role]
        if number not in values:
            return None
        listed = _run([(q.start, q.end) for q in values], values.index(number), self.text)
        if len(listed) > 1:
            names = _runs([(e.start, e.end) for e in distinct], self.text)
            end = values[listed[-1]].end
            for run in names:
                follows = _LISTED_ON.fullmatch(self.text[end : distinct[run[0]].start])
                if len(run) == len(listed) and follows:
                    return distinct[run[listed.index(values.index(number))]]
        if len(listed) > 1:
            start = values[listed[0]].start
            for run in names:  # "on A and B, with 1 and 2"
                if len(run) == len(listed) and _THEN_WITH.fullmatch(self.text[distinct[run[-1]].end : start]):
                    return distinct[run[listed.index(values.index(number))]]
        if _RESPECTIVELY.search(self.text) and len(distinct) == len(values) > 1:
            return distinct[values.index(number)]
        return None

    def _before_next_number(self, named: Sequence[Entity], number: Quantity) -> Entity | None:
        limit = min((q.start for q in self.numbers if q.start > number.start), default=len(self.text))
        return next((e for e in named if number.end <= e.start < limit), None)

    def _is_named(self, number: Quantity) -> bool:
        """Whether what follows "of the …" is one of the known datasets or metrics rather than an owner."""
        reach = number.end + 30
        return any(number.end <= e.start <= reach for e in (*self.datasets, *self.metrics))


def _runs(stretches: Sequence[tuple[int, int]], text: str) -> list[list[int]]:
    """Indices of neighbouring stretches that only commas and "and" part."""
    runs: list[list[int]] = []
    for index, (start, _) in enumerate(stretches):
        if runs and _LIST_GAP.fullmatch(text[stretches[runs[-1][-1]][1] : start]):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _run(stretches: Sequence[tuple[int, int]], index: int, text: str) -> list[int]:
    return next(run for run in _runs(stretches, text) if index in run)


def _distinct(named: Sequence[Entity]) -> list[Entity]:
    first: dict[str, Entity] = {}
    for entity in named:
        first.setdefault(entity.canonical, entity)
    return list(first.values())
