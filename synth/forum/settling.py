"""Whether evidence later than a concern settles it: the answer's numbers, the paper at hand, the reviewer, a rerun.

A concern is settled only by something that can be opened: a table or sentence of the paper at hand, numbers that the
answer gives, samples that were run again. Words alone answer, and settle nothing; nor does what a reviewer rejects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from synth.forum.binding import asks_for_code, open_code
from synth.forum.matching import Raised
from synth.forum.nearness import Meaning
from synth.forum.places import Places
from synth.forum.replies import Reply
from synth.forum.reviewers import Reviewers
from synth.forum.tables import Grid, grids, printed_in
from synth.language.quantities import parse
from synth.language.sentences import split
from synth.language.words import squash
from synth.records import (
    ClaimRerun,
    ConcernEvidence,
    ConcernStatus,
    Document,
    Evidence,
    Quote,
    RerunVerdict,
    ReviewThread,
    Role,
    Said,
    Stance,
    Verdict,
    VerdictLabel,
)

_TABLE = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_PROMISES = re.compile(
    r"\b(?:we|i) (?:will|plan to|intend to|are going to|shall|leave)\b|\bwill be (?:added|corrected|fixed"
    r"|released|included|discussed|updated|made)\b|\b(?:next|final|revised|camera-ready|updated) version\b"
    r"|\bfuture (?:work|research)\b",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"\b(?:we agree|you are right|good (?:point|catch)|thank\w* (?:\w+ ){1,4}for (?:pointing|bringing|noticing"
    r"|catching)|are few|limit of)\b",
    re.IGNORECASE,
)
_RENAMES = re.compile(
    r"\b(?:chang\w+|renam\w+|replac\w+)(?: the name)?(?: of)? (?P<old>[A-Z][\w^+-]{2,30}) (?:to|with|by|into"
    r"|as) (?P<new>[A-Z][\w^+-]{1,30})"
)
_TELLING = frozenset((Role.VALUE, Role.DELTA, Role.COUNT, Role.SETTING))
"""Numbers that a paper can bear out; a sentence without one is not put to it."""
_NUMBERS = 3
"""So many cells make a result table."""
_PROSE = 2
"""So many measured numbers in a sentence answer with results."""


class Judge(Protocol):
    """Puts a statement to papers; the workflow makes one of the stage that verifies."""

    def paper(self, statement: str) -> Verdict | None:
        """What the paper at hand says of a statement; None where there is no paper."""
        ...

    def tables(self, statement: str, tables: str) -> Verdict | None:
        """What tables in Markdown say of a statement."""
        ...

    def reruns(self, statements: Sequence[str]) -> Sequence[ClaimRerun]:
        """Reruns of figures that the statements print; empty where none were asked for."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a concern."""

    status: ConcernStatus
    reason: str
    explanation: str
    evidence: tuple[ConcernEvidence, ...]


