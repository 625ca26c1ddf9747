"""Peer reviews of one paper: read the thread, find the paper, bind each concern, look for what settles it.

This file is the map of `synth reviews`; each step is one call into the stage that does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import synth
from synth.errors import InputError, ParseError, SynthError
from synth.forum import discuss, read_thread
from synth.index import SentenceEmbedder
from synth.language.quantities import parse
from synth.language.titles import same_title
from synth.parse import PARSER
from synth.parse.markup import read_text
from synth.parse.markup.assemble import make_document
from synth.parse.markup.markdown import read_markdown
from synth.parse.text_metadata import read_text_metadata
from synth.protocols import Embedder
from synth.records import (
    Claim,
    ClaimRerun,
    ClaimType,
    Discussion,
    Document,
    Origin,
    Paper,
    Rerun,
    ReviewThread,
    Rung,
    Span,
    Verdict,
    VerdictLabel,
    content_id,
)
from synth.settings import Settings
from synth.store import Library
from synth.verify.audited import Auditor
from synth.workflows.engine import EMBEDDED
from synth.workflows.ingest import Progress
from synth.workflows.paper import ReadPaper, read_paper
from synth.workflows.rerun import RerunOptions
from synth.workflows.rerun.claims import Reruns, arxiv_ids


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewsMade:
    """A discussion and what a command says about its making."""

    discussion: Discussion
    read: ReadPaper | None
    """The paper; None where none was named and the library has none of that title."""
    reruns: tuple[Rerun, ...] = ()


def make_discussion(
    file: Path, paper: str, *, settings: Settings, progress: Progress, rerun: RerunOptions | None = None
) -> ReviewsMade:
    """The concerns of the thread in `file` about `paper`: a file or an id; empty: a paper of the library by its title.

    With `rerun` figures that a recipe tests are run again. Raises InputError where the thread cannot be read, and what
    `read_paper` raises where a paper that was named cannot be had.
    """
    thread = open_thread(file)
    read = read_paper(paper, settings=settings, progress=progress) if paper else None
    notes = []
    if read is None:
        read = _known(thread, settings)
        if read is None:
            notes.append("The paper is not at hand: concerns are bound to what the reviews name. Give it with --paper.")
    return discussed(thread, read, settings=settings, progress=progress, rerun=rerun, notes=notes)


def open_thread(file: Path) -> ReviewThread:
    """Read the thread in a file. InputError where there is none."""
    if not file.is_file():
        what = "a folder" if file.is_dir() else "no such file"
        raise InputError(f"{what}: {file}", hint="name the reviews: OpenReview's JSON of one forum, text or Markdown")
    try:
        text = read_text(file)
    except ParseError as error:
        raise InputError(
            error.message, hint="give OpenReview's JSON of one forum, or the reviews as text or Markdown"
        ) from error
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}", hint="check the file") from error
    return read_thread(text, file.name)


def discussed(
    thread: ReviewThread,
    read: ReadPaper | None,
    *,
    settings: Settings,
    progress: Progress,
    rerun: RerunOptions | None = None,
    notes: Sequence[str] = (),
) -> ReviewsMade:
    """The concerns of a thread about a paper that was read."""
    progress("reading the reviews", 0, 1)
    told = list(notes)
    with ExitStack() as stack:
        library = stack.enter_context(Library.open(settings.library))
        reruns = Reruns(library, settings, progress, rerun) if rerun is not None else None
        judge = _Judge(pair=(read.document, read.paper) if read else None, again=reruns)
        discussion = discuss(thread, judge.pair, embedder=_embedder(settings, library, told), judge=judge, notes=told)
    progress("reading the reviews", 1, 1)
    made = reruns.shown(judge.made) if reruns is not None else ()
    return ReviewsMade(discussion=discussion, read=read, reruns=made)


def _embedder(settings: Settings, library: Library, notes: list[str]) -> Embedder | None:
    try:
        return SentenceEmbedder(settings.embedding, settings.device, cache=library)
    except SynthError as error:
        notes.append(f"No sentence vectors ({error.message}): answers and places are told by words alone.")
        return None


def _known(thread: ReviewThread, settings: Settings) -> ReadPaper | None:
    """The paper of the library that the thread is about."""
    with Library.open(settings.library) as library:
        forum = f"openreview:{thread.forum}"
        for paper in library.papers():
            same = (thread.forum and forum in (paper.id, *paper.ids)) or (
                thread.title and same_title(thread.title, paper.title)
            )
            if same and paper.sha256 and (found := library.get_document(paper.sha256, PARSER)):
                file = next((path for path in library.paths_of(paper.sha256) if path.is_file()), None)
                return ReadPaper(document=found[0], paper=found[1], file=file, fresh=False)
    return None


@dataclass(slots=True)
class _Judge:
    """Puts statements of an answer to the paper, to the answer's own tables, and to samples."""

    pair: tuple[Document, Paper] | None
    again: Reruns | None = None
    made: list[ClaimRerun] = field(default_factory=list)
    _auditor: Auditor | None = None

    def paper(self, statement: str) -> Verdict | None:
        if self.pair is None:
            return None
        if self._auditor is None:
            self._auditor = Auditor([self.pair], _origin())
        return self._auditor.judge(statement, (self.pair[1].id,))[1]

    def tables(self, statement: str, tables: str) -> Verdict | None:
        pair = _as_paper(tables)
        return Auditor([pair], _origin()).judge(statement, (pair[1].id,))[1] if pair[0].tables else None

    def reruns(self, statements: Sequence[str]) -> Sequence[ClaimRerun]:
        if self.again is None or self.pair is None:
            return ()
        claims = [_claim(one, self.pair[1].id) for one in statements]
        made = self.again.add([(one, _open(one)) for one in claims], arxiv_ids([self.pair[1]]))
        found = {(one.recipe, one.printed): one for _, group in made for one in group}
        self.made += found.values()
        return tuple(found.values())


@lru_cache(maxsize=64)
def _as_paper(markdown: str) -> tuple[Document, Paper]:
    """Tables of an answer as a document that a statement can be put to."""
    identifier = content_id("t", markdown)
    found = read_text_metadata("", "answer.md")
    document = make_document(read_markdown(markdown), found, document_id=identifier, sha256=identifier, parser=PARSER)
    return document, Paper(id=identifier, title="The answer's own tables")


def _origin() -> Origin:
    return Origin(engine=EMBEDDED, version=synth.__version__)


def _claim(text: str, paper: str) -> Claim:
    return Claim(
        id=content_id("a", text),
        text=text,
        type=ClaimType.VALUE,
        paper=paper,
        span=Span(document="", page=0, start=-1, end=-1),
        quote="",
        quantities=parse(text),
    )


def _open(claim: Claim) -> Verdict:
    return Verdict(
        claim=claim.id, label=VerdictLabel.NOT_ENOUGH_EVIDENCE, rung=Rung.NONE, reason="no_second_place", explanation=""
    )
