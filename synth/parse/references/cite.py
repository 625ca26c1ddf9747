"""Which entries of the reference list a sentence cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from synth.parse.references.entry import composed
from synth.records import Citation, Reference

_NUMERIC = re.compile(r"\[\s*(\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*)\s*\]")
_MARK = re.compile(r"\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*")
_LABELS = re.compile(r"\[\s*([A-Za-z][\w+*-]{1,12}\d{2}[a-z]?(?:\s*[,;]\s*[A-Za-z][\w+*-]{1,12}\d{2}[a-z]?)*)\s*\]")
_YEARS = r"(?:19|20)\d\d[a-z]?(?:\s*,\s*(?:(?:19|20)\d\d)?[a-z]?(?![\w]))*"
_ACCENT = "´`¨˜ˆˇ¯˙˚"
_NAME = rf"[{_ACCENT}]?[^\W\d_a-z](?:[\w'’\-‐@.*]|\s?[{_ACCENT}](?=\w))*"
_SMALL = r"van|von|de|der|den|da|del|di|la|le"
_NAMES = rf"(?:(?:{_SMALL})\s+){{0,2}}{_NAME}(?:\s+(?:{_SMALL}|{_NAME})){{0,4}}"
_WHO = rf"{_NAMES}(?:\s+et\s+al\.?|(?:,\s*{_NAMES})*,?\s+(?:and|&)\s+{_NAMES})?"
_TEXTUAL = re.compile(
    rf"(?P<who>{_WHO})(?:['’]s)?,?\s*[(\[](?P<years>{_YEARS}(?:;\s*(?:{_YEARS}|[a-z]\b))*)(?:[,;]\s[^()]*)?[)\]]"
)
_INSIDE = re.compile(rf"(?P<who>{_WHO}),?\s+\(?(?P<years>{_YEARS})")
_AGAIN = re.compile(rf"\s*(?P<years>{_YEARS}|[a-z](?:,\s*[a-z])*)\s*")
_KEY_START = re.compile(rf"\s*(?P<who>[a-z]{{2,4}}),\s+(?P<years>{_YEARS})\s*")
"""Entries without authors, as natbib cites them: by the first letters of their key."""
_INTERVAL = re.compile(r"(?:\b(?:range|interval|between|within)(?:\s+(?:of|from))?|[∈=≤<])\s*$")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*?(?:19|20)\d\d[^()\[\]]*)[)\]]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """A citation and where it stands in its sentence."""

    raw: str
    reference: int
    """Index in the reference list."""
    start: int
    end: int


def bind_citations(text: str, references: tuple[Reference, ...]) -> tuple[Citation, ...]:
    """The entries that `text` cites, in order of reading, each once."""
    seen: dict[int, str] = {}
    for bound in locate_citations(text, references):
        seen.setdefault(bound.reference, bound.raw)
    return tuple(Citation(raw=raw, reference=reference) for reference, raw in seen.items())


def locate_citations(text: str, references: tuple[Reference, ...]) -> tuple[Bound, ...]:
    """Every citation with its offsets; one that fits no entry, or several, is left out."""
    if not references:
        return ()
    index = _index(references)
    if index.keys:
        found = _by_key(text, index)
        if found:
            return found
    return _by_author(text, index) if re.search(r"(?:19|20)\d\d", text) else ()


def bind_marks(marks: Sequence[str], references: tuple[Reference, ...]) -> tuple[Citation, ...]:
    """The entries that raised numerals cite, in order, each once: "3,5–7" is 3, 5, 6 and 7."""
    keys = _index(references).keys
    seen: dict[int, str] = {}
    for mark in marks:
        for key in _spread(mark):
            if key in keys:
                seen.setdefault(keys[key], mark)
    return tuple(Citation(raw=raw, reference=reference) for reference, raw in seen.items())


def cites_by_marks(marks: Collection[str], bracketed: int, references: tuple[Reference, ...]) -> bool:
    """Whether a paper cites by raised numerals: its entries are numbered, and these numerals name most of them.

    `bracketed`: citations in brackets that were bound. Papers that use these have footnotes for raised numerals.
    """
    numbered = {reference.key for reference in references if reference.key.isdigit()}
    if len(numbered) < 0.8 * len(references) or len(numbered) < 3 or bracketed > 0.2 * len(numbered):
        return False
    named = {key for mark in marks if _MARK.fullmatch(mark) for key in _spread(mark)}
    return len(named & numbered) >= 0.4 * len(numbered)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What tells the entries of one name apart."""

    number: int
    """Index in the reference list."""
    year: int | None
    letter: str
    """Letter after the year."""
    second: str
    """Second author's family name, folded."""
    authors: int
    begins: str
    """Folded text as printed, without its key."""


