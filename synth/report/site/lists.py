"""The lists of a site as rows: what stands in them, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from synth.report.site.rows import Listing
from synth.report.site.view import SIGNALS, ClaimEntry, PaperEntry
from synth.report.text import clean

BAD = ("contradicted", "impossible")
"""Tones of statements that are shown to be wrong."""
_ORDER = ("contradicted", "impossible", "disputed", "verified", "stated", "unknown", "abstained")
_LONGEST = 420
"""Characters of a statement in a list."""


def paper_list(entries: Sequence[PaperEntry], differing: Mapping[str, int]) -> Listing:
    """All papers, the newest first; `differing` counts the disagreements that a paper takes part in, by its id."""
    listing = Listing(
        name="papers",
        columns=(
            "href", "title", "authors", "year", "venue", "id", "useful", "trust", "checked", "verified", "wrong",
            "differs", *SIGNALS, "state",
        ),
        repeated=("venue", "trust", *SIGNALS, "state"),
        facets=(*SIGNALS, "state", "trust", "year"),
    )  # fmt: skip
    for entry in sorted(entries, key=lambda one: (-(one.paper.year or 0), clean(one.paper.title).casefold())):
        paper, wrong, differs = entry.paper, entry.count(*BAD), differing.get(entry.paper.id, 0)
        listing.rows.append(
            (
                entry.href,
                clean(paper.title) or paper.id,
                entry.authors,
                paper.year or 0,
                clean(paper.venue),
                str(paper.arxiv) if paper.arxiv else clean(paper.doi),
                round(entry.useful),
                entry.trust,
                len(entry.claims),
                entry.count("verified"),
                wrong,
                differs,
                *(entry.signals[name] for name in SIGNALS),
                _state(entry, wrong, differs),
            )
        )
    return listing


def _state(entry: PaperEntry, wrong: int, differs: int) -> tuple[str, ...]:
    grave = entry.paper.grave
    return (
        *(["holds a contradicted statement"] if wrong else []),
        *(["its numbers differ from others"] if differs else []),
        *([grave.kind.value.replace("_", " ")] if grave else []),
    )


def abstract_list(entries: Sequence[PaperEntry]) -> Listing:
    """Abstracts in the order of the papers: searched, and shown where the words are found."""
    listing = Listing(name="abstracts", columns=("abstract",))
    for entry in sorted(entries, key=lambda one: (-(one.paper.year or 0), clean(one.paper.title).casefold())):
        listing.rows.append((clean(entry.paper.abstract),))
    return listing


def claim_list(claims: Iterable[ClaimEntry], papers: Mapping[str, PaperEntry], names: Mapping[str, str]) -> Listing:
    """All statements that were judged: those that are wrong first, then those that are verified furthest."""
    listing = Listing(
        name="claims",
        columns=("href", "text", "tone", "level", "kind", "paper", "paper_href", "year", "page", "why"),
        repeated=("tone", "kind", "paper", "paper_href", "why"),
        facets=("tone", "kind", "year"),
    )
    order = {tone: number for number, tone in enumerate(_ORDER)}
    for claim in sorted(claims, key=lambda one: (order.get(one.tone, 9), -one.level, one.text)):
        entry = papers.get(claim.paper)
        listing.rows.append(
            (
                claim.href,
                short(claim.text),
                claim.tone,
                claim.level,
                claim.kind,
                names.get(claim.paper) or claim.name or claim.paper,
                entry.href if entry else "",
                (entry.paper.year or 0) if entry else 0,
                claim.page,
                claim.why,
            )
        )
    return listing


def short(text: str, longest: int = _LONGEST) -> str:
    """A text cut at a word, the cut shown."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0] + " …"
