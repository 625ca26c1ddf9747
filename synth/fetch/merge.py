"""One record for each work, whichever and however many sources gave it.

Records are one work by a common DOI or arXiv id, by a link that a source gives (preprint of, version of), or by title
and authors. Where that would make one of two works that their own ids tell apart, they stay two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from synth.fetch.ids import arxiv_of_doi, is_preprint_doi, work_ids
from synth.fetch.sources.fields import FIELDS
from synth.language.titles import distinctive, same_title, shared_authors, shortened, title_key, title_words
from synth.records import ArxivId, FieldOrigin, Found, Notice, Paper

_TRUST: dict[str, tuple[str, ...]] = {
    "title": ("arxiv", "crossref", "openreview", "openalex", "semanticscholar", "list"),
    "authors": ("arxiv", "crossref", "openreview", "openalex", "semanticscholar", "list"),
    "abstract": ("arxiv", "openreview", "openalex", "semanticscholar", "crossref", "list"),
    "doi": ("crossref", "openalex", "semanticscholar", "arxiv", "list"),
    "venue": ("crossref", "openalex", "semanticscholar", "openreview", "arxiv", "list"),
    "licence": ("arxiv", "crossref", "openalex", "semanticscholar", "openreview"),
    "url": ("arxiv", "crossref", "openreview", "openalex", "semanticscholar", "list"),
}
"""Whose word counts for a field, most trusted first; year and date follow the version that is at hand."""
_YEARS = 2
"""Most years between a preprint and its publication, where title and authors alone make them one."""
_SAME_AUTHORS = 0.5


def merge(found: Iterable[Found]) -> list[Found]:
    """The works among `found`, each once, in the order in which they first came."""
    works = list(found)
    while True:
        before, works = len(works), _merge_once(works)
        if len(works) == before:  # what was joined may know an id or an author by which more is joined
            return works


def _merge_once(records: Sequence[Found]) -> list[Found]:
    groups = _Groups(records)
    for left, right in _by_ids(records):
        if not _strangers(records[left].paper, records[right].paper):
            groups.join(left, right)
    for left, right in _by_titles(records):
        if _same_work(records[left], records[right]):
            groups.join(left, right)
    return [_merged([records[i] for i in members]) for members in groups.members()]


class _Groups:
    """Sets of records that are one work; a set never holds two that their ids tell apart."""

    def __init__(self, records: Sequence[Found]) -> None:
        self._records = records
        self._parent = list(range(len(records)))

    def _root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, left: int, right: int) -> None:
        """Make one set of two, unless it would hold two works."""
        a, b = sorted((self._root(left), self._root(right)))
        if a == b:
            return
        mine = [self._records[i] for i in range(len(self._records)) if self._root(i) == a]
        theirs = [self._records[i] for i in range(len(self._records)) if self._root(i) == b]
        if not any(_told_apart(one, other) for one in mine for other in theirs):
            self._parent[b] = a

    def members(self) -> list[list[int]]:
        """The sets, in the order of their first records."""
        sets: dict[int, list[int]] = {}
        for index in range(len(self._records)):
            sets.setdefault(self._root(index), []).append(index)
        return list(sets.values())


def _by_ids(records: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """Pairs that have an id in common, or of which one names the other."""
    first: dict[str, int] = {}
    for index, record in enumerate(records):
        for one in (*_ids(record.paper), *record.same_as):
            if first.setdefault(one, index) != index:
                yield first[one], index


def _ids(paper: Paper) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*work_ids(paper.arxiv, paper.doi), *paper.ids)))


def _by_titles(records: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """Pairs whose titles may be one: equal keys, or the same beginning."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        words = title_words(record.paper.title)
        for key in {title_key(record.paper.title), " ".join(words[:2]), " ".join(words[-2:])}:
            if key:
                blocks[key].append(index)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for pair in combinations(block[:500], 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _strangers(left: Paper, right: Paper) -> bool:
    """Whether two records with an id in common are plainly two works: proceedings give all their papers one DOI."""
    if not left.title or not right.title or same_title(left.title, right.title):
        return False
    if left.authors and right.authors:
        return shared_authors(left.authors, right.authors) == 0.0
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(" ".join(title_words(left.title)), " ".join(title_words(right.title))) < 60


def _told_apart(left: Found, right: Found) -> bool:
    """Whether ids say that two records are two works: two papers on arXiv, or two DOIs of publishers."""
    a, b = left.paper, right.paper
    mine, theirs = _arxiv_of(a), _arxiv_of(b)
    if mine and theirs and mine != theirs:
        return True
    linked = set(_ids(a)) & set(right.same_as) or set(_ids(b)) & set(left.same_as)
    return bool(_published(left) and _published(right) and _published(left) != _published(right) and not linked)


def _arxiv_of(paper: Paper) -> str:
    known = paper.arxiv or arxiv_of_doi(paper.doi)
    return known.id if known else ""


def _published(found: Found) -> str:
    doi = found.paper.doi
    return "" if found.preprint or is_preprint_doi(doi) else doi


def _same_work(left: Found, right: Found) -> bool:
    """Whether title, authors and year make two records one work."""
    a, b = left.paper, right.paper
    if _told_apart(left, right):
        return False
    apart = abs(a.year - b.year) if a.year and b.year else 0
    shared = shared_authors(a.authors, b.authors)
    everybody = shared == 1.0 and len(a.authors) == len(b.authors) > 1
    if not same_title(a.title, b.title):
        return shortened(a.title, b.title) and everybody and apart <= 1
    if not distinctive(a.title):
        return everybody and apart == 0
    if a.authors and b.authors:
        return apart <= _YEARS and shared >= _SAME_AUTHORS
    # Without authors a title must agree letter for letter, and one source hardly gives a work twice.
    return title_key(a.title) == title_key(b.title) and apart <= 1 and not set(left.sources) & set(right.sources)


def _merged(records: Sequence[Found]) -> Found:
    """One record of several of one work; fields from whom they are best known, ids and notices from all."""
    if len(records) == 1:
        return records[0]
    base = _at_hand(records)
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for name in FIELDS:
        chosen = _choose(name, records, base)
        if chosen is not None:
            values[name] = getattr(chosen.paper, name)
            origins[name] = _origin(chosen, name)
    arxiv = base.paper.arxiv or next((r.paper.arxiv for r in records if r.paper.arxiv), None)
    values["arxiv"] = arxiv
    doi = str(values.get("doi", ""))
    paper = replace(
        base.paper,
        **values,  # type: ignore[arg-type]
        id=f"arxiv:{arxiv}" if arxiv else f"doi:{doi}" if doi else base.paper.id,
        withdrawn=any(record.paper.withdrawn for record in records),
        ids=tuple(dict.fromkeys(one for record in records for one in _ids(record.paper))),
        notices=_notices(records),
        origins=tuple(FieldOrigin(field=name, source=source) for name, source in origins.items()),
    )
    ranks = [record.rank for record in records if record.rank]
    versions = {str(one): one for record in records for one in record.versions}
    return Found(
        paper=paper,
        sources=tuple(dict.fromkeys(source for record in records for source in record.sources)),
        pdf=next((record.pdf for record in records if record.pdf), ""),
        rank=min(ranks, default=0),
        preprint=all(record.preprint or not record.paper.doi for record in records),
        versions=tuple(sorted(versions.values(), key=lambda one: one.version or 0)),
        same_as=tuple(dict.fromkeys(one for record in records for one in record.same_as)),
    )


def _at_hand(records: Sequence[Found]) -> Found:
    """The record of what will be read: the newest version on arXiv, else the first that has a PDF, else the first."""
    on_arxiv = [record for record in records if record.paper.arxiv]
    if on_arxiv:
        return max(on_arxiv, key=lambda r: (_version(r.paper.arxiv), r.paper.source == "arxiv"))
    return next((record for record in records if record.pdf), records[0])


def _version(arxiv: ArxivId | None) -> int:
    return arxiv.version or 0 if arxiv else 0


def _choose(name: str, records: Sequence[Found], base: Found) -> Found | None:
    """The record whose value of a field counts."""
    having = [record for record in records if getattr(record.paper, name)]
    if name == "doi":
        having = [record for record in having if _published(record)] or having
    if name == "licence" and base.paper.arxiv:  # that of the copy that will be read
        having = [record for record in having if record.paper.source == "arxiv"]
    if not having:
        return None
    if name in ("year", "date", "arxiv"):
        return base if base in having else having[0]
    order = _TRUST.get(name, ())
    own = [r for r in having if r.paper.source == base.paper.source and name in ("title", "authors", "abstract")]
    return min(own or having, key=lambda r: order.index(r.paper.source) if r.paper.source in order else len(order))


def _origin(record: Found, name: str) -> str:
    return next((one.source for one in record.paper.origins if one.field == name), record.paper.source)


def _notices(records: Sequence[Found]) -> tuple[Notice, ...]:
    """All notices, one of each kind and id; the one with a date or a notice of its own is kept."""
    kept: dict[tuple[str, str], Notice] = {}
    for notice in sorted(
        (notice for record in records for notice in record.paper.notices), key=lambda n: (not n.id, not n.date)
    ):
        if notice.id or not any(kind == notice.kind for kind, _ in kept):
            kept.setdefault((notice.kind, notice.id), notice)
    return tuple(kept.values())
