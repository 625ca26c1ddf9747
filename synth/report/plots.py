"""Plots as SVG inside the page: drawn by classes, so that they follow its colours, light and dark."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from synth.records import CurvePoint, TaskCount

WIDTH = 680
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 20, 16, 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A cited figure in a plot."""

    x: int
    value: float
    """In percent."""
    label: str
    tone: str
    """Key of a tone of verdicts: its colour."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A figure beside its estimate."""

    label: str
    cited: float
    value: float
    low: float
    high: float
    tone: str


def curve_plot(points: Sequence[CurvePoint], marks: Sequence[Mark], *, x_name: str, log: bool = True) -> str:
    """Percent over k or turns with its 95% band, and the cited figures on it; empty for fewer than two points."""
    if len(points) < 2:
        return ""
    height = 280
    xs = [point.x for point in points] + [mark.x for mark in marks]
    values = [v for p in points for v in (p.low, p.high)] + [mark.value for mark in marks]
    low, high = _range(values)

    def at_x(x: float) -> float:
        first, last = min(xs), max(xs)
        scale = math.log if log else float
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (scale(x) - scale(first)) / (scale(last) - scale(first))

    def at_y(value: float) -> float:
        return _TOP + (height - _TOP - _BOTTOM) * (high - value) / (high - low)

    parts = [_grid(low, high, at_y)]
    for x in _x_ticks(min(xs), max(xs), log=log):
        parts.append(text(at_x(x), height - _BOTTOM + 18, str(x), "p-tick", "middle"))
    parts.append(text((_LEFT + WIDTH - _RIGHT) / 2, height - 4, x_name, "p-name", "middle"))
    outline = [(p.x, p.high) for p in points] + [(p.x, p.low) for p in reversed(points)]
    parts.append(f'<path class="p-band" d="{_path(outline, at_x, at_y)}Z"/>')
    parts.append(f'<path class="p-line" d="{_path([(p.x, p.value) for p in points], at_x, at_y)}"/>')
    for p in points:
        name = f"{x_name} {p.x}: {p.value:.2f}, 95% {p.low:.1f} to {p.high:.1f}"
        parts.append(_dot(at_x(p.x), at_y(p.value), 3, name))
    parts += [_mark(mark, at_x(mark.x), at_y(mark.value)) for mark in marks]
    label = f"{x_name} from {points[0].x} to {points[-1].x}: {points[0].value:.1f} to {points[-1].value:.1f} percent"
    return svg(parts, height, label)


def forest_plot(rows: Sequence[Row], *, width: int = WIDTH) -> str:
    """Each cited figure as a diamond beside its estimate with its 95% interval; empty without rows."""
    if not rows:
        return ""
    step, left = 30, 150
    height = step * len(rows) + 34
    low, high = _range([v for row in rows for v in (row.low, row.high, row.cited)])

    def at_x(value: float) -> float:
        return left + (width - left - _RIGHT) * (value - low) / (high - low)

    parts = []
    for tick in _ticks(low, high):
        x = at_x(tick)
        parts.append(f'<path class="p-grid" d="M{x:.1f} 4V{height - 26}"/>')
        parts.append(text(x, height - 8, f"{tick:g}", "p-tick", "middle"))
    for number, row in enumerate(rows):
        y = 18 + step * number
        parts.append(text(left - 12, y + 4, row.label, "p-label", "end"))
        parts.append(f'<path class="p-whisker" d="M{at_x(row.low):.1f} {y}H{at_x(row.high):.1f}"/>')
        name = f"rerun {row.value:.2f}, 95% {row.low:.1f} to {row.high:.1f}; cited {row.cited:g}"
        parts.append(_dot(at_x(row.value), y, 4, name))
        parts.append(_diamond(at_x(row.cited), y, row.tone, name))
    label = "; ".join(f"{row.label}: cited {row.cited:g}, rerun {row.value:.2f}" for row in rows)
    return svg(parts, height, label, width)


