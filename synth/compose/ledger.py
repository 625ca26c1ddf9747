"""Groups results by what they measure, and finds those that do not agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from synth.language.compare import matches
from synth.language.vocabulary import EntityKind, Sameness, dataset_name, entities, same_entity
from synth.language.words import squash
from synth.records import Paper, Result
from synth.records.ledger import Difference, DifferenceKind, Ledger, Measure

_Key = tuple[str, str, int | None]
_CONDITION = re.compile(r"greedy|CoT|T=[\d.]+|(?:\d+|few)-shot")
_LOCAL = re.compile(
    r"^(?:[+−–-]|w/|w/o|with |without |no |ours\b|full\b|base\b|baseline\b|random\b|oracle\b|human\b)", re.IGNORECASE
)
"""Names that mean something only inside their own paper."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a reader asks the ledger for; an empty field asks for everything."""

    model: str = ""
    dataset: str = ""
    metric: str = ""
    """May carry its k: "pass@10"."""
    k: int | None = None
    paper: str = ""
    """Part of the paper's id: an arXiv id with or without version, a DOI or a checksum."""

    def fits(self, result: Result) -> bool:
        """Whether a result is asked for."""
        metric, k = read_metric(self.metric)
        k = self.k if self.k is not None else k
        return (
            (not self.model or _is_model(self.model, result.method))
            and (not self.dataset or _is_dataset(self.dataset, result.dataset))
            and (not metric or squash(metric) == squash(result.metric))
            and (k is None or k == result.k)
            and (not self.paper or _is_paper(self.paper, result.paper))
        )

    @property
    def anything(self) -> bool:
        """Whether nothing in particular is asked for."""
        return not (self.model or self.dataset or self.metric or self.paper) and self.k is None


def read_metric(text: str) -> tuple[str, int | None]:
    """Canonical name of a metric and its k: ("pass@k", 10) for "Pass@10"."""
    found = [e for e in entities(text.strip()) if e.kind is EntityKind.METRIC]
    if len(found) == 1 and squash(found[0].text) == squash(text):
        return found[0].canonical, found[0].k
    return text.strip(), None


def _is_model(wanted: str, method: str) -> bool:
    """Whether a printed name is the model or one of its sizes; a name that says less than what is wanted is not."""
    sameness = same_entity(wanted, method)
    if sameness is Sameness.SAME:
        return True
    if sameness is Sameness.COMPATIBLE:
        return len(squash(method)) > len(squash(wanted))
    return any(same_entity(wanted, e.text) is Sameness.SAME for e in entities(method) if e.kind is EntityKind.METHOD)


def _is_dataset(wanted: str, dataset: str) -> bool:
    return squash(_plus(dataset_name(wanted) or wanted)) == squash(_plus(dataset))


def _plus(name: str) -> str:
    return name.replace("+", " plus")


def _is_paper(wanted: str, paper: str) -> bool:
    bare = re.sub(r"^(?:arxiv|doi|sha256):\s*", "", wanted.strip(), flags=re.IGNORECASE).lower()
    own = paper.partition(":")[2].lower() or paper.lower()
    return bool(bare) and (
        own == bare or re.fullmatch(rf"{re.escape(bare)}v\d+", own) is not None or own.startswith(bare)
    )


def make_ledger(
    results: Iterable[Result], papers: Sequence[Paper], wanted: Wanted, *, failed: Sequence[Paper] = ()
) -> Ledger:
    """The wanted results by what they measure, and every disagreement that one of them takes part in."""
    every = list(results)
    chosen = [result for result in every if wanted.fits(result)]
    keys: defaultdict[_Key, list[Result]] = defaultdict(list)
    for result in chosen:
        keys[_key(result)].append(result)
    measures = [
        Measure(dataset=dataset, metric=metric, k=k, results=tuple(sorted(found, key=_by_method)))
        for (dataset, metric, k), found in keys.items()
    ]
    measures.sort(key=lambda m: (-len(m.results), m.dataset.lower(), m.metric, m.k or 0))
    datasets = {result.dataset for result in chosen}
    related = [result for result in every if result.dataset in datasets]
    listed = {id(result) for result in chosen}
    open_metric = replace(wanted, metric="", k=None)
    differences = [d for d in find_differences(related, papers) if any(id(r) in listed for r in d.results)]
    return Ledger(
        papers=tuple(papers),
        failed=tuple(failed),
        measures=tuple(measures),
        differences=tuple(differences),
        total=len(every),
        unstated=sum(not result.metric and open_metric.fits(result) for result in every) if wanted.metric else 0,
    )


def _key(result: Result) -> _Key:
    return (result.dataset, result.metric, result.k)


def _by_method(result: Result) -> tuple[str, float, str]:
    return (squash(result.method), -result.value.value, result.paper)


def find_differences(results: Iterable[Result], papers: Sequence[Paper]) -> tuple[Difference, ...]:
    """Places that print different numbers for one model, dataset, metric, k and subset.

    Left out: doubtful tables, names that mean something only in their own table, and numbers whose settings are known
    to differ (greedy and sampled, 0-shot and 5-shot).
    """
    works = _works(papers)
    groups: defaultdict[tuple[object, ...], list[Result]] = defaultdict(list)
    for result in results:
        if "doubtful_table" in result.flags or not result.dataset or not result.method or _LOCAL.match(result.method):
            continue
        digits = tuple(sorted(re.findall(r"\d+", result.method)))
        groups[(result.dataset, _subset(result), digits)].append(result)
    found: list[Difference] = []
    for group in groups.values():
        for cluster in _clusters(group):
            found += _differences(cluster, works)
    found.sort(key=lambda d: (list(DifferenceKind).index(d.kind), d.dataset.lower(), d.metric, squash(d.method)))
    return tuple(found)


