"""Reports as JSON: our own `report.json` and `audit.json`, and plain lists or objects of claims."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from synth.errors import ParseError
from synth.language.wordset import word_set
from synth.parse.imprint import Metadata
from synth.parse.markup.blocks import BULLET, Block, Content, Grid, GridCell, Heading, Text, squeeze
from synth.parse.submitted.entries import read_entry
from synth.records import ArxivId, Reference

CLAIM_KEYS = ("claim", "claim_text", "text", "statement", "finding", "assertion", "sentence", "summary")
LIST_KEYS = ("claims", "statements", "findings", "key_findings", "extracted_claims", "assertions", "results")
WORK_KEYS = ("references", "papers", "sources", "bibliography", "citations", "works", "documents", "studies")
_CITED = (
    "citations",
    "citation",
    "cited",
    "references",
    "reference",
    "sources",
    "source",
    "paper",
    "papers",
    "url",
    "doi",
)
_MARKS = ("verified", "verdict", "label", "status", "rung", "confidence", "score", "support", "rating")
_TITLE = ("title", "report_title", "name")
_QUESTION = ("question", "research_question", "query", "topic")
_SELF = word_set(
    "counts schema_version created engine version id facets disagreements not_checked method methods methodology "
    "limitations search reviews calibration metadata config settings"
)
"""Fields in which a report speaks of itself."""
_COUNTS = ("papers", "claims", "verified", "score")
MAX_ROWS = 20_000
_DEPTH = 12


def read_json(text: str, name: str) -> tuple[Content, Metadata]:
    """Blocks of a JSON report; ParseError where it is not JSON or nothing in it reads as a report."""
    value = _load(text, name)
    root: Mapping[str, Any] = value if isinstance(value, Mapping) else {"claims": value}
    inner = next((root[key] for key in ("report", "data", "result") if isinstance(root.get(key), Mapping)), None)
    if inner is not None and not any(key in root for key in LIST_KEYS):
        root = inner
    title = _first(root, _TITLE)
    works, keys = _works(root)
    blocks: list[Block] = [*_opening(root, title), *_prose(root), *_claims(root, keys)]
    if works:
        blocks += [
            Heading("References", 1),
            *(Text(work.raw.partition(" ")[2], marker=f"{work.key}.") for work in works),
        ]
    if not blocks:
        raise ParseError(f"{name}: no claims or text in it", hint='give an object with a list "claims"')
    return Content(blocks=blocks, references=tuple(works)), Metadata(title=title)


def _load(text: str, name: str) -> Any:
    try:
        if name.lower().endswith(".jsonl"):
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (line {error.lineno}: {error.msg})" if isinstance(error, json.JSONDecodeError) else ""
        raise ParseError(f"{name}: not readable as JSON{where}", hint="check the file, or save it anew") from error


def _first(value: Mapping[str, Any], keys: Sequence[str]) -> str:
    return next((squeeze(found) for key in keys if isinstance(found := value.get(key), str) and found.strip()), "")


def _opening(root: Mapping[str, Any], title: str) -> list[Block]:
    """Title, question, and the counts that the report states about itself."""
    blocks: list[Block] = [Text(title)] if title else []
    if question := _first(root, _QUESTION):
        blocks.append(Text(f"Research question: {question}"))
    counts = root.get("counts")
    stated = {**(counts if isinstance(counts, Mapping) else {}), **{key: root.get(key) for key in ("score",)}}
    for key in _COUNTS:
        number = stated.get(key)
        if isinstance(number, int | float) and not isinstance(number, bool):
            blocks.append(Text(f"{key.capitalize()}: {number}{'/10' if key == 'score' else ''}"))
    return blocks


def _prose(root: Mapping[str, Any]) -> list[Block]:
    """Paragraphs: strings of any other field, under a heading that is the field's name."""
    skipped = {*_TITLE, *_QUESTION, *LIST_KEYS, *WORK_KEYS, *_MARKS}
    blocks: list[Block] = []
    for key, value in root.items():
        if key in skipped or key in _SELF:
            continue
        if isinstance(value, list) and any(isinstance(item, Mapping) and "claims" in item for item in value):
            continue  # sentences that are made of the claims below
        texts = list(_texts(value, 0))
        if any(len(text.split()) >= 4 for text in texts):
            blocks.append(Heading(str(key).replace("_", " ").capitalize(), 1))
            blocks.extend(Text(text) for text in texts)
    return blocks


def _texts(value: Any, depth: int) -> list[str]:
    """Strings that read as prose, in order; items of lists are marked."""
    if depth > _DEPTH:
        return []
    if isinstance(value, str):
        return [squeeze(part) for part in re.split(r"\n\s*\n", value) if len(part.split()) >= 4]
    if isinstance(value, Mapping):
        keys = [
            key
            for key in value
            if key in (*CLAIM_KEYS, "title", "heading", "content", "body", "paragraphs", "sections")
        ]
        return [text for key in keys or value for text in _texts(value[key], depth + 1)]
    if isinstance(value, list):
        marked = all(isinstance(item, str) for item in value)
        found = [text for item in value[:MAX_ROWS] for text in _texts(item, depth + 1)]
        return [f"{BULLET} {text}" for text in found] if marked else found
    return []


def _claims(root: Mapping[str, Any], keys: Mapping[str, int]) -> list[Block]:
    blocks: list[Block] = []
    for name in LIST_KEYS:
        items = root.get(name)
        if isinstance(items, Mapping):
            items = list(items.values())
        if isinstance(items, list) and items and (grid := _grid(items[:MAX_ROWS], keys)):
            blocks += [Heading(name.replace("_", " ").capitalize(), 1), grid]
    return blocks


