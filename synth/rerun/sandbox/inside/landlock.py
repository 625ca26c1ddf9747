"""Landlock: this process and its children see only the folders that are named, whoever they are.

Needs no privilege and binds root as well. Source of the numbers: linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

from synth.rerun.sandbox.inside import libc

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR, _EXECUTE, _WRITE_FILE, _TRUNCATE = 1 << 2, 1 << 3, 1 << 0, 1 << 1, 1 << 14
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""ABI → how many rights on files it knows."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Version of Landlock in the kernel, 0 where there is none."""
    try:
        return libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except OSError:
        return 0


def restrict(readable: Sequence[str], *, listable: Sequence[str] = (), writable: Sequence[str] = ()) -> int:
    """Allow reading beneath `readable`, listing beneath `listable`, all beneath `writable`; returns the ABI.

    TCP is closed from ABI 4 on, signals and abstract sockets out of this domain from ABI 6 on. OSError where the kernel
    refuses; a path that does not exist is left out.
    """
    version = abi()
    if version < 1:
        raise OSError(38, "no Landlock")
    everything = (1 << _RIGHTS.get(version, 16)) - 1
    rules = _Ruleset(everything, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        reading = _READ_FILE | _READ_DIR | _EXECUTE
        for paths, rights in ((readable, reading), (listable, _READ_DIR), (writable, everything)):
            for path in paths:
                _allow(ruleset, path, rights & everything)
        libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return version


def scope() -> None:
    """Put this process into a domain of its own, out of which it can send no signal (ABI 6)."""
    rules = _Ruleset(0, 0, 3)
    ruleset = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(24), ctypes.c_uint32(0))
    try:
        libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _READ_FILE | _EXECUTE | _WRITE_FILE | _TRUNCATE
        rule = _Beneath(rights, handle)
        libc.syscall(_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(handle)
