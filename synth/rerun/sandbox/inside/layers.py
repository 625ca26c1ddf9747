"""Which walls stand around a sample on this machine: each is tried, and what is in force is said."""

from __future__ import annotations

import contextlib
import os
import resource
from dataclasses import dataclass, field
from typing import Any

from synth.rerun.sandbox.inside import landlock, libc, namespaces, seccomp


@dataclass(slots=True)
class Confinement:
    """What is in force."""

    namespaces: str = ""
    """`root` or `user`: how they were entered; empty where they were not."""
    landlock_abi: int = 0
    seccomp: bool = False
    nobody: bool = False
    """Whether the processes run as a user of their own."""
    refused: dict[str, str] = field(default_factory=dict)
    """Layer → why the kernel refused it."""

    @property
    def network(self) -> bool:
        """Whether no network can be reached."""
        return bool(self.namespaces) or self.seccomp

    @property
    def files(self) -> bool:
        """Whether nothing can be read but the interpreter, and nothing written outside of the scratch folder."""
        return bool(self.namespaces) or (self.landlock_abi >= 1 and self.seccomp)

    @property
    def processes(self) -> bool:
        """Whether a sample can neither start processes nor reach others."""
        return self.seccomp or bool(self.namespaces)

    @property
    def safe(self) -> bool:
        """Whether foreign code may run."""
        return self.network and self.files and self.processes


def confine(config: dict[str, Any]) -> Confinement:
    """Confine this process for good, by all layers that `config` allows and the kernel gives.

    Raises OSError where namespaces were entered and the view could not be built: the process is then of no use.
    """
    made = Confinement()
    root = os.geteuid() == 0
    if config["namespaces"]:
        try:
            made.namespaces = namespaces.enter()
        except OSError as error:
            made.refused["namespaces"] = str(error)
    if made.namespaces:
        namespaces.view(config["point"], config["readable"], config["hidden"], int(config["scratch"]))
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    _limits(config)
    if config["landlock"]:
        try:
            writable = ["/dev/null", *([namespaces.SCRATCH] if made.namespaces else [])]
            readable = ["/dev/zero", "/dev/urandom", "/dev/random", *config["parts"]]
            made.landlock_abi = landlock.restrict(readable, listable=config["listable"], writable=writable)
        except OSError as error:
            made.refused["landlock"] = str(error)
    if made.namespaces:
        namespaces.become_nobody(made.namespaces)
        made.nobody = True
    elif root:
        _leave_root(made)
    made.seccomp = bool(config["seccomp"]) and seccomp.supported()
    if made.seccomp:
        seccomp.prepare()
    elif config["seccomp"]:
        made.refused["seccomp"] = "the call numbers of this machine are not known"
    return made


def _leave_root(made: Confinement) -> None:
    """Become nobody; with Landlock in force the right to read stays, since the interpreter may lie in root's home."""
    kept = 1 << libc.CAP_DAC_READ_SEARCH if made.landlock_abi else 0
    try:
        libc.prctl(libc.PR_SET_KEEPCAPS, 1)
        libc.drop_bounding_set()
        os.setgroups([])
        os.setresgid(namespaces.NOBODY, namespaces.NOBODY, namespaces.NOBODY)
        os.setresuid(namespaces.NOBODY, namespaces.NOBODY, namespaces.NOBODY)
        libc.keep_capabilities(kept)
        made.nobody = True
    except OSError as error:
        made.refused["user"] = str(error)


def _limits(config: dict[str, Any]) -> None:
    """Limits for every process of the worker; samples get narrower ones."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_AS: int(config["memory"]) * 2,
        resource.RLIMIT_FSIZE: int(config["file"]),
    }
    if config["namespaces"] or os.geteuid() == 0:  # else it would count what else the user runs
        limits[resource.RLIMIT_NPROC] = 256
    for what, value in limits.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (value, value))
