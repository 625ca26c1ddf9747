"""The bibliographic record of a paper that was read; one rule for what it is called, whatever file it came in."""

from __future__ import annotations

import re
from pathlib import Path

from synth.parse.imprint import Metadata
from synth.records import ArxivId, Document, Paper, PaperStatus, SectionKind, SentenceKind

_ENDING = re.compile(r"\.(?:pdf|md|markdown|x?html?|tex|ltx|txt|docx|json|tgz|(?:tar\.)?gz|tar)$", re.IGNORECASE)


def make_paper(found: Metadata, document: Document, path: Path, doi: str = "") -> Paper:
    """The record of a paper; its id is the arXiv id, else the DOI, else the checksum.

    `doi` counts where the front matter names none. Pages that failed make the reading partial.
    """
    doi = found.doi or doi
    reason = ""
    if document.failures:
        count = len(document.failures)
        listed = ", ".join(str(failure.page) for failure in document.failures[:10])
        reason = f"{count} page{'s' * (count != 1)} could not be read: {listed}"
    return Paper(
        id=identity(found.arxiv, doi, document.sha256),
        title=found.title or _ENDING.sub("", path.name),
        authors=found.authors,
        year=found.year,
        arxiv=found.arxiv,
        doi=doi,
        venue=found.venue,
        abstract=_abstract(document),
        url=f"https://arxiv.org/abs/{found.arxiv}" if found.arxiv else f"https://doi.org/{doi}" if doi else "",
        sha256=document.sha256,
        path=str(path),
        status=PaperStatus.PARTIAL if document.failures else PaperStatus.READ,
        reason=reason,
    )


def identity(arxiv: ArxivId | None, doi: str, sha256: str) -> str:
    """Id of a paper: `arxiv:2306.08568v1`, `doi:…`, or `sha256:…` of its file."""
    if arxiv is not None:
        return f"arxiv:{arxiv}"
    return f"doi:{doi.lower()}" if doi else f"sha256:{sha256[:16]}"


def _abstract(document: Document) -> str:
    return " ".join(
        sentence.text
        for sentence in document.sentences
        if sentence.section >= 0
        and document.sections[sentence.section].kind is SectionKind.ABSTRACT
        and sentence.kind is SentenceKind.BODY
    )
