"""Plots of result tables, as SVG that takes its colours from the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from statistics import quantiles

from synth.report.plots import svg, text

_LEFT, _RIGHT, _TOP, _ROW, _WIDTH = 52, 16, 8, 26, 760
_MOST = 160
"""Points of one year that are drawn one by one; more are drawn as a box from quartile to quartile."""
_YEARS = 12

Point = tuple[int, float, bool, str]
"""Year, value, whether a second place prints it, and whose it is."""


def by_year(points: Sequence[Point]) -> str:
    """Each result on the axis of its values, a line a year; empty for fewer than four results."""
    if len(points) < 4 or len({value for _, value, _, _ in points}) < 2:
        return ""
    low, high = min(value for _, value, _, _ in points), max(value for _, value, _, _ in points)
    years: defaultdict[int, list[Point]] = defaultdict(list)
    for point in points:
        years[point[0]].append(point)
    shown = sorted(years, reverse=True)[:_YEARS]
    height = _TOP + len(shown) * _ROW + 24

    def at(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - low) / (high - low)

    parts = []
    for tick in _ticks(low, high):
        parts.append(f'<path class="p-grid" d="M{at(tick):.1f} {_TOP}V{height - 22}"/>')
        parts.append(text(at(tick), height - 6, f"{tick:g}", "p-tick", "middle"))
    for number, year in enumerate(shown):
        y = _TOP + (number + 0.5) * _ROW
        parts.append(text(_LEFT - 10, y + 4, str(year), "p-tick", "end"))
        found = years[year]
        if len(found) > _MOST:
            parts.append(_box([value for _, value, _, _ in found], y, at))
            continue
        for index, (_, value, verified, name) in enumerate(sorted(found, key=lambda one: one[1])):
            kind = "p-dot" if verified else "p-ring"
            wave = (index % 3 - 1) * 5
            title = f"<title>{escape(name)}: {value:g}</title>"
            parts.append(f'<circle class="{kind}" cx="{at(value):.1f}" cy="{y + wave:.1f}" r="3">{title}</circle>')
    return svg(parts, height, f"{len(points)} results from {low:g} to {high:g}, by year of the paper", _WIDTH)


def _box(values: Sequence[float], y: float, at: object) -> str:
    first, middle, last = quantiles(values, n=4)
    place = at if callable(at) else float
    low, high = place(min(values)), place(max(values))
    left, right = place(first), place(last)
    return (
        f'<path class="p-whisker" d="M{low:.1f} {y:.1f}H{high:.1f}"/>'
        f'<rect class="p-band" x="{left:.1f}" y="{y - 7:.1f}" width="{max(right - left, 1):.1f}" height="14"/>'
        f'<path class="p-line" d="M{place(middle):.1f} {y - 7:.1f}v14"><title>{len(values)} results, median {middle:g}'
        "</title></path>"
    )


def _ticks(low: float, high: float) -> list[float]:
    """Some round values inside the bounds."""
    span = high - low
    size = 10.0 ** len(str(int(span))) / 10 if span >= 1 else 0.1
    while span / size < 1:
        size /= 10
    step = next(size * n for n in (0.1, 0.2, 0.5, 1, 2, 5, 10) if span / (size * n) <= 8)
    first = int(low / step) - 1
    return [round(n * step, 10) for n in range(first, first + 14) if low <= n * step <= high]


def years_plot(counts: Mapping[int, int]) -> str:
    """How many papers each year has, as bars; empty for fewer than two years."""
    if len(counts) < 2:
        return ""
    first, last = max(min(counts), max(counts) - 24), max(counts)
    years = range(first, last + 1)
    most = max(counts.values())
    width = min(46, _WIDTH // len(years))
    parts = []
    for number, year in enumerate(years):
        count = counts.get(year, 0)
        height = 56 * count / most
        x = number * width
        if count:
            title = f"<title>{year}: {count}</title>"
            size = f'width="{width - 6}" height="{height:.1f}"'
            parts.append(f'<rect class="p-bar" x="{x + 3}" y="{74 - height:.1f}" {size}>{title}</rect>')
            parts.append(text(x + width / 2, 70 - height, str(count), "p-tick", "middle"))
        if len(years) <= 14 or year % 2 == last % 2:
            parts.append(text(x + width / 2, 90, str(year), "p-tick", "middle"))
    label = "Papers by year: " + ", ".join(f"{year} {counts[year]}" for year in sorted(counts))
    return svg(parts, 96, label, width * len(years))
