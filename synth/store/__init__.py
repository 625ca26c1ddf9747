"""The one door to disk: the library (SQLite and files), and atomic writes of any other file."""

from synth.store.answers import AnswerShelf
from synth.store.files import write_atomic
from synth.store.library import Library

__all__ = ["AnswerShelf", "Library", "write_atomic"]
