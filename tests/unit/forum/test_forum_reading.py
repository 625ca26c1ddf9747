"""Threads: both shapes of OpenReview, text with and without headings, and what is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from silent_judge import Silent

from synth.errors import InputError
from synth.forum import discuss, read_thread
from synth.forum.fields import FieldUse, heading, use_of
from synth.records import PostKind

REVIEW = "The method is sound.\n\n1. Only one dataset is used.\n2. How was the rate chosen?"
ANSWER = "We thank the reviewer.\n\nW1: We added a second one."
KINDS = [PostKind.REVIEW, PostKind.AUTHORS, PostKind.COMMENT, PostKind.META]


def note(
    number: int, replyto: str | None, kind: str, who: str, content: dict[str, Any], *, version: int
) -> dict[str, Any]:
    """A note in the shape of one version of the interface."""
    call = f"Venue.cc/2026/Conference/Paper9/-/{kind}"
    said = {name: {"value": value} for name, value in content.items()} if version == 2 else content
    named = {"invitations": [call, "Venue.cc/2026/Conference/-/Edit"]} if version == 2 else {"invitation": call}
    signed = [f"Venue.cc/2026/Conference/Paper9/{who}"]
    return {
        "id": f"n{number}",
        "forum": "n0",
        "replyto": replyto,
        "signatures": signed,
        "cdate": number,
        "content": said,
        **named,
    }


def forum(version: int) -> list[dict[str, Any]]:
    """A submission with one review, its answer, a comment and a decision."""
    answer = (
        ("Rebuttal", {"rebuttal": ANSWER})
        if version == 2
        else ("Official_Comment", {"title": "Reply", "comment": ANSWER})
    )
    return [
        note(0, None, "Submission", "Authors", {"title": "A Paper"}, version=version),
        note(4, "n0", "Decision", "Program_Chairs", {"title": "Decision", "decision": "Accept"}, version=version),
        note(2, "n1", answer[0], "Authors", answer[1], version=version),
        note(
            1,
            "n0",
            "Official_Review",
            "Reviewer_ab12",
            {"summary": "A paper.", "weaknesses": REVIEW, "rating": 5},
            version=version,
        ),
        note(3, "n2", "Official_Comment", "Reviewer_ab12", {"comment": "Thanks, that answers it."}, version=version),
    ]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("shape", ["notes", "list", "replies"])
def test_both_versions_in_every_shape_are_one_thread(version: int, shape: str) -> None:
    notes = forum(version)
    data: Any = {"notes": notes, "count": 5} if shape == "notes" else notes
    if shape == "replies":
        data = {**notes[0], "details": {"replies": notes[1:]}}
    thread = read_thread(json.dumps(data), "forum.json")
    assert thread.source == f"openreview-v{version}" and thread.title == "A Paper" and thread.forum == "n0"
    assert [post.kind for post in thread.posts] == KINDS
    assert [post.review for post in thread.posts] == [0, 0, 0, None]
    assert [post.author for post in thread.posts] == ["Reviewer ab12", "Authors", "Reviewer ab12", "Program Chairs"]
    weak = next(one for one in thread.posts[0].fields if one.name == "Weaknesses")
    assert thread.text[weak.start : weak.end] == REVIEW
    assert thread.text[thread.posts[1].start : thread.posts[1].end] == ANSWER


def test_replies_that_go_round_in_a_circle_are_read_once() -> None:
    notes = forum(2)
    notes[2]["replyto"], notes[4]["replyto"] = "n3", "n2"
    thread = read_thread(json.dumps(notes), "forum.json")
    assert sorted(post.kind for post in thread.posts) == sorted(KINDS)


HEADED = """# Reviews of: A Paper

## Official Review by Reviewer 2

**Weaknesses.** Only one dataset is used.

## Author response to Reviewer 2

We thank the reviewer.

## Official Review by Reviewer 7

**Questions**

How was the rate chosen?

## Author response to Reviewer 7

