"""What the numbers of a claim amount to, once each was looked for: the check of each, and the outcome of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import Check, CheckStatus, Correction, Relation, VerdictLabel
from synth.verify.numbers import NumberFinding


@dataclass(frozen=True, slots=True)
class Result:
    """Label, reason and words of a verdict to be."""

    label: VerdictLabel
    reason: str
    explanation: str
    correction: Correction | None = None


def second_place(finding: NumberFinding) -> Check:
    """How the search for a second place of one number ended."""
    raw = finding.fact.quantity.raw
    if finding.against:
        return Check(name="table_cell", status=CheckStatus.FAILED, detail=finding.explanation)
    if finding.support:
        first = finding.support[0]
        where = {
            Relation.SAME_PAPER: f"on page {first.page} of the same paper",
            Relation.INDEPENDENT: f"on page {first.page} of another paper",
            Relation.REPETITION: f"on page {first.page} of a paper linked by citation, which may only repeat it",
        }[first.relation]
        return Check(name="second_place", status=CheckStatus.PASSED, detail=f"{raw}: {first.note}, {where}")
    return Check(
        name="second_place",
        status=CheckStatus.WARNED,
        detail=f"{raw}: no other place prints it for the same method, dataset and metric",
    )


def supported(findings: Sequence[NumberFinding], *, independent: bool) -> Result:
    """All numbers stand in a second place; `independent` says that each does in an independent paper."""
    count = len(findings)
    which = "Its number stands" if count == 1 else f"Each of its {count} numbers stands"
    pages = sorted({e.page for f in findings for e in f.support if e.relation is Relation.SAME_PAPER})
    if independent:
        return Result(VerdictLabel.SUPPORTED, "other_paper", f"{which} in a second paper without a citation between.")
    listed = ", ".join(str(page) for page in pages[:4])
    where = f" (page{'s' * (len(pages) != 1)} {listed})" if pages else ""
    return Result(VerdictLabel.SUPPORTED, "second_place", f"{which} in a second place for the same thing{where}.")


def still_open(findings: Sequence[NumberFinding]) -> Result:
    """Not all numbers stand in a second place that counts."""
    missing = [f for f in findings if not f.supported_by(Relation.SAME_PAPER, Relation.INDEPENDENT)]
    repeated = [f for f in missing if f.supported_by(Relation.REPETITION)]
    raws = ", ".join(finding.fact.quantity.raw for finding in missing)
    if repeated and len(repeated) == len(missing):
        return Result(
            VerdictLabel.NOT_ENOUGH_EVIDENCE,
            "only_repeated",
            f"Only papers linked by citation print {raws} too: a repetition, not an independent confirmation.",
        )
    if len(missing) < len(findings):
        return Result(
            VerdictLabel.NOT_ENOUGH_EVIDENCE,
            "partly_confirmed",
            f"{len(findings) - len(missing)} of {len(findings)} numbers were found in a second place; not {raws}.",
        )
    return Result(
        VerdictLabel.NOT_ENOUGH_EVIDENCE,
        "no_second_place",
        f"No second place in the papers at hand prints {raws} for the same thing.",
    )
