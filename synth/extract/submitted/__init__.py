"""A report that somebody else wrote, taken apart: what it claims, what it cites, what it says about itself.

`read_submission` is the door. It reads a document of any parser; most is found in one that was parsed as a report
(`ParseJob.submitted`), whose text keeps table rows, list items and the addresses of links.
"""

from __future__ import annotations

from dataclasses import replace

from synth.extract.submitted.citing import Binder
from synth.extract.submitted.draft import MAX_STATEMENTS, Draft
from synth.extract.submitted.findings import findings
from synth.extract.submitted.outline import Outline
from synth.extract.submitted.prose import prose_drafts
from synth.extract.submitted.sheets import read_sheets
from synth.extract.submitted.stated import read_question, read_stated, read_subjects
from synth.extract.submitted.tabled import table_drafts
from synth.extract.submitted.works import read_works
from synth.records import Document, Paper, Submission

__all__ = ["read_submission"]


def read_submission(document: Document, paper: Paper) -> Submission:
    """The statements of a report in reading order, the works that it cites, and what reading it alone shows.

    A report without a statement gives an empty submission with the finding `no_claims`; nothing is raised.
    """
    outline = Outline(document)
    sheets = read_sheets(document, outline)
    drafts = table_drafts(sheets)
    regions = [sheet.region for sheet in sheets if sheet.region]
    drafts += prose_drafts(document, outline, paper.title, taken=[draft.span for draft in drafts], regions=regions)
    drafts.sort(key=_place)
    left_out = max(len(drafts) - MAX_STATEMENTS, 0)
    drafts = drafts[:MAX_STATEMENTS]
    binder = Binder(read_works(document), outline)
    statements = tuple(draft.statement(binder.cite(draft)) for draft in drafts)
    for sentence in document.sentences:  # a work cited in a sentence that claims nothing is cited all the same
        binder.notice(sentence)
    stated = read_stated(document)
    submission = Submission(
        document=document.id,
        title=paper.title,
        question=read_question(document),
        subjects=read_subjects(document),
        statements=statements,
        works=tuple(binder.works),
        stated=stated,
    )
    return replace(submission, findings=findings(submission, drafts, binder, left_out=left_out))


def _place(draft: Draft) -> tuple[int, int, float]:
    top = min((box.y0 for box in draft.span.boxes), default=0.0)
    return draft.span.page, draft.at if not draft.span.boxes else 0, top
