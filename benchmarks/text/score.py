"""Recall of a source's words, of its runs of four words, and of its decimals, with intervals by paragraph."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from source import decimals, words


@dataclass
class Share:
    """Found and all, a pair for each paragraph of the source."""

    units: list[tuple[float, int]] = field(default_factory=list)

    def cell(self) -> str:
        """Share, interval (1,000 bootstrap draws of paragraphs) and n, for one cell of the report."""
        total = sum(n for _, n in self.units)
        if not total:
            return "–"
        low, high = self._interval()
        return f"{self.value:.4f} [{low:.4f}, {high:.4f}] of {total:,}"

    @property
    def value(self) -> float:
        """Found over all."""
        return sum(hit for hit, _ in self.units) / max(sum(n for _, n in self.units), 1)

    def _interval(self) -> tuple[float, float]:
        draw = random.Random(0)
        units = [unit for unit in self.units if unit[1]]
        shares = []
        for _ in range(1000):
            sample = draw.choices(units, k=len(units))
            shares.append(sum(hit for hit, _ in sample) / sum(n for _, n in sample))
        shares.sort()
        return shares[25], shares[974]


@dataclass
class Score:
    """Counts of one set and one reader."""

    words: Share = field(default_factory=Share)
    fours: Share = field(default_factory=Share)
    decimals: Share = field(default_factory=Share)
    layer: Share = field(default_factory=Share)
    """Decimals of the text layer, whether the source writes them or not (citations, axes of drawn plots)."""
    pages: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        cells = [self.words.cell(), self.fours.cell(), self.decimals.cell(), self.layer.cell()]
        return f"| {name} | {' | '.join(cells)} | {self.seconds / max(self.pages, 1):.3f} |"


def score(source: Sequence[str], read: str, layer: str, into: Score) -> None:
    """Count one document, given as paragraphs; `layer`, the PDF's raw text, says which decimals can be read."""
    _count(into.words, source, read, words, None, into.misses)
    _count(into.fours, source, read, fours, None, None)
    _count(into.decimals, source, read, decimals, Counter(decimals(layer)), into.misses)
    _count(into.layer, [layer], read, decimals, None, None)


def fours(text: str) -> list[str]:
    """Every run of four words: wrong where the order or a hyphen is."""
    row = words(text)
    return [" ".join(row[at : at + 4]) for at in range(len(row) - 3)]


def _count(
    share: Share,
    source: Sequence[str],
    read: str,
    parts: Callable[[str], list[str]],
    limit: Counter[str] | None,
    misses: list[str] | None,
) -> None:
    """Bags of parts are compared; each place of a part that is read too seldom is found in that proportion."""
    have = Counter(parts(read))
    units = [parts(paragraph) for paragraph in source]
    wanted = Counter(part for unit in units for part in unit)
    if limit is not None:
        # What the text layer does not hold (a picture, a formula without letters) is nobody's fault.
        spare = Counter(wanted) - limit
        for unit in units:
            for part in list(unit):
                if spare[part] > 0:
                    unit.remove(part)
                    spare[part] -= 1
        wanted = Counter(part for unit in units for part in unit)
    found = {part: min(have[part], n) / n for part, n in wanted.items()}
    share.units += [(sum(found[part] for part in unit), len(unit)) for unit in units]
    if misses is not None:
        misses += [f"{part} ({have[part]} of {n})" for part, n in sorted(wanted.items()) if have[part] < n]
