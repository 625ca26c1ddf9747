"""Whether a confidence of 0.9 is right nine times in ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.bench.outcome import Figure, Sheet
from synth.bench.scores import calibration_error, reliability
from synth.records import ClaimType, Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict and whether its label is right."""

    type: ClaimType
    verdict: Verdict
    right: bool


@dataclass(frozen=True, slots=True)
class Reliability:
    """Tables and what is to be said about them."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]


def calibration(items: Sequence[Judged], on: str) -> Reliability:
    """Reliability table of each claim type and the expected calibration error, over the verdicts with a confidence."""
    rated = [(item, item.verdict.confidence) for item in items if item.verdict.confidence is not None]
    if not rated:
        return Reliability((), (f"Calibration on {on}: none calibrated, no verdict of {len(items)} has a confidence.",))
    lines: list[tuple[Figure, ...]] = []
    errors: list[tuple[Figure, ...]] = []
    types = [kind for kind in ClaimType if any(item.type is kind for item, _ in rated)]
    for kind in (*types, None):
        chosen = [(item, c) for item, c in rated if kind is None or item.type is kind]
        bins = reliability([c for _, c in chosen], [item.right for item, _ in chosen])
        name = kind.value if kind else "all"
        lines += [
            (name, f"{one.low:.1f}–{one.high:.1f}", one.right.n, round(one.confidence, 3), one.right) for one in bins
        ]
        error = calibration_error(bins)
        errors.append((name, len(chosen), None if error is None else round(error, 4)))
    named = sorted({item.verdict.calibration for item, _ in rated if item.verdict.calibration})
    source = f" Calibrated on: {'; '.join(named)}." if named else ""
    return Reliability(
        (
            Sheet(
                title=f"Reliability ({on})",
                columns=("claim type", "confidence", "n", "mean confidence", "right"),
                rows=tuple(lines),
            ),
            Sheet(
                title=f"Expected calibration error ({on})",
                columns=("claim type", "n", "error, 10 bins"),
                rows=tuple(errors),
            ),
        ),
        (f"{len(rated)} of {len(items)} verdicts have a confidence.{source}",),
    )