def heat_map(tasks: Sequence[TaskCount]) -> str:
    """One square a problem, the darker the more of its samples are right; in the order of the benchmark."""
    if not tasks:
        return ""
    widest = min(len(tasks), max(20, math.ceil(math.sqrt(len(tasks) * 2.6))))
    columns = math.ceil(len(tasks) / math.ceil(len(tasks) / widest))  # rows of equal length, as far as it goes
    size = max(5.0, min(22.0, WIDTH / columns))
    parts = []
    for place, task in enumerate(tasks):
        x, y = size * (place % columns), size * (place // columns)
        share = task.c / task.n if task.n else 0
        tone = 0 if task.c == 0 else min(10, 1 + math.floor(share * 9.999)) if task.c < task.n else 10
        name = f"{task.task.splitlines()[0][:60] if task.task else '?'}: {task.c} of {task.n}"
        parts.append(
            f'<rect class="p-heat p-h{tone}" x="{x + 1:.1f}" y="{y + 1:.1f}" width="{size - 2:.1f}" '
            f'height="{size - 2:.1f}" rx="2"><title>{escape(name)}</title></rect>'
        )
    never = sum(task.c == 0 for task in tasks)
    always = sum(task.c == task.n for task in tasks)
    label = f"{len(tasks)} problems: {never} never solved, {always} always"
    return svg(parts, math.ceil(size * math.ceil(len(tasks) / columns)), label, math.ceil(size * columns))


_COLOURS = {
    "p-grid": 'fill="none" stroke="#d1d9e0" stroke-width="1"',
    "p-band": 'fill="#0757b8" fill-opacity="0.14"',
    "p-line": 'fill="none" stroke="#0757b8" stroke-width="2"',
    "p-dot": 'fill="#0757b8"',
    "p-whisker": 'fill="none" stroke="#0757b8" stroke-width="2"',
    "p-tick": 'fill="#59636e" font-size="12"',
    "p-name": 'fill="#59636e" font-size="12"',
    "p-label": 'fill="#1f2328" font-size="13"',
    "p-note": 'fill="#1f2328" font-size="12" paint-order="stroke" stroke="#ffffff" stroke-width="4"',
}
_TONES = {"verified": "#116329", "contradicted": "#b3141e", "disputed": "#8f4a00", "abstained": "#545c66"}


def printed(svg: str) -> str:
    """The plot with its colours written into it, for paper."""

    def attributes(found: re.Match[str]) -> str:
        names = found[1].split()
        if names[0] == "p-mark":
            return f'fill="#ffffff" stroke="{_TONES.get(names[1][2:], "#545c66")}" stroke-width="2"'
        if names[0] == "p-heat":
            level = int(names[1][3:])
            return f'fill="#0757b8" fill-opacity="{0.05 + 0.09 * level:.2f}"' if level else 'fill="#e8ecf0"'
        return _COLOURS.get(names[0], "")

    return re.sub(r'class="(p-[^"]+)"', attributes, svg)


def _mark(mark: Mark, x: float, y: float) -> str:
    end = x > WIDTH - 130
    label = text(x - 12 if end else x + 12, y + 4, mark.label, "p-note", "end" if end else "start")
    return _diamond(x, y, mark.tone, mark.label) + label


def _diamond(x: float, y: float, tone: str, name: str) -> str:
    shape = f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z"
    return f'<path class="p-mark p-{tone}" d="{shape}"><title>{escape(name)}</title></path>'


def _dot(x: float, y: float, radius: int, name: str) -> str:
    return f'<circle class="p-dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"><title>{escape(name)}</title></circle>'


def _grid(low: float, high: float, at_y: Callable[[float], float]) -> str:
    lines = []
    for tick in _ticks(low, high):
        y = at_y(tick)
        lines.append(f'<path class="p-grid" d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}"/>')
        lines.append(text(_LEFT - 8, y + 4, f"{tick:g}", "p-tick", "end"))
    return "".join(lines)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Bounds of an axis in percent around the values, with some air."""
    low, high = min(values), max(values)
    air = max((high - low) * 0.08, 1.0)
    return max(0.0, low - air), min(100.0, high + air)


def _ticks(low: float, high: float) -> list[float]:
    """Four to seven round values between the bounds."""
    span = high - low
    step = next(step for step in (0.5, 1, 2, 5, 10, 20, 25) if span / step <= 6.5)
    first = math.ceil(low / step) * step
    return [first + step * n for n in range(int((high - first) / step + 1e-9) + 1)]


def _x_ticks(first: int, last: int, *, log: bool) -> list[int]:
    if not log:
        step = max(1, math.ceil((last - first) / 12))
        return list(range(first, last + 1, step))
    found = [base * 10**power for power in range(5) for base in (1, 2, 5)]
    inside = [tick for tick in found if first <= tick <= last]
    near = inside and last / inside[-1] < 1.3
    return [*(inside[:-1] if near and inside[-1] != last else inside), *([] if last in inside else [last])]


_Place = Callable[[float], float]


def _path(points: Sequence[tuple[float, float]], at_x: _Place, at_y: _Place) -> str:
    placed = [f"{at_x(x):.1f} {at_y(y):.1f}" for x, y in points]
    return f"M{'L'.join(placed)}"


def text(x: float, y: float, words: str, kind: str, anchor: str) -> str:
    """A piece of text in a plot."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def svg(parts: Sequence[str], height: int, label: str, width: int = WIDTH) -> str:
    """A plot of its parts, with what it shows in words."""
    return (
        f'<svg class="plot" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )
