"""Title, authors, year and identifiers of a paper, from its first page, its file name and the PDF's own record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from synth.parse.byline import BODY_HEADING, CONTACT, FOOT_MARKS, HEADER, Row, read_authors
from synth.parse.contributors import listed_contributors
from synth.parse.imprint import (
    Metadata,
    anthology_venue,
    arxiv_of_name,
    date_year,
    find_doi,
    find_stamp,
    printed_venue,
)
from synth.parse.layout import Line, PageLayout, Word
from synth.parse.names import tidy
from synth.parse.spelling import Vocabulary, recase
from synth.parse.text_metadata import read_text_metadata

__all__ = ["Metadata", "arxiv_of_name", "info_authors", "read_metadata", "read_text_metadata"]

_ABSTRACT = re.compile(r"^(?:abstract|a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary)\b[\s.:—–-]*", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")


def read_metadata(
    pages: Sequence[PageLayout], *, filename: str, info: Mapping[str, str], text_start: str = ""
) -> Metadata:
    """Read the front matter of a PDF; fields that cannot be found stay empty.

    `info` is the PDF's information dictionary (`title`, `author`, `creationDate`); `text_start` is further text
    of the paper in which words of the title are looked up, to tell small capitals and broken words.
    """
    origins: dict[str, str] = {}
    front = _front_page(pages)
    vocabulary = Vocabulary([text_start, PurePath(filename).stem, *(page.text for page in pages[:12])])
    rows = _rows(front) if front else []
    title, after = _title(rows, vocabulary)
    info_title = _info_title(info)
    if title:
        origins["title"] = "page"
    if info_title and (not title or (not _alike(title, info_title) and front and _alike_in(info_title, front.text))):
        title, origins["title"] = info_title, "info"
        after = _rows_after_title(rows, info_title) or after
    if authors := listed_contributors(pages):
        origins["authors"] = "contributions"
    elif authors := read_authors(after):
        origins["authors"] = "page"
    elif info.get("author", "").strip() and not any("nonymous" in row.text for row in after):
        authors, origins["authors"] = info_authors(info["author"]), "info"
    known = Metadata(title=title, authors=authors, origins=origins)
    return _dated(known, pages, front, rows, filename=filename, info=info)


def _dated(
    known: Metadata,
    pages: Sequence[PageLayout],
    front: PageLayout | None,
    rows: list[Row],
    *,
    filename: str,
    info: Mapping[str, str],
) -> Metadata:
    """Add identifiers, venue and year, each from its most trusted source."""
    origins = dict(known.origins)
    name = PurePath(filename).name
    stamp = next((found for page in pages[:2] for line in page.lines if (found := find_stamp(line.text))), None)
    if stamp is None and front:
        stamp = find_stamp(front.text)
    arxiv = arxiv_of_name(name)
    if arxiv:
        origins["arxiv"] = "file name"
    if stamp and (arxiv is None or (arxiv.id == stamp.arxiv.id and arxiv.version is None)):
        arxiv, origins["arxiv"] = stamp.arxiv, "stamp"
    edges = [line.text for page in pages[:1] for line in _edge_lines(page)]
    venue, venue_year = printed_venue(edges)
    if venue:
        origins["venue"] = "footer"
    else:
        venue, venue_year = anthology_venue(name)
        if venue:
            origins["venue"] = "file name"
    doi = find_doi(front.text) if front else ""
    if doi:
        origins["doi"] = "page"
    candidates = (
        ("stamp", stamp.year if stamp else None),
        (origins.get("venue", "footer"), venue_year),
        ("date line", next((year for row in rows[:60] if (year := date_year(row.text))), None)),
        ("info", _info_year(info)),
        ("arxiv id", 2000 + int(arxiv.id[:2]) if arxiv and arxiv.id[:4].isdigit() else None),
    )
    year = None
    for origin, value in candidates:
        if value is not None:
            year, origins["year"] = value, origin
            break
    return replace(known, arxiv=arxiv, doi=doi, venue=venue, year=year, origins=origins)


def info_authors(text: str) -> tuple[str, ...]:
    """Authors of a PDF's information dictionary: separated by semicolons, else by commas and "and"."""
    parts = text.split(";") if ";" in text else re.split(r",\s*|\s+and\s+", text)
    names = [tidy(part.strip()) for part in parts]
    return tuple(name for name in names if name and not CONTACT.search(name))


def _info_title(info: Mapping[str, str]) -> str:
    title = " ".join(info.get("title", "").split())
    bad = re.search(
        r"^untitled|^microsoft word|\.(?:docx?|tex|pdf|dvi|indd)\b|^arxiv|^paper\b|^main$|^title$", title, re.I
    )
    return "" if bad or len(title) < 8 or " " not in title else title


def _info_year(info: Mapping[str, str]) -> int | None:
    match = re.match(r"D:(\d{4})", info.get("creationDate", ""))
    return int(match[1]) if match and 1980 <= int(match[1]) <= 2100 else None


