"""Markdown papers: CommonMark with pipe tables, HTML tables, TeX formulas, and the faults of PDF conversions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from synth.parse.markup.blocks import CAPTION, Block, Content, Grid, GridCell, Heading, Text, squeeze
from synth.parse.markup.html import fragment_text, read_tables
from synth.parse.markup.maths import math_text
from synth.records import SentenceKind

if TYPE_CHECKING:
    from markdown_it.token import Token

_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_HELD = re.compile("\ue000(\\d+)\ue001")
_PROTECTED = re.compile(
    r"(?P<code>(?<!`)`[^`\n]{1,500}`(?!`))"
    r"|\$\$(?P<display>[^$]{1,4000}?)\$\$"
    r"|(?<![\\$\w])\$(?P<inline>(?=[^$\n]{1,800}?(?<!\\)\$(?!\d))\s?[^$\n]{1,800}?)(?<!\\)\$(?!\d)"
    r"|\\\((?P<paren>[^\n]{1,800}?)\\\)"
    r"|\\\[(?P<bracket>(?=[^\]]{0,2000}[\\^_=])[\s\S]{1,2000}?)\\\]",
)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\]\n]{0,2000}\]\([^)\n]{0,4000}\)\s*\n\s*(?:\n\s*)?(?=<details)", re.IGNORECASE)
_DETAILS = re.compile(r"<details\b.*?(?:</details\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_MANY = 2000
_NOTHING = re.compile(r"^\[?\s*(?:\.\.\.|…)[^\]]{0,40}\]?$|^\[(?:Figure|Image|Table|Picture)\s*\d*\]$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"^(?P<number>\d{1,2}(?:\.\d{1,2})+)\.?\s+(?P<title>(?:[A-Z][\w-]*\s+){1,6}?)(?=[A-Z][a-z]*\s+[a-z])"
)
_BARE_NUMBERED = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z][^.]{3,90}$")
_RUN_IN = re.compile(r"[a-z)]\.\s+[A-Z]\w+\s+\w+")


def read_markdown(text: str) -> Content:
    """Blocks of a Markdown paper."""
    from markdown_it import MarkdownIt

    held: list[str | list[Grid]] = []
    source = _hold(_without_front_matter(text), held)
    parser = MarkdownIt("commonmark").enable("table")
    parser.options["maxNesting"] = 40
    reader = _Reader(held)
    reader.read(parser.parse(source))
    return Content(blocks=_joined(reader.blocks))


def _without_front_matter(text: str) -> str:
    if text.startswith("---\n") and (end := re.search(r"^(?:---|\.\.\.)\s*$", text[4:8000], re.MULTILINE)):
        return text[4 + end.end() :]
    return text


def _hold(text: str, held: list[str | list[Grid]]) -> str:
    """Set formulas and HTML tables aside, so that Markdown does not read their signs; code blocks stay code."""

    def keep(value: str | list[Grid]) -> str:
        held.append(value)
        return f"\ue000{len(held) - 1}\ue001"

    def formula(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        inner = next(match[name] for name in ("display", "inline", "paren", "bracket") if match[name] is not None)
        if "\n\n" in inner.strip() and len(inner) > 1500:
            return match[0]
        shown = keep(math_text(inner))
        return f" {shown} " if match["display"] is not None or match["bracket"] is not None else shown

    def table(source: str) -> str:
        inner = _PROTECTED.sub(formula, source)
        grids = read_tables(_HELD.sub(lambda m: str(held[int(m[1])]), inner))
        return f"\n\n{keep(grids)}\n\n" if grids else "\n\n"

    def with_tables(piece: str) -> str:
        parts: list[str] = []
        at = 0
        while (start := _TABLE.search(piece, at)) and (end := _TABLE_END.search(piece, start.end())):
            parts += [piece[at : start.start()], table(piece[start.start() : end.end()])]
            at = end.end()
        return "".join([*parts, piece[at:]])

    out = []
    for code, piece in _pieces(text.replace("\ue000", "").replace("\ue001", "")):
        if not code:
            # What a converter guessed from a picture is not printed in the paper.
            while picture := _PICTURE.search(piece):
                rest = _DETAILS.sub("", piece[picture.end() :], count=1)
                piece = piece[: picture.start()] + rest
            piece = _tame(_PROTECTED.sub(formula, with_tables(piece)))
        out.append(piece)
    return "".join(out)


def _tame(text: str) -> str:
    """Take signs out of paragraphs that hold thousands of them: no writing, and slow to pair up."""
    if len(text) < _MANY:
        return text
    parts = re.split(r"(\n[ \t]*\n)", text)
    for index, part in enumerate(parts):
        if len(part) > _MANY:
            unruly = [sign for sign in "[]*_`<>!&~\\|" if part.count(sign) > _MANY]
            parts[index] = part.translate({ord(sign): " " for sign in unruly})
    return "".join(parts)


def _pieces(text: str) -> list[tuple[bool, str]]:
    """The text in stretches outside (False) and inside (True) fenced code."""
    pieces: list[tuple[bool, list[str]]] = [(False, [])]
    fence = ""
    details = False
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        low = line.lower()
        # Inside <details> a fence belongs to what the converter guessed, and is dropped with it.
        details = (details or "<details" in low) and "</details" not in low
        if fence:
            pieces[-1][1].append(line)
            if match and match[1].startswith(fence) and not line.strip(" \n`~"):
                fence = ""
                pieces.append((False, []))
        elif match and not details:
            fence = match[1]
            pieces.append((True, [line]))
        else:
            pieces[-1][1].append(line)
    return [(code, "".join(lines)) for code, lines in pieces]


class _Reader:
    """Walks over the tokens of markdown-it."""

    def __init__(self, held: list[str | list[Grid]]) -> None:
        self._held = held
        self.blocks: list[Block] = []

    def read(self, tokens: Sequence[Token]) -> None:
        """Append the blocks of all tokens."""
        heading = 0
        numbers: list[int | None] = []
        marker = ""
        table: list[list[GridCell]] | None = None
        head = 0
        for token in tokens:
            kind = token.type
            if kind == "heading_open":
                heading = int(token.tag[1:])
            elif kind == "heading_close":
                heading = 0
            elif kind in {"ordered_list_open", "bullet_list_open"}:
                start = token.attrs.get("start", 1)
                numbers.append(int(start) if kind[0] == "o" else None)
            elif kind in {"ordered_list_close", "bullet_list_close"}:
                numbers.pop()
            elif kind == "list_item_open":
                number = numbers[-1] if numbers else None
                marker = f"{token.info or number}." if number is not None else "-"
                if numbers and number is not None:
                    numbers[-1] = number + 1
            elif kind == "table_open":
                table, head = [], 0
            elif kind == "tr_open" and table is not None:
                table.append([])
            elif kind == "thead_close" and table is not None:
                head = len(table)
            elif kind == "table_close" and table is not None:
                self.blocks.append(Grid(rows=table, head=head or None))
                table = None
            elif kind == "html_block":
                self._html(token.content)
            elif kind == "inline":
                content = token.content
                if table is not None:
                    bold = bool(re.fullmatch(r"\s*(?:\*\*|__).+(?:\*\*|__)\s*", content))
                    table[-1].append(GridCell(squeeze(self._inline(token)), bold=bold, underlined="<u>" in content))
                else:
                    self._paragraph(token, content, heading, marker)
                    marker = ""

    def _inline(self, token: Token) -> str:
        """Plain text of an inline token: emphasis and links undone, formulas readable."""
        parts: list[str] = []
        marks = ""
        for child in token.children or []:
            if child.type == "html_inline":
                low = child.content.lower()
                marks = "^" if low.startswith("<sup") else "_" if low.startswith("<sub") else ""
                parts.append(" " if low.startswith("<br") else "")
            elif child.type in {"softbreak", "hardbreak"}:
                parts.append(" ")
            elif child.type in {"text", "code_inline", "text_special"}:
                raised = marks == "^" and child.content.strip() and not (parts and re.search(r"\d\s*$", "".join(parts)))
                parts.append("" if raised else f"{marks}{child.content}" if marks else child.content)
        return self._restored("".join(parts))

    def _restored(self, text: str) -> str:
        def put(match: re.Match[str]) -> str:
            value = self._held[int(match[1])] if int(match[1]) < len(self._held) else ""
            return value if isinstance(value, str) else ""

        return _HELD.sub(put, text)

    def _paragraph(self, token: Token, content: str, level: int, marker: str) -> None:
        only = _HELD.fullmatch(content.strip())
        if only and isinstance(grids := self._held[int(only[1])], list):
            self.blocks.extend(grids)
            return
        text = squeeze(self._inline(token))
        if not text or _NOTHING.match(text):
            return
        if level and _is_heading(text):
            self.blocks.append(Heading(text, level))
            return
        if not level and _BARE_NUMBERED.match(text) and len(text.split()) <= 12:  # a heading that lost its signs
            self.blocks.append(Heading(text, text.split()[0].strip(".").count(".") + 1))
            return
        text = re.sub(r"^[•▪◦‣●■]\s*", "", text)
        ordered = marker if marker != "-" else ""
        if (match := _NUMBERED.match(text)) and len(text) > 80:  # a heading that the conversion ran into its paragraph
            self.blocks.append(Heading(f"{match['number']}. {match['title'].strip()}", match["number"].count(".") + 1))
            text, ordered = text[match.end() :], ""
        kind = SentenceKind.BODY
        if CAPTION.match(text):
            kind = SentenceKind.CAPTION
        elif re.match(r"^[∗*†‡§]\s?[A-Z]", text) or re.match(r"^\[\^\w+\]:", text):
            kind = SentenceKind.FOOTNOTE
            text = re.sub(r"^(?:[∗*†‡§]|\[\^\w+\]:)\s*", "", text)
        self.blocks.append(Text(text, kind, ordered))

    def _html(self, content: str) -> None:
        for number, part in enumerate(_HELD.split(content)):
            if number % 2 and isinstance(grids := self._held[int(part)], list):
                self.blocks.extend(grids)
            elif number % 2 == 0 and (text := squeeze(self._restored(fragment_text(part)))):
                self.blocks.append(Text(text))


def _is_heading(text: str) -> bool:
    """Whether what a conversion set as a heading is one: no paragraph, caption or formula."""
    if "=" in text and len(re.findall(r"[A-Za-z]{3,}", text)) < 2:
        return False
    paragraph = len(text.split()) >= 12 and _RUN_IN.search(text)
    return not paragraph and not CAPTION.match(text) and bool(re.search(r"[A-Za-z]{3}|[^\W\d_a-zA-Z]{2}", text))


def _joined(blocks: list[Block]) -> list[Block]:
    """Paragraphs that a page break or a false list item cut in two, joined again."""
    out: list[Block] = []
    last: Text | None = None
    for block in blocks:
        if isinstance(block, Heading):
            last = None
        elif isinstance(block, Text) and block.kind is SentenceKind.BODY:
            if last is not None and not block.marker and _cut(last.text, block.text):
                last.text = f"{last.text} {block.text}"
                continue
            last = block
        out.append(block)
    return out


def _cut(before: str, after: str) -> bool:
    """Whether `after` goes on with the sentence at the end of `before`."""
    if len(before.split()) < 12 or re.search(r"[.!?:;][\"”’')\]]*$", before):
        return bool(re.search(r"\bet al\.$", before)) and after[:1] == "("
    if re.match(r"^(?:19|20)\d\d[a-z]?[;,)]|^\((?:19|20)\d\d[a-z]?\)", after):
        return True
    return after[:1].islower() and len(after.split()) >= 4 and not re.match(r"^\w\s?=", after)
