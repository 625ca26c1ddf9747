"""The reference list of a TeX paper: `thebibliography` in it or in its .bbl, else the .bib files that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from synth.parse.markup.blocks import squeeze
from synth.parse.markup.texsource import matching
from synth.parse.references import parse_entry
from synth.records import ArxivId, Reference

Plain = Callable[[str], str]
"""TeX to plain text."""

_ITEM = re.compile(r"\\bibitem\s*(?P<optional>\[)?")
_ENTRY = re.compile(r"@(?P<kind>\w+)\s*\{\s*(?P<key>[^,\s{}\"]+)\s*,")
_FIELD = re.compile(r"(?P<name>[A-Za-z_-]+)\s*=\s*")
_MAX_ENTRIES = 5000


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the list and how the text calls it."""

    key: str
    reference: Reference
    authors: str
    """For "Chen et al. [3]"; empty where the list does not say."""


def from_items(text: str, plain: Plain) -> list[Listed]:
    """Entries of a `thebibliography`, in their order, numbered from 1."""
    pairs = matching(text)
    found: list[Listed] = []
    matches = list(_ITEM.finditer(text))[:_MAX_ENTRIES]
    for number, match in enumerate(matches, 1):
        at = match.end()
        label = ""
        if match["optional"]:
            label, at = _bracketed(text, at, pairs)
        brace = re.compile(r"\s*\{").match(text, at)
        if brace is None or (close := pairs.get(brace.end() - 1)) is None:
            continue
        end = matches[number].start() if number < len(matches) else len(text)
        raw = squeeze(plain(re.sub(r"\\newblock\b", " ", text[close + 1 : end])))
        if not raw:
            continue
        reference = parse_entry(raw)
        authors = squeeze(plain(re.split(r"\(", label)[0])) if "(" in label else ""
        if not authors and reference.authors:
            authors = _called(reference.authors)
        entry = replace(reference, key=str(number), raw=f"[{number}] {raw}")
        found.append(Listed(text[brace.end() : close].strip(), entry, authors))
    return found


def _bracketed(text: str, at: int, pairs: dict[int, int]) -> tuple[str, int]:
    """An optional argument from behind its bracket; brackets in braces do not close it."""
    start = at
    while at < len(text) and at - start < 4000:
        if text[at] == "{" and at in pairs:
            at = pairs[at]
        elif text[at] == "]":
            return text[start:at], at + 1
        at += 1
    return "", start


def from_bibtex(texts: Iterable[str], cited: Iterable[str], plain: Plain) -> list[Listed]:
    """The cited entries of .bib files, numbered in the order in which the paper first cites them."""
    entries: dict[str, dict[str, str]] = {}
    for text in texts:
        entries.update(_entries(text))
    wanted = list(dict.fromkeys(cited))
    if "*" in wanted:
        wanted = [key for key in wanted if key != "*"] + list(entries)
    found: list[Listed] = []
    for key in dict.fromkeys(wanted):
        if key in entries:
            found.append(_listed(key, entries[key], len(found) + 1, plain))
    return found


def _entries(text: str) -> dict[str, dict[str, str]]:
    pairs = matching(text)
    found: dict[str, dict[str, str]] = {}
    for match in _ENTRY.finditer(text):
        if match["kind"].lower() in {"string", "comment", "preamble"}:
            continue
        end = pairs.get(text.index("{", match.start()), min(match.end() + 20_000, len(text)))
        fields: dict[str, str] = {}
        at = match.end()
        while (name := _FIELD.search(text, at, end)) and len(fields) < 60:
            value, at = _value(text, name.end(), end, pairs)
            fields.setdefault(name["name"].lower(), value)
        found.setdefault(match["key"], fields)
        if len(found) >= _MAX_ENTRIES:
            break
    return found


def _value(text: str, at: int, end: int, pairs: dict[int, int]) -> tuple[str, int]:
    if text[at : at + 1] == "{":
        close = min(pairs.get(at, end), end)
        return text[at + 1 : close], close + 1
    if text[at : at + 1] == '"':
        close = at + 1
        while close < end and text[close] != '"':
            close = pairs.get(close, close) + 1 if text[close] == "{" else close + 1
        return text[at + 1 : close], close + 1
    match = re.compile(r"[^,}\n]*").match(text, at)
    return (match[0].strip(), match.end()) if match else ("", at + 1)


def _listed(key: str, fields: dict[str, str], number: int, plain: Plain) -> Listed:
    def field(name: str) -> str:
        return squeeze(plain(fields.get(name, "")))

    authors = tuple(_given_first(name) for name in re.split(r"\s+and\s+", field("author")) if name.strip())
    authors = tuple(name for name in authors if name.lower() != "others")
    title = field("title").rstrip(".")
    year = re.search(r"(?:19|20)\d\d", f"{field('year')} {field('date')}")
    venue = field("journal") or field("booktitle") or field("howpublished") or field("publisher")
    eprint = field("eprint")
    arxiv = ArxivId.find(eprint) if eprint else None
    arxiv = arxiv or (
        ArxivId.find(f"{venue} {field('url')} {field('note')}") if "arxiv" in str(fields).lower() else None
    )
    doi = re.sub(r"^https?://(?:dx\.)?doi\.org/", "", field("doi"))
    parts = [", ".join(authors), title, venue, year[0] if year else "", doi and f"doi:{doi}"]
    raw = ". ".join(part for part in parts if part)
    reference = Reference(
        raw=f"[{number}] {raw}",
        key=str(number),
        title=title,
        authors=authors,
        year=int(year[0]) if year else None,
        arxiv=arxiv,
        doi="" if "arxiv." in doi.lower() else doi,
    )
    return Listed(key, reference, _called(authors))


def _given_first(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name.strip()


def _called(authors: tuple[str, ...]) -> str:
    families = [name.split()[-1] for name in authors if name.split()]
    if len(families) < 3:
        return " and ".join(families)
    return f"{families[0]} et al."
