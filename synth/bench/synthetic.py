"""The synthetic set, judged: how many errors are caught, and how many true statements are called wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from synth.bench.calibration import Judged, calibration
from synth.bench.items import Kind, Made, Pair
from synth.bench.labels import Answer, answer
from synth.bench.outcome import Miss, Outcome, Sheet
from synth.bench.pairs import held_out, synthetic_pairs
from synth.bench.scores import Rate
from synth.bench.world import Papers, World
from synth.language.words import squash
from synth.records import Claim, Verdict
from synth.verify.audited import Auditor
from synth.verify.confidence import calibrated_on

Judgement = tuple[Claim, Verdict]


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A pair and the two verdicts."""

    pair: Pair
    true: Judgement
    false: Judgement

    @property
    def caught(self) -> bool:
        """Whether the error was called one."""
        return answer(self.false[1].label) is Answer.REFUTED

    @property
    def false_alarm(self) -> bool:
        """Whether the true statement was called wrong."""
        return answer(self.true[1].label) is Answer.REFUTED

    @property
    def confirmed(self) -> bool:
        """Whether the true statement was supported."""
        return answer(self.true[1].label) is Answer.SUPPORTED

    @property
    def mended(self) -> bool:
        """Whether the suggested correction is the true statement, word for word."""
        correction = self.false[1].correction
        return correction is not None and squash(correction.text) == squash(self.pair.true)


def judge_pairs(pairs: Sequence[Pair], judge: Auditor, world: World, *, blind: bool = False) -> list[JudgedPair]:
    """Judge both twins of every pair against their paper; `blind` gives the judge no source."""
    known: dict[tuple[str, str], Judgement] = {}

    def verdict(text: str, paper: str) -> Judgement:
        if (text, paper) not in known:
            known[text, paper] = judge.judge(text, () if blind else (paper,))
        return known[text, paper]

    judged = []
    for count, pair in enumerate(pairs, start=1):
        judged.append(JudgedPair(pair, verdict(pair.true, pair.paper), verdict(pair.false, pair.paper)))
        world.progress("judging without sources" if blind else "judging pairs", count, len(pairs))
    return judged


def drawn(pairs: Sequence[Pair], limit: int | None, seed: int) -> list[Pair]:
    """At most `limit` pairs, spread over kinds and papers by seed."""
    if limit is None or limit >= len(pairs):
        return list(pairs)
    import random

    chosen = sorted(random.Random(f"{seed}:limit").sample(range(len(pairs)), limit))
    return [pairs[index] for index in chosen]


def run_synthetic(world: World, kinds: Iterable[str] = ()) -> Outcome:
    """Make the set, judge it, and count."""
    papers = world.read_papers()
    wanted = frozenset(kinds)
    pairs = synthetic_pairs(papers, seed=world.seed, per_kind=world.per_kind)
    pairs = drawn([pair for pair in pairs if not wanted or pair.kind in wanted], world.limit, world.seed)
    judge = world.judge(papers)
    judged = judge_pairs(pairs, judge, world)
    blind = judge_pairs(pairs, judge, world, blind=True)
    outside = held_out([paper.id for _, paper in papers], seed=world.seed)
    withheld = _withheld(pairs, papers, world)
    sheets = [
        _by("By kind, all papers", judged, [(kind.value, _of_kind(kind)) for kind in Kind]),
        _by(
            "By origin and by half of the papers",
            judged,
            [
                ("composed from cells", lambda j: j.pair.made is Made.COMPOSED),
                ("copied sentence", lambda j: j.pair.made is Made.COPIED),
                ("development papers", lambda j: j.pair.paper not in outside),
                ("held-out papers", lambda j: j.pair.paper in outside),
                ("composed, held-out", lambda j: j.pair.made is Made.COMPOSED and j.pair.paper in outside),
            ],
        ),
        _baselines(judged, blind, withheld),
    ]
    if len({pair.wording for pair in pairs}) > 1:
        names = sorted({pair.wording for pair in pairs})
        sheets.append(_by("By wording", judged, [(name, _of_wording(name)) for name in names]))
    reliable = calibration(
        [item for one in judged if one.pair.paper not in calibrated_on() for item in items_of(one)],
        "papers that no confidence was fitted on",
    )
    return Outcome(
        name="synthetic",
        title="Synthetic errors made from papers",
        sheets=(*sheets, *reliable.sheets),
        notes=(_note(judged, papers, outside, world), *reliable.notes),
        misses=tuple(_misses(judged, outside)),
    )


Part = tuple[str, Callable[[JudgedPair], bool]]


def _of_kind(kind: Kind) -> Callable[[JudgedPair], bool]:
    return lambda one: one.pair.kind is kind


