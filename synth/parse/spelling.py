"""How a paper spells its words: tells small capitals from acronyms and broken words from hyphenated ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORDS = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-‐][^\W_]+)*")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "nor",
        "of",
        "on",
        "or",
        "over",
        "per",
        "than",
        "the",
        "to",
        "under",
        "up",
        "via",
        "with",
        "vs",
        "without",
    ]
)

_COMPOUND = frozenset(
    re.split(
        r"\s+",
        "well self high low long short large small real hand cross zero few open closed human state best top first "
        "second third two three four five half full non larger smaller higher lower better",
    )
)
"""Words that often begin a compound: kept apart where the paper gives no better hint."""
_SUFFIX = re.compile(
    r"i[zs](?:ation|ed|ing|able)|ations?$|ments?$|[ai]bilit|ically|(?:ful|less)ness|(?:ous|ed)ly|ional"
)
"""Ends of words that are no words."""


class Vocabulary:
    """How often the paper writes each word, and in which spellings."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._spellings: dict[str, Counter[str]] = {}
        for text in texts:
            for word in _HYPHENATED.findall(text):
                parts = {word, *re.split(r"[-‐]", word)} if "-" in word or "‐" in word else {word}
                for spelling in parts:
                    self._spellings.setdefault(spelling.casefold(), Counter())[spelling] += 1

    def spellings(self, word: str) -> Counter[str]:
        """How often each spelling of `word` stands in the paper, whatever its capitals."""
        return self._spellings.get(word.casefold(), Counter())

    def count(self, word: str) -> int:
        """How often `word` stands in the paper, whatever its capitals."""
        return self.spellings(word).total()


class LineEnds:
    """Decides whether the hyphen at the end of a line belongs to the word, by how the paper writes it elsewhere."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words` are those that no line's end breaks."""
        self._words: Counter[str] = Counter()
        for word in words:
            self._words[_bare(word)] += 1

    def keeps_hyphen(self, head: str, tail: str) -> bool:
        """Whether "head-" and "tail" on the next line are two words; hyphens within them are looked through."""
        small = tail[:1].islower()
        head, tail = _bare(head), _bare(tail)
        first, last = re.split(r"[-‐]", head)[-1], re.match(r"[^\W\d_]*", tail)
        end = last[0] if last else ""
        if not first.isalpha() or not end or not small:
            return True
        apart, joined = self._words[f"{head}-{tail}"], self._words[head + tail]
        if apart != joined:
            return apart > joined
        apart, joined = self._words[f"{first}-{end}"], self._words[first + end]
        if apart != joined:
            return apart > joined
        if "-" in tail or head.count("-") > 1:
            return True  # "state-" / "of-the-art"
        # Neither form stands elsewhere: two words of the paper ("well-verified") keep their hyphen.
        if len(first) >= 4 and self._words[first] >= (2 if len(end) >= 5 else 3) and self._words[end] >= 1:
            return True
        compound = first in _COMPOUND or (len(first) >= 4 and len(end) >= 6 and self._words[first] >= 3)
        return compound and len(end) >= 5 and not _SUFFIX.match(end) and not self._begins(first + end[:2])

    def _begins(self, start: str) -> bool:
        return any(word.startswith(start) for word in self._words)


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]\"“”'’‘").lower()


def recase(title: str, vocabulary: Vocabulary) -> str:
    """Undo capitals that come from small-capital letters, where the paper spells the word otherwise."""
    shouting = sum(c.isupper() for c in title) > 0.85 * sum(c.isalpha() for c in title) and " " in title
    position = 0

    def mend(match: re.Match[str]) -> str:
        nonlocal position
        position += 1
        word = match[0]
        if not word.isupper() or len(word) < 2:
            if shouting and word.casefold() == "a" and position > 1 and title[match.start() - 2] not in ":?!.":
                return "a"
            return word
        return _spelling(
            word, vocabulary, shouting, first=position == 1 or title[: match.start()].rstrip()[-1:] in ":?!"
        )

    return _WORDS.sub(mend, title)


def _spelling(word: str, vocabulary: Vocabulary, shouting: bool, *, first: bool) -> str:
    spellings = vocabulary.spellings(word)
    camel = {key: n for key, n in spellings.items() if key != word and _is_camel(key)}
    if camel:
        return max(camel, key=lambda key: camel[key])
    if not shouting:
        return word
    if word.casefold() in _SMALL and not first:
        return word.casefold()
    # Acronyms stand in capitals in the running text too; the title itself is one place.
    capitals, others = spellings[word] - 1, spellings.total() - spellings[word]
    acronym = capitals > others if capitals > 0 or others else len(word) <= 4
    return word if acronym else word.capitalize()


def _is_camel(word: str) -> bool:
    return sum(char.isupper() for char in word) >= 2 and any(char.islower() for char in word)
