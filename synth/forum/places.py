"""Places of a paper as reviewers name them: tables, figures, equations, algorithms, sections, lines of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from synth.language.rows import printed_row
from synth.records import Document, Quote, Section, SectionKind, Sentence, SentenceKind, Span, Table, TargetKind

_NUMBER = r"(?:\d{1,3}|[A-Z]\.?\d{1,2})(?:\.\d{1,2}){0,3}[a-z]?"
_NAMES: tuple[tuple[TargetKind, str, re.Pattern[str]], ...] = (
    (TargetKind.TABLE, "Table", re.compile(rf"\b(?:tables?|tabs?\.)\s*~?\(?(?P<n>{_NUMBER}|[IVX]{{1,4}}\b)", re.I)),
    (TargetKind.FIGURE, "Figure", re.compile(rf"\b(?:figures?|figs?\.?)\s*~?\(?(?P<n>{_NUMBER})", re.I)),
    (TargetKind.EQUATION, "Eq.", re.compile(rf"\b(?:equations?|eqn?s?\.?)\s*~?\(?(?P<n>{_NUMBER})\)?", re.I)),
    (TargetKind.ALGORITHM, "Algorithm", re.compile(r"\b(?:algorithms?|algos?\.?|alg\.)\s*~?\(?(?P<n>\d{1,2})", re.I)),
    (TargetKind.STATEMENT, "", re.compile(
        rf"\b(?P<kind>theorem|lemma|proposition|corollary|definition|assumption|remark)\s*~?(?P<n>{_NUMBER})",
    re.I)),
    (TargetKind.SECTION, "Section", re.compile(
        r"(?:\b(?:sections?|sect?s?\.)|§)\s*~?(?P<n>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})(?![\w%])",
    re.I)),
    (TargetKind.SECTION, "Appendix", re.compile(
        r"\b(?:appendix|appendices|app\.)\s*~?(?P<n>[A-Z](?:\.\d{1,2}){0,3})(?!\w)",
    re.I)),
    (TargetKind.LINE, "line", re.compile(
        r"\blines?\s*#?\s*(?P<n>\d{1,4})(?:\s*[-–]\s*\d{1,4})?|\bL\.?\s?(?P<m>\d{2,4})(?:\s*[-–]\s*L?\d{1,4})?\b",
    re.I)),
)  # fmt: skip
_OF_SECTION = re.compile(r"^(?:appendix\s+)?(?P<n>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})(?:[.:]|\s)\s*", re.IGNORECASE)
_WORDED = re.compile(
    r"\b(?:in|of|the|by)\s+(?:the\s+)?(?P<name>abstract|introduction|related work|conclusion|limitations"
    r"|discussion)\b(?!\s+(?:of|on|about)\b)(?:\s+section)?|\bsections? (?:on|about"
    r"|describing) (?:the )?(?P<about>[a-z][\w -]{2,40})",
    re.IGNORECASE,
)
_KINDS = {
    "abstract": SectionKind.ABSTRACT,
    "introduction": SectionKind.INTRODUCTION,
    "related work": SectionKind.RELATED,
}
_LEAST = 12
_ABOVE, _HEAD = 1500, 24
"""Characters above a formula in which its sentence begins, and letters by which the sentence is known there."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place that a text names."""

    kind: TargetKind
    label: str
    """"Table 2"."""
    number: str
    at: int
    """Offset in the text."""


def named_in(text: str) -> list[Named]:
    """The places that a text names, each once, in the order of the text."""
    found: dict[str, Named] = {}
    for kind, word, pattern in _NAMES:
        for match in pattern.finditer(text):
            number = (match["n"] or (match.groupdict().get("m") or "")).rstrip(".")
            if kind is TargetKind.LINE and re.search(
                r"\b(?:algorithm|algo)\b[^.;]{0,12}$", text[: match.start()], re.IGNORECASE
            ):
                continue  # a line of an algorithm
            label = f"{word or match['kind'].capitalize()} {number}"
            found.setdefault(label, Named(kind, label, number, match.start()))
    return sorted(found.values(), key=lambda one: one.at)


