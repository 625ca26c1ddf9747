"""SciTab dev: claims about one table each, judged against the table and its caption alone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synth.bench.labels import DECIDED, SCITAB, Answer, answer
from synth.bench.outcome import Figure, Miss, Outcome, Sheet
from synth.bench.scores import Rate, bootstrapped, macro_f1
from synth.bench.world import World
from synth.errors import InputError
from synth.language.words import negated
from synth.parse.markup.blocks import Grid, GridCell
from synth.parse.markup.grids import make_table
from synth.records import Document, Page, Paper, Sentence, SentenceKind, Span, content_id

FILE = "claims/scitab_dev/sci_tab_dev.json"
THREE = (Answer.SUPPORTED, Answer.REFUTED, Answer.NOT_ENOUGH)
TWO = (Answer.SUPPORTED, Answer.REFUTED)

_MARKUP = re.compile(r"\[(?:BOLD|ITALIC|EMPTY|UNDERLINE)\]|</?[a-z]+[^>]*>|\\xa0")
_BOLD = re.compile(r"\[BOLD\]|<bold>")
_LABEL = re.compile(r"^table\s+(?P<number>[\w.]+?)\s*[:.]\s*", re.IGNORECASE)


def read_items(path: Path) -> list[dict[str, Any]]:
    """The entries of the file; InputError where it is none of SciTab's."""
    try:
        items = json.loads(path.read_text(encoding="utf-8"))
        wanted = {"claim", "label", "table_caption", "table_column_names", "table_content_values", "paper_id"}
        if not isinstance(items, list) or any(not wanted <= set(item) for item in items):
            raise ValueError("entries without claim, label or table")
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} is no SciTab file: {error}", hint="give the JSON file of the SciTab authors"
        ) from None
    return items


def as_document(item: dict[str, Any]) -> tuple[Document, Paper]:
    """The table and its caption as a paper of their own, read by the rules that read tables of web pages."""
    caption = _plain(str(item["table_caption"]))
    name = content_id("d", "scitab", caption, item["table_column_names"], item["table_content_values"])
    head = [GridCell(text=_plain(text), header=True) for text in item["table_column_names"]]
    body = [
        [GridCell(text=_plain(text), bold=bool(_BOLD.search(text))) for text in row]
        for row in item["table_content_values"]
    ]
    found = _LABEL.match(caption)
    label = f"Table {found['number']}" if found else "Table 1"
    table = make_table(Grid(rows=[head, *body], head=1, label=label, caption=caption), name, 1)
    lines = ["\t".join(cell.text for cell in row) for row in (head, *body)]
    text = "\n".join((caption, *lines))
    sentence = Sentence(
        text=caption,
        span=Span(document=name, page=1, start=0, end=len(caption)),
        section=-1,
        kind=SentenceKind.CAPTION,
    )
    document = Document(
        id=name,
        sha256="",
        parser="scitab",
        text=text,
        pages=(Page(number=1, width=0, height=0, text=text),),
        sentences=(sentence,) if caption else (),
        tables=(table,) if table else (),
    )
    return document, Paper(id=f"scitab:{name}", title=str(item.get("paper", "")))


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", text).split())


def claim_only(text: str) -> Answer:
    """A guess from the words of the claim alone: a negation says refuted. It knows no table."""
    return Answer.REFUTED if negated(text) else Answer.SUPPORTED


