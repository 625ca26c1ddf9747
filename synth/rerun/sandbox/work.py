"""What the sandbox is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one sample may use."""

    cpu: float = 3.0
    """Seconds of CPU."""
    wall: float = 18.0
    """Seconds of wall clock, for samples that wait."""
    memory: int = 1 << 30
    """Bytes of address space."""
    file: int = 1 << 20
    """Bytes of one file."""
    scratch: int = 16 << 20
    """Bytes of the folder that samples may write in, where there is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Walls:
    """Which layers of confinement are tried."""

    namespaces: bool = True
    landlock: bool = True
    seccomp: bool = True
    unsafe: bool = False
    """Run foreign code even where the layers in force do not hold it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suite:
    """How the programs of a problem are judged."""

    checks: tuple[str, ...] = ()
    """Test code: each piece holds or raises."""
    entry: str = ""
    """Function that is asked for: `check` is called with it, inputs are given to it. Empty where there is no one."""
    call: bool = True
    """Whether the checks define `check` and leave it to be called; False where they call all by themselves."""
    helpers: str = ""
    """The prompt, whose definitions the tests may use."""
    inputs: tuple[Any, ...] = ()
    """Argument lists as JSON for the wire; results are compared with those of `oracle`."""
    oracle: str = ""
    """Reference program."""
    rule: str = "exact"
    """How results of inputs are compared: see `inside/compare.py`."""
    atol: float = 0.0
    each: bool = False
    """Run every check and say which held, instead of ending at the first failure."""


@dataclass(frozen=True, slots=True)
class Task:
    """Programs that are judged by the same tests."""

    key: str
    """Names the problem for the caller."""
    suite: Suite
    programs: tuple[str, ...]
    solo: bool = False
    """Give every program a process of its own."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one program."""

    outcome: str
    """`passed`, `failed`, `error`, `load`, `no_entry`, `timeout`, `crashed`, `refused` or `judge`."""
    detail: str = ""
    bits: str = ""
    """One digit a check: 1 where it held."""
    cpu: float = 0.0
    """Seconds of CPU, as far as they are known."""

    @property
    def passed(self) -> bool:
        """Whether all tests held."""
        return self.outcome == "passed"
