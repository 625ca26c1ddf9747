"""What follows from a card's fields: how far to trust it, what it is good for, what to do next. Sums are shown."""

from __future__ import annotations

from collections.abc import Sequence

from synth.records import (
    CardFacet,
    CardField,
    CardStatement,
    ChecklistItem,
    Document,
    FieldStatus,
    Level,
    Paper,
    Points,
    Quote,
    Rating,
    VerdictLabel,
)

DOUBTFUL = 0.5
"""Confidence below which a table refutes nothing."""
_HIGH, _MODERATE = 70.0, 40.0
_SHARE = {FieldStatus.FOUND: 1.0, FieldStatus.PARTIAL: 0.5, FieldStatus.NOT_REPORTED: 0.0, FieldStatus.MISSING: 0.0}
_WEIGHTS = {
    "evaluation_modes": 15,
    "benchmarks": 15,
    "metrics": 15,
    "quality_controls": 15,
    "human_feedback": 8,
    "rater_population": 8,
    "expertise": 4,
    "sampling": 8,
    "code": 5,
    "data": 4,
    "compute": 3,
}
"""What a field is worth to research on evaluation; together 100."""
_FOLLOWED = ("sampling", "model_sizes", "code", "data", "compute")
"""Fields that somebody needs who does it again."""
_HUMAN = ("human_feedback", "rater_population", "expertise")

_CHECKLIST = (
    ("Human feedback protocol is explicit", ("human_feedback", "rater_population")),
    ("Evaluation mode is explicit", ("evaluation_modes",)),
    ("Quality control reporting appears", ("quality_controls",)),
    ("Benchmark or dataset anchors are present", ("benchmarks",)),
    ("Metric reporting is present", ("metrics",)),
    ("Sampling settings are stated", ("sampling",)),
    ("Code or data can be had", ("code", "data")),
)


def usefulness(signals: Sequence[CardField]) -> Rating:
    """0 to 100: each field with its weight, whole where it is found, half where it is partial."""
    known = {field.name: field for field in signals}
    parts = tuple(
        Points(
            name=known[name].title,
            points=weight * _SHARE[known[name].status],
            of=weight,
            reason=known[name].status.value.replace("_", " "),
        )
        for name, weight in _WEIGHTS.items()
    )
    return _rating(parts)


def evidence_quality(signals: Sequence[CardField], document: Document) -> Rating:
    """How well the card's fields are shown: by what, how often, and how much of the paper was read."""
    held = [field for field in signals if field.values]
    mean = sum(field.confidence for field in held) / len(held) if held else 0.0
    places = sum(len(value.evidence) for field in held for value in field.values)
    pages = len(document.pages)
    read = 1 - len(document.failures) / pages if pages else 0.0
    return _rating(
        (
            Points(
                name="Fields with evidence",
                points=round(40 * len(held) / len(signals), 1) if signals else 0.0,
                of=40,
                reason=f"{len(held)} of {len(signals)} fields",
            ),
            Points(
                name="Firmness of the fields",
                points=round(30 * mean, 1),
                of=30,
                reason=f"mean confidence {mean:.2f}, {places} quoted places",
            ),
            Points(
                name="Paper read",
                points=round(30 * read, 1),
                of=30,
                reason=f"{pages - len(document.failures)} of {pages} pages, full text",
            ),
        )
    )


def trust(signals: Sequence[CardField], document: Document, statements: Sequence[CardStatement]) -> Rating:
    """How far the paper's own numbers and protocol can be followed."""
    known = {field.name: field for field in signals}
    verdicts = [one.verdict for one in statements if one.verdict is not None]
    verified = sum(verdict.verified for verdict in verdicts)
    wrong = sum(v.label in (VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE) for v in verdicts)
    sure = sum(table.confidence >= DOUBTFUL for table in document.tables)
    tables = len(document.tables)
    followed = [known[name].title for name in _FOLLOWED if known[name].status is FieldStatus.FOUND]
    controls = known["quality_controls"]
    return _rating(
        (
            Points(
                name="Statements that a second place bears out",
                points=round(max(0.0, 35 * (verified - wrong) / len(verdicts)), 1) if verdicts else 0.0,
                of=35,
                reason=f"{verified} of {len(verdicts)} verified, {wrong} contradicted",
            ),
            Points(
                name="Tables read without doubt",
                points=round(20 * sure / tables, 1) if tables else 0.0,
                of=20,
                reason=f"{sure} of {tables} tables",
            ),
            Points(
                name="Can be done again",
                points=round(25 * len(followed) / len(_FOLLOWED), 1),
                of=25,
                reason=f"stated: {', '.join(followed).lower() or 'nothing'}",
            ),
            Points(
                name="Quality controls",
                points=20 * _SHARE[controls.status],
                of=20,
                reason=", ".join(value.text for value in controls.values) or "none found",
            ),
        )
    )


def _rating(parts: tuple[Points, ...]) -> Rating:
    score = round(sum(part.points for part in parts), 1)
    level = Level.HIGH if score >= _HIGH else Level.MODERATE if score >= _MODERATE else Level.LOW
    return Rating(level=level, score=score, parts=parts)


