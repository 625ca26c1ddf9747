"""Fields of a card: what the paper says outright, in part, leaves open, or does not speak of; each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from card_fields import without_evidence

from synth.card import profile, read_card, read_fields, related
from synth.parse import Parsed, ParseJob, parse_file
from synth.records import Card, CardField, Document, FieldStatus, Level, Paper

HEAD = """# OrchardBench: Counting Apples with Language Models

Ada Example, Bob Sample

## Abstract

Apples are counted everywhere. We introduce OrchardBench, a new benchmark of counting questions. Our model Apple-7B
reaches 41.7% pass@1 on HumanEval and outperforms the strongest baseline by 3.2 points. Our code and data are public at
https://github.com/example/OrchardBench.

## 1 Introduction

Counting matters for every farm in the country and beyond it. Most previous work hired annotators to label pears [1].

"""
RESULTS = """## 4 Experiments

We report pass@1 with a temperature of 0.2 and top-p of 0.95 on HumanEval. We train our model on 8 A100 GPUs for 70
hours.
{more}

## 5 Conclusion

We presented OrchardBench. However, our benchmark is limited to apples and may not represent other fruit. In future
work, we plan to extend it to pears.

## References

[1] Jane Doe. Counting pears with large models. 2021.
"""
JUDGED = (
    "We recruit 12 graduate students majoring in botany as annotators. "
    "The annotators then judge which response is better. "
)


def read(folder: Path, more: str = "", head: str = HEAD) -> tuple[Document, Paper]:
    path = folder / "paper.md"
    path.write_text(head + RESULTS.format(more=more), encoding="utf-8")
    parsed = parse_file(ParseJob(path=path, sha256="0" * 64))
    assert isinstance(parsed, Parsed)
    return parsed.document, parsed.paper


def card_of(folder: Path, more: str = "", head: str = HEAD) -> Card:
    document, paper = read(folder, more, head)
    return read_card(document, paper, read_fields(document, paper))


def values(field: CardField) -> set[str]:
    return {value.text for value in field.values}


def test_what_is_said_outright_is_found_and_quoted(tmp_path: Path) -> None:
    card = card_of(tmp_path)
    assert values(card.signal("sampling")) == {"temperature 0.2", "top-p 0.95"}
    assert "8 A100 GPUs" in values(card.signal("compute"))
    assert {"HumanEval", "OrchardBench"} <= values(card.signal("benchmarks"))
    assert "pass@1" in values(card.signal("metrics"))
    assert values(card.signal("model_sizes")) == {"7B"}
    code = card.signal("code")
    assert code.status is FieldStatus.FOUND and values(code) == {"https://github.com/example/OrchardBench"}
    assert "public at" in code.values[0].evidence[0].text
    assert not list(without_evidence(card.signals))


def test_others_annotators_are_not_the_papers_own(tmp_path: Path) -> None:
    card = card_of(tmp_path)
    for name in ("human_feedback", "rater_population", "expertise"):
        assert card.signal(name).status is FieldStatus.MISSING, name
    assert values(card.signal("evaluation_modes")) == {"automatic metrics"}


def test_own_annotators_are_read_with_number_and_skill(tmp_path: Path) -> None:
    card = card_of(
        tmp_path,
        JUDGED + "Two annotators label each item, and we report Cohen's kappa. Authors resolve all disagreements.",
    )
    assert values(card.signal("human_feedback")) >= {"pairwise preference"}
    assert any("graduate students" in text for text in values(card.signal("rater_population")))
    assert any("majoring in botany" in text for text in values(card.signal("expertise")))
    assert values(card.signal("quality_controls")) == {
        "inter-annotator agreement",
        "adjudication",
        "several raters an item",
    }
    assert "human evaluation" in values(card.signal("evaluation_modes"))


def test_people_of_whom_nothing_is_said_are_not_reported_with_the_place(tmp_path: Path) -> None:
    raters = card_of(tmp_path, "We ask human annotators to rate all answers.").signal("rater_population")
    assert raters.status is FieldStatus.NOT_REPORTED and not raters.values
    assert "human annotators" in raters.evidence[0].text


def test_a_promise_is_partial(tmp_path: Path) -> None:
    head = HEAD.replace(
        "Our code and data are public at\nhttps://github.com/example/OrchardBench.", "We will release our code."
    )
    card = card_of(tmp_path, head=head)
    assert card.signal("code").status is FieldStatus.PARTIAL
    assert card.signal("data").status is FieldStatus.MISSING


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("We use GPT-4 as a judge of all answers.", "LLM judge"),
        ("We evaluate our agent on SWE-bench.", "agentic"),
        ("We conduct a human evaluation of our answers.", "human evaluation"),
    ],
)
def test_modes_of_evaluation(tmp_path: Path, sentence: str, value: str) -> None:
    assert value in values(card_of(tmp_path, sentence).signal("evaluation_modes"))


def test_ordinary_words_are_no_benchmarks(tmp_path: Path) -> None:
    found = values(
        card_of(tmp_path, "We evaluate on HumanEval with multiple users and multiple seeds.").signal("benchmarks")
    )
    assert "MultiPL-E" not in found


def test_facets_are_whole_sentences_of_the_paper(tmp_path: Path) -> None:
    card = card_of(tmp_path)
    facets = {facet.name: [one.text for one in facet.statements] for facet in card.facets}
    assert any(text.startswith("Our model Apple-7B") for text in facets["results"])
    assert any("limited to apples" in text for text in facets["limitations"])
    assert any("we plan to extend" in text for text in facets["future_work"])
    assert not any("counted everywhere" in text for texts in facets.values() for text in texts)  # background
    assert card.answers[1].statements[0].text == facets["results"][0]


def test_scores_are_sums_of_their_parts(tmp_path: Path) -> None:
    bare, full = card_of(tmp_path), card_of(tmp_path, JUDGED)
    for rating in (bare.trust, bare.evidence, bare.usefulness, full.usefulness):
        assert rating.score == pytest.approx(sum(part.points for part in rating.parts), abs=0.06)
        assert all(0 <= part.points <= part.of for part in rating.parts)
        assert sum(part.of for part in rating.parts) == 100
    assert full.usefulness.score > bare.usefulness.score
    assert bare.usefulness.level in Level


def test_the_checklist_says_pass_with_a_quote_and_gap_with_a_reason(tmp_path: Path) -> None:
    items = {item.title: item for item in card_of(tmp_path).checklist}
    metric, people = items["Metric reporting is present"], items["Human feedback protocol is explicit"]
    assert metric.passed and metric.quote is not None and "pass@1" in metric.reason
    assert not people.passed and people.quote is None and people.reason


def test_near_papers_show_their_parts(tmp_path: Path) -> None:
    document, paper = read(tmp_path)
    signals = read_fields(document, paper)[0]
    own = profile(paper, signals, frozenset({("HumanEval", "pass@k")}), [1.0, 0.0])
    other = Paper(id="arxiv:2401.00001", title="Near", year=2024)
    near = profile(other, signals, frozenset({("HumanEval", "pass@k")}), [0.6, 0.8])
    far = profile(Paper(id="arxiv:2401.00002", title="Far"), (), frozenset(), [0.0, 1.0])
    found = related(own, [far, near])
    assert [one.title for one in found] == ["Near"]
    assert found[0].score == pytest.approx(sum(part.points for part in found[0].parts), abs=0.002)
    assert "HumanEval pass@k" in found[0].parts[1].reason
