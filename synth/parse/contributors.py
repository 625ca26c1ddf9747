"""Authors that a paper lists at its end: "Full author list in Contributions" on page 1 says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.parse.layout import Line, PageLayout
from synth.parse.names import is_person

_POINTS_TO = re.compile(r"\bauthors?\s+list\b.{0,40}\bcontribut", re.IGNORECASE)
_OPENS = re.compile(r"^(?:\d+\.?\s+)?(?:contribut(?:ions?|ors)|author list)\b", re.IGNORECASE)
_CLOSES = re.compile(r"^(?:affiliations?|acknowledge?ments?|references|appendix)\b", re.IGNORECASE)
_MARKS = re.compile(r"[\d,*∗†‡§¶\s]+$")


def listed_contributors(pages: Sequence[PageLayout]) -> tuple[str, ...]:
    """People named under "Contributions", each once, in order; empty where page 1 does not point there."""
    if not pages or not _POINTS_TO.search(" ".join(pages[0].text.split())):
        return ()
    for page in reversed(pages[1:]):
        starts = [i for i, line in enumerate(page.lines) if _OPENS.match(line.text) and len(line.words) <= 4]
        if starts:
            people = _people(page.lines[starts[0] + 1 :])
            if len(people) >= 3:
                return people
    return ()


def _people(lines: Sequence[Line]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    pending = ""
    for line in lines:
        if _CLOSES.match(line.text):
            break
        text = " ".join(word.text for word in line.words if not word.superscript)
        if line.bold:  # a role: "Project Lead", "Algorithm"
            pending = ""
            continue
        parts = [_MARKS.sub("", part).strip() for part in re.split(r"\s*,\s*", f"{pending} {text}".strip())]
        # A name may run over the end of the line: "Hang / Zhu".
        pending = parts.pop() if parts and len(parts[-1].split()) == 1 else ""
        found.update(dict.fromkeys(part for part in parts if is_person(part)))
    return tuple(found)
