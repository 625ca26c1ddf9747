"""Metrics by name, and their estimates from outcomes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from synth.records import CurvePoint, Decoding, Estimate
from synth.rerun.archives import Sample
from synth.rerun.estimators import (
    ConsensusSet,
    Counts,
    UndefinedError,
    best_of_n,
    bootstrap,
    codet_at_k,
    g_pass_at_k,
    maj_at_k,
    mean,
    mg_pass_at_k,
    n_at_k,
    pass_at_k,
    pass_at_k_turns,
    pass_hat_k,
    plug_in,
    wilson,
    within_error,
)

_NAME = re.compile(
    r"(?P<name>pass|maj|bon|best|codet|success|accuracy|plugin|mg-?pass|g-?pass|cons)"
    r"(?:(?P<hat>\^)|@)?\(?(?P<k>\d+)?(?:\s*,\s*(?P<t>\d+))?\)?(?:_?(?P<tau>0?\.\d+|1\.0))?(?:\((?P<scorer>\w+(?:\+\w+)*)\))?"
)
_N_AT_K = re.compile(r"(?P<n>\d+)@(?P<k>\d+)")
_SPREAD_LIMIT = 2000
"""Samples a problem beyond which the sum over all possible counts takes too long."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with its parameters."""

    name: str
    """`pass`, `pass^`, `g-pass`, `mg-pass`, `maj`, `n`, `bon`, `codet`, `success`, `plugin`."""
    k: int = 1
    turns: int | None = None
    tau: str = ""
    scorer: str = ""
    sent: int = 0
    """Submissions, of n@k."""

    def __str__(self) -> str:
        if self.name == "n":
            return f"{self.sent}@{self.k}"
        if self.name == "pass^":
            return f"pass^{self.k}"
        if self.turns is not None:
            return f"pass@({self.k},{self.turns})"
        tail = f"_{self.tau}" if self.tau else f"({self.scorer})" if self.scorer else ""
        return f"{self.name}@{self.k}{tail}"


def parse_metric(text: str) -> Metric | None:
    """The metric that `text` names ("pass@100", "Pass^4", "BoN@5(public)", "10@100", "accuracy"); None for none."""
    plain = re.sub(r"\s+", "", text).lower().replace("best-of-", "bon@").replace("τ=", "")
    if found := _N_AT_K.fullmatch(plain):
        return Metric("n", int(found["k"]), sent=int(found["n"]))
    found = _NAME.fullmatch(plain)
    if found is None:
        return None
    name = {"best": "bon", "cons": "maj", "accuracy": "pass", "gpass": "g-pass", "mgpass": "mg-pass"}.get(
        found["name"], found["name"]
    )
    if found["k"] is None and found["name"] != "accuracy":
        return None
    if found["hat"]:
        name = "pass^" if name == "pass" else name
    turns = int(found["t"]) if found["t"] else None
    return Metric(name, int(found["k"] or 1), turns, found["tau"] or "", found["scorer"] or "")


@dataclass(slots=True)
class TaskOutcomes:
    """What became of the samples of one problem."""

    task: str
    samples: list[Sample] = field(default_factory=list)
    passed: list[bool] = field(default_factory=list)
    answers: list[str | None] = field(default_factory=list)
    """Final answers, for votes."""
    public: list[float] = field(default_factory=list)
    """Share of the public tests that each passes, where they were run."""
    sets: tuple[ConsensusSet, ...] | None = None
    """Consensus sets, where generated tests were run."""

    @property
    def counts(self) -> Counts:
        """Samples and correct ones."""
        return Counts(len(self.passed), sum(self.passed))

    def limited(self, limit: int) -> TaskOutcomes:
        """Only the samples of rollouts that were allowed `limit` turns."""
        kept = [i for i, sample in enumerate(self.samples) if sample.turn_limit == limit]
        return TaskOutcomes(self.task, [self.samples[i] for i in kept], [self.passed[i] for i in kept])


def estimate(metric: Metric, outcomes: Sequence[TaskOutcomes], decoding: Decoding) -> Estimate:
    """The estimate of a metric over problems. UndefinedError says why there is none."""
    values = [_value(metric, one) for one in outcomes]
    if not values:
        raise UndefinedError("there is no problem")
    exact = sum(values, start=Fraction(0)) / len(values)
    counts = [_counts(metric, one) for one in outcomes]
    single = all(count.n == 1 for count in counts) and metric.name in ("pass", "success")
    if single:
        bounds, kind = wilson(sum(count.c for count in counts), len(counts)), "Wilson"
    else:
        bounds, kind = bootstrap([float(value) for value in values]), "bootstrap over problems"
    spread = None
    if decoding is not Decoding.GREEDY and metric.name in _BY_COUNT and max(c.n for c in counts) <= _SPREAD_LIMIT:
        spread = 100 * within_error(counts, lambda n, c: _of_counts(metric, n, c))
    return Estimate(
        metric=str(metric),
        value=100 * float(exact),
        low=100 * bounds.low,
        high=100 * bounds.high,
        exact=f"{sum(c.c for c in counts)}/{len(counts)}" if single else f"{exact.numerator}/{exact.denominator}",
        spread=spread,
        interval=kind,
    )


