"""Near papers of a whole library at once are those that are found one by one."""

from __future__ import annotations

import random

import pytest

from synth.card import Profile, related, related_to_each
from synth.records import Paper


def profiles(count: int, *, vectors: bool) -> list[Profile]:
    rng = random.Random(7)
    made = []
    for number in range(count):
        x, y = rng.random() - 0.3, rng.random()
        length = (x * x + y * y) ** 0.5
        made.append(
            Profile(
                paper=Paper(id=f"doi:10.1/{number:04}", title=f"Paper {number}"),
                signals={
                    name: frozenset(rng.sample(["a", "b", "c", "d", "e"], rng.randrange(4)))
                    for name in ("benchmarks", "metrics", "evaluation_modes")
                },
                results=frozenset((rng.choice("xyz"), rng.choice("mn")) for _ in range(rng.randrange(3))),
                vector=(x / length, y / length) if vectors else (),
            )
        )
    return made


@pytest.mark.parametrize("vectors", [True, False])
def test_all_at_once_is_the_same_as_one_by_one(vectors: bool) -> None:
    made = profiles(300, vectors=vectors)
    at_once = list(related_to_each(made))
    assert len(at_once) == len(made)
    for own, found in list(zip(made, at_once, strict=True))[::29]:
        others = [one for one in made if one is not own]
        assert [one.score for one in found] == [one.score for one in related(own, others)]
        assert own.paper.id not in {one.paper for one in found}


def test_a_library_of_one_paper_has_no_near_ones() -> None:
    assert list(related_to_each(profiles(1, vectors=True))) == [()]
    assert list(related_to_each([])) == []
