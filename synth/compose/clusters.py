"""Results of one model on one dataset, and which of their numbers can be compared.

Equal numbers are taken together before they are compared, so that a baseline that a thousand papers print costs as many
comparisons as it has different numbers, and not a million.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from synth.language.compare import matches
from synth.language.identity import entity_key
from synth.language.words import squash
from synth.records import Paper, Result

CONDITION = re.compile(r"greedy|CoT|T=[\d.]+|(?:\d+|few)-shot")
_LOCAL = re.compile(
    r"^(?:[+−–-]|w/|w/o|with |without |no |ours\b|full\b|base\b|baseline\b|random\b|oracle\b|human\b)", re.IGNORECASE
)
"""Names that mean something only inside their own paper."""


def clusters(results: Iterable[Result]) -> Iterator[list[Result]]:
    """Results of the same model on the same dataset and subset, two or more.

    A size or release that only one of two names says tells them apart. Left out: doubtful tables, and names that mean
    something only in their own table.
    """
    groups: defaultdict[tuple[object, ...], list[Result]] = defaultdict(list)
    for result in results:
        if "doubtful_table" in result.flags or not result.dataset or not result.method or _LOCAL.match(result.method):
            continue
        key = entity_key(result.method)
        if key is not None:
            digits = tuple(sorted(re.findall(r"\d+", result.method)))
            groups[(result.dataset, _subset(result), digits, key)].append(result)
    yield from (group for group in groups.values() if len(group) > 1)


def _subset(result: Result) -> tuple[str, ...]:
    """What the number was taken on or under, but for conditions that papers often leave unsaid."""
    # "C++" and "C#" are two languages: signs count.
    said = {re.sub(r"[\s_.–-]+", "", word.casefold()) for word in result.setting if not CONDITION.fullmatch(word)}
    return tuple(sorted(said))


@dataclass(slots=True)
class Printed:
    """One number of a cluster, and the places that print it."""

    first: Result
    conditions: dict[str, str]
    places: list[Result] = field(default_factory=list)


def numbers_of(cluster: Sequence[Result]) -> list[Printed]:
    """The different numbers of a cluster under their metric and conditions, in the order in which they occur."""
    found: dict[tuple[object, ...], Printed] = {}
    for result in cluster:
        value, spread = result.value, result.uncertainty
        conditions = conditions_of(result)
        key = (
            *(result.metric, result.k, value.value, value.half_width, value.unit, value.role, _suffix(value.raw)),
            *(spread.value if spread else None, tuple(sorted(conditions.items()))),
        )
        if key not in found:
            found[key] = Printed(result, conditions)
        found[key].places.append(result)
    return list(found.values())


def _suffix(raw: str) -> str:
    return raw[-1:] if raw[-1:].isalpha() else ""


def conditions_of(result: Result) -> dict[str, str]:
    """Conditions by what they choose; greedy decoding and a temperature choose the same thing."""
    found: dict[str, str] = {}
    for word in result.setting:
        if CONDITION.fullmatch(word):
            kind = "shots" if word.endswith("-shot") else "prompt" if word == "CoT" else "decoding"
            found[kind] = "greedy" if word == "T=0" else word
    return found


def settings_differ(mine: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two places are known to have chosen differently."""
    return any(mine[kind] != other[kind] for kind in mine.keys() & other.keys())


def same_measure(a: Result, b: Result) -> bool:
    """Whether two numbers are of one metric and k."""
    return (a.metric, a.k) == (b.metric, b.k)


def unstated(a: Result, b: Result) -> bool:
    """Whether one of two numbers leaves its metric unsaid and may be of the other's."""
    return "" in (a.metric, b.metric) and is_usual(a) and is_usual(b)


def is_usual(result: Result) -> bool:
    """Whether a metric is the one that papers leave unsaid: the share solved at the first try."""
    return result.metric in ("", "accuracy") or (result.metric, result.k) == ("pass@k", 1)


def agree(a: Result, b: Result) -> bool:
    """Whether two numbers are one, by rounding or by what is printed after ±."""
    if matches(a.value, b.value):
        return True
    spread = sum(r.uncertainty.value for r in (a, b) if r.uncertainty is not None)
    return spread > 0 and abs(a.value.value - b.value.value) <= spread


def works_of(papers: Sequence[Paper]) -> dict[str, str]:
    """The work that each paper is a version of, by the paper's id."""
    return {
        paper.id: f"arxiv:{paper.arxiv.id}"
        if paper.arxiv
        else f"doi:{paper.doi.lower()}"
        if paper.doi
        else f"title:{squash(paper.title)}"
        for paper in papers
    }
