"""Results in sentences, where the sentence leaves no other reading of what was measured, on what, by whom.

`verify/facts.py` binds names for claims that are then looked up; it may guess, and says so. Here a guess would stand in
tables as a result, so that what is not sure is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synth.extract.results.labels import conditions
from synth.extract.results.tables import is_own
from synth.language.names import DATASETS
from synth.language.quantities import parse
from synth.language.vocabulary import Entity, EntityKind, entities
from synth.language.words import SET_AGAINST
from synth.language.wordset import word_set
from synth.records import Document, Quantity, Result, Role, SectionKind, Sentence, SentenceKind

MOST_NUMBERS = 12
"""A "sentence" with more numbers than this is a table that was read as text, or a listing."""
_NUMBER = re.compile(r"[0-9]\s?%|[0-9]\.[0-9]|\.[0-9]|[0-9] ?\w+@[0-9]|@[0-9]")
_HINT = re.compile(
    "|".join(sorted({re.escape(alias[:4]) for names in DATASETS.values() for alias in names}))
    + "|Bench|Eval|QA|Arena|Gym|Dataset|Corpus",
    re.IGNORECASE,
)
"""Beginnings of names of datasets: a sentence without one need not be read further."""
_SKIPPED = frozenset({SectionKind.FRONT, SectionKind.REFERENCES})
# Narrower than the same words in `verify/tabular/naming.py`: there a table must have a row of its own to bear them out,
# here nothing does, and "this method" or "the proposed model" may be somebody else's.
_OWN = re.compile(
    r"\b[Oo]ur\s(?:\w+\s){0,2}?(?:models?|methods?|approach|system|algorithm|framework)\b|"
    r"\b[Ww]e\b(?=\s(?:\w+ly\s)?(?:achieve|"
    r"obtain|reach|attain|score|get|report)\w*\b)|\bours\b"
)
_SUBJECT_LOST = re.compile(
    rf"\b(?:{SET_AGAINST}|compar\w+|from|using|by|with|based on|trained on|distilled from|of|via|like|including|"
    r"such as|for)\s+(?:the\s+|both\s+|its\s+)?"
    r"(?:\w+[-\s]){0,2}$",
    re.IGNORECASE,
)
_TURN = re.compile(
    rf"\b(?:{SET_AGAINST}|baseline|base model|its base|teacher|while|whereas|but|respectively|human|comparable|closely|"
    r"approach\w*)\b|;|\bfrom\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"^\s*%?\s*(?:\([^()]{0,30}\)\s*)?(?:(?:\w+@\w+|accuracy)\s+)?(?:(?:achieved|obtained|reached|"
    r"reported)\s+)?(?:for|by|from|with)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"^\s*\(\s*(?:with\s|at\s|=\s|:\s)?(?:\w+@\w+\s?(?:of|=|:)?\s?)?$")
_ON = re.compile(
    r"^\s*(?:%|points?)?\s*(?:(?:in\s|of\s)?(?:\w+@\w+|accuracy|score|\w+)(?:\s\w+)?\s+)?(?:on|for|"
    r"in)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r";|,\s(?:and|while|whereas|but)\b|\b(?:while|whereas|but)\b", re.IGNORECASE)
_NOT_A_RESULT = re.compile(
    r"\b(?:up to|at least|at most|more than|less than|fewer than|threshold|target|chance|random|subset of|top|"
    r"first|last|remaining|"
    r"additional|contains?|consists?|comprises?|split|ratio|probability of|margin|gap|difference|improvement|"
    r"gain|drop|"
    r"increase|decrease|temperature|confidence|gradually|approximately|near|nearly|almost|around|about|roughly|"
    r"over|under)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"^\s*%?\s*(?:of\s(?:the\s|all\s)?(?:data|training|samples|errors?|cases|responses|claims|claim|tables|"
    r"sentences|tokens|papers|"
    r"parameters|test\s?cases|annotat\w+|examples|instances)|absolute|relative|improvement|gain|increase|"
    r"points?\s(?:higher|lower|"
    r"better|above)|higher|lower|better|confidence|quantile|improvements?)\b",
    re.IGNORECASE,
)

_VERSUS = re.compile(r"^\s*%?\s*(?:vs\.?|versus|compared|→|->|to)\b", re.IGNORECASE)
_MOVED = re.compile(r"\b(?:takes?|brings?|lifts?|raises?|improv\w+|boosts?|push\w*)\s(?:the\s)?$", re.IGNORECASE)
_WITH_MORE = re.compile(r"^\s(?:with|using|plus|\+|after|trained)\s", re.IGNORECASE)
"""Behind a name: what is measured is that model and something more, which has no name of its own."""
_BUDGET = re.compile(
    r"\bwith (?:an? |one |the )?(?:\w+[- ]){0,3}(?:samples?|candidates?|attempts?|tries|search|voting|"
    r"reranking|tools?)\b",
    re.IGNORECASE,
)
_DOING = re.compile(r"^\s(?:achieving|reaching|attaining|scoring|obtaining)\b")
_PART = re.compile(
    r"\b((?:[\w-]+\s)?(?:section|subset|split|part|portion|format|mode|track|half|problems|questions|level|"
    r"category|domain|skills?))\s"
    r"(?:of|from|in)\s(?:the\s)?$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:on|in)\s+(?:the\s+)?$", re.IGNORECASE)
_ON_SOMETHING = re.compile(r"^\s*%?\s*(?:[\w@-]+\s+){0,3}?(?:on|in)\s+(?:the\s+)?([A-Za-z][\w-]*)")
_LIKE_A_NAME = re.compile(r"[A-Z0-9]|bench|eval|qa$|arena")
_NO_DATASET = word_set(
    "average terms total both all this that our table figure zero greedy a an pass top its these those each case which "
    "accuracy problems questions tasks test code"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A method, or words that stand for the paper's own."""

    name: str
    start: int
    end: int
    own: bool


