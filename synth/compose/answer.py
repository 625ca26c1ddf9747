"""The answer: the claims that bear on the question most, as sentences with their papers named.

Without a language model the answer is extractive on purpose. It says nothing that a claim does not say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from synth.records import AnswerSentence, CheckedClaim, ClaimType, Facet, Paper, VerdictLabel

LEAST, MOST = 5, 9
PER_PAPER = 2
_WRONG = frozenset({VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE})
_LOWER = frozenset(
    "a an the this while with in on when as for although though despite by from after before if under within across both "
    "all most many some several each models training base current further using treating even only compared such given "
    "because since at among large small larger smaller increasing results experiments recent we repeated fine-tuning "
    "optimising optimizing optimisation sampling reinforcement multi-turn single-turn distillation distilled these".split()
)
_REPORTING = re.compile(
    r"^(?P<who>.+?(?: et al\.| and \w+)?) (?P<verb>(?:also |further |surprisingly |therefore )*(?:find|show|observe|report|demonstrate|conclude|"
    r"argue|note|see|establish|reveal|confirm|propose|introduce|present|evaluate|train|use|achieve|obtain)\b)"
)


def write_answer(
    facets: Sequence[Facet], claims: Sequence[CheckedClaim], papers: Mapping[str, Paper]
) -> tuple[AnswerSentence, ...]:
    """Five to nine sentences, each one claim; every facet has its say, verified claims go first, wrong ones stay out."""
    by_id = {checked.claim.id: checked for checked in claims}
    queues = [
        sorted((by_id[i] for i in facet.claims if _speaks(by_id[i])), key=_weight, reverse=True) for facet in facets
    ]
    chosen = _round_robin(queues)
    order = {claim_id: place for place, claim_id in enumerate(i for facet in facets for i in facet.claims)}
    facet_of = {claim_id: index for index, facet in enumerate(facets) for claim_id in facet.claims}
    chosen.sort(key=lambda c: (facet_of[c.claim.id], -_weight(c), order[c.claim.id]))
    return tuple(
        AnswerSentence(text=_sentence(checked, papers[checked.claim.paper]), claims=(checked.claim.id,))
        for checked in chosen
    )


def _speaks(checked: CheckedClaim) -> bool:
    return checked.verdict.label not in _WRONG and "from_table" not in checked.claim.flags


def _weight(checked: CheckedClaim) -> float:
    finding = 0.05 if checked.claim.type in (ClaimType.TREND, ClaimType.COMPARISON, ClaimType.DELTA) else 0.0
    return checked.claim.relevance + (0.15 if checked.verdict.verified else 0.0) + finding


def _round_robin(queues: Sequence[list[CheckedClaim]]) -> list[CheckedClaim]:
    """Take from the facets in turn, at most `PER_PAPER` of one paper while others have something to say."""
    papers: Counter[str] = Counter()
    chosen: list[CheckedClaim] = []
    for cap in (PER_PAPER, 10**6):
        progress = True
        while progress and len(chosen) < (MOST if cap == PER_PAPER else LEAST):
            progress = False
            for queue in queues:
                free = next((c for c in queue if c not in chosen and papers[c.claim.paper] < cap), None)
                if free is not None and len(chosen) < MOST:
                    chosen.append(free)
                    papers[free.claim.paper] += 1
                    progress = True
    return chosen


def _sentence(checked: CheckedClaim, paper: Paper) -> str:
    """The claim with its paper named in front, unless it names its authors already."""
    text = checked.claim.text
    year = f" ({paper.year})" if paper.year else ""
    authors = paper.short.removesuffix(year)
    if text.startswith(authors) or (paper.authors and text.startswith(paper.authors[0])):
        who = authors if text.startswith(authors) else paper.authors[0]
        return who + year + text[len(who) :]
    first, _, rest = text.partition(" ")
    lowered = f"{first.lower()} {rest}" if first.lower() in _LOWER else text
    verb = "report" if authors.endswith("et al.") or " and " in authors else "reports"
    return f"{authors}{year} {verb} that {lowered}"