def checklist(signals: Sequence[CardField]) -> tuple[ChecklistItem, ...]:
    """Pass or gap, with the reason and where the paper shows it."""
    known = {field.name: field for field in signals}
    return tuple(_item(title, [known[name] for name in names]) for title, names in _CHECKLIST)


def _item(title: str, fields: Sequence[CardField]) -> ChecklistItem:
    together = len(fields) > 1 and fields[0].name == "human_feedback"
    there = [field for field in fields if field.status is FieldStatus.FOUND]
    if there and (len(there) == len(fields) or not together):
        named = "; ".join(f"{field.title.lower()}: {_values(field)}" for field in there)
        return ChecklistItem(title=title, passed=True, reason=named, quote=there[0].values[0].evidence[0])
    gap = next(field for field in fields if field.status is not FieldStatus.FOUND)
    shown: Quote | None = gap.evidence[0] if gap.evidence else None
    return ChecklistItem(title=title, passed=False, reason=f"{gap.title.lower()}: {gap.note}", quote=shown)


def _values(field: CardField, most: int = 4) -> str:
    texts = [value.text for value in field.values]
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")


def best_use(useful: Rating, believed: Rating) -> str:
    """What the paper is good for, one sentence."""
    if useful.level is Level.HIGH:
        return "A reference for an evaluation protocol: most of what a reader needs of it is stated and quoted below."
    if useful.level is Level.MODERATE and believed.level is not Level.LOW:
        return "A source of results and of parts of a protocol; take what is missing from another paper."
    return "Background: too little of the protocol is stated to build on it alone."


def weakness(useful: Rating) -> str:
    """The part that costs most."""
    worst = max(useful.parts, key=lambda part: part.of - part.points)
    return f"{worst.name}: {worst.reason}" if worst.points < worst.of else "none of the fields is wanting"


_SHORT, _LONG = 6, 14
"""Words of a title that can be a part of a query, and that are a query."""


def actions(signals: Sequence[CardField], statements: Sequence[CardStatement], document: Document) -> tuple[str, ...]:
    """What a reader should do before relying on the paper."""
    known = {field.name: field for field in signals}
    made: list[str] = []
    for one in statements:
        if one.verdict and one.verdict.label in (VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE):
            made.append(
                f"Page {one.quote.page}: a stated number does not agree with the paper itself; open its evidence."
            )
    doubtful = [table.label or "a table without a label" for table in document.tables if table.confidence < DOUBTFUL]
    if doubtful:
        made.append(f"Look at {', '.join(doubtful)} on the page: the reading is in doubt and was not used to refute.")
    if any(known[name].values for name in _HUMAN) and known["rater_population"].status is not FieldStatus.FOUND:
        made.append("Ask the authors who the raters were: people judged, and the paper does not say who.")
    if known["sampling"].status is FieldStatus.MISSING and "pass@k" in {v.text for v in known["metrics"].values}:
        made.append("Find the sampling settings before comparing pass@k: the paper does not state them.")
    if known["code"].status is FieldStatus.FOUND:
        where = known["code"].values[0]
        address = f"{where.text}, " if "." in where.text else ""
        made.append(f"Check the released code against the stated settings ({address}page {where.evidence[0].page}).")
    if known["benchmarks"].values and known["metrics"].values:
        made.append(
            f'Compare its figures with other papers: synth ledger --dataset "{known["benchmarks"].values[0].text}".'
        )
    return tuple(made)


def caveats(signals: Sequence[CardField], document: Document, paper: Paper) -> tuple[str, ...]:
    """What the card cannot know."""
    made = [
        "Fields are read by rules from the full text; a field marked missing may be said in "
        "words that the rules do not know.",
        "Confidence is the firmness of the rule's evidence, no probability.",
    ]
    if document.failures:
        made.append(f"{len(document.failures)} pages could not be read.")
    for notice in paper.notices:
        made.append(f"{notice.source} says of this paper: {notice.kind.value.replace('_', ' ')}.")
    silent = [field.title.lower() for field in signals if field.status is FieldStatus.MISSING]
    if silent:
        made.append(f"Nothing was found on: {', '.join(silent)}.")
    return tuple(made)


def queries(paper: Paper, signals: Sequence[CardField], facets: Sequence[CardFacet]) -> tuple[str, ...]:
    """Searches that lead on from the paper."""
    known = {field.name: field for field in signals}
    sets = [value.text for value in known["benchmarks"].values]
    measures = [value.text for value in known["metrics"].values]
    head = paper.title.partition(":")[0].strip()
    short = len(head.split()) <= _SHORT
    made = [head if short else " ".join(paper.title.split()[:_LONG])]
    if sets and measures:
        made.append(f"{sets[0]} {measures[0]}")
    made += [f"{name} contamination" for name in sets[:1]]
    if known["human_feedback"].values:
        made.append(f"{known['human_feedback'].values[0].text} inter-annotator agreement")
    if short and any(facet.name == "limitations" and facet.statements for facet in facets):
        made.append(f"{head} limitations")
    return tuple(dict.fromkeys(made))
