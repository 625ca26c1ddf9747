"""Reports that somebody else wrote, read so that nothing in them is lost. `read_submitted` is the door.

A paper's reader may drop what a report's reader needs: where a link leads, which lines are items of a list, the rows of
a table as they stand, and references that are nothing but an address. So the source is rewritten a little before the
ordinary readers see it, and the running text of the document leaves nothing out: rows of tables are lines of cells with
tabs between them, items begin with "• ", links are followed by their address in brackets.
"""

from __future__ import annotations

import re
from pathlib import Path

from synth.errors import ParseError
from synth.parse.imprint import Metadata
from synth.parse.markup.blocks import Content
from synth.records import Document, Paper

OFFICE = frozenset({".docx"})
DATA = frozenset({".json", ".jsonl"})
PLAIN = frozenset({".txt", ".text"})
_PAGE_TOP = re.compile(
    r"\A(?:\s*(?:skip to (?:main )?content|[←‹«] ?\w[^\n]{0,40}|home|menu|search|log ?in|sign ?in)[ \t]*\n)+", re.I
)
"""What stands above the title of a page that was copied from a browser."""
ALWAYS = OFFICE | DATA | PLAIN
"""Endings of files that are read in this way whatever they are given for."""


def read_submitted(path: Path, *, document_id: str, sha256: str, parser: str) -> tuple[Document, Paper]:
    """Parse a report in text, Markdown, HTML, LaTeX, DOCX or JSON. ParseError says why where nothing can be read."""
    from synth.parse.markup.assemble import make_document
    from synth.parse.record import make_paper
    from synth.parse.submitted.entries import take_references

    content, found = _read(path)
    take_references(content)
    document = make_document(content, found, document_id=document_id, sha256=sha256, parser=parser, whole=True)
    if not document.text.strip():
        raise ParseError(f"{path.name}: no text in it", hint="name the file that holds the report")
    return document, make_paper(found, document, path, content.doi)


def _read(path: Path) -> tuple[Content, Metadata]:
    suffix = path.suffix.lower()
    if suffix in OFFICE:
        from synth.parse.docx import read_docx

        return read_docx(path)
    from synth.parse.markup import read_content, read_text

    text = _PAGE_TOP.sub("", read_text(path)) if suffix in PLAIN else read_text(path)
    if suffix in DATA:
        from synth.parse.json_report import read_json

        return read_json(text, path.name)
    from synth.parse.submitted import rewrite
    from synth.parse.text_metadata import read_text_metadata

    if suffix in {".html", ".htm", ".xhtml"}:
        source = rewrite.html(text)
    elif suffix in {".tex", ".ltx"}:
        source = rewrite.tex(text)
    else:
        source = rewrite.markdown(text, plain=suffix in PLAIN)
    front = "\n".join(line[:4000] for line in text[:100_000].splitlines())
    return read_content(source, path), read_text_metadata(front, path.name)
