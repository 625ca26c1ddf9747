"""Verdicts: each rule on the smallest case that needs it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from synth.errors import UsageError
from synth.records import Cited, Decoding, Estimate, RerunVerdict
from synth.rerun.claims import is_figure, parse_figure
from synth.rerun.judge import Ground, judge, possible, rounds_to, truncates_to
from synth.rerun.metrics import parse_metric

SAMPLED = Ground(decoding=Decoding.SAMPLED, same_samples=True, items=164, samples=100)
GREEDY = Ground(decoding=Decoding.GREEDY, same_samples=True, items=500, samples=1)


def made(exact: str, metric: str = "pass@10", spread: float | None = None) -> Estimate:
    value = 100 * float(Fraction(exact))
    return Estimate(metric=metric, value=value, low=value - 5, high=value + 5, exact=exact, spread=spread)


def cited(printed: str, metric: str = "pass@10", decoding: Decoding = Decoding.SAMPLED) -> Cited:
    return Cited(text=f"{metric} = {printed}", metric=metric, printed=printed, decoding=decoding)


def test_rounding_and_truncation_are_exact() -> None:
    # 121/164 = 73.780…; 1/8 = 12.5 is a tie at no decimals and may be rounded either way.
    assert rounds_to(made("121/164"), cited("73.8")) and not rounds_to(made("121/164"), cited("73.7"))
    assert truncates_to(made("121/164"), cited("73.7")) and not truncates_to(made("121/164"), cited("73.6"))
    assert rounds_to(made("1/8"), cited("12")) and rounds_to(made("1/8"), cited("13"))
    assert not truncates_to(made("1/8"), cited("13"))


def test_reproduced_exactly_and_by_truncation() -> None:
    assert judge(cited("73.8"), made("121/164"), SAMPLED).verdict is RerunVerdict.REPRODUCED
    found = judge(cited("73.7"), made("121/164"), SAMPLED)
    assert found.verdict is RerunVerdict.REPRODUCED_BY_TRUNCATION
    assert found.explanation == "73.78 is 73.7 with its digits cut off; it rounds to 73.8."


def test_greedy_is_not_sampled() -> None:
    figure = cited("29.7", "pass@1", Decoding.GREEDY)
    found = judge(figure, made("3627/16400", "pass@1"), SAMPLED)
    assert (found.verdict, found.reason) == (RerunVerdict.NOT_TESTABLE, "greedy_against_sampled")
    assert "No whole number of 164 problems gives 29.7" in found.explanation
    other = judge(cited("57.3", "pass@1"), made("98/164", "pass@1"), replace(GREEDY, items=164))
    assert (other.verdict, other.reason) == (RerunVerdict.NOT_TESTABLE, "sampled_against_greedy")
    unknown = judge(cited("29.7", "pass@1", Decoding.UNKNOWN), made("3627/16400", "pass@1"), SAMPLED)
    assert (unknown.verdict, unknown.reason) == (RerunVerdict.NOT_TESTABLE, "decoding_unknown")
    # Where the samples do give it, it does not matter what was said about decoding.
    same = judge(cited("22.1", "pass@1", Decoding.UNKNOWN), made("3627/16400", "pass@1"), SAMPLED)
    assert same.verdict is RerunVerdict.REPRODUCED


def test_sampling_error_excuses_other_samples_only() -> None:
    near = made("1/2", spread=1.0)
    assert judge(cited("52.0"), near, SAMPLED).verdict is RerunVerdict.NOT_REPRODUCED
    fresh = replace(SAMPLED, same_samples=False)
    assert judge(cited("52.0"), near, fresh).verdict is RerunVerdict.WITHIN_SAMPLING_ERROR
    assert judge(cited("54.0"), near, fresh).verdict is RerunVerdict.NOT_REPRODUCED  # 1.96 · √2 · 1.0 = 2.8


def test_wilsons_interval_excuses_nothing() -> None:
    # 47.2 lies inside Wilson's interval of 258/500; the problems are the same, so that it is contradicted all the same.
    found = judge(cited("47.2", "pass@1", Decoding.GREEDY), made("258/500", "pass@1"), GREEDY)
    assert found.verdict is RerunVerdict.NOT_REPRODUCED
    assert "4.40 points more (258 of 500)" in found.explanation


def test_variants_and_orders() -> None:
    figure = cited("39.0", "pass@1", Decoding.GREEDY)
    base, math = made("62/164", "pass@1"), made("64/164", "pass@1")
    ground = replace(GREEDY, items=164)
    found = judge(figure, base, ground, variants={"bare": base, "with math": math})
    assert (found.verdict, found.variant) == (RerunVerdict.ONLY_UNDER_VARIANT, "with math")
    order = judge(figure, base, ground, orders=[base, math], variants={"with math": math})
    assert (order.verdict, order.reason) == (RerunVerdict.REPRODUCED, "set_order")


def test_samples_at_the_limit_of_time() -> None:
    figure = cited("73.2", "pass@1", Decoding.GREEDY)
    ground = replace(GREEDY, items=164)
    few, right, many = (made(f"{count}/164", "pass@1") for count in (118, 120, 121))
    for base, paces in ((few, (few, many)), (many, (right, many)), (many, (few, many))):
        found = judge(figure, base, ground, paces=paces)
        assert (found.verdict, found.reason) == (RerunVerdict.REPRODUCED, "time_limit")
    assert "without them 71.95, with them 73.78" in judge(figure, few, ground, paces=(few, many)).explanation
    assert judge(figure, few, ground, paces=(few, few)).verdict is RerunVerdict.NOT_REPRODUCED
    assert judge(figure, many, ground, paces=(many, many)).verdict is RerunVerdict.NOT_REPRODUCED
    assert judge(figure, right, ground, paces=(few, many)).reason == "exact"


def test_what_cannot_be_tested() -> None:
    assert judge(cited("50.0"), None, SAMPLED, undefined="k = 10 with 5 samples").reason == "undefined"
    missing = judge(cited("50.0"), made("1/2"), replace(SAMPLED, missing=3))
    assert missing.verdict is RerunVerdict.NOT_TESTABLE and "3 of 167 problems" in missing.explanation
    known = judge(cited("50.0"), made("1/2"), SAMPLED, untestable=("no_archive", "Other programs."))
    assert (known.verdict, known.reason) == (RerunVerdict.NOT_TESTABLE, "no_archive")


def test_possible_counts() -> None:
    assert possible(cited("79.9"), 164) and not possible(cited("79.6"), 164)


@pytest.mark.parametrize(
    "text,name",
    [
        ("pass@100", "pass@100"), ("Pass@1", "pass@1"), ("pass^4", "pass^4"), ("maj@16", "maj@16"), ("BoN@5", "bon@5"),
        ("best-of-3(public+score)", "bon@3(public+score)"), ("10@100", "10@100"), ("codet@2", "codet@2"),
        ("G-Pass@8_0.5", "g-pass@8_0.5"), ("mG-Pass@8", "mg-pass@8"), ("pass@(5,3)", "pass@(5,3)"),
        ("accuracy", "pass@1"),
        ("success@5", "success@5"), ("plugin@10", "plugin@10"), ("cons@64", "maj@64"),
    ],
)  # fmt: skip
def test_metric_names(text: str, name: str) -> None:
    assert str(parse_metric(text)) == name
    assert str(parse_metric(name)) == name


@pytest.mark.parametrize("text", ["pass", "pass@", "F1", "pass@k", "", "bleu@4"])
def test_what_is_no_metric(text: str) -> None:
    assert parse_metric(text) is None


def test_figures_that_users_type() -> None:
    assert parse_figure("pass@100 = 73.7").cited.printed == "73.7"
    greedy = parse_figure("Greedy pass@1: 29.70%").cited
    assert (greedy.decoding, greedy.printed, greedy.decimals) == (Decoding.GREEDY, "29.70", 2)
    assert is_figure("pass@1 is 3") and not is_figure("c2f61ab5a59d1e0b0")
    for wrong in ("pass@1", "F1 = 3", "pass@1 = 120", "= 5"):
        with pytest.raises(UsageError):
            parse_figure(wrong)
