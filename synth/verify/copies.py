"""A statement beside a sentence that it repeats nearly word for word: what is another in it?

The two are laid side by side. What differs is a filler, another word for the same thing, or a change: of a number, a
name, a k, a direction, a negation. A copy with one change says something that the paper does not; with none, it says
what the paper says; with words that mean something else, it is no copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from synth.language.compare import matches
from synth.language.quantities import parse, parse_cell
from synth.language.vocabulary import Sameness, same_entity
from synth.language.words import DIRECTIONS, NEGATIONS, STOP_WORDS, stem
from synth.language.wordset import word_set
from synth.verify.sentences import Difference

_TOKEN = re.compile(r"[^\W_]+(?:[-.@/+’'×][^\W_]+)*[+%]*|[≥≤><=×]")
_CITED = re.compile(r"\[\d+(?:\s*[,;–-]\s*\d+)*\]|\((?:[^()]*\b(?:19|20)\d\d[a-z]?[^()]*)\)")
_LEAST_COMMON = 6
"""Words in common from which on two sentences may be copies."""
_MOST_CHANGED = 0.34
"""Share of the words that may differ between a statement and the sentence that it copies."""
_LONGEST = 5
"""Words of one stretch that may be exchanged for another."""
_EMPTY = STOP_WORDS | word_set(
    "significantly substantially notably remarkably considerably clearly slightly also even still further "
    "furthermore specifically interestingly surprisingly respectively consistently well new novel our proposed "
    "result results achieve achieves achieved obtain obtains obtained reach reaches reached get gets attain "
    "attains score scores report reports reported demonstrate demonstrates found find finds observe observes "
    "overall approximately about model models method authors et al paper"
)
"""Words that may be put in, left out or exchanged without another meaning."""
_UP = word_set("surpassing surpass surpasses surpassed outperforming exceeding beating ahead leading above over")
_DOWN = word_set(
    "falling fell falls fall short trailing trails behind lagging stays staying below under worsens worsened worsening"
)
_LEVEL = word_set("comparable par similar competitive matches matching equal tying equivalent")
_NAME = re.compile(r"[A-Z][a-z]*[A-Z0-9]|[A-Za-z]+[-@]?\d|^[A-Z]{2,}|\w-[A-Z0-9]|@")


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of the comparison."""

    changes: tuple[Difference, ...]
    """Empty where the sentence says the same."""

    @property
    def only(self) -> Difference | None:
        """The one change, or the two numbers that stand in each other's place; None where there are none or more."""
        if len(self.changes) == 1:
            return self.changes[0]
        if len(self.changes) == 2 and {c.kind for c in self.changes} <= {"number", "name"}:
            a, b = self.changes
            if (a.stated, a.printed) == (b.printed, b.stated):
                return Difference(a.kind, f"{a.stated} … {b.stated}", f"{a.printed} … {b.printed}")
        return None


def compare(statement: str, sentence: str) -> Copy | None:
    """The changes that make the statement out of the sentence; None where it is no copy of it."""
    mine, theirs = _tokens(statement), _tokens(sentence)
    if min(len(mine), len(theirs)) < _LEAST_COMMON:
        return None
    left, right = [_key(t) for t in mine], [_key(t) for t in theirs]
    codes = SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes()
    common = sum(a1 - a0 for tag, a0, a1, _, _ in codes if tag == "equal")
    if common < max(_LEAST_COMMON, (1 - _MOST_CHANGED) * len(mine)):
        return None
    changes: list[Difference] = []
    for tag, a0, a1, b0, b1 in codes:
        if tag == "equal":
            continue
        change = _change(mine[a0:a1], theirs[b0:b1])
        if change is None:
            return None
        if change:
            changes.append(change[0])
    return Copy(tuple(changes))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_CITED.sub(" ", text))


def _key(token: str) -> str:
    return stem(token.lower()) if token.isalpha() else token.lower().rstrip("%")


def _change(mine: Sequence[str], theirs: Sequence[str]) -> list[Difference] | None:
    """What one stretch changes: nothing, one thing, or (None) something that cannot be named."""
    mine = [t for t in mine if t.lower() not in _EMPTY or t.lower() in NEGATIONS or _way(t)]
    theirs = [t for t in theirs if t.lower() not in _EMPTY or t.lower() in NEGATIONS or _way(t)]
    said, printed = " ".join(mine), " ".join(theirs)
    if not mine and not theirs:
        return []
    if len(mine) > _LONGEST or len(theirs) > _LONGEST:
        return None
    if {t.lower() for t in (*mine, *theirs)} <= NEGATIONS:
        return (
            [Difference("negation", said or "no negation", printed or "no negation")]
            if len(mine) != len(theirs)
            else []
        )
    ways = _ways(mine), _ways(theirs)
    if ways[0] is not None and ways[1] is not None:
        return [] if ways[0] == ways[1] else [Difference("direction", said, printed)]
    if not mine or not theirs:
        return None
    numbers = [parse_cell(t) for t in mine], [parse_cell(t) for t in theirs]
    if len(mine) == len(theirs) and all(numbers[0]) and all(numbers[1]):
        off = [(a, b) for a, b in zip(*numbers, strict=True) if a is not None and b is not None and not matches(a, b)]
        return [Difference("number", off[0][0].raw, off[0][1].raw)] if len(off) == 1 else None if off else []
    if "@" in said and "@" in printed and len(mine) == len(theirs) == 1:
        return [Difference("place", said, printed)]
    if _named(mine) and _named(theirs):
        same = same_entity(said, printed)
        return [] if same is not Sameness.DIFFERENT else [Difference("name", said, printed)]
    return None


def _way(token: str) -> int | None:
    word = token.lower()
    if word in _LEVEL:
        return 0
    if word in _UP or DIRECTIONS.get(word) == 1:
        return 1
    if word in _DOWN or DIRECTIONS.get(word) == -1:
        return -1
    return None


def _ways(tokens: Sequence[str]) -> int | None:
    """The direction that a stretch says, where it says nothing else."""
    found = {way for token in tokens if (way := _way(token)) is not None}
    rest = [token for token in tokens if _way(token) is None and token.lower() not in _EMPTY]
    return found.pop() if len(found) == 1 and not rest else None


def _named(tokens: Sequence[str]) -> bool:
    """Whether a stretch is a name and nothing else."""
    return (
        bool(tokens)
        and any(_NAME.search(t) for t in tokens)
        and all(_NAME.search(t) or t[:1].isupper() or parse(t) for t in tokens)
    )
