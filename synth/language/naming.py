"""How running text names papers, so that no two of a report have one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from synth.records import Paper


def paper_names(papers: Sequence[Paper]) -> dict[str, str]:
    """Name of each paper by its id: authors and year, with a word of the title where two papers share them.

    Where more than three share their authors, authors tell nothing, and the title stands for the paper.
    """
    shared = Counter(paper.short for paper in papers)
    names = {}
    for paper in papers:
        title = short_title(paper.title)
        if shared[paper.short] == 1:
            names[paper.id] = paper.short
        elif shared[paper.short] <= 3:
            year = f"{paper.year}, " if paper.year else ""
            names[paper.id] = f"{paper.cited_as} ({year}{title})"
        else:
            names[paper.id] = f"“{title}” ({paper.year})" if paper.year else f"“{title}”"
    return names


def short_title(title: str) -> str:
    """What stands before the colon of "WizardCoder: Empowering …"; after it where that is but a label ("Digest: …")."""
    head, colon, rest = title.partition(":")
    if not colon or len(head.split()) > 6:
        return title
    return rest.strip() if head.strip().lower() in ("digest", "survey", "report", "note") else head.strip()
