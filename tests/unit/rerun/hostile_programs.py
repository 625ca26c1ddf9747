"""Programs that try to pass without solving, to escape, to disturb or to stay. None may pass.

The problem asks for a secret that only the tests know. It also stands in a file, in the environment of the runner, and
is what listeners on the loopback would hear about: whoever reaches one of them passes, or is seen. `{port}` and the
like are filled in by the test.
"""

from __future__ import annotations

PROGRAMS: dict[str, str] = {
    # --- forged equality -------------------------------------------------------------------------------------------
    "always_equal": """
class Always:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __bool__(self): return True
def answer(x): return Always()
""",
    "always_equal_str": """
class Always(str):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = str.__hash__
def answer(x): return Always("sesame")
""",
    "always_equal_class": """
class Meta(type):
    def __eq__(cls, other): return True
    def __instancecheck__(cls, other): return True
    __hash__ = type.__hash__
class Always(metaclass=Meta):
    pass
def answer(x): return Always
""",
    "always_equal_dict": """
class Always(dict):
    def __eq__(self, other): return True
    def __class_getitem__(cls, key): return cls
    def items(self): return [("sesame", 1)]
def answer(x): return Always()
""",
    "lying_class": """
class Liar:
    __class__ = property(lambda self: str)
    def __eq__(self, other): return True
    __hash__ = object.__hash__
def answer(x): return Liar()
""",
    # --- looking for the tests -------------------------------------------------------------------------------------
    "walk_frames": """
import sys
def answer(x):
    frame = sys._getframe()
    while frame is not None:
        for space in (frame.f_locals, frame.f_globals):
            for value in list(space.values()):
                if isinstance(value, str) and value.startswith("sesame-"):
                    return value
        frame = frame.f_back
""",
    "walk_garbage": """
import gc
def answer(x):
    seen = 0
    for thing in gc.get_objects():
        for part in gc.get_referents(thing):
            if type(part) is str and part.startswith("sesame-"):
                return part
            if type(part) is bytes and b"sesame-" in part:
                return part[part.index(b"sesame-"):][:39].decode()
""",
    "walk_memory": """
import ctypes
def answer(x):
    low = id(object()) & ~0xffff
    for step in range(-200, 200):
        try:
            data = ctypes.string_at(low + step * 0x1000, 0x1000)
        except Exception:
            continue
        at = data.find(b"sesame-")
        if at >= 0:
            return data[at:at + 39].decode("latin1")
""",
    "inspect_stack": """
import inspect
def answer(x):
    for entry in inspect.stack():
        text = str(entry.frame.f_locals) + str(entry.frame.f_globals)
        at = text.find("sesame-")
        if at >= 0:
            return text[at:at + 39]
""",
    "patch_code_objects": """
import gc, types
def answer(x):
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__name__ in ("check", "run", "_verdict", "_run_once"):
            thing.__code__ = (lambda *a, **k: None).__code__
    return "changed"
""",
    "read_environment": """
import os
def answer(x):
    return os.environ.get("SYNTH_HOSTILE_SECRET")
""",
    "read_proc": """
import os
def answer(x):
    for pid in ["self", "1", str(os.getppid()), "{runner}"]:
        for name in ("environ", "cmdline", "maps", "mem"):
            try:
                data = open(f"/proc/{{pid}}/{{name}}", "rb").read(1 << 20)
            except OSError:
                continue
            at = data.find(b"sesame-")
            if at >= 0:
                return data[at:at + 39].decode()
""",
    "read_problem_file": """
def answer(x):
    return open("{secret_file}").read()
""",
    "follow_link_to_problem_file": """
import os
def answer(x):
    os.symlink("{secret_file}", "link")
    return open("link").read()
""",
    # --- forged success --------------------------------------------------------------------------------------------
    "forge_frames": """
import json, os, struct
def answer(x):
    for handle in range(3, 64):
        result = {{"index": 0, "outcome": "passed", "detail": "", "bits": "1", "cpu": 0.0, "nonce": ""}}
        for reply in ({{"v": True}}, result, {{"end": 0, "nonce": ""}}, {{"ready": {{"safe": True}}}}):
            data = json.dumps(reply).encode()
            try:
                os.write(handle, struct.pack("<I", len(data)) + data)
            except OSError:
                break
    return None
""",
    "forge_callback": """
import json, os, struct
def answer(x):
    data = json.dumps({{"cb": 0, "a": []}}).encode()
    for handle in range(3, 64):
        try:
            os.write(handle, (struct.pack("<I", len(data)) + data) * 50)
        except OSError:
            pass
""",
    "exit_at_once": "import os\nos._exit(0)\n",
    "exit_in_call": "import os\ndef answer(x): os._exit(0)\n",
    "sys_exit": "import sys\ndef answer(x): sys.exit(0)\n",
    "sys_exit_on_load": "import sys\ndef answer(x): return 1\nsys.exit(0)\n",
    "keyboard_interrupt": "def answer(x): raise KeyboardInterrupt\n",
    "stop_iteration": "def answer(x): raise StopIteration('sesame')\n",
    "generator_exit": "def answer(x): raise GeneratorExit\n",
    "patch_builtins": """
import builtins
builtins.AssertionError = type("AssertionError", (BaseException,), {{}})
builtins.__build_class__ = None
builtins.isinstance = lambda *a: True
builtins.type = lambda *a: str
builtins.Exception = BaseException
def answer(x): return 1
""",
    "patch_harness": """
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("synth"):
        for key in list(vars(module)):
            try:
                setattr(module, key, lambda *a, **k: True)
            except Exception:
                pass
def answer(x): return True
""",
    "patch_unittest": """
import unittest
unittest.TestCase.assertEqual = lambda *a, **k: None
unittest.TestCase.fail = lambda *a, **k: None
def answer(x): return 1
""",
    "import_hooks": """
import sys
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        raise SystemExit(0)
sys.meta_path.insert(0, Finder)
sys.modules["json"] = sys.modules["struct"] = sys.modules["socket"] = None
def answer(x): return 1
""",
    "own_check": "def check(candidate): return None\ndef answer(x): return None\n",
    "print_passed": "def answer(x):\n    print('passed'); print('ok 1'); return None\n",
    # --- errors that bite ------------------------------------------------------------------------------------------
    "evil_message": """
class Evil(Exception):
    def __str__(self):
        while True: pass
    __repr__ = __str__
def answer(x): raise Evil()
""",
    "evil_name": """
class Meta(type):
    __name__ = property(lambda cls: ["not", "a", "string"])
    def mro(cls): return [cls, Exception, BaseException, object]
class Evil(Exception, metaclass=Meta):
    pass
def answer(x): raise Evil("x" * 10_000_000)
""",
    "evil_del": """
class Evil:
    def __del__(self):
        while True: pass
def answer(x):
    Evil()
    return 1
""",
    # --- bombs -----------------------------------------------------------------------------------------------------
    "loop": "def answer(x):\n    while True: pass\n",
    "loop_catches_all": """
def answer(x):
    while True:
        try:
            while True: pass
        except BaseException:
            pass
""",
    "loop_in_c": "def answer(x): return sum(range(10 ** 15))\n",
    "loop_in_regex": "import re\ndef answer(x): return re.match(r'(a+)+$', 'a' * 64 + 'b')\n",
    "ignore_signals": """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_PROF, 0)
def answer(x):
    signal.setitimer(signal.ITIMER_PROF, 0)
    while True: pass
""",
    "sleep": "import time\ndef answer(x): time.sleep(1000)\n",
    "wait_for_input": "import sys\ndef answer(x): return sys.stdin.read() or input()\n",
    "memory_list": "def answer(x):\n    hog = []\n    while True: hog.append(bytearray(1 << 24))\n",
    "memory_number": "def answer(x): return 1 << (1 << 36)\n",
    "memory_text": "def answer(x): return 'x' * (1 << 40)\n",
    "huge_result": "def answer(x): return 'x' * (1 << 27)\n",
    "deep_result": "def answer(x):\n    found = []\n    for _ in range(100_000): found = [found]\n    return found\n",
    "endless_result": "import itertools\ndef answer(x): return itertools.count()\n",
    "huge_output": "def answer(x):\n    for _ in range(200): print('x' * (1 << 20))\n    return 1\n",
    "recursion": "def answer(x): return answer(x)\n",
    "stack_crash": "import sys\nsys.setrecursionlimit(10 ** 9)\ndef answer(x): return answer(x)\n",
    "segfault": "import ctypes\ndef answer(x): return ctypes.string_at(8)\n",
    "fork_bomb": """
import os
def answer(x):
    while True:
        os.fork()
""",
    "daemon": """
import os, time
def answer(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(2)
            open("{canary}/daemon", "w").write("here")
            os._exit(0)
        os._exit(0)
    return 1
""",
    "threads": """
import threading, time
def answer(x):
    for _ in range(10_000):
        threading.Thread(target=time.sleep, args=(1000,)).start()
""",
    "async_hang": """
import asyncio
def answer(x):
    async def hang():
        await asyncio.sleep(1000)
    asyncio.run(hang())
""",
    "fill_disk": """
def answer(x):
    for number in range(100_000):
        with open(f"file{{number}}", "wb") as file:
            file.write(b"x" * (1 << 20))
""",
    # --- other processes -------------------------------------------------------------------------------------------
    "kill_parent": """
import os, signal
def answer(x):
    for pid in (os.getppid(), 1, -1, 0, {runner}):
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP):
            try:
                if pid != 0: os.kill(pid, number)
            except OSError:
                pass
    for pid in range(2, 50):
        if pid != os.getpid():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
    return 1
""",
    "own_signal": """
import fcntl, os, signal, socket
def answer(x):
    a, b = socket.socketpair()
    for pid in (os.getppid(), 1, {runner}):
        try:
            fcntl.fcntl(a, fcntl.F_SETOWN, pid)
            fcntl.fcntl(a, 10, signal.SIGKILL)
            fcntl.fcntl(a, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
            b.send(b"x")
        except OSError:
            pass
    return 1
""",
    "ptrace": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def answer(x):
    for pid in (os.getppid(), 1, {runner}, *range(2, 30)):
        if libc.ptrace(16, pid, 0, 0) == 0 or libc.ptrace(0x4206, pid, 0, 0) == 0:
            open("{canary}/ptrace", "w")
            return "attached"
        local = (ctypes.c_char * 64)()
        class Vector(ctypes.Structure):
            _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))
        ours, theirs = Vector(ctypes.addressof(local), 64), Vector(0x400000, 64)
        if pid != os.getpid() and libc.process_vm_readv(pid, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0) > 0:
            return "read"
