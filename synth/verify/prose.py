"""Claims without a number to check: does another place say the same in nearly the same words?

Agreement of prose is judged by words alone, so the bar is high: most content words in common, the same named things,
the same direction and no negation on one side only. Whatever falls short is left to an NLI model or a language model,
and without one the tool abstains (`stance_without_nli`); cosine similarity is no evidence of agreement.
"""

from __future__ import annotations

from synth.language.addressed import speaks_to_model
from synth.language.vocabulary import entities
from synth.language.words import content_words, negated, polarity
from synth.protocols import Retriever
from synth.records import Claim, Document, Evidence, PassageKind, Relation, SectionKind, Stance
from synth.verify.sources import Sources

RESTATED = 0.62
"""Share of the shorter sentence's content words that the other one must contain."""
MIN_COMMON = 5
"""Content words in common, at least."""


def restatements(claim: Claim, sources: Sources, retriever: Retriever) -> list[Evidence]:
    """Sentences elsewhere, in this or another paper, that state the claim again."""
    words = content_words(claim.quote)
    named = {entity.canonical for entity in entities(claim.quote) if entity.kind != "metric"}
    found: list[tuple[float, Evidence]] = []
    kinds = [PassageKind.TEXT, PassageKind.CAPTION]
    own = retriever.search(claim.text, limit=6, documents=[claim.span.document], kinds=kinds)
    for hit in [*own, *retriever.search(claim.text, limit=10, kinds=kinds)]:
        document = sources.documents[hit.passage.document]
        for index in hit.passage.sentences:
            sentence = document.sentences[index]
            if document.id == claim.span.document and (
                sentence.span.start < claim.span.end and claim.span.start < sentence.span.end
            ):
                continue
            if _kind(document, sentence.section) in (SectionKind.REFERENCES, SectionKind.FRONT):
                continue
            if speaks_to_model(sentence.text):
                continue
            score = _restates(claim.quote, words, named, sentence.text)
            if score is None:
                continue
            evidence = sources.sentence_evidence(
                document.id,
                sentence,
                stance=Stance.SUPPORTS,
                relation=sources.relation(claim.span.document, document.id),
                note=f"restates the claim ({score:.0%} of the content words, same direction)",
            )
            if evidence is not None and all(evidence.span != other.span for _, other in found):
                found.append((score, evidence))
    found.sort(key=lambda pair: (-pair[0], pair[1].paper, pair[1].page))
    kept: list[Evidence] = []
    for relation in (Relation.SAME_PAPER, Relation.INDEPENDENT, Relation.REPETITION):
        kept += [evidence for _, evidence in found if evidence.relation is relation][:2]
    return kept


def _restates(quote: str, words: frozenset[str], named: set[str], other: str) -> float | None:
    """Share of the shorter sentence's content words that are common, None when the two differ in what matters."""
    theirs = content_words(other)
    common = words & theirs
    if len(common) < MIN_COMMON or min(len(words), len(theirs)) < MIN_COMMON:
        return None
    share = len(common) / min(len(words), len(theirs))
    if share < RESTATED or len(common) < 0.45 * len(words):
        return None
    if polarity(quote) != polarity(other) or negated(quote) != negated(other):
        return None
    other_named = {entity.canonical for entity in entities(other) if entity.kind != "metric"}
    if named and other_named and not named & other_named:
        return None
    return share


def _kind(document: Document, section: int) -> SectionKind:
    return document.sections[section].kind if section >= 0 else SectionKind.OTHER
