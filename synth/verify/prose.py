"""Claims without a number to check: does another place say the same in nearly the same words?

Agreement of prose is judged by words alone (`agreement.py`), so the bar is high. Whatever falls short is left to an NLI
model or a language model, and without one the tool abstains (`stance_without_nli`); cosine similarity finds the places,
and is no evidence of agreement.
"""

from __future__ import annotations

from synth.language.addressed import speaks_to_model
from synth.protocols import Retriever
from synth.records import Claim, Document, Evidence, PassageKind, Relation, SectionKind, Stance
from synth.verify.agreement import agree
from synth.verify.sources import Sources


def restatements(claim: Claim, sources: Sources, retriever: Retriever) -> list[Evidence]:
    """Sentences elsewhere, in this or another paper, that state the claim again."""
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
            score = agree(claim.quote, sentence.text)
            if not score or speaks_to_model(sentence.text):
                continue
            evidence = sources.sentence_evidence(
                document.id,
                sentence,
                stance=Stance.SUPPORTS,
                relation=sources.relation(claim.span.document, document.id),
                note="says the same: most of its terms, the same direction",
            )
            if evidence is not None and all(evidence.span != other.span for _, other in found):
                found.append((score, evidence))
    found.sort(key=lambda pair: (-pair[0], pair[1].paper, pair[1].page))
    kept: list[Evidence] = []
    for relation in (Relation.SAME_PAPER, Relation.INDEPENDENT, Relation.REPETITION):
        kept += [evidence for _, evidence in found if evidence.relation is relation][:2]
    return kept


def _kind(document: Document, section: int) -> SectionKind:
    return document.sections[section].kind if section >= 0 else SectionKind.OTHER
