"""How bibliographic records are read and written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from synth.records import Paper

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@cache
def paper_adapter() -> TypeAdapter[Paper]:
    """Made once: it costs 30 ms, and a folder holds thousands of records."""
    from pydantic import TypeAdapter

    return TypeAdapter(Paper)
