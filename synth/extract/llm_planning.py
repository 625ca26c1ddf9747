"""Search queries by a language model: short, plain, about the question; what is none of that is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel

from synth.extract.planning import KeywordPlanner
from synth.language.words import content_words
from synth.protocols import ChatModel

MOST = 5
TITLES = 30
"""Titles of found papers that the model is shown."""
_PLAIN = re.compile(r"[\w\s\"@.,+'’-]+")


class Queries(BaseModel):
    """Queries, the most promising first."""

    queries: list[str]


class ModelPlanner:
    """Plans with a model, after the rules; implements `synth.protocols.Planner`.

    The first query of the rules is always asked, so that a model cannot lead a search away from its question.
    """

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._rules = KeywordPlanner()
        self._planned: tuple[str, ...] = ()

    def plan(self, question: str) -> tuple[str, ...]:
        """At most six queries."""
        ruled = self._rules.plan(question)
        own = self._ask(question, ())
        self._planned = tuple(dict.fromkeys((*ruled[:1], *own))) if own else ruled
        return self._planned

    def refine(self, question: str, titles: Sequence[str]) -> tuple[str, ...]:
        """Queries that were not asked yet."""
        own = self._ask(question, titles[:TITLES])
        return tuple(query for query in own if query not in self._planned) or self._rules.refine(question, titles)

    def _ask(self, question: str, titles: Sequence[str]) -> tuple[str, ...]:
        (asked,) = self._model.ask("queries", [{"question": question, "titles": list(titles)}], Queries)
        about = content_words(" ".join((question, *titles)))
        kept: dict[str, None] = {}
        for query in (" ".join(one.split()) for one in (asked.value.queries if asked.value else ())):
            short = 2 <= len(query.split()) <= 12 and query.count('"') % 2 == 0
            if short and _PLAIN.fullmatch(query) and content_words(query) & about:
                kept.setdefault(query)
        return tuple(kept)[:MOST]
