"""What reruns do to the verdict on a claim.

An executed rerun is the ladder's top rung, and outranks what pages say of each other. Only two outcomes move a
verdict: a figure that its own samples do not give contradicts, and a claim all of whose measured numbers are given is
reproduced. Samples that cannot say, and figures that hold under a variant only, are shown and refute nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from synth.records import (
    Basis,
    Check,
    CheckStatus,
    Claim,
    ClaimRerun,
    Correction,
    RerunVerdict,
    Role,
    Rung,
    Verdict,
    VerdictLabel,
)

_STATUSES = {
    RerunVerdict.NOT_REPRODUCED: CheckStatus.FAILED,
    RerunVerdict.ONLY_UNDER_VARIANT: CheckStatus.WARNED,
    RerunVerdict.NOT_TESTABLE: CheckStatus.NO_POWER,
}
_WORDS = {
    RerunVerdict.REPRODUCED: "reproduced",
    RerunVerdict.REPRODUCED_BY_TRUNCATION: "reproduced by truncation",
    RerunVerdict.WITHIN_SAMPLING_ERROR: "within sampling error",
    RerunVerdict.ONLY_UNDER_VARIANT: "only under a variant",
    RerunVerdict.NOT_REPRODUCED: "not reproduced",
    RerunVerdict.NOT_TESTABLE: "not testable",
}


def fold(claim: Claim, verdict: Verdict, reruns: Sequence[ClaimRerun]) -> Verdict:
    """The verdict with what the reruns found out; unchanged without any."""
    if not reruns:
        return verdict
    checks = (*verdict.checks, *(_check(one) for one in reruns))
    wrong = next((one for one in reruns if one.figure.verdict is RerunVerdict.NOT_REPRODUCED), None)
    if wrong is not None:
        return _contradicted(claim, replace(verdict, checks=checks), wrong)
    agreeing = [one for one in reruns if one.figure.verdict.agrees]
    if not _covers(claim, agreeing) or verdict.label is VerdictLabel.IMPOSSIBLE:
        return replace(verdict, checks=checks)
    executed = all(one.basis is not Basis.RECORDED for one in agreeing)
    if not executed and verdict.label in (VerdictLabel.CONTRADICTED, VerdictLabel.DISPUTED):
        return replace(verdict, checks=checks)  # the authors' own record is one more place, and outranks none
    rung = Rung.REPRODUCED if executed else max(verdict.rung, Rung.CONSISTENT, key=lambda one: one.level)
    flags = verdict.flags
    if verdict.label in (VerdictLabel.CONTRADICTED, VerdictLabel.DISPUTED):
        flags = (*flags, "rerun_outranks_pages")
    return replace(
        verdict,
        label=VerdictLabel.SUPPORTED,
        rung=rung,
        reason="reproduced" if executed else "recorded_outcomes",
        explanation=_supports(agreeing, executed=executed),
        checks=checks,
        correction=None,
        flags=flags,
    )


def _covers(claim: Claim, agreeing: Sequence[ClaimRerun]) -> bool:
    """Whether every measured value of the claim was given by a rerun; differences between them follow."""
    measured = {q.raw for q in claim.quantities if q.role is Role.VALUE}
    return bool(agreeing) and measured <= {one.printed for one in agreeing}


def _check(one: ClaimRerun) -> Check:
    figure = one.figure
    return Check(
        name="rerun",
        status=_STATUSES.get(figure.verdict, CheckStatus.PASSED),
        detail=f"{figure.cited.text}, {_WORDS[figure.verdict]}: {figure.explanation}",
        assumptions=(f"recipe {one.recipe}",),
    )


def _contradicted(claim: Claim, verdict: Verdict, wrong: ClaimRerun) -> Verdict:
    figure = wrong.figure
    assert figure.estimate is not None
    found = f"{figure.estimate.value:.{figure.cited.decimals}f}"
    printed = figure.cited.printed
    # The number is exchanged where it stands once; a text that holds it twice may mean two things by it.
    text = claim.text.replace(printed, found) if claim.text.count(printed) == 1 else ""
    subject = f"{figure.cited.metric} = {found} on {figure.cited.dataset or 'its benchmark'}"
    return replace(
        verdict,
        label=VerdictLabel.CONTRADICTED,
        reason="not_reproduced",
        explanation=f"Its samples, {_how(wrong.basis)}, give {subject}, not {printed}. {figure.explanation}",
        correction=Correction(kind="rerun", text=text) if text else verdict.correction,
    )


def _supports(agreeing: Sequence[ClaimRerun], *, executed: bool) -> str:
    figures = ", ".join(dict.fromkeys(one.figure.cited.text for one in agreeing))
    whose = f"Its samples, {_how(agreeing[0].basis)}," if executed else "The outcomes that the authors recorded"
    told = f"{whose} give {figures}."
    cut = any(one.figure.verdict is RerunVerdict.REPRODUCED_BY_TRUNCATION for one in agreeing)
    error = any(one.figure.verdict is RerunVerdict.WITHIN_SAMPLING_ERROR for one in agreeing)
    return told + (" Digits are cut off, not rounded." if cut else "") + (" Within sampling error." if error else "")


def _how(basis: Basis) -> str:
    return {
        Basis.EXECUTED: "run again in a sandbox",
        Basis.REDERIVED: "compared anew with the right answers",
        Basis.RECORDED: "as recorded",
    }[basis]
