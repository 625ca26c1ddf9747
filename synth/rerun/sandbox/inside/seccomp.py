"""Which system calls a process may make: a list of what is allowed, everything else fails with EPERM.

Not allowed, among others: sockets other than a socketpair, fork and exec, signals to other processes, ptrace and
reading of another process's memory, namespaces and mounts, SysV and POSIX queues, changes of mode, owner, times and
attributes. Needs no privilege. Known are the call numbers of x86-64 and of 64-bit ARM.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

from synth.rerun.sandbox.inside import libc

_ARCHES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""Machine → its AUDIT_ARCH and its column below."""
_NUMBERS = """
read 0 63|write 1 64|close 3 57|fstat 5 80|newfstatat 262 79|statx 332 291|stat 4 -|lstat 6 -|lseek 8 62|mmap 9 222|
mprotect 10 226|munmap 11 215|mremap 25 216|madvise 28 233|brk 12 214|rt_sigaction 13 134|rt_sigprocmask 14 135|
rt_sigreturn 15 139|rt_sigpending 127 136|rt_sigtimedwait 128 137|rt_sigsuspend 130 133|sigaltstack 131 132|
pread64 17 67|pwrite64 18 68|readv 19 65|writev 20 66|access 21 -|faccessat 269 48|faccessat2 439 439|pipe 22 -|
pipe2 293 59|select 23 -|pselect6 270 72|poll 7 -|ppoll 271 73|epoll_create 213 -|epoll_create1 291 20|epoll_ctl 233 21|
epoll_wait 232 -|epoll_pwait 281 22|sched_yield 24 124|dup 32 23|dup2 33 -|dup3 292 24|pause 34 -|nanosleep 35 101|
clock_nanosleep 230 115|getitimer 36 102|setitimer 38 103|alarm 37 -|timer_create 222 107|timer_settime 223 110|
timer_gettime 224 108|timer_delete 226 111|timerfd_create 283 85|timerfd_settime 286 86|getpid 39 172|getppid 110 173|
gettid 186 178|getuid 102 174|geteuid 107 175|getgid 104 176|getegid 108 177|getresuid 118 148|getresgid 120 150|
getgroups 115 158|getpgrp 111 -|getpgid 121 155|getsid 124 156|sendto 44 206|recvfrom 45 207|sendmsg 46 211|
recvmsg 47 212|shutdown 48 210|getsockopt 55 209|setsockopt 54 208|getsockname 51 204|getpeername 52 205|exit 60 93|
exit_group 231 94|wait4 61 260|waitid 247 95|uname 63 160|flock 73 32|fsync 74 82|fdatasync 75 83|
ftruncate 77 46|getcwd 79 17|chdir 80 49|fchdir 81 50|getdents64 217 61|open 2 -|openat 257 56|mkdir 83 -|
mkdirat 258 34|rmdir 84 -|unlink 87 -|unlinkat 263 35|rename 82 -|renameat 264 38|renameat2 316 276|readlink 89 -|
readlinkat 267 78|
umask 95 166|gettimeofday 96 169|getrlimit 97 163|setrlimit 160 164|getrusage 98 165|sysinfo 99 179|times 100 153|
capget 125 90|arch_prctl 158 -|futex 202 98|sched_getaffinity 204 123|sched_getparam 143 121|sched_getscheduler 145 120|
getpriority 140 141|set_tid_address 218 96|set_robust_list 273 99|get_robust_list 274 100|rseq 334 293|
clock_gettime 228 113|clock_getres 229 114|getrandom 318 278|eventfd2 290 19|membarrier 324 283|statfs 137 43|
fstatfs 138 44|sendfile 40 71|copy_file_range 326 285|close_range 436 436|restart_syscall 219 128|time 201 -|creat 85 -|
fadvise64 221 223|fallocate 285 47|getcpu 309 168|mlock 149 228|munlock 150 229|mincore 27 232|msync 26 227
"""
_PARENT_ONLY = "fork 57 -|vfork 58 -|kill 62 129|setsid 112 157|setpgid 109 154|seccomp 317 277|chroot 161 51"
"""More for the processes that fork and end samples. Landlock's calls have one number everywhere."""
_LANDLOCK = (444, 445, 446)

_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS = 1, 38
_LOAD, _JUMP, _JEQ, _JGT, _JGE, _JSET, _RET = 0x20, 0x05, 0x15, 0x25, 0x35, 0x45, 0x06
_NR, _ARCH, _ARG0, _ARG1 = 0, 4, 16, 24
_CLONE_THREAD = 0x00010000
_OWN = 0x7E57DA7A
_PRCTL_ALLOWED = (3, 15, 16, 0x53564D41)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA: what the interpreter and malloc ask for."""
_IOCTL_ALLOWED = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX; others push keys into terminals or name whom to signal."""
_FCNTL_ALLOWED = (*range(8), 1030, 1032)
"""Duplicates, flags, locks; F_SETOWN and F_SETSIG would signal other processes."""


def _table(text: str, column: int) -> dict[str, int]:
    rows = (row.split() for row in text.replace("\n", "").split("|"))
    return {row[0]: int(row[1 + column]) for row in rows if row[1 + column] != "-"}


