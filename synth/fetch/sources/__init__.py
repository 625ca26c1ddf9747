"""Where papers are looked for: one file a source, all behind the protocol `Source`.

`SOURCES` names them as users do. Local folders (`scan`) and reference lists (`read_list`) need no network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from synth.errors import UsageError
from synth.fetch.access import Access
from synth.fetch.sources.arxiv import Arxiv
from synth.fetch.sources.bibfile import Listed, read_list
from synth.fetch.sources.crossref import Crossref
from synth.fetch.sources.openalex import OpenAlex
from synth.fetch.sources.openreview import OpenReview
from synth.fetch.sources.semanticscholar import SemanticScholar
from synth.fetch.sources.source import Answer, Source, Standing

SOURCES: dict[str, Callable[[Access], Source]] = {
    "arxiv": Arxiv.at,
    "openalex": OpenAlex,
    "semanticscholar": SemanticScholar,
    "crossref": Crossref,
    "openreview": OpenReview,
}

__all__ = ["SOURCES", "Answer", "Arxiv", "Listed", "OpenReview", "Source", "Standing", "named", "read_list"]


def named(names: str | Sequence[str]) -> tuple[str, ...]:
    """The sources in "arxiv,openalex", each once; UsageError for one that is not known. `all` names all of them."""
    parts = names.split(",") if isinstance(names, str) else list(names)
    wanted = [part.strip().casefold() for part in parts if part.strip()]
    if wanted == ["all"]:
        return tuple(SOURCES)
    for name in wanted:
        if name not in SOURCES:
            raise UsageError(f"unknown source {name!r}", hint=f"known sources: {', '.join(SOURCES)}, or all")
    return tuple(dict.fromkeys(wanted))