class Places:
    """Where the places of one paper stand."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sections = document.sections
        self._captions = dict(_captions(document))

    def find(self, named: Named) -> Quote | None:
        """The place that a review names; None where the paper has none of that name."""
        if named.kind is TargetKind.TABLE:
            table = self.table(named.label)
            return self.of_table(table) if table else self._captions.get(named.label.lower())
        if named.kind in (TargetKind.FIGURE, TargetKind.ALGORITHM):
            return self._captions.get(named.label.lower()) or self._mention(named.label)
        if named.kind is TargetKind.EQUATION:
            return self._numbered(named.number) or self._mention(named.label)
        if named.kind is TargetKind.STATEMENT:
            return self._mention(named.label)
        if named.kind is TargetKind.SECTION:
            section = self.section(named.number)
            return self.of_section(section) if section else None
        return None

    @property
    def figures(self) -> list[tuple[str, Quote]]:
        """Figures and algorithms with a caption, by label."""
        return [(label.capitalize(), one) for label, one in self._captions.items() if not label.startswith("table")]

    def table(self, label: str) -> Table | None:
        """The table of that label."""
        return next((one for one in self.document.tables if one.label.lower() == label.lower()), None)

    def of_table(self, table: Table) -> Quote:
        """A table as a quote: its caption where the text has it, its box on the page."""
        caption = self._captions.get(table.label.lower()) if table.label else None
        text = table.caption or (printed_row(table.rows[0], "") if table.rows else "") or table.label
        if caption is not None and caption.span.boxes:
            return caption
        start, end = (caption.span.start, caption.span.end) if caption else (0, 0)
        boxes = (table.box,) if table.box.x1 > table.box.x0 else ()
        section = caption.section if caption else ""
        return Quote(
            text=text,
            span=Span(document=self.document.id, page=table.box.page, boxes=boxes, start=start, end=end),
            section=section,
            where="table",
        )

    def section(self, number: str) -> Section | None:
        """The section of that number or letter."""
        return next((one for one in self.sections if number_of(one).upper() == number.upper()), None)

    def section_about(self, text: str) -> Section | None:
        """A section that a text names in words: "the abstract", "the section on limitations"."""
        for match in _WORDED.finditer(text):
            if match["about"]:
                about = match["about"].lower().split()[0]
                found = next((one for one in self.sections if about[:6] in one.title.lower()), None)
            else:
                name = match["name"].lower()
                kind = _KINDS.get(name)
                found = next(
                    (one for one in self.sections if one.kind is kind or one.title.lower().endswith(name.rstrip("s"))),
                    None,
                )
            if found is not None:
                return found
        return None

    def of_section(self, section: Section) -> Quote | None:
        """The first sentence of a section."""
        first = next(
            (
                one
                for one in self.document.sentences
                if section.start <= one.span.start < section.end or self._in(one, section)
            ),
            None,
        )
        return self.of_sentence(first) if first else None

    def of_sentence(self, sentence: Sentence) -> Quote:
        """A sentence as a quote."""
        section = self.section_of(sentence)
        where = "body" if sentence.kind is SentenceKind.BODY else sentence.kind.value
        return Quote(text=sentence.text, span=sentence.span, section=section.title if section else "", where=where)

    def section_of(self, sentence: Sentence) -> Section | None:
        """The section that a sentence stands in."""
        return self.sections[sentence.section] if sentence.section >= 0 else None

    def around(self, span: Span) -> str:
        """The section that a stretch of the text stands in, as a reader names it; empty where none."""
        inner = [one for one in self.sections if one.start <= span.start < one.end]
        return name_of(inner[-1]) if inner and span.start > 0 else ""

    def _in(self, sentence: Sentence, section: Section) -> bool:
        return sentence.section >= 0 and self.sections[sentence.section] is section

    def _numbered(self, number: str) -> Quote | None:
        """The sentence before the formula that a page prints with that number at the end of a line: "(3)"."""
        for page in self.document.pages:
            match = re.search(rf"(?m)^(?:[^\n]*[=≤≥∑∏∈∥|−][^\n]*)?[ \t]*\({re.escape(number)}\)[ \t]*$", page.text)
            if match is None:
                continue
            before = _squeezed(page.text[max(match.start() - _ABOVE, 0) : match.start()])
            here = [one for one in self.document.sentences if one.span.page == page.number and len(one.text) >= _LEAST]
            ends = [(before.rfind(_squeezed(one.text)[:_HEAD]), n) for n, one in enumerate(here)]
            best = max(ends, default=(-1, 0))
            if best[0] >= 0:
                return self.of_sentence(here[best[1]])
        return None

    def _mention(self, label: str) -> Quote | None:
        """The first sentence that speaks of something by its label."""
        word, _, number = label.rpartition(" ")
        stem = re.escape(word.rstrip(".")[:4])
        pattern = re.compile(rf"\b{stem}\w*\.?\s*\(?{re.escape(number)}\)?(?![\d.]*\d)", re.IGNORECASE)
        found = next(
            (one for one in self.document.sentences if pattern.search(one.text) and len(one.text) >= _LEAST), None
        )
        return self.of_sentence(found) if found else None


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad-]+", "", text).lower()


def number_of(section: Section) -> str:
    """Number or letter of a section as printed, "4.1"; empty where it has none."""
    match = _OF_SECTION.match(section.title)
    return match["n"] if match else ""


def name_of(section: Section) -> str:
    """A section as a reader names it: "Section 4.1 Setup", "Abstract"."""
    number = number_of(section)
    title = _OF_SECTION.sub("", section.title) if number else section.title
    if not number:
        return title or "the paper"
    word = "Appendix" if number[0].isalpha() else "Section"
    return f"{word} {number} {title}".strip()


def _captions(document: Document) -> Iterator[tuple[str, Quote]]:
    """Captions of tables, figures and algorithms by their label; a caption is all of its sentences."""
    label, parts = "", list[Sentence]()
    for sentence in [*document.sentences, None]:
        match = (
            re.match(
                r"^\W*(?P<word>tab(?:le|\.)|fig(?:ure|\.)|algorithm)\s*(?P<n>[A-Z]?\.?\d{1,3}|[IVX]+)\b",
                sentence.text,
                re.IGNORECASE,
            )
            if sentence is not None
            else None
        )
        goes_on = sentence is not None and sentence.kind is SentenceKind.CAPTION and match is None
        if label and not (goes_on and parts):
            yield label, _joined(document, parts)
            label, parts = "", []
        if (
            match
            and sentence is not None
            and (sentence.kind is SentenceKind.CAPTION or match["word"].lower() == "algorithm")
        ):
            word = {"tab": "table", "fig": "figure"}.get(match["word"].lower()[:3], "algorithm")
            label, parts = f"{word} {match['n']}".lower(), [sentence]
        elif goes_on and label and sentence is not None:
            parts.append(sentence)


def _joined(document: Document, parts: list[Sentence]) -> Quote:
    first, last = parts[0], parts[-1]
    section = document.sections[first.section].title if first.section >= 0 else ""
    boxes = tuple(box for one in parts for box in one.span.boxes)
    span = Span(document=document.id, page=first.span.page, boxes=boxes, start=first.span.start, end=last.span.end)
    return Quote(text=" ".join(one.text for one in parts), span=span, section=section, where="caption")
