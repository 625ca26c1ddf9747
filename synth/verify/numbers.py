"""The numeric part of the ladder: places that print the same number for the same thing, and cells that print another.

A number is contradicted only on exact ground: a cell whose paths name the same method and the same dataset, at the
same k. When the claimed number stands in a neighbouring cell, the message is `swapped_column` or `swapped_row`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from synth.language.compare import matches
from synth.language.words import content_words, squash
from synth.records import Claim, Correction, Evidence, Quantity, Relation, Role, Stance
from synth.verify.bind import Binding, Fit, bind_cell, bind_facts, specificity
from synth.verify.facts import Fact, facts
from synth.verify.places import CellPlace, TextPlace
from synth.verify.sources import Sources

KEEP = 2
"""Pieces of evidence kept for one number and relation."""


@dataclass(slots=True)
class NumberFinding:
    """What was found about one number of a claim."""

    fact: Fact
    support: list[Evidence] = field(default_factory=list)
    against: list[Evidence] = field(default_factory=list)
    """Cells of the claim's own paper that print another number for exactly this."""
    elsewhere: list[Evidence] = field(default_factory=list)
    """Other papers that print another number for exactly this."""
    correction: Correction | None = None
    explanation: str = ""

    def supported_by(self, *relations: Relation) -> bool:
        """Whether some support stands in one of these relations to the claim."""
        return any(evidence.relation in relations for evidence in self.support)


def required(claim: Claim) -> tuple[Fact, ...]:
    """The numbers of a claim that must find a second place: its results, else its changes, else its counts."""
    found = facts(claim.text, claim.quantities or None)
    for role in (Role.VALUE, Role.DELTA, Role.COUNT):
        chosen = tuple(fact for fact in found if fact.quantity.role is role)
        if role is Role.COUNT:
            chosen = tuple(fact for fact in chosen if specificity(fact.quantity) >= 1)
        if chosen:
            return chosen
    return ()


def support_in(claim: Claim, fact: Fact, sources: Sources) -> NumberFinding:
    """Look for places of the claim's own document that confirm one number, and at nothing else."""
    finding = NumberFinding(fact)
    _collect_support(claim, fact, content_words(claim.text), sources, finding, only=claim.span.document)
    return finding


def examine(claim: Claim, fact: Fact, sources: Sources) -> NumberFinding:
    """Look for places that confirm or contradict one number."""
    finding = NumberFinding(fact)
    words = content_words(claim.text)
    _collect_support(claim, fact, words, sources, finding)
    if claim.cell is None and fact.quantity.role is Role.VALUE:
        if not finding.supported_by(Relation.SAME_PAPER):
            _collect_against(claim, fact, sources, finding)
        _collect_elsewhere(claim, fact, sources, finding)
    return finding


def _collect_support(
    claim: Claim, fact: Fact, words: frozenset[str], sources: Sources, finding: NumberFinding, *, only: str = ""
) -> None:
    ranked: list[tuple[float, Evidence]] = []
    for place in sources.places.near_cells(fact.quantity):
        if only and place.document != only:
            continue
        if own_row(claim, place):
            continue
        how = matches(fact.quantity, place.quantity)
        if how is None:
            continue
        binding = bind_cell(fact, place)
        overlap = len(words & content_words(f"{place.row_text} {place.column_text} {place.table.caption}"))
        relation = sources.relation(claim.span.document, place.document)
        if _enough(fact, binding, relation, overlap / max(len(words), 1), overlap):
            evidence = sources.cell_evidence(
                place,
                stance=Stance.SUPPORTS,
                relation=relation,
                note=f"{address(place)} prints {place.cell.text}" + _how(how),
            )
            ranked.append((_strength(binding, overlap) + 0.5, evidence))
    for text_place in sources.places.near_texts(fact.quantity):
        if only and text_place.document != only:
            continue
        ranked += _text_support(claim, fact, words, text_place, sources)
    ranked.sort(key=lambda pair: (-pair[0], pair[1].paper, pair[1].page, pair[1].quote))
    for relation in (Relation.SAME_PAPER, Relation.INDEPENDENT, Relation.REPETITION):
        finding.support += [evidence for _, evidence in ranked if evidence.relation is relation][:KEEP]


def own_row(claim: Claim, place: CellPlace) -> bool:
    """Whether a cell stands in the row that the claim was read from."""
    cell = claim.cell
    return cell is not None and (place.table.id, place.row.path) == (cell.table, cell.row_path)


