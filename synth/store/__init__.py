"""The one door to disk: the library (SQLite and files), and atomic writes of any other file."""

from synth.store.answers import AnswerShelf
from synth.store.claims import ClaimShelf
from synth.store.digest import content_digest
from synth.store.files import write_atomic
from synth.store.history import Edition, History, KeptReport
from synth.store.library import Library
from synth.store.locks import alone, alone_in
from synth.store.stacks import Figure, Stackable, Stacks

__all__ = [
    "AnswerShelf",
    "ClaimShelf",
    "Edition",
    "Figure",
    "History",
    "KeptReport",
    "Library",
    "Stackable",
    "Stacks",
    "alone",
    "alone_in",
    "content_digest",
    "write_atomic",
]
