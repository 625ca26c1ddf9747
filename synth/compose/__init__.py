"""From checked claims to the text of a report: the listed claims, the answer, disagreements, what was not checked.

Nothing is written that no claim says: every sentence of the answer is a claim, attributed to its paper.
"""

from synth.compose.answer import write_answer
from synth.compose.changes import Compared, claim_changes, make_room, standing_changes
from synth.compose.disagreements import find_disagreements
from synth.compose.listing import arrange, choose
from synth.compose.statements import limitations, method, not_checked

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
