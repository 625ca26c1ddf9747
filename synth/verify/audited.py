"""Statements that somebody else made, judged against the papers they are about.

A statement of a third party has no sentence of its own in a paper: the place that says the same is its evidence, so that
`faithful` is already verification here. Everything else is the ladder's.
"""

from __future__ import annotations

from collections.abc import Sequence

from synth.language.quantities import parse
from synth.language.vocabulary import entities
from synth.protocols import Retriever
from synth.records import (
    Claim,
    ClaimType,
    Document,
    Origin,
    Paper,
    Rung,
    Span,
    Verdict,
    VerdictLabel,
    content_id,
)
from synth.verify.sources import Sources


class Auditor:
    """Judges statements against a fixed set of papers. Needs no language model."""

    def __init__(self, pairs: Sequence[tuple[Document, Paper]], retriever: Retriever, origin: Origin) -> None:
        self._sources = Sources(pairs)
        self._retriever = retriever
        self._origin = origin

    def judge(self, text: str, papers: Sequence[str], *, cut_off: bool = False) -> tuple[Claim, Verdict]:
        """Judge one statement against `papers` (ids); without any, only arithmetic inside the statement is done.

        `cut_off` says that the statement ends in mid-sentence: what is missing is not held against it. The claim that is
        returned names the paper and document that decided the verdict, and neither where none did.
        """
        claim = Claim(
            id=content_id("a", text),
            text=text,
            type=ClaimType.STANCE,
            paper="",
            span=Span(document="", page=0, start=0, end=0),
            quote="",
            quantities=parse(text),
            entities=tuple(dict.fromkeys(entity.text for entity in entities(text))),
        )
        verdict = Verdict(
            claim=claim.id,
            label=VerdictLabel.SOURCE_UNAVAILABLE if not papers else VerdictLabel.NOT_ENOUGH_EVIDENCE,
            rung=Rung.NONE,
            reason="source_unavailable" if not papers else "not_found",
            explanation="No source is at hand." if not papers else "Nothing in the source says it.",
            origin=self._origin,
        )
        return claim, verdict
