"""Reference lists on disk: BibTeX, RIS and CSL-JSON, as Zotero and others export them, and plain lists of ids.

A BibTeX or RIS export of Zotero names the attached files: a PDF that is there is read where it lies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from synth.errors import InputError
from synth.fetch.ids import arxiv_of_doi, clean_doi, is_preprint_doi, read_arxiv, read_id, work_ids
from synth.fetch.sources import fields
from synth.records import ArxivId, Found, Paper

ENDINGS = (".bib", ".ris", ".json", ".txt")
LARGEST = 64 * 2**20
"""Bytes of a list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What a reference list holds."""

    found: tuple[Found, ...]
    """Its entries with title or id, in their order."""
    files: dict[str, Path]
    """Attached files that are there, by `Paper.id`."""
    left_out: tuple[str, ...]
    """Entries that could not be used, each with its reason."""


def read_list(path: Path) -> Listed:
    """The entries of a reference list; InputError where it is none or cannot be read."""
    readers = {".bib": _bibtex, ".ris": _ris, ".json": _csl, ".txt": _ids}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"not a reference list: {path}", hint=f"known endings: {' '.join(ENDINGS)}")
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} is larger than {LARGEST // 2**20} MiB", hint="give a list of references")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}", hint="it must be a text file in UTF-8") from error
    return _collect(reader(text, path), path)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """Fields of one entry under the names that we use, as they stood."""

    name: str
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    doi: str = ""
    eprint: str = ""
    url: str = ""
    venue: str = ""
    abstract: str = ""
    files: tuple[str, ...] = ()
    reason: str = ""
    """Why it cannot be used; empty where it can."""


def _collect(entries: Iterable[_Entry], path: Path) -> Listed:
    found: list[Found] = []
    files: dict[str, Path] = {}
    left_out: list[str] = []
    seen: set[str] = set()
    for entry in entries:
        one = None if entry.reason else _found(entry)
        if one is None:
            left_out.append(f"{entry.name}: {entry.reason or 'it has neither a title nor an id'}")
            continue
        if one.paper.id in seen:
            continue
        seen.add(one.paper.id)
        found.append(replace(one, rank=len(found) + 1))
        if attached := next((f for name in entry.files if (f := _attached(name, path.parent))), None):
            files[one.paper.id] = attached
    return Listed(found=tuple(found), files=files, left_out=tuple(left_out))


def _found(entry: _Entry) -> Found | None:
    doi = clean_doi(entry.doi) or clean_doi(entry.url)
    arxiv = read_arxiv(entry.eprint) or arxiv_of_doi(doi) or _in_address(entry.url)
    other = read_id(entry.url) if not arxiv and not doi else ""
    title = fields.text(entry.title)
    if not title and not arxiv and not doi and not other:
        return None
    date = fields.day(entry.date)
    identity = f"arxiv:{arxiv}" if arxiv else f"doi:{doi}" if doi else other
    paper = Paper(
        id=identity or f"title:{title.casefold()}",
        title=title or identity.partition(":")[2],
        authors=fields.names(entry.authors),
        year=fields.year(date[:4]),
        date=date,
        arxiv=arxiv,
        doi=doi,
        venue="" if arxiv and "arxiv" in entry.venue.casefold() else fields.text(entry.venue),
        abstract=fields.text(entry.abstract),
        url=fields.address(entry.url),
        source="list",
        ids=work_ids(arxiv, doi, other),
    )
    return Found(
        paper=replace(paper, origins=fields.originated(paper, "list")),
        sources=("list",),
        pdf=entry.url if re.match(r"https?://\S+\.pdf$", entry.url, re.IGNORECASE) else "",
        preprint=is_preprint_doi(doi),
        versions=(arxiv,) if arxiv and arxiv.version else (),
    )


def _in_address(url: str) -> ArxivId | None:
    return ArxivId.find(url) if "arxiv.org/" in url else None


def _bibtex(text: str, path: Path) -> Iterator[_Entry]:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry

    library = parse_string(text)
    entries: list[tuple[Entry, Callable[[str], str]]] = [(entry, str) for entry in library.entries]
    for block in library.failed_blocks:
        twin = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else None
        if isinstance(twin, Entry):  # two works under one key
            entries.append((twin, _unwrapped))
        else:
            yield _Entry(name=" ".join((block.raw or "").split())[:60], reason="it is no valid BibTeX")
    plain = _from_tex()
    for entry, unwrap in entries:
        values = {name.casefold(): unwrap(str(one.value)) for name, one in entry.fields_dict.items()}
        said = " ".join(values.get(name, "") for name in ("archiveprefix", "eprinttype", "journal", "note"))
        known = read_arxiv(values.get("eprint", "")) or (ArxivId.find(said) if "arxiv" in said.casefold() else None)
        yield _Entry(
            name=entry.key,
            title=plain(values.get("title", "")),
            authors=tuple(_named(plain(one)) for one in re.split(_AND, values.get("author", "")) if one.strip()),
            date=values.get("date") or values.get("year", ""),
            doi=values.get("doi", ""),
            eprint=str(known) if known else "",
            url=re.sub(r"^\\url\{|\}$", "", values.get("url", "") or values.get("howpublished", "")),
            venue=plain(values.get("journal") or values.get("journaltitle") or values.get("booktitle", "")),
            abstract=plain(values.get("abstract", "")),
            files=tuple(_zotero_files(values.get("file", ""))),
        )


def _unwrapped(value: str) -> str:
    """A value without its braces or quotes, which entries under a used key still have."""
    return value[1:-1] if value[:1] + value[-1:] in ("{}", '""') and len(value) > 1 else value


_AND = re.compile(r"\s+and\s+(?![^{]*\})")
"""Between two names; inside braces it belongs to the name of a group."""


def _from_tex() -> Callable[[str], str]:
    """What turns accents and macros of TeX into characters."""
    from pylatexenc.latex2text import LatexNodes2Text

    reader = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=False)

    def plain(text: str) -> str:
        # A bare & or % means itself in the exports of reference managers.
        return " ".join(str(reader.latex_to_text(re.sub(r"(?<!\\)([&%#])", r"\\\1", text))).split())

    return plain


def _named(name: str) -> str:
    """Given name first: BibTeX and RIS write "Curie, Marie" and "Curie, Jr., Marie"."""
    parts = [part.strip() for part in name.split(",")]
    return " ".join([*parts[2:], *parts[:2]] if len(parts) == 3 else [*parts[1:], parts[0]]).strip()


def _zotero_files(value: str) -> Iterator[str]:
    r"""File names in "Full Text:files/12/a.pdf:application/pdf;…", with or without label and type, `\:` escaped."""
    for part in re.split(r"(?<!\\);", value):
        pieces = [re.sub(r"\\(.)", r"\1", one) for one in re.split(r"(?<!\\):", part)]
        yield from (one for one in pieces if one.lower().endswith(".pdf"))


def _ris(text: str, path: Path) -> Iterator[_Entry]:
    import rispy

    begun = len(re.findall(r"^TY  ?-", text, re.MULTILINE))
    entries = rispy.loads(text)
    if not begun:
        raise InputError(f"{path} is no RIS file", hint="export it anew")
    if len(entries) < begun:  # rispy drops them without a word
        yield _Entry(name=f"{begun - len(entries)} of {begun} entries", reason="they have no end (ER)")
    for number, entry in enumerate(entries, start=1):
        urls = [str(one) for one in entry.get("urls", [])] + [str(entry.get("url", ""))]
        numbers = " ".join(str(entry.get(name, "")) for name in ("accession_number", "number", "custom3", "note"))
        known = ArxivId.find(numbers) if "arxiv" in numbers.casefold() else None
        yield _Entry(
            name=str(entry.get("label") or entry.get("id") or f"entry {number}"),
            title=str(entry.get("title") or entry.get("primary_title") or ""),
            authors=tuple(_named(str(one)) for one in (entry.get("authors") or entry.get("first_authors") or ())),
            date=str(entry.get("date") or entry.get("year") or "").replace("/", "-").strip("-"),
            doi=str(entry.get("doi") or ""),
            eprint=str(known) if known else "",
            url=next((one for one in urls if one), ""),
            venue=str(entry.get("journal_name") or entry.get("secondary_title") or ""),
            abstract=str(entry.get("abstract") or ""),
            files=tuple(str(entry.get(name, "")) for name in ("file_attachments1", "file_attachments2")),
        )


def _csl(text: str, path: Path) -> Iterator[_Entry]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON: {error}", hint="export it as CSL-JSON") from error
    items = value.get("items") if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise InputError(f"{path} is no CSL-JSON", hint="export it as CSL-JSON")
    for number, item in enumerate(items, start=1):
        entry: Mapping[str, Any] = item if isinstance(item, dict) else {}
        numbers = " ".join(fields.text(entry.get(name)) for name in ("number", "archive_location", "note", "arxiv"))
        known = ArxivId.find(numbers) if "arxiv" in (numbers + fields.text(entry.get("publisher"))).casefold() else None
        yield _Entry(
            name=fields.text(entry.get("id")) or f"entry {number}",
            title=fields.text(entry.get("title")),
            authors=tuple(map(_csl_name, fields.items(entry.get("author")))),
            date=fields.day(entry.get("issued")),
            doi=fields.text(entry.get("DOI")),
            eprint=str(known) if known else "",
            url=fields.text(entry.get("URL")),
            venue=fields.text(entry.get("container-title")),
            abstract=fields.text(entry.get("abstract")),
        )


def _csl_name(author: dict[str, Any]) -> str:
    names = ("given", "dropping-particle", "non-dropping-particle", "family")
    parts = (fields.text(author.get(name)) for name in names)
    return " ".join(part for part in parts if part) or fields.text(author.get("literal"))


def _ids(text: str, path: Path) -> Iterator[_Entry]:
    """One id or address a line; `#` begins a remark."""
    for line in text.splitlines():
        bare = line.partition("#")[0].strip() if not line.startswith("http") else line.strip()
        if not bare:
            continue
        known = read_id(bare)
        kind, _, value = known.partition(":")
        if not known:
            yield _Entry(name=bare[:60], reason="it is no id")
        else:
            yield _Entry(
                name=bare,
                doi=value if kind == "doi" else "",
                eprint=value if kind == "arxiv" else "",
                url=known if kind not in ("doi", "arxiv") else "",
            )


def _attached(name: str, folder: Path) -> Path | None:
    """An attached PDF that is there, its name relative to the list or absolute."""
    bare = name.strip().removeprefix("file://")
    if not bare.lower().endswith(".pdf"):
        return None
    path = folder / Path(bare).expanduser()
    return path if path.is_file() else None
