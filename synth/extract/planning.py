"""From a question to search queries, without a language model.

Each sub-question gives a query of the phrases that it asks about. What the first answers call the same thing in their
titles (GRPO for reinforcement learning) gives further queries. `Planner` in `synth.protocols` is what another planner,
with a language model, implements.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from synth.extract.frame import Frame, read_frames
from synth.extract.question import Question, read_question
from synth.extract.relevance import speaks_of
from synth.language.thesaurus import words_of
from synth.language.wordset import word_set

MOST = 4
"""Queries of one plan: every one is put to every source."""
PHRASES = 2
"""Phrases of one query; services look for all of them."""
SYNONYMS = 2
"""Further queries that the titles of the first answers give."""
LEAST_TITLES = 2
"""Titles in which a word must stand to count as what the field says."""
_VERB = re.compile(
    r"(?:rais|lower|need|requir|attribut|boost|enhanc|hinder|prevent|enabl|allow|lead|make|give|gain|lose|matter|grow|"
    r"explain|solv|learn(?!ing)|train(?=s|ed)|us(?=e|es|ed)|yield|produc|cost|fail)(?:s|es|ed|e|d)?",
    re.IGNORECASE,
)
"""Verbs of questions that join two things; nouns that look alike (learning, training) are left alone."""
_VAGUE = word_set(
    "trade-off trade-offs tradeoff effect effects impact difference performance results quality way ways role use "
    "model models approach approaches method methods benefit benefits limits limit thing things one ones other others "
    "more less better worse best small large"
)
"""Phrases that say nothing to a search engine."""


class KeywordPlanner:
    """Plans by the frames of the sub-questions; implements `synth.protocols.Planner`."""

    def plan(self, question: str) -> tuple[str, ...]:
        """At most `MOST` queries, the one of the first sub-question first; phrases of several words are quoted."""
        asked = read_question(question)
        queries = [query for frame in read_frames(asked.facets) if (query := _query(frame))]
        return tuple(dict.fromkeys(queries))[:MOST] or (asked.text.rstrip("?"),)

    def refine(self, question: str, titles: Sequence[str]) -> tuple[str, ...]:
        """Queries in which what is asked about has another name, taken from the titles that were found."""
        frames = read_frames(read_question(question).facets)
        said: dict[str, Counter[str]] = {}
        for title in titles:
            for concept, words in words_of(title).items():
                said.setdefault(concept, Counter()).update({_bare(word) for word in words.split() if _bare(word)})
        found: list[tuple[int, str]] = []
        for frame in frames:
            for aspect in frame.factor[:PHRASES]:
                for concept in sorted(aspect.concepts):
                    found += [
                        (-count, query)
                        for word, count in said.get(concept, Counter()).items()
                        if count >= LEAST_TITLES
                        and word.casefold() not in aspect.phrase.casefold()
                        and _telling(word)
                        and (query := _query(frame, instead={aspect.phrase: word}))
                    ]
        first = set(self.plan(question))
        return tuple(query for _, query in sorted(set(found)) if query not in first)[:SYNONYMS]


def names_subject(question: Question, text: str) -> bool:
    """Whether a text names something that the question asks about, in any of the field's words for it."""
    return speaks_of(read_frames(question.facets), text) > 0


def _query(frame: Frame, instead: dict[str, str] | None = None) -> str:
    """The phrases of a frame, its factor first; those that say nothing are left out."""
    phrases: dict[str, str] = {}
    for aspect in (*frame.factor, *frame.outcome):
        for phrase in _without_verbs((instead or {}).get(aspect.phrase, aspect.phrase)):
            if not all(word in _VAGUE for word in phrase.casefold().split()):
                phrases.setdefault(phrase.casefold(), phrase)
    chosen = list(phrases.values())[:PHRASES]
    return " ".join(f'"{one}"' if " " in one else one for one in chosen)


def _without_verbs(phrase: str) -> list[str]:
    """The runs of words between verbs: "RL raise pass@k" is two phrases."""
    runs: list[list[str]] = [[]]
    for word in phrase.split():
        if _VERB.fullmatch(word):
            runs.append([])
        else:
            runs[-1].append(word)
    return [" ".join(run) for run in runs if run]


def _bare(word: str) -> str:
    return word.strip(".,:;!?()'\"’”“")


def _telling(word: str) -> bool:
    """Whether a word is a name of the thing rather than an everyday word: an acronym, or one with a capital inside."""
    return bool(re.search(r"[A-Z].*[A-Z]|\d", word)) and len(word) > 1
