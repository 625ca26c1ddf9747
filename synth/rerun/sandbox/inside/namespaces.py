"""Namespaces: no network, a read-only view of few folders with a small scratch folder, processes of one's own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence

from synth.rerun.sandbox.inside import libc

NOBODY = 65534
SCRATCH = "/scratch"
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_ALL = libc.CLONE_NEWNS | libc.CLONE_NEWNET | libc.CLONE_NEWPID | libc.CLONE_NEWIPC | libc.CLONE_NEWUTS


def enter() -> str:
    """Leave the host's namespaces; the next child is process 1 of a new process namespace. OSError where refused.

    Says how: `root` where the process had the right to, `user` by way of a user namespace.
    """
    if os.geteuid() == 0:
        try:
            libc.call("unshare", _ALL)
            return "root"
        except OSError:
            pass  # root of a container without CAP_SYS_ADMIN
    uid, gid = os.geteuid(), os.getegid()
    libc.call("unshare", _ALL | libc.CLONE_NEWUSER)
    with contextlib.suppress(OSError):
        _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{NOBODY} {uid} 1")
    _write("/proc/self/gid_map", f"{NOBODY} {gid} 1")
    return "user"


def view(point: str, readable: Sequence[str], hidden: Sequence[str], scratch_bytes: int) -> None:
    """Make the readable paths and a scratch folder all that there is; `point` is an empty folder to mount on.

    The paths keep their names, so that the interpreter finds its library. Nothing can be written but in the scratch
    folder, which holds `scratch_bytes` and vanishes with the last process. Folders in `hidden` are empty.
    """
    libc.mount("", "/", "", libc.MS_REC | libc.MS_PRIVATE)
    libc.mount("tmpfs", point, "tmpfs", libc.MS_NOSUID | libc.MS_NODEV, "size=1m,mode=0755")
    for path in _outermost(readable):
        _bind(path, point + path, device=False)
    for path in hidden:
        if os.path.isdir(point + path):
            flags = libc.MS_NOSUID | libc.MS_NODEV | libc.MS_RDONLY
            libc.mount("tmpfs", point + path, "tmpfs", flags, "size=0,mode=0755")
    for path in _DEVICES:
        if os.path.exists(path):
            _bind(path, point + path, device=True)
    os.mkdir(point + SCRATCH)
    options = f"size={scratch_bytes},nr_inodes=1024,mode=1777"
    libc.mount("tmpfs", point + SCRATCH, "tmpfs", libc.MS_NOSUID | libc.MS_NODEV | libc.MS_NOEXEC, options)
    os.mkdir(point + "/.old")
    os.chdir(point)
    libc.call("pivot_root", b".", b".old")
    os.chdir("/")
    libc.call("umount2", b"/.old", libc.MNT_DETACH)
    os.rmdir("/.old")
    libc.mount("", "/", "", libc.MS_REMOUNT | libc.MS_BIND | libc.MS_RDONLY | libc.MS_NOSUID | libc.MS_NODEV)
    os.chdir(SCRATCH)


def become_nobody(how: str) -> None:
    """Give up every right: as root become the user nobody, in a user namespace drop what was gained there."""
    libc.drop_bounding_set()
    if how == "root":
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    libc.keep_capabilities(0)


def _outermost(paths: Sequence[str]) -> list[str]:
    """Existing paths, without those inside of another."""
    kept: list[str] = []
    for path in sorted({os.path.abspath(path) for path in paths if os.path.exists(path)}):
        if not any(path == other or path.startswith(other.rstrip("/") + "/") for other in kept):
            kept.append(path)
    return kept


def _bind(path: str, target: str, *, device: bool) -> None:
    if os.path.islink(path):  # /lib → usr/lib: the link itself, whose end is in the view by its own name
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "xb"):
            pass
    libc.mount(path, target, "", libc.MS_BIND | libc.MS_REC)
    locked = os.statvfs(target).f_flag  # flags of the host's mount may not be taken away in a user namespace
    flags = libc.MS_REMOUNT | libc.MS_BIND | libc.MS_RDONLY | libc.MS_NOSUID | (0 if device else libc.MS_NODEV)
    for shown, flag in ((os.ST_NODEV, libc.MS_NODEV), (os.ST_NOEXEC, libc.MS_NOEXEC), (os.ST_NOATIME, libc.MS_NOATIME),
                        (os.ST_NODIRATIME, libc.MS_NODIRATIME), (os.ST_RELATIME, libc.MS_RELATIME)):  # fmt: skip
        if locked & shown:
            flags |= flag
    libc.mount("", target, "", flags)


def _write(path: str, text: str) -> None:
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)
