"""What every source of papers can be asked, and how it answers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from synth.records import Found, Notice, Paper


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a source found, or what came of it before it failed."""

    found: tuple[Found, ...] = ()
    """In the order of the source, most relevant first."""
    total: int | None = None
    """How many papers the source says that there are."""
    asked: str = ""
    """The query in the words of the source."""
    partial: str = ""
    """Why fewer came than were asked for, one sentence; empty where all came."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a source says about one paper that was read."""

    notices: tuple[Notice, ...] = ()
    licence: str = ""
    doi: str = ""
    """DOI of the published form, where the source knows one."""


class Source(Protocol):
    """A place where papers are looked for. Not for use by several threads; close it when done.

    Every method raises NetworkError when nothing answers, RemoteError when the source refuses or sends something else.
    """

    name: str

    @property
    def stale(self) -> str:
        """Day of the oldest kept answer that was used because nobody answered; empty where there was none."""
        ...

    def search(self, query: str, *, limit: int, since: datetime.date | None = None) -> Answer:
        """At most `limit` papers for `query`, those that appeared before `since` left out.

        An error after the first papers is told in `Answer.partial`.
        """
        ...

    def lookup(self, ids: Sequence[str]) -> dict[str, Found]:
        """The works among `ids` (`arxiv:…`, `doi:…`, or an id of the source's own) that the source knows."""
        ...

    def standing(self, papers: Sequence[Paper]) -> dict[str, Standing]:
        """Retractions, withdrawals, newer versions and licences, by `Paper.id`; unknown papers are left out."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


def works_of(papers: Sequence[Paper], kind: str) -> dict[str, list[Paper]]:
    """Papers by their id of one kind ("doi"), as the source is asked for it; those that have none are left out."""
    by_id: dict[str, list[Paper]] = {}
    for paper in papers:
        own = [paper.doi] if kind == "doi" and paper.doi else []
        own += [one.partition(":")[2] for one in paper.ids if one.startswith(f"{kind}:")]
        for one in dict.fromkeys(value.casefold() if kind == "doi" else value for value in own):
            by_id.setdefault(one, []).append(paper)
    return by_id
