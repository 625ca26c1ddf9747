"""Which part of the authors' answers is about which concern; which places of one review say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from synth.forum.concerns import Found
from synth.forum.fields import FieldUse, form_name, use_of
from synth.forum.nearness import Meaning, held, weights
from synth.forum.replies import Reply, replies
from synth.language.words import content_words
from synth.records import PostKind, ReviewThread

SAME = 0.74
"""Nearness from which two places of one review are one concern."""
NEAR = 0.5
"""The same for two places that one part of an answer answers best."""
SURE = 0.55
"""Score from which a part of an answer is about a concern."""
LEFT = 0.33
"""The same for a part that fits no concern better, where the concern has no other answer."""
_ALMOST = 0.93
"""A part may answer a second concern that fits it so well as its best one, relatively."""
_CLEARLY = 1.05
"""How much better an answer must fit one review than the next to be taken for an answer to it."""
_SHORT = 3
"""Words of a heading that tell little by themselves."""
_BODY = 500
_ELSEWHERE = re.compile(
    r"\b(?:response|reply|answer|rebuttal|comment)s? to (?:the )?reviewer[\s_#]*(?P<name>\w{1,8})"
    r"|\breviewer (?P<other>\w{1,8})(?:'s)?\b(?=.{0,40}\b(?:above|below|response|reply))",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Raised:
    """A concern with its repetitions and the answers to it."""

    found: Found
    repeats: list[Found]
    answers: list[Reply]


def merge(found: Sequence[Found], meaning: Meaning) -> list[Raised]:
    """Concerns of each review, those that say the same made one; the fuller place stands for it."""
    meaning.learn(one.said.text for one in found)
    weight = weights(one.said.text for one in found)
    raised: list[Raised] = []
    for one in found:
        for other in raised:
            if other.found.said.post == one.said.post and _same(one, other.found, meaning, weight):
                if other.found.use is FieldUse.QUESTIONS and len(one.said.text) > len(other.found.said.text) * 1.5:
                    other.found, one = one, other.found
                other.repeats.append(one)
                break
        else:
            raised.append(Raised(one, [], []))
    return sorted(raised, key=lambda one: one.found.said.start)


def _same(a: Found, b: Found, meaning: Meaning, weight: Mapping[str, float]) -> bool:
    if a.use is b.use and a.said.field == b.said.field and a.place != b.place and a.label:
        return False  # two numbered points of one list
    near = meaning.near(a.said.text, b.said.text)
    short, long = sorted((a.said.text, b.said.text), key=len)
    return near >= SAME or meaning.fit(short, long, weight) >= SAME


def answer(raised: Sequence[Raised], thread: ReviewThread, meaning: Meaning) -> list[Raised]:
    """The concerns, each with the parts of the authors' posts that are about it."""
    parts = _parts(thread, meaning)
    meaning.learn(text for group in parts.values() for one in group for text in (one.heading, one.body[:_BODY]))
    weight = weights(
        [
            *(one.found.said.text for one in raised),
            *(one.heading or one.body[:_BODY] for group in parts.values() for one in group),
        ]
    )
    by_review: dict[int, list[Raised]] = defaultdict(list)
    for one in raised:
        by_review[one.found.said.post].append(one)
    for review, own in by_review.items():
        loose = [replace(one, label="") for one in parts.get(None, ())]  # numbers are those of an unknown review
        _assign(own, [*parts.get(review, ()), *loose], meaning, weight)
    kept = _merge_answered(list(raised), meaning)
    for one in kept:
        _follow(one, thread, parts, meaning, weight)
    return kept


def _parts(thread: ReviewThread, meaning: Meaning) -> dict[int | None, list[Reply]]:
    """The parts of all answers, by the review that they answer."""
    found: dict[int | None, list[Reply]] = defaultdict(list)
    reviews = {
        n: thread.text[post.start : post.end] for n, post in enumerate(thread.posts) if post.kind is PostKind.REVIEW
    }
    weight = weights(reviews.values())
    for index, post in enumerate(thread.posts):
        if post.kind is not PostKind.AUTHORS:
            continue
        review = (
            post.review
            if post.review is not None
            else _whose(thread.text[post.start : post.end], reviews, meaning, weight)
        )
        said = reviews[review] if review in reviews else " ".join(reviews.values())
        found[review] += replies(thread.text, index, post, said)
    return found


def _whose(text: str, reviews: Mapping[int, str], meaning: Meaning, weight: Mapping[str, float]) -> int | None:
    """The review that an answer is to, where the thread does not say; None where two fit alike."""
    scored = sorted(((meaning.fit(text, review, weight), number) for number, review in reviews.items()), reverse=True)
    if len(scored) == 1 or (scored and scored[0][0] >= _CLEARLY * scored[1][0]):
        return scored[0][1]
    return None


