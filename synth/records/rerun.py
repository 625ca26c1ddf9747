"""A figure that was computed again from samples, and what came out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

RERUN_SCHEMA_VERSION = "1.0"


class RerunVerdict(StrEnum):
    """What a rerun says of a cited figure."""

    REPRODUCED = "reproduced"
    """The estimate rounds to the figure as it is printed."""
    REPRODUCED_BY_TRUNCATION = "reproduced_by_truncation"
    """It does so when digits are cut off instead of rounded."""
    WITHIN_SAMPLING_ERROR = "within_sampling_error"
    """The difference is no larger than that between two draws of samples for the same problems."""
    ONLY_UNDER_VARIANT = "only_under_variant"
    """Another declared way to assemble or judge the samples gives it, the recipe's own does not."""
    NOT_REPRODUCED = "not_reproduced"
    NOT_TESTABLE = "not_testable"
    """These samples cannot say; `reason` names why."""

    @property
    def agrees(self) -> bool:
        """Whether the rerun supports the figure."""
        return self in (self.REPRODUCED, self.REPRODUCED_BY_TRUNCATION, self.WITHIN_SAMPLING_ERROR)


class Decoding(StrEnum):
    """How samples were drawn."""

    GREEDY = "greedy"
    SAMPLED = "sampled"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """How outcomes came to be known."""

    EXECUTED = "executed"
    """Every sample was run against the tests."""
    REDERIVED = "rederived"
    """Every answer was compared anew with the right one."""
    RECORDED = "recorded"
    """The outcomes that the archive records were counted again; nothing was judged anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """A figure as a paper or a user states it."""

    text: str
    """For the reader: "pass@100 = 73.7"."""
    metric: str
    """`pass@100`, `pass^4`, `bon@5`, `codet@1`, `success@5`, …"""
    printed: str
    """Digits as printed, in percent: "73.7"."""
    decoding: Decoding = Decoding.UNKNOWN
    arxiv: str = ""
    """Id of the paper without version, empty where unknown."""
    where: str = ""
    """"Table 2"."""
    model: str = ""
    dataset: str = ""

    @property
    def value(self) -> float:
        """In percent."""
        return float(self.printed)

    @property
    def decimals(self) -> int:
        """How many are printed."""
        return len(self.printed.partition(".")[2])


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """An estimate with its uncertainty, in percent, unrounded."""

    metric: str
    value: float
    low: float
    """95% interval: over problems, or Wilson's where each was answered once."""
    high: float
    exact: str
    """The same as a fraction of one: "3627/16400"."""
    spread: float | None = None
    """Standard error over new draws of samples for the same problems; None where samples are not drawn at random."""
    interval: str = "bootstrap over problems"


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskCount:
    """One problem: samples and correct ones."""

    task: str
    n: int
    c: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """A file that a rerun stands on."""

    path: str
    sha256: str = ""
    md5: str = ""
    """Of the content unpacked: names the version of a problem file."""
    format: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assembly:
    """How a program is made of a prompt and a sample."""

    name: str
    mode: str = "auto"
    """`completion` (prompt and sample), `program` (the sample alone), or `auto`: by what the sample defines."""
    preamble: str = ""
    """Text put before."""
    stop: tuple[str, ...] = ()
    """The sample is cut off at the first of these."""
    clean: tuple[str, ...] = ()
    """`fences`: take the code out of Markdown; `newlines`: \\r\\n becomes \\n."""

    @property
    def words(self) -> str:
        """For the reader."""
        what = {"completion": "prompt + sample", "program": "sample alone"}.get(self.mode, "prompt where it is needed")
        parts = [what]
        if self.preamble:
            lines = self.preamble.strip().splitlines()
            parts.append(f"preamble {lines[0]!r}" + (f" and {len(lines) - 1} more lines" if len(lines) > 1 else ""))
        if self.stop:
            parts.append(f"cut at {len(self.stop)} stop sequence{'s' if len(self.stop) > 1 else ''}")
        return ", ".join([*parts, *self.clean])


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """What another assembly, another file or the archive's own record gives."""

    name: str
    words: str
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedFigure:
    """A cited figure and what the rerun says of it."""

    cited: Cited
    verdict: RerunVerdict
    reason: str
    """One enumerated word: `exact`, `truncated`, `variant`, `greedy_against_sampled`, `too_few_samples`, …"""
    explanation: str
    """One sentence for the reader."""
    estimate: Estimate | None = None
    variant: str = ""
    """Name of the variant that gives it, with `only_under_variant`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRerun:
    """A number of a claim and what a rerun says of it."""

    recipe: str
    """Name of the recipe: `Rerun.name`."""
    printed: str
    """The number as the claim prints it, `Quantity.raw`."""
    basis: Basis
    figure: JudgedFigure


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """Samples that ran out of time."""

    first: int = 0
    """By CPU time or, when they were judged first, by the clock."""
    cured: int = 0
    """Of these, how many ended when they were judged again, alone and with more wall-clock time."""
    left: int = 0
    """How many did not; they count as failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """The archive's own outcomes beside ours."""

    total: int
    agree: int
    recorded: int
    """Samples that the archive records as correct."""
    differ: tuple[str, ...] = ()
    """Problems on which we differ, each with which of us says that it is solved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CurvePoint:
    """One point of a curve, in percent."""

    x: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineInfo:
    """What judged the samples."""

    name: str
    version: str
    python: str = ""
    layers: tuple[str, ...] = ()
    """Layers of confinement in force."""
    cpu_limit: float = 0.0
    """Seconds of CPU that a sample gets before it counts as failed."""
    memory: int = 0
    """Bytes of address space that it gets."""
    workers: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Rerun:
    """Samples judged anew, what they estimate, and what that says of the figures that are cited."""

    name: str
    """Name of the recipe; empty for a rerun by hand."""
    title: str
    created: str
    """ISO 8601, UTC."""
    basis: Basis
    figures: tuple[JudgedFigure, ...]
    """The recipe's main figure first."""
    archive: SourceFile
    problems: SourceFile
    tasks: tuple[TaskCount, ...]
    estimates: tuple[Estimate, ...]
    assembly: Assembly
    engine: EngineInfo
    decoding: Decoding = Decoding.UNKNOWN
    variants: tuple[Variant, ...] = ()
    outcomes: tuple[tuple[str, int], ...] = ()
    """How many samples ended how, most frequent first."""
    timeouts: Timeouts = Timeouts()
    recorded: Agreement | None = None
    curve: tuple[CurvePoint, ...] = ()
    """pass@k over k."""
    turns: tuple[CurvePoint, ...] = ()
    """Share solved over turns."""
    findings: tuple[str, ...] = ()
    """What is wrong with the archive or worth knowing, one sentence each."""
    note: str = ""
    """What the recipe says of its source."""
    seconds: float = 0.0
    """Of CPU, as far as samples reported it."""
    schema_version: str = field(default=RERUN_SCHEMA_VERSION)

    @property
    def n_problems(self) -> int:
        """Problems with at least one sample."""
        return len(self.tasks)

    @property
    def n_samples(self) -> int:
        """Samples judged."""
        return sum(task.n for task in self.tasks)

    @property
    def main(self) -> JudgedFigure | None:
        """The first figure."""
        return self.figures[0] if self.figures else None

    def estimate(self, metric: str) -> Estimate | None:
        """The estimate of one metric, where it was made."""
        return next((one for one in self.estimates if one.metric == metric), None)
