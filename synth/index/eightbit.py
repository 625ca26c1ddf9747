"""MiniLM in whole numbers of eight bits, on processors that multiply these quickly (VNNI).

Half the CPU time of 32-bit floats, and the same ranking (decision 12). What makes that possible on BERT:

- A weight matrix has a scale for each of its outputs, what flows in has one fixed scale and zero point. Fixed, so that
  a vector does not depend on the texts beside it.
- Large channels of what flows in are made smaller, and the weights that meet them larger (SmoothQuant, Xiao et al.
  2023, arXiv:2211.10438).
- A few inner channels reach ten times the others' size. They go through matrices of their own, with a coarser scale
  (as LLM.int8() sets them apart, Dettmers et al. 2022, arXiv:2208.07339).

The ranges of what flows were seen on texts that we wrote ourselves; `benchmarks/eightbit.py` takes and checks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from synth.index.minilm import MiniLM

RANGES = Path(__file__).with_name("ranges.npz")
"""Least and most of each channel at the entrance of every matrix, float16, shape (2, channels)."""
SMOOTHING = 0.6
"""How much of a channel's size moves into the weights, 0 to 1."""
APART = 16
"""Inner channels a layer, of 1,536, with a scale of their own: the largest."""
_ROOM = 1.05
"""Inner channels may become so much larger than they were seen."""
_GELU_LEAST = -0.17
"""No value of GELU is smaller."""


def supported() -> bool:
    """Whether this processor and this build of torch can do it."""
    import torch

    return bool(
        torch.backends.mkldnn.is_available()
        and torch.cpu._is_vnni_supported()
        and hasattr(torch.ops.onednn, "qlinear_prepack")
        and hasattr(torch.ops.onednn, "qlinear_pointwise")
    )


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A packed weight matrix and the scale of what flows in."""

    packed: Any
    scales: Any
    zeros: Any
    bias: Any
    step: float
    """Size of one step of what flows in."""
    zero: int
    """The step that stands for 0."""
    factors: Any
    """What each channel is multiplied with to become steps."""
    offset: Any

    def steps(self, x: Any) -> Any:
        """Floats as steps, 0 to 255; what lies outside the range is cut."""
        import torch

        return torch.addcmul(self.offset, x, self.factors).clamp_(0, 255).to(torch.uint8)

    def floats(self, steps: Any) -> Any:
        """The product with the matrix, and the bias, as floats."""
        return self._times(steps, None, 1.0, 0, "none", "")

    def gelu_steps(self, steps: Any, after: _Matrix) -> Any:
        """GELU of the product, as steps of the matrix that comes after."""
        import torch

        return self._times(steps, torch.uint8, after.step, after.zero, "gelu", "none")

    def _times(self, steps: Any, dtype: Any, step: float, zero: int, then: str, how: str) -> Any:
        import torch

        weights = (self.packed, self.scales, self.zeros, self.bias)
        given: tuple[Any, ...] = (*weights, step, zero, dtype or torch.float32, then, [], how)
        return torch.ops.onednn.qlinear_pointwise(steps, self.step, self.zero, *given)


@dataclass(frozen=True, slots=True)
class _Layer:
    attention: _Matrix
    """Query, key and value in one."""
    joined: _Matrix
    inner: _Matrix
    outer: _Matrix
    inner_apart: _Matrix
    """Into the large inner channels."""
    outer_apart: _Matrix
    """Out of them."""


class EightBit(MiniLM):
    """BERT encoder whose matrices are multiplied in eight bits; attention, norms and sums stay in floats."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with np.load(RANGES) as ranges:
            seen = {name: ranges[name].astype(np.float32) for name in ranges.files}
        self._packed = [self._pack(f"encoder.layer.{number}", seen) for number in range(self._layers)]

    def _pack(self, name: str, seen: dict[str, Any]) -> _Layer:
        import torch

        def parameters(*parts: str) -> tuple[Any, Any]:
            found = [(self._weights[f"{name}.{part}.weight"], self._weights[f"{name}.{part}.bias"]) for part in parts]
            return torch.cat([weight for weight, _ in found]), torch.cat([bias for _, bias in found])

        def ranges(part: str) -> tuple[Any, Any]:
            low, high = torch.from_numpy(seen[f"{name}.{part}"])
            return low, high

        attention = parameters(*(f"attention.self.{part}" for part in ("query", "key", "value")))
        joined, inner = parameters("attention.output.dense"), parameters("intermediate.dense")
        weight, bias = parameters("output.dense")
        _, high = ranges("output.dense")
        order = high.argsort(descending=True)
        large, rest = order[:APART], order[APART:]
        nothing = torch.zeros_like(bias)
        share = _share(inner[0], *ranges("intermediate.dense"))
        return _Layer(
            attention=_smoothed(*attention, *ranges("attention.self.query")),
            joined=_smoothed(*joined, *ranges("attention.output.dense")),
            inner=_smoothed(inner[0][rest], inner[1][rest], *ranges("intermediate.dense"), share=share),
            outer=_packed(weight[:, rest], bias, _GELU_LEAST, float(high[rest].max()) * _ROOM),
            inner_apart=_smoothed(inner[0][large], inner[1][large], *ranges("intermediate.dense"), share=share),
            outer_apart=_packed(weight[:, large], nothing, _GELU_LEAST, float(high[large].max()) * _ROOM),
        )

    def _layer(self, x: Any, number: int) -> Any:
        rows, width, size = x.shape
        layer, name = self._packed[number], f"encoder.layer.{number}"
        flat = x.reshape(rows * width, size)
        parts = layer.attention.floats(layer.attention.steps(flat)).view(rows, width, -1).split(size, dim=2)
        seen = self._attend(*parts).view(rows * width, size)
        seen = layer.joined.floats(layer.joined.steps(seen)).add_(flat)
        x = self._norm(seen, f"{name}.attention.output.LayerNorm")
        steps = layer.inner.steps(x)
        out = layer.outer.floats(layer.inner.gelu_steps(steps, layer.outer)).add_(x)
        apart = layer.inner_apart.gelu_steps(steps, layer.outer_apart)
        out.add_(layer.outer_apart.floats(apart))
        return self._norm(out, f"{name}.output.LayerNorm").view(rows, width, size)


