"""Errors planted in a paper's own sentence: does the ladder, which reads the paper alone, still call it supported?

A claim of a report is quoted from its paper, so that an error of the paper itself is what could be passed on. One
sentence of a paper is changed, on its page too; the claim that is extracted from it should not be supported, and the
claim of the untouched sentence should not be contradicted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from synth.bench.items import Made, Pair
from synth.bench.outcome import Miss, Outcome, Sheet
from synth.bench.pairs import synthetic_pairs
from synth.bench.scores import Rate
from synth.bench.world import ORIGIN, LazyIndex, Papers, World
from synth.extract.candidates import sentence_candidates
from synth.language.words import locate
from synth.protocols import Retriever
from synth.records import Claim, Document, Paper, Verdict, VerdictLabel
from synth.verify import Verifier

_L = VerdictLabel
_REFUTED = (_L.CONTRADICTED, _L.IMPOSSIBLE)


@dataclass(frozen=True, slots=True)
class Planted:
    """The claims of a sentence and of its changed twin, with their verdicts."""

    pair: Pair
    true: tuple[Claim, Verdict]
    false: tuple[Claim, Verdict]


def plant(document: Document, pair: Pair) -> Document | None:
    """The document with the changed sentence in the place of the true one; None where its page does not print it."""
    sentence = document.sentences[pair.sentence]
    pages = []
    for page in document.pages:
        if page.number == sentence.span.page:
            at = locate(sentence.text, page.text)
            if at is None:
                return None
            page = replace(page, text=page.text[: at[0]] + pair.false + page.text[at[1] :])
        pages.append(page)
    changed = replace(sentence, text=pair.false)
    sentences = (*document.sentences[: pair.sentence], changed, *document.sentences[pair.sentence + 1 :])
    return replace(document, pages=tuple(pages), sentences=sentences)


def planted(papers: Papers, world: World, *, seed: int, per_kind: int) -> list[Planted]:
    """Plant and judge: one error a paper at a time, all papers at once."""
    pairs = [p for p in synthetic_pairs(papers, seed=seed, per_kind=per_kind) if p.made is Made.COPIED]
    index = LazyIndex(papers, world.embedder)
    untouched = Verifier(papers, index, ORIGIN)
    true = {
        (pair.paper, pair.sentence): _judged(untouched, document, paper, pair.sentence)
        for document, paper in papers
        for pair in pairs
        if pair.paper == paper.id
    }
    out: list[Planted] = []
    rounds = list(_rounds(pairs))
    for number, chosen in enumerate(rounds, start=1):
        out += _round(chosen, papers, true, index)
        world.progress("planting errors", number, len(rounds))
    return out


def _round(
    chosen: dict[str, Pair],
    papers: Papers,
    true: dict[tuple[str, int], tuple[Claim, Verdict] | None],
    index: Retriever,
) -> Iterator[Planted]:
    changed: list[tuple[Document, Paper]] = []
    for document, paper in papers:
        pair = chosen.get(paper.id)
        made = plant(document, pair) if pair is not None else None
        changed.append((made or document, paper))
    judge = Verifier(changed, index, ORIGIN)
    for (document, paper), (before, _) in zip(changed, papers, strict=True):
        pair = chosen.get(paper.id)
        if pair is None or document is before:
            continue
        first, second = true[pair.paper, pair.sentence], _judged(judge, document, paper, pair.sentence)
        if first is not None and second is not None:
            yield Planted(pair, first, second)


def _rounds(pairs: Sequence[Pair]) -> Iterator[dict[str, Pair]]:
    """The first pair of every paper, then the second of every paper, and so on."""
    waiting = list(pairs)
    while waiting:
        chosen: dict[str, Pair] = {}
        for pair in waiting:
            chosen.setdefault(pair.paper, pair)
        yield chosen
        taken = set(map(id, chosen.values()))
        waiting = [pair for pair in waiting if id(pair) not in taken]


def _judged(judge: Verifier, document: Document, paper: Paper, sentence: int) -> tuple[Claim, Verdict] | None:
    candidate = next(sentence_candidates(document, paper, [sentence], Counter()), None)
    return None if candidate is None else (candidate.claim, judge.verify(candidate.claim))


def run_planted(world: World) -> Outcome:
    """Plant, judge, and count."""
    papers = world.read_papers()
    found = planted(papers, world, seed=world.seed, per_kind=world.per_kind)
    rows = []
    for name, ones in (
        *((kind, [one for one in found if one.pair.kind == kind]) for kind in _kinds(found)),
        ("all", found),
    ):
        false, true = [one.false[1].label for one in ones], [one.true[1].label for one in ones]
        rows.append(
            (
                name,
                len(ones),
                Rate(sum(label is _L.SUPPORTED for label in false), len(false)),
                Rate(sum(label in _REFUTED for label in false), len(false)),
                Rate(sum(label is _L.SUPPORTED for label in true), len(true)),
                Rate(sum(label in _REFUTED for label in true), len(true)),
            )
        )
    columns = ("kind", "pairs", "planted: supported", "planted: contradicted", "true: supported", "true: contradicted")
    return Outcome(
        name="planted",
        title="Errors planted in papers",
        sheets=(Sheet(title="Claims of changed and of untouched sentences", columns=columns, rows=tuple(rows)),),
        notes=(
            f"{len(found)} sentences of {len({one.pair.paper for one in found})} papers with one error each; seed "
            f"{world.seed}. The rest of the paper is as it was: what it says nowhere else can only stay open.",
        ),
        misses=tuple(_misses(found)),
    )  # fmt: skip


def _kinds(found: Sequence[Planted]) -> list[str]:
    return sorted({one.pair.kind for one in found})


def _misses(found: Sequence[Planted]) -> Iterator[Miss]:
    for one in found:
        for wrong, wanted, (claim, verdict) in (
            (one.false[1].label is _L.SUPPORTED, "not supported", one.false),
            (one.true[1].label in _REFUTED, "no contradiction", one.true),
        ):
            if wrong:
                yield Miss(
                    kind=one.pair.kind,
                    wanted=wanted,
                    got=f"{verdict.label}/{verdict.reason}",
                    text=claim.text,
                    explanation=f"{verdict.explanation} [{one.pair.paper}; true: {one.pair.true}]",
                    where=one.pair.where,
                )
