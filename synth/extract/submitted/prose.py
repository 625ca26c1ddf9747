"""Statements from running text: cited sentences, results, and list items that state one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from synth.extract.submitted.boilerplate import speaks_of_itself
from synth.extract.submitted.cut import cut_rows, dangles, ends_well
from synth.extract.submitted.draft import Draft
from synth.extract.submitted.outline import Outline
from synth.language.quantities import parse
from synth.language.vocabulary import entities
from synth.language.words import squash
from synth.records import Document, Quantity, Role, SectionKind, Sentence, SentenceKind, Span
from synth.records.audit import StatementKind

MIN_WORDS = 5
LEAST_WORDS = 3
"""For a sentence with a measured number: "It reaches 57.3%."."""
MAX_WORDS = 160
_ADDRESS = re.compile(r"\s*\(\s*https?://[^\s()]+\s*\)")
_CITES = re.compile(
    r"(?<![\w])\[\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|(?<=[\w.,;)\]])\[\^?\w{1,16}\]|\[\^[\w+-]{1,16}\]|https?://|\barXiv:"
    r"|\b10\.\d{4,9}/|[(\[][^()\[\]]*[A-Z][\w'’-]+[^()\[\]]*\b(?:19|20)\d\d[a-z]?\b[^()\[\]]*[)\]]"
    r"|[A-Z][\w'’-]+(?:\s+et\s+al\.?|\s+(?:and|&)\s+[A-Z][\w'’-]+)?,?\s+[(\[](?:19|20)\d\d[a-z]?[)\]]",
)
_EFFECT = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|improv\w+|degrad\w+|increas\w+|decreas\w+|reduc\w+|drops?|dropp\w+|declin\w+|"
    r"underperform\w*|hurts?|harms?|boosts?|gains?|deteriorat\w*|higher|lower|better|worse|best|worst|achiev\w+|reach\w*|"
    r"attain\w*|solv(?:e|es|ed)|scor(?:e|es|ed)|obtain\w*|yields?|leads? to|caus\w+|conflicts?|arises?|narrow\w*|"
    r"shows?|showed|demonstrat\w+|confirm\w*|finds?|found|reveal\w*|contains?|consists? of|compris\w+|includes?)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|do|did|can|may|must|will|would|remains?|uses?|used|needs?|takes?|"
    r"gives?|gave|makes?|shows?|reports?|depends?|scales?|rises?|rose|falls?|fell|grows?|\w{3,}(?:ed|izes?|ises?|ates?))\b",
    re.IGNORECASE,
)
_COLOURS = re.compile(
    r"^(?:Figure|Fig\.|Table|Section|Appendix)\s*[A-Z]?\d+\s*(?:shows|lists|gives|presents|summari)", re.I
)
_APPARATUS = re.compile(
    r"^(?:\d+\.?\s+)?(?:evidence|checks?|search log|(?:what was )?not checked\b.*|reviews?|reviewers|"
    r"quality (?:review|scores?))$",
    re.IGNORECASE,
)
"""Titles of sections in which a report proves or judges itself."""
_MEASURES = frozenset({Role.VALUE, Role.DELTA})


def prose_drafts(
    document: Document, outline: Outline, title: str, *, taken: Sequence[Span], regions: Sequence[str]
) -> list[Draft]:
    """Sentences and list items that state something, outside what tables have taken: places, or squashed words."""
    covered = sorted((span.start, span.end) for span in taken if span.end > span.start)
    starts = [start for start, _ in covered]
    seen: set[str] = set() if ends_well(title) else {squash(title)}  # a text without a title lends its first sentence
    drafts: list[Draft] = []
    items: dict[str, int] = {}
    groups = _lists(document, outline)
    for sentence in document.sentences:
        printed, at = outline.headless(sentence)
        index = bisect_right(starts, at) - 1
        inside = any(a < sentence.span.end and b > at for a, b in covered[max(index, 0) : index + 2])
        key = squash(printed)
        bullet = groups.get(at)
        place = outline.name(at)
        if bullet is not None and bullet.first:
            items[place] = items.get(place, 0) + 1
        inside = inside or any(key[:40] in region or key[-40:] in region for region in regions)
        if inside or key in seen or not states(sentence, bullet is not None, outline):
            continue
        seen.add(key)
        where = outline.where(at, sentence.span.page)
        if bullet is not None:
            where = f"{place or 'List'}, item {items.get(place, 1)}"
            where += f", page {sentence.span.page}" if outline.paged else ""
        text = _ADDRESS.sub("", printed.lstrip("•▪◦‣●■—– ")).strip()
        drafts.append(
            Draft(
                text=text,
                kind=StatementKind.BULLET if bullet is not None else StatementKind.SENTENCE,
                span=sentence.span if at == sentence.span.start else replace(sentence.span, start=at),
                where=where,
                at=at,
                citing=f"{printed} {_trailing(document, sentence)}",
                citations=sentence.citations,
                cut_off=bullet.cut if bullet is not None else _breaks_off(document, sentence),
            )
        )
    return drafts


class _Bullet:
    """What a sentence of a list item is to its item."""

    def __init__(self, *, first: bool, cut: bool) -> None:
        self.first, self.cut = first, cut


def _lists(document: Document, outline: Outline) -> dict[int, _Bullet]:
    """Sentences that stand in list items, by their offset; the last one of an item may be cut off."""
    text = document.text
    runs: list[list[Sentence]] = []
    for sentence in document.sentences:
        at = sentence.span.start
        if outline.is_item(sentence):
            runs.append([sentence])
        elif runs and "\n" not in text[runs[-1][-1].span.end : at] and runs[-1][-1].span.end <= at:
            runs[-1].append(sentence)
    out: dict[int, _Bullet] = {}
    for group in _neighbours(runs, text):
        cut = cut_rows([run[-1].text for run in group])
        for run, short in zip(group, cut, strict=True):
            long = len(run[-1].text) >= 60
            for number, sentence in enumerate(run):
                out[sentence.span.start] = _Bullet(first=number == 0, cut=sentence is run[-1] and short and long)
    return out


def _neighbours(runs: Sequence[list[Sentence]], text: str) -> Iterator[list[list[Sentence]]]:
    """Items of one list: nothing but blanks and signs between them."""
    group: list[list[Sentence]] = []
    for run in runs:
        if group and re.search(r"\w", text[group[-1][-1].span.end : run[0].span.start]):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def states(sentence: Sentence, bullet: bool, outline: Outline) -> bool:
    """Whether a sentence states something about the world that could be false."""
    text = _ADDRESS.sub("", sentence.text.strip()).strip()
    words = text.split()
    if not LEAST_WORDS <= len(words) <= MAX_WORDS or sentence.kind is not SentenceKind.BODY:
        return False
    section = outline.section(sentence.span.start)
    if section is not None and section.kind is SectionKind.REFERENCES and not ends_well(text):
        return False
    if section is not None and _APPARATUS.match(section.title):
        return False
    if (
        text.endswith(("?", ":", "？", "：", "?”", '?"'))
        or re.match(r"^\W*https?://\S+$", text)
        or speaks_of_itself(text)
    ):
        return False
    cites = bool(sentence.citations) or bool(_CITES.search(sentence.text))
    if not bullet and not cites and not ends_well(text) and not (len(words) >= 8 and dangles(text)):
        return False
    if _COLOURS.match(text):
        return False
    quantities = parse(text)
    if any(_measured(quantity) for quantity in quantities):
        return True
    effect = bool(_EFFECT.search(text))
    if len(words) < MIN_WORDS:
        return False
    if not effect and not _VERB.search(text):
        return False
    if cites:
        return True
    counted = any(q.role in (Role.COUNT, Role.SIZE) and (q.value >= 10 or q.unit) for q in quantities)
    return counted or (effect and bool(entities(text)))


def _measured(quantity: Quantity) -> bool:
    return quantity.role in _MEASURES and (bool(quantity.unit) or "." in quantity.raw or abs(quantity.value) >= 10)


def _trailing(document: Document, sentence: Sentence) -> str:
    """A citation that stands behind the full stop and was split off: "… of 57.3. [3]"."""
    after = document.text[sentence.span.end : sentence.span.end + 300]
    match = re.match(
        r"[ ]*(?:\[\^?[\w,;–\s-]{1,20}\]|\(\s*https?://[^\s()]+\s*\)|\([^()\n]{3,80}\d{4}[a-z]?\))+(?=\s|$)", after
    )
    return match[0].strip() if match else ""


def _breaks_off(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence ends its paragraph without ending."""
    last = document.text[sentence.span.end : sentence.span.end + 1] in {"", "\n"}
    return last and not ends_well(sentence.text) and dangles(sentence.text)
