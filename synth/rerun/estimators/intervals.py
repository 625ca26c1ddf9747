"""How far an estimate may be off: by the choice of problems, and by the draw of samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt
from typing import TYPE_CHECKING

from synth.rerun.estimators.passk import Counts, UndefinedError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Z95 = 1.959963984540054
"""97.5% quantile of the normal distribution."""
RESAMPLES = 10_000
SEED = 20211
_KEPT_DRAWS = 4_000_000
"""Most numbers that are kept for the next metric: 32 MB."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of proportions, 0 to 1."""

    low: float
    high: float


def wilson(successes: int, trials: int, z: float = Z95) -> Interval:
    """Wilson's score interval of a proportion, for one answer a problem.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise UndefinedError(f"{successes} of {trials}")
    share, spread = successes / trials, z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def bootstrap(values: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """95% percentile interval of the mean over problems, problems drawn with replacement.

    It answers: how much would the figure move on other problems of the same kind? Two runs on the same problems differ
    by less; `within_error` is for them.
    """
    if not values:
        raise UndefinedError("there is no problem")
    import numpy as np

    table = np.asarray(values, dtype=np.float64)
    # Metrics of one benchmark share their draws: making them costs more than using them.
    kept = len(table) * RESAMPLES <= _KEPT_DRAWS and resamples <= RESAMPLES
    draws = _draws(len(table), RESAMPLES, seed)[:resamples] if kept else _draws.__wrapped__(len(table), resamples, seed)
    low, high = np.quantile(draws @ table / len(table), [0.025, 0.975])
    return Interval(float(low), float(high))


@lru_cache(maxsize=2)
def _draws(problems: int, resamples: int, seed: int) -> npt.NDArray[np.float64]:
    """How often each problem is drawn in each resample; shape (resamples, problems). Fewer are the first of more."""
    import numpy as np

    drawn = np.random.default_rng(seed).multinomial(problems, np.full(problems, 1 / problems), size=resamples)
    return drawn.astype(np.float64)


def within_error(
    counts: Sequence[Counts], estimate: Callable[[int, int], Fraction], samples: int | None = None
) -> float:
    """Standard error of the mean over the same problems when each is sampled anew, n (or `samples`) times.

    Each problem's c is binomial; its rate is taken as (c + 1/2)/(n + 1), so that 0 of n is not taken for certainty. The
    variance of `estimate` over that distribution is summed exactly, problem by problem.
    """
    if not counts:
        raise UndefinedError("there is no problem")
    tables: dict[int, list[float]] = {}
    variances: dict[Counts, float] = {}
    for problem in set(counts):
        n = samples or problem.n
        if n not in tables:
            tables[n] = [float(estimate(n, c)) for c in range(n + 1)]
        rate = (problem.c + 0.5) / (problem.n + 1)
        weights = [_binomial(n, c, rate) for c in range(n + 1)]
        middle = sum(w * v for w, v in zip(weights, tables[n], strict=True))
        variances[problem] = sum(w * (v - middle) ** 2 for w, v in zip(weights, tables[n], strict=True))
    return sqrt(sum(variances[problem] for problem in counts)) / len(counts)


def _binomial(n: int, c: int, rate: float) -> float:
    """Chance of c successes in n tries; by logarithms, since the coefficients outgrow floats from n = 1030 on."""
    coefficient = lgamma(n + 1) - lgamma(c + 1) - lgamma(n - c + 1)
    return exp(coefficient + c * log(rate) + (n - c) * log1p(-rate))