By cross-validation.
"""
PLAIN = """A Paper
This paper fits a line to points and reports the error on one dataset, which is small for such a claim.
Claims And Evidence
However, only one dataset is used.
We thank the reviewer for the feedback and answer below.
Only one dataset is used.
We added a second one, on which the error is the same as on the first.
Best regards,
The Authors
I thank the authors for the response. I keep my score.
Dear Reviewer ab12,
Thank you for your support.
The Authors
In this paper, the authors fit a line. Both reviewers like it, and I recommend acceptance.
"""


def test_headings_tell_posts_and_who_is_answered() -> None:
    thread = read_thread(HEADED, "thread.md")
    assert thread.title == "A Paper"
    assert [(post.kind, post.author, post.review) for post in thread.posts] == [
        (PostKind.REVIEW, "Reviewer 2", 0),
        (PostKind.AUTHORS, "Authors", 0),
        (PostKind.REVIEW, "Reviewer 7", 2),
        (PostKind.AUTHORS, "Authors", 2),
    ]
    assert [field.name for field in thread.posts[2].fields] == ["Questions"]


def test_without_headings_what_people_write_tells_posts() -> None:
    thread = read_thread(PLAIN, "thread.txt")
    kinds = [PostKind.REVIEW, PostKind.AUTHORS, PostKind.COMMENT, PostKind.AUTHORS, PostKind.META]
    assert [post.kind for post in thread.posts] == kinds
    assert thread.posts[0].author == "Reviewer ab12"  # the name that the authors use
    assert thread.title == "A Paper" and thread.text == PLAIN


FETCHED = """# Reviews and rebuttals of: A Paper

OpenReview, forum n0.

## Review (Reviewer ab12)

**Weaknesses.** Only one dataset of tides is used.

## Review (Reviewer cd34)

**Review.** The proof of the second lemma is not convincing.

## Rebuttal (Authors)

**Rebuttal.** Lemma: the second lemma follows from the first by induction, and its proof says so now.

## Rebuttal (Authors)

**Comment.** We added a second dataset of tides, on which the error is the same.
"""


def test_what_was_fetched_keeps_its_posts_and_finds_who_is_answered() -> None:
    thread = read_thread(FETCHED, "thread.md")
    assert [post.kind for post in thread.posts] == [PostKind.REVIEW] * 2 + [PostKind.AUTHORS] * 2
    assert thread.title == "A Paper" and [post.review for post in thread.posts[2:]] == [None, None]
    first, second = discuss(thread, None, embedder=None, judge=Silent()).concerns
    assert "second dataset" in first.answers[0].text and "induction" in second.answers[0].text


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("{", "x.json", "not JSON"),
        ("[" * 100_000, "x.json", "not JSON"),
        ("[1, 2, null]", "x.json", "no notes"),
        ('{"notes": []}', "x.json", "no notes"),
        ('{"notes": [{"id": "a", "forum": "a", "content": {"title": 5}}]}', "x.json", "no review"),
        (
            '{"notes": [{"id": 1, "forum": {}, "replyto": [], "signatures": 3, "content": {"a": {"value": {}}}}]}',
            "x.json",
            "no review",
        ),
        (
            json.dumps([{**note(1, "x", "Review", "R", {}, version=1), "forum": one, "id": one} for one in "ab"]),
            "x.json",
            "2 papers",
        ),
        ("Nothing here.", "x.txt", "no review"),
    ],
)
def test_what_is_no_thread_is_refused_in_one_line(text: str, name: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read_thread(text, name)
    assert says in refused.value.message and "\n" not in refused.value.message and refused.value.hint


def test_form_fields_in_their_dresses() -> None:
    assert use_of("## Other Strengths & Weaknesses") is FieldUse.MIXED
    assert use_of("给作者的问题") is FieldUse.QUESTIONS and use_of("遗漏的重要参考文献") is FieldUse.REFERENCES
    assert use_of("summary_of_weaknesses") is FieldUse.CONCERNS and use_of("A sentence of a review.") is None
    named = heading("**Weaknesses.** The method")
    assert named == ("Weaknesses", len("**Weaknesses.** "))