def _assign(own: list[Raised], parts: Sequence[Reply], meaning: Meaning, weight: Mapping[str, float]) -> None:
    """Each part to the concern that it fits best, then parts that fit nearly as well, then what is left over."""
    scores = {
        (a, b): _score(one, part, own, meaning, weight) for a, one in enumerate(own) for b, part in enumerate(parts)
    }
    best = {b: max(range(len(own)), key=lambda a: scores[a, b]) for b in range(len(parts))}
    mine: dict[int, list[int]] = defaultdict(list)
    last: int | None = None
    for b, part in enumerate(parts):
        if scores[best[b], b] >= SURE:
            last = best[b]
            mine[last].append(b)
        elif (
            last is not None
            and parts[mine[last][-1]].post == part.post
            and (part.inner or not (part.heading or part.label))
        ):
            mine[last].append(b)  # text that goes on below an answer
    for a in range(len(own)):
        fit = sorted(((scores[a, b], -b) for b in range(len(parts))), reverse=True)
        mine[a] += [
            -b for score, b in fit if score >= SURE and score >= _ALMOST * scores[best[-b], -b] and -b not in mine[a]
        ]
        if not mine[a]:
            taken = {b for group in mine.values() for b in group}
            mine[a] += [-b for score, b in fit[:1] if score >= SURE or (score >= LEFT and -b not in taken)]
    for a, one in enumerate(own):
        one.answers += [parts[b] for b in sorted(mine[a], key=lambda b: -scores[a, b])]


def _merge_answered(raised: list[Raised], meaning: Meaning) -> list[Raised]:
    """Concerns of one review with the same answer that are near each other, made one."""
    kept: list[Raised] = []
    for one in raised:
        for other in kept:
            same = other.found.said.post == one.found.said.post and other.answers[:1] == one.answers[:1] != []
            apart = (
                one.found.use is other.found.use and one.found.said.field == other.found.said.field and one.found.label
            )
            if same and not apart and meaning.near(one.found.said.text, other.found.said.text) >= NEAR:
                other.repeats += [one.found, *one.repeats]
                other.answers += [part for part in one.answers if part not in other.answers]
                break
        else:
            kept.append(one)
    return kept


def _score(one: Raised, part: Reply, own: Sequence[Raised], meaning: Meaning, weight: Mapping[str, float]) -> float:
    """How well a part of an answer fits a concern, 0 to 1."""
    if part.label and part.label[:1].isalpha() and part.post >= 0:
        numbers = {other.label for found in own for other in (found.found, *found.repeats)}
        if _labelled(part.label, numbers):
            return 1.0 if any(_agrees(part.label, other.label, own) for other in (one.found, *one.repeats)) else 0.0
    if part.heading and use_of(part.heading) is not None:
        fields = {form_name(other.said.field) for other in (one.found, *one.repeats)}
        if form_name(part.heading) in fields:
            return 0.9
    said = [one.found.said.text, *(other.said.text for other in one.repeats)]
    heading = max(meaning.fit(part.heading, text, weight) for text in said) if part.heading else 0.0
    body = max(meaning.fit(text, part.body[:_BODY], weight) for text in said)
    if not part.heading:
        return body
    both = 0.5 * heading + 0.5 * body
    return max(heading, both) if len(content_words(part.heading)) > _SHORT else both


def _labelled(label: str, numbers: set[str]) -> bool:
    """Whether the review has points with labels of that kind, so that the number decides."""
    return any(other[:1] == label[:1] for other in numbers if other)


def _agrees(label: str, other: str, own: Sequence[Raised]) -> bool:
    if label == other:
        return True
    alone = sum(one.found.label[:1] == label[:1] for one in own) == 1
    return len(label) == 1 and alone and other[:1] == label


def _follow(
    one: Raised,
    thread: ReviewThread,
    parts: Mapping[int | None, list[Reply]],
    meaning: Meaning,
    weight: Mapping[str, float],
) -> None:
    """Where an answer sends the reader to the answer to another reviewer, the part of that one that fits best."""
    for part in list(one.answers):
        named = {(match["name"] or match["other"]).lower() for match in _ELSEWHERE.finditer(part.body)}
        there = next(
            (
                index
                for index, post in enumerate(thread.posts)
                if post.kind is PostKind.REVIEW and post.author.lower().rpartition(" ")[2] in named
            ),
            None,
        )
        if there is None or there == one.found.said.post:
            continue
        wanted = f"{one.found.said.text} {part.body}"[:_BODY]
        others = [
            (meaning.near(wanted, other.body[:_BODY]) + held(part.body, other.body, weight), -number)
            for number, other in enumerate(parts.get(there, ()))
        ]
        if others:
            found = parts[there][-max(others)[1]]
            if found not in one.answers:
                one.answers.append(found)
