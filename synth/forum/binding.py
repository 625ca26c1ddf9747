"""What of the paper a concern is about: the place that it names, else the nearest in words and meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from synth.forum.fields import FieldUse, use_of
from synth.forum.matching import Raised
from synth.forum.nearness import Meaning, weights
from synth.forum.places import Named, Places, name_of, named_in
from synth.language.sentences import split
from synth.language.words import squash, stem, tokens
from synth.records import Document, Quote, SectionKind, Sentence, SentenceKind, Table, Target, TargetKind

NEAREST = 0.3
"""Score below which no sentence is near enough; the concern is then about the paper as a whole."""
_FAR = frozenset((SectionKind.FRONT, SectionKind.REFERENCES))
_ASIDE = re.compile(r"acknowledg|impact statement|author contributions|ethic|funding", re.IGNORECASE)
_WORKS = re.compile(
    r"\b(?:references?|citations?|cited?|citing|literature|related work|prior work)\b(?=.{0,80}\b(?:miss\w*"
    r"|not|lack\w*|ignor\w*|omit\w*|include|add|discuss\w*)\b)|\b(?:miss\w*|not|lack\w*|ignor\w*|omit\w*"
    r"|include|should cite|add)\b.{0,60}\b(?:references?|citations?|literature|related work|prior work"
    r"|https?://(?:www\.)?(?:arxiv|doi))",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(
    r"\b(?:source )?code(?:base)?\b.{0,40}\b(?:releas\w*|provid\w*|available|public\w*|shar\w*|open)"
    r"|\b(?:releas\w*|provid\w*|availab\w*|publish\w*"
    r"|share)\b.{0,40}\b(?:source )?code(?:base)?\b(?! generation)",
    re.IGNORECASE,
)
_HAS_CODE = re.compile(
    r"\b(?:code|masks|models?|data|checkpoints|implementation)\b.{0,80}\b(?:available|released?"
    r"|open[- ]sourced?|public(?:ly)?|github)\b|\brelease\b.{0,60}\b(?:code|data|models?)\b",
    re.IGNORECASE,
)
_SETTINGS = re.compile(
    r"\bhyper-?parameters?\b|\b(?:experiment(?:al)?|training|implementation)\s+(?:details?|settings?|configuration)\b|\breproducib\w+",
    re.IGNORECASE,
)
_TYPOS = re.compile(r"\btypos?\b|\bproof-?read\w*|\bspelling\b|\bgrammar\b|\bmixed throughout\b|->", re.IGNORECASE)
_NAME = re.compile(
    r"(?<![\w/.-])-?(?P<name>[A-Za-z]+(?:[-+@^][A-Za-z0-9]+)+|[A-Z][a-z]*[A-Z]\w*|[A-Z]{2,}\d*\+*)(?![\w/])"
)
_RANK = {
    TargetKind.TABLE: 0, TargetKind.FIGURE: 1, TargetKind.EQUATION: 2, TargetKind.ALGORITHM: 3,
    TargetKind.STATEMENT: 4, TargetKind.SECTION: 5, TargetKind.LINE: 6,
}  # fmt: skip
_MEANT = 0.6
"""Share of meaning in the nearness of a place."""
_SECOND = 0.4
"""What the second place of a section counts beside the nearest one."""
_SHOWN = 2
"""Nearest places that are given where a review names none."""
_TABLE_CUE = re.compile(
    r"\b(?:table|results?|numbers?|scores?|values?|accurac\w+|rows?|columns?|errors?|performance|pass@\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Something of the paper that a concern may be about."""

    text: str
    quote: Quote
    label: str
    kind: TargetKind
    related: bool = False
    around: str = ""
    """Title of its section, and the words that lead its paragraph in."""


