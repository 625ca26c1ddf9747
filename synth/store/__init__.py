"""The one door to disk: the library (SQLite and files), and atomic writes of any other file."""

from synth.store.answers import AnswerShelf
from synth.store.files import write_atomic
from synth.store.history import Edition, History, KeptReport
from synth.store.library import Library
from synth.store.locks import alone

__all__ = ["AnswerShelf", "Edition", "History", "KeptReport", "Library", "alone", "write_atomic"]