def _subset(result: Result) -> tuple[str, ...]:
    """What the number was taken on or under, but for conditions that papers often leave unsaid."""
    # "C++" and "C#" are two languages: signs count.
    said = {re.sub(r"[\s_.–-]+", "", word.casefold()) for word in result.setting if not _CONDITION.fullmatch(word)}
    return tuple(sorted(said))


def _clusters(group: Sequence[Result]) -> list[list[Result]]:
    """Results whose method has the same name; a size or release that only one of two names says tells them apart."""
    made: list[list[Result]] = []
    for result in group:
        home = next((c for c in made if same_entity(c[0].method, result.method) is Sameness.SAME), None)
        if home is None:
            made.append([result])
        else:
            home.append(result)
    return [cluster for cluster in made if len(cluster) > 1]


def _differences(cluster: Sequence[Result], works: dict[str, str]) -> list[Difference]:
    groups: dict[tuple[DifferenceKind, tuple[str, int | None]], dict[int, Result]] = {}
    for a, b in combinations(cluster, 2):
        if not _comparable(a, b) or matches(a.value, b.value) or _overlap(a, b):
            continue
        usual = _is_usual(a) and _is_usual(b)
        groups.setdefault((_kind(a, b, works), ("", None) if usual else (a.metric, a.k)), {}).update(
            {id(a): a, id(b): b}
        )
    found = []
    for (kind, _), apart in groups.items():
        inside = {r.paper for r in apart.values()}
        places = [
            r
            for r in cluster
            if id(r) in apart or (r.paper in inside and not any(_settings_differ(r, o) for o in apart.values()))
        ]
        places = [r for r in places if id(r) in apart or (r.metric, r.k) in {(o.metric, o.k) for o in apart.values()}]
        first = max(places, key=lambda r: bool(r.metric))
        found.append(
            Difference(
                kind=kind,
                method=first.method,
                dataset=first.dataset,
                metric=first.metric,
                k=first.k,
                results=tuple(sorted(places, key=lambda r: (r.paper, r.span.page if r.span else 0))),
                note=_note(kind, places),
            )
        )
    return found


def _comparable(a: Result, b: Result) -> bool:
    """Whether two numbers of one model on one dataset are of one metric, and no setting tells them apart."""
    if a.paper == b.paper and a.cell is None and b.cell is None:
        return False  # what a sentence leaves unsaid, its neighbours say
    same = (a.metric, a.k) == (b.metric, b.k)
    unstated = "" in (a.metric, b.metric) and all(_is_usual(r) for r in (a, b)) and a.paper != b.paper
    return (same or unstated) and not _settings_differ(a, b)


def _is_usual(result: Result) -> bool:
    """Whether a metric is the one that papers leave unsaid: the share solved at the first try."""
    return result.metric in ("", "accuracy") or (result.metric, result.k) == ("pass@k", 1)


def _overlap(a: Result, b: Result) -> bool:
    """Whether what is printed after ± makes the two numbers one."""
    spread = sum(r.uncertainty.value for r in (a, b) if r.uncertainty is not None)
    return spread > 0 and abs(a.value.value - b.value.value) <= spread


def _settings_differ(a: Result, b: Result) -> bool:
    mine, other = _conditions(a), _conditions(b)
    return any(mine[kind] != other[kind] for kind in mine.keys() & other.keys())


def _conditions(result: Result) -> dict[str, str]:
    """Conditions by what they choose; greedy decoding and a temperature choose the same thing."""
    found: dict[str, str] = {}
    for word in result.setting:
        if _CONDITION.fullmatch(word):
            kind = "shots" if word.endswith("-shot") else "prompt" if word == "CoT" else "decoding"
            found[kind] = "greedy" if word == "T=0" else word
    return found


def _kind(a: Result, b: Result, works: dict[str, str]) -> DifferenceKind:
    if a.paper == b.paper:
        return DifferenceKind.INSIDE
    return DifferenceKind.VERSIONS if works.get(a.paper) == works.get(b.paper, "-") else DifferenceKind.ACROSS


def _works(papers: Sequence[Paper]) -> dict[str, str]:
    """The work that each paper is a version of, by the paper's id."""
    return {
        paper.id: f"arxiv:{paper.arxiv.id}"
        if paper.arxiv
        else f"doi:{paper.doi.lower()}"
        if paper.doi
        else f"title:{squash(paper.title)}"
        for paper in papers
    }


def _note(kind: DifferenceKind, places: Sequence[Result]) -> str:
    said: list[str] = []
    if any("repeated" in r.flags for r in places):
        said.append("a place that cites another work may repeat that work's number")
    conditions = [frozenset(_conditions(r).items()) for r in places]
    if len(set(conditions)) > 1:
        said.append("not all places state their setting")
    if any(not r.metric for r in places):
        said.append(
            "the metric is not stated" if len({r.metric for r in places}) == 1 else "not all state their metric"
        )
    if kind is DifferenceKind.ACROSS and len(said) == 0:
        said.append("setting or release may differ")
    if kind is DifferenceKind.INSIDE and len(said) == 0:
        said.append("the same paper prints both")
    if kind is DifferenceKind.VERSIONS:
        said.insert(0, "versions of one paper")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."