def _text_support(
    claim: Claim, fact: Fact, words: frozenset[str], place: TextPlace, sources: Sources
) -> list[tuple[float, Evidence]]:
    sentence = sources.documents[place.document].sentences[place.sentence]
    if place.document == claim.span.document and _overlap(sentence.span.start, sentence.span.end, claim):
        return []
    how = matches(fact.quantity, place.fact.quantity)
    if how is None or place.fact.quantity.role is not fact.quantity.role:
        return []
    binding = bind_facts(fact, place.fact)
    common = len(words & place.words)
    overlap = common / max(min(len(words), len(place.words)), 1)
    relation = sources.relation(claim.span.document, place.document)
    if not _enough(fact, binding, relation, overlap, common):
        return []
    evidence = sources.sentence_evidence(
        place.document,
        sentence,
        stance=Stance.SUPPORTS,
        relation=relation,
        note=f"says {place.fact.quantity.raw}" + _how(how),
    )
    return [(_strength(binding, common), evidence)] if evidence is not None else []


def _enough(fact: Fact, binding: Binding, relation: Relation, overlap: float, common: int) -> bool:
    """Whether an equal number at this place says the same thing: the commoner the number, the more must agree.

    Another paper has to name the method and the dataset: nothing of its context is shared.
    """
    if binding.conflict:
        return False
    if relation is not Relation.SAME_PAPER and not (binding.method > Fit.OPEN and binding.dataset > Fit.OPEN):
        return False
    special = specificity(fact.quantity)
    named = binding.named
    anchored = binding.method > Fit.OPEN or binding.dataset > Fit.OPEN  # a metric alone says little
    if special == 2:
        return (anchored and (common >= 2 or named >= 2)) or overlap >= 0.4
    if special == 1:
        return (named >= 2 and common >= 2) or (named >= 1 and overlap >= 0.35) or overlap >= 0.5
    return named >= 2 and overlap >= 0.4


def _strength(binding: Binding, common: int) -> float:
    return float(binding.method + binding.dataset + binding.metric) + min(common, 6) / 6


def _collect_against(claim: Claim, fact: Fact, sources: Sources, finding: NumberFinding) -> None:
    """The one cell of the same paper that is bound exactly to the fact, when it prints something else."""
    if not fact.sure or fact.method is None or fact.dataset is None:
        return
    own = sources.places.by_document.get(claim.span.document, [])
    bound = [
        place
        for place in sources.exactly(fact.method, fact.dataset).get(claim.span.document, ())
        if _same_kind(fact.quantity, place.quantity) and bind_cell(fact, place).exact
    ]
    if not bound or len({place.cell.text for place in bound}) > 1 or _matches_any(fact, bound):
        return  # nothing, or several settings that the claim does not tell apart
    place = bound[0]
    if _other_setting(claim, place):
        return
    kind, where = _swapped(fact, place, own)
    if not kind and not _near_miss(fact.quantity, place.quantity):
        return
    note = f"{address(place)} prints {place.cell.text}, not {fact.quantity.raw}"
    finding.against.append(
        sources.cell_evidence(place, stance=Stance.CONTRADICTS, relation=Relation.SAME_PAPER, note=note)
    )
    finding.correction = Correction(kind=kind or "number", text=_replace(claim, fact.quantity, place))
    finding.explanation = f"{note}{where}."


def _collect_elsewhere(claim: Claim, fact: Fact, sources: Sources, finding: NumberFinding) -> None:
    """Cells of other papers bound exactly to the fact: they disagree when nothing there prints its number."""
    if not fact.sure or fact.method is None or fact.dataset is None:
        return  # nothing is bound exactly to what is not named
    agreeing = {evidence.paper for evidence in finding.support}
    for document, exact in sources.exactly(fact.method, fact.dataset).items():
        if document == claim.span.document or sources.papers[document].id in agreeing:
            continue
        bound = [place for place in exact if _comparable(fact, place)]
        if not bound or len({place.cell.text for place in bound}) > 1:
            continue
        if _matches_any(fact, sources.places.by_document[document]):
            continue
        place = bound[0]
        if _other_setting(claim, place):
            continue
        finding.elsewhere.append(
            sources.cell_evidence(
                place,
                stance=Stance.CONTRADICTS,
                relation=sources.relation(claim.span.document, place.document),
                note=f"{address(place)} prints {place.cell.text}, not {fact.quantity.raw}",
            )
        )