""",
    "close_everything": "import os\ndef answer(x):\n    os.closerange(0, 1024)\n    while True: pass\n",
    "duplicate_handles": """
import os
def answer(x):
    for target in range(0, 64):
        for source in range(0, 64):
            try:
                os.dup2(source, target)
            except OSError:
                pass
    return 1
""",
    "run_program": """
import os, subprocess
def answer(x):
    try:
        subprocess.run(["touch", "{canary}/subprocess"])
    except Exception:
        pass
    os.system("touch {canary}/system")
    try:
        os.execv("/bin/sh", ["sh", "-c", "echo > {canary}/exec"])
    except OSError:
        pass
    return 1
""",
    "run_from_memory": """
import ctypes, os
def answer(x):
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.syscall(319, b"x", 0)
    if handle >= 0:
        os.write(handle, open("/lib64/ld-linux-x86-64.so.2", "rb").read())
        os.execve(handle, ["x"], {{}})
    return 1
""",
    "shared_memory": """
import ctypes
def answer(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.shmget(0x5E5A, 4096, 0o1777) >= 0 or libc.msgget(0x5E5A, 0o1777) >= 0:
        return open("{secret_file}").read()
    return 1
""",
    "limits": """
import resource
def answer(x):
    for what in range(16):
        try:
            resource.setrlimit(what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        except (ValueError, OSError):
            pass
    hog = []
    while True: hog.append(bytearray(1 << 26))
""",
    # --- files -----------------------------------------------------------------------------------------------------
    "write_outside": """
import os
def answer(x):
    for path in ("{canary}/new", "{canary}/kept", "/tmp/{token}", "/etc/{token}", "/dev/shm/{token}",
                 os.path.expanduser("~/{token}"), "/var/tmp/{token}"):
        for mode in ("w", "a", "r+", "x"):
            try:
                open(path, mode).write("changed")
            except OSError:
                pass
    return 1
""",
    "change_outside": """
import os, shutil
def answer(x):
    for act in (
        lambda: os.unlink("{canary}/kept"), lambda: os.chmod("{canary}/kept", 0o777), lambda: os.chmod("{canary}", 511),
        lambda: os.utime("{canary}/kept", (0, 0)), lambda: os.truncate("{canary}/kept", 0),
        lambda: os.rename("{canary}/kept", "{canary}/moved"), lambda: os.link("{canary}/kept", "{canary}/linked"),
        lambda: os.symlink("/", "{canary}/linked"), lambda: os.mkdir("{canary}/made"),
        lambda: os.mkfifo("{canary}/fifo"),
        lambda: shutil.rmtree("{canary}"), lambda: os.setxattr("{canary}/kept", "user.x", b"1"),
        lambda: os.chown("{canary}/kept", 65534, 65534), lambda: os.mknod("{canary}/node"),
    ):
        try:
            act()
        except Exception:
            pass
    return 1
""",
    "leave_the_view": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def answer(x):
    libc.unshare(0x10000000 | 0x00020000)
    libc.mount(b"proc", b"/scratch", b"proc", 0, None)
    libc.mount(b"none", b"/", None, 32, None)
    libc.umount2(b"/scratch", 2)
    for number in range(64):
        try:
            os.fchdir(number)
        except OSError:
            continue
        try:
            os.chroot("../../../../../..")
        except OSError:
            pass
    try:
        os.mkdir("hole"); os.chroot("hole")
        for _ in range(64): os.chdir("..")
        os.chroot(".")
    except OSError:
        pass
    return open("{secret_file}").read()
""",
    "become_root": """
import ctypes, os
def answer(x):
    for act in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.setgroups([0])):
        try:
            act()
        except OSError:
            pass
    return open("{secret_file}").read()
""",
    # --- network ---------------------------------------------------------------------------------------------------
    "tcp": """
import socket
def answer(x):
    with socket.create_connection(("127.0.0.1", {port}), timeout=2) as sock:
        return sock.recv(64).decode()
""",
    "udp": """
import socket
def answer(x):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.sendto(b"leak", ("127.0.0.1", {udp_port}))
""",
    "unix_socket": """
import socket
def answer(x):
    sock = socket.socket(socket.AF_UNIX)
    sock.connect("{unix_path}")
    return sock.recv(64).decode()
""",
    "abstract_socket": """
import socket
def answer(x):
    sock = socket.socket(socket.AF_UNIX)
    sock.connect("\\0synth-hostile-{port}")
    return sock.recv(64).decode()
""",
    "send_on_own_socket": """
import ctypes, os, socket
def answer(x):
    for handle in range(3, 64):
        try:
            sock = socket.socket(fileno=handle)
            sock.connect(("127.0.0.1", {port}))
        except OSError:
            continue
    return 1
""",
    "listen": """
import socket
def answer(x):
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen()
    return 1
""",
}
"""Name → program. `answer(x)` is the function that the tests call."""

HONEST = "def answer(x): return x[::-1]\n"
"""Solves what it is asked."""

REACHING = frozenset(
    (
        "walk_memory",
        "read_environment",
        "read_proc",
        "read_problem_file",
        "follow_link_to_problem_file",
        "forge_frames",
        "exit_in_call",
        "patch_harness",
        "daemon",
        "fill_disk",
        "kill_parent",
        "own_signal",
        "ptrace",
        "duplicate_handles",
        "run_program",
        "run_from_memory",
        "shared_memory",
        "limits",
        "write_outside",
        "change_outside",
        "leave_the_view",
        "become_root",
        "tcp",
        "udp",
        "unix_socket",
        "abstract_socket",
        "send_on_own_socket",
        "listen",
        "walk_frames",
        "segfault",
    )
)
"""Those that reach out of their process: what holds them depends on the layers in force."""
