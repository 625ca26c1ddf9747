"""An answer of the authors taken apart: what each part restates of the review, and what it says to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from synth.language.words import containment
from synth.records import Post

_TABLE = re.compile(r"^\s*\|.*\|\s*$")
_CODE = re.compile(
    r"^\s*(?:def |return\b|if .*:\s*$|else:|elif |while |for .*:\s*$|import |from \w+ import|[\w.]+\(.*\)\s*$"
    r"|\w+ ?= ?\S)|^(?: {4}|\t)\S"
)
_QUOTE = re.compile(r"^\s{0,3}>\s?(?P<text>.*)$")
_HASHED = re.compile(r"^\s{0,3}#{1,6}\s+(?P<text>.*?)\s*#*\s*$")
_BOLD = re.compile(r"^\s{0,3}(?:[-*•]\s+|\d{1,2}[.)]\s+)?(?:\*\*|__)(?P<text>[^*_\n]{2,300}?)(?:\*\*|__)(?P<rest>.*)$")
_LABEL = re.compile(
    r"^\W*(?:(?:re|response|reply|answer|regarding|on|to|ad)\b[\s:]*(?:to\s+)?)*(?P<kind>weakness|question|concern|comment|point|issue|w|q|a|r|c)?[\s#.]*(?P<number>\d{1,2}(?:\.\d)?)?(?P<end>[\s.:)\](–-]|$)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^\s{0,3}(?:[-*•]\s+)?[\[(]?(?:(?:re|response|reply|answer)\b[\s:]*(?:to\s+)?)?(?:(?:weakness|question|concern|comment|point|issue)\s*#?\s*\d{1,2}|[WQACR]\.?\s?\d{1,2}|\(\d{1,2}\)|\d{1,2}[.)])[\])]?(?=[\s.:)(–-])",
    re.IGNORECASE,
)
_RUN_IN = re.compile(r"^\s{0,3}(?P<text>[A-Z][^.:?!|]{2,90}):\s+\S")
_CLOSES = re.compile(
    r"^\W*(?:best(?: regards| wishes)?|sincerely|kind regards|all the best|the authors?|authors?"
    r"|thank you(?: again)?|yours)\W*$|^\W*(?:references|bibliography)\W*$",
    re.IGNORECASE,
)
_OF_FORM = re.compile(r"^\s{0,3}\*\*(?:comment|rebuttal|title|response|reply)[.:]?\*\*[.:]?\s*", re.IGNORECASE)
"""The name of the field that a whole answer stands in."""
_ENTRY = re.compile(r"^\s*\[\w{1,12}\]\s+\S")
_GREETS = re.compile(
    r"^\W*(?:dear\b|(?:many )?thank|we (?:would like to |sincerely |deeply )*(?:thank|appreciate|are glad"
    r"|are grateful)|reviewer \w+,)",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_WORDS = 32
_LEAD = 8
"""Words that lead a paragraph in, "Single base model: …"."""
_BODY = 40
"""Characters of a line that can be the text below a heading."""
_RESTATES = 0.7


@dataclass(frozen=True, slots=True)
class Reply:
    """One part of an answer."""

    post: int
    start: int
    """Offset of its first character, the heading with it."""
    at: int
    """Offset of its text, below the heading."""
    end: int
    heading: str
    """What it restates; empty for text without a heading."""
    body: str
    inner: bool = False
    """Whether its heading only leads its text in, so that it may go on with what stands above it."""
    label: str = ""
    """"W1", "Q2" or "3" where it is numbered as in the review."""


@dataclass(slots=True)
class _Part:
    start: int
    heading: str
    body: int
    """Offset where its text begins."""
    label: str = ""
    inner: bool = False


def replies(text: str, index: int, post: Post, review: str) -> list[Reply]:
    """The parts of an answer in order; `review` is the text of the review, whose words headings repeat."""
    lines = list(_lines(text, post.start, post.end))
    marked = any(_heading(lines, number, "")[0] for number in range(len(lines)))
    parts: list[_Part] = []
    end = post.end
    opened = False
    for number, (at, line) in enumerate(lines):
        if _CLOSES.match(line) and number > len(lines) / 3:
            end = at
            break
        heading, after, label = _heading(lines, number, review if not marked else "")
        if heading or label:
            quoted = parts and parts[-1].heading and _QUOTE.match(line) and not text[parts[-1].body : at].strip()
            if quoted:
                parts[-1].heading, parts[-1].body = f"{parts[-1].heading} {heading}", after
            else:
                inner = not marked and not label and after < at + len(line)
                if inner and parts and not text[parts[-1].body : at].strip():
                    continue  # the first words below a heading are none
                parts.append(_Part(at, heading, after, label, inner))
            opened = True
        elif not parts and line.strip() and not _GREETS.match(_OF_FORM.sub("", line)) and not _ENTRY.match(line):
            parts.append(_Part(at, "", at))
    if not opened and parts:
        parts = list(_paragraphs(text, parts[0].start, end))
    if not parts:
        return []
    return [
        Reply(
            index, one.start, one.body, stop, one.heading, " ".join(text[one.body : stop].split()), one.inner, one.label
        )
        for one, stop in zip(parts, [*(one.start for one in parts[1:]), end], strict=True)
        if text[one.body : stop].strip()
    ]


def _heading(lines: list[tuple[int, str]], number: int, review: str) -> tuple[str, int, str]:
    """What a line restates, where the text after it begins, and its number; empty where it is no heading.

    Marks of Markdown and numbers tell headings. With `review`, a short line of its own is one where it repeats the
    review's words or is no sentence of the authors.
    """
    at, line = lines[number]
    after = at + len(line)
    if _TABLE.match(line) or _CODE.match(line) or not line.strip():
        return "", at, ""
    if match := _QUOTE.match(line):
        return match["text"].strip(), after, _label(match["text"])
    if _OF_FORM.match(line):
        return "", at, ""
    if match := _HASHED.match(line):
        return match["text"], after, _label(match["text"])
    if (match := _BOLD.match(line)) and len(match["text"].split()) <= _WORDS:
        return match["text"].strip(" :."), at + match.start("rest"), _label(match["text"])
    if match := _LABELLED.match(line):
        short = len(line.split()) <= _WORDS and _text_below(lines, number)
        return (
            (line[match.end() :].strip(" :.-") if short else ""),
            (after if short else at + match.end()),
            _label(line),
        )
    if not review:
        return "", at, ""
    return (*_plain_heading(lines, number, review), "")


def _plain_heading(lines: list[tuple[int, str]], number: int, review: str) -> tuple[str, int]:
    at, line = lines[number]
    words = line.split()
    if _GREETS.match(line) or _ENTRY.match(line) or not line[:1].isupper():
        return "", at
    if len(words) <= _WORDS and _text_below(lines, number) and not _FIRST.search(line):
        open_ended = line.rstrip()[-1] in "?:" or line.rstrip()[-1].isalnum()
        if open_ended or containment(line, review) >= _RESTATES:
            return line.strip(" :"), at + len(line)
    lead = _RUN_IN.match(line)
    apart = number > 0 and not lines[number - 1][1].strip()
    least = 0 if apart else 1
    match = lead if lead and least < len(lead["text"].split()) <= _LEAD and not _FIRST.search(lead["text"]) else None
    if match and containment(match["text"], review) >= _RESTATES - 0.2:
        return match["text"], at + match.end("text") + 1
    return "", at


def _text_below(lines: list[tuple[int, str]], number: int) -> bool:
    """Whether what follows a line is text that it can head; a short line above a table is the table's name."""
    below = next((line for _, line in lines[number + 1 :] if line.strip()), "")
    if _TABLE.match(below):
        return len(lines[number][1].split()) > 3
    return len(below.strip()) >= _BODY and not _CODE.match(below)


def _label(heading: str) -> str:
    match = _LABEL.match(heading)
    if match is None or not (match["number"] or (match["kind"] and len(match["kind"]) > 1)):
        return ""
    kind = (match["kind"] or "")[:1].upper()
    return f"{'' if kind in 'ARP' else kind}{match['number'] or ''}"


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    for raw in text[start:end].splitlines(keepends=True):
        yield at, raw.rstrip("\n")
        at += len(raw)


def _paragraphs(text: str, start: int, end: int) -> Iterator[_Part]:
    """An answer without headings: each paragraph is a part."""
    gap = re.compile(r"\n\s*\n" if "\n\n" in text[start:end].strip() else r"\n")
    at = start
    for match in [*gap.finditer(text, start, end), None]:
        stop = match.start() if match else end
        piece = text[at:stop]
        if piece.strip() and not _TABLE.match(piece.strip().splitlines()[0]):
            yield _Part(at + len(piece) - len(piece.lstrip()), "", at + len(piece) - len(piece.lstrip()))
        at = match.end() if match else end
