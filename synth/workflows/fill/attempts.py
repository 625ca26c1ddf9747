"""Papers that bring down whoever works on them, told by the marks that the fallen leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MOST = 3
"""A paper at which so many workers died is worked on no more. One may have died of something else."""


class CrashedError(Exception):
    """Too many workers died at this paper."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """Marks of works under way, in a folder that all workers share: a file a paper, with a byte for each try."""

    folder: Path

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Mark that `name` is being worked on; CrashedError where too many who did so never came back.

        An exception is a coming back. What a killed process leaves counts, in this run and in the next.
        """
        path = self.folder / name
        tries = _size(path)
        if tries >= MOST:
            raise CrashedError(f"{tries} workers died at it")
        with path.open("ab") as file:
            file.write(b".")
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()

    def forget(self, name: str) -> None:
        """Give a paper that was set apart another chance."""
        with suppress(OSError):
            (self.folder / name).unlink()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