class Settler:
    """Looks for what settles the concerns of one thread."""

    def __init__(self, thread: ReviewThread, document: Document | None, meaning: Meaning, judge: Judge) -> None:
        self._thread = thread
        self._document = document
        self._judge = judge
        self._reviewers = Reviewers(thread, meaning)

    def settle(self, raised: Raised, others: Sequence[Raised]) -> Settled:
        """What became of a concern; `others` are those of the same review, one of which a later word may fit better."""
        again = self._reviewers.say(raised, others)
        if not raised.answers:
            word = "No part of the authors' answer speaks of it."
            return Settled(ConcernStatus.NOT_ANSWERED, "no_answer", word, tuple(again))
        tables = [grid for part in raised.answers for grid in grids(self._thread.text, part.start, part.end)]
        said = [one for part in raised.answers for one in self._sentences(part)]
        run = self._run(raised, said)
        own = self._own(raised, tables, said)
        paper = self._paper(raised, tables, said)
        evidence = (*run, *paper, *own, *again)
        against = [one for one in evidence if one.stance is Stance.CONTRADICTS]
        for status, reason, found in (
            (ConcernStatus.CONTRADICTED, "not_reproduced", [one for one in run if one in against]),
            (ConcernStatus.SETTLED, "reproduced", [one for one in run if one.stance is Stance.SUPPORTS]),
            (ConcernStatus.ANSWERED, "reviewer_objects", [one for one in again if one in against]),
            (ConcernStatus.CONTRADICTED, "own_numbers_differ", [one for one in own if one in against]),
            (
                ConcernStatus.SETTLED,
                "paper_has_it",
                [one for one in paper if one.stance is Stance.SUPPORTS and not one.said],
            ),
            (ConcernStatus.SETTLED, "paper_says", [one for one in paper if _says(one, said, raised.found.said.text)]),
            (ConcernStatus.CONTRADICTED, "paper_differs", [one for one in paper if one in against]),
            (ConcernStatus.SETTLED, "own_numbers", [one for one in own if one.stance is Stance.SUPPORTS]),
        ):
            if found:
                return Settled(status, reason, _told(reason, found, against), evidence)
        return Settled(ConcernStatus.ANSWERED, *_unsettled(said), evidence)

    def _sentences(self, part: Reply) -> list[Said]:
        """The sentences of a part of an answer, tables and code left out."""
        found = []
        text = self._thread.text
        kept = _TABLE.sub(lambda match: " " * len(match[0]), text[part.at : part.end])
        for a, b in split(kept):
            words = " ".join(kept[a:b].replace("**", "").split())
            if len(words.split()) > 2:
                found.append(Said(post=part.post, start=part.at + a, end=part.at + b, text=words))
        return found

    def _run(self, raised: Raised, said: Sequence[Said]) -> list[ConcernEvidence]:
        statements = [one.text for one in said if _measured(one.text)]
        found = []
        for one in self._judge.reruns(statements) or self._judge.reruns([raised.found.said.text]):
            verdict = one.figure.verdict
            if verdict is RerunVerdict.NOT_TESTABLE:
                continue
            refuted = verdict is RerunVerdict.NOT_REPRODUCED
            word = "do not give it" if refuted else "give it"
            note = f"Its samples, run again, {word}: {one.printed} is printed, {_computed(one)} computed."
            stance = Stance.CONTRADICTS if refuted else Stance.SUPPORTS
            found.append(ConcernEvidence(kind="rerun", stance=stance, note=note, rerun=one))
        return found

    def _own(self, raised: Raised, tables: Sequence[Grid], said: Sequence[Said]) -> list[ConcernEvidence]:
        """What the answer's own numbers show: results that it gives, and statements that do not follow from them."""
        found = []
        numbers = sum(len(grid.numbers()) for grid in tables)
        text = self._thread.text
        for one in said if numbers >= _NUMBERS else ():
            if not _measured(one.text):
                continue
            verdict = self._judge.tables(one.text, "\n\n".join(text[grid.start : grid.end] for grid in tables))
            if verdict is not None and verdict.label in (VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE):
                note = f"It does not follow from the answer's own table: {verdict.explanation}"
                found.append(ConcernEvidence(kind="answer", stance=Stance.CONTRADICTS, note=note, said=one))
        if numbers >= _NUMBERS:
            first = tables[0]
            place = Said(post=raised.answers[0].post, start=first.start, end=tables[-1].end, text=_caption(tables))
            note = f"The answer prints {numbers} numbers for it."
            found.append(ConcernEvidence(kind="answer", stance=Stance.SUPPORTS, note=note, said=place))
        else:
            found += [
                ConcernEvidence(
                    kind="answer", stance=Stance.SUPPORTS, note="The answer gives numbers for it.", said=one
                )
                for one in said
                if _results(one.text) >= _PROSE
            ]
        return found

    def _paper(self, raised: Raised, tables: Sequence[Grid], said: Sequence[Said]) -> list[ConcernEvidence]:
        if self._document is None:
            return []
        places = Places(self._document)
        found = []
        if (printed := printed_in(tables, self._document)) is not None:
            label = printed.table.label or "A table"
            note = f"{label} of the paper prints {printed.same} of the {printed.of} numbers of the answer."
            found.append(
                ConcernEvidence(kind="paper", stance=Stance.SUPPORTS, note=note, quote=places.of_table(printed.table))
            )
            found += [
                ConcernEvidence(
                    kind="paper", stance=Stance.CONTRADICTS, note=f"{one}.", quote=places.of_table(printed.table)
                )
                for one in printed.differ
            ]
        answered = any(asks_for_code(one.text) for one in said)
        if answered and asks_for_code(raised.found.said.text) and (code := open_code(places)) is not None:
            found.append(
                ConcernEvidence(
                    kind="paper", stance=Stance.SUPPORTS, note="The paper says that it is open.", quote=code
                )
            )
        for one in said:
            found += self._stated(one, places)
        return found

    def _stated(self, said: Said, places: Places) -> list[ConcernEvidence]:
        """What the paper says of one sentence of an answer."""
        found = []
        if match := _RENAMES.search(said.text):
            old, new = match["old"], match["new"]
            text = squash(" ".join(one.text for one in places.document.sentences))
            if squash(new) in text and squash(old) not in text:
                quote = next(
                    (places.of_sentence(one) for one in places.document.sentences if squash(new) in squash(one.text)),
                    None,
                )
                note = f"The paper at hand says {new} throughout, and {old} nowhere."
                found.append(ConcernEvidence(kind="paper", stance=Stance.SUPPORTS, note=note, quote=quote))
        if not any(one.role in _TELLING for one in parse(said.text)):
            return found
        verdict = self._judge.paper(said.text)
        if verdict is None or any("nearly any" in check.detail for check in verdict.checks):
            return found  # what nearly any number would pass shows nothing
        if verdict.label is VerdictLabel.SUPPORTED or verdict.label is VerdictLabel.CONTRADICTED:
            right = verdict.label is VerdictLabel.SUPPORTED
            stance = Stance.SUPPORTS if right else Stance.CONTRADICTS
            quote = _quote(next((one for one in verdict.evidence if one.stance is stance), None), places)
            where = f"{quote.section or f'page {quote.page}'} of the paper" if quote else "The paper"
            where = where[0].upper() + where[1:]
            note = f"{where} says so." if right else f"{where} says otherwise: {verdict.explanation}"
            found.append(ConcernEvidence(kind="paper", stance=stance, note=note, quote=quote, said=said))
        return found