def sentence_results(document: Document, paper: str, own: str) -> Iterator[Result]:
    """Results that sentences outside references and title state; without a sure method and dataset there is none."""
    for sentence in document.sentences:
        if sentence.kind is SentenceKind.FOOTNOTE or not (
            _NUMBER.search(sentence.text) and _HINT.search(sentence.text)
        ):
            continue
        if sentence.section >= 0 and document.sections[sentence.section].kind in _SKIPPED:
            continue
        yield from _read(sentence, paper, own)


def _read(sentence: Sentence, paper: str, own: str) -> Iterator[Result]:
    text = sentence.text
    named = entities(text)
    datasets = [e for e in named if e.kind is EntityKind.DATASET]
    if not datasets:
        return
    quantities = parse(text)
    numbers = [q for q in quantities if _is_result(text, q, named)]
    if not numbers or len(quantities) > MOST_NUMBERS:
        return
    reader = _Reader(
        text, numbers, _mentions(text, named, own), datasets, [e for e in named if e.kind is EntityKind.METRIC]
    )
    for number in numbers:
        method, dataset = reader.method(number), reader.dataset(number)
        if method is None or dataset is None:
            continue
        metric = reader.metric(number)
        ks = {int(q.value) for q in quantities if q.role is Role.K}
        k = (metric.k or (next(iter(ks)) if len(ks) == 1 else None)) if metric and "@" in metric.canonical else None
        yield Result(
            paper=paper,
            method=method.name,
            dataset=dataset.canonical,
            metric=metric.canonical if metric else "",
            k=k,
            value=number,
            setting=(*_subset(text, dataset), *_budget(text, number), *conditions(text)),
            span=sentence.span,
            quote=text,
            uncertainty=next(
                (q for q in quantities if q.role is Role.UNCERTAINTY and 0 <= q.start - number.end <= 4), None
            ),
            flags=("own",) * method.own + ("repeated",) * (bool(sentence.citations) and not method.own),
        )


