"""A discussion as pages show it: concerns with their words and places, and the thread with each place marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from synth.language.sentences import split
from synth.records import Concern, ConcernStatus, Discussion, PostKind, Said, Stance
from synth.report.words import Tone, counted

TONES = {
    ConcernStatus.SETTLED: Tone(
        key="verified", word="settled", meaning="Answered, and evidence at hand bears the answer out."
    ),
    ConcernStatus.CONTRADICTED: Tone(
        key="contradicted", word="contradicted", meaning="Answered, and evidence at hand speaks against the answer."
    ),
    ConcernStatus.ANSWERED: Tone(
        key="unknown", word="answered, not settled", meaning="The authors answer, and nothing at hand settles it."
    ),
    ConcernStatus.NOT_ANSWERED: Tone(
        key="abstained", word="not answered", meaning="No part of the authors' answer speaks of it."
    ),
}
POSTS = {
    PostKind.REVIEW: "Review",
    PostKind.AUTHORS: "Answer",
    PostKind.COMMENT: "Comment",
    PostKind.META: "Meta-review",
}
SOURCES = {
    "paper": "paper at hand",
    "answer": "the answer's own numbers",
    "reviewer": "the reviewer, later",
    "rerun": "rerun",
}
_STANCES = {Stance.SUPPORTS: "bears it out", Stance.CONTRADICTS: "speaks against it", Stance.MENTIONS: "bears on it"}
_ROW = re.compile(r"^\s*\|(?P<cells>.*)\|\s*$")
_RULE = re.compile(r"^[\s:|-]+$")
_SHORT = 110


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a post's text in one style."""

    text: str
    style: str
    """`concern`, `answer` or empty."""
    anchors: tuple[str, ...] = ()
    """Names that links lead to."""


