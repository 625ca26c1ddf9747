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
from synth.index import HybridIndex, SentenceEmbedder
from synth.records import CheckedClaim, Recipe, Report
from synth.verify import SoundVerifier, all_of_sound
from synth.workflows.assemble import Parts, assemble
from synth.workflows.engine import Engine
from synth.workflows.ingest import Ingested, Progress
from synth.workflows.reruns import Reruns, arxiv_ids
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
                ingested=self.ingested,
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

    def _check(self, found: Extraction) -> list[CheckedClaim]:
        """The claims with their verdicts; those of an earlier draft are taken from there."""
        new = [one.claim for one in found.claims if one.claim.id not in self._verdicts]
        self.index.prepare(claim.text for claim in new)
        checked = []
        for count, claim in enumerate(new, start=1):
            checked.append(CheckedClaim(claim=claim, verdict=self.verifier.verify(claim)))
            self.progress("checking claims", count, len(new))
        settled = self.engine.settle(checked, self.verifier.sources, self.index)
        settled = all_of_sound(settled, {paper.id: paper for _, paper in self.ingested.pairs})
        if self.reruns is not None:
            papers = arxiv_ids(paper for _, paper in self.ingested.pairs)
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
