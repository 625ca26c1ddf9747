"""Whom a sentence speaks of: lines of a table by their labels, by parts of them, as "our model" or as all others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synth.language.words import STOP_WORDS, normalise
from synth.language.wordset import word_set
from synth.verify.tabular.values import narrowed
from synth.verify.tabular.view import Mention, View

_OWN = re.compile(
    r"\b(?:our|the proposed|this|the present|the suggested)\s+(?:\w+\s+){0,2}?(?:models?|"
    r"methods?|approach(?:es)?|systems?|"
    r"framework|architecture|network|technique|algorithm)\b|\bours\b|\b[Ww]e\b",
    re.IGNORECASE,
)
_OWN_LABEL = re.compile(r"\b(?:ours?|this work|this paper|proposed|our)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:all|any|every|both|each)(?: of)?(?: the)?(?: other| previous| existing| competing|"
    r" prior| published)*\s+(?:\w+\s+){0,2}?"
    r"(?:models?|methods?|baselines?|systems?|approach(?:es)?|competitors?|variants?|"
    r"techniques?|counterparts?|ones|others)\b|"
    r"\b(?:the )?(?:other|others|remaining|previous|existing|competing|prior|compared|strong|"
    r"various)\s+(?:\w+\s+){0,2}?"
    r"(?:models?|methods?|baselines?|systems?|approach(?:es)?|competitors?|work|results?|variants?|techniques?)\b|"
    r"\b(?:the )?baselines\b|\beverything else\b|\bthe others\b|"
    r"\b(?:the )?(?:previous )?(?:state[- ]of[- ]the[- ]art|SOTA)\b",
    re.IGNORECASE,
)
_BASELINE = re.compile(r"\b(?:the )?(?:\w+ )?baseline(?: model| system| method)?\b", re.IGNORECASE)
_BASELINE_LABEL = re.compile(r"\b(?:baseline|base|vanilla|original|plain)\b", re.IGNORECASE)
_WITHOUT = re.compile(
    r"\b(?:without|removing|w/o|excluding|removal of|ablating|dropping|disabling|(?:if|when) we remove|no)\s+"
    r"(?:the |using |any |our )?(?P<what>[\w+./@-]+(?:[ -][\w+./@-]+){0,3})",
    re.IGNORECASE,
)
_WITHOUT_LABEL = re.compile(
    r"^\W*(?:[-–−]|w/o|without|no|minus|excl\.?|remove)\s*(?P<what>.+)$|.*\b(?:w/o|without)\b\s*(?P<part>.+)$", re.I
)
_COMMON = STOP_WORDS | word_set(
    "model models method methods performance score scores results result accuracy dataset datasets data training test "
    "set sets task tasks best better higher lower all other approach system systems baseline baselines using use used "
    "two three one first second large small full single average total number based"
)
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[-@][a-z0-9]+)*|\d+(?:\.\d+)?[a-z]+")
_REFERENCE_ROWS = re.compile(r"\b(?:human|oracle|upper[- ]?bound|gold|ceiling|random|majority|chance)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of the sentence that names lines of one axis."""

    start: int
    end: int
    lines: frozenset[int]
    exact: bool = False
    """Whether a whole label says it."""
    others: bool = False
    """Whether it means all lines but those that it is set against."""
    own: bool = False


def named(text: str, view: View, *, rows: bool) -> list[Named]:
    """Lines of the rows, or of the columns, that `text` names, in reading order."""
    exact = narrowed(view.row_mentions(text) if rows else view.column_mentions(text))
    labels = view.row_labels if rows else view.column_labels
    lines = view.rows if rows else view.columns
    found = [Named(m.start, m.end, m.lines, exact=m.whole) for m in exact]
    taken = [(m.start, m.end) for m in (*view.row_mentions(text), *view.column_mentions(text))]
    found += _ablated(text, labels, lines, taken)
    found += _partial(text, labels, lines, taken)
    if rows or not view.rows:
        found += _general(text, view, labels, lines, taken)
    return sorted(found, key=lambda one: (one.start, one.end))


def competitors(view: View, *, rows: bool) -> frozenset[int]:
    """Lines that compete with each other: not those of humans, oracles and chance."""
    labels = view.row_labels if rows else view.column_labels
    lines = view.rows if rows else view.columns
    return frozenset(line for line in lines if not any(_REFERENCE_ROWS.search(part) for part in labels[line]))


def own_lines(view: View, *, rows: bool) -> frozenset[int]:
    """The line of "our model": called ours, else the last one, where most of its cells are bold."""
    table, lines = view.table, view.rows if rows else view.columns
    paths = [row.path for row in table.rows] if rows else table.header_paths
    if called := frozenset(line for line in lines if any(_OWN_LABEL.search(part) for part in paths[line])):
        return called
    if not rows or len(lines) < 2:
        return frozenset()
    last = lines[-1]
    cells = [place.cell for place in view.places if place.row is table.rows[last]]
    bold = sum(cell.bold for cell in cells)
    return frozenset({last}) if cells and bold * 2 > len(cells) else frozenset()


