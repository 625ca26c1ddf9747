"""Numbers of prose and of table cells, form by form."""

from __future__ import annotations

import pytest

from synth.language.quantities import matches, parse, parse_cell
from synth.records import Role

Expected = list[tuple[str, float, str, str]]

CASES: list[tuple[str, Expected]] = [
    ("83.9%", [("83.9%", 83.9, "%", "value")]),
    ("83.9 %", [("83.9 %", 83.9, "%", "value")]),
    ("from 71.3% to 74.8%", [("71.3%", 71.3, "%", "value"), ("74.8%", 74.8, "%", "value")]),
    ("71.3–74.8", [("71.3", 71.3, "", "value"), ("74.8", 74.8, "", "value")]),
    ("71.3-74.8%", [("71.3", 71.3, "%", "value"), ("74.8%", 74.8, "%", "value")]),
    ("0.5 ± 0.1", [("0.5", 0.5, "", "value"), ("0.1", 0.1, "", "uncertainty")]),
    ("a standard deviation of 0.4", [("0.4", 0.4, "", "uncertainty")]),
    ("1.2M", [("1.2M", 1.2e6, "", "size")]),
    ("78k", [("78k", 78e3, "", "size")]),
    ("15B parameters", [("15B", 15e9, "", "size")]),
    ("175 billion parameters", [("175 billion", 175e9, "", "size")]),
    ("1,319", [("1,319", 1319, "", "count")]),
    ("1, 632 verified instances", [("1, 632", 1632, "instances", "count")]),
    ("10^28", [("10^28", 1e28, "", "value")]),
    ("10²⁸", [("10²⁸", 1e28, "", "value")]),
    ("3.0e19", [("3.0e19", 3e19, "", "value")]),
    ("2.0 × 10^30", [("2.0 × 10^30", 2e30, "", "value")]),
    ("5.1 points", [("5.1", 5.1, "points", "delta")]),
    ("scores 57.3 points", [("57.3", 57.3, "points", "value")]),
    ("+5.1%", [("+5.1%", 5.1, "%", "delta")]),
    ("↑6.4", [("↑6.4", 6.4, "", "delta")]),
    ("↓6.4", [("↓6.4", -6.4, "", "delta")]),
    ("22.3 points higher", [("22.3", 22.3, "points", "delta")]),
    ("30% fewer tokens", [("30%", 30, "%", "delta")]),
    ("by 7.1 points", [("7.1", 7.1, "points", "delta")]),
    ("by 5.1 and 7.2 points", [("5.1", 5.1, "points", "delta"), ("7.2", 7.2, "points", "delta")]),
    ("an improvement of 22.3", [("22.3", 22.3, "", "delta")]),
    ("multiply it by 2", [("2", 2, "", "value")]),
    ("2.5×", [("2.5×", 2.5, "×", "delta")]),
    ("2x faster", [("2x", 2, "×", "delta")]),
    ("8× A100 GPUs", [("8", 8, "", "count"), ("100", 100, "", "version")]),
    ("a three-fold gain", [("three-fold", 3, "×", "delta")]),
    ("pass@1", [("1", 1, "", "k")]),
    ("pass@k with k = 100", [("100", 100, "", "k")]),
    ("k ∈ {1, 10, 100}", [("1", 1, "", "k"), ("10", 10, "", "k"), ("100", 100, "", "k")]),
    ("Pass@10", [("10", 10, "", "k")]),
    ("BoN@3", [("3", 3, "", "k")]),
    ("top-5", [("5", 5, "", "k")]),
    ("Table 3", [("3", 3, "", "reference")]),
    ("Tables 3, 4 and 5", [("3", 3, "", "reference"), ("4", 4, "", "reference"), ("5", 5, "", "reference")]),
    ("Table 3, 57.3%", [("3", 3, "", "reference"), ("57.3%", 57.3, "%", "value")]),
    ("Section 4.2", [("4.2", 4.2, "", "reference")]),
    ("Eq. (3)", [("3", 3, "", "reference")]),
    ("[12]", [("12", 12, "", "reference")]),
    ("[12, 14]", [("12", 12, "", "reference"), ("14", 14, "", "reference")]),
    ("runs.12 We", [("12", 12, "", "reference")]),
    ("(Chen et al., 2021)", [("2021", 2021, "", "year")]),
    ("[Team, 2024b]", [("2024", 2024, "", "year")]),
    ("in 2024", [("2024", 2024, "", "year")]),
    ("2000 problems", [("2000", 2000, "problems", "count")]),
    ("GPT-4", [("4", 4, "", "version")]),
    ("GPT-3.5", [("3.5", 3.5, "", "version")]),
    ("Claude 3.5 Sonnet", [("3.5", 3.5, "", "version")]),
    ("CodeT5+", [("5", 5, "", "version")]),
    ("Llama-2-70B", [("2", 2, "", "version"), ("70B", 70e9, "", "size")]),
    ("WizardCoder 15B", [("15B", 15e9, "", "size")]),
    ("LLaMA 7B", [("7B", 7e9, "", "size")]),
    ("v2.5", [("2.5", 2.5, "", "version")]),
    ("R1-Zero", [("1", 1, "", "version")]),
    ("AIME 2024", [("2024", 2024, "", "version")]),
    ("AIME24", [("24", 24, "", "version")]),
    ("HumanEval-164", [("164", 164, "", "version")]),
    ("state-of-the-art-2", [("2", 2, "", "version")]),
    ("n = 20", [("20", 20, "", "count")]),
    ("T=0.8", [("0.8", 0.8, "", "setting")]),
    ("a batch size of 512", [("512", 512, "", "setting")]),
    ("p < 0.05", [("0.05", 0.05, "p", "value")]),
    ("0-shot", [("0", 0, "shot", "count")]),
    ("8-shot", [("8", 8, "shot", "count")]),
    ("one third", [("one third", 1 / 3, "", "value")]),
    ("three models", [("three", 3, "models", "count")]),
    ("first place", [("first", 1, "", "rank")]),
    ("ranked second", [("second", 2, "", "rank")]),
    ("3rd place", [("3rd", 3, "", "rank")]),
    ("the 96th percentile", [("96th", 96, "percentile", "value")]),
    ("−3.2", [("−3.2", -3.2, "", "value")]),
    ("-3.2", [("-3.2", -3.2, "", "value")]),
    ("0.4%", [("0.4%", 0.4, "%", "value")]),
    (".45", [(".45", 0.45, "", "value")]),
    ("164 hand-written programming problems", [("164", 164, "problems", "count")]),
    ("82 of 164", [("82", 82, "", "count"), ("164", 164, "", "count")]),
    ("83.9†", [("83.9", 83.9, "", "value")]),
    ("achieves 57 on MATH", [("57", 57, "", "value")]),
    ("2 The Dataset", [("2", 2, "", "reference")]),
    ("arXiv:2107.03374v2 and https://a.b/c12 and 1.2.3", []),
    ("9^99999999999 and 1e999", []),
    ("state of the art", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_forms(text: str, expected: Expected) -> None:
    found = [(q.raw, pytest.approx(q.value), q.unit, q.role.value) for q in parse(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "half_width"),
    [
        ("27.0", 0.05),
        ("57%", 0.5),
        ("achieves 57 here", 0.5),
        ("164 problems", 0),
        ("1,319", 0),
        ("1.2M", 50_000),
        ("2.0 × 10^30", 5e28),
        ("0.273", 0.0005),
        ("78k", 500),
    ],
)
def test_rounding_intervals(text: str, half_width: float) -> None:
    assert parse(text)[0].half_width == pytest.approx(half_width)


@pytest.mark.parametrize(
    ("cell", "raw", "value", "role"),
    [
        ("**83.9**", "83.9", 83.9, Role.VALUE),
        ("83.9 ↑6.4", "83.9", 83.9, Role.VALUE),
        ("↑6.4", "↑6.4", 6.4, Role.DELTA),
        ("83.9±0.5", "83.9", 83.9, Role.VALUE),
        ("83.9†", "83.9", 83.9, Role.VALUE),
        ("83.9¹", "83.9", 83.9, Role.VALUE),
        ("83.9 [2]", "83.9", 83.9, Role.VALUE),
        ("(83.9)", "83.9", 83.9, Role.VALUE),
        ("(12)", "12", 12, Role.VALUE),
        ("\\textbf{83.9}", "83.9", 83.9, Role.VALUE),
        ("−3.2", "−3.2", -3.2, Role.VALUE),
        ("1,319", "1,319", 1319, Role.COUNT),
        ("15B", "15B", 15e9, Role.SIZE),
        ("57.3 (+22.3)", "57.3", 57.3, Role.VALUE),
    ],
)
def test_cells(cell: str, raw: str, value: float, role: Role) -> None:
    found = parse_cell(cell)
    assert found is not None
    assert (found.raw, found.value, found.role) == (raw, value, role)
    assert cell[found.start : found.end] == raw


@pytest.mark.parametrize("cell", ["-", "–", "N/A", "GPT-4", "[12]", "", "✓"])
def test_cells_without_a_value(cell: str) -> None:
    assert parse_cell(cell) is None


@pytest.mark.parametrize(
    ("a", "b", "complement", "expected"),
    [
        ("27.0%", "27.0%", False, "equal"),
        ("27.0%", "27.04%", False, "rounded"),
        ("27.0%", "27%", False, "equal"),
        ("27.0%", "27.1%", False, None),
        ("83.9%", "83.9", False, "equal"),
        ("0.273", "27.3%", False, "fraction_percent"),
        ("0.273", "27.3", False, "fraction_percent"),
        ("0.273", "28.3%", False, None),
        ("1.2M", "1,200,000", False, "si_suffix"),
        ("1.2M", "1,300,000", False, None),
        ("12.3%", "87.7%", False, None),
        ("12.3%", "87.7%", True, "complement"),
        ("by 5.1%", "by 5.1 points", False, "percent_points"),
        ("164 problems", "164", False, "equal"),
        ("164 problems", "165 problems", False, None),
        ("pass@10", "10.0%", False, None),
        ("in 2024", "2024 problems", False, None),
        ("2.5×", "2.5%", False, None),
        ("3 hours", "3 days", False, None),
    ],
)
def test_matches(a: str, b: str, complement: bool, expected: str | None) -> None:
    left, right = parse(a)[0], parse(b)[0]
    found = matches(left, right, complement=complement)
    assert found == expected
    assert (matches(right, left, complement=complement) is None) is (expected is None)
