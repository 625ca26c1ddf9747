"""Six reviewers, each with one measurable question.

A score is 0 to 10, with its reasons, the claims that they rest on, and what would raise it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from synth.records import Action, Remedy, Review
from synth.review.dossier import Dossier, Item

NAMED = 8
"""Claims that a reason names at most."""
ENOUGH_NUMERIC, ENOUGH_PAPERS, ENOUGH_IN_ANSWER = 0.5, 0.6, 4
"""Share of claims with results, share of the papers used, and papers behind the answer, that deserve full points."""
LARGEST = 0.3
"""Share of the claims that the most used paper may give at no cost."""
NOT_RELEVANT, RELEVANT = 0.3, 0.7
"""Mean relevance that deserves 0 points, and all of them."""
LONG = 40
"""Words from which on a claim is long."""


def judge(dossier: Dossier) -> tuple[Review, ...]:
    """All reviews of a report with claims; a reviewer that has nothing to measure is left out."""
    return tuple(review for one in PANEL if (review := one(dossier)) is not None) if dossier.items else ()


def mean(reviews: Sequence[Review]) -> float | None:
    """The score of the panel."""
    return round(sum(one.score for one in reviews) / len(reviews), 1) if reviews else None


@dataclass(slots=True)
class _Sheet:
    """What one reviewer writes down."""

    reviewer: str
    reasons: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)

    def because(self, text: str, items: Iterable[Item] = ()) -> None:
        """A reason and the claims that it rests on."""
        self.reasons.append((text, tuple(item.id for item in items)[:NAMED]))

    def gains(self, points: float, action: Action, text: str) -> None:
        """What would raise the score, and by how much at most."""
        if round(points, 1) > 0:
            self.remedies.append(Remedy(action=action, text=text, gain=round(points, 1)))

    def signed(self, score: float) -> Review:
        score = round(min(max(score, 0.0), 10.0), 1)
        self.remedies = [replace(one, gain=min(one.gain, round(10 - score, 1))) for one in self.remedies]
        return Review(
            reviewer=self.reviewer,
            score=score,
            reasons=tuple(text for text, _ in self.reasons),
            grounds=tuple(ids for _, ids in self.reasons),
            remedies=tuple(sorted((one for one in self.remedies if one.gain > 0), key=lambda one: -one.gain)),
        )


def _evidence(of: Dossier) -> Review:
    sheet, total = _Sheet("evidence"), len(of.items)
    verified = [item for item in of.items if item.verified]
    left_open = [item for item in of.items if not item.verified and not item.refuted]
    wrong = [item for item in of.items if item.refuted and item.asserted]
    shown = sum(item.shown for item in of.items) / total
    beyond = "beyond their own sentence" if of.own else "by a source"
    sheet.because(f"{len(verified)} of {total} claims are verified {beyond}", verified)
    if left_open:
        sheet.because(f"{len(left_open)} are neither verified nor refuted", left_open)
    if wrong:
        sheet.because(f"{len(wrong)} that it makes are shown to be wrong", wrong)
    sheet.because(f"{shown:.0%} of the claims open at a {'marked ' if of.own else ''}place on a page")
    lost = 8 * len(left_open) / total
    sheet.gains(lost, Action.CHECK_MORE, "Check more claims, and list those that a second place confirms.")
    sheet.gains(16 * len(wrong) / total, Action.CORRECT, "Put right the claims that a source contradicts.")
    sheet.gains(lost / 2, Action.MORE_PAPERS, "Read more papers that report the same results.")
    # A claim that a report makes and that is wrong costs what a verified one gains.
    return sheet.signed(8 * (len(verified) - len(wrong)) / total + 2 * shown)


def _numbers(of: Dossier) -> Review:
    sheet = _Sheet("numbers")
    numeric = [item for item in of.items if item.numeric]
    if not numeric:
        sheet.because("no listed claim has a number that could be checked")
        sheet.gains(10, Action.READ_WIDER, "List claims with results.")
        return sheet.signed(0)
    loose = [item for item in numeric if not item.settled]
    wrong = [item for item in numeric if item.refuted]
    share, settled = min(len(numeric) / len(of.items) / ENOUGH_NUMERIC, 1), 1 - len(loose) / len(numeric)
    count = len(numeric) - len(loose)
    carry = f"{len(numeric)} of {len(of.items)} claims carry a result"
    sheet.because(f"{carry}; {count} of these are settled by a second place", loose)
    sheet.because(f"{len(wrong)} claim{'s' * (len(wrong) != 1)} with a number shown to be wrong", wrong)
    more = "Check more results, and list those that a second place settles."
    sheet.gains(6 * (1 - settled), Action.CHECK_MORE, more)
    sheet.gains(4 * (1 - share), Action.READ_WIDER, "List more claims with results.")
    asserted = sum(item.asserted for item in wrong) / len(numeric)
    sheet.gains(12 * asserted, Action.CORRECT, "Put right the numbers that a source contradicts.")
    return sheet.signed(4 * share + 6 * (settled - asserted))


def _coverage(of: Dossier) -> Review:
    sheet = _Sheet("coverage")
    used = {item.paper for item in of.items if item.paper}
    silent = [part for part in of.parts if not part.answered]
    answered = 1 - len(silent) / len(of.parts) if of.parts else 0.0
    share = min(len(used) / max(of.papers, 1) / ENOUGH_PAPERS, 1)
    behind = {claim for part in of.parts for claim in part.claims}
    sheet.because(f"claims come from {len(used)} of {of.papers} papers {'read' if of.own else 'cited or read'}")
    if of.parts:
        told = [item for item in of.items if item.id in behind] if len(behind) <= NAMED else []
        who = "the answer" if of.own else "the report"
        said = f"{who} speaks to {answered:.0%} of the question's parts"
        sheet.because(f"{said} with {len(behind)} claims behind them", told)
    else:
        sheet.because("it states no question whose parts could be covered")
    for part in silent:
        sheet.because(f"nothing answers “{part.title}”")
    sheet.gains(4 * (1 - answered), Action.READ_WIDER, "Read more passages for the parts that nothing answers.")
    sheet.gains(6 * (1 - share), Action.SPREAD, "List claims of more papers.")
    return sheet.signed(6 * share + 4 * answered)


def _balance(of: Dossier) -> Review:
    sheet = _Sheet("balance")
    paper, count = Counter(item.paper for item in of.items).most_common(1)[0]
    largest, behind = count / len(of.items), of.answer_papers
    theirs = [item for item in of.items if item.paper == paper] if largest > LARGEST else []
    share = f"{largest:.0%} of the claims"
    sheet.because(f"the most used paper gives {share}" if paper else f"{share} rest on no paper at hand", theirs)
    rests = "the answer" if of.own else "what is verified of it"
    sheet.because(f"{rests} rests on {behind} paper{'s' * (behind != 1)}")
    even, answer = min((1 - largest) / (1 - LARGEST), 1), min(behind / ENOUGH_IN_ANSWER, 1)
    sheet.gains(6 * (1 - even), Action.SPREAD, "List fewer claims of the most used paper.")
    sheet.gains(4 * (1 - answer), Action.MORE_PAPERS, "Read papers of other groups on the question.")
    return sheet.signed(6 * even + 4 * answer)


def _relevance(of: Dossier) -> Review | None:
    sheet = _Sheet("relevance")
    fits = sorted((item.relevance, item.id, item) for item in of.items if item.relevance is not None)
    if not fits:
        return None
    average = sum(fit for fit, _, _ in fits) / len(fits)
    scale = "(0 to 1)"
    sheet.because(
        f"mean relevance of the claims to the question is {average:.2f}, the least is {fits[0][0]:.2f} {scale}"
    )
    if low := [item for fit, _, item in fits if fit < NOT_RELEVANT]:
        sheet.because(f"{len(low)} hardly bear on the question", low)
    score = 10 * min(max((average - NOT_RELEVANT) / (RELEVANT - NOT_RELEVANT), 0), 1)
    sheet.gains(10 - score, Action.FIT_CLOSER, "Leave out the claims that fit the question least.")
    return sheet.signed(score)


def _clarity(of: Dossier) -> Review:
    sheet = _Sheet("clarity")
    lengths = [len(item.text.split()) for item in of.items]
    broken = [item for item in of.items if not item.whole]
    long = [item for item in of.items if len(item.text.split()) > LONG]
    share, too_long = len(broken) / len(of.items), len(long) / len(of.items)
    sheet.because(f"{1 - share:.0%} of the claims are whole sentences", broken)
    average = sum(lengths) / len(lengths)
    sheet.because(f"{too_long:.0%} of them are longer than {LONG} words (mean {average:.0f})", long)
    lost = 6 * share + 4 * too_long
    sheet.gains(lost, Action.REWORD, "Word each claim as one short, whole sentence.")
    return sheet.signed(10 - lost)


PANEL: Sequence[Callable[[Dossier], Review | None]] = (
    _evidence,
    _numbers,
    _coverage,
    _balance,
    _relevance,
    _clarity,
)
ASKS = {
    "evidence": "You ask how well the evidence carries the claims",
    "numbers": "You ask how well the numbers are checked",
    "coverage": "You ask how much of the papers and of the question is covered",
    "balance": "You ask how evenly the papers speak",
    "relevance": "You ask how well the claims fit the question",
    "clarity": "You ask how readable the sentences are",
}
"""What each reviewer asks, as a model that writes for it is told."""