def curve(outcomes: Sequence[TaskOutcomes]) -> tuple[CurvePoint, ...]:
    """pass@k for k = 1, 2, 3, 5, 7, 10, 15, … up to the smallest number of samples of a problem."""
    counts = [one.counts for one in outcomes if one.passed]
    if not counts:
        return ()
    most = min(count.n for count in counts)
    steps = [k for power in range(4) for k in (10**power * base // 10 for base in (10, 15, 20, 30, 50, 70)) if k >= 1]
    points = []
    for k in sorted({*(k for k in steps if k <= most), most}):
        values = [float(pass_at_k(n, c, k)) for n, c in counts]
        bounds = bootstrap(values, resamples=4000)
        points.append(
            CurvePoint(x=k, value=100 * sum(values) / len(values), low=100 * bounds.low, high=100 * bounds.high)
        )
    return tuple(points)


def turn_curve(outcomes: Sequence[TaskOutcomes]) -> tuple[CurvePoint, ...]:
    """Share solved by turn limit where rollouts of several limits were made, else by the turn that solved each."""
    samples = [sample for one in outcomes for sample in one.samples]
    limits = sorted({sample.turn_limit for sample in samples if sample.turn_limit is not None})
    if len(limits) > 1:
        rows = [(limit, [one.limited(limit) for one in outcomes]) for limit in limits]
        return tuple(_point(limit, [c.counts for c in limited if c.passed]) for limit, limited in rows)
    last = max((sample.turns or 0 for sample in samples), default=0)
    if last < 2:
        return ()
    return tuple(
        _point(turn, [Counts(len(one.passed), _solved(one, turn)) for one in outcomes if one.passed])
        for turn in range(1, last + 1)
    )


def _point(x: int, counts: Sequence[Counts]) -> CurvePoint:
    values = [count.c / count.n for count in counts]
    bounds = bootstrap(values, resamples=4000)
    return CurvePoint(x=x, value=100 * sum(values) / len(values), low=100 * bounds.low, high=100 * bounds.high)


def _solved(one: TaskOutcomes, turn: int) -> int:
    return sum(
        passed and sample.turns is not None and sample.turns <= turn
        for sample, passed in zip(one.samples, one.passed, strict=True)
    )


_BY_COUNT = frozenset(("pass", "pass^", "g-pass", "mg-pass", "plugin", "success"))
"""Metrics that depend on n and c alone."""


def _counts(metric: Metric, one: TaskOutcomes) -> Counts:
    return one.limited(metric.k).counts if metric.name == "success" else one.counts


def _of_counts(metric: Metric, n: int, c: int) -> Fraction:
    if metric.name == "success":
        return pass_at_k(n, c, 1)
    if metric.name == "pass^":
        return pass_hat_k(n, c, metric.k)
    if metric.name == "g-pass":
        return g_pass_at_k(n, c, metric.k, Fraction(metric.tau or "1"))
    if metric.name == "mg-pass":
        return mg_pass_at_k(n, c, metric.k)
    return plug_in(n, c, metric.k) if metric.name == "plugin" else pass_at_k(n, c, metric.k)


def _value(metric: Metric, one: TaskOutcomes) -> Fraction:
    if metric.turns is not None:
        turns = [s.turns if passed else None for s, passed in zip(one.samples, one.passed, strict=True)]
        if not any(s.turns or s.turn_limit for s in one.samples):
            raise UndefinedError("the archive does not say in which turn a sample was solved")
        return pass_at_k_turns(turns, metric.k, metric.turns)
    if metric.name in _BY_COUNT:
        counts = _counts(metric, one)
        if metric.name == "success" and not counts.n:
            raise UndefinedError(f"{one.task} has no rollout of {metric.k} turns")
        return _of_counts(metric, counts.n, counts.c)
    if metric.name == "maj":
        right = {answer for answer, passed in zip(one.answers, one.passed, strict=False) if passed}
        if not one.answers:
            raise UndefinedError("the samples have no final answers that could vote")
        return maj_at_k(one.answers, right, metric.k)
    if metric.name == "codet":
        if one.sets is None:
            raise UndefinedError("there are no generated tests")
        return codet_at_k(one.sets, one.passed, metric.k)
    if metric.name == "n":
        if not one.public:
            raise UndefinedError("there are no public tests")
        kept = [passed for passed, share in zip(one.passed, one.public, strict=True) if share == 1]
        return n_at_k(len(one.passed), len(kept), sum(kept), metric.k, metric.sent)
    return best_of_n(_scores(metric, one), one.passed, metric.k)


def _scores(metric: Metric, one: TaskOutcomes) -> list[tuple[float, ...]]:
    """Scores that pick one of N: by public tests, by a verifier, by both, or none."""
    scored = all(sample.score is not None for sample in one.samples)
    scorer = metric.scorer or ("score" if scored else "public")
    if scorer == "random":
        return [(0.0,)] * len(one.passed)
    columns: list[Sequence[float]] = []
    for part in scorer.split("+"):
        if part == "public":
            if not one.public:
                raise UndefinedError("there are no public tests")
            columns.append(one.public)
        elif part == "score":
            if not scored:
                raise UndefinedError("the samples have no scores of a verifier")
            columns.append([sample.score or 0.0 for sample in one.samples])
        else:
            raise UndefinedError(f"no scorer {part!r}: known are random, public, score and public+score")
    return list(zip(*columns, strict=True))


def mean_counts(outcomes: Mapping[str, TaskOutcomes], k: int) -> Fraction:
    """pass@k of a benchmark, exactly."""
    return mean(lambda n, c: pass_at_k(n, c, k), [one.counts for one in outcomes.values()])