def _comparable(fact: Fact, place: CellPlace) -> bool:
    if not _same_kind(fact.quantity, place.quantity):
        return False
    binding = bind_cell(fact, place)
    if not binding.exact:
        return False
    k = place.k
    if fact.metric is None and fact.k is None:
        return k in (None, 1)  # "reaches 41.8 on AIME" is an accuracy, or pass@1
    return binding.metric > Fit.OPEN and (k == fact.k if fact.k not in (None, 1) else k in (None, 1))


def _matches_any(fact: Fact, places: Sequence[CellPlace]) -> bool:
    """Whether some cell that may mean the same prints the claimed number."""
    return any(
        matches(fact.quantity, place.quantity) and (binding := bind_cell(fact, place)).method > Fit.OPEN
        and not binding.conflict
        for place in places
    )  # fmt: skip


_SETTINGS = re.compile(
    r"\b(?:greed\w+|sampl\w+|temperature|majority|voting|self-consistency|\d+-shot|few-shot|zero-shot|best-of|rerank\w*|"
    r"verifier|steps?|epochs?|iterations?|turns?|archive|again|reproduc\w+|rerun|according|authors of|reported by|"
    r"(?:train|test|dev|hard|easy|full|medium) (?:set|split)|training set|on average|average)\b",
    re.IGNORECASE,
)


def _other_setting(claim: Claim, place: CellPlace) -> bool:
    """Whether claim and cell name conditions that the other does not: then both may be right."""
    context = f"{place.row_text} {place.column_text} {place.table.caption} {' '.join(place.table.notes)}".lower()
    named = {match.group().lower() for match in _SETTINGS.finditer(claim.text)}
    if any(word[:5] not in context for word in named):
        return True
    said = squash(claim.text)
    label = re.split(r"[\s,;()/+]+", place.row.path[-1] if place.row.path else "")
    return any(
        squash(word) not in said for word in label if squash(word) and word.lower() not in ("ours", "our", "the")
    )


def _swapped(fact: Fact, place: CellPlace, own: Sequence[CellPlace]) -> tuple[str, str]:
    """Whether the claimed number stands in the same row under another column, or in the same column of another row."""
    for other in own:
        if other.table.id != place.table.id or other is place or not matches(fact.quantity, other.quantity):
            continue
        if other.row is place.row:
            return "swapped_column", f"; {fact.quantity.raw} stands in the same row under {other.column_text}"
        if other.cell.column == place.cell.column:
            return "swapped_row", f"; {fact.quantity.raw} stands in the same column in the row {other.row_text}"
    return "", ""


def _near_miss(claimed: Quantity, printed: Quantity) -> bool:
    """A slip of the pen rather than another setting: one digit changed, two exchanged, or a close value."""
    a, b = claimed.raw.strip("%+-− "), printed.raw.strip("%+-− ")
    if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= 2:
        return True
    return abs(claimed.value - printed.value) <= 0.05 * max(abs(printed.value), 1.0)


def _same_kind(left: Quantity, right: Quantity) -> bool:
    """Whether two numbers could be readings of one measurement: both decimals, or both on the scale of per cent."""
    if right.role is not Role.VALUE:
        return False
    return ("." in left.raw) == ("." in right.raw) or left.unit == right.unit == "%"


def _replace(claim: Claim, quantity: Quantity, place: CellPlace) -> str:
    text = claim.text
    if text[quantity.start : quantity.end] != quantity.raw:
        return f"{address(place)} prints {place.cell.text}."
    new = place.quantity.raw
    if quantity.raw.endswith("%") and not new.endswith("%"):
        new += "%"
    return text[: quantity.start] + new + text[quantity.end :]


def exchanged(text: str, first: Quantity, second: Quantity) -> str:
    """`text` with two of its numbers in each other's place; offsets of both are into `text`."""
    early, late = sorted((first, second), key=lambda quantity: quantity.start)
    between = text[early.end : late.start]
    return text[: early.start] + late.raw + between + early.raw + text[late.end :]


def address(place: CellPlace) -> str:
    """A cell as a reader would name it, ending in a comma."""
    label = place.table.label or "a table"
    row = " › ".join(part for part in place.row.path if part) or "a row"
    column = " › ".join(part for part in place.table.header_paths[place.cell.column] if part) or "a column"
    return f"{label}, row “{row}”, column “{column}”,"


def _how(how: str) -> str:
    return {"equal": "", "rounded": " (equal after rounding)", "si_suffix": " (the same number written out)",
            "fraction_percent": " (as a fraction)"}.get(how, f" ({how.replace('_', ' ')})")  # fmt: skip


def _overlap(start: int, end: int, claim: Claim) -> bool:
    return start < claim.span.end and claim.span.start < end
