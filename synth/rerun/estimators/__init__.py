"""What is computed from outcomes: pure functions, exact where they can be, no input or output."""

from synth.rerun.estimators.intervals import Interval, bootstrap, wilson, within_error
from synth.rerun.estimators.passk import (
    Counts,
    UndefinedError,
    g_pass_at_k,
    mean,
    mean_pass_at_k,
    mg_pass_at_k,
    n_at_k,
    pass_at_k,
    pass_hat_k,
    plug_in,
)
from synth.rerun.estimators.selection import ConsensusSet, best_of_n, codet_at_k, consensus_sets
from synth.rerun.estimators.turns import pass_at_k_turns, solved_within
from synth.rerun.estimators.votes import maj_at_k

__all__ = [
    "ConsensusSet",
    "Counts",
    "Interval",
    "UndefinedError",
    "best_of_n",
    "bootstrap",
    "codet_at_k",
    "consensus_sets",
    "g_pass_at_k",
    "maj_at_k",
    "mean",
    "mean_pass_at_k",
    "mg_pass_at_k",
    "n_at_k",
    "pass_at_k",
    "pass_at_k_turns",
    "pass_hat_k",
    "plug_in",
    "solved_within",
    "wilson",
    "within_error",
]