def _of_wording(wording: str) -> Callable[[JudgedPair], bool]:
    return lambda one: one.pair.wording == wording


def _by(title: str, judged: Sequence[JudgedPair], parts: Sequence[Part]) -> Sheet:
    columns = ("set", "pairs", "caught", "false alarms on twins", "twins supported", "mended word for word")
    rows = []
    for name, inside in (*parts, ("all", lambda j: True)):
        found = [one for one in judged if inside(one)]
        if found:
            rows.append((name, len(found), *_rates(found)))
    return Sheet(title=title, columns=columns, rows=tuple(rows))


def _rates(found: Sequence[JudgedPair]) -> tuple[Rate, Rate, Rate, Rate]:
    # A true statement may be the twin of several errors: it is counted once.
    twins = list({(one.pair.paper, one.pair.true): one for one in found}.values())
    return (
        Rate(sum(one.caught for one in found), len(found)),
        Rate(sum(one.false_alarm for one in twins), len(twins)),
        Rate(sum(one.confirmed for one in twins), len(twins)),
        Rate(sum(one.mended for one in found), len(found)),
    )


def _baselines(judged: Sequence[JudgedPair], blind: Sequence[JudgedPair], withheld: Sequence[JudgedPair]) -> Sheet:
    rows: list[tuple[str, int, Rate, Rate, float]] = []
    for name, found in (
        ("judge", judged),
        ("claim only: the same judge without the paper", blind),
        ("copied sentences, the paper read without them", withheld),
    ):
        if found:
            caught, alarms, *_ = _rates(found)
            balanced = ((caught.value or 0.0) + 1 - (alarms.value or 0.0)) / 2
            rows.append((name, len(found), caught, alarms, 100 * balanced))
    n = len(judged)
    rows.append(("majority: everything is right", n, Rate(0, n), Rate(0, n), 50.0))
    columns = ("judge", "pairs", "caught", "false alarms on twins", "balanced accuracy, %")
    return Sheet(title="Beside it", columns=columns, rows=tuple(rows))


def _withheld(pairs: Sequence[Pair], papers: Papers, world: World) -> list[JudgedPair]:
    """Copied pairs judged against papers from which the copied sentences were taken out."""
    copied = [pair for pair in pairs if pair.made is Made.COPIED]
    if not copied:
        return []
    gone: dict[str, set[int]] = {}
    for pair in copied:
        gone.setdefault(pair.paper, set()).add(pair.sentence)
    without = [
        (
            replace(
                document,
                sentences=tuple(s for i, s in enumerate(document.sentences) if i not in gone.get(paper.id, ())),
            ),
            paper,
        )
        for document, paper in papers
    ]
    return judge_pairs(copied, world.judge(without), world)


def items_of(one: JudgedPair) -> tuple[Judged, Judged]:
    """Both verdicts, with whether they are right."""
    return (
        Judged(one.true[0].type, one.true[1], answer(one.true[1].label) is Answer.SUPPORTED),
        Judged(one.false[0].type, one.false[1], one.caught),
    )


def _note(judged: Sequence[JudgedPair], papers: Papers, outside: frozenset[str], world: World) -> str:
    used = {one.pair.paper for one in judged}
    planted = "The bundled papers hold eight planted errors, which count as true statements here. " * world.bundled
    return (
        planted
        + f"{len(judged)} pairs from {len(used)} of {len(papers)} papers, {len(outside)} of them held out; seed "
        f"{world.seed}, at most {world.per_kind} pairs of a kind and origin from one paper. Caught: the changed "
        "statement is contradicted or impossible. False alarm: its untouched twin is. Composed statements are worded "
        "from cells as they were read, so that errors of reading do not show here. Copied sentences stand in the "
        "paper; the row without them shows what is left when they do not. Intervals: Wilson 95%, which take pairs of "
        "one paper as independent."
    )


def _misses(judged: Sequence[JudgedPair], outside: frozenset[str]) -> Iterable[Miss]:
    for one in judged:
        for wrong, wanted, text, (_, verdict) in (
            (not one.caught, "contradicted", one.pair.false, one.false),
            (one.false_alarm, "no contradiction", one.pair.true, one.true),
        ):
            if wrong:
                yield Miss(
                    kind=f"{one.pair.kind}, {one.pair.made}{', held-out' * (one.pair.paper in outside)}",
                    wanted=wanted,
                    got=f"{verdict.label}/{verdict.reason}",
                    text=text,
                    explanation=f"{verdict.explanation} [{one.pair.paper}, {one.pair.where}; true: {one.pair.true}]",
                    where=one.pair.where,
                )
