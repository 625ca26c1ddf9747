"""Ids of works in one form: `arxiv:2306.08568`, `doi:10.1038/…`, `openalex:W…`, `s2:…`, `openreview:…`."""

from __future__ import annotations

import re

from synth.records import ArxivId

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s\"<>]+)", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_OPENREVIEW = re.compile(r"(?:https?://openreview\.net/(?:forum|pdf)\?id=|openreview:)([\w-]{6,})(?:&\S*)?")
_OWN = re.compile(
    r"(?:https?://openalex\.org/|openalex:)(W\d+)|(?:https?://www\.semanticscholar\.org/paper/(?:[^/\s]+/)?|s2:)([0-9a-f]{40})"
)
_PREPRINTS = re.compile(
    r"10\.(?:48550|1101|64898|21203|2139|31219|31234|31235|20944|26434|36227|22541|14293|33774|5281)/", re.IGNORECASE
)
"""Prefixes of arXiv, bioRxiv and medRxiv, Research Square, SSRN, OSF, Preprints.org, ChemRxiv, TechRxiv, Authorea, …"""


def clean_doi(text: str | None) -> str:
    """The bare DOI in small letters; empty where `text` is none. arXiv's own DOIs are kept."""
    match = _DOI.fullmatch((text or "").strip())
    return match[1].casefold().rstrip(".,;)") if match else ""


def arxiv_of_doi(doi: str) -> ArxivId | None:
    """The arXiv id that a DOI of arXiv stands for."""
    match = _ARXIV_DOI.fullmatch(doi)
    return read_arxiv(match[1]) if match else None


def is_preprint_doi(doi: str) -> bool:
    """Whether the DOI was given by a server of preprints."""
    return bool(_PREPRINTS.match(doi))


def read_arxiv(text: str) -> ArxivId | None:
    """The arXiv id that `text` is, None where it is something else."""
    try:
        return ArxivId.parse(text)
    except ValueError:
        return None


def read_id(text: str) -> str:
    """The id that `text` is in our form, version kept; empty where it is none.

    Reads bare ids, addresses of arxiv.org, doi.org, openreview.net, openalex.org and semanticscholar.org.
    """
    text = text.strip()
    if arxiv := read_arxiv(text):
        return f"arxiv:{arxiv}"
    if doi := clean_doi(text):
        known = arxiv_of_doi(doi)
        return f"arxiv:{known}" if known else f"doi:{doi}"
    if match := _OPENREVIEW.fullmatch(text):
        return f"openreview:{match[1]}"
    if match := _OWN.fullmatch(text):
        return f"openalex:{match[1]}" if match[1] else f"s2:{match[2]}"
    return ""


def work_ids(arxiv: ArxivId | None, doi: str, *others: str) -> tuple[str, ...]:
    """All ids of a work, without versions, each once."""
    ids = []
    known = arxiv or arxiv_of_doi(doi)
    if known:
        ids.append(f"arxiv:{known.id}")
    if doi and not arxiv_of_doi(doi):
        ids.append(f"doi:{doi}")
    return tuple(dict.fromkeys([*ids, *(one for one in others if one)]))
