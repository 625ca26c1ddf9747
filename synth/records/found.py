"""A work as sources of papers describe it, before anything of it was read."""

from __future__ import annotations

from dataclasses import dataclass

from synth.records.paper import ArxivId, Paper


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A record that one source gave, or several that were merged into one."""

    paper: Paper
    """What is known of the work; its `origins` name the source of each field."""
    sources: tuple[str, ...]
    """Who gave it, in the order in which they were asked."""
    pdf: str = ""
    """Address of a PDF that may be read freely; empty where none is known. Papers on arXiv need none."""
    rank: int = 0
    """Best place in an answer, from 1; 0 where it was not searched for."""
    preprint: bool = False
    """Whether the DOI of the record is that of a preprint."""
    versions: tuple[ArxivId, ...] = ()
    """Versions on arXiv that were given, oldest first."""
    same_as: tuple[str, ...] = ()
    """Ids of other records of the same work, where the source links them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptAnswer:
    """The checked body of an answer of a source."""

    url: str
    """Where it came from, without keys."""
    body: bytes
    at: float
    """When it came, seconds since 1970."""
