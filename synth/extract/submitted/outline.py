"""Which section, page and paragraph a place of the report belongs to, as a reader would name it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from synth.language.words import squash
from synth.records import Document, Section, SectionKind, Sentence

_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.)\s+")
_HEADING = re.compile(r"^(?:(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.)\s+)?[A-Z][^.;:,!?]{2,}$")
_SIGNS = "•▪◦‣●■"
_ITEM = re.compile(rf"^\s*[{_SIGNS}]\s*(\S[^\n]{{8,}})", re.MULTILINE)
_LARGER = 1.12
"""How much taller than running text the letters of a heading are, at least."""
_LONGEST = 9
"""Most words of a heading."""


class Outline:
    """The order of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._starts = [section.start for section in document.sections]
        self._sections = document.sections
        self._repeated = Counter(section.title for section in document.sections)
        self.paged = len(document.pages) > 1
        self._lines = {page.number: [" ".join(x.split()) for x in page.text.split("\n")] for page in document.pages}
        self._run_in = {s.span.start: title for s in document.sentences if (title := self._heading_of(s))}
        self._run_in_at = sorted(self._run_in)
        self._items = {
            (page.number, squash(item)[:24])
            for page in document.pages
            if any(sentence.span.boxes for sentence in document.sentences[:1])
            for item in _ITEM.findall(page.text)
        }
        self._breaks = [match.end() for match in re.finditer(r"\n\s*\n|\n(?=[^\n]*\t)", self.text)]

    def _heading_of(self, sentence: Sentence) -> str:
        """The heading that a page's text ran into the sentence below it: a line of its own, in larger letters."""
        boxes = sentence.span.boxes
        if len(boxes) < 2 or boxes[0].y1 - boxes[0].y0 < _LARGER * (boxes[1].y1 - boxes[1].y0):
            return ""
        lines = self._lines.get(sentence.span.page, [])
        fit = (
            line for line in lines if line and sentence.text.startswith(f"{line} ") and len(line.split()) <= _LONGEST
        )
        return next(fit, "")

    def headless(self, sentence: Sentence) -> tuple[str, int]:
        """The sentence without a heading that was run into it, and the offset at which it begins."""
        title = self._run_in.get(sentence.span.start, "")
        text = sentence.text[len(title) :].lstrip()
        return text, sentence.span.start + len(sentence.text) - len(text)

    def is_item(self, sentence: Sentence) -> bool:
        """Whether a page prints a bullet before the sentence."""
        at = sentence.span.start
        if self.text[max(at - 2, 0) : at] == "• " or sentence.text[:1] in _SIGNS:
            return True
        return bool(self._items) and (sentence.span.page, squash(sentence.text)[:24]) in self._items

    def section(self, at: int) -> Section | None:
        """The section that offset `at` stands in."""
        index = bisect_right(self._starts, at) - 1
        return self._sections[index] if index >= 0 else None

    def title(self, at: int) -> str:
        """Title of that section without its number; empty in the title block and after a list of references."""
        section = self.section(at)
        if run_in := self._above(at, section):
            return _NUMBER.sub("", run_in).strip()
        if section is None or section.kind is SectionKind.REFERENCES:
            return ""
        return _NUMBER.sub("", section.title).strip()

    def _above(self, at: int, section: Section | None) -> str:
        """The heading run into a sentence before `at` in the same section."""
        index = bisect_right(self._run_in_at, at) - 1
        if index < 0 or (section is not None and self._run_in_at[index] < section.start):
            return ""
        return self._run_in[self._run_in_at[index]]

    def name(self, at: int) -> str:
        """The same, told apart from other sections of that title: "Weaknesses (2)"."""
        section, title = self.section(at), self.title(at)
        if section is None or not title or self._repeated[section.title] < 2:
            return title
        same = [other for other in self._sections if other.title == section.title]
        return f"{title} ({same.index(section) + 1})"

    def where(self, at: int, page: int) -> str:
        """Place of a sentence: "3 Results, page 2", or the number of its paragraph where no heading stands above it."""
        section = self.section(at)
        name = section.title if section is not None and section.kind is not SectionKind.REFERENCES else ""
        name = self._above(at, section) or (self.name(at) if name and self._repeated[name] > 1 else name)
        if self.paged:
            return f"{name}, page {page}" if name else f"page {page}"
        return name or f"paragraph {self.paragraph(at)}"

    def paragraph(self, at: int) -> int:
        """Number of the paragraph at offset `at`, from 1."""
        return bisect_right(self._breaks, at) + 1

    def title_on_page(self, page: int, words: Sequence[str]) -> str:
        """Title of the heading above a table whose first cells are `words`: the line above them, else the section's."""
        lines = self._lines.get(page, [])
        wanted = {" ".join(word.split()) for word in words if word}
        at = next(
            (n for n, line in enumerate(lines) if line and (line in wanted or any(w.startswith(line) for w in wanted))),
            0,
        )
        for line in reversed(lines[max(at - 3, 0) : at]):
            if _HEADING.match(line) and len(line.split()) <= _LONGEST:
                return _NUMBER.sub("", line).strip()
        titles = [section.title for section in self._sections if section.title]
        above = next((line for line in reversed(lines[:at]) if line in titles), "")
        if not above:
            started = [s.title for s in self._sections if s.title and self._page_of(s) <= page]
            above = started[-1] if started else ""
        return _NUMBER.sub("", above).strip()

    def _page_of(self, section: Section) -> int:
        inside = (s.span.page for s in self.document.sentences if section.start <= s.span.start < section.end)
        return next(inside, 10**9)
