"""How the two sides of a call talk: frames of JSON on a socket, plain data in them, handles for all that is not.

Neither pickle nor marshal is used, since one side is hostile. A value arrives as a new object of a builtin or
well-known type, so that nothing a sample defines (`__eq__`, a subclass of `int`) reaches the code that compares.
"""

from __future__ import annotations

import datetime
import json
import socket
import struct
import sys
import time
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

MAX_FRAME = 64 << 20
"""Bytes of one frame; a larger result is refused."""
MAX_DEPTH = 200
"""Nesting of one value."""
SPENT = "out of CPU time"
"""Detail of a timeout that more wall-clock time would not change: the sample used all of its own CPU time."""
ENDLESS = "a loop repeats its state: it never ends"
"""Detail of a timeout that was proven instead of awaited."""
_HEAD = struct.Struct("<I")
_SMALL = 1 << 62
_PLAIN = frozenset({bool, float, str, type(None)})


class WireError(Exception):
    """A frame or a value that cannot be sent or understood."""


class GoneError(Exception):
    """The other side closed the connection."""


class LateError(Exception):
    """The other side did not answer in time."""


class Wire:
    """One end of a connection."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.deadline: float | None = None
        """Monotonic time after which LateError is raised; None waits for ever."""
        self._have = b""

    @property
    def pending(self) -> bool:
        """Whether a part of a frame has been read already."""
        return bool(self._have)

    def send(self, message: object) -> None:
        """Send one frame."""
        data = json.dumps(message, separators=(",", ":"), check_circular=False).encode()
        if len(data) > MAX_FRAME:
            raise WireError(f"{len(data)} bytes are too many for one message")
        self._patience()
        try:
            self.sock.sendall(_HEAD.pack(len(data)) + data)
        except TimeoutError:
            raise LateError from None
        except OSError:
            raise GoneError from None

    def receive(self) -> Any:
        """The next frame."""
        size = _HEAD.unpack(self._read(_HEAD.size))[0]
        if size > MAX_FRAME:
            raise WireError(f"a message of {size} bytes is too long")
        try:
            return json.loads(self._read(size))
        except (ValueError, RecursionError) as error:
            raise WireError(f"no JSON: {type(error).__name__}") from None

    def _read(self, size: int) -> bytes:
        parts, have = [self._have], len(self._have)
        while have < size:
            self._patience()
            try:
                part = self.sock.recv(max(65536, min(size - have, 1 << 20)))
            except TimeoutError:
                raise LateError from None
            except OSError:
                raise GoneError from None
            if not part:
                raise GoneError
            parts.append(part)
            have += len(part)
        data = b"".join(parts)
        self._have = data[size:]
        return data[:size]

    def _patience(self) -> None:
        if self.deadline is not None:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise LateError
            self.sock.settimeout(left)


def encode(value: object, handle: Callable[[object], dict[str, Any]], depth: int = 0) -> Any:
    """`value` as JSON: lists are lists, every other container a tagged object; `handle` names what is no data."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return _int(value, handle, depth)
    if depth > MAX_DEPTH:
        raise WireError("nested too deeply")
    pack = _PACKERS.get(kind)
    if pack is not None:
        return pack(value, handle, depth + 1)
    for base in _BASES:
        if issubclass(kind, base):  # of a subclass only what its builtin base holds is sent
            return _PACKERS[base](value, handle, depth + 1)
    if kind.__module__ == "numpy" and "numpy" in sys.modules:
        packed = _numpy(value)
        if packed is not None:
            return packed
    return handle(value)


def _items(values: Any, handle: Any, depth: int) -> list[Any]:
    return [v if type(v) in _PLAIN else encode(v, handle, depth) for v in values]


def _pairs(values: Any, handle: Any, depth: int) -> list[Any]:
    return [[encode(k, handle, depth), encode(v, handle, depth)] for k, v in values]


def _int(value: Any, handle: Any, depth: int) -> Any:
    plain = int.__int__(value)
    return plain if -_SMALL < plain < _SMALL else {"i": hex(plain)}


