"""What a question asks for: the things it names, its other words, and the kind of answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from synth.language.vocabulary import EntityKind, entities
from synth.language.words import content_words, squash, tokens
from synth.language.wordset import word_set

_PROPER = re.compile(r"(?<![\w@.-])[A-Za-z0-9][\w@+#]*(?:[-.][\w@+#]+)*")
_ASKING = word_set(
    "how what which why when where who whom whose whether much many long large often big far reach reached does do did "
    "is are was were have has used use using get happen happens come comes paper papers author authors kind"
)
"""Words that ask, and words that every answer could do without."""
_PLAIN_TAIL = re.compile(r"(?:\s+[a-z][a-z-]*)+$")
"""Words behind a name that are none of it: "Evol-Instruct testset"."""
_NUMBER = re.compile(
    r"\b(?:how (?:many|much|long|large|big|often|far|close|high|low)|"
    r"(?:what|which) (?:\S+ ){0,3}(?:accuracy|score|f1|macro-f1|"
    r"rate|share|number|fraction|percentage|size|temperature|top-p|rating|step|length|window|value|lambda|bleu|pass@\w+|"
    r"average|parameters?|epochs?|batch|threshold|year|cost|price)|by how|what does \S+ score|at which)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow many (?P<what>(?:(?!of\b|in\b|on\b|per\b|from\b|does\b|do\b|did\b|are\b|is\b|was\b|were\b|has\b|have\b)"
    r"\S+\s*){1,3})",
    re.IGNORECASE,
)
_REASON = re.compile(r"^\s*why\b|\bwhat (?:is|was) the reason\b", re.IGNORECASE)


class Want(StrEnum):
    """The kind of answer."""

    NUMBER = "number"
    REASON = "reason"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Sought:
    """A question, taken apart."""

    text: str
    names: tuple[str, ...]
    """Models, datasets, tools and quantities that it names, as written; a place that knows one of them not at all
    speaks of something else."""
    words: frozenset[str]
    """Stems of its other words that carry meaning."""
    want: Want
    counted: frozenset[str] = frozenset()
    """Stems of what is counted, in "how many samples per task"."""


def read_asked(text: str) -> Sought:
    """Take a question apart without a language model."""
    bare = " ".join(text.split())
    found = [e for e in entities(bare) if e.kind is not EntityKind.METRIC]
    names = [_PLAIN_TAIL.sub("", e.text) for e in found]
    covered = " ".join(squash(name) for name in names)
    first = True
    for match in _PROPER.finditer(bare):
        word = match[0]
        if _is_proper(word, first=first) and squash(word) not in covered:
            names.append(_singular(word))
        first = False
    said = content_words(" ".join(names)) | content_words(" ".join(f"{name}s {name}'s" for name in names))
    words = frozenset(
        word for token in tokens(bare) if token not in _ASKING for word in content_words(token) if word not in said
    )
    return Sought(bare, tuple(dict.fromkeys(names)), words, _want(bare), _counted(bare))


def _counted(text: str) -> frozenset[str]:
    match = _HOW_MANY.search(text)
    return content_words(match["what"]) if match else frozenset()


def _is_proper(word: str, *, first: bool) -> bool:
    if word.lower() in _ASKING or len(word) < 2 or "@" in word:
        return False
    letters = any(char.isalpha() for char in word)
    inner = any(char.isupper() or char.isdigit() for char in word[1:])
    return letters and (inner or (word[0].isupper() and not first))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[:-1].isupper() else word


def _want(text: str) -> Want:
    if _REASON.search(text):
        return Want.REASON
    return Want.NUMBER if _NUMBER.search(text) else Want.ANYTHING


class Named:
    """A text in which names are looked for.

    A name with another part behind it is another name: DeepSeek-R1-Zero is not DeepSeek-R1. A size is no such part, so
    that ToRL is found in "ToRL-7B".
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def has(self, name: str) -> bool:
        """Whether the text names it."""
        bare = squash(name)
        return bare in self._squashed and bare in self._grams

    @cached_property
    def _squashed(self) -> str:
        """All letters and digits: what is not in them is no name of the text, and most names are not."""
        return squash(self._text)

    @cached_property
    def _grams(self) -> frozenset[str]:
        """Runs of one to three words, with and without what may follow a name; and the parts of words with hyphens."""
        words = [word.strip(_MARKS) for word in _SPLIT.split(self._text)]
        runs = (
            " ".join(words[start : start + size])
            for size in range(1, _LONGEST + 1)
            for start in range(len(words) - size + 1)
        )
        parts = (part for word in words if "-" in word for part in word.split("-"))
        said = {squash(shape) for run in runs for shape in (run, _SIZE.sub("", run))}
        return frozenset(said | {squash(shape) for part in parts for shape in (part, _SIZE.sub("", part))})


_SPLIT = re.compile(r"[\s/|;:()\[\]]+")
_MARKS = "{}<>.,!?\"'“”‘’*†‡§"
_LONGEST = 3
"""Words of the longest name."""
_SIZE = re.compile(r"(?:[-\s]?\d+(?:\.\d+)?[BM]\b.*|['’]s|(?<=[A-Z])s)$")
"""What may follow a name: a size, a genitive, a plural."""
