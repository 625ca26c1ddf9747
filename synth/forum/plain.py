"""Threads that were copied as text or Markdown: where each post begins, who wrote it, and its fields.

A post begins at a heading that names it ("## Author response to Reviewer 2"). A thread without such headings is read
by what people write: authors thank the reviewer, reviewers thank the authors, reviews fill in a form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from synth.forum.fields import FieldUse, heading, use_of
from synth.forum.writing import Written, reviewer_in
from synth.records import PostField, PostKind

_MARKED = re.compile(
    r"^\s{0,3}(?:#{1,6}\s+|\*\*|__|={3,}\s*|-{3,}\s*)(?P<title>\S.*?)(?:\s*#+|\*\*|__|={3,}|-{3,})?\s*$"
)
_HASHED = re.compile(r"^\s{0,3}#{1,6}\s")
_WORDS_OF_HEADING = 12
_HEADINGS = (
    (PostKind.META, re.compile(
        r"(?:(?:official |paper |final |public )*(?:meta[- ]?review|decision|acceptance decision)|area chair"
        r"|(?:senior )?ac\b|program chairs?|recommendation by)",
    re.I)),
    (PostKind.AUTHORS, re.compile(
        r"(?:authors?['’]?s?['’]? (?:response|rebuttal|repl|comment|answer)|rebuttals?\b|(?:response|reply"
        r"|answer)s? (?:to|by|from) (?:the )?(?:(?:anonymous )?(?:reviewers?|referees?|authors?|review)\b|r\d)"
        r"|(?:official )?comment by (?:the )?authors?|authors?$)",
    re.I)),
    (PostKind.COMMENT, re.compile(
        r"(?:(?:official |public )*(?:comments?|repl(?:y|ies)|discussion)\b|follow[- ]?up|(?:response"
        r"|reply) of (?:the )?reviewer|(?:reviewer|referee) \S+ (?:after|response|reply|comment)|acknowledg)",
    re.I)),
    (PostKind.REVIEW, re.compile(
        r"(?:(?:official |anonymous )*review\b(?! (?:and|process|summary|of related))|(?:official "
        r"|anonymous )*(?:reviewer|referee)\b)",
    re.I)),
)  # fmt: skip
_THREAD_TITLE = re.compile(
    r"^(?:peer )?reviews?(?: and (?:rebuttals?|responses?|discussion|answers?))?"
    r"(?: (?:of|for|on)\b:?|:)\s*(?P<title>.+)$",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"^\W*(?:dear authors?\b|i (?:would like to |want to )?(?:thank|appreciate|acknowledge) the (?:authors?"
    r"|rebuttal|response)|i (?:have )?(?:carefully )?read (?:the|your)\b.{0,40}(?:rebuttal|response|repl)"
    r"|(?:many )?thank(?:s| you)(?: very much| so much| a lot)?(?: to the authors)? for (?:the|your"
    r"|their) (?:\w+[ -]){0,4}?(?:responses?|answers?|repl(?:y|ies)|rebuttal|clarifications?|explanations?)"
    r"|thanks? (?:to )?the authors?|after (?:reading )?(?:the|your) (?:rebuttal|response))",
    re.IGNORECASE,
)
_AUTHORS = re.compile(
    r"^\W*(?:(?:dear )?(?:anonymous )?(?:reviewers?|referees?|area chairs?|acs?)\b[^.]{0,40},\s*$"
    r"|we (?:would like to |sincerely |deeply |very much |also |highly |truly )*(?:thank|appreciate"
    r"|are grateful)\b.{0,80}\b(?:reviewers?|referees?|you|your|feedback|comments?|reviews?)\b"
    r"|(?:many )?thank(?:s| you)(?: very much| so much| again)? for (?:the|your|these"
    r"|this) (?:\w+[ -]){0,5}?(?:feedback|comments?|reviews?|suggestions?|support|questions?|reading|time"
    r"|words|evaluation|assessment|insights?))",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^\W*(?:the )?authors?(?: of (?:the )?(?:paper|submission).*)?\W*$", re.IGNORECASE)
_LIST = re.compile(
    r"^\W*(?:references?|bibliography)\W*$|^\s*\[\w{1,12}\]\s|^\s*\d{1,2}[.)]\s+\S.*\b(?:19|20)\d\d\b", re.IGNORECASE
)
_SUMMARY = re.compile(
    r"^\W*(?:in )?(?:this|the) (?:paper|work|submission|manuscript|article|authors?)\b", re.IGNORECASE
)
_OWN = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)
_LEAST = 60
"""Characters of a line that can open a review which has no heading."""
_FENCE = re.compile(r"^\s{0,3}(?:`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class _Open:
    """A post from its first line on."""

    kind: PostKind
    author: str
    first: int
    """Number of its first line of text."""
    last: int = 0
    """Number of the line after its last."""


def read_plain(text: str, written: Written) -> None:
    """Read a thread into `written`, whose posts point into `text`."""
    lines = _lines(text)
    opened = _by_headings(lines, written) or _by_words(lines, written)
    for number, one in enumerate(opened):
        one.last = one.last or (opened[number + 1].first if number + 1 < len(opened) else len(lines))
    _hang(opened, lines, written)


def _lines(text: str) -> list[_Line]:
    found, at = [], 0
    for raw in text.splitlines(keepends=True):
        found.append(_Line(at, raw.rstrip("\r\n")))
        at += len(raw)
    return found


def _by_headings(lines: Sequence[_Line], written: Written) -> list[_Open]:
    """Posts that headings name; empty where no review or answer has one.

    Where headings of Markdown name them, bold lines and lines of their own inside a post are none.
    """
    found: list[tuple[_Open, bool]] = []
    ends: dict[int, int] = {}
    fenced = False
    for number, line in enumerate(lines):
        if _FENCE.match(line.text):
            fenced = not fenced
        title = "" if fenced else _heading_of(lines, number)
        if not title:
            continue
        told = None if written.title else _THREAD_TITLE.match(title)
        if told and not found:
            written.title = told["title"].strip(" \"“”'")
            continue
        kind = next((kind for kind, pattern in _HEADINGS if pattern.match(title)), None)
        if kind is not None and use_of(title) is None:
            found.append((_Open(kind, _author(kind, title), number + 1), _HASHED.match(line.text) is not None))
            ends[number + 1] = number
    if any(one.kind is PostKind.REVIEW and hashed for one, hashed in found):
        found = [(one, hashed) for one, hashed in found if hashed]
    opened = [one for one, _ in found]
    for one, after in pairwise(opened):
        one.last = ends[after.first]
    kinds = [one.kind for one in opened]
    return opened if (PostKind.REVIEW in kinds and len(opened) > 1) or kinds == [PostKind.REVIEW] else []


def _heading_of(lines: Sequence[_Line], number: int) -> str:
    """A line as the title of a post, without its marks; empty where it is none."""
    text = lines[number].text
    marked = _MARKED.match(text)
    title = (marked["title"] if marked else text).strip(" *_#:")
    if not title or len(title) > 160 or (not marked and len(title.split()) > _WORDS_OF_HEADING):
        return ""
    blank = all(not lines[at].text.strip() for at in (number - 1, number + 1) if 0 <= at < len(lines))
    return title if marked or (blank and title[-1:] not in ".?!,;") else ""


def _author(kind: PostKind, title: str) -> str:
    if kind is PostKind.AUTHORS:
        return "Authors"
    if named := reviewer_in(title.replace("Referee", "Reviewer")):
        return named
    if match := re.search(r"\b(?:review|referee)\s*#?\s*(\d{1,3})\b", title, re.IGNORECASE):
        return f"Reviewer {match[1]}"
    if kind is PostKind.META:
        return "Program chairs" if re.search(r"program|decision", title, re.IGNORECASE) else "Area chair"
    return ""


def _by_words(lines: Sequence[_Line], written: Written) -> list[_Open]:
    """Posts of a thread without headings, told by how people write."""
    found: list[_Open] = []
    signed = False
    for number, line in enumerate(lines):
        if not line.text.strip():
            continue
        kind = _begins(lines, number, found[-1] if found else None, signed=signed)
        if kind is not None:
            signed = False
            found.append(_Open(kind, "Authors" if kind is PostKind.AUTHORS else "", number))
        elif not found and not written.title and use_of(line.text) is None and len(line.text) < 300:
            written.title = line.text.strip("# ").strip()
        if found and found[-1].kind is PostKind.AUTHORS and _SIGNED.match(line.text):
            signed = True
    return found


def _begins(lines: Sequence[_Line], number: int, now: _Open | None, *, signed: bool) -> PostKind | None:
    """The kind of post that a line begins; None where the post goes on."""
    text = lines[number].text
    if now is None:
        use = use_of(text)
        return PostKind.REVIEW if len(text) >= _LEAST or (use is not None and use is not FieldUse.NOTHING) else None
    if _FOLLOW_UP.match(text):
        later = now.kind is PostKind.REVIEW and _in_later(lines, now.first, number)
        goes_on = later or (now.kind is PostKind.COMMENT and not signed)
        return None if goes_on else PostKind.COMMENT
    if _AUTHORS.match(text):
        return None if now.kind is PostKind.AUTHORS and not signed else PostKind.AUTHORS
    if now.kind is PostKind.REVIEW or (signed and _LIST.match(text)) or _SIGNED.match(text):
        return None
    if signed or (_SUMMARY.match(text) and not _OWN.search(text)):
        if len(text) >= _LEAST and _form_ahead(lines, number):
            return PostKind.REVIEW
        if signed or re.search(r"\breviewers\b", " ".join(line.text for line in lines[number : number + 8])):
            return PostKind.META
    return None


def _in_later(lines: Sequence[_Line], first: int, number: int) -> bool:
    """Whether the last heading above a line is that of what a reviewer adds later."""
    for at in range(number, first - 1, -1):
        if (named := heading(lines[at].text)) is not None:
            return use_of(named[0]) is FieldUse.LATER
    return False


def _form_ahead(lines: Sequence[_Line], number: int) -> bool:
    """Whether fields of a review come before the next answer."""
    for at, line in enumerate(lines[number:]):
        answer = _AUTHORS.match(line.text) or _FOLLOW_UP.match(line.text)
        if at and answer and heading(line.text) is None:
            return False
        if len(line.text) < 80 and use_of(line.text) is not None:
            return True
    return False


def _hang(opened: Sequence[_Open], lines: Sequence[_Line], written: Written) -> None:
    """Write the posts, each under the review that it belongs to."""
    _name_reviews(opened, lines)
    apart = _answers_apart(opened)
    reviews: dict[str, int] = {}
    last: int | None = None
    for one in opened:
        body = lines[one.first : one.last]
        review = last
        if one.kind in (PostKind.AUTHORS, PostKind.COMMENT):
            top = " ".join(line.text for line in lines[max(one.first - 1, 0) : one.first + 3])
            told = one.author if one.author in reviews else reviewer_in(top[:400])
            if told in reviews:
                review = reviews[told]
            elif apart and one.kind is PostKind.AUTHORS:
                review = None
        at = written.add(
            one.kind, one.author, _fields(one.kind, body), review=None if one.kind is PostKind.META else review
        )
        if one.kind is PostKind.REVIEW:
            last = at
            reviews[one.author or f"Reviewer {len(reviews) + 1}"] = at


def _answers_apart(opened: Sequence[_Open]) -> bool:
    """Whether several reviews come first and answers after all of them, so that order tells nothing."""
    kinds = [other.kind for other in opened]
    reviews = [number for number, kind in enumerate(kinds) if kind is PostKind.REVIEW]
    answers = [number for number, kind in enumerate(kinds) if kind is PostKind.AUTHORS]
    return len(reviews) > 1 and bool(answers) and answers[0] > reviews[-1]


def _name_reviews(opened: Sequence[_Open], lines: Sequence[_Line]) -> None:
    """Give reviews without a name the one that the authors use for them, the last one by elimination."""
    unnamed: list[_Open] = []
    now: _Open | None = None
    used: set[str] = set()
    for one in opened:
        if one.kind is PostKind.REVIEW:
            now = one
            unnamed += [one] if not one.author else []
        elif one.kind is PostKind.AUTHORS and now is not None and not now.author:
            first = next((line.text for line in lines[one.first : one.last] if line.text.strip()), "")
            if len(first) < 60 and (name := reviewer_in(first)):
                now.author = name
    left = [one for one in unnamed if not one.author]
    used = {one.author for one in opened if one.kind is PostKind.REVIEW and one.author}
    if len(left) == 1:
        told = [
            name
            for one in opened
            if one.kind is PostKind.AUTHORS
            for line in lines[one.first : one.last]
            if (name := reviewer_in(line.text)) and name not in used
        ]
        if len(set(told)) == 1:
            left[0].author = told[0]


def _fields(kind: PostKind, body: Sequence[_Line]) -> list[PostField]:
    """The fields of a review; any other post is one field."""
    while body and not body[0].text.strip():
        body = body[1:]
    while body and not body[-1].text.strip():
        body = body[:-1]
    if not body:
        return [PostField(name="", start=0, end=0)]
    whole = PostField(name="", start=body[0].start, end=body[-1].end)
    if kind is not PostKind.REVIEW:
        return [whole]
    found: list[PostField] = []
    for line in body:
        if (named := heading(line.text)) is None:
            continue
        found = [*found[:-1], replace(found[-1], end=line.start)] if found else _before(whole, line.start)
        found.append(PostField(name=named[0], start=min(line.start + named[1], whole.end), end=whole.end))
    return found or [whole]


def _before(whole: PostField, end: int) -> list[PostField]:
    """What stands above the first heading: the summary of a form that has no heading of its own."""
    return [PostField(name="Summary", start=whole.start, end=end)] if end > whole.start else []
