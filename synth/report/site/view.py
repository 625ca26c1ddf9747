"""What the pages and lists of a site know of a paper, short enough to hold for a whole library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from synth.records import Card, CheckedClaim, Paper, Reference, VerdictLabel
from synth.report.bibliography import author_line
from synth.report.text import clean
from synth.report.words import tone_of

SIGNALS = (
    "benchmarks", "metrics", "evaluation_modes", "human_feedback", "quality_controls", "rater_population", "code",
)  # fmt: skip
"""Protocol signals that a list of papers can be filtered by."""
ON_PAGE = 120
"""Claims of a paper on one page."""
_SILENT = frozenset({VerdictLabel.ABSTAINED, VerdictLabel.NOT_CHECKABLE})
FOUND = "stated"
"""Value of a signal whose own values are addresses: whether it is stated, not where."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimEntry:
    """A statement that was judged, as a list shows it."""

    text: str
    tone: str
    """Key of its tone."""
    level: int
    """Rung, 0 to 5."""
    href: str
    """From the root of the site."""
    kind: str
    """`paper`, `report` or `audit`: where it is listed."""
    paper: str
    """Id of the paper that says so; of an audit, its file."""
    name: str = ""
    """How the paper is named, where the site has no page of it."""
    page: int = 0
    """0 where it has no pages."""
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperEntry:
    """A paper and what its card comes to."""

    paper: Paper
    document: str
    """Id of the document that was read."""
    slug: str
    authors: str
    signals: Mapping[str, tuple[str, ...]]
    trust: str
    useful: float
    claims: tuple[ClaimEntry, ...]
    """Its own claims where these were taken and checked, else the checked sentences of its card."""
    own_claims: int
    """How many claims its page of claims lists; 0 where there is none."""
    paged: bool
    references: tuple[Reference, ...] = ()
    """What it cites, without the entries as printed."""

    @property
    def href(self) -> str:
        """Its page, from the root of the site."""
        return f"p/{self.slug}.html"

    def count(self, *tones: str) -> int:
        """How many of its checked sentences have one of the tones."""
        return sum(claim.tone in tones for claim in self.claims)


def entry_of(
    paper: Paper,
    card: Card,
    references: tuple[Reference, ...],
    claims: Sequence[CheckedClaim] | None,
    *,
    document: str,
    slug: str,
    paged: bool,
) -> PaperEntry:
    """The entry of a paper."""
    return PaperEntry(
        paper=paper,
        document=document,
        slug=slug,
        authors=clean(author_line(paper.authors, 4)),
        signals={name: _values(card, name) for name in SIGNALS},
        trust=card.trust.level.value,
        useful=card.usefulness.score,
        claims=tuple(_claims(paper, card, slug, paged=paged) if claims is None else _own(claims, slug, paged=paged)),
        own_claims=len(claims or ()),
        paged=paged,
        references=references,
    )


def claims_page(slug: str, number: int) -> str:
    """The page that shows the claim of that number, from the root of the site."""
    part = (number - 1) // ON_PAGE
    return f"c/{slug}{f'-{part + 1}' if part else ''}.html"


def thread_page(slug: str) -> str:
    """The page that shows the peer reviews of a paper, from the root of the site."""
    return f"t/{slug}.html"


def _own(claims: Sequence[CheckedClaim], slug: str, *, paged: bool) -> Iterator[ClaimEntry]:
    """The claims that something can be said of."""
    for number, one in enumerate(claims, start=1):
        if one.verdict.label in _SILENT:
            continue
        tone = tone_of(one.verdict).key
        yield ClaimEntry(
            text=clean(one.claim.text),
            tone=tone,
            level=one.verdict.rung.level,
            href=f"{claims_page(slug, number)}#c{number}",
            kind="paper",
            paper=one.claim.paper,
            page=one.claim.span.page if paged else 0,
            why=clean(one.verdict.explanation),
        )


def _values(card: Card, name: str) -> tuple[str, ...]:
    values = card.signal(name).values
    if name == "code":
        return (FOUND,) if values else ()
    return tuple(dict.fromkeys(clean(value.text) for value in values))


def _claims(paper: Paper, card: Card, slug: str, *, paged: bool) -> Sequence[ClaimEntry]:
    found: dict[int, ClaimEntry] = {}
    for facet in card.facets:
        for one in facet.statements:
            if one.verdict is None or one.quote.span.start in found:
                continue
            found[one.quote.span.start] = ClaimEntry(
                text=clean(one.text),
                tone=tone_of(one.verdict).key,
                level=one.verdict.rung.level,
                href=f"p/{slug}.html#{facet.name}-{one.quote.span.start}",
                kind="paper",
                paper=paper.id,
                page=one.quote.page if paged else 0,
                why=clean(one.verdict.explanation),
            )
    return list(found.values())


class Slugs:
    """Names of files: short, readable, and no two the same, also where letters differ only in case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, text: str) -> str:
        """A name for a page about `text`."""
        plain = text.replace("+", "-plus").replace("#", "-sharp")
        base = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-.")[:60].strip("-.") or "x"
        slug, number = base, 1
        while slug.casefold() in self._taken:
            number += 1
            slug = f"{base}-{number}"
        self._taken.add(slug.casefold())
        return slug

    def of_paper(self, paper: Paper) -> str:
        """A name for the page of a paper: its id on arXiv, its DOI, or the start of its checksum."""
        if paper.arxiv is not None:
            return self.of(str(paper.arxiv))
        kind, _, rest = paper.id.partition(":")
        return self.of(rest[:12] if kind == "sha256" else paper.doi or rest or paper.id)
