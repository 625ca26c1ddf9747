"""A worker: confines itself, keeps a template to fork samples from, and forks one judge a problem."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import time
from dataclasses import asdict

from synth.rerun.sandbox.inside import libc, seccomp, template
from synth.rerun.sandbox.inside.layers import Confinement, confine
from synth.rerun.sandbox.inside.problem import results
from synth.rerun.sandbox.inside.wire import GoneError, Wire, WireError

_PROBLEMS = 32
"""Problems that one judge process judges before another is forked."""
_DONE, _TIRED = 0, 77
"""Exit codes of a judge: no more work, time for a fresh one."""


def main(handle: int) -> None:
    """Serve the runner at the other end of `handle` until it closes."""
    libc.name("synth-worker")
    wire = Wire(socket.socket(fileno=handle))
    config = wire.receive()
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(config["runner"]):  # it died before the line above
        return
    sys.set_int_max_str_digits(0)
    template.warm()
    for name in ("ast", "traceback", "datetime", "decimal"):
        importlib.import_module(name)
    try:
        confined = confine(config)
    except OSError as error:
        wire.send({"failed": "namespaces", "why": str(error)})
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    child = os.fork()
    if child == 0:
        try:
            wire.sock.close()
            ours.close()
            libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
            libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
            if confined.seccomp:
                seccomp.install(parent=True)
            template.serve(theirs, confined)
        finally:
            os._exit(0)
    theirs.close()
    if confined.seccomp:
        seccomp.install(parent=True)
    state = {**asdict(confined), "network": confined.network, "files": confined.files, "processes": confined.processes}
    wire.send({"ready": {**state, "safe": confined.safe, "python": sys.version.split()[0], "uid": os.geteuid()}})
    if confined.safe or config["unsafe"]:
        _supervise(wire, ours, confined)
    ours.close()
    os.waitpid(child, 0)


def _supervise(wire: Wire, control: socket.socket, confined: Confinement) -> None:
    """Fork one judge after another until there is no more work. This process never runs foreign code itself."""
    gc.set_threshold(*template.GC_THRESHOLD)
    gc.collect()
    gc.freeze()  # so that a judge's collections do not write to, and thereby copy, every page
    while True:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = _judge(wire, control, confined)
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _DONE:
            return
        with contextlib.suppress(GoneError, OSError):
            template.ask(control, {"sweep": 1})
        if not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == _TIRED):
            try:
                wire.send({"broken": status})
            except GoneError:
                return


def _judge(wire: Wire, control: socket.socket, confined: Confinement) -> int:
    """Judge some problems and end, so that what test code leaves behind does not pile up."""
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.name("synth-judge")
    libc.prctl(libc.PR_SET_DUMPABLE, 0)  # no process of the same user may look into this one
    if confined.seccomp:
        seccomp.install()
    templates = {"": control}
    for _ in range(_PROBLEMS):
        try:
            task = wire.receive()
        except (GoneError, WireError):
            return _DONE
        seconds = int(time.process_time() + task["limits"]["judge"]) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
        for modules in {program["modules"] for program in task["programs"]} - templates.keys():
            templates[modules] = _template(control, modules)
        for name in task["judge_modules"]:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        for result in results(task, templates):
            wire.send({"nonce": task["nonce"], **result})
        wire.send({"nonce": task["nonce"], "end": 0})
    return _TIRED


def _template(control: socket.socket, modules: str) -> socket.socket:
    """A template of its own for samples that import what takes long to import."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        template.ask(control, {"template": modules.split(",")}, theirs)
    return ours
