"""The warm process that samples are forked from: single-threaded, confined, and without knowledge of any test.

Requests come one at a time from the judge: fork a sample on the socket that came with the request, fork a template that
has imported more, end a sample. A sample is always killed before it is waited for, so that none outlives its problem.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import socket
from typing import Any

from synth.rerun.sandbox.inside import landlock, libc, namespaces, seccomp
from synth.rerun.sandbox.inside.layers import Confinement
from synth.rerun.sandbox.inside.sample import Host
from synth.rerun.sandbox.inside.wire import GoneError, Wire

WARM = (
    "abc", "bisect", "calendar", "collections", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "hashlib", "heapq", "itertools", "json", "math", "numbers", "operator", "random", "re", "statistics",
    "string", "sys", "time", "types", "typing", "warnings",
)  # fmt: skip
"""Modules that samples are likely to import."""
GC_THRESHOLD = (20_000, 20, 20)
"""Rarer collections than Python's own: most programs end before the first."""


def serve(control: socket.socket, confined: Confinement) -> None:
    """Answer the judge until it closes."""
    import warnings

    warnings.simplefilter("ignore")
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    libc.name("synth-template")
    gc.collect()
    gc.freeze()
    alive: set[int] = set()
    while True:
        data, handles, _, _ = socket.recv_fds(control, 65536, 1)
        if not data:
            return
        request = json.loads(data)
        reply: dict[str, Any] = {"error": "unknown request"}
        if "reap" in request:
            reply = _reap(int(request["reap"]))
            alive.discard(int(request["reap"]))
        elif "sweep" in request:
            reply = {"swept": [_reap(pid)["cpu"] for pid in sorted(alive)]}
            alive.clear()
        elif handles:
            with socket.socket(fileno=handles[0]) as sock:
                if "spawn" in request:
                    reply = {"pid": _fork_sample(sock, control, confined, request["spawn"])}
                    alive.add(reply["pid"])
                elif "template" in request:
                    reply = {"pid": _fork_template(sock, control, confined, request["template"])}
        control.send(json.dumps(reply).encode())


def warm() -> None:
    """Import what samples are likely to need, before anything is confined."""
    for name in WARM:
        importlib.import_module(name)


def ask(control: socket.socket, request: dict[str, Any], sock: socket.socket | None = None) -> dict[str, Any]:
    """Send a request to a template, with the socket that it is about; its reply."""
    data = json.dumps(request).encode()
    if sock is None:
        control.send(data)
    else:
        socket.send_fds(control, [data], [sock.fileno()])
    answer = control.recv(65536)
    if not answer:
        raise GoneError
    reply: dict[str, Any] = json.loads(answer)
    return reply


def _fork_sample(sock: socket.socket, control: socket.socket, confined: Confinement, limits: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        control.close()
        _confine_sample(confined, limits)
        Host(Wire(sock), float(limits["cpu"])).serve()
        status = 0
    except GoneError:
        status = 0
    finally:
        os._exit(status)


def _confine_sample(confined: Confinement, limits: dict[str, Any]) -> None:
    libc.name("synth-sample")
    os.setsid()
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
    gc.set_threshold(*GC_THRESHOLD)
    seconds = int(limits["cpu"]) + 1  # whole seconds; the timer inside the sample is finer and may be turned off by it
    total = seconds * max(1, int(limits["programs"]))
    for what, soft, hard in (
        (resource.RLIMIT_CPU, total, total + 1),
        (resource.RLIMIT_AS, limits["memory"], limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["file"], limits["file"]),
        (resource.RLIMIT_NOFILE, 64, 64),
    ):
        with contextlib.suppress(ValueError):  # the hard limit was lower already
            resource.setrlimit(what, (soft, hard))
    if confined.seccomp:
        seccomp.install()
    elif confined.landlock_abi >= 6:
        landlock.scope()


def _fork_template(sock: socket.socket, control: socket.socket, confined: Confinement, modules: list[str]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        control.close()
        libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
        for name in modules:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        serve(sock, confined)
    finally:
        os._exit(0)


def _reap(pid: int) -> dict[str, Any]:
    """End one sample and all of its group; how it ended and what it used."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    try:
        _, status, usage = os.wait4(pid, 0)
    except ChildProcessError:
        return {"gone": True, "cpu": 0.0}
    _clean(namespaces.SCRATCH)
    with contextlib.suppress(ChildProcessError):  # orphans of a sample come to process 1 of its namespace
        while os.waitpid(-1, os.WNOHANG)[0] not in (0,):
            pass
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1,
        "cpu": usage.ru_utime + usage.ru_stime,
        "rss": usage.ru_maxrss,
    }


def _clean(folder: str) -> None:
    """Empty the scratch folder, so that no sample finds what another left."""
    for root, folders, files in os.walk(folder, topdown=False):
        for name in files:
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(root, name))
        for name in folders:
            path = os.path.join(root, name)
            with contextlib.suppress(OSError):
                os.unlink(path) if os.path.islink(path) else os.rmdir(path)
