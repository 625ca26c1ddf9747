"""The page of the pass@k / pass@1 experiment, and the same for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import synth
from synth.report import pages, plots
from synth.report.files import find_template, make_folder, write_atomically
from synth.report.jsontext import to_text

_LEFT, _RIGHT, _TOP, _HEIGHT = 44, 20, 14, 260


def write_conflict(found: Mapping[str, Any], out: Path, templates: Path | None) -> dict[str, Path]:
    """Write conflict.json and conflict.html into `out`; gives format → path."""
    make_folder(out)
    written = {"json": out / "conflict.json", "html": out / "conflict.html"}
    write_atomically(written["json"], to_text({**found, "version": synth.__version__}).encode())
    names = ("report.css", "plots.css", "rerun.css")
    style = "\n".join(find_template(name, templates).read_text(encoding="utf-8") for name in names)
    script = find_template("report.js", templates).read_text(encoding="utf-8")
    series = {one["name"]: [(k, v) for k, v in one["cosines"]] for one in found["policies"]}
    measured = {one["name"]: [(k, v) for k, v in one["cosines"]] for one in found["measured"]}
    models = {one["name"]: [(k, v) for k, v in one["cosines"]] for one in found["models"]}
    bands = {one["name"]: one["band"] for one in found["models"]}
    weights = {f"p = {p:g}": points for p, points in found["weights"]}
    context: dict[str, object] = {
        "found": found,
        "version": synth.__version__,
        "cosines": lines_plot(series, "k", (-1.0, 1.0)),
        "measured_plot": lines_plot(measured, "k", (-1.0, 1.0)),
        "models_plot": lines_plot(models, "k", (-1.0, 1.0), bands),
        "resamples": found["resamples"],
        "agreements": [agreement_plot(one["rates"], one["agreement"]) for one in found["models"]],
        "weights": lines_plot(weights, "k", (0.0, 1.0)),
        "style": style,
        "script": script,
        "policy": pages.policy(style, script),
    }
    write_atomically(written["html"], pages.render("conflict.html.j2", templates, context, escape=True).encode())
    return written


def lines_plot(
    series: Mapping[str, Sequence[tuple[int, float]]],
    x_name: str,
    bounds: tuple[float, float],
    bands: Mapping[str, Sequence[tuple[int, float, float]]] | None = None,
) -> str:
    """Several lines over k on a logarithmic axis, each named at its end, some with a band; empty without a line."""
    import math

    if not series:
        return ""
    low, high = bounds
    last = max(k for points in series.values() for k, _ in points)

    def at_x(k: float) -> float:
        return _LEFT + (plots.WIDTH - _LEFT - _RIGHT) * math.log(k) / math.log(last)

    def at_y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - 40) * (high - value) / (high - low)

    parts = []
    for step in range(5):
        value = low + (high - low) * step / 4
        parts.append(f'<path class="p-grid" d="M{_LEFT} {at_y(value):.1f}H{plots.WIDTH - _RIGHT}"/>')
        parts.append(plots.text(_LEFT - 8, at_y(value) + 4, f"{value:g}", "p-tick", "end"))
    for k in (2**n for n in range(12) if 2**n <= last):
        parts.append(plots.text(at_x(k), _HEIGHT - 22, str(k), "p-tick", "middle"))
    parts.append(plots.text((_LEFT + plots.WIDTH - _RIGHT) / 2, _HEIGHT - 4, x_name, "p-name", "middle"))
    notes = []
    for name, points in series.items():
        band = (bands or {}).get(name, ())
        if band:
            edge = [(k, high) for k, _, high in band] + [(k, low) for k, low, _ in reversed(band)]
            outline = "L".join(f"{at_x(k):.1f} {at_y(v):.1f}" for k, v in edge)
            parts.append(f'<path class="p-band" d="M{outline}Z"/>')
        path = "L".join(f"{at_x(k):.1f} {at_y(max(low, min(high, v))):.1f}" for k, v in points)
        parts.append(f'<path class="p-line" d="M{path}"><title>{escape(name)}</title></path>')
        # A line is named where it falls through the middle, for lines that end together part there.
        falls = next((n for n in range(1, len(points)) if points[n][1] < (low + high) / 2), None)
        if falls is None:
            notes.append(plots.text(at_x(points[-1][0]), at_y(points[-1][1]) + 18, name, "p-note", "end"))
        else:
            (k0, v0), (k1, v1) = points[falls - 1], points[falls]
            share = (v0 - (low + high) / 2) / (v0 - v1)
            x = at_x(k0) + share * (at_x(k1) - at_x(k0))
            notes.append(plots.text(x + 7, at_y((low + high) / 2) - 5, name, "p-note", "start"))
    parts += notes
    return plots.svg(parts, _HEIGHT, ", ".join(series))


def agreement_plot(rates: Sequence[float], agreement: Sequence[float]) -> str:
    """Each prompt's agreement with the mean gradient over its success probability; empty without agreement."""
    if not agreement:
        return ""
    low, high = min(0.0, *agreement), max(1.0, *agreement)

    def at_x(p: float) -> float:
        return _LEFT + (plots.WIDTH - _LEFT - _RIGHT) * p

    def at_y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - 40) * (high - value) / (high - low)

    parts = []
    for value in sorted({low, 0.0, high}):
        parts.append(f'<path class="p-grid" d="M{_LEFT} {at_y(value):.1f}H{plots.WIDTH - _RIGHT}"/>')
        parts.append(plots.text(_LEFT - 8, at_y(value) + 4, f"{value:.3g}", "p-tick", "end"))
    for step in range(5):
        parts.append(plots.text(at_x(step / 4), _HEIGHT - 22, f"{step / 4:g}", "p-tick", "middle"))
    parts.append(plots.text((_LEFT + plots.WIDTH - _RIGHT) / 2, _HEIGHT - 4, "p", "p-name", "middle"))
    for p, value in zip(rates, agreement, strict=True):
        title = f"<title>p = {p:.2f}, agreement {value:.2f}</title>"
        parts.append(f'<circle class="p-dot" cx="{at_x(p):.1f}" cy="{at_y(value):.1f}" r="3.5">{title}</circle>')
    return plots.svg(parts, _HEIGHT, "agreement of each prompt with the gradient of pass@1, by its success probability")
