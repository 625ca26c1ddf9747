"""References as EndNote reads them: tagged lines (.enw)."""

from __future__ import annotations

from collections.abc import Sequence

from synth.records import Paper, PaperStatus
from synth.report.bibliography import address, is_proceedings, split_name
from synth.report.text import clean


def endnote(papers: Sequence[Paper]) -> str:
    """One record a paper that was read, separated by an empty line."""
    return "\n".join(_record(paper) for paper in papers if paper.status is not PaperStatus.FAILED)


def _record(paper: Paper) -> str:
    venue = clean(paper.venue)
    kind = "Conference Paper" if is_proceedings(venue) else "Journal Article" if venue else "Unpublished Work"
    fields = [("%0", kind), ("%T", clean(paper.title))]
    for author in paper.authors:
        parts = split_name(author)
        family = f"{parts.particle} {parts.family}".strip()
        # A comma parts the names of a person; one at the end keeps a group whole.
        given = ", ".join(part for part in (parts.given, parts.suffix) if part)
        fields.append(("%A", f"{family}," if parts.group else f"{family}, {given}" if given else family))
    fields += [
        ("%D", str(paper.year or "")),
        ("%B" if kind == "Conference Paper" else "%J", venue),
        ("%I", "arXiv" if paper.arxiv else ""),
        ("%M", f"arXiv:{paper.arxiv}" if paper.arxiv else ""),
        ("%R", clean(paper.doi)),
        ("%U", address(paper)),
        ("%X", clean(paper.abstract)),
    ]
    return "".join(f"{tag} {value}\n" for tag, value in fields if value)
