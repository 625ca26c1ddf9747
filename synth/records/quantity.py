"""A number as it was printed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a number does in its sentence."""

    VALUE = "value"
    """A measured result."""
    DELTA = "delta"
    """A difference or a relative change."""
    COUNT = "count"
    """How many of something."""
    K = "k"
    """The k of pass@k, top-k, BoN@k."""
    YEAR = "year"
    SIZE = "size"
    """Model or data size ("15B", "78k")."""
    VERSION = "version"
    """Digits of a name ("GPT-4", "v2.5")."""
    RANK = "rank"
    REFERENCE = "reference"
    """A label of the document: Table 3, Section 2, [12]."""
    UNCERTAINTY = "uncertainty"
    """The part after ±."""
    SETTING = "setting"
    """A choice of the experimenter: T = 0.8, batch size 64."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A printed number is an interval: "27.0" stands for [26.95, 27.05]."""

    raw: str
    """Literal text, digits as printed."""
    value: float
    """Numeric value in base units ("1.2M" → 1200000; "57.3%" → 57.3 with unit "%")."""
    half_width: float
    """Half of the rounding interval, in the unit of `value`; 0 for exact counts."""
    unit: str = ""
    """`%`, `points`, `×`, a noun that follows, or empty."""
    role: Role = Role.VALUE
    start: int = 0
    """Offset in the text that was parsed."""
    end: int = 0

    def overlaps(self, other: Quantity) -> bool:
        """Whether the two rounding intervals meet, at the coarser precision of the two."""
        tolerance = max(self.half_width, other.half_width)
        return abs(self.value - other.value) <= tolerance * (1 + 1e-9) + 1e-12
