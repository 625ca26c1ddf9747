"""SciFact dev: claims against abstracts, with the abstract given and with the abstracts to be found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.bench.labels import SCIFACT, Answer, answer
from synth.bench.outcome import Figure, Miss, Outcome, Sheet
from synth.bench.scitab import claim_only
from synth.bench.scores import Rate, bootstrapped, f1, macro_f1
from synth.bench.world import World
from synth.errors import InputError
from synth.index import HybridIndex, passages_of
from synth.records import Document, Page, Paper, PassageKind, Section, SectionKind, Sentence, Span
from synth.verify.direction import NEAREST, contradicts

FOLDER = "claims/scifact"
TWO = (Answer.SUPPORTED, Answer.REFUTED)
HALF = 0.5
DEPTH = 3
"""Abstracts that open retrieval reads for a claim, as the set's authors do."""


@dataclass(frozen=True, slots=True)
class Item:
    """A claim and what each of its abstracts says about it."""

    number: int
    text: str
    gold: dict[str, Answer]
    """By abstract; those that were cited and say neither are `NOT_ENOUGH`."""


def read_items(path: Path) -> list[Item]:
    """The claims of the file; InputError where it is none of SciFact's."""
    try:
        entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [_item(entry) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no SciFact file: {error}", hint="give the folder of the SciFact authors") from None


def _item(entry: dict[str, Any]) -> Item:
    gold = {str(name): Answer.NOT_ENOUGH for name in entry.get("cited_doc_ids", ())}
    for name, sets in entry["evidence"].items():
        gold[str(name)] = SCIFACT[sets[0]["label"]]
    return Item(int(entry["id"]), str(entry["claim"]), gold)


def as_document(entry: dict[str, Any]) -> tuple[Document, Paper]:
    """An abstract as a parser would give it; the title is its first sentence, since nothing else names the subject."""
    name = str(entry["doc_id"])
    texts = [str(entry["title"]), *map(str, entry["abstract"])]
    sentences, offset = [], 0
    for text in texts:
        sentences.append(
            Sentence(text=text, span=Span(document=name, page=1, start=offset, end=offset + len(text)), section=0)
        )
        offset += len(text) + 1
    whole = " ".join(texts)
    document = Document(
        id=name,
        sha256="",
        parser="scifact",
        text=whole,
        pages=(Page(number=1, width=0, height=0, text=whole),),
        sections=(Section(title="Abstract", kind=SectionKind.ABSTRACT, end=len(whole)),),
        sentences=tuple(sentences),
    )
    return document, Paper(id=f"scifact:{name}", title=texts[0])


def run_scifact(world: World) -> Outcome:
    """Judge the claims and count."""
    items = read_items(world.file(f"{FOLDER}/claims_dev.jsonl"))
    lines = world.file(f"{FOLDER}/corpus.jsonl").read_text(encoding="utf-8").splitlines()
    corpus = {str(entry["doc_id"]): as_document(entry) for entry in map(json.loads, lines)}
    whole = world.limit is None or world.limit >= len(items)
    if not whole:
        import random

        items = random.Random(f"{world.seed}:scifact").sample(items, world.limit or 0)
    given, misses = _given(items, corpus, world)
    sheets = [given]
    if whole:  # the index of all abstracts takes minutes where their embeddings are not yet known
        sheets.append(_open(items, corpus, world))
    note = (
        "Label only: the abstract is given or found, its sentences of evidence are not asked for. What the judge "
        "leaves open is a miss of the gold label. The judge uses no language model; where a statement has no "
        "number, it can only tell near-equal wording from clashing wording. The judge that has to choose guesses "
        "there, by the directions of the four nearest sentences; its ten weights were fitted on the training claims of "
        "the set (cross-validated there: 69). Intervals: 95%, bootstrap over claims; "
        "Wilson for shares."
    )
    return Outcome(name="scifact", title="SciFact dev", sheets=tuple(sheets), notes=(note,), misses=tuple(misses))


def _given(items: Sequence[Item], corpus: dict[str, tuple[Document, Paper]], world: World) -> tuple[Sheet, list[Miss]]:
    pairs = [(item, name, label) for item in items for name, label in item.gold.items() if name in corpus]
    found: list[Answer] = []
    blind: list[Answer] = []
    guessed: list[Answer] = []
    misses: list[Miss] = []
    for count, (item, name, label) in enumerate(pairs, start=1):
        judge = world.judge([corpus[name]])
        _, verdict = judge.judge(item.text, (corpus[name][1].id,))
        found.append(answer(verdict.label))
        blind.append(answer(judge.judge(item.text, ())[1].label))
        guessed.append(found[-1] if found[-1] in TWO else _guess(item.text, corpus[name][0], world))
        if label in TWO and found[-1] is not label:
            misses.append(
                Miss(
                    kind="decided" if found[-1] in TWO else "open",
                    wanted=label.value,
                    got=f"{verdict.label}/{verdict.reason}",
                    text=item.text,
                    explanation=verdict.explanation,
                    where=f"abstract {name}",
                )
            )
        world.progress("judging SciFact claims", count, len(pairs))
    gold = [label for _, _, label in pairs]
    claims = [item.number for item, _, _ in pairs]
    guesses = [claim_only(item.text) for item, _, _ in pairs]
    columns = (
        "judge", "n", "support/contradict macro-F1", "F1 support", "F1 contradict", "decided", "decided and right",
        "three classes macro-F1, n " + str(len(pairs)),
    )  # fmt: skip
    rows = tuple(
        (name, *_figures(gold, answers, claims))
        for name, answers in (
            ("judge that has to choose", guessed),
            ("judge", found),
            ("claim only: the same judge without the abstract", blind),
            ("claim only: a negation says contradict", guesses),
            ("majority: support", [Answer.SUPPORTED] * len(pairs)),
        )
    )
    misses.sort(key=lambda miss: miss.kind)
    return Sheet(title="Abstract given, in percent", columns=columns, rows=rows), misses


def _guess(text: str, document: Document, world: World) -> Answer:
    """Support or contradict, by the directions of the sentences that are nearest in meaning."""
    sentences = [sentence.text for sentence in document.sentences]
    vectors = world.embedder.embed([text, *sentences])
    nearest = (-(vectors[1:] @ vectors[0])).argsort(kind="stable")[:NEAREST]
    opposite = contradicts(text, [sentences[int(i)] for i in nearest])
    return Answer.REFUTED if opposite > HALF else Answer.SUPPORTED


def _figures(gold: Sequence[Answer], found: Sequence[Answer], claims: Sequence[int]) -> tuple[Figure, ...]:
    two = [i for i, label in enumerate(gold) if label in TWO]
    a, b, who = [gold[i] for i in two], [found[i] for i in two], [claims[i] for i in two]
    macro = bootstrapped(len(two), lambda at: macro_f1([a[i] for i in at], [b[i] for i in at], TWO), groups=who)
    decided = [i for i in range(len(two)) if b[i] in TWO]
    closed = [Answer.NOT_ENOUGH if one is Answer.OPEN else one for one in found]
    three = macro_f1(gold, closed, (*TWO, Answer.NOT_ENOUGH))
    return (
        len(two),
        macro,
        f"{100 * f1(a, b, Answer.SUPPORTED):.1f}",
        f"{100 * f1(a, b, Answer.REFUTED):.1f}",
        Rate(len(decided), len(two)),
        Rate(sum(a[i] is b[i] for i in decided), len(decided)),
        f"{100 * three:.1f}",
    )


def _open(items: Sequence[Item], corpus: dict[str, tuple[Document, Paper]], world: World) -> Sheet:
    """Abstract-level precision, recall and F1 of (claim, abstract, label) over the whole corpus."""
    world.progress("indexing abstracts", 0, 1)
    index = HybridIndex.build((p for document, _ in corpus.values() for p in passages_of(document)), world.embedder)
    index.prepare(item.text for item in items)
    said = right = named = wanted = found_wanted = 0
    for count, item in enumerate(items, start=1):
        hits = index.search(item.text, limit=4 * DEPTH, kinds=(PassageKind.TEXT,))
        names = list(dict.fromkeys(hit.passage.document for hit in hits))[:DEPTH]
        evidence = {name: label for name, label in item.gold.items() if label in TWO}
        wanted += len(evidence)
        found_wanted += len(evidence.keys() & set(names))
        for name in names:
            _, verdict = world.judge([corpus[name]]).judge(item.text, (corpus[name][1].id,))
            got = answer(verdict.label)
            said += got in TWO
            named += got in TWO and name in evidence
            right += got in TWO and evidence.get(name) is got
        world.progress("judging found abstracts", count, len(items))
    precision, recall = Rate(right, said), Rate(right, wanted)
    total = said + wanted
    return Sheet(
        title=f"Open: the {DEPTH} best of {len(corpus)} abstracts",
        columns=("n", "abstracts with evidence found", "precision", "recall", "F1", "precision, label aside"),
        rows=(
            (
                len(items),
                Rate(found_wanted, wanted),
                precision,
                recall,
                f"{100 * 2 * right / total if total else 0.0:.1f}",
                Rate(named, said),
            ),
        ),
    )
