"""Open verdicts settled by the models of a run: for claims of papers, and for statements of somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from synth.records import Check, CheckedClaim, CheckStatus, Claim, Verdict, VerdictLabel
from synth.verify.judged import Judges, Place, Question, is_open, raised
from synth.verify.splitting import split_statements


def settle(checked: Sequence[CheckedClaim], judges: Judges) -> list[CheckedClaim]:
    """The claims with the verdicts that the models add to; all of them in their order."""
    verdicts = _settled([(one.claim, one.verdict) for one in checked], judges, judges.places, own_counts=False)
    return [replace(one, verdict=verdict) for one, verdict in zip(checked, verdicts, strict=True)]


def settle_statements(
    judged: Sequence[tuple[Claim, Verdict]],
    sources: Sequence[Sequence[str]],
    judges: Judges,
    judge: Callable[[str, int], tuple[Claim, Verdict]],
) -> list[Verdict]:
    """Verdicts on statements of a third party; `sources` are the ids of the documents that each is judged against.

    A statement that stays open and makes several findings is taken apart; `judge` runs the executable checks on a part
    of the statement with that index, and the models judge what they leave open.
    """
    verdicts = _third_party(judged, sources, judges)
    if judges.model is None:
        return verdicts
    still = [i for i, verdict in enumerate(verdicts) if sources[i] and _undecided(verdict)]
    split = split_statements([judged[index][0].text for index in still], judges.model)
    several = [(index, texts) for index, texts in zip(still, split, strict=True) if len(texts) > 1]
    parts = [(index, *judge(text, index)) for index, texts in several for text in texts]
    settled = iter(_third_party([one[1:] for one in parts], [sources[one[0]] for one in parts], judges))
    for index, texts in several:
        found = [next(settled) for _ in texts]
        verdicts[index] = _together(verdicts[index], texts, found)
    return verdicts


def _third_party(
    judged: Sequence[tuple[Claim, Verdict]], sources: Sequence[Sequence[str]], judges: Judges
) -> list[Verdict]:
    documents = {id(claim): ids for (claim, _), ids in zip(judged, sources, strict=True)}

    def places(claim: Claim) -> tuple[Place, ...]:
        ids = documents[id(claim)]
        return judges.places(claim, ids, own=True) if ids else ()

    return _settled(judged, judges, places, own_counts=True)


def _undecided(verdict: Verdict) -> bool:
    return is_open(verdict) or verdict.reason == "model_undecided"


def _together(whole: Verdict, texts: Sequence[str], parts: Sequence[Verdict]) -> Verdict:
    """The verdict on a statement from those on its findings: it holds when all of them do, and fails with one."""
    word = {VerdictLabel.SUPPORTED: CheckStatus.PASSED, VerdictLabel.CONTRADICTED: CheckStatus.FAILED}
    checks = tuple(
        Check(name="part", status=word.get(part.label, CheckStatus.WARNED), detail=f"{text} {part.explanation}")
        for text, part in zip(texts, parts, strict=True)
    )
    held = [part for part in parts if part.label is VerdictLabel.SUPPORTED]
    failed = next((part for part in parts if part.label is VerdictLabel.CONTRADICTED), None)
    evidence = tuple(dict.fromkeys(place for part in (*([failed] if failed else ()), *held) for place in part.evidence))
    whole = replace(whole, checks=(*whole.checks, *checks), flags=(*whole.flags, "taken_apart"))
    if failed is not None:
        said = f"One of its {len(parts)} findings does not hold: {failed.explanation}"
        return replace(
            whole, label=failed.label, reason=failed.reason, explanation=said, evidence=evidence, rung=failed.rung,
            origin=failed.origin,
        )  # fmt: skip
    if len(held) == len(parts):
        least = min(held, key=lambda part: part.rung.level)
        said = f"Each of its {len(parts)} findings stands in the source."
        return replace(
            whole, label=least.label, reason="each_part", explanation=said, evidence=evidence, rung=least.rung,
            origin=least.origin,
        )  # fmt: skip
    if held:
        said = f"{len(held)} of its {len(parts)} findings stand in the source; the others were not found."
        label = VerdictLabel.NOT_ENOUGH_EVIDENCE
        return replace(whole, label=label, reason="partly_confirmed", explanation=said, evidence=evidence)
    return whole


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
