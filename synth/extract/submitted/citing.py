"""Which works a statement cites: by number, footnote, author and year, identifier, address or title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from synth.extract.submitted.draft import Draft
from synth.extract.submitted.outline import Outline
from synth.extract.submitted.works import DOI, URL, Listed, arxiv_in, work_of
from synth.language.words import squash
from synth.language.wordset import word_set
from synth.records import Sentence
from synth.records.audit import CitedWork

_NUMERIC = re.compile(
    r"(?<![\w\]])\[\s*(\^?\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*)\s*\]|(?<=[\w.,;:!?)\]])\[\s*(\^?\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*)\s*\]"
)
_NOTE = re.compile(r"\[(\^[\w+-]{1,16})\]")
_LABEL = re.compile(r"\[([A-Za-z][\w+*-]{1,12}\d{2}[a-z]?)\]")
_NAME = r"[^\W\d_a-z][\w'’\-‐]+"
_AUTHOR_YEAR = re.compile(
    rf"(?P<who>{_NAME}(?:\s+{_NAME})?(?:\s+et\s+al\.?|(?:,\s+{_NAME})*,?\s+(?:and|&)\s+{_NAME})?)(?:['’]s)?,?\s*[(\[]?\s*"
    r"(?P<year>(?:19|20)\d\d)(?P<letter>[a-z]?)\b(?=[^()]*[)\]])"
)
_ARXIV = re.compile(r"\barXiv:\s*(?:\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE)
_INTERVAL = re.compile(
    r"(?:ranges?|intervals?|∈|bounded by|bounds?|clipped to|scaled to)\s*(?:of|in|to)?\s*$", re.IGNORECASE
)
_NO_NAMES = word_set(
    "In On At By For From With As The And See Table Figure Section Appendix Since Until During Before After Between"
)
_TITLE_MIN = 16


class Binder:
    """Binds citations to works; a work that is cited by its address alone is added to the list."""

    def __init__(self, listed: Sequence[Listed], outline: Outline) -> None:
        self.listed = list(listed)
        self.works: list[CitedWork] = [entry.work for entry in listed]
        self.count = len(self.works)
        """How many works the list itself has."""
        self.cited: set[int] = set()
        self.unlisted: dict[str, str] = {}
        """Citations that fit no entry, each with the first place that has it."""
        self._outline = outline
        self._keyed = any(work.key for work in self.works)
        self._addresses: dict[str, int] = {}
        for number, work in enumerate(self.works):
            for name in _addresses(work):
                self._addresses.setdefault(name, number)
        self._titles = [
            (squash(work.title), n) for n, work in enumerate(self.works) if len(squash(work.title)) >= _TITLE_MIN
        ]

    def cite(self, draft: Draft) -> tuple[int, ...]:
        """Indices of the works that a draft cites, in order of reading."""
        text = draft.citing or draft.text
        given = [c.reference for c in draft.citations if not re.fullmatch(r"\W*[\d\s,;–—-]+\W*", c.raw)]
        found = [*self._in(text, draft.at, draft.where), *(n for n in given if n < self.count)]
        if not found:
            found = list(self._by_title(text))
        cited = tuple(dict.fromkeys(found))
        self.cited.update(cited)
        return cited

    def notice(self, sentence: Sentence) -> None:
        """Mark what a sentence cites as cited, whether or not the sentence states anything."""
        self.cited.update(c.reference for c in sentence.citations if c.reference < self.count)
        self.cited.update(self._in(sentence.text, sentence.span.start, "", add=False))

    def _in(self, text: str, at: int, where: str, *, add: bool = True) -> Iterator[int]:
        yield from self._by_number(text, at, where)
        for match in (*URL.finditer(text), *_ARXIV.finditer(text), *DOI.finditer(URL.sub(" ", text))):
            yield from self._by_address(match[0], add=add)
        yield from self._by_author(text, where)

    def _by_number(self, text: str, at: int, where: str) -> Iterator[int]:
        for match in _NUMERIC.finditer(text):
            inside = match[1] or match[2]
            if inside.startswith("^") or _INTERVAL.search(text[: match.start()]):
                continue
            for key in _spread(inside):
                found = self._entry(key, at)
                if found is not None:
                    yield found
                elif where:
                    self.unlisted.setdefault(f"[{key}]", where)
        for pattern in (_NOTE, _LABEL):
            for match in pattern.finditer(text):
                found = self._entry(match[1], at)
                if found is not None:
                    yield found
                elif where:
                    self.unlisted.setdefault(f"[{match[1]}]", where)

    def _entry(self, key: str, at: int) -> int | None:
        """The entry with a key; where several lists have it, the one in the first list that ends after `at`."""
        fit = [n for n, work in enumerate(self.works[: self.count]) if work.key == key]
        if not fit and key.startswith("^"):
            fit = [n for n, work in enumerate(self.works[: self.count]) if work.key == key[1:]]
        if not fit and not self._keyed and key.isdigit() and 0 < int(key) <= self.count:
            return int(key) - 1
        after = [n for n in fit if self.listed[n].at >= at]
        return after[0] if after else fit[-1] if fit else None

    def _by_address(self, address: str, *, add: bool) -> Iterator[int]:
        work = work_of(address)
        names = _addresses(work)
        found = next((self._addresses[name] for name in names if name in self._addresses), None)
        if found is None and add and (work.arxiv or work.doi or work.url):
            found = len(self.works)
            self.works.append(work)
            for name in names:
                self._addresses[name] = found
        if found is not None:
            yield found

    def _by_author(self, text: str, where: str) -> Iterator[int]:
        for match in _AUTHOR_YEAR.finditer(URL.sub(" ", text)):
            first = re.split(r"\s+et\s+al|,|\s+(?:and|&)\s+", match["who"])[0].split()
            first = [word for word in first if word not in _NO_NAMES]
            if not first:
                continue
            family, year = _fold(first[-1]), int(match["year"])
            fit = [n for n, work in enumerate(self.works[: self.count]) if work.year == year and _is_by(work, family)]
            if len(fit) > 1 and match["letter"]:
                lettered = [n for n in fit if f"{year}{match['letter']}" in self.works[n].raw]
                fit = lettered or fit
            if fit:
                yield fit[0]
            elif any(work.year == year and work.raw in text for work in self.works[self.count :]):
                continue  # named and linked: the address says which work is meant
            elif where and (
                " et al" in match["who"] or re.search(r"\s(?:and|&)\s", match["who"]) or match[0].endswith(")")
            ):
                self.unlisted.setdefault(f"{match['who']} ({year})", where)

    def _by_title(self, text: str) -> Iterator[int]:
        squashed = squash(text)
        return (number for title, number in self._titles if title in squashed)


def _addresses(work: CitedWork) -> list[str]:
    """Names under which a work is one: identifiers before addresses, versions left off."""
    names = []
    arxiv = work.arxiv or arxiv_in(work.raw)
    if arxiv:
        names.append(f"arxiv:{arxiv.id}")
    if work.doi:
        names.append(f"doi:{work.doi.casefold()}")
    if work.url and not arxiv:
        names.append(re.sub(r"^https?://(?:www\.)?", "", work.url.casefold()).rstrip("/"))
    return names


def _is_by(work: CitedWork, family: str) -> bool:
    if work.authors:
        first = work.authors[0]
        return family in {_fold(first.split()[-1]), _fold(first), _fold(first.split()[0])}
    return family in _fold(work.raw[:60]).split()


def _fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.replace("’", "").replace("'", "")))


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