def _front_page(pages: Sequence[PageLayout]) -> PageLayout | None:
    """Page with the title: the first of three with an abstract (covers come before it), else the first."""
    with_words = [page for page in pages[:3] if page.lines]
    for page in with_words:
        if any(_ABSTRACT.match(line.text) for line in page.lines):
            return page
    return with_words[0] if with_words else None


def _edge_lines(page: PageLayout) -> list[Line]:
    """Lines of the page's head and foot, and small print: where proceedings and conferences are named."""
    return [line for line in page.lines if line.y1 < page.height * 0.11 or line.y0 > page.height * 0.78]


def _rows(page: PageLayout) -> list[Row]:
    """Horizontal lines above the abstract, joined by baseline, top to bottom."""
    lines = [line for line in page.lines if line.horizontal and line.y0 < page.height * 0.75]
    stops = [line.y0 for line in lines if _ABSTRACT.match(line.text) or BODY_HEADING.match(line.text)]
    bottom = min(stops, default=page.height * 0.6)
    kept = sorted((line for line in lines if line.y0 < bottom - 1), key=lambda line: (line.y0 + line.y1, line.x0))
    rows: list[list[Line]] = []
    for line in kept:
        middle = (line.y0 + line.y1) / 2
        if rows and rows[-1][0].y0 < middle < rows[-1][0].y1 and abs(rows[-1][0].y1 - line.y1) < line.size * 0.5:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [Row(tuple(sorted(row, key=lambda line: line.x0))) for row in rows]


def _title(rows: list[Row], vocabulary: Vocabulary) -> tuple[str, list[Row]]:
    """The group of the largest rows, and the rows after it."""
    fit = {number for number, row in enumerate(rows) if not HEADER.search(row.text) and not date_year(row.text)}
    able = [number for number in sorted(fit) if sum(char.isalpha() for char in rows[number].text) >= 4]
    if not able:
        return "", rows
    # A logo or a header in large letters is one short row; a title has more words than that.
    top = max(able, key=lambda number: (round(_weight(rows[number]), 0), rows[number].bold, -rows[number].y0))
    first = last = top
    while first - 1 in fit and _same_title(rows[first - 1], rows[first], rows[top]):
        first -= 1
    while last + 1 in fit and _same_title(rows[last], rows[last + 1], rows[top]):
        last += 1
    return _join_title(rows[first : last + 1], vocabulary), rows[last + 1 :]


def _weight(row: Row) -> float:
    words = len(_WORDS.findall(row.text))
    return row.size * (1.0 if words >= 3 else 0.9 if words == 2 else 0.75)


def _same_title(upper: Row, lower: Row, best: Row) -> bool:
    """Whether two neighbouring rows are set as one title."""
    gap = lower.y0 - upper.y1
    other = lower if upper is best else upper
    sizes = [abs(row.size - best.size) for row in (upper, lower)]
    # Small capitals: most letters of a line are either the large or the small ones.
    tolerance = best.size * 0.25 if other.text.isupper() and best.text.isupper() else 0.9
    return max(sizes) <= tolerance and gap < best.size * 0.9 and upper.bold == lower.bold


def _join_title(rows: list[Row], vocabulary: Vocabulary) -> str:
    text = ""
    for row in rows:
        part = " ".join(word.text for line in row.lines for word in line.words if not _is_mark(word))
        if not text:
            text = part
        elif text.endswith(("-", "‐")) and part:
            text = _dehyphenated(text, part, vocabulary)
        else:
            text = f"{text} {part}"
    text = FOOT_MARKS.sub("", " ".join(text.split())).strip(" .,;:")
    return recase(text, vocabulary)


def _is_mark(word: Word) -> bool:
    return word.superscript and sum(char.isalpha() for char in word.text) <= 1


def _dehyphenated(text: str, part: str, vocabulary: Vocabulary) -> str:
    """Join two rows where the first ends with a hyphen, as the paper itself writes the word."""
    head, tail = text[:-1].split()[-1], part.split()[0].strip(".,:;?!")
    joined, kept = vocabulary.count(f"{head}{tail}"), vocabulary.count(f"{head}-{tail}")
    hyphen = kept > joined if joined or kept else not tail[:1].islower() and not head.isupper()
    return f"{text if hyphen else text[:-1]}{part}"


def _rows_after_title(rows: list[Row], title: str) -> list[Row]:
    words = set(_fold(title).split())
    last = -1
    for number, row in enumerate(rows):
        here = _fold(row.text).split()
        if here and sum(word in words for word in here) >= 0.8 * len(here):
            last = number
    return rows[last + 1 :] if last >= 0 else []


def _fold(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _alike(left: str, right: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(_fold(left), _fold(right)) >= 85


def _alike_in(title: str, text: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.partial_ratio(_fold(title), _fold(text[:3000])) >= 92