def supported() -> bool:
    """Whether this machine's call numbers are known."""
    return platform.machine() in _ARCHES


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class _Filter:
    """A filter in memory, ready to install but for the process's own number."""

    def __init__(self, *, parent: bool) -> None:
        code = _compile(parent=parent)
        own = struct.pack("<I", _OWN)
        self.at = [at + 4 for at in range(0, len(code), 8) if code[at + 4 : at + 8] == own]
        self.code = ctypes.create_string_buffer(code, len(code))
        self.program = _Program(len(code) // 8, ctypes.addressof(self.code))

    def install(self) -> None:
        for at in self.at:
            struct.pack_into("<I", self.code, at, os.getpid())
        libc.call("prctl", libc.PR_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(self.program), 0, 0)


_FILTERS: dict[bool, _Filter] = {}


def prepare() -> None:
    """Make the filters: once, before the forks that install them."""
    for parent in (False, True):
        _FILTERS.setdefault(parent, _Filter(parent=parent))


def install(*, parent: bool = False) -> None:
    """Confine this process and its children for good; `parent` may also fork, signal and wait.

    Needs no_new_privs and `prepare`. OSError where the kernel refuses.
    """
    _FILTERS[parent].install()


def _op(code: int, true: int, false: int, value: int) -> bytes:
    return struct.pack("<HBBI", code, true, false, value)


def _ret(action: int) -> bytes:
    return _op(_RET, 0, 0, action)


def _compile(*, parent: bool) -> bytes:
    """The filter as instructions of 8 bytes; `_OWN` stands for the number of the process that installs it."""
    arch, column = _ARCHES[platform.machine()]
    allowed = set(_table(_NUMBERS, column).values())
    if parent:
        allowed |= set(_table(_PARENT_ONLY, column).values()) | set(_LANDLOCK)
    head = _op(_LOAD, 0, 0, _ARCH) + _op(_JEQ, 1, 0, arch) + _ret(_KILL) + _op(_LOAD, 0, 0, _NR)
    if column == 0:  # calls of the x32 ABI share the architecture and have this bit
        head += _op(_JGE, 0, 1, 0x40000000) + _ret(_KILL)
    clone, clone3, ioctl, fcntl, prctl, prlimit, socketpair = (
        (56, 435, 16, 72, 157, 302, 53) if column == 0 else (220, 435, 29, 25, 167, 261, 199)
    )
    if parent:
        allowed |= {clone, prctl, prlimit}
    head += _search(_ranges(allowed))
    tail = _when(clone, _op(_LOAD, 0, 0, _ARG0) + _op(_JSET, 0, 1, _CLONE_THREAD) + _ret(_ALLOW))
    tail += _when(clone3, _ret(_ERRNO | _ENOSYS))  # libc then falls back to clone, whose flags can be looked at
    tail += _when(ioctl, _op(_LOAD, 0, 0, _ARG1) + b"".join(_permit(request) for request in _IOCTL_ALLOWED))
    tail += _when(fcntl, _op(_LOAD, 0, 0, _ARG1) + b"".join(_permit(command) for command in _FCNTL_ALLOWED))
    tail += _when(prctl, _op(_LOAD, 0, 0, _ARG0) + b"".join(_permit(option) for option in _PRCTL_ALLOWED))
    tail += _when(prlimit, _op(_LOAD, 0, 0, _ARG0) + _permit(0))
    tail += _when(socketpair, _op(_LOAD, 0, 0, _ARG0) + _permit(1))  # AF_UNIX
    if not parent:
        tail += _own_signals()
    return head + tail + _ret(_ERRNO | _EPERM)


def _ranges(numbers: set[int]) -> list[tuple[int, int]]:
    """The numbers as ranges, in order."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _search(ranges: list[tuple[int, int]], after: int = 0) -> bytes:
    """Allow what lies in one of the ranges, by halving: the kernel runs a new filter once for each number there is.

    What lies in none goes on `after` instructions behind the end.
    """
    if len(ranges) == 1:
        low, high = ranges[0]
        return _op(_JGE, 0, 2, low) + _op(_JGT, 1, 0, high) + _ret(_ALLOW) + _op(_JUMP, 0, 0, after)
    middle = len(ranges) // 2
    right = _search(ranges[middle:], after)
    left = _search(ranges[:middle], after + len(right) // 8)
    return _op(_JGE, 0, 1, ranges[middle][0]) + _op(_JUMP, 0, 0, len(left) // 8) + left + right


def _when(number: int, then: bytes) -> bytes:
    """`then` for one call; where it does not decide, EPERM."""
    block = then + _ret(_ERRNO | _EPERM)
    return _op(_JEQ, 0, len(block) // 8, number) + block


def _permit(value: int) -> bytes:
    return _op(_JEQ, 0, 1, value) + _ret(_ALLOW)


def _own_signals() -> bytes:
    """kill, tkill and tgkill of this process alone: abort() and threads need them."""
    numbers = (62, 200, 234) if _ARCHES[platform.machine()][1] == 0 else (129, 130, 131)
    block = _op(_LOAD, 0, 0, _ARG0) + _permit(_OWN)
    return b"".join(_when(number, block) for number in numbers)
