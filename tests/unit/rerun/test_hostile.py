"""Hostile samples against the sandbox, under every set of layers that the machine gives."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hostile_programs import HONEST, PROGRAMS, REACHING

HERE = Path(__file__).parent
LAYERS = {
    "all": {},
    "without namespaces": {"namespaces": False},
    "without seccomp": {"seccomp": False},
    "without landlock": {"landlock": False},
}


@dataclass
class World:
    """Everything that a hostile program could reach, and whether it was reached."""

    folder: Path
    secret: str
    heard: list[str] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)

    @property
    def canary(self) -> Path:
        return self.folder / "canary"

    def trace(self) -> dict[str, tuple[int, int, bytes]]:
        """Every file of the canary folder with mode, time and content."""
        return {
            str(path): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
            for path in [self.canary, *sorted(self.canary.rglob("*"))]
        }

    def programs(self, names: frozenset[str]) -> dict[str, str]:
        # Each holds a comment of its own, so that no two are taken for one.
        return {name: self.fill(source) for name, source in PROGRAMS.items() if name in names}

    def fill(self, source: str) -> str:
        return source.format(**self.values) if "{" in source else source


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = Path("/tmp") / f"synth-hostile-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o755)
    found = World(folder, f"sesame-{secrets.token_hex(16)}")
    found.canary.mkdir()
    (found.canary / "kept").write_text("untouched")
    found.canary.chmod(0o777)
    (found.canary / "kept").chmod(0o666)
    secret = folder / "problems.jsonl"
    secret.write_text(found.secret)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        port = tcp.getsockname()[1]
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind(f"\0synth-hostile-{port}")
        for name, sock in (("tcp", tcp), ("unix", unix), ("abstract", abstract)):
            sock.listen()
            threading.Thread(target=_listen, args=(found, name, sock), daemon=True).start()
        threading.Thread(target=_hear, args=(found, udp), daemon=True).start()
        found.values = {
            "canary": str(found.canary),
            "token": f"{folder.name}-written",
            "secret_file": str(secret),
            "runner": os.getpid(),
            "port": port,
            "udp_port": udp.getsockname()[1],
            "unix_path": str(folder / "socket"),
        }
        yield found


def _listen(world: World, name: str, sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            peer, _ = sock.accept()
            world.heard.append(name)
            peer.sendall(world.secret.encode())
            peer.close()


def _hear(world: World, sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while sock.recv(100):
            world.heard.append("udp")


def run(world: World, walls: dict[str, bool], programs: dict[str, str], before: list[str] | None = None) -> dict:
    """Judge `programs` in a process of its own; `before` is what runs that process."""
    # Whoever knows the secret passes, and so does who does the work: that one does shows that it can be done.
    tests = f"""def check(candidate):
    assert candidate('abc') in ('cba', {world.secret!r})
    assert candidate({world.secret[::-1]!r}) == {world.secret!r}
"""
    request = {"tests": tests, "programs": {**programs, "honest": HONEST}, "walls": walls}
    environment = {**os.environ, "SYNTH_HOSTILE_SECRET": world.secret, "PYTHONPATH": str(HERE.parents[2])}
    command = [*(before or []), sys.executable, "-P", str(HERE / "hostile_run.py")]
    done = subprocess.run(
        command, input=json.dumps(request), capture_output=True, text=True, timeout=280, env=environment, cwd="/"
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def judge(world: World, walls: dict[str, bool], programs: dict[str, str], before: list[str] | None = None) -> dict:
    """Run them and see that nothing passed, changed, connected or stayed."""
    before_files, leftovers = world.trace(), _processes()
    answer = run(world, walls, programs, before)
    state, found = answer["state"], answer["found"]
    print(f"in force: {state}")
    if not state["safe"]:
        pytest.skip(f"this machine does not give enough layers here: {state}")
    assert found.pop("honest")[0] == "passed"
    assert set(found) == set(programs)
    assert {name: outcome for name, outcome in found.items() if outcome[0] == "passed"} == {}
    assert {name: outcome for name, outcome in found.items() if outcome[0] == "judge"} == {}
    if "daemon" in programs:
        time.sleep(2.5)
    assert world.trace() == before_files
    assert world.heard == []
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/etc", str(Path.home())):
        assert not Path(folder, str(world.values["token"])).exists()
    stayed, deadline = _processes() - leftovers, time.monotonic() + 90
    while (
        stayed & _processes() and time.monotonic() < deadline
    ):  # other tests may run samples of their own, for a while
        time.sleep(0.5)
    assert stayed & _processes() == set()
    return answer


def _processes() -> set[str]:
    """Numbers of all processes that carry our names."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if path.read_text().startswith(("synth-sample", "synth-judge", "synth-template", "synth-worker")):
                found.add(path.parent.name)
    return found


@pytest.mark.parametrize("layers", LAYERS)
def test_no_hostile_program_passes_escapes_or_stays(layers: str, world: World) -> None:
    names = frozenset(PROGRAMS) if layers == "all" else REACHING
    judge(world, LAYERS[layers], world.programs(names))


# Root's home, where the interpreter may lie, is made passable in a mount namespace of this test alone.
_AS_NOBODY = """
set -e
home=$(getent passwd 0 | cut -d: -f6)
if [ -d "$home" ]; then
    mkdir "$0/home" && mount --bind "$home" "$0/home"
    mount -t tmpfs -o mode=0755 tmpfs "$home"
    for entry in "$0"/home/.[!.]* "$0"/home/*; do
        [ -d "$entry" ] || continue
        mkdir "$home/${entry##*/}" && mount --bind "$entry" "$home/${entry##*/}"
    done
fi
exec setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all "$@"
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="root becomes an ordinary user here; the other tests run as this one")
@pytest.mark.parametrize("layers", ["all", "without namespaces"])
def test_as_an_ordinary_user(layers: str, world: World) -> None:
    before = ["unshare", "--mount", "sh", "-c", _AS_NOBODY, str(world.folder)]
    tried = subprocess.run([*before, sys.executable, "-c", "import os; print(os.geteuid())"], capture_output=True)
    with contextlib.suppress(FileNotFoundError):
        (world.folder / "home").rmdir()
    if tried.stdout.strip() != b"65534":
        pytest.skip(f"no ordinary user can run this Python here: {tried.stderr.decode()[-200:]}")
    # What the user owns is his to write, but not a sample's.
    os.chown(world.canary, 65534, 65534)
    os.chown(world.canary / "kept", 65534, 65534)
    answer = judge(world, LAYERS[layers], world.programs(REACHING), before)
    assert answer["state"]["namespaces"] in ("", "user")


def test_the_programs_would_succeed_without_walls(world: World) -> None:
    walls = {"namespaces": False, "landlock": False, "seccomp": False, "unsafe": True}
    found = run(world, walls, world.programs(frozenset({"read_problem_file", "unix_socket", "udp", "walk_frames"})))
    outcomes = {name: outcome[0] for name, outcome in found["found"].items()}
    assert outcomes["read_problem_file"] == outcomes["unix_socket"] == "passed"
    assert "udp" in world.heard
    assert outcomes["walk_frames"] == "failed"  # the tests are in another process, with or without walls


def test_there_are_many_of_them() -> None:
    assert len(PROGRAMS) >= 50
