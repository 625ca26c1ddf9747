"""Open verdicts settled by the models of a run: for claims of papers, and for statements of somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from synth.records import CheckedClaim, Claim, Verdict
from synth.verify.judged import Judges, Place, Question, is_open, raised


def settle(checked: Sequence[CheckedClaim], judges: Judges) -> list[CheckedClaim]:
    """The claims with the verdicts that the models add to; all of them in their order."""
    verdicts = _settled([(one.claim, one.verdict) for one in checked], judges, judges.places, own_counts=False)
    return [CheckedClaim(claim=one.claim, verdict=verdict) for one, verdict in zip(checked, verdicts, strict=True)]


def settle_statements(
    judged: Sequence[tuple[Claim, Verdict]], sources: Sequence[Sequence[str]], judges: Judges
) -> list[Verdict]:
    """Verdicts on statements of a third party; `sources` are the ids of the documents that each is judged against."""
    documents = {id(claim): ids for (claim, _), ids in zip(judged, sources, strict=True)}

    def places(claim: Claim) -> tuple[Place, ...]:
        ids = documents[id(claim)]
        return judges.places(claim, ids, own=True) if ids else ()

    return _settled(judged, judges, places, own_counts=True)


def _settled(
    judged: Sequence[tuple[Claim, Verdict]],
    judges: Judges,
    places: Callable[[Claim], tuple[Place, ...]],
    *,
    own_counts: bool,
) -> list[Verdict]:
    verdicts = [verdict for _, verdict in judged]
    still = [index for index, verdict in enumerate(verdicts) if is_open(verdict)]
    questions = [Question(judged[index][0], places(judged[index][0])) for index in still]
    for index, opinion in zip(still, judges.opinions(questions), strict=True):
        claim, verdict = judged[index]
        if opinion is not None:
            verdicts[index] = raised(verdict, claim, opinion, judges, own_counts=own_counts)
        elif verdict.reason == "stance_without_nli":
            verdicts[index] = replace(
                verdict,
                reason="model_undecided",
                explanation=f"It has no number to check, and {judges.name} named no passage that settles it and holds.",
            )
    return verdicts
