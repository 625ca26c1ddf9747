"""HTML papers: arXiv's LaTeXML pages above all, and any page with headings, paragraphs and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synth.language.wordset import word_set
from synth.parse.markup.blocks import CAPTION, Block, Content, Grid, Heading, Text, squeeze
from synth.parse.markup.htmltables import cells_of, grid_of, rows_of
from synth.parse.markup.htmltext import (
    BLOCKS,
    DEPTH,
    SKIPPED,
    classes_of,
    formula_text,
    inline_text,
    note_text,
    tag_of,
    text_of,
)
from synth.parse.references import parse_entry
from synth.records import Reference, SentenceKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED_CLASSES = word_set(
    "ltx_page_footer ltx_TOC ltx_pagination ltx_page_navbar ltx_authors ltx_dates ltx_tocentry ltx_note_mark "
    "ltx_rdf ltx_ERROR ar5iv-footer package-alerts desktop_header ltx_page_header arxiv-header"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SKIPPED_IDS = word_set("license-tr watermark-tr")
_BIBLIOGRAPHY = frozenset({"ltx_bibliography", "references", "reference-list", "ref-list", "csl-bib-body"})


def read_html(text: str) -> Content:
    """Blocks of an HTML paper."""
    root = _root(text)
    if root is None:
        return Content()
    reader = _Reader()
    reader.walk(root, 0)
    reader.flush()
    doi = next((str(meta.get("content") or "") for meta in root.iter("meta") if meta.get("name") == "citation_doi"), "")
    return Content(blocks=reader.blocks, references=tuple(reader.references) or None, doi=doi.strip())


def read_tables(text: str) -> list[Grid]:
    """The tables of a fragment of HTML; a table inside another stands for itself."""
    root = _root(f"<div>{text}</div>")
    if root is None:
        return []
    return [grid_of(table) for table in root.iter("table") if next(table.iterdescendants("table"), None) is None]


def fragment_text(text: str) -> str:
    """Plain text of a fragment of HTML."""
    if "<" not in text:
        return text
    root = _root(f"<div>{text}</div>")
    return text_of(root) if root is not None else ""


def _root(text: str) -> HtmlElement | None:
    from lxml import etree, html

    # lxml refuses text that names its own encoding; control characters are no text.
    text = re.sub(r"<\?xml[^>]*\?>", "", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    return root


class _Reader:
    """Walks over the elements; running text gathers until a block begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.references: list[Reference] = []
        self._buffer: list[str] = []
        self._marker = ""
        self._notes: list[str] = []

    def flush(self, kind: SentenceKind = SentenceKind.BODY) -> None:
        """End the paragraph; its footnotes stand behind it."""
        text = squeeze("".join(self._buffer))
        self._buffer.clear()
        if text:
            if kind is SentenceKind.BODY and CAPTION.match(text):
                kind = SentenceKind.CAPTION
            self.blocks.append(Text(text, kind, self._marker))
            self._marker = ""
        notes, self._notes = self._notes, []
        self.blocks.extend(Text(note, SentenceKind.FOOTNOTE) for note in notes if note)

    def walk(self, element: HtmlElement, depth: int) -> None:
        """Read an element and what is in it; text after it belongs to its parent."""
        tag, classes = tag_of(element), classes_of(element)
        if not tag or tag in SKIPPED or classes & _SKIPPED_CLASSES or depth > DEPTH:
            return
        if element.get("id") in _SKIPPED_IDS:
            return
        if tag == "header" and not element.xpath(".//h1"):
            return
        if classes & {"ltx_equation", "ltx_equationgroup", "ltx_eqn_table"}:
            self._buffer.append(f" {formula_text(element)} ")
        elif tag in _HEADINGS:
            self.flush()
            if title := squeeze(text_of(element)):
                self.blocks.append(Heading(title, _HEADINGS[tag]))
        elif tag == "table" or "ltx_tabular" in classes:
            self._table(element, depth)
        elif tag == "figcaption" or (tag == "caption") or "ltx_caption" in classes:
            self.flush()
            self._buffer.append(text_of(element))
            self.flush(SentenceKind.CAPTION)
        elif classes & _BIBLIOGRAPHY or (tag in {"ol", "ul"} and element.get("id") in {"references", "bibliography"}):
            self._bibliography(element, depth)
        elif tag in {"pre", "textarea"} or classes & {"ltx_listing", "ltx_verbatim"}:
            self.flush()
        elif classes & {"ltx_note", "footnote"} and "ltx_role_footnote" in classes | {"ltx_role_footnote"}:
            self._notes.append(squeeze(note_text(element)))
        elif tag in BLOCKS:
            self.flush()
            if tag == "li":
                self._marker = _number(element)
            self._inside(element, depth)
            self.flush()
        elif _holds_blocks(element):
            self._inside(element, depth)
        else:
            text = inline_text(element, "".join(self._buffer[-1:]))
            stop = re.search(r"[.,;:]\s*$", self._buffer[-1]) if self._buffer else None
            if tag == "sup" and stop and re.fullmatch(r" \[[\d\s,;–-]+\]", text):
                # Raised citations stand behind the full stop; in brackets they belong before it.
                self._buffer[-1] = self._buffer[-1][: stop.start()]
                text += stop[0]
            self._buffer.append(text)

    def _inside(self, element: HtmlElement, depth: int) -> None:
        self._buffer.append(element.text or "")
        for child in element:
            self.walk(child, depth + 1)
            self._buffer.append(child.tail or "")

    def _table(self, element: HtmlElement, depth: int) -> None:
        nested = next(
            (t for t in element.iterdescendants() if tag_of(t) == "table" or "ltx_tabular" in classes_of(t)), None
        )
        self.flush()
        for caption in element.iterchildren("caption"):
            self.blocks.append(Text(squeeze(text_of(caption)), SentenceKind.CAPTION))
        if nested is not None:  # a table that only lays out others
            for row in rows_of(element):
                for cell in cells_of(row):
                    self._inside(cell, depth + 1)
                    self.flush()
            return
        self.blocks.append(grid_of(element))

    def _bibliography(self, element: HtmlElement, depth: int) -> None:
        self.flush()
        self.blocks.append(Heading("References", 1))
        items = element.xpath(".//li") or element.xpath(".//*[contains(@class, 'csl-entry')]") or element.xpath(".//p")
        for number, item in enumerate(items, 1):
            tag = next((t for t in item.iter() if "ltx_tag_bibitem" in classes_of(t)), None)
            label = squeeze(text_of(tag)) if tag is not None else ""
            parts = [part for part in item if "ltx_bibblock" in classes_of(part)]
            text = squeeze(" ".join(map(text_of, parts)) if parts else text_of(item).strip().removeprefix(label))
            key = label.strip("[]().") if re.fullmatch(r"\W*\w{1,16}\W*", label) else ""
            raw = (
                f"[{key}] {text}"
                if key
                else text
                if tag is not None or re.match(r"^\[?\d", text)
                else f"[{number}] {text}"
            )
            if len(text) > 12:
                self.references.append(parse_entry(raw))
                self.blocks.append(Text(raw))
        if not items:
            self._inside(element, depth)


def _number(item: HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or tag_of(parent) != "ol":
        return ""
    return f"{sum(1 for _ in item.itersiblings('li', preceding=True)) + 1}."


def _holds_blocks(element: HtmlElement) -> bool:
    return any(tag_of(child) in BLOCKS or "ltx_tabular" in classes_of(child) for child in element.iterdescendants())
