"""How the paper measures: evaluation modes, benchmarks, metrics, sampling settings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from synth.card.lines import Line, best
from synth.card.signals.people import RATERS
from synth.card.signals.rules import by_rules, made, missing, printed, rule
from synth.language.vocabulary import Entity, EntityKind, entities
from synth.records import CardField, Document, FieldValue, Quote, SectionKind, Span, Table

_JUDGE = r"(?:GPT-?4\w*|GPT-?3\.5|ChatGPT|Claude|Gemini|LLMs?|language models?|Llama[\w-]*)"
_MODES = (
    rule(
        "human evaluation",
        rf"\b(?:human|manual|expert) (?:evaluations?|assessments?|judge?ments?|grading|ratings?)\b|\bhand-?grad\w+|"
        rf"\bgrade[ds]?\b.{{0,60}}\bby hand\b|"
        rf"\b(?:ask|hire|recruit|employ|request|use)(?:e?d|ing|"
        rf"s)?\b.{{0,40}}\b{RATERS}\b.{{0,60}}\b(?:evaluat|judge|label|rate|score|assess)\w*|"
        rf"\b{RATERS}\b (?:then )?(?:judge|evaluate|rate|score)\b",
    ),
    rule(
        "LLM judge",
        rf"\bLLM-as-a-judge\b|\b{_JUDGE}[\w.-]*\b.{{0,40}}\b(?:as (?:a |an |the )?(?:judges?|"
        rf"judgers?|evaluators?|graders?))|"
        rf"\b(?:judged|evaluated|rated|scored|graded) (?:by|with|using) {_JUDGE}|\bGPT-?4 (?:automatic )?evaluation",
        anyone=True,
    ),
    rule("LLM judge", rf"\b{_JUDGE}[\w.-]*\b.{{0,40}}\bto (?:evaluate|judge|assess|rate|score|grade)\b"),
    rule(
        "agentic",
        r"\bagentic (?:evaluations?|tasks?|benchmarks?|coding)\b|\bSWE-?[Bb]ench\b|"
        r"\b(?:WebArena|AgentBench|OSWorld|GAIA|ToolBench|τ-bench|tau-bench)\b|"
        r"\btool-integrated (?:reasoning|RL)\b",
        weak=True,
        anyone=True,
    ),
)
_FILTERS = re.compile(
    r"\b(?:filter\w*|remov\w+|pass rate|difficulty|select\w*|curat\w+|training data)\b", re.IGNORECASE
)
"""Words of a model that sorts training data rather than answers."""
_EVALUATES = re.compile(
    r"\b(?:evaluat\w+|report\w*|measur\w+|achiev\w+|comput\w+|metrics?|outperform\w*|assess\w*|scor\w+|use)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:introduce|present|propose|release|construct|build|create|"
    r"collect)\w*\b(?: and release)? (?:a |an |the |our )?"
    r"(?:new |novel )?(?P<name>[A-Z][A-Za-z]*[A-Z][\w-]*)(?P<rest>.{0,90})"
)
_IS_SET = re.compile(
    r"\b(?:benchmark|dataset|data set|evaluation suite|test ?set|test ?bed|collection of|corpus)\b", re.IGNORECASE
)
_LISTED = re.compile(
    r"(?<![\w-])(?P<name>(?:[A-Z][a-z]+ )?[A-Z][A-Za-z]*[A-Z0-9][\w+-]*)(?= ?(?:\([A-Z][\w. ]+,? (?:and [A-Z]\w+,? |"
    r"et al\.,? )?(?:19|20)\d\d\w?\)|\[\d))"
)
_ON_SETS = re.compile(r"\b(?:benchmarks?|datasets?|data sets?|test ?sets?|corpora)\b", re.IGNORECASE)

_MODELS = re.compile(r"\b(?:models?|methods?|baselines?|systems?|tools?|algorithms?)\b", re.IGNORECASE)
_NEAR = 160
"""Characters before a name in which a list of datasets begins."""

_RESULT_KINDS = frozenset({SectionKind.RESULTS, SectionKind.ABSTRACT, SectionKind.CONCLUSION, SectionKind.METHOD})
_ENOUGH = 2
"""Mentions among results after which a name counts, where neither the abstract nor a table has it."""
_MOST = 14

_TEMPERATURE = re.compile(
    r"\b(?:temperatures?(?: settings?)?(?: of| is| to| =| at| both)?(?: either)?|T ?=|"
    r"T ?∗ ?=)\s*(?:\(?T\)? ?)?(?:=|≈|set to)?\s*(?P<value>[01](?:\.\d+)?)(?![\d%])",
    re.IGNORECASE,
)
_TOP_P = re.compile(
    r"\btop[-_ ]?p(?: ?value)?\b(?: of| is| to| =|"
    r"=)?(?: both)?(?: set)?(?: to)?\s*=?\s*(?P<value>[01](?:\.\d+)?)(?![\d%])",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:temperature|T) and top[-_ ]?p\b.{0,30}?\b(?P<value>[01](?:\.\d+)?)(?![\d%])", re.IGNORECASE)
_GREEDY = re.compile(r"\bgreedy(?: decoding| search| sampling)?\b", re.IGNORECASE)
_SAMPLES = re.compile(
    r"\b(?P<value>\d{1,4}) (?:samples|responses|solutions|completions|generations|outputs|"
    r"rollouts) (?:per|for each|for every|a) (?:problem|question|prompt|task|query|sample)",
    re.IGNORECASE,
)


def evaluation_modes(lines: Sequence[Line], metrics: CardField) -> CardField:
    """Automatic metrics, people, a language model as judge, agents."""
    measured = [line for line in lines if line.kind is not SectionKind.METHOD or not _FILTERS.search(line.text)]
    found = by_rules("evaluation_modes", "Evaluation modes", _MODES, measured)
    values = list(found.values)
    if metrics.values:
        shown = tuple(quote for value in metrics.values[:2] for quote in value.evidence[:1])
        values.insert(0, FieldValue(text="automatic metrics", evidence=shown))
    places = sum(len(value.evidence) for value in values)
    return made("evaluation_modes", "Evaluation modes", values, places=places) if values else found


def benchmarks(document: Document, lines: Sequence[Line]) -> CardField:
    """Datasets and benchmarks that the paper is measured on or brings."""
    name, title = "benchmarks", "Benchmarks and datasets"
    values = _named(document, lines, EntityKind.DATASET, lambda entity: entity.canonical)
    known = {value.text.casefold() for value in values}
    for text, places in (*_introduced(lines).items(), *_cited_sets(lines).items()):
        if text.casefold() not in known and not any(e.kind is EntityKind.DATASET for e in entities(text)):
            known.add(text.casefold())
            values.append(FieldValue(text=text, evidence=best(places)))
    values = [one for one in values if not any(_of_a_year(other.text, one.text) for other in values)]
    return made(name, title, values[:_MOST], places=len(values)) if values else missing(name, title)


def _of_a_year(text: str, name: str) -> bool:
    """Whether a name is that of another without its year: "AIME" beside "AIME 2024"."""
    return re.fullmatch(rf"{re.escape(name)} ?(?:19|20)\d\d", text) is not None


def metrics(document: Document, lines: Sequence[Line]) -> CardField:
    """What is reported."""
    name, title = "metrics", "Reported metrics"
    values = _named(document, lines, EntityKind.METRIC, _metric)
    more = [
        line
        for line in lines
        if line.own and _MORE_METRICS.search(line.text) and re.search(r"metric|nDCG|score", line.text)
    ]
    if more:
        values.append(FieldValue(text="MAP", evidence=best(more)))
    # "AIME24avg@32", as the head of a column runs data set and metric together
    values = [one for one in values if not any(_ends_with(one.text, other.text) for other in values)]
    return made(name, title, values[:_MOST], places=len(values)) if values else missing(name, title)


def _ends_with(text: str, metric: str) -> bool:
    return "@" in metric and re.fullmatch(rf"[A-Z]\w*{re.escape(metric)}", text) is not None and text != metric


def sampling(lines: Sequence[Line]) -> CardField:
    """Temperature, top-p, greedy decoding, samples per problem."""
    name, title = "sampling", "Sampling settings"
    read = [line for line in lines if line.kind is not SectionKind.RELATED]
    found: dict[str, list[Line]] = {}
    for label, pattern in (("temperature", _TEMPERATURE), ("top-p", _TOP_P), ("temperature", _BOTH), ("top-p", _BOTH)):
        for value, places in printed(pattern, read, lambda m, _, label=label: f"{label} {m['value']}").items():  # type: ignore[misc]
            found.setdefault(value, []).extend(places)
    for value, places in printed(_GREEDY, read, lambda _m, _l: "greedy").items():
        found[value] = places
    for value, places in printed(_SAMPLES, read, lambda m, _: f"{m['value']} samples a problem").items():
        found[value] = places
    if not found:
        return missing(name, title)
    ranked = sorted(found.items(), key=lambda item: (min(line.order for line in item[1]), -len(item[1])))
    values = [FieldValue(text=text, evidence=best(places)) for text, places in ranked[:_MOST]]
    return made(name, title, values, places=sum(map(len, found.values())))


_MORE_METRICS = re.compile(r"(?<![\w-])MAP(?![\w@-])")
"""Names that are metrics only beside a word that says so."""


def _metric(entity: Entity) -> str:
    if entity.k is None:
        return entity.canonical
    return re.sub(r"@k\b", f"@{entity.k}", entity.canonical)


def _named(document: Document, lines: Sequence[Line], kind: EntityKind, say: object) -> list[FieldValue]:
    """Names of one kind in the abstract, in tables, or often among results; the commonest first."""
    spoken: dict[str, list[Line]] = {}
    weight: Counter[str] = Counter()
    sure: set[str] = set()
    for line in lines:
        if line.kind in (SectionKind.RELATED, SectionKind.INTRODUCTION) and not line.own:
            continue
        for entity in entities(line.text):
            if entity.kind is not kind:
                continue
            name = say(entity)  # type: ignore[operator]
            spoken.setdefault(name, []).append(line)
            if line.kind in _RESULT_KINDS or line.where == "caption":
                weight[name] += 1
            if line.kind is SectionKind.ABSTRACT or (line.own and _EVALUATES.search(line.text)):
                sure.add(name)
    tabled = _tabled(document, kind, say)
    names = [name for name in {*spoken, *tabled} if name in sure or name in tabled or weight[name] >= _ENOUGH]
    names.sort(key=lambda name: (name not in sure, -(weight[name] + 3 * (name in tabled)), name))
    return [FieldValue(text=name, evidence=best(spoken.get(name, ())) or tabled[name]) for name in names]


def _tabled(document: Document, kind: EntityKind, say: object) -> dict[str, tuple[Quote, ...]]:
    """Names in headers of tables, quoted with the header."""
    found: dict[str, tuple[Quote, ...]] = {}
    for table in document.tables:
        for path in table.header_paths:
            for part in path:
                for entity in entities(part):
                    if entity.kind is kind:
                        found.setdefault(say(entity), (_header(document, table, path),))  # type: ignore[operator]
    return found


def _header(document: Document, table: Table, path: Sequence[str]) -> Quote:
    span = Span(document=document.id, page=table.box.page, boxes=(table.box,))
    return Quote(text=" › ".join(path), span=span, section=table.label, where="table")


def _introduced(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Benchmarks that the paper itself brings."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.own and line.where == "body" and line.kind is not SectionKind.RELATED:
            for match in _INTRODUCES.finditer(line.text):
                if _IS_SET.search(match["rest"]):
                    found.setdefault(match["name"].rstrip("-"), []).append(line)
    return found


def _cited_sets(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Names with a citation behind a word for datasets, in a sentence about the paper's own evaluation."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if not line.own or line.kind is SectionKind.RELATED or line.where == "footnote":
            continue
        for match in _LISTED.finditer(line.text):
            before = line.text[max(0, match.start() - _NEAR) : match.start()]
            spoken = [one.end() for one in _ON_SETS.finditer(before)]
            named = any(one.kind is EntityKind.METHOD for one in entities(match["name"]))
            if spoken and not named and not _MODELS.search(before[spoken[-1] :]):
                found.setdefault(match["name"], []).append(line)
    return found