def _is_result(text: str, number: Quantity, named: Sequence[Entity]) -> bool:
    if number.role is not Role.VALUE or number.unit not in ("", "%") or number.value < 0:
        return False
    beside = any(
        e.kind is EntityKind.METRIC and (0 <= e.start - number.end <= 3 or 0 <= number.start - e.end <= 5)
        for e in named
    )
    if number.unit != "%" and "." not in number.raw and not beside:
        return False
    if number.unit == "%" and number.value > 100:
        return False
    return not (_NOT_A_RESULT.search(text[: number.start]) or _PART_OF.match(text[number.end :]))


def _mentions(text: str, named: Sequence[Entity], own: str) -> list[_Mention]:
    found = [
        _Mention(e.canonical, e.start, e.end, is_own(e.text, own))
        for e in named
        if e.kind is EntityKind.METHOD and not _PLACE.search(text[: e.start])
    ]
    if own:
        # "our model WizardCoder" and "WizardCoder, our model," have a name of their own.
        found += [
            _Mention(_sized(own, match[0]), match.start(), match.end(), True)
            for match in _OWN.finditer(text)
            if not any(f.start <= match.end() + 3 and match.start() <= f.end + 3 for f in found)
        ]
    return sorted(found, key=lambda mention: mention.start)


def _subset(text: str, dataset: Entity) -> tuple[str, ...]:
    """The part of a dataset that the sentence speaks of: "the high-difficulty section of HumanEval"."""
    found = _PART.search(text[: dataset.start])
    return (found[1],) if found else ()


def _budget(text: str, number: Quantity) -> tuple[str, ...]:
    """How many samples or which search a number was got with, the mention behind it before one in front."""
    found = _BUDGET.search(text, number.end, number.end + 80) or _BUDGET.search(text, 0, number.start)
    return (found[0].lower(),) if found else ()


