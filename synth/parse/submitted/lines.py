"""Lines of a plain text to the Markdown that they mean: headings, items, tables with tabs or bars, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from synth.language.wordset import word_set
from synth.parse.markup.blocks import BULLET

_ITEM = re.compile(r"^(?P<indent>\s*)(?P<sign>[-*+•▪◦‣●■–]|\d{1,3}[.)])\s+(?=\S)")
_LONE = re.compile(r"^\s*[-*+•▪◦‣●■]\s*$")
_RULE = re.compile(r"^\s*(?:[-=_*~]\s*){3,}$")
_BARS = re.compile(r"^\s*\|.*\|\s*$")
_DASHES = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*\|?\s*$")
_HASHES = re.compile(r"^#{1,6}\s+\S")
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.)\s+[A-Z][^.;!?]{2,90}$")
_SECTIONS = word_set(
    "abstract introduction background methods method methodology results findings discussion conclusion conclusions "
    "limitations references bibliography sources acknowledgements appendix summary overview footnotes notes claims"
)
_HAN = re.compile(r"^[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af\s:：、（）()与和]{2,24}$")
_TERMINAL = re.compile(r"[.!?:;,…。！？][\"'”’)\]]*$")
_SMALL = word_set("a an and as at by for from in into of on or the to vs via with")
MANY_BARS = 1500
"""Bars of one table; a longer one is parted, because the Markdown reader takes more of a sign for noise."""


def as_markdown(text: str, *, plain: bool) -> str:
    """The text with its loose tables made pipe tables and its items marked; with `plain` headings and lines as well."""
    lines = [line.rstrip(" \r") for line in text.split("\n")]
    if plain:
        lines = _with_lone_signs([line.strip(" ") if not _ITEM.match(line) else line for line in lines])
    wrapped = plain and is_wrapped(lines)
    out: list[str] = []
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end > at:
            head, dashes, *rows = _pipe_table(lines[at:end])
            size = max(MANY_BARS // (head.count("|") + 1), 1)
            for start in range(0, max(len(rows), 1), size):
                table = [head, dashes, *rows[start : start + size]]
                out += ["", *(map(_escaped, table) if plain else table), ""]
            at = end
            continue
        out += _line(lines, at, wrapped=wrapped) if plain else _marked(lines[at])
        at += 1
    return "\n".join(out)


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether paragraphs were broken to a width: lines that go on in the next one are the rule."""
    pairs = [(a, b) for a, b in pairwise(lines) if len(a) > 40 and b and not _ITEM.match(b)]
    going_on = sum(not _TERMINAL.search(a) and len(a) < 130 for a, b in pairs)
    return len(pairs) >= 3 and going_on > 0.5 * len(pairs)


def _with_lone_signs(lines: Sequence[str]) -> list[str]:
    """A bullet on a line of its own joined with the line that it stands for."""
    out: list[str] = []
    pending = ""
    for line in lines:
        if _LONE.match(line):
            pending = "- "
            continue
        if pending and line.strip():
            line, pending = (pending + line.strip() if not _ITEM.match(line) else line), ""
        out.append(line)
    return out


def _table_end(lines: Sequence[str], at: int) -> int:
    """Index after the table that begins at `at`: lines with bars, or with as many tabs as the first; else `at`."""
    if _BARS.match(lines[at]):
        end = at
        while end < len(lines) and _BARS.match(lines[end]):
            end += 1
        return end if end - at >= 2 else at
    if not lines[at].strip():
        return at
    tabs = lines[at].lstrip(" ").count("\t")
    end = at
    while tabs and end < len(lines) and lines[end].strip() and 1 <= lines[end].lstrip(" ").count("\t") <= tabs:
        end += 1
    return end if end - at >= 2 else at


def _pipe_table(lines: Sequence[str]) -> list[str]:
    if "\t" in lines[0] and not _BARS.match(lines[0]):
        rows = [line.strip(" ").replace("\\", "\\\\").replace("|", "\\|").split("\t") for line in lines]
        rows = [[cell.replace("\\\\", "\\") for cell in row] for row in rows]
        lines = ["| " + " | ".join(cell.strip() for cell in row) + " |" for row in rows]
    lines = [line.strip() for line in lines]
    if len(lines) > 1 and not _DASHES.match(lines[1]):
        width = len(re.split(r"(?<!\\)\|", lines[0])) - 2
        lines = [lines[0], "|" + "---|" * max(width, 1), *lines[1:]]
    return list(lines)


def _marked(line: str) -> list[str]:
    """A line of Markdown, its item marked."""
    match = _ITEM.match(line)
    if not match or _RULE.match(line):
        return [line]
    sign = "-" if match["sign"] in "•▪◦‣●■–" else match["sign"]
    return [f"{match['indent']}{sign} {BULLET}{line[match.end() :]}"]


def _line(lines: Sequence[str], at: int, *, wrapped: bool) -> list[str]:
    """A line of plain text as Markdown."""
    line = lines[at]
    if not line.strip() or _RULE.match(line):
        return [""]
    alone = not wrapped or _blank(lines, at - 1) or _blank(lines, at + 1)
    if _HASHES.match(line):
        return ["", _escaped(line), ""]
    if alone and is_heading(line.strip(), before=_blank(lines, at - 1), after=_blank(lines, at + 1)):
        return ["", f"## {_escaped(line.strip())}", ""]
    if match := _ITEM.match(line):
        number = match["sign"][:-1] + "." if match["sign"][0].isdigit() else "-"
        return ["", f"{number} {BULLET}{_escaped(line[match.end() :])}"]
    quoted = _escaped(re.sub(r"^(?:>\s*)+", "", line.strip()))
    return [quoted] if wrapped else ["", quoted]


def is_heading(line: str, *, before: bool, after: bool) -> bool:
    """Whether a line of plain text is a heading, by its words and by whether blank lines stand around it."""
    words = line.split()
    if len(words) > 12 or "\t" in line or re.search(r"https?://", line):
        return False
    if _HAN.match(line) or line.lower().strip(" :#") in _SECTIONS:
        return True
    if _NUMBERED.match(line):
        return (before and after) or len(words) <= 6
    if _TERMINAL.search(line) or not (before and after) or len(words) > 8 or len(words) < 2:
        return False
    named = [word for word in words if word.lower() not in _SMALL]
    return bool(named) and words[0][:1].isupper() and all(word[:1].isupper() for word in named) and line[:1] not in '"“'


def _blank(lines: Sequence[str], at: int) -> bool:
    return at < 0 or at >= len(lines) or not lines[at].strip()


def _escaped(text: str) -> str:
    """Signs that Markdown would take for HTML escaped; addresses in angle brackets stay links."""
    return re.sub(r"<(?!https?://[^\s<>]+>)", r"\\<", text)
