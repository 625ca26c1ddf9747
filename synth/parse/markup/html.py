"""HTML papers: arXiv's LaTeXML pages above all, and any page with headings, paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from synth.language.wordset import word_set
from synth.parse.markup.blocks import CAPTION, Block, Content, Grid, GridCell, Heading, Text, squeeze
from synth.parse.markup.maths import math_text
from synth.parse.references import parse_entry
from synth.records import Reference, SentenceKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = word_set("script style noscript nav footer button form svg template iframe head object canvas select")
_SKIPPED_CLASSES = word_set(
    "ltx_page_footer ltx_TOC ltx_pagination ltx_page_navbar ltx_authors ltx_dates ltx_tocentry ltx_note_mark "
    "ltx_rdf ltx_ERROR package-alerts desktop_header ltx_page_header arxiv-header"
)
_BLOCKS = word_set(
    "p div section article main body html li ul ol dl dt dd blockquote figure figcaption pre header aside center "
    "h1 h2 h3 h4 h5 h6 table details summary hr address fieldset"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BIBLIOGRAPHY = frozenset({"ltx_bibliography", "references", "reference-list", "ref-list", "csl-bib-body"})
_DEPTH = 200


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
    return [_grid(table) for table in root.iter("table") if next(table.iterdescendants("table"), None) is None]


def fragment_text(text: str) -> str:
    """Plain text of a fragment of HTML."""
    if "<" not in text:
        return text
    root = _root(f"<div>{text}</div>")
    return _text(root) if root is not None else ""


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


def _tag(element: HtmlElement) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _classes(element: HtmlElement) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


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
        tag, classes = _tag(element), _classes(element)
        if not tag or tag in _SKIPPED or classes & _SKIPPED_CLASSES or depth > _DEPTH:
            return
        if tag == "header" and not element.xpath(".//h1"):
            return
        if classes & {"ltx_equation", "ltx_equationgroup", "ltx_eqn_table"}:
            self._buffer.append(f" {_formula(element)} ")
        elif tag in _HEADINGS:
            self.flush()
            if title := squeeze(_text(element)):
                self.blocks.append(Heading(title, _HEADINGS[tag]))
        elif tag == "table" or "ltx_tabular" in classes:
            self._table(element, depth)
        elif tag == "figcaption" or (tag == "caption") or "ltx_caption" in classes:
            self.flush()
            self._buffer.append(_text(element))
            self.flush(SentenceKind.CAPTION)
        elif classes & _BIBLIOGRAPHY or (tag in {"ol", "ul"} and element.get("id") in {"references", "bibliography"}):
            self._bibliography(element, depth)
        elif tag in {"pre", "textarea"} or classes & {"ltx_listing", "ltx_verbatim"}:
            self.flush()
        elif classes & {"ltx_note", "footnote"} and "ltx_role_footnote" in classes | {"ltx_role_footnote"}:
            self._notes.append(squeeze(_note(element)))
        elif tag in _BLOCKS:
            self.flush()
            if tag == "li":
                self._marker = _number(element)
            self._inside(element, depth)
            self.flush()
        elif _holds_blocks(element):
            self._inside(element, depth)
        else:
            self._buffer.append(_inline(element, "".join(self._buffer[-1:])))

    def _inside(self, element: HtmlElement, depth: int) -> None:
        self._buffer.append(element.text or "")
        for child in element:
            self.walk(child, depth + 1)
            self._buffer.append(child.tail or "")

    def _table(self, element: HtmlElement, depth: int) -> None:
        nested = next(
            (t for t in element.iterdescendants() if _tag(t) == "table" or "ltx_tabular" in _classes(t)), None
        )
        self.flush()
        for caption in element.iterchildren("caption"):
            self.blocks.append(Text(squeeze(_text(caption)), SentenceKind.CAPTION))
        if nested is not None:  # a table that only lays out others
            for row in _rows(element):
                for cell in _cells(row):
                    self._inside(cell, depth + 1)
                    self.flush()
            return
        self.blocks.append(_grid(element))

    def _bibliography(self, element: HtmlElement, depth: int) -> None:
        self.flush()
        self.blocks.append(Heading("References", 1))
        items = element.xpath(".//li") or element.xpath(".//*[contains(@class, 'csl-entry')]") or element.xpath(".//p")
        for number, item in enumerate(items, 1):
            tag = next((t for t in item.iter() if "ltx_tag_bibitem" in _classes(t)), None)
            label = squeeze(_text(tag)) if tag is not None else ""
            text = squeeze(_text(item)).removeprefix(label).strip()
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
    if parent is None or _tag(parent) != "ol":
        return ""
    return f"{sum(1 for _ in item.itersiblings('li', preceding=True)) + 1}."


def _holds_blocks(element: HtmlElement) -> bool:
    return any(_tag(child) in _BLOCKS or "ltx_tabular" in _classes(child) for child in element.iterdescendants())


def _note(element: HtmlElement) -> str:
    content = next((e for e in element.iter() if "ltx_note_content" in _classes(e)), element)
    parts = [content.text or ""]
    for child in content:
        if not _classes(child) & {"ltx_note_mark", "ltx_tag_note", "ltx_tag"}:
            parts.append(_inline(child, parts[-1]))
        parts.append(child.tail or "")
    return "".join(parts)


def _formula(element: HtmlElement) -> str:
    """A displayed formula, its parts in order, its number left out."""
    formulas = [_inline(math, "") for math in element.iter("math")]
    return " ".join(text for text in formulas if text)


def _text(element: HtmlElement) -> str:
    """Readable text of an element, its footnotes left out."""
    parts: list[str] = []
    for piece in _inner(element, 0):
        parts.append(piece(parts[-1] if parts else "") if callable(piece) else piece)
    return "".join(parts)


def _inner(element: HtmlElement, depth: int) -> Iterator[str]:
    last = element.text or ""
    yield last
    for child in element:
        if depth < _DEPTH:
            last = _inline(child, last, depth + 1) or last
            yield last if _tag(child) else ""
        tail = child.tail or ""
        last = tail or last
        yield tail


def _inline(element: HtmlElement, before: str, depth: int = 0) -> str:
    """Text of an element inside a line; `before` is what stands directly left of it."""
    tag, classes = _tag(element), _classes(element)
    if not tag or tag in _SKIPPED or depth > _DEPTH:
        script = tag == "script" and "math/tex" in (element.get("type") or "")
        return math_text(element.text or "") if script else ""
    if classes & {"ltx_note", "ltx_note_mark", "MathJax_Preview", "katex-html", "MathJax", "MJX_Assistive_MathML"}:
        return ""
    if tag in {"br", "hr"}:
        return " "
    if tag == "img":
        return element.get("alt") or "" if "ltx_Math" in classes or "tex" in classes else ""
    if tag == "math":
        return _math(element)
    text = "".join(_inner(element, depth))
    if tag == "sup" or "ltx_sup" in classes:
        return _raised(text.strip(), before)
    if (tag == "sub" or "ltx_sub" in classes) and text.strip():
        return f" {text.strip()}" if text.strip()[0] in "±↑↓" else f"_{text.strip()}"
    return f" {text} " if tag in _BLOCKS else text


def _raised(text: str, before: str) -> str:
    """A superscript: a power keeps its sign, an ordinal joins its number, a footnote mark goes."""
    if text.lower() in {"th", "st", "nd", "rd"}:
        return text
    if re.search(r"[\d)]$", before) and re.fullmatch(r"[-−+]?\w+", text):
        return f"^{text.replace('−', '-')}"
    if re.search(r"(?:^|[\s(])[A-Za-zα-ω]$", before) and re.fullmatch(r"[-−+]?\w{1,3}", text):
        return f"^{text.replace('−', '-')}"
    return f" {text}" if text[:1] in "[(±↑↓" and text else ""


def _math(element: HtmlElement) -> str:
    source = element.get("alttext") or ""
    if not source:
        for note in element.iter("annotation"):
            if "tex" in (note.get("encoding") or "").lower():
                source = note.text or ""
    if source:
        return math_text(re.sub(r"(?<!\\)%\s*\n", "", source))
    return squeeze(_presentation(element, 0))


def _presentation(element: HtmlElement, depth: int) -> str:
    """MathML without its TeX source."""
    tag = _tag(element).rpartition(":")[2]
    if depth > _DEPTH or tag in {"annotation", "annotation-xml"}:
        return ""
    children = [_presentation(child, depth + 1) for child in element if _tag(child)]
    if tag in {"msup", "msub"} and len(children) == 2:
        return f"{children[0]}{'^' if tag == 'msup' else '_'}{children[1].replace('−', '-')}"
    if tag == "mfrac" and len(children) == 2:
        return f"{children[0]}/{children[1]}"
    if tag == "msqrt":
        return f"√{''.join(children)}"
    own = squeeze(element.text or "")
    if tag == "mo" and own in {"=", "<", ">", "×", "±", "≤", "≥", "≈", "+"}:
        own = f" {own} "
    return own + "".join(children)


def _rows(table: HtmlElement) -> list[HtmlElement]:
    return [
        row
        for row in table.iterdescendants()
        if (_tag(row) == "tr" or "ltx_tr" in _classes(row)) and _owner(row) is table
    ]


def _owner(row: HtmlElement) -> HtmlElement | None:
    return next((e for e in row.iterancestors() if _tag(e) == "table" or "ltx_tabular" in _classes(e)), None)


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if _tag(cell) in {"td", "th"} or _classes(cell) & {"ltx_td", "ltx_th"}]


def _grid(table: HtmlElement) -> Grid:
    rows: list[list[GridCell]] = []
    head = 0
    only_headers = True
    for row in _rows(table):
        cells = [_cell(cell) for cell in _cells(row)]
        parent = row.getparent()
        in_head = parent is not None and (_tag(parent) == "thead" or "ltx_thead" in _classes(parent))
        only_headers = only_headers and bool(cells) and (in_head or all(cell.header for cell in cells))
        if only_headers:
            head = len(rows) + 1
        rows.append(cells)
    return Grid(rows=rows, head=head if 0 < head < len(rows) else None)


def _cell(element: HtmlElement) -> GridCell:
    text = squeeze(_text(element))
    marks = [(_tag(e), _classes(e), (e.get("style") or "").replace(" ", "")) for e in element.iter()]
    return GridCell(
        text=text,
        colspan=_span(element, "colspan"),
        rowspan=_span(element, "rowspan"),
        header=_tag(element) == "th" or "ltx_th" in _classes(element),
        bold=bool(text)
        and any(t in {"b", "strong"} or "ltx_font_bold" in c or "font-weight:bold" in s for t, c, s in marks),
        underlined=any(t == "u" or "ltx_framed_underline" in c or "underline" in s for t, c, s in marks),
    )


def _span(element: HtmlElement, name: str) -> int:
    value = element.get(name) or next(
        (c[len(f"ltx_{name}_") :] for c in _classes(element) if c.startswith(f"ltx_{name}_")), "1"
    )
    return max(1, min(int(value), 1000)) if value.isdigit() else 1
