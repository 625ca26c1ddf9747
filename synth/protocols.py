"""What stages ask of each other, stated where neither has to import the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from synth.records import Hit, PassageKind


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    name: str
    """Model name and checksum: part of every cache key."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Embed `texts`; shape (len(texts), dimension), rows of Euclidean length 1, in the order given."""
        ...


class Retriever(Protocol):
    """Finds passages for a query."""

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        documents: Iterable[str] | None = None,
        kinds: Iterable[PassageKind] | None = None,
    ) -> list[Hit]:
        """The best passages for `query`, best first, at most `limit`, from the named documents and kinds only."""
        ...
