"""Every error that synth raises on purpose.

SynthError
├── UsageError                exit 2   wrong words on the command line
├── InputError                exit 2   what was given cannot be used
│   ├── NoPapersError                  no paper could be read
│   ├── UnknownIdError                 the source answered: there is no such paper
│   └── OutputError                    the output cannot be written (exit 3 when the disk is full)
├── StageError                exit 3   a stage could not be done; what was done is kept
│   ├── NetworkError                   nothing answered: unreachable, timed out
│   ├── RemoteError                    something answered, but not with what was asked
│   ├── ParseError                     one file could not be read (a row in a report, not its end)
│   │   └── ParseStoppedError          its reading crashed, failed or outgrew a limit: tried again
│   └── MissingDependencyError         a library or model that this command needs is not installed
└── LibraryError              exit 3   the library folder is locked, damaged or from a newer version

Each carries one line for the user and a hint that says what to do next.
"""

from __future__ import annotations


class SynthError(Exception):
    """Base of all expected errors: printed as one line and a hint, never as a traceback."""

    exit_code = 3

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SynthError):
    """The command line cannot be understood."""

    exit_code = 2


class InputError(SynthError):
    """What was given cannot be used."""

    exit_code = 2


class NoPapersError(InputError):
    """No paper could be read."""


class UnknownIdError(InputError):
    """The source answered that there is no such paper."""


class OutputError(InputError):
    """The output cannot be written."""


class StageError(SynthError):
    """A stage could not be done; what was done before is kept."""

    exit_code = 3


class NetworkError(StageError):
    """Nothing answered."""


class RemoteError(StageError):
    """Something answered, but not with what was asked."""


class ParseError(StageError):
    """One file could not be read."""


class ParseStoppedError(ParseError):
    """The reading of one file crashed, met a bug or outgrew a limit; another try may succeed."""


class MissingDependencyError(StageError):
    """A library or model that is needed is not installed."""


class LibraryError(SynthError):
    """The library folder cannot be used."""

    exit_code = 3