def base_lines(view: View, mine: frozenset[int], *, rows: bool) -> frozenset[int]:
    """What some lines are built on.

    That is their name without the part that was added, the whole where a part was taken away, the baseline, or else the
    first line.
    """
    labels = view.row_labels if rows else view.column_labels
    lines = [line for line in (view.rows if rows else view.columns) if line not in mine]
    last = {line: labels[line][-1] if labels[line] else "" for line in (*lines, *mine)}
    if any(_WITHOUT_LABEL.match(last[line]) for line in mine):
        whole = [line for line in lines if not _WITHOUT_LABEL.match(last[line])]
        own = own_lines(view, rows=rows) - mine
        return own or frozenset(whole[:1])
    added = frozenset(line for line in lines for one in mine if last[line] and _added(last[one], last[line]))
    if added:
        longest = max(len(last[line]) for line in added)
        return frozenset(line for line in added if len(last[line]) == longest)
    bases = frozenset(line for line in lines if any(_BASELINE_LABEL.search(part) for part in labels[line]))
    return bases or frozenset(lines[:1])


def _added(longer: str, shorter: str) -> bool:
    """Whether a label says another one with something added: "BERT + CRF", "w/ CRF"."""
    return len(longer) > len(shorter) and bool(
        re.match(rf"{re.escape(shorter.strip())}\s*(?:\+|w/|with|&)", longer, re.IGNORECASE)
    )


def _ablated(
    text: str, labels: Sequence[Sequence[str]], lines: Iterable[int], taken: list[tuple[int, int]]
) -> list[Named]:
    found = []
    for match in _WITHOUT.finditer(text):
        wanted = _tokens(match["what"])
        hit = frozenset(
            line
            for line in lines
            for part in labels[line][-1:]
            if (m := _WITHOUT_LABEL.match(part)) and (said := _tokens(m["what"] or m["part"] or "")) and said & wanted
        )
        if hit:
            taken.append(match.span())
            found.append(Named(match.start(), match.end(), hit, exact=True))
    return found


def _partial(
    text: str, labels: Sequence[Sequence[str]], lines: Sequence[int], taken: Sequence[tuple[int, int]]
) -> list[Named]:
    """Words that stand in the labels of some lines and not of all."""
    where: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        for part in labels[line]:
            for token in _tokens(part):
                where[token].add(line)
    found = []
    lowered = normalise(text)
    for match in _WORD.finditer(lowered):
        hit = where.get(match[0], set()) if match[0] not in _COMMON and len(match[0]) > 1 else set()
        if hit and not (len(lowered) == len(text) and _distinctive(text, match)):
            continue
        if hit and len(hit) < len(lines) and not any(match.start() < e and s < match.end() for s, e in taken):
            found.append(Named(match.start(), match.end(), frozenset(hit)))
    return _joined(found)


def _distinctive(text: str, match: re.Match[str]) -> bool:
    """Whether a word looks like a name: capitals inside the sentence, digits, or a hyphen."""
    word = text[match.start() : match.end()]
    if any(char.isdigit() for char in word) or word[1:] != word[1:].lower():
        return True
    return (
        word[:1].isupper()
        and match.start() > 0
        and text[match.start() - 1] == " "
        and text[match.start() - 2] not in ".:"
    )


def _joined(found: list[Named]) -> list[Named]:
    """Neighbouring words that meet in some lines name those together."""
    out: list[Named] = []
    for one in found:
        if out and one.start - out[-1].end <= 2 and out[-1].lines & one.lines:
            last = out.pop()
            one = Named(last.start, one.end, last.lines & one.lines)
        out.append(one)
    return out


def _general(
    text: str, view: View, labels: Sequence[Sequence[str]], lines: Sequence[int], taken: list[tuple[int, int]]
) -> list[Named]:
    """Our model, the baseline, all others."""
    found = []

    def free(match: re.Match[str]) -> bool:
        return not any(match.start() < end and start < match.end() for start, end in taken)

    for match in _OTHERS.finditer(text):
        if free(match):
            taken.append(match.span())
            found.append(Named(match.start(), match.end(), frozenset(), others=True))
    bases = frozenset(line for line in lines if any(_BASELINE_LABEL.search(part) for part in labels[line]))
    for match in _BASELINE.finditer(text):
        if free(match) and bases:
            taken.append(match.span())
            found.append(Named(match.start(), match.end(), bases))
    own = own_lines(view, rows=True)
    for match in _OWN.finditer(text):
        if free(match) and own:
            taken.append(match.span())
            found.append(Named(match.start(), match.end(), own, own=True))
    return found


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(normalise(text))) - STOP_WORDS


__all__ = ["Mention", "Named", "competitors", "named", "own_lines"]