@dataclass(frozen=True, slots=True)
class _Index:
    keys: dict[str, int]
    families: dict[str, tuple[_Entry, ...]]
    """By folded family name."""
    nameless: tuple[_Entry, ...]
    """Entries without authors."""


@lru_cache(maxsize=16)
def _index(references: tuple[Reference, ...]) -> _Index:
    families: dict[str, list[_Entry]] = {}
    nameless = []
    for number, reference in enumerate(references):
        letter = ""
        if reference.year and (match := re.search(rf"\b{reference.year}([a-z])\b", reference.raw)):
            letter = match[1]
        second = _fold(reference.authors[1].split()[-1]) if len(reference.authors) > 1 else ""
        begins = _fold(reference.raw.removeprefix(f"[{reference.key}]"))
        count = len(reference.authors) + bool(re.search(r"\bet al\b", reference.raw))
        entry = _Entry(number, reference.year, letter, second, count, begins)
        for name in _called(reference):
            families.setdefault(name, []).append(entry)
        if not reference.authors:
            nameless.append(entry)
    keys = {reference.key: number for number, reference in enumerate(references) if reference.key}
    return _Index(keys, {name: tuple(entries) for name, entries in families.items()}, tuple(nameless))


def _called(reference: Reference) -> set[str]:
    """Names under which the running text may cite an entry: family name, with particles, or the whole organisation."""
    if not reference.authors:
        words = reference.title.split()
        return {_fold(" ".join(words[:count])) for count in (1, 2, 3) if words} - {""}
    words = reference.authors[0].split()
    names = {_fold(words[-1]), _fold(reference.authors[0])}
    if len(words) > 2:
        names |= {_fold(" ".join(words[-2:])), _fold(" ".join(words[-3:]))}
    return names - {""}


def _fold(text: str) -> str:
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", composed(f"x {text}")[2:].casefold()) if not unicodedata.combining(c)
    )
    return " ".join(re.findall(r"\w+", plain))


def _by_key(text: str, index: _Index) -> tuple[Bound, ...]:
    found = []
    for pattern in (_NUMERIC, _LABELS):
        for match in pattern.finditer(text):
            keys = _spread(match[1])
            if "0" in keys or _INTERVAL.search(text[: match.start()]):
                continue
            for key in keys:
                if key in index.keys:
                    found.append(Bound(raw=match[0], reference=index.keys[key], start=match.start(), end=match.end()))
    return tuple(sorted(found, key=lambda bound: bound.start))


def _spread(inside: str) -> list[str]:
    """Keys of "3, 5–7": 3, 5, 6, 7."""
    keys: list[str] = []
    for part in re.split(r"\s*[,;]\s*", inside.strip()):
        ends = re.fullmatch(r"(\d{1,3})\s*[–—-]\s*(\d{1,3})", part)
        if ends and 0 < int(ends[2]) - int(ends[1]) <= 60:
            keys.extend(str(number) for number in range(int(ends[1]), int(ends[2]) + 1))
        else:
            keys.append(part)
    return keys


