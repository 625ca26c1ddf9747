"""A research question, taken apart into sub-questions without a language model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from synth.language.vocabulary import entities
from synth.language.words import content_words

_CLAUSE = re.compile(
    r"(?:[?;]\s*|,\s*(?:and|or|but)\s+|\s+and\s+)(?=(?:how|why|what|which|when|where|who|whether|does|do|did|is|are|can|could|"
    r"will|should|has|have|to what extent|under what)\b)",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"^(?P<head>(?:how|why|when|where|to what extent)\s+(?:do|does|did|can|could|will|would)\s+|(?:do|"
    r"does|did|can|is|are)\s+)"
    r"(?P<subjects>[^?]+?)\s+(?P<rest>(?:change|affect|alter|improve|degrade|reduce|increase|differ|compare|scale|help|hurt|"
    r"influence|shape|trade|work|perform|lead|impact|depend)\b[^?]*)\??$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its sub-questions, and the words that a relevant claim would use."""

    text: str
    facets: tuple[str, ...]
    """Sub-questions in the order asked; the question itself where it has only one part."""
    words: frozenset[str]
    """Stemmed content words."""
    anchors: frozenset[str]
    """Canonical names of the datasets, metrics and methods that it names."""


def read_question(text: str) -> Question:
    """Split at its clauses ("…, and how do …") and at coordinated subjects ("how do A and B change …")."""
    bare = " ".join(text.split())
    facets: list[str] = []
    for clause in (part.strip(" ?,;") for part in _CLAUSE.split(bare)):
        if clause:
            facets += _split_subjects(clause)
    return Question(
        text=bare,
        facets=tuple(dict.fromkeys(facets)) or (bare,),
        words=content_words(bare),
        anchors=anchors(bare),
    )


def anchors(text: str) -> frozenset[str]:
    """Names of the things that `text` is about; pass@1 is another thing than pass@k with a larger k."""
    return frozenset(f"{entity.canonical}=1" if entity.k == 1 else entity.canonical for entity in entities(text))


def acronyms(text: str) -> dict[str, str]:
    """Initials of neighbouring words and what they stand for: papers write "RL" for "reinforcement learning"."""
    words = [word for word in re.findall(r"[A-Za-z-]+", text) if len(word) > 3]
    return {(a[0] + b[0]).upper(): f"{a} {b}" for a, b in pairwise(words) if f"{a} {b}" in text}


def spelled_out(text: str, short: Mapping[str, str]) -> frozenset[str]:
    """Stemmed words that the acronyms in `text` stand for; "RLVR" and "RL-trained" begin with "RL" and count."""
    return frozenset().union(
        *(content_words(long) for acronym, long in short.items() if re.search(rf"\b{acronym}[A-Z]*\b", text))
    )


def _split_subjects(clause: str) -> list[str]:
    match = _PAIR.match(clause)
    subjects = [part.strip() for part in _AND.split(match["subjects"]) if part.strip()] if match else []
    if match is None or not 2 <= len(subjects) <= 4 or any(len(subject.split()) > 4 for subject in subjects):
        return [_sentence(clause)]
    head = re.sub(r"\bdo\b", "does", match["head"], flags=re.IGNORECASE)
    return [_sentence(f"{head}{subject} {match['rest']}") for subject in subjects]


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:].rstrip("?") + "?"
