"""What changed between two editions: claims by their twins, papers by their notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from synth.compose import Compared, claim_changes, make_room, standing_changes
from synth.records import (
    CheckedClaim,
    Claim,
    ClaimChangeKind,
    ClaimType,
    Evidence,
    Notice,
    NoticeKind,
    Paper,
    PaperChangeKind,
    Relation,
    Rung,
    Span,
    Stance,
    Verdict,
    VerdictLabel,
)


def place(paper: str, quote: str = "q", *, stance: Stance = Stance.SUPPORTS) -> Evidence:
    span = Span(document=paper, page=1, boxes=(), start=0, end=1)
    relation = Relation.INDEPENDENT
    return Evidence(paper=paper, page=1, quote=quote, span=span, stance=stance, relation=relation)


def checked(
    name: str,
    text: str = "",
    *,
    paper: str = "p",
    label: VerdictLabel = VerdictLabel.SUPPORTED,
    rung: Rung = Rung.CONSISTENT,
    evidence: Sequence[Evidence] = (),
    score: float = 0.5,
) -> CheckedClaim:
    span = Span(document=paper, page=1, boxes=(), start=0, end=1)
    claim = Claim(id=name, text=text or name, type=ClaimType.VALUE, paper=paper, span=span, quote="q")
    verdict = Verdict(
        claim=name, label=label, rung=rung, reason="second_place", explanation="Because.", evidence=tuple(evidence)
    )
    return CheckedClaim(claim=claim, verdict=verdict, score=score)


def changes(before: Sequence[CheckedClaim], after: Sequence[CheckedClaim], **more: object) -> list[tuple[str, str]]:
    twins = {one.claim.id: one.claim.id for one in before if one.claim.id in {new.claim.id for new in after}}
    made = claim_changes(Compared(before, after, **({"twins": twins} | more)))  # type: ignore[arg-type]
    return [(change.kind.value, change.text) for change in made]


def test_what_is_the_same_is_no_change() -> None:
    claims = [checked("a"), checked("b")]
    assert changes(claims, [replace(claims[1], score=9.0), claims[0]]) == []


def test_each_kind_in_its_order() -> None:
    before = [checked("gone"), checked("number", "It is 1."), checked("flips"), checked("stays")]
    after = [
        checked("number2", "It is 2."),
        checked("flips", label=VerdictLabel.DISPUTED),
        checked("stays"),
        checked("new"),
    ]
    twins = {"number": "number2", "flips": "flips", "stays": "stays"}
    assert changes(before, after, twins=twins) == [
        ("verdict", "flips"),
        ("number", "It is 2."),
        ("added", "new"),
        ("dropped", "gone"),
    ]


def test_a_flip_shows_new_places_and_those_that_count_no_more() -> None:
    before = checked("a", evidence=[place("went"), place("stays")])
    after = checked(
        "a",
        label=VerdictLabel.DISPUTED,
        evidence=[place("stays"), place("new", stance=Stance.CONTRADICTS), place("elsewhere")],
    )
    (change,) = claim_changes(Compared([before], [after], {"a": "a"}, new=["new"], touched=["went"]))
    assert [(one.paper, one.stance) for one in change.evidence] == [
        ("new", Stance.CONTRADICTS),
        ("went", Stance.SUPPORTS),
    ]
    assert change.before is not None
    assert change.after is not None
    assert (change.before.verified, change.after.verified) == (True, False)
    assert change.detail == "Because."


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Its paper is not there any more."),
        ({"renamed": {"p": "p2"}}, "The new version of its paper does not say it any more."),
        ({"twins": {"a": "a"}, "crowded": ["a"]}, "Claims that are nearer to the question took its place."),
    ],
)
def test_why_a_claim_was_dropped(more: dict[str, object], said: str) -> None:
    (change,) = claim_changes(Compared([checked("a")], [], **({"twins": {}} | more)))  # type: ignore[arg-type]
    assert (change.kind, change.detail) == (ClaimChangeKind.DROPPED, said)


def test_room_is_made_by_what_stands_lowest() -> None:
    claims = [checked("a", score=0.3), checked("b", score=0.1), checked("c", score=0.2)]
    disputed = checked("d", score=0.11, label=VerdictLabel.DISPUTED)  # a dispute is what a reader must see
    kept, out = make_room([*claims, disputed], 3)
    assert [one.claim.id for one in kept] == ["a", "c", "d"]
    assert out == {"b"}
    assert make_room(claims, 3) == (tuple(claims), frozenset())


NOTICE = Notice(kind=NoticeKind.RETRACTED, source="crossref", date="2026-01-01", id="doi:10.1/n", text="Wrong.")


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ((), (NOTICE,), ["retracted"]),
        ((NOTICE,), (NOTICE,), []),
        ((NOTICE,), (), ["cleared"]),
        ((NOTICE,), (replace(NOTICE, source="openalex", id=""),), []),  # another source says the same
        ((), (replace(NOTICE, kind=NoticeKind.WITHDRAWN),), ["withdrawn"]),
        ((), (replace(NOTICE, kind=NoticeKind.CONCERN), replace(NOTICE, kind=NoticeKind.CORRECTED)), ["notice"] * 2),
        ((replace(NOTICE, kind=NoticeKind.NEWER, id="v2"),), (replace(NOTICE, kind=NoticeKind.NEWER, id="v3"),),
         ["notice"]),
    ],
)  # fmt: skip
def test_what_sources_say_that_they_did_not_say(
    before: tuple[Notice, ...], after: tuple[Notice, ...], kinds: list[str]
) -> None:
    old = Paper(id="p", title="T", notices=before)
    made = standing_changes([old], {"p": replace(old, notices=after)})
    assert [change.kind.value for change in made] == kinds
    for change in made:
        if change.kind is PaperChangeKind.RETRACTED:
            assert change.detail == "doi:10.1/n, crossref, 2026-01-01: Wrong."


def test_papers_that_went_have_no_standing() -> None:
    assert standing_changes([Paper(id="p", title="T", notices=(NOTICE,))], {}) == ()
