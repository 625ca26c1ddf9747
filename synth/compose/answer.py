"""The answer: the claims that bear on the question most, as sentences with their papers named.

Without a language model the answer is extractive on purpose. It says nothing that a claim does not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from synth.compose.listing import WRONG
from synth.language.naming import paper_names
from synth.language.vocabulary import entities
from synth.records import AnswerSentence, CheckedClaim, ClaimType, Facet, Paper

LEAST, MOST = 5, 9
PER_PAPER = 3
NEARLY = 0.66
"""Least relevance of a sentence of the answer, as a share of the best of its sub-question."""


def write_answer(
    facets: Sequence[Facet],
    claims: Sequence[CheckedClaim],
    papers: Mapping[str, Paper],
    scores: Mapping[str, float],
) -> tuple[AnswerSentence, ...]:
    """Five to nine sentences, each one claim; every facet has its say, wrong claims stay out.

    `scores` are the extractor's, by id of the claim.
    """

    def weight(checked: CheckedClaim) -> float:
        return _weight(checked, scores[checked.claim.id])

    by_id = {checked.claim.id: checked for checked in claims}
    queues = [
        sorted(_to_the_point([by_id[i] for i in facet.claims if _speaks(by_id[i])]), key=weight, reverse=True)
        for facet in facets
    ]
    chosen = _round_robin(queues)
    order = {claim_id: place for place, claim_id in enumerate(i for facet in facets for i in facet.claims)}
    facet_of = {claim_id: index for index, facet in enumerate(facets) for claim_id in facet.claims}
    chosen.sort(key=lambda c: (facet_of[c.claim.id], -weight(c), order[c.claim.id]))
    names = paper_names(list(papers.values()))
    return tuple(
        AnswerSentence(
            text=_sentence(checked, papers[checked.claim.paper], names[checked.claim.paper]), claims=(checked.claim.id,)
        )
        for checked in chosen
    )


def _speaks(checked: CheckedClaim) -> bool:
    if checked.verdict.label in WRONG:
        return False
    # A cell of a table says little on its own: it speaks where a second place confirms it.
    return checked.claim.cell is None or checked.verdict.verified


def _weight(checked: CheckedClaim, score: float) -> float:
    finding = 0.05 if checked.claim.type in (ClaimType.TREND, ClaimType.COMPARISON, ClaimType.DELTA) else 0.0
    if checked.claim.section.lower().startswith(("abstract", "conclusion")) or "onclusion" in checked.claim.section:
        finding += 0.06  # where authors say what it all comes to
    if checked.claim.cell is not None:
        finding -= 0.12
    # A number alone rarely answers a question; relevance counts again.
    return score + 0.5 * checked.claim.relevance + (0.08 if checked.verdict.verified else 0.0) + finding


def _round_robin(queues: Sequence[list[CheckedClaim]]) -> list[CheckedClaim]:
    """Take from the facets in turn, at most `PER_PAPER` of one paper while others have something to say."""
    papers: Counter[str] = Counter()
    chosen: list[CheckedClaim] = []
    for cap in (PER_PAPER, 10**6):
        progress = True
        while progress and len(chosen) < (MOST if cap == PER_PAPER else LEAST):
            progress = False
            for queue in queues:
                free = next((c for c in queue if c not in chosen and papers[_source(c)] < cap), None)
                if free is not None and len(chosen) < MOST:
                    chosen.append(free)
                    # Cells of one paper repeat each other: one of them counts as the paper's whole share.
                    papers[_source(free)] += PER_PAPER if free.claim.cell is not None else 1
                    progress = True
    return chosen


def _to_the_point(claims: Sequence[CheckedClaim]) -> list[CheckedClaim]:
    """The claims of a sub-question that fit it nearly as well as the best one does."""
    best = max((checked.claim.relevance for checked in claims), default=0.0)
    return [checked for checked in claims if checked.claim.relevance >= NEARLY * best]


def _source(checked: CheckedClaim) -> str:
    return f"{checked.claim.paper} {checked.claim.cell is not None}"


def _sentence(checked: CheckedClaim, paper: Paper, name: str) -> str:
    """The claim with its paper named in front, unless it names its authors already; and what the paper is about."""
    about = next((flag.partition(":")[2] for flag in checked.claim.flags if flag.startswith("about:")), "")
    told = _told(checked, paper, name)
    return f"On {about}, {told}" if about else told


def _told(checked: CheckedClaim, paper: Paper, name: str) -> str:
    text = checked.claim.text
    if text.startswith(paper.cited_as) and name.startswith(paper.cited_as):
        return name + text[len(paper.cited_as) :]
    verb = "report" if name.startswith(paper.cited_as) and _plural(paper.cited_as) else "reports"
    return f"{name} {verb} that {_lowered(text)}"


def _plural(authors: str) -> bool:
    return authors.endswith("et al.") or " and " in authors


def _lowered(text: str) -> str:
    """The sentence as it reads after "that": its first letter small, unless a name begins it."""
    if text.startswith("Pass@"):
        return "p" + text[1:]
    first, _, rest = text.partition(" ")
    word = first.rstrip(",")
    name = any(entity.start == 0 for entity in entities(text)) or rest.startswith(("et al", "and colleagues"))
    plain = word.isalpha() and (len(word) == 1 or word[1:].islower())
    if name or not plain or (rest[:1].isupper() and not rest.split()[0].isupper() and word not in _OPENERS):
        return text
    return text[:1].lower() + text[1:]


_OPENERS = frozenset(
    [
        "A",
        "An",
        "The",
        "In",
        "On",
        "At",
        "By",
        "For",
        "With",
        "Without",
        "From",
        "As",
        "While",
        "When",
        "Once",
        "After",
        "Before",
        "During",
        "Although",
        "Though",
        "Despite",
        "If",
        "Under",
        "Using",
        "Both",
        "Across",
        "Among",
        "Unlike",
        "Since",
        "Because",
        "Through",
        "Over",
        "Setting",
        "Increasing",
        "Against",
        "Given",
        "Compared",
    ]
)
"""Words that open a sentence and may stand before a name: "On HumanEval" becomes "on HumanEval" after "that"."""
