"""What reading the report alone shows: counts that do not add up, claims cut off, citations that lead nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from synth.extract.submitted.citing import Binder
from synth.extract.submitted.draft import Draft
from synth.language.words import squash
from synth.language.wordset import word_set
from synth.records.audit import CitedWork, Finding, Statement, StatementKind, Submission

_NAMES = {"papers": "papers", "claims": "claims", "verified": "verified claims", "score": "score"}
_YES = word_set("✓ ✔ ☑ √ yes true verified supported")
_LOST = re.compile(r"(?<![\d.,^$#])10(?P<power>[1-9]\d)(?P<ratio>\s?:\s?1(?!\d))?(?![\d.,]*\d|%|\^)")
_LOST_SMALL = re.compile(r"(?<![\w.,^])10[-−–](?P<power>\d{1,2})(?![\w.–-]|\s?(?:%|years|items|shots?|points))")
_SCALE = re.compile(
    r"\b(?:ratios?|factors?|orders? of magnitude|magnitudes?|scales?|exceed\w*|fold|FLOPs?|operations|parameters|rate|"
    r"probabilit\w+|tokens|times|as large|as small)\b",
    re.IGNORECASE,
)
_POWERS_OF_TWO = frozenset({"24"})
_LISTED = 6


def findings(submission: Submission, drafts: Sequence[Draft], binder: Binder, *, left_out: int) -> tuple[Finding, ...]:
    """Every finding, those about the whole report first."""
    out: list[Finding] = []
    if not submission.statements:
        out.append(Finding(kind="no_claims", message="No statement that could be checked was found in the report."))
    if left_out:
        message = f"Only the first {len(drafts)} statements are audited; {left_out} more were found."
        out.append(Finding(kind="too_many", message=message))
    out += _counts(submission, binder)
    out += _cut_off(submission.statements)
    out += _uncited(submission.statements)
    out += _unlisted(binder)
    out += _never_cited(submission, binder)
    out += _duplicates(submission.works[: binder.count])
    out += _lost_exponents(submission.statements)
    return tuple(out)


def _counts(submission: Submission, binder: Binder) -> Iterator[Finding]:
    stated: dict[str, list[float]] = {}
    for entry in submission.stated:
        stated.setdefault(entry.name, []).append(entry.value)
    for name, values in stated.items():
        different = list(dict.fromkeys(values))
        if len(different) > 1:
            said = " and ".join(f"{value:g}" for value in different)
            message = f"The report states {said} for its number of {_NAMES[name]}."
            if name == "score":
                message = f"The report states the scores {said}."
            yield Finding(kind="count_mismatch", message=message)
    rows = [s for s in submission.statements if s.kind is StatementKind.CLAIM_ROW]
    if (papers := stated.get("papers")) and papers[0] != binder.count:
        listed = _number(binder.count, "reference")
        yield Finding(
            kind="count_mismatch", message=f"The report says {_number(papers[0], 'paper')} and lists {listed}."
        )
    if rows and (claims := stated.get("claims")) and claims[0] != len(rows):
        message = f"The report says {_number(claims[0], 'claim')} and lists {len(rows)}."
        yield Finding(kind="count_mismatch", message=message)
    marked = [dict(row.marks).get("verified") for row in rows]
    if (verified := stated.get("verified")) and rows and any(mark is not None for mark in marked):
        ticked = sum(mark is not None and (mark.lower().split() or [""])[0].strip(",;:") in _YES for mark in marked)
        if verified[0] != ticked:
            message = (
                f"The report says that {verified[0]:g} of its claims were verified and marks {ticked} as verified."
            )
            yield Finding(kind="count_mismatch", message=message)


def _number(count: float, noun: str) -> str:
    return f"{count:g} {noun}{'' if count == 1 else 's'}" if count else f"no {noun}"


def _places(statements: Sequence[Statement]) -> str:
    """Places of statements, shortened: "Extracted Claims, rows 1, 3"."""
    grouped: dict[str, list[str]] = {}
    for statement in statements:
        head, comma, tail = statement.where.rpartition(", row ")
        grouped.setdefault(f"{head}, row" if comma else statement.where, []).append(tail if comma else "")
    parts = []
    for head, tails in grouped.items():
        rows = [tail for tail in tails if tail]
        parts.append(f"{head}{'s' if len(rows) > 1 else ''} {', '.join(rows)}" if rows else head)
    return "; ".join(parts[:_LISTED]) + ("; …" if len(parts) > _LISTED else "")


def _cut_off(statements: Sequence[Statement]) -> Iterator[Finding]:
    cut = [statement for statement in statements if statement.cut_off]
    if cut:
        ends = "; ".join(f"“…{statement.text[-24:].lstrip()}”" for statement in cut[:_LISTED])
        more = "; …" if len(cut) > _LISTED else ""
        verb = "breaks" if len(cut) == 1 else "break"
        message = f"{len(cut)} of {len(statements)} statements {verb} off before the end: {ends}{more}."
        yield Finding(kind="cut_off", message=message, where=_places(cut))


def _uncited(statements: Sequence[Statement]) -> Iterator[Finding]:
    uncited = [statement for statement in statements if not statement.cited]
    if not uncited:
        return
    count, total = len(uncited), len(statements)
    said = (
        f"None of the {total} statements cites a source."
        if count == total
        else f"{count} of {total} statements cite no source."
    )
    if total == 1:
        said = "The only statement cites no source."
    yield Finding(kind="uncited", message=said, where=_places(uncited))


def _unlisted(binder: Binder) -> Iterator[Finding]:
    for citation, where in list(binder.unlisted.items()):
        if binder.count or len(binder.unlisted) > 1:
            message = f"The report cites {citation}, which its reference list does not have."
            yield Finding(kind="not_listed", message=message, where=where)


def _never_cited(submission: Submission, binder: Binder) -> Iterator[Finding]:
    idle = [work for number, work in enumerate(submission.works[: binder.count]) if number not in binder.cited]
    if idle:
        names = "; ".join(_called(work) for work in idle[:_LISTED]) + ("; …" if len(idle) > _LISTED else "")
        share = f"{len(idle)} of {binder.count} listed works" if binder.count > 1 else "The only listed work"
        verb = "are" if len(idle) > 1 else "is"
        message = f"{share} {verb} never cited: {names}."
        yield Finding(kind="never_cited", message=message, where="References")


def _called(work: CitedWork) -> str:
    name = work.title or (f"arXiv:{work.arxiv}" if work.arxiv else work.url or work.raw)
    return f"[{work.key}] {name[:80]}" if work.key else name[:80]


def _duplicates(works: Sequence[CitedWork]) -> Iterator[Finding]:
    names = [_identity(work) for work in works]
    for name, count in Counter(name for name in names if name).items():
        if count > 1:
            first = works[names.index(name)]
            versions = {str(work.arxiv) for work, n in zip(works, names, strict=True) if n == name and work.arxiv}
            in_versions = f", as {' and '.join(sorted(versions))}" if len(versions) > 1 else ""
            message = f"The reference list has the same work {count} times{in_versions}: {_called(first)}."
            yield Finding(kind="duplicate_reference", message=message, where="References")


def _identity(work: CitedWork) -> str:
    if work.arxiv:
        return f"arxiv:{work.arxiv.id}"
    if work.doi:
        return f"doi:{work.doi.casefold()}"
    return squash(work.title) if len(work.title) > 16 else squash(work.url)


def _lost_exponents(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Integers that look like a power of ten printed flat: "1028:1" for 10^28:1."""
    for statement in statements:
        for match in _LOST.finditer(statement.text):
            near = statement.text[max(match.start() - 50, 0) : match.end() + 30]
            if (match["power"] in _POWERS_OF_TWO) or not (match["ratio"] or _SCALE.search(near)):
                continue
            meant = f"10^{match['power']}{':1' if match['ratio'] else ''}"
            yield _lost(match[0], meant, statement)
        for match in _LOST_SMALL.finditer(statement.text):
            near = statement.text[max(match.start() - 50, 0) : match.end() + 30]
            if re.search(r"\b(?:rate|probabilit\w+|order|magnitude|tolerance|epsilon|decay|p-values?)\b|[<≤≈×]", near):
                yield _lost(match[0], f"10^-{match['power']}", statement)


def _lost(printed: str, meant: str, statement: Statement) -> Finding:
    message = f"“{printed}” may have lost an exponent in printing and mean {meant}."
    return Finding(kind="lost_exponent", message=message, where=statement.where)
