"""The answer says what listed claims say, with their papers named."""

from __future__ import annotations

from made_claims import SUPPORTED, checked, paper

from synth.compose import write_answer
from synth.records import AnswerSentence, CheckedClaim, Facet, Paper, VerdictLabel


def answer(
    claims: list[CheckedClaim], *groups: list[str], papers: dict[str, Paper] | None = None
) -> tuple[AnswerSentence, ...]:
    facets = [
        Facet(title=f"Part {i}?", claims=tuple(f"c-{n}" for n in names))
        for i, names in enumerate(groups or [[one.claim.id.removeprefix("c-") for one in claims]])
    ]
    known = papers or {one.claim.paper: paper(one.claim.paper.removeprefix("p-")) for one in claims}
    return write_answer(facets, claims, known, {one.claim.id: 0.6 for one in claims})


def many(count: int, *, of: str = "") -> list[CheckedClaim]:
    return [
        checked(f"n{i}", f"Method number {i} improves pass@1 from 1{i}.5 to 2{i}.5 on HumanEval.", of=of or f"q{i}")
        for i in range(count)
    ]


def test_each_sentence_is_one_listed_claim_with_its_paper() -> None:
    claims = many(6)
    sentences = answer(claims)
    by_id = {one.claim.id: one.claim for one in claims}
    assert len(sentences) == 6
    for sentence in sentences:
        (identifier,) = sentence.claims
        assert by_id[identifier].text[1:] in sentence.text
        number = identifier.removeprefix("c-n")
        assert sentence.text.startswith(f"Q{number} et al. (2024) report that method")


def test_it_is_no_longer_than_ten_sentences() -> None:
    assert 5 <= len(answer(many(40))) <= 10


def test_wrong_claims_stay_out() -> None:
    claims = [
        *many(5),
        checked("bad", "Training improves pass@1 from 2.1 to 99.9.", of="x", label=VerdictLabel.CONTRADICTED),
        checked("odd", "Training improves pass@1 from 3.1 to 98.9.", of="y", label=VerdictLabel.IMPOSSIBLE),
    ]
    cited = {identifier for sentence in answer(claims) for identifier in sentence.claims}
    assert cited and not cited & {"c-bad", "c-odd"}


def test_every_part_of_the_question_is_heard() -> None:
    first, second = many(20), [checked("lone", "Evol-Instruct improves pass@1 from 33.6 to 57.3.", of="z")]
    sentences = answer([*first, *second], [one.claim.id.removeprefix("c-") for one in first], ["lone"])
    assert ("c-lone",) in {sentence.claims for sentence in sentences}


def test_the_answer_does_not_rest_on_one_paper_where_others_speak() -> None:
    claims = [*many(15, of="same"), *[checked(f"o{i}", f"Model {i} reaches 4{i}.1 on MBPP.", of=f"o{i}")
                                                   for i in range(4)]]  # fmt: skip
    papers = {one.claim.id: one.claim.paper for one in claims}
    used = {papers[identifier] for sentence in answer(claims) for identifier in sentence.claims}
    assert len(used) >= 4


def test_a_paper_by_one_author_reports() -> None:
    lone = checked("a", "Training improves pass@1 from 33.6 to 57.3.", of="one", label=SUPPORTED)
    known = {"p-one": paper("one", authors=("Ann Adams",), year=None)}
    (sentence,) = answer([lone], papers=known)
    assert sentence.text == "Adams reports that training improves pass@1 from 33.6 to 57.3."


def test_a_name_keeps_its_capital() -> None:
    named = checked("a", "WizardCoder improves pass@1 from 33.6 to 57.3.", of="one", label=SUPPORTED)
    (sentence,) = answer([named])
    assert sentence.text.endswith("report that WizardCoder improves pass@1 from 33.6 to 57.3.")


def test_a_claim_that_names_its_authors_is_not_attributed_twice() -> None:
    said = checked("a", "One et al. find that training improves pass@1 from 33.6 to 57.3.", of="one", label=SUPPORTED)
    (sentence,) = answer([said])
    assert sentence.text == "One et al. (2024) find that training improves pass@1 from 33.6 to 57.3."


def test_nothing_to_say() -> None:
    assert write_answer([], [], {}, {}) == ()
