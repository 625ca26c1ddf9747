"""The few calls of the C library that Python has no name for."""

from __future__ import annotations

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_NAME = 15
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_NOATIME, MS_NODIRATIME, MS_BIND, MS_REC, MS_PRIVATE, MS_RELATIME = 1024, 2048, 4096, 16384, 1 << 18, 1 << 21
MNT_DETACH = 2

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

CAP_DAC_READ_SEARCH = 2


def call(name: str, *args: object) -> int:
    """Call a function of libc by name; OSError with its errno where it returns -1."""
    return _result(name, getattr(_LIBC, name)(*args))


def syscall(number: int, *args: object) -> int:
    """Make a system call by number; OSError where it fails."""
    return _result(f"syscall {number}", _LIBC.syscall(ctypes.c_long(number), *args))


def _result(name: str, result: int) -> int:
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def prctl(option: int, argument: int = 0) -> None:
    """Set an attribute of this process."""
    call("prctl", option, ctypes.c_ulong(argument), 0, 0, 0)


def name(text: str) -> None:
    """Name this process for those who look at the list of processes; at most 15 characters."""
    call("prctl", PR_SET_NAME, ctypes.c_char_p(text.encode()), 0, 0, 0)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """mount(2)."""
    call("mount", source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode())


class _CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapData(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def keep_capabilities(kept: int = 0) -> None:
    """Drop every capability but those whose bit is set in `kept`."""
    header = _CapHeader(0x20080522, 0)
    data = (_CapData * 2)()
    data[0].effective = data[0].permitted = kept
    call("capset", ctypes.byref(header), ctypes.byref(data))


def drop_bounding_set() -> None:
    """Take away what a later exec could give back; without the right to do so there is nothing to take."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            return
