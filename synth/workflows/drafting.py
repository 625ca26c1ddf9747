"""One draft of a report, from papers that are read and indexed: extract, verify, compose, review.

A second draft with more effort costs only what is new: verdicts on claims are kept.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from synth.compose import choose
from synth.extract import Extraction, Question, extract
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.records import CheckedClaim, Claim, Document, Paper, Recipe, Report
from synth.verify import SoundVerifier, all_of_sound
from synth.workflows.assemble import Parts, assemble, unread
from synth.workflows.engine import Engine
from synth.workflows.ingest import Ingested, Progress, joined
from synth.workflows.reading import Reserve
from synth.workflows.rerun.claims import Reruns, arxiv_ids
from synth.workflows.search import Gathered


@dataclass(frozen=True, kw_only=True, slots=True)
class Effort:
    """How much is done for a draft."""

    checked_per_listed: int = 3
    """So many claims are checked for each one that is listed."""
    wider: int = 1
    """Times as many passages are read for each part of the question."""
    most_of_one: float = 1.0
    """Share of the list that one paper may have."""
    relevant: float | None = None
    """Least relevance of a claim; None leaves it to the extractor."""


@dataclass(kw_only=True, slots=True)
class Desk:
    """All that a draft is made from."""

    asked: Question
    gathered: Gathered
    ingested: Ingested
    index: HybridIndex
    embedder: SentenceEmbedder
    verifier: SoundVerifier
    engine: Engine
    limit: int
    recipe: Recipe
    created: str
    progress: Progress
    reruns: Reruns | None = None
    """Runs cited figures again, where that was asked for."""
    reserve: Reserve | None = None
    """Papers that were not read, where there are too many for one question."""
    beside: Ingested = field(default_factory=lambda: Ingested((), (), {}, 0))
    """Papers that were read because they may confirm or dispute a claim."""
    _verdicts: dict[str, CheckedClaim] = field(default_factory=dict)

    def draft(self, effort: Effort | None = None) -> Report:
        """A draft with its reviews."""
        effort = effort or Effort()
        found = self._extract(effort)
        checked = self._check(found)
        scores = {selected.claim.id: selected.score for selected in found.claims}
        within = _within(checked, effort.most_of_one, self.limit)
        listed = choose(within, scores, limit=self.limit, relevant=found.relevant)
        return assemble(
            Parts(
                question=self.asked,
                claims=[replace(one, score=scores[one.claim.id]) for one in listed],
                facet_of={selected.claim.id: selected.facet for selected in found.claims},
                ingested=joined(self.ingested, self.beside),
                unread=self._unread(),
                candidates=found.candidates,
                refused=sum(found.refused.values()),
                irrelevant=found.irrelevant,
                checked=len(checked),
                only_near=found.only_near,
                embedding=self.embedder.name,
                search=self.gathered.log,
                screening=self.gathered.screening,
                reruns=self.reruns.shown(one for claim in listed for one in claim.reruns) if self.reruns else (),
                rerun_notes=tuple(self.reruns.notes) if self.reruns else None,
                recipe=self.recipe,
                created=self.created,
            ),
            self.engine,
        )

    def _extract(self, effort: Effort) -> Extraction:
        self.progress("finding claims", 0, 1)
        found = extract(
            self.asked,
            self.ingested.pairs,
            self.index,
            self.embedder,
            limit=self.limit * effort.checked_per_listed,
            relevant=effort.relevant,
            model=self.engine.model,
            wider=effort.wider,
        )
        return self.engine.sort(self.asked, found, [paper for _, paper in self.ingested.pairs])

    @property
    def pairs(self) -> tuple[tuple[Document, Paper], ...]:
        """All papers that were read."""
        return (*self.ingested.pairs, *self.beside.pairs)

    def _unread(self) -> str:
        if self.reserve is None:
            return ""
        return unread(self.reserve.many.count, len(self.ingested.pairs), len(self.beside.pairs))

    def _call_witnesses(self, reserve: Reserve, claims: Sequence[Claim]) -> None:
        """Read the papers that may confirm or dispute new claims, and let them be searched too."""
        found = reserve.witnesses(claims, {*self.ingested.files.values(), *self.beside.files.values()})
        if not found.pairs:
            return
        self.beside = joined(self.beside, found)
        self.index = HybridIndex.build((p for document, _ in self.pairs for p in passages_of(document)), self.embedder)
        self.verifier = self.verifier.among(self.pairs, self.index)

    def _check(self, found: Extraction) -> list[CheckedClaim]:
        """The claims with their verdicts; those of an earlier draft are taken from there."""
        new = [one.claim for one in found.claims if one.claim.id not in self._verdicts]
        if self.reserve is not None and new:
            self._call_witnesses(self.reserve, new)
        self.index.prepare(claim.text for claim in new)
        checked = []
        for count, claim in enumerate(new, start=1):
            checked.append(CheckedClaim(claim=claim, verdict=self.verifier.verify(claim)))
            self.progress("checking claims", count, len(new))
        settled = self.engine.settle(checked, self.verifier.sources, self.index)
        settled = all_of_sound(settled, {paper.id: paper for _, paper in self.pairs})
        if self.reruns is not None:
            papers = arxiv_ids(paper for _, paper in self.pairs)
            folded = self.reruns.add([(one.claim, one.verdict) for one in settled], papers)
            settled = [
                replace(one, verdict=verdict, reruns=reruns)
                for one, (verdict, reruns) in zip(settled, folded, strict=True)
            ]
        self._verdicts |= {one.claim.id: one for one in settled}
        return [replace(self._verdicts[one.claim.id], claim=one.claim) for one in found.claims]


def _within(checked: Sequence[CheckedClaim], share: float, limit: int) -> list[CheckedClaim]:
    """The first claims of each paper, as many as may have that share of the list."""
    most = max(math.ceil(share * limit), 1)
    taken: Counter[str] = Counter()
    kept = []
    for one in checked:
        taken[one.claim.paper] += 1
        if taken[one.claim.paper] <= most:
            kept.append(one)
    return kept
