"""Title, authors and year of papers that come as Markdown, HTML or TeX."""

from __future__ import annotations

import html
import re
import unicodedata
from pathlib import PurePath

from synth.parse.imprint import Metadata, anthology_venue, arxiv_of_name, date_year, find_stamp
from synth.parse.names import is_person, split_names, tidy, tokens_of
from synth.records import ArxivId

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_END = re.compile(r"^(?:abstract|introduction|\d+\.?\s+introduction|summary|contents)\b", re.IGNORECASE)
_META = re.compile(r"<meta\s+[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def read_text_metadata(text: str, filename: str) -> Metadata:
    """Front matter of a Markdown, HTML or TeX paper; which of them is told by the name's ending, else by the text."""
    kind = PurePath(filename).suffix.lower()
    start = text[:60_000]
    if kind in {".tex", ".ltx"} or re.search(r"\\documentclass|\\title\s*\{", start):
        title, authors, year = _tex(start)
    elif kind in {".html", ".htm", ".xhtml"} or re.match(r"\s*<(?:!doctype|html)", start, re.IGNORECASE):
        title, authors, year = _html(start)
    else:
        title, authors, year = _markdown(start)
    origins = {"title": "text"} if title else {}
    if authors:
        origins["authors"] = "text"
    stamp = find_stamp(start[:5000])
    arxiv = arxiv_of_name(PurePath(filename).name)
    if arxiv:
        origins["arxiv"] = "file name"
    if stamp and (arxiv is None or (arxiv.id == stamp.arxiv.id and arxiv.version is None)):
        arxiv, origins["arxiv"] = stamp.arxiv, "stamp"
    venue, venue_year = anthology_venue(PurePath(filename).name)
    if venue:
        origins["venue"] = "file name"
    year, origin = _year(stamp.year if stamp else None, venue_year, year, arxiv)
    if year:
        origins["year"] = origin
    return Metadata(title=title, authors=authors, year=year, arxiv=arxiv, venue=venue, origins=origins)


def _year(stamp: int | None, venue: int | None, text: int | None, arxiv: ArxivId | None) -> tuple[int | None, str]:
    prefix = 2000 + int(arxiv.id[:2]) if arxiv and arxiv.id[:4].isdigit() else None
    for origin, value in (("stamp", stamp), ("file name", venue), ("date line", text), ("arxiv id", prefix)):
        if value:
            return value, origin
    return None, ""


def _markdown(text: str) -> tuple[str, tuple[str, ...], int | None]:
    front, lines = _front_matter(text)
    title, after = front.get("title", ""), 0
    headings = [(number, match) for number, line in enumerate(lines[:80]) if (match := _HEADING.match(line.strip()))]
    for number, match in headings:
        words = _plain(match[2])
        if find_stamp(words) or date_year(words) or _END.match(words) or len(words) < 4:
            continue
        title, after = title or words, number + 1
        break
    if not title:
        number, title = next(((n, _plain(line)) for n, line in enumerate(lines) if line.strip()), (0, ""))
        after = number + 1
        if len(title.split()) > 30:
            title = ""
    year = next((found for line in lines[:40] if (found := date_year(_plain(line)))), None)
    if "date" in front and (match_ := re.search(r"(?:19|20)\d\d", front["date"])):
        year = int(match_[0])
    authors = _people(front["author"]) if front.get("author") else _author_lines(lines[after : after + 30])
    return title, authors, year


def _front_matter(text: str) -> tuple[dict[str, str], list[str]]:
    """Keys of a YAML head (plain `key: value` and lists of names), and the lines after it."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        return {}, lines
    end = next((number for number, line in enumerate(lines[1:60], 1) if line.strip() in {"---", "..."}), 0)
    keys: dict[str, str] = {}
    last = ""
    for line in lines[1:end]:
        if match := re.match(r"(\w+):\s*(.*)$", line):
            last = {"authors": "author"}.get(match[1].lower(), match[1].lower())
            keys[last] = match[2].strip().strip("\"'[]")
        elif last and (match := re.match(r"\s*-\s*(?:name:\s*)?(.+)$", line)):
            keys[last] = f"{keys[last]}; {match[1].strip().strip(chr(34))}".lstrip("; ")
    return keys, lines[end + 1 :] if end else lines


def _author_lines(lines: list[str]) -> tuple[str, ...]:
    """Names in the first lines under the title, up to the abstract or a paragraph."""
    people: list[str] = []
    for line in lines:
        plain = line.strip().lstrip("#").strip()
        if not plain or plain.startswith(("![", "[Figure")):
            continue
        if _END.match(_plain(plain)):
            break
        segments = split_names(
            [tokens_of(re.sub(r"^\*?\*?(?:authors?|by):?\*?\*?:?\s+", "", plain, flags=re.IGNORECASE))]
        )[0]
        names = [tidy(segment) for segment in segments]
        persons = [name for name in names if is_person(name)]
        if persons and len(persons) * 2 > len([name for name in names if name]):
            people.extend(persons)
        elif people or len(plain.split()) > 25:
            break
    return tuple(people)


def _people(text: str) -> tuple[str, ...]:
    parts = text.split(";") if ";" in text else re.split(r",\s*|\s+and\s+", text)
    return tuple(name for part in parts if (name := tidy(part.strip().strip("\"'"))))


def _plain(text: str) -> str:
    """Markdown emphasis, links and escapes undone."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\\([*_&#$%])", r"\1", text)
    return " ".join(re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`", "", html.unescape(text)).split())


def _html(text: str) -> tuple[str, tuple[str, ...], int | None]:
    meta: dict[str, list[str]] = {}
    for tag in _META.findall(text):
        keys = {key.lower(): a or b for key, a, b in _ATTRIBUTE.findall(tag)}
        name = (keys.get("name") or keys.get("property") or "").lower()
        if name and keys.get("content"):
            meta.setdefault(name, []).append(html.unescape(keys["content"]))
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.IGNORECASE | re.DOTALL)
    named = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    title = next(iter(meta.get("citation_title", [])), "")
    title = title or (_untagged(heading[1]) if heading else "") or (_untagged(named[1]) if named else "")
    authors = tuple(_given_first(name) for name in meta.get("citation_author", []))
    if not authors:
        marked = re.findall(r"class=\"ltx_personname\"[^>]*>(.*?)</span>", text, re.DOTALL)
        authors = tuple(dict.fromkeys(name for block in marked for name in _author_lines(_untag_lines(block))))
    if not authors and meta.get("author"):
        authors = tuple(name for entry in meta["author"] for name in _people(entry))
    if not authors and heading:
        authors = _author_lines(_untag_lines(text[heading.end() : heading.end() + 6000]))
    dates = [*meta.get("citation_date", []), *meta.get("citation_publication_date", []), *meta.get("dc.date", [])]
    year = next((int(match[0]) for date in dates if (match := re.search(r"(?:19|20)\d\d", date))), None)
    return title, authors, year


def _untagged(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def _untag_lines(text: str) -> list[str]:
    text = re.sub(r"<sup[^>]*>(.*?)</sup>", r" * ", text, flags=re.DOTALL | re.IGNORECASE)
    parted = re.sub(r"<(?:br|/p|/div|/h\d|/li)[^>]*>", "\n", text, flags=re.IGNORECASE)
    return [" ".join(line.split()) for line in html.unescape(re.sub(r"<[^>]+>", " ", parted)).splitlines()]


def _given_first(name: str) -> str:
    family, comma, given = name.partition(",")
    return tidy(f"{given.strip()} {family.strip()}" if comma else name)


def _tex(text: str) -> tuple[str, tuple[str, ...], int | None]:
    text = re.sub(r"(?<!\\)%.*", "", text)
    title = _untex(_argument(text, "title"))
    # authblk writes one command an author: "\author[1]{Ann Lee}".
    starts = [match.start() for match in re.finditer(r"\\author\s*(?:\[[^\]]*\])?\s*\{", text)][:300]
    block = r" \and ".join(_argument(text[start : start + 10_000], "author") for start in starts)
    many = re.findall(r"\\(?:icmlauthor|name|Name|AuthorNames)\s*\{([^{}]*)\}", text)
    pieces = many if many and not block else re.split(r"\\(?:and|And|AND)\b", block)
    people: list[str] = []
    for piece in pieces:
        lines = re.split(r"\\\\(?:\[[^\]]*\])?|\n\s*\n|\\quad|\\qquad|\\hspace\{[^}]*\}|&", piece)
        people.extend(_author_lines([_untex(line) for line in lines]))
    date = re.search(r"(?:19|20)\d\d", _argument(text, "date"))
    return title, tuple(people), int(date[0]) if date else None


def _argument(text: str, command: str) -> str:
    """The braced argument of a command's first use, with nested braces."""
    match = re.search(rf"\\{command}\s*(?:\[[^\]]*\])?\s*\{{", text)
    if not match:
        return ""
    depth, start = 1, match.end()
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return text[start:position]
    return ""


_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "u": "\u0306",
    "H": "\u030b",
    "k": "\u0328",
    "r": "\u030a",
}
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "aa": "å",
    "AA": "Å",
    "i": "i",
    "j": "j",
}


def _untex(text: str) -> str:
    """TeX source as plain text: accents made letters, notes dropped, fonts and braces undone."""
    text = re.sub(
        r"\\(?:thanks|footnotemark|footnotetext|footnote|orcid\w*|email|texttt|url|href|vspace|hspace)(?![A-Za-z])\*?"
        r"(?:\[[^\]]*\])?\s*(?:\{(?:[^{}]|\{[^{}]*\})*\})?",
        " ",
        text,
    )
    text = re.sub(r"\\([a-zA-Z]{1,2})(?![a-zA-Z])\s*", lambda m: _LETTERS.get(m[1], m[0]), text)
    text = re.sub(
        r"\\(['`^\"~=.]|[cvuHkr](?=[\s{]))\s*\{?\\?([a-zA-Z])\}?",
        lambda m: unicodedata.normalize("NFC", m[2] + _ACCENTS[m[1]]),
        text,
    )
    text = re.sub(r"\$\s*\^\s*(?:\{([^{}]*)\}|(\S))\s*\$|\\textsuperscript\{([^{}]*)\}", " * ", text)
    text = re.sub(r"\\(?:\\|newline)(?:\[[^\]]*\])?", " ", text).replace("~", " ").replace("``", "“").replace("''", "”")
    text = re.sub(r"\\([&%$#_{}])", r"\1", text)
    text = re.sub(r"\\[a-zA-Z]+\*?(?:\[[^\]]*\])?", " ", text)
    return " ".join(re.sub(r"[{}$]", "", text).split()).replace(" :", ":")