def _sized(own: str, phrase: str) -> str:
    """The paper's name with the size that the phrase gives: "our 7B model"."""
    size = re.search(r"\b\d+(?:\.\d+)?[BM]\b", phrase)
    return f"{own} {size[0]}" if size and size[0] not in own else own


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    numbers: Sequence[Quantity]
    methods: Sequence[_Mention]
    datasets: Sequence[Entity]
    metrics: Sequence[Entity]

    def method(self, number: Quantity) -> _Mention | None:
        """The method right behind the number ("67.0 for GPT-4"), the one it brackets, or the subject of its clause."""
        if self._aligns(len({m.name for m in self.methods})):
            return None
        following = next((m for m in self.methods if m.start >= number.end), None)
        if following and _FOR.match(self.text[number.end : following.start]):
            return following
        before = [m for m in self.methods if m.end <= number.start]
        if not before:
            return None
        nearest = before[-1]
        between = self.text[nearest.end : number.start]
        if _BRACKET.match(between):
            return self._subject(nearest) if _VERSUS.match(self.text[number.end :]) else nearest
        if (first := self._versus(number)) and _BRACKET.match(self.text[nearest.end : first.start]):
            return nearest
        if ")" in between and "(" not in between and "(" in self.text[: nearest.start]:
            return None
        head = self.text[: nearest.start]
        lost = bool(_SUBJECT_LOST.search(head)) and not _DOING.match(between)
        lost = lost or bool(_MOVED.search(head) or _WITH_MORE.match(between))
        if _TURN.search(between) or lost or self._coordinated(before):
            return None
        if any(nearest.end <= other.start < number.start and not self._listed(other, number) for other in self.numbers):
            return None
        return nearest

    def dataset(self, number: Quantity) -> Entity | None:
        """The only dataset, the one behind the number ("57.3 on HumanEval"), or the one that opens its clause."""
        distinct = list({e.canonical: e for e in self.datasets}.values())
        if self._on_unknown(number):
            return None
        if self._aligns(len(distinct)) and len(distinct) > 1:
            return distinct[list(self.numbers).index(number)] if len(distinct) == len(self.numbers) else None
        if len(distinct) == 1:
            return distinct[0]
        limit = min((q.start for q in self.numbers if q.start > number.start), default=len(self.text))
        following = next((e for e in self.datasets if number.end <= e.start < limit), None)
        if following and _ON.match(self.text[number.end : following.start]):
            beside = next((e for e in self.datasets if e.start > following.start), None)
            if beside is None or beside.start - following.end > 6 or "," not in self.text[following.end : beside.start]:
                joined = beside is not None and re.fullmatch(r"\s(?:and|&)\s", self.text[following.end : beside.start])
                return None if joined else following
            return following
        before = [e for e in self.datasets if e.end <= number.start]
        if before and re.search(r"\b(?:on|for|in)\s(?:the\s)?$", self.text[: before[-1].start], re.IGNORECASE):
            between = self.text[before[-1].end : number.start]
            if not _CLAUSE.search(between) and not any(before[-1].end <= q.start < number.start for q in self.numbers):
                return before[-1]
        return None

    def metric(self, number: Quantity) -> Entity | None:
        """The metric beside the number, else the only one of the sentence."""
        after = next((e for e in self.metrics if e.start >= number.end), None)
        if after and re.match(r"^\s*%?\s*(?:\(|in\s|of\s|\w+\s)?$", self.text[number.end : after.start]):
            return after
        before = [e for e in self.metrics if e.end <= number.start]
        if before and re.match(
            r"^\s*(?:scores?|rates?)?\s*(?:\(|of|:|=|from|is|reaches)?\s*$", self.text[before[-1].end : number.start]
        ):
            return before[-1]
        distinct = {(e.canonical, e.k): e for e in self.metrics}
        return next(iter(distinct.values())) if len(distinct) == 1 else None

    def _on_unknown(self, number: Quantity) -> bool:
        """Whether the number is said to be on something that no table of names knows: "53.7% on Math Odyssey"."""
        match = _ON_SOMETHING.match(self.text[number.end :])
        if match is None or match[1].lower() in _NO_DATASET or not _LIKE_A_NAME.search(match[1]):
            return False
        start = number.end + match.start(1)
        return not any(e.start <= start + 12 and e.end > start for e in self.datasets)

    def _versus(self, number: Quantity) -> Quantity | None:
        """The number before "vs." in "(63.9 vs. 50.9)", for the number behind it."""
        for other in self.numbers:
            if other.end < number.start and re.fullmatch(
                r"\.?\s*(?:vs\.?|versus)\s*", self.text[other.end : number.start]
            ):
                return other
        return None

    def _subject(self, other: _Mention) -> _Mention | None:
        """The method that a sentence compares with another: its first, where it stands as the subject."""
        first = self.methods[0]
        if first.name == other.name or first.end > other.start or _SUBJECT_LOST.search(self.text[: first.start]):
            return None
        return first if len(self.text[: first.start].split()) <= 8 else None

    def _aligns(self, named: int) -> bool:
        return named > 1 and bool(re.search(r"\brespectively\b", self.text, re.IGNORECASE))

    def _coordinated(self, before: Sequence[_Mention]) -> bool:
        """Whether the subject is two methods: "A and B reach 57.3"."""
        if len(before) < 2:
            return False
        return bool(re.fullmatch(r"\s*(?:,|and|or|,\s?and|&)\s*", self.text[before[-2].end : before[-1].start]))

    def _listed(self, other: Quantity, number: Quantity) -> bool:
        """Whether two numbers of one subject stand in a list, each with its dataset: "57.3 on A and 51.8 on B"."""
        between = self.text[other.end : number.start]
        names = (*self.datasets, *self.metrics)
        return any(other.end <= e.start < number.start for e in names) and not _TURN.search(between)
