"""Papers that are no PDFs: Markdown, HTML and LaTeX. `read_markup` is the door.

Each is read into the same blocks (`blocks.Content`), and these into the same `Document` that a PDF gives. There is no
layout: every span stands on page 1 and has no boxes; the text of page 1 holds each sentence and each table row.
"""

from __future__ import annotations

import re
from pathlib import Path

from synth.errors import ParseError
from synth.parse.markup.blocks import Content
from synth.records import Document, Paper

MAX_FILE = 128 * 1024 * 1024
MAX_TEXT = 8 * 1024 * 1024
"""Characters of text after embedded pictures are dropped; a long book has two million."""
_FRONT = 100_000
_LONG_LINE = 4000
_DATA = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]{200,}")


def read_markup(path: Path, *, document_id: str, sha256: str, parser: str) -> tuple[Document, Paper]:
    """Parse one Markdown, HTML or LaTeX file, or the source of a paper as archive or folder.

    ParseError says why where nothing can be read.
    """
    from synth.parse.markup.archive import main_of
    from synth.parse.markup.assemble import make_document
    from synth.parse.record import make_paper
    from synth.parse.text_metadata import read_text_metadata

    with main_of(path) as file:
        text = read_text(file)
        content = read_content(text, file)
    front = "\n".join(line[:_LONG_LINE] for line in (content.front or text)[:_FRONT].splitlines())
    found = read_text_metadata(front, path.name)
    document = make_document(content, found, document_id=document_id, sha256=sha256, parser=parser)
    if not document.sentences and not document.tables:
        raise ParseError(f"{path.name}: no text in it", hint="name the paper's main file, or fetch the paper again")
    return document, make_paper(found, document, path, content.doi)


def read_text(path: Path) -> str:
    """The file as text in whatever encoding it is written; ParseError for what is no text."""
    size = path.stat().st_size
    if size == 0:
        raise ParseError(f"{path.name}: the file is empty (0 bytes)", hint="fetch it again")
    if size > MAX_FILE:
        raise ParseError(
            f"{path.name}: {size / 2**20:.0f} MB is too large for a paper (at most {MAX_FILE // 2**20} MB)",
            hint="name the paper itself",
        )
    data = path.read_bytes()
    if data.startswith((b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        kind = "a PDF" if data.startswith(b"%PDF-") else "binary, no text"
        raise ParseError(f"{path.name}: the file is {kind}", hint="give the file the ending of what it holds")
    text = _decode(data, path)
    text = _DATA.sub("data:", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        raise ParseError(
            f"{path.name}: {len(text) / 1e6:.0f} million characters are no paper (at most {MAX_TEXT / 1e6:.0f})",
            hint="name the paper itself",
        )
    if not text.strip():
        raise ParseError(f"{path.name}: the file holds nothing but blanks", hint="fetch it again")
    return text


def _decode(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data[:65536]:
        raise ParseError(f"{path.name}: binary, no text", hint="give the file the ending of what it holds")
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]{3,20})|\\usepackage\s*\[(latin1|latin9|cp1252)\]", data[:4096])
    names = ["utf-8-sig"]
    if declared:
        names.append((declared[1] or declared[2]).decode("ascii").lower().replace("latin9", "iso8859-15"))
    for name in (*names, "cp1252"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def read_content(text: str, path: Path) -> Content:
    """Blocks of a text; the name's ending tells which markup it is in."""
    suffix = path.suffix.lower()
    if suffix in {".html", ".htm", ".xhtml"}:
        from synth.parse.markup.html import read_html

        return read_html(text)
    if suffix in {".tex", ".ltx"}:
        from synth.parse.markup.tex import read_tex

        return read_tex(text, path)
    from synth.parse.markup.markdown import read_markdown

    return read_markdown(text)
