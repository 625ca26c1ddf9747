"""Where papers were looked for, and which were left out on the way to the report (as in PRISMA 2020)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchLog:
    """One place where papers were looked for."""

    source: str
    """`folder`, `list`, `corpus`, `arxiv`, `openalex`, …"""
    query: str
    found: int
    kept: int
    """How many of them the report read."""
    date: str = ""
    """When it was asked, ISO 8601, UTC; empty for what lies on disk."""
    total: int | None = None
    """How many papers the source says that there are, None where it does not say."""
    note: str = ""
    """Why it was not asked, or what is missing from its answer; empty mostly."""


class ScreenReason(StrEnum):
    """Why a paper that was found was not read."""

    UNRELATED = "unrelated"
    """Neither its words nor its meaning come near the question."""
    BEYOND_LIMIT = "beyond_limit"
    """Others are nearer to the question, and no more were asked for."""
    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    NO_COPY = "no_open_copy"
    """No source knows a copy that may be read freely."""
    NOT_RETRIEVED = "not_retrieved"
    """Its copy could not be had; the detail says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenedOut:
    """A paper that was found and not read."""

    id: str
    title: str
    year: int | None
    sources: tuple[str, ...]
    reason: ScreenReason
    detail: str = ""
    """More of the reason, one sentence; empty where there is none."""
    score: float | None = None
    """Nearness of title and abstract to the question, 0 to 1; None where it was not compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Screening:
    """The way from the records that sources gave to the papers that were read."""

    identified: int
    """Records, of all sources together."""
    duplicates: int
    """Records of a work that another record was of."""
    screened: int
    """Works whose title and abstract were compared with the question."""
    out: tuple[ScreenedOut, ...]
    """Works that were not read, the nearest first."""
    read: int
    """Works that were had; whether each could be read is said with the papers."""

    def count(self, *reasons: ScreenReason) -> int:
        """How many works were left out for one of these reasons."""
        return sum(one.reason in reasons for one in self.out)