class Binder:
    """Binds concerns to the places of one paper."""

    def __init__(self, document: Document, meaning: Meaning) -> None:
        self._places = Places(document)
        self._meaning = meaning
        self._all = [*_sentences(self._places), *_tables(self._places), *_figures(self._places)]
        self._weight = weights(one.text for one in self._all)
        self._squashed = squash(document.text + " ".join(one.text for one in self._all))
        meaning.learn(one.text for one in self._all)

    def bind(self, raised: Raised) -> tuple[Target, ...]:
        """The targets of a concern, the most certain first; never empty."""
        said = [raised.found.said.text, *(one.said.text for one in raised.repeats)]
        whole = " ".join(said)
        named = sorted(named_in(said[0]), key=lambda one: (_RANK[one.kind], one.at)) or named_in(whole)
        found = [self._named(one, whole) for one in named]
        if not found and (told := self._told(raised)) is not None:
            return (told,)
        near = self._nearest(whole)
        if found and found[0].quote is not None:
            return tuple(found)
        topic = self._topic(whole, raised)
        if found:
            place = (topic or near or self._nearest(whole, NEAREST / 2))[:1]
            return (*(_lent(one, place) for one in found), *place)
        if topic:
            return tuple(topic)
        if (section := self._places.section_about(whole)) is not None:
            within = [
                (self._score(whole, one), -n) for n, one in enumerate(self._all) if one.quote.section == section.title
            ]
            quote = self._all[-max(within)[1]].quote if within else self._places.of_section(section)
            return (Target(kind=TargetKind.SECTION, label=name_of(section), named=True, quote=quote),)
        return tuple(near) or (Target(kind=TargetKind.PAPER, label="the paper as a whole", named=False),)

    def _named(self, one: Named, text: str) -> Target:
        quote = self._places.find(one)
        note = ""
        if one.kind is TargetKind.LINE:
            note = "Line numbers are those of the version that was reviewed."
        elif quote is None:
            note = f"The paper at hand has no {one.label} that could be found."
        elif (absent := self._absent(text)) and one.kind in (TargetKind.TABLE, TargetKind.FIGURE):
            note = (
                f"“{absent}” stands nowhere in the paper at hand, which may be another version than the one reviewed."
            )
        return Target(kind=one.kind, label=one.label, named=True, quote=quote, note=note)

    def _told(self, raised: Raised) -> Target | None:
        """The place that the answer begins with: "In Table 1, we observe …"."""
        body = raised.answers[0].body if raised.answers else ""
        first = next((body[a:b] for a, b in split(body)), "")
        for one in named_in(first):
            quote = self._places.find(one) if one.kind is not TargetKind.LINE else None
            if quote is not None:
                return Target(kind=one.kind, label=one.label, named=False, quote=quote, note="Named in the answer.")
        return None

    def _absent(self, text: str) -> str:
        """A name in the review that the paper does not have."""
        for match in _NAME.finditer(text):
            name = match["name"]
            if len(name) > 3 and any(char.isupper() for char in name[1:]) and squash(name) not in self._squashed:
                return name
        return ""

    def _topic(self, text: str, raised: Raised) -> list[Target]:
        """Concerns about what a paper has one place for: its references, its code, its settings, its spelling."""
        document = self._places.document
        if use_of(raised.found.said.field) is FieldUse.REFERENCES or _WORKS.search(raised.found.said.text):
            section = next((one for one in document.sections if one.kind is SectionKind.RELATED), None)
            quote = self._places.of_section(section) if section else None
            return [Target(kind=TargetKind.REFERENCES, label="references", named=False, quote=quote)]
        if _TYPOS.search(text):
            return [Target(kind=TargetKind.PAPER, label="the paper as a whole", named=False)]
        if _CODE.search(text):
            holder = next(_open_sentences(self._places), None)
            return [self._claim(holder)] if holder else []
        if _SETTINGS.search(text):
            for table in document.tables:
                title = f"{table.caption} {self._places.of_table(table).section}"
                if re.search(
                    r"\bhyper-?parameters?\b|\b(?:training |implementation )?(?:settings?|details)\b",
                    title,
                    re.IGNORECASE,
                ):
                    return [
                        Target(
                            kind=TargetKind.TABLE,
                            label=table.label or "a table",
                            named=False,
                            quote=self._places.of_table(table),
                        )
                    ]
        return []

    def _claim(self, sentence: Sentence) -> Target:
        section = self._places.section_of(sentence)
        label = name_of(section) if section else "the paper"
        return Target(kind=TargetKind.CLAIM, label=label, named=False, quote=self._places.of_sentence(sentence))

    def _nearest(self, text: str, least: float = NEAREST) -> list[Target]:
        """The nearest sections and tables, each by its nearest place; a second near place counts for a section."""
        literature = bool(_WORKS.search(text))
        places: dict[str, list[tuple[float, int]]] = {}
        for number, one in enumerate(self._all):
            if literature or not one.related:
                places.setdefault(one.label, []).append((self._score(text, one), -number))
        ranked = []
        for scores in places.values():
            scores.sort(reverse=True)
            second = scores[1][0] if len(scores) > 1 else 0.0
            ranked.append((scores[0][0] + _SECOND * second, *scores[0]))
        ranked.sort(reverse=True)
        found = []
        for _, score, number in ranked[:_SHOWN]:
            place = self._all[-number]
            if score >= least:
                found.append(Target(kind=place.kind, label=place.label, named=False, quote=place.quote))
        return found

    def _score(self, text: str, place: _Place) -> float:
        near = self._meaning.fit(text, place.text, self._weight, _MEANT)
        titled = _stems(place.around) & _stems(text)
        cue = 0.05 if place.kind is TargetKind.TABLE and _TABLE_CUE.search(text) else 0.0
        quoted = 0.05 * min(len(_runs(text) & _runs(place.text)), 4)
        return near + min(0.04 * len(titled), 0.12) + cue + quoted


