"""Tables of claims that reached the text as running words: each row ends with its marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from synth.extract.submitted.outline import Outline
from synth.extract.submitted.sheet import Sheet, SheetRow
from synth.language.words import squash
from synth.records import Document, Span

_NAME = r"(?:Verified|Status|Verdict|Confidence|Score|Support(?:ed)?|Label|Rating)"
_RUN_HEADER = re.compile(
    rf"(?<!\w)(?:Claims?|Statements?|Findings?)(?P<names>(?:\s+{_NAME}){{1,3}})\s+"
    rf"(?!(?:{_NAME}|Source|Paper|Reference|Citation|Evidence|Study|Work)s?\s)(?=\S)"
)
_MARK = (
    r"(?:[×✗✘✓✔☑☒√]|(?i:x|yes|no|true|false|supported|unsupported|contradicted|refuted|verified|unverified|partial))"
)
_NUMBER = r"(?:[01]?\.\d{1,3}|\d{1,3}%|[01](?=\s|$))"
_NUMERIC_NAMES = frozenset({"confidence", "score", "rating"})


def run_together(document: Document, outline: Outline) -> Iterator[Sheet]:
    """Such tables in the running text."""
    begins = [sentence.span.start for sentence in document.sentences]
    for header in _RUN_HEADER.finditer(document.text):
        names = header["names"].split()
        section = outline.section(header.start())
        end = section.end if section is not None and section.end > header.end() else len(document.text)
        rows = []
        for match in _row_pattern(names).finditer(document.text, header.end(), end):
            claim = " ".join(match["claim"].split())
            span = _covered(document, begins, match.start("claim"), match.end("claim"))
            marks = tuple(match.groups()[1:])
            rows.append(SheetRow(cells=(claim, *marks), span=span, starts=(match.start("claim"),) * (1 + len(marks))))
        if len(rows) >= 2:
            yield Sheet(
                header=("Claim", *names), rows=tuple(rows), at=header.start(), heading=outline.name(header.start())
            )


def printed_claims(document: Document, outline: Outline) -> Iterator[Sheet]:
    """Such tables in the words of the pages, where the parser has lost their rows; the spans name the page."""
    printed, starts = "", []
    for page in document.pages:
        starts.append(len(printed))
        printed += re.sub(r"\A\s*\d{1,3}\s*\n|\n\s*\d{1,3}\s*\Z", "\n", page.text) + "\n"
    known = set(re.findall(r"\w+", document.text.lower()))
    for header in _RUN_HEADER.finditer(printed):
        names = header["names"].split()
        end = re.compile(r"^(?:\d+\.?\s+)?(?:references|bibliography)\s*$", re.I | re.M).search(printed, header.end())
        matches = list(_row_pattern(names).finditer(printed, header.end(), end.start() if end else len(printed)))
        if len(matches) < 2:
            continue
        heading = outline.title_on_page(bisect_right(starts, header.start()), [header[0].split()[0]])
        at = next((s.end for s in document.sections if heading and s.title.endswith(heading)), len(document.text))
        rows = []
        for match in matches:
            span = Span(document=document.id, page=bisect_right(starts, match.start("claim")))
            marks = tuple(match.groups()[1:])
            rows.append(
                SheetRow(cells=(_joined(match["claim"], known), *marks), span=span, starts=(-1,) * (1 + len(marks)))
            )
        region = squash(printed[header.start() : matches[-1].end()])
        yield Sheet(header=("Claim", *names), rows=tuple(rows), at=at, heading=heading, region=region)


def _row_pattern(names: Sequence[str]) -> re.Pattern[str]:
    shapes = [_NUMBER if name.lower() in _NUMERIC_NAMES else _MARK for name in names]
    ending = r"\s+".join(f"({shape})" for shape in shapes)
    return re.compile(rf"(?P<claim>\S[\s\S]{{14,1200}}?)\s+{ending}(?=\s|$)")


def _joined(text: str, known: set[str]) -> str:
    """Lines joined; a word that was parted at a line's end is made whole where the report has it whole elsewhere."""

    def join(match: re.Match[str]) -> str:
        whole = match[1] + match[2]
        return whole if whole.lower() in known else f"{match[1]}-{match[2]}"

    return " ".join(re.sub(r"(\w+)[-‐]\s*\n\s*(\w+)", join, text).split())


def _covered(document: Document, begins: Sequence[int], start: int, end: int) -> Span:
    """Span of a stretch of the text, with the boxes of the sentences that it cuts; `begins` are their offsets."""
    near = document.sentences[max(bisect_right(begins, start) - 1, 0) : bisect_right(begins, end)]
    inside = [s.span for s in near if s.span.start < end and s.span.end > start]
    boxes = tuple(dict.fromkeys(box for span in inside for box in span.boxes))
    return Span(document=document.id, page=inside[0].page if inside else 1, boxes=boxes, start=start, end=end)