def _by_author(text: str, index: _Index) -> tuple[Bound, ...]:
    found: dict[tuple[int, int], Bound] = {}
    for match in _TEXTUAL.finditer(text):
        for reference in _resolve(match["who"], match["years"], index):
            found[match.start(), reference] = Bound(
                raw=match[0], reference=reference, start=match.start(), end=match.end()
            )
    for bracket in _BRACKETS.finditer(text):
        at = bracket.start(1)
        who = years = ""
        for part in re.finditer(r"[^;]+", bracket[1]):
            # "(Oord et al., 2016; 2018; Roe, 2020a;b)": what follows alone has the same authors, or the same year.
            again = _AGAIN.fullmatch(part[0]) if who else None
            for match in [again] if again else _INSIDE.finditer(part[0]):
                who = who if again else match["who"]
                alone = again and not again["years"][:1].isdigit()
                years = f"{years[:4]}{match['years']}" if alone else match["years"]
                start = at + part.start() + match.start()
                for reference in _resolve(who, years, index):
                    end = start + len(match[0])
                    found[start, reference] = Bound(raw=match[0].strip(), reference=reference, start=start, end=end)
            if key := _KEY_START.fullmatch(part[0]):
                start = at + part.start()
                for reference in _resolve_key(key["who"], key["years"], index):
                    found[start, reference] = Bound(
                        raw=part[0].strip(), reference=reference, start=start, end=start + len(part[0])
                    )
    return tuple(found[key] for key in sorted(found))


def _resolve(who: str, years: str, index: _Index) -> list[int]:
    """Entries by "Chen et al." and "2021a, 2023": one for each year, none where several fit."""
    named = re.split(r"\s+et\s+al\b|,\s|\s+(?:and|&)\s+", who)
    first = _fold(
        re.sub(r"^(?:See|Cf|In|By|From|And|As|While|Although|Following|Recently|The|Our)\.?\s+", "", named[0])
    )
    several = " et al" in who
    second = "" if several or len(named) < 2 else _fold(named[1].split()[-1]) if named[1].split() else ""
    entries = _entries_of(first, index)
    out = []
    for year, letter in _dates(years):
        fit = [entry for entry in entries if entry.year == year and (not letter or entry.letter in {letter, ""})]
        fit = [entry for entry in fit if entry.letter == letter] or fit
        if second:
            fit = [entry for entry in fit if entry.second == second] or fit
        if len(fit) > 1:
            named_all = 2 if second else 1
            fit = [entry for entry in fit if (entry.authors > 2 if several else entry.authors == named_all)] or fit
        if len(fit) > 1:
            fit = [entry for entry in fit if entry.begins.startswith(first)] or fit
        if len({entry.number for entry in fit}) == 1:
            out.append(fit[0].number)
    return out


def _resolve_key(start: str, years: str, index: _Index) -> list[int]:
    """Entries without authors by the first letters of their key ("cwe"), found in their title or address."""
    out = []
    for year, _ in _dates(years):
        fit = [e.number for e in index.nameless if e.year == year and re.search(rf"\b{start}", e.begins)]
        out.extend(fit if len(fit) == 1 else [])
    return out


def _dates(years: str) -> list[tuple[int, str]]:
    """Years and letters of "2021a,b, 2023": (2021, a), (2021, b), (2023, "")."""
    found = []
    last = ""
    for year, letter in re.findall(r"((?:19|20)\d\d)?([a-z]?)(?=\s*[,;]|\s*$)", years):
        last = year or last
        if (year or letter) and last:
            found.append((int(last), letter))
    return found


def _entries_of(name: str, index: _Index) -> tuple[_Entry, ...]:
    """Entries of a name; leading words that are no part of it ("Codex by Chen") are dropped one by one."""
    words = name.split()
    for start in range(len(words)):
        if entries := index.families.get(" ".join(words[start:])):
            return entries
    return ()
