"""Which section, page and paragraph a place of the report belongs to, as a reader would name it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from synth.records import Document, Section, SectionKind

_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.)\s+")


class Outline:
    """The order of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._starts = [section.start for section in document.sections]
        self._sections = document.sections
        self._repeated = Counter(section.title for section in document.sections)
        self.paged = len(document.pages) > 1
        self._breaks = [match.end() for match in re.finditer(r"\n\s*\n|\n(?=[^\n]*\t)", self.text)]

    def section(self, at: int) -> Section | None:
        """The section that offset `at` stands in."""
        index = bisect_right(self._starts, at) - 1
        return self._sections[index] if index >= 0 else None

    def title(self, at: int) -> str:
        """Title of that section without its number; empty in the title block and after a list of references."""
        section = self.section(at)
        if section is None or section.kind is SectionKind.REFERENCES:
            return ""
        return _NUMBER.sub("", section.title).strip()

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
        name = self.name(at) if name and self._repeated[name] > 1 else name
        if self.paged:
            return f"{name}, page {page}" if name else f"page {page}"
        return name or f"paragraph {self.paragraph(at)}"

    def paragraph(self, at: int) -> int:
        """Number of the paragraph at offset `at`, from 1."""
        return bisect_right(self._breaks, at) + 1

    def title_on_page(self, page: int, words: str) -> str:
        """Title of the last heading that page `page` prints above `words`, or that any page before it does."""
        text = next((p.text for p in self.document.pages if p.number == page), "")
        at = text.find(words[:40]) if words else -1
        before = text[:at] if at >= 0 else text
        best, place = "", -1
        for section in self._sections:
            found = before.rfind(section.title) if section.title else -1
            if found > place:
                best, place = section.title, found
        if not best:
            started = [s for s in self._sections if s.title and self._page_of(s) <= page]
            best = started[-1].title if started else ""
        return _NUMBER.sub("", best).strip()

    def _page_of(self, section: Section) -> int:
        inside = (s.span.page for s in self.document.sentences if section.start <= s.span.start < section.end)
        return next(inside, 10**9)