def run_scitab(world: World) -> Outcome:
    """Judge the claims and count."""
    items = read_items(world.file(FILE))
    if world.limit is not None and world.limit < len(items):
        import random

        items = random.Random(f"{world.seed}:scitab").sample(items, world.limit)
    gold = [SCITAB[item["label"]] for item in items]
    found: list[Answer] = []
    blind: list[Answer] = []
    guessed: list[Answer] = []
    misses: list[Miss] = []
    for count, item in enumerate(items, start=1):
        document, paper = as_document(item)
        judge = world.judge([(document, paper)])
        _, verdict = judge.judge(item["claim"], (paper.id,))
        found.append(answer(verdict.label))
        blind.append(answer(judge.judge(item["claim"], ())[1].label))
        guessed.append(answer(judge.lean(item["claim"], paper.id)))
        if found[-1] is not gold[count - 1]:
            misses.append(
                Miss(
                    kind="decided" if found[-1] in DECIDED else "open",
                    wanted=gold[count - 1].value,
                    got=f"{verdict.label}/{verdict.reason}",
                    text=item["claim"],
                    explanation=verdict.explanation,
                    where=f"{item['paper_id']}, {_plain(item['table_caption'])[:60]}",
                )
            )
        world.progress("judging SciTab claims", count, len(items))
    papers = [item["paper_id"] for item in items]
    majority = max(THREE, key=gold.count)
    rows = (
        ("judge that has to choose", guessed),
        ("judge", found),
        ("claim only: the same judge without the table", blind),
        ("claim only: a negation says refuted", [claim_only(item["claim"]) for item in items]),
        (f"majority: {majority.value}", [majority] * len(items)),
    )
    misses.sort(key=lambda miss: miss.kind)
    return Outcome(
        name="scitab",
        title="SciTab dev",
        sheets=(
            Sheet(
                title="Macro-F1, in percent",
                columns=("judge", "n", "three classes", "n of two", "two classes"),
                rows=tuple((name, len(items), *_scores(gold, answers, papers)) for name, answers in rows),
            ),
            Sheet(
                title="Verdicts not abstained",
                columns=("what counts", "n", "coverage", "right"),
                rows=(
                    _covered("supported or refuted", gold, found, DECIDED),
                    _covered("supported", gold, found, frozenset({Answer.SUPPORTED})),
                    _covered("refuted", gold, found, frozenset({Answer.REFUTED})),
                    _covered("also not enough information", gold, found, frozenset(THREE)),
                ),
            ),
            _confusion(gold, found),
        ),
        notes=(
            "Each claim is judged against its one table and caption, given as the parser gives tables. Nothing was "
            "trained on the set. What the judge leaves open counts as not enough information in three classes and as "
            "wrong in two. The judge that has to choose guesses there by the table alone: contradicted where most "
            "of the compared cells say otherwise, supported where they bear it out or its row and numbers stand "
            "there, else not enough information. Intervals: 95%, bootstrap over papers; Wilson for shares.",
        ),
        misses=tuple(misses),
    )


def _scores(gold: Sequence[Answer], found: Sequence[Answer], papers: Sequence[str]) -> tuple[Figure, ...]:
    closed = [Answer.NOT_ENOUGH if one is Answer.OPEN else one for one in found]
    three = bootstrapped(
        len(gold), lambda at: macro_f1([gold[i] for i in at], [closed[i] for i in at], THREE), groups=papers
    )
    two = [i for i, one in enumerate(gold) if one in TWO]
    score = bootstrapped(
        len(two),
        lambda at: macro_f1([gold[two[i]] for i in at], [found[two[i]] for i in at], TWO),
        groups=[papers[i] for i in two],
    )
    return three, len(two), score


def _covered(
    name: str, gold: Sequence[Answer], found: Sequence[Answer], counted: frozenset[Answer]
) -> tuple[Figure, ...]:
    chosen = [(g, f) for g, f in zip(gold, found, strict=True) if f in counted]
    right = sum(g is f for g, f in chosen)
    return name, len(gold), Rate(len(chosen), len(gold)), Rate(right, len(chosen))


def _confusion(gold: Sequence[Answer], found: Sequence[Answer]) -> Sheet:
    rows = tuple(
        (label.value, *(sum(g is label and f is other for g, f in zip(gold, found, strict=True)) for other in Answer))
        for label in THREE
    )
    return Sheet(title="Gold label by answer", columns=("gold", *(other.value for other in Answer)), rows=rows)