_PACKERS: dict[type, Callable[[Any, Any, int], Any]] = {
    int: _int,
    float: lambda v, h, d: float.__float__(v),
    str: lambda v, h, d: str.__str__(v),
    list: lambda v, h, d: _items(list.__iter__(v), h, d),
    tuple: lambda v, h, d: {"t": _items(tuple.__iter__(v), h, d)},
    Counter: lambda v, h, d: {"C": _pairs(dict.items(v), h, d)},
    OrderedDict: lambda v, h, d: {"O": _pairs(dict.items(v), h, d)},
    defaultdict: lambda v, h, d: {"d": _pairs(dict.items(v), h, d)},
    dict: lambda v, h, d: {"d": _pairs(dict.items(v), h, d)},
    set: lambda v, h, d: {"s": _items(set.__iter__(v), h, d)},
    frozenset: lambda v, h, d: {"F": _items(frozenset.__iter__(v), h, d)},
    bytes: lambda v, h, d: {"b": bytes.hex(v)},
    bytearray: lambda v, h, d: {"B": bytearray.hex(v)},
    complex: lambda v, h, d: {"c": [v.real, v.imag]},
    range: lambda v, h, d: {"r": [_int(v.start, h, d), _int(v.stop, h, d), _int(v.step, h, d)]},
    deque: lambda v, h, d: {"q": _items(deque.__iter__(v), h, d)},
    type({}.keys()): lambda v, h, d: {"vk": _items(v, h, d)},
    type({}.values()): lambda v, h, d: {"vv": _items(v, h, d)},
    type({}.items()): lambda v, h, d: {"vi": _pairs(v, h, d)},
    Fraction: lambda v, h, d: {"/": [_int(v.numerator, h, d), _int(v.denominator, h, d)]},
    Decimal: lambda v, h, d: {"D": str(v)},
    datetime.date: lambda v, h, d: {"Y": v.isoformat()},
    datetime.datetime: lambda v, h, d: {"T": v.isoformat()},
    datetime.time: lambda v, h, d: {"H": v.isoformat()},
    datetime.timedelta: lambda v, h, d: {"W": [v.days, v.seconds, v.microseconds]},
    type(...): lambda v, h, d: {"e": 0},
}
_BASES = (int, float, str, list, tuple, dict, set, frozenset, bytes, bytearray)


def _numpy(value: Any) -> dict[str, Any] | None:
    import numpy as np

    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufcSU" and value.nbytes < MAX_FRAME // 8:
        plain = value.tolist()
        if value.dtype.kind == "c":
            plain = np.stack([value.real, value.imag], -1).tolist()
        elif value.dtype.kind == "S":
            return None
        return {"n": [value.dtype.str, isinstance(value, np.ndarray), plain]}
    return None


def decode(value: Any, resolve: Callable[[dict[str, Any]], object]) -> Any:
    """The value that `encode` made JSON of; `resolve` turns handles into objects. WireError where it is none."""
    try:
        return _decode(value, resolve)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, ArithmeticError, RecursionError, AttributeError) as error:
        raise WireError(f"no value: {type(error).__name__}") from None


def _decode(value: Any, resolve: Any) -> Any:
    kind = type(value)
    if kind is list:
        return [v if type(v) in _PLAIN or type(v) is int else _decode(v, resolve) for v in value]
    if kind is not dict:
        return value
    if len(value) == 1:
        ((tag, content),) = value.items()
        unpack = _UNPACKERS.get(tag)
        if unpack is not None:
            return unpack(content, resolve)
    return resolve(value)


def _mapping(content: Any, resolve: Any) -> list[tuple[Any, Any]]:
    return [(_decode(k, resolve), _decode(v, resolve)) for k, v in content]


def _array(content: Any, resolve: Any) -> Any:
    import numpy as np

    kind, array, plain = content
    dtype = np.dtype(kind)
    if dtype.kind not in "biufcU" or dtype.itemsize > 4096:
        raise WireError("no array")
    if dtype.kind == "c":
        parts = np.asarray(plain, dtype=np.float64)
        made = (parts[..., 0] + 1j * parts[..., 1]).astype(dtype)
    else:
        made = np.asarray(plain, dtype=dtype)
    return made if array else made[()]


_UNPACKERS: dict[str, Callable[[Any, Any], Any]] = {
    "i": lambda c, r: int(c, 16),
    "t": lambda c, r: tuple(_decode(c, r)),
    "d": lambda c, r: dict(_mapping(c, r)),
    "C": lambda c, r: Counter(dict(_mapping(c, r))),
    "O": lambda c, r: OrderedDict(_mapping(c, r)),
    "s": lambda c, r: set(frozenset(_decode(c, r))),  # as a literal is built: the order of its items depends on it
    "F": lambda c, r: frozenset(_decode(c, r)),
    "b": lambda c, r: bytes.fromhex(c),
    "B": lambda c, r: bytearray.fromhex(c),
    "c": lambda c, r: complex(c[0], c[1]),
    "r": lambda c, r: range(*_decode(c, r)),
    "q": lambda c, r: deque(_decode(c, r)),
    "vk": lambda c, r: dict.fromkeys(_decode(c, r)).keys(),
    "vv": lambda c, r: dict(enumerate(_decode(c, r))).values(),
    "vi": lambda c, r: dict(_mapping(c, r)).items(),
    "/": lambda c, r: Fraction(*_decode(c, r)),
    "D": lambda c, r: Decimal(c),
    "Y": lambda c, r: datetime.date.fromisoformat(c),
    "T": lambda c, r: datetime.datetime.fromisoformat(c),
    "H": lambda c, r: datetime.time.fromisoformat(c),
    "W": lambda c, r: datetime.timedelta(*c),
    "e": lambda c, r: ...,
    "n": _array,
}
