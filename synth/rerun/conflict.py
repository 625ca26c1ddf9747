"""Why optimising pass@k can lower pass@1 (arXiv:2602.21189), computed for a policy, for pass rates, for a model.

With p(x) the success probability of prompt x, J_k = E[1 − (1 − p)^k] and ∇J_k = E[w_k(p) ∇p], w_k(p) = k(1 − p)^(k−1).
Let a(x) = ⟨∇p(x), ∇J_1⟩ be the agreement of a prompt with the mean. Then ⟨∇J_k, ∇J_1⟩ = E[w_k a]: a step for pass@k
lowers pass@1, to first order, where the agreement weighted by w_k is negative on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MOST_K = 256
"""Largest k that a threshold is looked for in."""


def weight(p: float, k: int) -> float:
    """Weight of a prompt in the gradient of pass@k."""
    return float(k * (1 - p) ** (k - 1))


def ratio_bound(easy: float, hard: float, k: int) -> float:
    """log10 of the least weight ratio of prompts with p ≤ `hard` to prompts with p ≥ `easy`, for pass@k.

    The ratio is at least ((1 − hard)/(1 − easy))^(k − 1); as a power of ten, since floats end at 308.
    """
    if not 0 <= hard < easy < 1:
        raise ValueError(f"not 0 ≤ {hard} < {easy} < 1")
    return (k - 1) * log10((1 - hard) / (1 - easy))


def alignment(rates: Sequence[float], gradients: Floats, k: int) -> float:
    """Cosine of ∇J_k and ∇J_1, 0 where one vanishes; `gradients` holds ∇p, shape (prompts, parameters)."""
    import numpy as np

    p = np.asarray(rates, dtype=np.float64)
    first = gradients.mean(axis=0)
    weighted = (k * (1 - p) ** (k - 1))[:, None] * gradients
    kth = weighted.mean(axis=0)
    lengths = float(np.linalg.norm(first) * np.linalg.norm(kth))
    return float(first @ kth) / lengths if lengths else 0.0


def threshold(rates: Sequence[float], gradients: Floats, most: int = MOST_K) -> int | None:
    """k*: the smallest k at which the gradients of pass@k and pass@1 oppose each other; None up to `most`."""
    return next((k for k in range(2, most + 1) if alignment(rates, gradients, k) < 0), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """A logistic policy with one direction that easy prompts want and hard ones do not."""

    name: str
    hard: float
    """Share of prompts whose right answer is the other one."""
    scale: float
    """How far the policy has gone in that direction: with 1.4 easy prompts are near 0.8."""
    spread: float
    """Standard deviation of the prompts' features around the direction."""