@dataclass(frozen=True, slots=True)
class Block:
    """Text, or a table as rows of cells."""

    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    anchors: tuple[str, ...] = ()
    """Of places that begin in the table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PostView:
    """A post of the thread."""

    title: str
    author: str
    fields: tuple[tuple[str, tuple[Block, ...]], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ConcernView:
    """A concern as pages name it."""

    record: Concern
    number: int
    tone: Tone
    anchor: str
    said: str
    """Where its words are marked in the thread."""
    short: str
    """Its first whole sentences, for tables and lists."""
    answers: tuple[tuple[Said, tuple[Block, ...]], ...]

    @property
    def about(self) -> str:
        """What it is about, in a few words."""
        return self.record.targets[0].label if self.record.targets else "the paper"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewed:
    """One review: its concerns, and what the reviewer says last."""

    reviewer: str
    concerns: tuple[ConcernView, ...]
    last: str


def concern_views(discussion: Discussion) -> tuple[ConcernView, ...]:
    """The concerns with their number."""
    text = discussion.thread.text
    return tuple(
        ConcernView(
            record=one,
            number=number,
            tone=TONES[one.status],
            anchor=f"c{number}",
            said=_anchor(one.said),
            short=opening(one.said.text),
            answers=tuple((said, tuple(blocks(text, said.start, said.end, ()))) for said in one.answers),
        )
        for number, one in enumerate(discussion.concerns, start=1)
    )


def reviewed(discussion: Discussion, views: Sequence[ConcernView]) -> tuple[Reviewed, ...]:
    """The concerns by review."""
    found = []
    for index, post in enumerate(discussion.thread.posts):
        if post.kind is PostKind.REVIEW:
            own = tuple(one for one in views if one.record.said.post == index)
            found.append(Reviewed(reviewer=post.author, concerns=own, last=_last(discussion, index)))
    return tuple(found)


def thread_views(discussion: Discussion) -> tuple[PostView, ...]:
    """The whole thread, the words of concerns and answers marked."""
    marks = [(one.said, "concern") for one in discussion.concerns]
    marks += [(said, "concern") for one in discussion.concerns for said in one.repeats]
    marks += [(said, "answer") for one in discussion.concerns for said in one.answers]
    marks += [(item.said, "") for one in discussion.concerns for item in one.evidence if item.said is not None]
    text = discussion.thread.text
    return tuple(
        PostView(
            title=POSTS[post.kind],
            author=post.author,
            fields=tuple((field.name, tuple(blocks(text, field.start, field.end, marks))) for field in post.fields),
        )
        for post in discussion.thread.posts
    )


def blocks(text: str, start: int, end: int, marks: Sequence[tuple[Said, str]]) -> Iterator[Block]:
    """A stretch of the thread as text and tables."""
    at = first = top = start
    rows: list[tuple[str, ...]] = []
    for raw in [*text[start:end].splitlines(keepends=True), ""]:
        match = _ROW.match(raw)
        if match is not None:
            if not rows:
                if text[first:at].strip():
                    yield _words(text, first, at, marks)
                top = at
            if not _RULE.match(match["cells"]):
                rows.append(tuple(cell.strip() for cell in match["cells"].split("|")))
            first = at + len(raw)
        elif rows:
            inside = (_anchor(said) for said, _ in marks if top <= said.start < at)
            yield Block(rows=tuple(rows), anchors=tuple(dict.fromkeys(inside)))
            rows = []
        at += len(raw)
    if text[first:end].strip():
        yield _words(text, first, end, marks)


def _words(text: str, start: int, end: int, marks: Sequence[tuple[Said, str]]) -> Block:
    """A stretch without a table; empty lines around it, which a page would show, are left away."""
    pieces = list(_pieces(text, start, end, marks))
    pieces[0] = replace(pieces[0], text=pieces[0].text.lstrip())
    pieces[-1] = replace(pieces[-1], text=pieces[-1].text.rstrip())
    return Block(pieces=tuple(pieces))


def _pieces(text: str, start: int, end: int, marks: Sequence[tuple[Said, str]]) -> Iterator[Piece]:
    here = [
        (max(said.start, start), min(said.end, end), style, said)
        for said, style in marks
        if said.start < end and said.end > start
    ]
    edges = sorted({start, end, *(edge for a, b, *_ in here for edge in (a, b))})
    for a, b in pairwise(edges):
        styles = {style for first, last, style, _ in here if first <= a and b <= last}
        style = "concern" if "concern" in styles else "answer" if "answer" in styles else ""
        names = tuple(dict.fromkeys(_anchor(said) for first, _, _, said in here if first == a and said.start >= start))
        yield Piece(text[a:b], style, names)


def _anchor(said: Said) -> str:
    return f"t{said.start}"


def anchor(said: Said) -> str:
    """The name that a link to a place of the thread leads to."""
    return _anchor(said)


def _last(discussion: Discussion, review: int) -> str:
    """What a reviewer says last, after an answer; empty where nothing."""
    posts = [post for post in discussion.thread.posts if post.review == review and post.kind is PostKind.COMMENT]
    if not posts:
        return ""
    return opening(" ".join(discussion.thread.text[posts[-1].start : posts[-1].end].split()), 280)


def opening(text: str, limit: int = _SHORT) -> str:
    """The first whole sentences of a text: as many as `limit` characters hold, one at least."""
    text = " ".join(text.split())
    ends = [end for _, end in split(text)] or [len(text)]
    return text[: max([ends[0], *(end for end in ends if end <= limit)])]


def counts(discussion: Discussion) -> list[tuple[Tone, int]]:
    """How many concerns have each status, all four."""
    return [(tone, discussion.count(status)) for status, tone in TONES.items()]


def summary(discussion: Discussion) -> str:
    """One line: "26 concerns of 4 reviewers: 12 settled, …"."""
    reviewers = sum(post.kind is PostKind.REVIEW for post in discussion.thread.posts)
    parts = ", ".join(f"{number} {tone.word}" for tone, number in counts(discussion) if number)
    told = f"{counted(len(discussion.concerns), 'concern')} of {counted(reviewers, 'reviewer')}"
    return f"{told}: {parts}" if parts else told


def stance_word(stance: Stance) -> str:
    """How evidence stands to the answer."""
    return _STANCES[stance]
