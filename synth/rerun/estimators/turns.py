"""Several turns: a rollout may correct itself, and counts as solved within T turns or not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from synth.rerun.estimators.passk import UndefinedError, pass_at_k


def solved_within(turns: Sequence[int | None], limit: int) -> int:
    """How many rollouts were solved in turn 1 … `limit`; `turns` holds the turn of each, None for never."""
    return sum(turn is not None and turn <= limit for turn in turns)


def pass_at_k_turns(turns: Sequence[int | None], k: int, limit: int) -> Fraction:
    """pass@(k, T): chance that one of k rollouts of at most T turns each is solved.

    Success after turn T does not count, and a rollout cut off at T is the same as one that was allowed T turns only if
    its stop rule does not look ahead; what is given must have been sampled with a limit of at least T.
    """
    if limit < 1:
        raise UndefinedError(f"{limit} turns")
    if any(turn is not None and turn < 1 for turn in turns):
        raise UndefinedError("turns are counted from 1")
    return pass_at_k(len(turns), solved_within(turns, limit), k)
