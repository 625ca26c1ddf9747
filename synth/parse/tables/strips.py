"""Tables set in strips side by side: header and labels begin anew in mid-table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from synth.parse.tables.area import Region
from synth.parse.tables.body import GridRow, column_kind
from synth.parse.tables.columns import Column


def strips_of(
    region: Region, columns: Sequence[Column], paths: Sequence[tuple[str, ...]], grid: Sequence[GridRow], stub: int
) -> list[Region]:
    """The parts of a table, left to right, each with labels of its own; none where it has only one.

    A part begins where the header of the labels stands again, over words.
    """
    if stub != 1 or not "".join(paths[0]):
        return []
    starts = [c for c in range(2, len(paths) - 1) if paths[c] == paths[0] and column_kind(grid, c) == "words"]
    edges = [0, *starts, len(paths)]
    full = all(any(column_kind(grid, c) in {"number", "size"} for c in range(a + 1, b)) for a, b in pairwise(edges))
    if not starts or not full:
        return []
    return [
        replace(
            region,
            x0=max(region.x0, columns[a].left if a else region.x0),
            x1=min(region.x1, columns[b - 1].right if b < len(columns) else region.x1),
        )
        for a, b in pairwise(edges)
    ]
