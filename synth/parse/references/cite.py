"""Which entries of the reference list a sentence cites."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from synth.records import Citation, Reference

_NUMERIC = re.compile(r"\[\s*(\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*)\s*\]")
_LABELS = re.compile(r"\[\s*([A-Za-z][\w+*-]{1,12}\d{2}[a-z]?(?:\s*[,;]\s*[A-Za-z][\w+*-]{1,12}\d{2}[a-z]?)*)\s*\]")
_YEARS = r"(?:19|20)\d\d[a-z]?(?:\s*,\s*(?:(?:19|20)\d\d)?[a-z]?(?![\w]))*"
_NAME = r"[^\W\d_a-z][\w'’\-‐@.]*"
_SMALL = r"van|von|de|der|den|da|del|di|la|le"
_NAMES = rf"(?:(?:{_SMALL})\s+){{0,2}}{_NAME}(?:\s+(?:{_SMALL}|{_NAME})){{0,4}}"
_WHO = rf"{_NAMES}(?:\s+et\s+al\.?|(?:,\s*{_NAMES})*,?\s+(?:and|&)\s+{_NAMES})?"
_TEXTUAL = re.compile(rf"(?P<who>{_WHO})(?:['’]s)?,?\s*[(\[](?P<years>{_YEARS})(?:[,;]\s[^()]*)?[)\]]")
_INSIDE = re.compile(rf"(?P<who>{_WHO}),?\s+\(?(?P<years>{_YEARS})")
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


@dataclass(frozen=True, slots=True)
class _Index:
    keys: dict[str, int]
    families: dict[str, tuple[tuple[int, int | None, str, str], ...]]
    """Folded family name → (index, year, letter after the year, second author's family name)."""


@lru_cache(maxsize=16)
def _index(references: tuple[Reference, ...]) -> _Index:
    families: dict[str, list[tuple[int, int | None, str, str]]] = {}
    for number, reference in enumerate(references):
        letter = ""
        if reference.year and (match := re.search(rf"\b{reference.year}([a-z])\b", reference.raw)):
            letter = match[1]
        second = _fold(reference.authors[1].split()[-1]) if len(reference.authors) > 1 else ""
        entry = (number, reference.year, letter, second)
        for name in _called(reference):
            families.setdefault(name, []).append(entry)
    keys = {reference.key: number for number, reference in enumerate(references) if reference.key}
    return _Index(keys, {name: tuple(entries) for name, entries in families.items()})


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
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


def _by_key(text: str, index: _Index) -> tuple[Bound, ...]:
    found = []
    for pattern in (_NUMERIC, _LABELS):
        for match in pattern.finditer(text):
            for key in _spread(match[1]):
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
        for part in re.finditer(r"[^;]+", bracket[1]):
            for match in _INSIDE.finditer(part[0]):
                start = at + part.start() + match.start()
                for reference in _resolve(match["who"], match["years"], index):
                    end = start + len(match[0])
                    found[start, reference] = Bound(raw=match[0], reference=reference, start=start, end=end)
    return tuple(found[key] for key in sorted(found))


def _resolve(who: str, years: str, index: _Index) -> list[int]:
    """Entries by "Chen et al." and "2021a, 2023": one for each year, none where several fit."""
    named = re.split(r"\s+et\s+al\b|,\s|\s+(?:and|&)\s+", who)
    first = _fold(
        re.sub(r"^(?:See|Cf|In|By|From|And|As|While|Although|Following|Recently|The|Our)\.?\s+", "", named[0])
    )
    second = "" if " et al" in who or len(named) < 2 else _fold(named[1].split()[-1]) if named[1].split() else ""
    entries = _entries_of(first, index)
    out = []
    last = ""
    for year, letter in re.findall(r"((?:19|20)\d\d)?([a-z]?)(?=\s*,|\s*$)", years):
        last = year or last
        if not (year or letter) or not last:
            continue
        fit = [entry for entry in entries if entry[1] == int(last) and (not letter or entry[2] in {letter, ""})]
        exact = [entry for entry in fit if entry[2] == letter]
        fit = exact or fit
        if second:
            fit = [entry for entry in fit if entry[3] == second] or fit
        if len(fit) > 1 and not second and " et al" not in who:
            fit = [entry for entry in fit if not entry[3]] or fit
        if len({entry[0] for entry in fit}) == 1:
            out.append(fit[0][0])
    return out


def _entries_of(name: str, index: _Index) -> tuple[tuple[int, int | None, str, str], ...]:
    """Entries of a name; leading words that are no part of it ("Codex by Chen") are dropped one by one."""
    words = name.split()
    for start in range(len(words)):
        if entries := index.families.get(" ".join(words[start:])):
            return entries
    return ()