def _share(weight: Any, low: Any, high: Any) -> Any:
    """How much smaller each channel becomes, and how much larger the weights that meet it."""
    import torch

    size = torch.maximum(low.abs(), high.abs()).clamp_min(1e-5)
    return size**SMOOTHING / weight.abs().amax(0).clamp_min(1e-5) ** (1 - SMOOTHING)


def _smoothed(weight: Any, bias: Any, low: Any, high: Any, share: Any = None) -> _Matrix:
    """A matrix behind channels that are divided by their share."""
    share = _share(weight, low, high) if share is None else share
    return _packed(weight * share, bias, float((low / share).min()), float((high / share).max()), 1 / share)


def _packed(weight: Any, bias: Any, low: float, high: float, factors: Any = None) -> _Matrix:
    import torch

    step = (max(high, 0.0) - min(low, 0.0)) / 255
    zero = round(-min(low, 0.0) / step)
    scales = (weight.abs().amax(1) / 127).clamp_min(1e-12)
    whole = (weight / scales[:, None]).round_().clamp_(-127, 127).to(torch.int8)
    channels = weight.shape[1]
    return _Matrix(
        packed=torch.ops.onednn.qlinear_prepack(whole, [_TYPICAL, channels]),
        scales=scales,
        zeros=torch.zeros(len(scales), dtype=torch.int32),
        bias=bias,
        step=step,
        zero=zero,
        factors=(torch.ones(channels) if factors is None else factors) / step,
        offset=torch.full((channels,), zero + 0.5),
    )


_TYPICAL = 1200
"""Rows that the packing is made for: a batch of eight passages. It holds for any number."""