def _grid(items: Sequence[Any], keys: Mapping[str, int]) -> Grid | None:
    """A list of claims as a table: number, claim, what the report says about it, what it cites."""
    rows: list[tuple[str, dict[str, str]]] = []
    for item in items:
        if isinstance(item, str):
            rows.append((squeeze(item), {}))
        elif isinstance(item, Mapping) and (claim := _first(item, CLAIM_KEYS)):
            marks = {key: shown for key in _MARKS if (shown := _shown(item.get(key)))}
            cited = dict.fromkeys(part for key in _CITED for part in _citations(item.get(key), keys))
            rows.append((claim, {**marks, **({"source": "; ".join(cited)} if cited else {})}))
    rows = [row for row in rows if row[0]]
    if not rows:
        return None
    columns = list(dict.fromkeys(key for _, marks in rows for key in marks))
    head = [GridCell(text, header=True) for text in ("#", "Claim", *(column.capitalize() for column in columns))]
    body = [
        [GridCell(str(number)), GridCell(claim), *(GridCell(marks.get(column, "")) for column in columns)]
        for number, (claim, marks) in enumerate(rows, 1)
    ]
    return Grid(rows=[head, *body], head=1, stub=1)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "×"
    return squeeze(str(value)) if isinstance(value, str | int | float) else ""


def _citations(value: Any, keys: Mapping[str, int]) -> list[str]:
    """What a claim cites, as keys of the list where it names an entry of it."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, list):
        return [part for item in value for part in _citations(item, keys)]
    if isinstance(value, Mapping):
        for key in ("id", "key", "url", "arxiv_id", "arxiv", "doi", "title"):
            if found := _citations(value.get(key), keys):
                return found
        return []
    text = squeeze(str(value))
    if text.casefold() in keys:
        return [f"[{keys[text.casefold()]}]"]
    return [f"[{text}]" if re.fullmatch(r"\d{1,3}", text) else text] if text else []


def _works(root: Mapping[str, Any]) -> tuple[list[Reference], dict[str, int]]:
    """Entries of the reference list, and every id, key or title under which a claim may name each of them."""
    entries: list[Reference] = []
    keys: dict[str, int] = {}
    listed: Any = next((root[key] for key in WORK_KEYS if isinstance(root.get(key), list | Mapping) and root[key]), [])
    items = (
        [(str(key), value) for key, value in listed.items()]
        if isinstance(listed, Mapping)
        else [("", v) for v in listed]
    )
    for key, item in items[:MAX_ROWS]:
        names = [key]
        if isinstance(item, Mapping):
            entry = _entry(item)
            names += [str(item.get(name) or "") for name in ("id", "key", "arxiv_id", "arxiv", "doi", "url", "title")]
        else:
            entry = squeeze(str(item)) if isinstance(item, str) else ""
            if match := re.match(r"^\[(\w{1,16})\]|^(\d{1,3})\.\s", entry):
                names.append(match[1] or match[2])
                entry = entry[match.end() :].strip()
            names.append(entry)
        if entry:
            entries.append(_reference(item, f"{len(entries) + 1}. {entry}"))
            for name in names:
                if name.strip():
                    keys.setdefault(squeeze(name).casefold(), len(entries))
    return entries, keys


def _reference(item: Any, raw: str) -> Reference:
    """The record of an entry: fields of an object as they are, else what its text reads as."""
    read = read_entry(raw)
    if not isinstance(item, Mapping):
        return read
    year = item.get("year")
    arxiv = _arxiv(item)
    return Reference(
        raw=raw,
        key=read.key,
        title=_first(item, ("title", "name")) or read.title,
        authors=tuple(_people(item)) or read.authors,
        year=int(str(year)) if str(year or "").isdigit() else read.year,
        arxiv=ArxivId.find(arxiv) if arxiv else read.arxiv,
        doi=squeeze(str(item.get("doi") or "")) or read.doi,
    )


def _people(item: Mapping[str, Any]) -> list[str]:
    people = item.get("authors") or item.get("author") or []
    listed = people if isinstance(people, list) else [people]
    names = [str(person.get("name", "")) if isinstance(person, Mapping) else str(person) for person in listed]
    return [squeeze(name) for name in names if name.strip()]


def _arxiv(item: Mapping[str, Any]) -> str:
    arxiv = str(item.get("arxiv_id") or item.get("arxiv") or "")
    if not arxiv and (match := re.match(r"arxiv:(\S+)$", str(item.get("id") or ""), re.IGNORECASE)):
        arxiv = match[1]
    if arxiv and item.get("version") and not re.search(r"v\d+$", arxiv):
        arxiv = f"{arxiv}v{item['version']}"
    return re.sub("^arxiv:", "", arxiv, flags=re.IGNORECASE)


def _entry(item: Mapping[str, Any]) -> str:
    """An object as a printed entry: authors, year, title, venue, address."""
    parts = [
        ", ".join(_people(item)),
        str(item.get("year") or ""),
        _first(item, ("title", "name")),
        _first(item, ("venue", "journal")),
        f"arXiv:{_arxiv(item)}" if _arxiv(item) else "",
        f"doi:{item['doi']}" if item.get("doi") else "",
        _first(item, ("url", "link")),
    ]
    return squeeze(". ".join(part.rstrip(".") for part in parts if part))