def _measured(text: str) -> bool:
    return any(one.role in (Role.VALUE, Role.DELTA, Role.COUNT) for one in parse(text))


def _results(text: str) -> int:
    """Measured numbers with decimals in a sentence, arithmetic and settings left out."""
    if re.search(r"\btemperature\b|\bmultiples?\b|=", text):
        return 0
    return sum(one.role is Role.VALUE and "." in one.raw for one in parse(text))


def _computed(one: ClaimRerun) -> str:
    estimate = one.figure.estimate
    return f"{estimate.value:.2f}" if estimate is not None else "nothing"


def _caption(tables: Sequence[Grid]) -> str:
    return "; ".join(f"table of {', '.join(one for one in grid.header if one)}" for grid in tables)


def _quote(place: Evidence | None, places: Places) -> Quote | None:
    if place is None:
        return None
    if place.cell is not None:
        return Quote(text=place.quote, span=place.span, section=place.cell.label, where="table")
    return Quote(text=place.quote, span=place.span, section=places.around(place.span))


def _told(reason: str, found: Sequence[ConcernEvidence], against: Sequence[ConcernEvidence]) -> str:
    """One sentence for the reader."""
    if reason == "reviewer_objects":
        return "Answered, and the reviewer is not satisfied."
    if reason == "own_numbers":
        return f"{found[0].note} They stand nowhere else at hand."
    if reason == "paper_says" and found[0].said is not None:
        return f"{found[0].note.rstrip('.')}: “{found[0].said.text}”"
    differs = [one for one in against if one not in found]
    return found[0].note + (f" But: {differs[0].note}" if differs and reason == "paper_has_it" else "")


def _says(one: ConcernEvidence, said: Sequence[Said], concern: str) -> bool:
    """Whether a sentence of the answer that the paper bears out settles anything.

    Where the authors concede the point only a table does; where they do not, numbers that the reviewer doubts already
    only say again what is in doubt.
    """
    if one.stance is not Stance.SUPPORTS or one.said is None:
        return False
    if any(_AGREES.search(other.text) for other in said):
        return one.quote is not None and one.quote.where == "table"
    known = {number.value for number in parse(concern)} if not concern.rstrip().endswith("?") else set()
    return any(number.value not in known for number in parse(one.said.text) if number.role in _TELLING) or not known


def _unsettled(said: Sequence[Said]) -> tuple[str, str]:
    promised = [one for one in said if _PROMISES.search(one.text)]
    also = " They also promise changes that are not at hand." if promised else ""
    if promised and 2 * len(promised) >= len(said):
        return "promise", "The authors promise a change that is not at hand."
    if any(_AGREES.search(one.text) for one in said):
        return "conceded", f"The authors agree; nothing at hand changes it.{also}"
    return "words_only", f"The authors answer in words; nothing at hand bears them out or speaks against them.{also}"
