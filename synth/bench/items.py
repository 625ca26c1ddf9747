"""What a bench set is made of: a statement that is true and the same with one error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Which error was made."""

    COLUMN_SWAP = "column swap"
    """The value of another column of the same row, or two columns of a row exchanged."""
    ROW_SWAP = "row swap"
    """The value of another row of the same column, or two rows of a column exchanged."""
    NUMBER = "number"
    """A number that the paper does not print there."""
    NUMBER_SWAP = "number swap"
    """Two numbers of a copied sentence exchanged."""
    DIRECTION = "direction"
    """Better for worse, best for worst, rise for fall."""
    WRONG_MODEL = "wrong model"
    WRONG_DATASET = "wrong dataset"
    """Another dataset or another metric of the same table."""
    WRONG_K = "wrong k"


class Made(StrEnum):
    """Where the true statement comes from."""

    COMPOSED = "composed"
    """Worded here from cells of a table: no place of the paper says it in these words."""
    COPIED = "copied"
    """A sentence of the paper as it stands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A true statement and its changed twin."""

    paper: str
    """Id of the paper."""
    kind: Kind
    made: Made
    true: str
    false: str
    where: str
    """Label of the table, or the section of the sentence."""
    wording: str
    """Which of our wordings, or `sentence`."""
    sentence: int = -1
    """Index in `Document.sentences` of a copied sentence."""
