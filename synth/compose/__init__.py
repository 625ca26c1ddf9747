"""From checked claims to the text of a report: the listed claims, the answer, disagreements, what was not checked.

Nothing is written that no claim says: every sentence of the answer is a claim, attributed to its paper.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synth.compose.answer import write_answer
    from synth.compose.changes import Compared, claim_changes, make_room, standing_changes
    from synth.compose.disagreements import find_disagreements
    from synth.compose.listing import arrange, choose
    from synth.compose.statements import limitations, method, not_checked

_WHERE = {
    "answer": ("write_answer",),
    "changes": ("Compared", "claim_changes", "make_room", "standing_changes"),
    "disagreements": ("find_disagreements",),
    "listing": ("arrange", "choose"),
    "statements": ("limitations", "method", "not_checked"),
}

__all__ = [
    "Compared",
    "arrange",
    "choose",
    "claim_changes",
    "find_disagreements",
    "limitations",
    "make_room",
    "method",
    "not_checked",
    "standing_changes",
    "write_answer",
]


def __getattr__(name: str) -> object:
    """Each is loaded when it is asked for: a ledger needs nothing of a report's text, which takes 0.1 CPU s to load."""
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"synth.compose.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
