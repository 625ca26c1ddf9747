"""Which sources each statement of an audited report is judged against, and what is wrong with its citations.

A statement is bound by what it cites; else by the paper that the report says it examines; else by the only source
there is; else to the source in which a search finds it best. A source that is named and not at hand is never replaced
by another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from synth.compose.matching import Match, match_subject, match_work
from synth.protocols import Retriever
from synth.records import CitedWork, Finding, Paper, PassageKind, Statement, Submission
from synth.records.audit import StatementKind

LEAST_NEARNESS = 0.45
"""Cosine below which the best passage names no source. With MiniLM, nine statements of one report lay at 0.43–0.71 from
their source; eleven of another at 0.12–0.61 from papers of their field that are not theirs: a near passage is a hint,
no more, and such a binding is named in the limitations."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """What a statement is judged against."""

    sources: tuple[str, ...]
    """Ids of papers at hand."""
    by: str
    """`citation`, `subject`, `only_source` or `content`; empty where it is bound to nothing."""
    missing: tuple[str, ...] = ()
    """Names of sources that it is about and that are not at hand."""


class Citing:
    """The citations of one report against the papers at hand."""

    def __init__(self, submission: Submission, papers: Sequence[Paper]) -> None:
        self._submission = submission
        self._papers = {paper.id: paper for paper in papers}
        self._matches = tuple(match_work(work, papers) for work in submission.works)
        self._about, self._missing = self._subjects(papers)

    def _subjects(self, papers: Sequence[Paper]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Papers at hand that the report is about, and names of those that are not at hand.

        A page that carries a paper's own title (a review thread, an abstract page) is about that paper.
        """
        found: dict[str, None] = {}
        missing = []
        for subject in self._submission.subjects:
            ids = match_subject(subject, papers)
            found.update(dict.fromkeys(ids))
            if not ids:
                missing.append(subject)
        if not found and not missing:
            found.update(dict.fromkeys(match_subject(self._submission.title, papers)))
        return tuple(found), tuple(missing)

    @property
    def matches(self) -> tuple[tuple[str, ...], ...]:
        """For each cited work, the ids of the papers at hand that it is."""
        return tuple(match.papers for match in self._matches)

    @property
    def missing(self) -> tuple[CitedWork, ...]:
        """Cited works that are not at hand."""
        return tuple(
            work for work, match in zip(self._submission.works, self._matches, strict=True) if not match.papers
        )

    @property
    def missing_subjects(self) -> tuple[str, ...]:
        """Papers that the report says it examines and that are not at hand."""
        return self._missing

    @property
    def candidates(self) -> tuple[str, ...]:
        """Papers that a statement without citation may be about: the cited works at hand, else all that were given."""
        if self._submission.works:
            return tuple(dict.fromkeys(id_ for match in self._matches for id_ in match.papers))
        return tuple(self._papers)

    @property
    def needed(self) -> tuple[str, ...]:
        """Papers that some statement may be judged against; the others need not be searched."""
        wanted = {id_ for statement in self._submission.statements for id_ in self._cited(statement)}
        if any(not statement.cited for statement in self._submission.statements):
            wanted.update(self._about or (() if self._missing else self.candidates))
        return tuple(id_ for id_ in self._papers if id_ in wanted)

    def _cited(self, statement: Statement) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id_ for number in statement.cited for id_ in self._matches[number].papers))

    def bind(self, statement: Statement, retriever: Retriever, paper_of: Mapping[str, str]) -> Bound:
        """The sources of one statement; `paper_of` maps ids of documents to ids of papers."""
        if statement.cited:
            works = [self._submission.works[number] for number in statement.cited]
            lost = [w.name for w, n in zip(works, statement.cited, strict=True) if not self._matches[n].papers]
            sources = self._cited(statement)
            return Bound(sources=sources, by="citation" if sources else "", missing=tuple(lost))
        if self._about or self._missing:
            return Bound(sources=self._about, by="subject" if self._about else "", missing=self._missing)
        candidates = self.candidates
        if len(candidates) == 1 and len(self._submission.works) <= 1:
            return Bound(sources=candidates, by="only_source")
        if not candidates:
            return Bound(sources=(), by="", missing=tuple(work.name for work in self._submission.works))
        documents = [document for document, paper in paper_of.items() if paper in candidates]
        prose = (PassageKind.TEXT, PassageKind.CAPTION)  # rows of tables have no vector of their own
        for hit in retriever.search(statement.text, limit=5, documents=documents, kinds=prose):
            if hit.cosine is not None and hit.cosine >= LEAST_NEARNESS:
                return Bound(sources=(paper_of[hit.passage.document],), by="content")
        return Bound(sources=(), by="")

    def findings(self, reasons: Mapping[str, str], unknown: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
        """What is wrong with the citations.

        `reasons` says, by `CitedWork.name` or subject, why a source could not be had; `unknown` names those of them of
        which arXiv says that they do not exist.
        """
        return (*self._subject_findings(reasons), *self._work_findings(reasons, unknown))

    def _subject_findings(self, reasons: Mapping[str, str]) -> Iterator[Finding]:
        for subject in self._missing:
            message = f"The paper that the report examines is not at hand: {subject}{_why(reasons.get(subject, ''))}."
            yield Finding(kind="not_found", message=message)

    def _work_findings(self, reasons: Mapping[str, str], unknown: frozenset[str]) -> Iterator[Finding]:
        for number, (work, match) in enumerate(zip(self._submission.works, self._matches, strict=True)):
            where = self._where(number)
            if match.papers:
                yield from self._match_findings(work, match, where)
            elif work.name in unknown:
                message = f"arXiv has no paper {work.arxiv}, which the report cites: {work.name}."
                yield Finding(kind="unknown_id", message=message, where=where)
            else:
                message = f"A cited work is not at hand: {work.name}{_why(reasons.get(work.name, ''))}."
                yield Finding(kind="not_found", message=message, where=where)

    def _match_findings(self, work: CitedWork, match: Match, where: str) -> Iterator[Finding]:
        paper = self._papers[match.papers[0]]
        named = f"arXiv:{work.arxiv}" if work.arxiv else work.doi and f"doi:{work.doi}"
        if match.wrong_title:
            message = f"{named} is “{paper.title}”, but the report gives it the title “{work.title}”."
            yield Finding(kind="wrong_title", message=message, where=where)
        if match.wrong_id:
            right = f"arXiv:{paper.arxiv}" if paper.arxiv else paper.id
            message = f"The report gives “{work.title}” the id {named}; the paper of that title is {right}."
            yield Finding(kind="wrong_title", message=message, where=where)
        cited, read = work.arxiv and work.arxiv.version, paper.arxiv and paper.arxiv.version
        if cited and read and cited != read and not match.wrong_id:
            message = (
                f"The report cites v{cited} of arXiv:{paper.arxiv.id if paper.arxiv else ''}; read was v{read}, "
                f"in which numbers may differ: {paper.title}."
            )
            yield Finding(kind="other_version", message=message, where=where)

    def _where(self, number: int) -> str:
        """Where a work stands: its entry, or the first statement that cites it where it has no entry of its own."""
        work = self._submission.works[number]
        if not work.key and work.raw == work.url:
            for statement in self._submission.statements:
                if number in statement.cited and statement.kind is not StatementKind.TABLE_ROW:
                    return statement.where
        return f"References, [{work.key}]" if work.key else f"References, entry {number + 1}"


def _why(reason: str) -> str:
    return f" ({reason})" if reason else ""
