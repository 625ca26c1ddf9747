"""Word documents: headings, paragraphs, list items, tables, links and notes, in the order of the text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import ParseError
from synth.parse.imprint import Metadata, arxiv_of_name, date_year
from synth.parse.markup.blocks import BULLET, CAPTION, Block, Content, Grid, GridCell, Heading, Text, squeeze
from synth.parse.submitted.rewrite import before_stop
from synth.records import SentenceKind

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import Table as WordTable
    from docx.text.paragraph import Paragraph

MAX_FILE = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
_STYLE = re.compile(r"^heading\s*(\d)$|^titre\s*(\d)$|^überschrift\s*(\d)$", re.IGNORECASE)
_ITEM_STYLE = re.compile(r"^list\b(?!.*continue)", re.IGNORECASE)
_SIGN = re.compile(r"^[•▪◦‣●■]\s*(?=\S)")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRITERS = frozenset({"python-docx", "Un-named", "Microsoft Office User", "user", "admin"})


def read_docx(path: Path) -> tuple[Content, Metadata]:
    """Blocks of a .docx file and what it says of itself. ParseError says why where it cannot be read."""
    word = _open(path)
    blocks: list[Block] = []
    title = ""
    for item in word.iter_inner_content():
        if hasattr(item, "rows"):
            grid = _grid(item)
            if grid is not None:
                blocks.append(grid)
            continue
        block = _paragraph(item)
        if block is None:
            continue
        if not title and _style(item).lower() == "title":
            title = block.text if isinstance(block, Text) else block.title
        blocks.append(block)
    blocks += _notes(word)
    properties = word.core_properties
    title = title or squeeze(properties.title or "") or _first_heading(blocks)
    people = re.split(r"\s*[;,]\s*|\s+and\s+", properties.author or "")
    authors = tuple(squeeze(name) for name in people if name.strip() and name not in _WRITERS)
    year = next((found for b in blocks[:12] if isinstance(b, Text) and (found := date_year(b.text))), None)
    return Content(blocks=blocks), Metadata(title=title, authors=authors, year=year, arxiv=arxiv_of_name(path.name))


def _open(path: Path) -> Word:
    from docx import Document as open_word
    from lxml.etree import XMLSyntaxError

    size = path.stat().st_size
    if size == 0:
        raise ParseError(f"{path.name}: the file is empty (0 bytes)", hint="fetch it again")
    if size > MAX_FILE:
        raise ParseError(
            f"{path.name}: {size / 2**20:.0f} MB is too large for a report (at most {MAX_FILE // 2**20} MB)",
            hint="save it without its pictures",
        )
    try:
        with zipfile.ZipFile(path) as packed:
            # A few kilobytes can unpack to gigabytes.
            if sum(member.file_size for member in packed.infolist()) > MAX_UNPACKED:
                raise ParseError(
                    f"{path.name}: it unpacks to more than {MAX_UNPACKED // 2**20} MB", hint="save it anew"
                )
        return open_word(str(path))
    except (zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError) as error:
        raise ParseError(f"{path.name}: not a readable Word document", hint="save it anew as .docx") from error


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return (style.name or "") if style is not None else ""


def _paragraph(paragraph: Paragraph) -> Heading | Text | None:
    text = before_stop(squeeze("".join(_inner(paragraph))))
    if not text:
        return None
    style = _style(paragraph)
    if match := _STYLE.match(style):
        return Heading(text, int(next(group for group in match.groups() if group)))
    if _ITEM_STYLE.match(style) or paragraph._p.find(f"{_W}pPr/{_W}numPr") is not None:
        return Text(f"{BULLET} {_SIGN.sub('', text)}")
    if _SIGN.match(text):
        return Text(f"{BULLET} {_SIGN.sub('', text)}")
    if style.lower() != "title" and _looks_like_heading(paragraph, text):
        return Heading(text, 1)
    caption = style.lower() == "caption" or bool(CAPTION.match(text))
    return Text(text, SentenceKind.CAPTION if caption else SentenceKind.BODY)


def _looks_like_heading(paragraph: Paragraph, text: str) -> bool:
    """A short bold line without a full stop; many write their headings so."""
    runs = [run for run in paragraph.runs if run.text.strip()]
    return (
        len(text.split()) <= 10 and bool(runs) and all(run.bold for run in runs) and not re.search(r"[.!?:,;]$", text)
    )


def _inner(paragraph: Paragraph) -> Iterator[str]:
    """Text of the runs; a link is followed by its address, a note's mark is a key in brackets."""
    for inner in paragraph.iter_inner_content():
        runs = getattr(inner, "runs", None)
        if runs is not None:
            text, url = inner.text, getattr(inner, "url", "") or ""
            if re.match(r"https?://", url, re.IGNORECASE) and url != text.strip():
                if re.fullmatch(r"\s*\d{1,3}\s*", text):
                    text = f"[{text.strip()}]"
                yield f"{text} ({url})"
            else:
                yield text
            continue
        for reference in inner._r.findall(f"{_W}footnoteReference") + inner._r.findall(f"{_W}endnoteReference"):
            yield f"[^{reference.get(f'{_W}id')}]"
        text = inner.text
        raised = bool(inner.font.superscript) and bool(re.fullmatch(r"\s*\d{1,2}(?:\s*[,–-]\s*\d{1,2})*\s*", text))
        yield f"^{text}" if raised else text


def _grid(table: WordTable) -> Grid | None:
    """The table; a merged cell is written once and spans its columns."""
    rows: list[list[GridCell]] = []
    reached: dict[object, GridCell] = {}
    for row in table.rows:
        cells: list[GridCell] = []
        last: object = None
        below: dict[object, GridCell] = {}
        column = 0
        for cell in row.cells:
            element = cell._tc
            if element is last:
                cells[-1 if cells else 0].colspan += bool(cells)
                column += 1
                continue
            last = element
            text = squeeze(" ".join("".join(_inner(paragraph)) for paragraph in cell.paragraphs))
            merged = reached.get(element)
            if merged is not None:  # a cell that reaches down is no new one
                merged.rowspan += 1
                below[element] = merged
                last = None
                column += 1
                continue
            made = GridCell(text, bold=_bold(cell.paragraphs))
            below[element] = made
            cells.append(made)
            column += 1
        reached = below
        rows.append(cells)
    return Grid(rows=rows, head=1) if any(cell.text for row in rows for cell in row) else None


def _bold(paragraphs: list[Paragraph]) -> bool:
    runs = [run for paragraph in paragraphs for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _notes(word: Word) -> list[Block]:
    """Footnotes and endnotes as a list at the end."""
    from lxml import etree

    found: list[Block] = []
    for relation in word.part.rels.values():
        if relation.is_external or not re.search(r"/(?:footnotes|endnotes)$", relation.reltype):
            continue
        try:
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            continue
        for note in root:
            text = squeeze("".join(node.text or "" for node in note.iter(f"{_W}t")))
            if text:
                found.append(Text(f"[^{note.get(f'{_W}id')}] {text}"))
    return [Heading("Footnotes", 1), *found] if found else []


def _first_heading(blocks: list[Block]) -> str:
    for block in blocks[:5]:
        if isinstance(block, Heading):
            return block.title
        if isinstance(block, Text) and len(block.text.split()) <= 30 and not block.text.startswith(BULLET):
            return block.text
    return ""
