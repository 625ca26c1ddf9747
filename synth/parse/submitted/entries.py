"""Reference lists of a report: entries of any shape, bare addresses too."""

from __future__ import annotations

import re
from dataclasses import replace

from synth.parse.markup.blocks import BULLET, Block, Content, Heading, Text
from synth.parse.references import parse_entry
from synth.records import ArxivId, Reference

_HEADING = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s+|[IVX]+\.\s+)?(?:references?(?:\s+(?:list|and\s+notes|cited))?|bibliography|works\s+cited"
    r"|literature(?:\s+cited)?|(?:cited\s+)?sources|citations|footnotes|endnotes|notes|参考文献)\W*$",
    re.IGNORECASE,
)
_KEYED = re.compile(r"^\s*(?:\[\^?[\w+-]{1,16}\]|\d{1,3}[.)]\s)")
_ADDRESS = re.compile(r"https?://|www\.|\barxiv\b|\bdoi\b|\b10\.\d{4,9}/", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_LINK = re.compile(r"https?://[^\s<>\"]+?(?=https?://|[\s<>\"]|$)", re.IGNORECASE)
_KEY = re.compile(r"^\s*(?:\[(\^?[^\]]{1,16})\]|(\d{1,3})[.)](?=\s))\s*")
_VENUE_YEAR = re.compile(
    r"[,.]?\s*(?:(?:In\s+)?(?:[A-Z][A-Za-z]*[A-Z]{2,}\w*|Nature|Science|arXiv(?:\s+preprint)?(?:\s+\S+)?)[,.]?\s*)?\(?(?:19|20)\d\d\)?\.?\s*$"
)
MAX_ENTRY = 1500


def take_references(content: Content) -> None:
    """Read the entries under headings of reference lists into `content.references`; they are no prose any more.

    A list ends with its heading's section, or with the first paragraph that is no entry.
    """
    found: list[Reference] = list(content.references or ())
    given = content.references is not None
    level = 0
    blocks: list[Block] = []
    for block in content.blocks:
        if isinstance(block, Heading):
            level = block.level if _HEADING.match(block.title) else 0
        elif level and isinstance(block, Text):
            if not _is_entry(block):
                level = 0
            else:
                block.prose = False
                text = block.text.lstrip(f"{BULLET} ")
                parts = _apart(f"{block.marker} {text}".strip())
                block.text = "\n".join(parts)
                if not given:
                    found.extend(map(read_entry, parts))
        blocks.append(block)
    content.blocks = blocks
    content.references = tuple(found)


def read_entry(raw: str) -> Reference:
    """One entry as printed; an entry without a year or author is kept by its address or title."""
    match = _KEY.match(raw)
    key = next((group for group in match.groups() if group), "") if match else ""
    bare = raw[match.end() :] if match else raw
    entry = parse_entry(bare)
    arxiv = entry.arxiv or _arxiv(bare)
    authors, named = _people_and_title(bare) if not entry.authors else ((), "")
    if named:
        entry = replace(entry, authors=authors, title=named)
    title = "" if re.match(r"^\W*(?:https?:|www\.|arxiv)", entry.title, re.IGNORECASE) else entry.title.rstrip(" (<[")
    year = entry.year or (2000 + int(arxiv.id[:2]) if arxiv and arxiv.id[:4].isdigit() else None)
    return replace(entry, raw=raw, key=key, title=title, arxiv=arxiv, year=year)


def _people_and_title(text: str) -> tuple[tuple[str, ...], str]:
    """Author and title of an entry that parts them by commas: "Qu et al., Title, ICLR 2024", or turned round."""
    plain = _VENUE_YEAR.sub("", _LINK.sub("", text)).strip(" .,")
    if match := re.match(r"^(?P<who>[^\W\d_][\w'’-]+)\s+et\s+al\.?[,:.]?\s*(?P<title>\S.{10,}?)$", plain):
        return (match["who"],), match["title"].strip(" .,")
    if match := re.match(
        r"^(?P<title>.{10,}?),\s+(?P<who>[^\W\d_][\w'’-]+)(?:\s+[^\W\d_][\w'’-]+)?\s+el?t?\s+al\.?$", plain
    ):
        return (match["who"],), match["title"].strip(" .,")
    return (), ""


def _arxiv(text: str) -> ArxivId | None:
    return ArxivId.find(text) if re.search(r"arxiv|abs/", text, re.IGNORECASE) else None


def _is_entry(block: Text) -> bool:
    """Whether a paragraph reads as an entry: a key, an address, or a year in something no longer than an entry."""
    text = block.text
    if len(text) > MAX_ENTRY:
        return False
    if block.marker or text.startswith(BULLET) or _KEYED.match(text) or _ADDRESS.search(text):
        return True
    return bool(_YEAR.search(text)) and len(text.split()) < 80


def _apart(text: str) -> list[str]:
    """Entries that were run together: addresses without a word between them, or keys in one paragraph."""
    links = _LINK.findall(text)
    rest = _KEY.sub("", _LINK.sub("", text))
    if len(links) > 1 and not re.search(r"\w", rest):
        return links
    keyed = re.split(r"\s+(?=\[\d{1,3}\]\s)", text)
    numbers = [int(match[1]) for part in keyed if (match := re.match(r"\[(\d{1,3})\]", part))]
    if (
        len(numbers) > 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and len(numbers) == len(keyed)
    ):
        return keyed
    return [text]