def asks_for_code(text: str) -> bool:
    """Whether a concern is that code is not open."""
    return _CODE.search(text) is not None


def open_code(places: Places) -> Quote | None:
    """The sentence of a paper that says that its code is open."""
    sentence = next(_open_sentences(places), None)
    return places.of_sentence(sentence) if sentence else None


def _open_sentences(places: Places) -> Iterator[Sentence]:
    for sentence in places.document.sentences:
        section = places.section_of(sentence)
        aside = section is not None and section.kind in (SectionKind.RELATED, SectionKind.REFERENCES)
        if _HAS_CODE.search(sentence.text) and not aside:
            yield sentence


def _lent(target: Target, near: Sequence[Target]) -> Target:
    """A named place that is not found, shown with the nearest one."""
    if target.quote is not None or not near:
        return target
    note = f"{target.note} The nearest place is shown.".strip()
    return Target(kind=target.kind, label=target.label, named=True, quote=near[0].quote, note=note)


def _sentences(places: Places) -> list[_Place]:
    found = []
    lead, last = "", -2
    for sentence in places.document.sentences:
        section = places.section_of(sentence)
        kind = section.kind if section else SectionKind.OTHER
        if (
            sentence.kind is SentenceKind.CAPTION
            or kind in _FAR
            or len(sentence.text) < 25
            or (section and _ASIDE.search(section.title))
        ):
            if 0 < len(sentence.text.split()) <= 3 and sentence.kind is SentenceKind.BODY:
                lead, last = sentence.text, sentence.section  # "Datasets." leads its paragraph in
            continue
        if sentence.section != last:
            lead = ""
        found.append(
            _Place(
                sentence.text,
                places.of_sentence(sentence),
                name_of(section) if section else "the paper",
                TargetKind.CLAIM,
                kind is SectionKind.RELATED
                and not re.search(r"background|preliminar", section.title if section else "", re.IGNORECASE),
                f"{section.title if section else ''} {lead}",
            )
        )
        last = sentence.section
    return found


def _tables(places: Places) -> list[_Place]:
    return [
        _Place(
            _described(table),
            quote := places.of_table(table),
            table.label or "a table",
            TargetKind.TABLE,
            around=quote.section,
        )
        for table in places.document.tables
    ]


def _figures(places: Places) -> list[_Place]:
    kinds = {"F": TargetKind.FIGURE, "A": TargetKind.ALGORITHM}
    return [_Place(one.text, one, label, kinds[label[0]], around=one.section) for label, one in places.figures]


def _described(table: Table) -> str:
    """A table in words: caption, names of columns, names of rows."""
    columns = " ".join(dict.fromkeys(part for path in table.header_paths for part in path))
    rows = " ".join(dict.fromkeys(part for row in table.rows for part in row.path))
    return f"{table.caption} {columns} {rows}"


@lru_cache(maxsize=4096)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Four words in a row: what a reviewer cites word for word."""
    words = tokens(text)
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(token) for token in tokens(text) if token.isalpha() and len(token) > 4)
