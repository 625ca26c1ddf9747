"""Which claims are listed, and in which order."""

from __future__ import annotations

from made_claims import SUPPORTED, checked

from synth.compose import arrange, choose
from synth.records import CheckedClaim, VerdictLabel


def scores(claims: list[CheckedClaim], value: float = 0.6) -> dict[str, float]:
    return {one.claim.id: value for one in claims}


def ids(claims: tuple[CheckedClaim, ...]) -> list[str]:
    return [one.claim.id for one in claims]


def test_what_could_not_be_located_is_never_listed() -> None:
    claims = [checked("a", reason="not_located"), checked("b", reason="not_faithful"), checked("c")]
    assert ids(choose(claims, scores(claims), limit=5, relevant=0.0)) == ["c-c"]


def test_errors_and_verified_claims_are_seen_first() -> None:
    claims = [
        checked("open", of="one"),
        checked("fine", of="two", label=SUPPORTED),
        checked("wrong", of="three", label=VerdictLabel.CONTRADICTED),
        checked("odd", of="four", label=VerdictLabel.DISPUTED),
    ]
    assert ids(choose(claims, scores(claims), limit=3, relevant=0.0)) == ["c-wrong", "c-odd", "c-fine"]


def test_the_list_is_spread_over_papers() -> None:
    crowd = [checked(f"a{i}", of="one") for i in range(10)]
    others = [checked(f"b{i}", of=f"other{i}") for i in range(4)]
    listed = choose([*crowd, *others], {**scores(crowd, 0.66), **scores(others, 0.60)}, limit=8, relevant=0.0)
    assert len({one.claim.paper for one in listed}) == 5


def test_prose_does_not_crowd_out_results() -> None:
    prose = [checked(f"p{i}", "Reinforcement learning narrows the boundary of a model.", of=f"x{i}") for i in range(20)]
    results = [checked(f"r{i}", of=f"y{i}") for i in range(20)]
    listed = choose([*prose, *results], {**scores(prose, 0.9), **scores(results, 0.5)}, limit=20, relevant=0.0)
    assert len(listed) == 20
    assert sum(bool(one.claim.quantities) for one in listed) >= 10


def test_only_prose_is_listed_where_there_is_nothing_else() -> None:
    prose = [checked(f"p{i}", "Reinforcement learning narrows the boundary of a model.") for i in range(6)]
    assert len(choose(prose, scores(prose), limit=5, relevant=0.0)) == 5


def test_the_limit_and_nothing() -> None:
    claims = [checked(str(i)) for i in range(5)]
    assert len(choose(claims, scores(claims), limit=2, relevant=0.0)) == 2
    assert choose([], {}, limit=5, relevant=0.0) == ()


def test_facets_keep_the_order_asked_and_each_claim_stands_once() -> None:
    claims = [checked("a"), checked("b", label=SUPPORTED), checked("c"), checked("d")]
    facets, ordered = arrange(
        claims,
        ["First?", "Empty?", "Last?"],
        {"c-a": 2, "c-b": 0, "c-c": 0},
        {"c-a": 0.5, "c-b": 0.5, "c-c": 0.55, "c-d": 0.9},
    )
    assert [(facet.title, facet.claims) for facet in facets] == [
        ("First?", ("c-d", "c-b", "c-c")),  # "d" has no facet: the first
        ("Last?", ("c-a",)),
    ]
    assert ids(ordered) == ["c-d", "c-b", "c-c", "c-a"]


def test_what_may_bear_on_the_question_is_listed_where_it_is_wrong() -> None:
    claims = [checked("open"), checked("wrong", label=VerdictLabel.CONTRADICTED)]
    assert {one.claim.relevance for one in claims} == {claims[0].claim.relevance}
    assert ids(choose(claims, scores(claims), limit=5, relevant=claims[0].claim.relevance + 0.1)) == ["c-wrong"]


def test_a_long_list_has_no_more_prose_than_results() -> None:
    prose = [checked(f"p{i}", "Reinforcement learning narrows the boundary of a model.", of=f"x{i}") for i in range(30)]
    results = [checked(f"r{i}", of=f"y{i}") for i in range(14)]
    listed = choose([*prose, *results], {**scores(prose, 0.9), **scores(results, 0.5)}, limit=40, relevant=0.0)
    assert len(listed) == 28
    assert sum(bool(one.claim.quantities) for one in listed) == 14
