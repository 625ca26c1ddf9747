"""The claims of a refreshed report: what changes can touch is judged again, the rest is left as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import synth
from synth.compose import Compared, choose
from synth.extract import Extraction, Question, table_claims
from synth.extract.later import carried, changed, extract_later
from synth.extract.select import repeats
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.language.words import numberless, squash
from synth.records import CheckedClaim, Claim, Document, NumberChange, Origin, Paper, Relation, Report, Verdict
from synth.rerun.fold import fold
from synth.verify import SoundVerifier, all_of_sound
from synth.verify.affected import Affected
from synth.verify.versions import Changed, changed_numbers
from synth.workflows.drafting import Effort
from synth.workflows.engine import EMBEDDED, Engine
from synth.workflows.ingest import Progress
from synth.workflows.rerun.claims import Reruns, arxiv_ids
from synth.workflows.shelving import Shelf

NEW_CLAIMS = 8
"""Most claims that one new paper brings into a report."""
NOTHING = Extraction((), 1.0, 0, Counter(), 0)


@dataclass(slots=True)
class Judged:
    """The claims of the new edition."""

    claims: list[CheckedClaim] = field(default_factory=list)
    twins: dict[str, str] = field(default_factory=dict)
    """Id of a claim of the old edition → id of the same claim in the new one."""
    numbers: list[NumberChange] = field(default_factory=list)
    kept: int = 0
    judged: int = 0
    found: Extraction = NOTHING
    """What new papers bring."""

    def facet_of(self, report: Report, question: Question) -> dict[str, int]:
        """Index of the sub-question of each claim."""
        index = {title: number for number, title in enumerate(question.facets)}
        before = {claim: index.get(facet.title, 0) for facet in report.facets for claim in facet.claims}
        return {new: before.get(old, 0) for old, new in self.twins.items()} | {
            one.claim.id: one.facet for one in self.found.claims
        }

    def compared(
        self,
        report: Report,
        shelf: Shelf,
        standing: Collection[str],
        listed: Sequence[CheckedClaim],
        crowded: Collection[str],
    ) -> Compared:
        """The old claims beside the `listed` ones of the new edition."""
        return Compared(
            before=report.claims,
            after=listed,
            twins=self.twins,
            renamed=shelf.renamed,
            new=[paper.id for _, paper in shelf.new],
            touched=shelf.gone | set(shelf.renamed) | set(standing),
            crowded=crowded,
        )


@dataclass(slots=True)
class _Sorted:
    """The claims of the old edition: those to be left alone, and those to be judged again."""

    untouched: list[CheckedClaim] = field(default_factory=list)
    again: list[tuple[CheckedClaim, Claim]] = field(default_factory=list)
    """Each as it was, and as its paper makes it now."""


def judge(
    report: Report,
    shelf: Shelf,
    standing: Collection[str],
    question: Question,
    engine: Engine,
    embedder: SentenceEmbedder,
    progress: Progress,
    reruns: Reruns | None,
    untested: Collection[str] = (),
) -> Judged:
    """Claims of the new edition: old ones that still stand, and those that new papers bring.

    Only claims that the changes can touch are judged again, and a verdict moves only by a place of a changed paper.
    `standing` are ids of papers whose notices changed; `reruns` runs figures again, where the report has that done,
    and `untested` are ids of claims whose figures have not been.
    """
    touched = shelf.gone | set(shelf.renamed) | set(standing)
    sorted_ = _sort(report, shelf, touched, untested, question, engine)
    progress("indexing", 0, 1)
    index = HybridIndex.build((p for document, _ in shelf.pairs for p in passages_of(document)), embedder)
    verifier = SoundVerifier(
        shelf.pairs, index, Origin(engine=EMBEDDED, version=synth.__version__, embedding=embedder.name)
    )
    judged = Judged(found=_later(shelf, sorted_, question, index, engine, embedder, progress))
    old = [(claim, one.score) for one, claim in sorted_.again]
    new = [(one.claim, one.score) for one in judged.found.claims]
    checked = _check([*old, *new], verifier, index, engine, shelf, progress)
    checked = _run_again(checked, [one for one, _ in sorted_.again], shelf, reruns, untested)
    judged.judged = len(checked)
    by_old = {one.claim.id: one for one in sorted_.untouched}
    fresh = {paper.id for _, paper in shelf.new}
    for (before, claim), after in zip(sorted_.again, checked, strict=False):
        moved = (
            claim.id != before.claim.id
            or before.reruns != after.reruns
            or _caused(before.verdict, after.verdict, touched, fresh)
        )
        by_old[before.claim.id] = after if moved else before
        judged.kept += not moved
    judged.kept += len(sorted_.untouched)
    for one in report.claims:
        if twin := by_old.get(one.claim.id):
            judged.twins[one.claim.id] = twin.claim.id
            judged.claims.append(twin)
    scores = {claim.id: score for claim, score in new}
    most = NEW_CLAIMS * len(shelf.new)
    judged.claims += choose(checked[len(old) :], scores, limit=most, relevant=judged.found.relevant)
    judged.numbers = _numbers(shelf, judged.claims)
    return judged


def _sort(
    report: Report,
    shelf: Shelf,
    touched: Collection[str],
    untested: Collection[str],
    question: Question,
    engine: Engine,
) -> _Sorted:
    docs = {paper.id: (document, paper) for document, paper in shelf.pairs}
    affected = Affected([document for document, _ in shelf.new], touched, model=engine.model is not None)
    sorted_ = _Sorted()
    for one in report.claims:
        pair = docs.get(shelf.renamed.get(one.claim.paper, one.claim.paper))
        if pair is None:
            continue
        if pair[0].id != one.claim.span.document:  # a new version, or the same file read by a newer parser
            claim = carried(one.claim, question, *pair) or changed(one.claim, question, *pair)
            if claim is not None:
                sorted_.again.append((one, claim))
        elif one.claim.id in untested or affected.why(one.claim, one.verdict):
            sorted_.again.append((one, one.claim))
        else:
            sorted_.untouched.append(one)
    return sorted_


def _check(
    claims: Sequence[tuple[Claim, float]],
    verifier: SoundVerifier,
    index: HybridIndex,
    engine: Engine,
    shelf: Shelf,
    progress: Progress,
) -> list[CheckedClaim]:
    """The claims, each given with its score, with verdicts of today."""
    index.prepare(claim.text for claim, _ in claims)
    checked = []
    for count, (claim, score) in enumerate(claims, start=1):
        checked.append(CheckedClaim(claim=claim, verdict=verifier.verify(claim), score=score))
        progress("checking claims", count, len(claims))
    papers = {paper.id: paper for _, paper in shelf.pairs}
    return all_of_sound(engine.settle(checked, verifier.sources, index), papers)


def _run_again(
    checked: Sequence[CheckedClaim],
    before: Sequence[CheckedClaim],
    shelf: Shelf,
    reruns: Reruns | None,
    untested: Collection[str],
) -> list[CheckedClaim]:
    """The claims with what reruns say of them; `before` are the first ones as they were.

    What was run for a claim whose words did not change stands: nothing is run twice, nor lost where the samples are not
    at hand today.
    """
    kept = {
        now.claim.id: then.reruns
        for then, now in zip(before, checked, strict=False)
        if then.reruns and then.claim.text == now.claim.text and then.claim.id not in untested
    }
    out = {one.claim.id: replace(one, verdict=fold(one.claim, one.verdict, ran), reruns=ran)
           for one in checked if (ran := kept.get(one.claim.id))}  # fmt: skip
    rest = [one for one in checked if one.claim.id not in out]
    if reruns is not None and rest:
        folded = reruns.add([(one.claim, one.verdict) for one in rest], arxiv_ids(paper for _, paper in shelf.pairs))
        for one, (verdict, ran) in zip(rest, folded, strict=True):
            out[one.claim.id] = replace(one, verdict=verdict, reruns=ran)
    return [out.get(one.claim.id, one) for one in checked]


def _caused(old: Verdict, new: Verdict, touched: Collection[str], fresh: Collection[str]) -> bool:
    """Whether a verdict moved by a place of a paper that is new, went, or has another standing."""
    if replace(new, explanation=old.explanation, origin=old.origin) == old:
        return False
    places = [place for place in new.evidence if place.relation is not Relation.SOURCE]
    return (
        any(place.paper in fresh or place.paper in touched for place in places)
        or any(place.paper in touched for place in old.evidence)
        or old.flags != new.flags
    )


def _later(
    shelf: Shelf,
    sorted_: _Sorted,
    question: Question,
    index: HybridIndex,
    engine: Engine,
    embedder: SentenceEmbedder,
    progress: Progress,
) -> Extraction:
    """Claims that new papers and new versions bring; of a version, only what the one before did not say."""
    if not shelf.new:
        return NOTHING
    progress("finding claims", 0, 1)
    papers = {paper.id: paper for _, paper in shelf.new}
    before = {one: _said(question, document, papers[one]) for one, document in shelf.olds.items() if one in papers}
    listed = [*(one.claim for one in sorted_.untouched), *(claim for _, claim in sorted_.again)]

    def novel(claim: Claim) -> bool:
        if any(claim.id == one.id or repeats(claim, one) for one in listed):
            return False  # what repeats a claim is evidence for it
        # Another number alone makes no new claim.
        return numberless(claim.text if claim.cell else claim.quote) not in before.get(claim.paper, ())

    found = extract_later(
        question,
        shelf.pairs,
        {paper.id for _, paper in shelf.new},
        index,
        embedder,
        novel=novel,
        limit=NEW_CLAIMS * Effort().checked_per_listed * len(shelf.new),
        model=engine.model,
    )
    return engine.sort(question, found, [paper for _, paper in shelf.pairs])


def _said(question: Question, document: Document, paper: Paper) -> set[str]:
    """What a version says in sentences and reports in tables, without its numbers."""
    claims = (candidate.claim.text for candidate in table_claims(question, document, paper))
    return {numberless(text) for text in (*claims, *(sentence.text for sentence in document.sentences))}


def _numbers(shelf: Shelf, listed: Sequence[CheckedClaim]) -> list[NumberChange]:
    """Numbers that new versions print otherwise, each with the listed claim that it belongs to."""
    docs = {paper.id: document for document, paper in shelf.new}
    befores = {new: old for old, new in shelf.renamed.items()}
    return [
        NumberChange(
            paper=paper,
            before_paper=befores.get(paper, ""),
            where=found.where,
            before=found.before,
            after=found.after,
            page=found.page,
            claim=next((o.claim.id for o in listed if o.claim.paper == paper and _belongs(o.claim, found)), ""),
        )
        for paper, old in shelf.olds.items()
        if paper in docs
        for found in changed_numbers(old, docs[paper])
    ]


def _belongs(claim: Claim, found: Changed) -> bool:
    if claim.cell is not None:  # it may hold several cells of its row
        mine = {quantity.raw for quantity in claim.quantities}
        return found.cell is not None and claim.cell.row_path == found.cell[0] and found.after in mine
    return bool(found.sentence) and squash(claim.quote) == squash(found.sentence)
