"""A peer-review thread: who wrote what, which concerns the reviewers have, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synth.records.card import Quote
from synth.records.claim import Stance
from synth.records.rerun import ClaimRerun

FORUM_SCHEMA_VERSION = "1"


class PostKind(StrEnum):
    """What a post of the thread is."""

    REVIEW = "review"
    AUTHORS = "authors"
    """A rebuttal or another reply of the authors."""
    COMMENT = "comment"
    """A reviewer after the review, or somebody else."""
    META = "meta"
    """Meta-review or decision."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PostField:
    """A part of a post under its own heading: a field of the venue's form, or the whole post."""

    name: str
    """As printed, "Weaknesses"; empty where the post has no headings."""
    start: int
    """Offset in `ReviewThread.text` of its first character after the heading."""
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """One review, answer, comment or decision."""

    kind: PostKind
    author: str
    """As a reader names them: "Reviewer 6VTR", "Authors"; reviewers without a name are numbered."""
    fields: tuple[PostField, ...]
    """In the order of the text; never empty."""
    review: int | None = None
    """Index in `ReviewThread.posts` of the review that it belongs to: its own, or the one that it answers."""

    @property
    def start(self) -> int:
        """Offset of its first character in `ReviewThread.text`."""
        return self.fields[0].start

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.fields[-1].end


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewThread:
    """The reviews of one paper with all replies, as one text that quotes point into."""

    id: str
    """Content id."""
    source: str
    """`openreview-v2`, `openreview-v1` or `text`."""
    title: str
    """Title of the paper, empty where the thread does not say."""
    forum: str
    """Id of the forum on OpenReview, else empty."""
    text: str
    posts: tuple[Post, ...]
    """In the order of the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A stretch of the thread, quoted as it stands."""

    post: int
    """Index in `ReviewThread.posts`."""
    start: int
    """Offset in `ReviewThread.text`."""
    end: int
    text: str
    field: str = ""
    """Name of the field that it stands in."""


class TargetKind(StrEnum):
    """What of the paper a concern is about."""

    TABLE = "table"
    FIGURE = "figure"
    EQUATION = "equation"
    ALGORITHM = "algorithm"
    STATEMENT = "statement"
    """A theorem, lemma or definition."""
    SECTION = "section"
    CLAIM = "claim"
    """A sentence of the paper."""
    LINE = "line"
    """A line number of the version that was reviewed."""
    REFERENCES = "references"
    PAPER = "paper"
    """The paper as a whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A place of the paper that a concern is about."""

    kind: TargetKind
    label: str
    """As a reader names it: "Table 2", "Section 4.1 Setup", "line 733"."""
    named: bool
    """Whether the review names it; else it is the nearest place in words and meaning."""
    quote: Quote | None = None
    """The place, None where the paper is not at hand or does not have it."""
    note: str = ""
    """What a reader should know: that the version at hand does not have it, one sentence."""


class ConcernStatus(StrEnum):
    """What became of a concern."""

    SETTLED = "settled"
    """Answered, and evidence at hand bears the answer out."""
    CONTRADICTED = "contradicted"
    """Answered, and evidence at hand speaks against the answer."""
    ANSWERED = "answered"
    """Answered, and nothing at hand settles it."""
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConcernEvidence:
    """Something later than the concern that bears on it."""

    kind: str
    """`paper`, `answer`, `reviewer` or `rerun`."""
    stance: Stance
    """Towards the answer."""
    note: str
    """Why it bears on it, one sentence."""
    quote: Quote | None = None
    """Its place in the paper."""
    said: Said | None = None
    """Its place in the thread."""
    rerun: ClaimRerun | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern:
    """What a reviewer holds against the paper or asks of it."""

    id: str
    reviewer: str
    said: Said
    repeats: tuple[Said, ...] = ()
    """Other places where the same reviewer says it."""
    targets: tuple[Target, ...] = ()
    """What it is about, the most certain first; never empty."""
    answers: tuple[Said, ...] = ()
    """The authors' words on it, the most telling first."""
    status: ConcernStatus = ConcernStatus.NOT_ANSWERED
    reason: str = "no_answer"
    """One enumerated word: `paper_prints`, `own_numbers`, `promise`, `words_only`, `reviewer_objects`, …"""
    explanation: str = ""
    """One sentence for the reader."""
    evidence: tuple[ConcernEvidence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Discussion:
    """A thread, its concerns, and what became of them."""

    thread: ReviewThread
    paper: str
    """Id of the paper that the concerns were bound to; empty where it was not at hand."""
    concerns: tuple[Concern, ...]
    """By review, in the order of the text."""
    notes: tuple[str, ...] = ()
    """What was not done and why, one sentence each."""

    def count(self, status: ConcernStatus) -> int:
        """How many concerns have that status."""
        return sum(one.status is status for one in self.concerns)
