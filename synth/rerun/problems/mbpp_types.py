"""MBPP+ keeps inputs as JSON, which has no tuples, sets and complex numbers: which arguments are which, by task.

Source: EvalPlus (arXiv:2305.01210), the data loader of its evaluator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Args = list[Any]

_EACH_TUPLE = frozenset(
    (2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809)
)
_EACH_LIST_OF_TUPLES = frozenset((63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780))
_FIRST_LIST_OF_TUPLES = frozenset((75, 413, 444, 753))
_FIRST_TUPLE = frozenset((250, 405, 446, 617, 720, 763, 808))
_EACH_TUPLE_OF_TUPLES = frozenset((259, 401, 445))
_DEEP = frozenset((580, 615, 791))


def typed(number: int, args: Args) -> Args:
    """The arguments of MBPP task `number` with the types that the task means."""
    convert = _SINGLE.get(number)
    if convert is not None:
        return convert(args)
    if number in _EACH_TUPLE:
        return [tuple(arg) for arg in args]
    if number in _EACH_LIST_OF_TUPLES:
        return [[tuple(item) for item in arg] for arg in args]
    if number in _FIRST_LIST_OF_TUPLES:
        return [[tuple(item) for item in args[0]], *args[1:]]
    if number in _FIRST_TUPLE:
        return [tuple(args[0]), *args[1:]]
    if number in _EACH_TUPLE_OF_TUPLES:
        return [tuple(tuple(item) for item in arg) for arg in args]
    return [_deep(arg) for arg in args] if number in _DEEP else args


def _deep(value: Any) -> Any:
    return tuple(_deep(item) for item in value) if isinstance(value, list) else value


_SINGLE: dict[int, Callable[[Args], Args]] = {
    106: lambda args: [args[0], tuple(args[1])],
    750: lambda args: [args[0], tuple(args[1])],
    115: lambda args: [[set(item) if isinstance(item, list) and item else {} for item in args[0]]],
    124: lambda args: [float(args[0]), complex(args[1])],
    252: lambda args: [complex(args[0])],
    278: lambda args: [tuple(tuple(item) if isinstance(item, list) else item for item in args[0])],
    307: lambda args: [tuple(args[0]), *args[1:]],
    722: lambda args: [{key: tuple(value) for key, value in args[0].items()}, *args[1:]],
}