SETTINGS = (
    Setting(name="A", hard=0.40, scale=1.4, spread=0.2),
    Setting(name="B", hard=0.20, scale=1.4, spread=0.2),
    Setting(name="C", hard=0.10, scale=0.7, spread=0.2),
    Setting(name="D", hard=0.02, scale=0.7, spread=0.5),
)
PROMPTS = 400
STEP = 0.5
"""Length of the step along the gradient of pass@32."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """What one policy shows."""

    name: str
    words: str
    rates: tuple[float, ...]
    cosines: tuple[tuple[int, float], ...]
    """k and the cosine of ∇J_k and ∇J_1."""
    k_star: int | None
    before: float
    """pass@1 in percent."""
    after: float | None = None
    """After a step for pass@32; None where only rates are known."""
    band: tuple[tuple[int, float, float], ...] = ()
    """k and the 95% interval of the cosine, where gradients were measured."""
    agreement: tuple[float, ...] = ()
    """a(x)/|∇J_1|² of each prompt, 1 on average, where gradients were measured."""


KS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)


def policy(setting: Setting, seed: int = 0) -> Conflict:
    """The toy: p(x) = σ(y θᵀx), y = −1 for hard prompts, θ = scale · u, features drawn around u."""
    import numpy as np

    rng = np.random.default_rng(seed)
    direction = np.array([1.0, 0.0])
    features = direction + setting.spread * rng.standard_normal((PROMPTS, 2))
    labels = np.where(np.arange(PROMPTS) < round(setting.hard * PROMPTS), -1.0, 1.0)
    theta = setting.scale * direction

    def rates_at(point: Floats) -> Floats:
        found: Floats = 1 / (1 + np.exp(-labels * (features @ point)))
        return found

    p = rates_at(theta)
    gradients = (p * (1 - p) * labels)[:, None] * features
    kth = ((32 * (1 - p) ** 31)[:, None] * gradients).mean(axis=0)
    moved = rates_at(theta + STEP * kth / np.linalg.norm(kth))
    return Conflict(
        name=setting.name,
        words=f"{setting.hard:.0%} of {PROMPTS} prompts are hard, easy ones are solved with {p[labels > 0].mean():.2f}",
        rates=tuple(float(rate) for rate in p),
        cosines=tuple((k, alignment(list(p), gradients, k)) for k in KS),
        k_star=threshold(list(p), gradients),
        before=100 * float(p.mean()),
        after=100 * float(moved.mean()),
    )


def from_rates(name: str, rates: Sequence[float], cut: float = 0.5) -> Conflict:
    """The same for the pass rates of real samples, under an assumption: rates alone hold no gradients.

    Assumed is a logistic policy with one direction, which prompts solved at `cut` or more want and the others do not.
    """
    import numpy as np

    p = np.asarray(rates, dtype=np.float64)
    gradients = (p * (1 - p) * np.where(p >= cut, 1.0, -1.0))[:, None]
    return Conflict(
        name=name,
        words=f"{len(p)} problems, {int((p < cut).sum())} of them solved by less than {cut:.0%} of the samples",
        rates=tuple(float(rate) for rate in p),
        cosines=tuple((k, alignment(list(p), gradients, k)) for k in KS),
        k_star=threshold(list(p), gradients),
        before=100 * float(p.mean()),
    )


RESAMPLES = 2000


def from_gradients(
    name: str, words: str, rates: Sequence[float], gradients: npt.NDArray[np.float32], seed: int = 0
) -> Conflict:
    """The same for gradients of a model; `gradients` holds estimates of ∇p, shape (prompts, parameters).

    The noise of an estimate agrees with itself, which speaks against a conflict: where one is found all the same, the
    finite number of samples is not its cause. Intervals: bootstrap over prompts, percentiles.
    """
    import numpy as np

    p = np.asarray(rates, dtype=np.float64)
    products = (gradients @ gradients.T).astype(np.float64)
    once = np.ones((1, len(p)))
    drawn = np.random.default_rng(seed).multinomial(len(p), once[0] / len(p), size=RESAMPLES).astype(np.float64)
    first = products.mean(axis=0)
    length = float(first.mean())

    def cosines(counts: Floats, k: int) -> Floats:
        return _cosines(counts, products, k * (1 - p) ** (k - 1))

    bands = []
    for k in KS:
        low, high = np.percentile(cosines(drawn, k), (2.5, 97.5))
        bands.append((k, float(low), float(high)))
    return Conflict(
        name=name,
        words=words,
        rates=tuple(float(rate) for rate in p),
        cosines=tuple((k, float(cosines(once, k)[0])) for k in KS),
        k_star=next((k for k in range(2, MOST_K + 1) if cosines(once, k)[0] < 0), None),
        before=100 * float(p.mean()),
        band=tuple(bands),
        agreement=tuple(float(value) / length for value in first) if length else (),
    )


def _cosines(counts: Floats, products: Floats, weights: Floats) -> Floats:
    """Cosine of ∇J_k and ∇J_1 when prompts occur as often as `counts` says, shape (resamples,)."""
    import numpy as np

    weighed = counts * weights
    left = counts @ products
    squares = (left * counts).sum(axis=1) * ((weighed @ products) * weighed).sum(axis=1)
    found: Floats = (left * weighed).sum(axis=1) / np.sqrt(np.where(squares > 0, squares, np.inf))
    return found
