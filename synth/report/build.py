"""From the record of a report to the view that its pages share."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from synth.language.naming import paper_names
from synth.records import (
    Paper,
    PaperStatus,
    Report,
)
from synth.report import bibliography
from synth.report.changed import changes_view
from synth.report.claims import cell_words, claim_view, paper_of, rerun_views
from synth.report.costs import cost_views
from synth.report.notices import licence_name, notice_views
from synth.report.rerun.view import RerunView
from synth.report.reviews import review_views
from synth.report.searching import search_view
from synth.report.text import clean, cleaned
from synth.report.view import (
    ClaimView,
    DisagreementView,
    FacetView,
    PaperView,
    ReportedView,
    ReportView,
    SentenceView,
    Tally,
)
from synth.report.words import (
    STATUSES,
    TONES,
    Tone,
    counted,
)


def build(report: Report, *, out: Path, files: Mapping[str, Path]) -> ReportView:
    """The view of `report`; `out` and `files` serve links from the page to local files."""
    used = Counter(checked.claim.paper for checked in report.claims)
    papers = paper_views(report.papers, used, out=out, files=files)
    reruns = rerun_views(report.reruns)
    claims = _claims(report, papers, reruns)
    by_id = {claim.id: claim for claim in claims}
    return ReportView(
        title=clean(report.title) or clean(report.question),
        question=clean(report.question),
        created=date_words(report.created),
        engine=clean(report.engine),
        version=clean(report.version),
        schema_version=report.schema_version,
        summary=_summary(report),
        status=_status(report),
        answer=_answer(report, by_id),
        tallies=tallies_of([claim.tone for claim in claims]),
        facets=_facets(report, claims, by_id),
        claims=claims,
        disagreements=_disagreements(report, papers, by_id),
        papers=tuple(papers.values()),
        reviews=review_views(report.reviews, by_id),
        chair=cleaned(report.chair),
        score="" if report.score is None else f"{report.score:.1f}/10",
        not_checked=cleaned(report.not_checked),
        method=cleaned(report.method),
        limitations=cleaned(report.limitations),
        search=search_view(report),
        changes=changes_view(report.changes, date_words(report.changes.since), papers, by_id)
        if report.changes
        else None,
        edition=report.edition,
        costs=cost_views(report.costs),
        reruns=tuple(reruns.values()),
    )


def date_words(created: str) -> str:
    """Date and time to read, in UTC; what is no date stays as it is."""
    try:
        moment = datetime.fromisoformat(created)
    except ValueError:
        return clean(created)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _status(report: Report) -> tuple[str, ...]:
    counts = report.counts
    parts = [counted(counts.papers, "paper") + " read"]
    if counts.papers_failed:
        parts.append(f"{counts.papers_failed:,} could not be read")
    parts += [
        counted(counts.claims, "claim"),
        f"{counts.verified:,} verified",
        f"{counts.contradicted:,} contradicted or impossible",
    ]
    rest = {
        "disputed": counts.disputed,
        "without enough evidence": counts.not_enough_evidence,
        "abstained": counts.abstained,
    }
    return (*parts, *(f"{number:,} {word}" for word, number in rest.items() if number))


def _summary(report: Report) -> tuple[str, ...]:
    counts = report.counts
    sentences = [f"This report reads {counted(counts.papers, 'paper')} on the question above."]
    if counts.papers_failed:
        sentences[0] = sentences[0][:-1] + f"; {counted(counts.papers_failed, 'paper')} could not be read."
    if counts.candidates:
        left_out = [
            phrase
            for number, phrase in (
                (counts.irrelevant, f"{counts.irrelevant:,} because they do not bear on it"),
                (counts.refused, f"{counts.refused:,} because they do not stand alone or are incomplete"),
            )
            if number
        ]
        considered = counted(counts.candidates, "sentence or table result", "sentences and table results")
        tail = f"; left out were {' and '.join(left_out)}" if left_out else ""
        sentences.append(f"{considered} {'was' if counts.candidates == 1 else 'were'} considered{tail}.")
    sentences.append(
        f"Of {counted(counts.claims, 'listed claim')}, {counts.verified:,} are verified by evidence other than the "
        f"sentence they come from, {counts.contradicted:,} contradicted or impossible, {counts.disputed:,} disputed; "
        f"for {counts.not_enough_evidence:,} there is not enough evidence; on {counts.abstained:,} the tool abstains."
    )
    if report.score is not None:
        reviewers = counted(len(report.reviews), "automatic reviewer")
        sentences.append(f"The mean score of {reviewers} is {report.score:.1f} out of 10.")
    return tuple(sentences)


def _answer(report: Report, by_id: Mapping[str, ClaimView]) -> tuple[SentenceView, ...]:
    """The sentences; the first one of each sub-question carries its title, where there are several."""
    facet_of = {claim: facet.title for facet in report.facets for claim in facet.claims}
    said: list[str] = []
    out = []
    for sentence in report.answer:
        facet = next((facet_of[claim] for claim in sentence.claims if claim in facet_of), "")
        lead = clean(facet) if len(report.facets) > 1 and facet not in said else ""
        said.append(facet)
        claims = tuple(by_id[c] for c in sentence.claims if c in by_id)
        out.append(SentenceView(text=clean(sentence.text), claims=claims, lead=lead))
    return tuple(out)


def paper_views(
    papers: Sequence[Paper], used: Mapping[str, int], *, out: Path, files: Mapping[str, Path]
) -> dict[str, PaperView]:
    """Papers as pages name them, by id: those that were read first; `used` counts the claims of each."""
    ordered = sorted(papers, key=lambda paper: paper.status is PaperStatus.FAILED)
    keys = bibliography.keys(ordered)
    names = paper_names(ordered)
    return {
        paper.id: PaperView(
            record=paper,
            number=number,
            anchor=f"r{number}",
            short=clean(names[paper.id]) or paper.id,
            authors=clean(bibliography.author_line(paper.authors)),
            arxiv=str(paper.arxiv) if paper.arxiv else "",
            link=bibliography.address(paper),
            pages=_pages_address(paper, out, files.get(paper.id)),
            checksum=paper.sha256[:12],
            status=paper.grave.kind.value if paper.grave else STATUSES[paper.status],
            key=keys.get(paper.id, ""),
            claims=used.get(paper.id, 0),
            licence=licence_name(paper.licence),
            notices=notice_views(paper),
        )
        for number, paper in enumerate(ordered, start=1)
    }


def _pages_address(paper: Paper, out: Path, file: Path | None) -> str:
    """The paper on arXiv when that very version was read, else the local file relative to the page."""
    if paper.arxiv is not None and paper.id.startswith("arxiv:"):
        return f"https://arxiv.org/pdf/{paper.arxiv}"
    if file is None:
        return ""
    try:
        relative = os.path.relpath(file.resolve(), out.resolve())
    except ValueError:  # another drive
        return ""
    return quote(relative.replace(os.sep, "/"))


def _claims(report: Report, papers: Mapping[str, PaperView], reruns: Mapping[str, RerunView]) -> tuple[ClaimView, ...]:
    """Claims in the order of the sub-questions, then those that no sub-question holds."""
    by_id = {checked.claim.id: checked for checked in report.claims}
    listed = [claim for facet in report.facets for claim in facet.claims if claim in by_id]
    order = dict.fromkeys([*listed, *by_id])
    return tuple(claim_view(by_id[id_], number, papers, reruns) for number, id_ in enumerate(order, start=1))


def _facets(report: Report, claims: Sequence[ClaimView], by_id: Mapping[str, ClaimView]) -> tuple[FacetView, ...]:
    shown: set[str] = set()
    facets: list[FacetView] = []
    for number, facet in enumerate(report.facets, start=1):
        members = [by_id[id_] for id_ in dict.fromkeys(facet.claims) if id_ in by_id]
        new = tuple(claim for claim in members if claim.id not in shown)
        old = tuple(claim for claim in members if claim.id in shown)
        shown.update(claim.id for claim in new)
        if members:
            facets.append(FacetView(title=clean(facet.title), anchor=f"s{number}", claims=new, elsewhere=old))
    rest = tuple(claim for claim in claims if claim.id not in shown)
    if rest:
        title = "Other claims" if facets else "Claims"
        facets.append(FacetView(title=title, anchor=f"s{len(report.facets) + 1}", claims=rest, elsewhere=()))
    return tuple(facets)


def tallies_of(tones: Sequence[Tone], order: Sequence[Tone] = TONES) -> tuple[Tally, ...]:
    """How often each tone occurs, in the order of the bar."""
    counts = Counter(tone.key for tone in tones)
    tallies: list[Tally] = []
    start = 0.0
    for tone in order:
        if count := counts[tone.key]:
            width = 100 * count / len(tones)
            tallies.append(Tally(tone=tone, count=count, start=start, width=width))
            start += width
    return tuple(tallies)


def _disagreements(
    report: Report, papers: Mapping[str, PaperView], by_id: Mapping[str, ClaimView]
) -> tuple[DisagreementView, ...]:
    return tuple(
        DisagreementView(
            subject=clean(disagreement.subject),
            note=clean(disagreement.note),
            values=tuple(
                ReportedView(
                    paper=paper_of(value.paper, papers),
                    value=clean(value.value.raw),
                    page=value.page,
                    quote=clean(value.quote),
                    cell=cell_words(value.cell),
                    claim=by_id.get(value.claim),
                )
                for value in disagreement.values
            ),
        )
        for disagreement in report.disagreements
    )
