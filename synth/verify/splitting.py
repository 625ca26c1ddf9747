"""Statements of several findings, taken apart by a language model so that each can be judged; nothing may get lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel

from synth.language.addressed import speaks_to_model
from synth.language.quantities import parse
from synth.language.vocabulary import entities
from synth.language.words import content_words, negated, squash
from synth.protocols import ChatModel

LEAST_WORDS, MOST_PARTS = 12, 6
"""Words of the shortest statement that is taken apart, and parts of one."""
LOST = 0.8
"""Share of the statement's content words that its parts must have together."""
_JOINED = re.compile(r"\b(?:and|while|whereas|but|which|as well as)\b|;", re.IGNORECASE)


class Parts(BaseModel):
    """The single findings of a statement."""

    parts: list[str]


def split_statements(statements: Sequence[str], model: ChatModel) -> list[tuple[str, ...]]:
    """The parts of each statement; the statement alone where it has one, or where the model changed anything."""
    compound = [
        index for index, text in enumerate(statements) if len(text.split()) >= LEAST_WORDS and _JOINED.search(text)
    ]
    asked = model.ask("split", [{"statement": statements[index]} for index in compound], Parts)
    out = [(text,) for text in statements]
    for index, one in zip(compound, asked, strict=True):
        parts = tuple(dict.fromkeys(" ".join(part.split()) for part in one.value.parts)) if one.value else ()
        if 1 < len(parts) <= MOST_PARTS and _keeps(statements[index], parts):
            out[index] = parts  # type: ignore[assignment]
    return out  # type: ignore[return-value]


def _keeps(statement: str, parts: Sequence[str]) -> bool:
    """Whether the parts say all of the statement and nothing else."""
    together = " ".join(parts)
    if any(speaks_to_model(part) or len(part.split()) < 4 for part in parts):
        return False
    mine = {squash(quantity.raw) for quantity in parse(statement)}
    if mine != {squash(quantity.raw) for quantity in parse(together)} or negated(statement) is not negated(together):
        return False
    if any(squash(entity.text) not in squash(statement) for entity in entities(together)):
        return False
    words, theirs = content_words(statement), content_words(together)
    return theirs <= words | _FREE and len(words & theirs) >= LOST * len(words)


_FREE = content_words("reach achieve be have report also same")
"""Words that a part may need to be a sentence."""
