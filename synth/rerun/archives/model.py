"""Samples as they were archived."""

from __future__ import annotations

import re
from dataclasses import dataclass

from synth.records import SourceFile

_FUNCTION = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)
_LONGEST = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One sample of an archive."""

    task: str
    """Problem, as the archive names it; empty where only `prompt` or `entry` tell."""
    text: str
    """What the model wrote, or the program that was made of it."""
    prompt: str = ""
    entry: str = ""
    recorded: bool | None = None
    """Whether the archive says that it is correct."""
    system: str = ""
    """Which of several systems in one file it is of."""
    turn_limit: int | None = None
    """Turns that the rollout was allowed."""
    turns: int | None = None
    """Turn in which it was solved; None for never or unknown."""
    score: float | None = None
    """Of a verifier."""

    @property
    def name(self) -> str:
        """How a reader is told which problem it is of: as the archive names it, by its function, or by its prompt."""
        asked = _FUNCTION.findall(self.prompt)
        told = self.task or self.entry or (asked[-1] if asked else self.prompt)
        line = next((line.strip() for line in told.splitlines() if line.strip()), "")
        short = line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"
        return short or "a problem without a name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """A file of samples."""

    file: SourceFile
    samples: tuple[Sample, ...]
    findings: tuple[str, ...] = ()
    judged: bool = False
    """It holds outcomes only: nothing that could be judged anew."""
    problems: tuple[dict[str, object], ...] = ()
    """Rows that carry their own tests."""

    @property
    def systems(self) -> tuple[str, ...]:
        """Systems in the file, in order of appearance; empty where it tells none apart."""
        return tuple(dict.fromkeys(sample.system for sample in self.samples if sample.system))
