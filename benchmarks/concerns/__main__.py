"""How well concerns of peer reviews are found, bound, answered and settled: `python benchmarks/concerns [--write]`.

Four threads, read by hand before any rule was written: the list beside this file gives for each concern where it stands
(offsets in the shared thread; in ours first words, whose first place counts), what it may be bound to, where the answer
stands, and its status.
`--write` puts the table into benchmarks/results/concerns.md. The first thread needs SYNTH_TEST_DATA.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from synth import settings
from synth.records import Concern, PostKind, ReviewThread, Target, TargetKind
from synth.workflows.rerun import RerunOptions
from synth.workflows.reviews import ReviewsMade, make_discussion

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "concerns.md"
THREADS = ("seed", "pebble", "tides", "digest")
NOTE = "<!-- measured -->"


@dataclass(slots=True)
class Tally:
    """What one thread gives."""

    name: str
    part: str
    wanted: int = 0
    found: int = 0
    given: int = 0
    """Concerns that the program gives, those that may be either left out."""
    right: int = 0
    """Those of them that are concerns of the list."""
    bound: int = 0
    shown: int = 0
    """Concerns whose target is shown at a place of the paper."""
    shown_right: int = 0
    answered: int = 0
    status: int = 0
    posts: str = ""
    misses: list[str] = field(default_factory=list)
    cpu: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 1 where the seed thread falls below what is asked of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/concerns.md")
    parser.add_argument("--only", choices=THREADS, action="append", help="measure these threads only")
    options = parser.parse_args(arguments)
    tallies = []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only or THREADS:
            tally = measure(name, Path(folder))
            if tally is not None:
                tallies.append(tally)
    print(table(tallies))
    for one in tallies:
        for miss in one.misses:
            print(f"{one.name}: {miss}")
    if options.write:
        write(tallies)
    seed = next((one for one in tallies if one.name == "seed"), None)
    return int(seed is not None and (seed.found < 10 or seed.bound < 8))


def measure(name: str, library: Path) -> Tally | None:
    """One thread against its list; None where the shared data are not there."""
    listed = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    root = ROOT
    if listed["thread"].startswith("reports/"):
        root = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))
        if not (root / listed["thread"]).is_file():
            print(f"{name}: no shared data at {root}")
            return None
    file = root / listed["thread"]
    values = settings.load(library=library)
    start = time.process_time()
    again = RerunOptions() if listed.get("rerun") else None
    made = make_discussion(file, str(root / listed["paper"]), settings=values, progress=lambda *_: None, rerun=again)
    if (known := listed.get("sha256")) and hashlib.sha256(file.read_bytes()).hexdigest() != known:
        raise SystemExit(f"{file} is not the thread that was read")
    tally = compare(name, listed, made)
    tally.cpu = time.process_time() - start
    return tally


def compare(name: str, listed: dict[str, Any], made: ReviewsMade) -> Tally:
    """Count what agrees with the list."""
    thread = made.discussion.thread
    tally = Tally(name, listed["part"], posts=_posts(thread, listed["posts"]))
    wanted = [one for one in listed["concerns"] if not one.get("optional")]
    tally.wanted = len(wanted)
    for one in wanted:
        concern = _found(one, made.discussion.concerns, thread)
        if concern is None:
            tally.misses.append(f"{one['id']} not found: {one['what']}")
            continue
        tally.found += 1
        target = concern.targets[0]
        right = fits(target, one["targets"])
        tally.bound += right
        if target.quote is not None and target.kind is not TargetKind.PAPER:
            tally.shown += 1
            tally.shown_right += right if not _borrowed(target) else _stands(target, one["targets"])
        answer = _answer_right(concern, [_span(at, thread) for at in one["answer"]])
        tally.answered += answer
        status = concern.status.value in one["status"]
        tally.status += status
        for what, good in (("bound", right), ("answer", answer), ("status", status)):
            if not good:
                told = {"bound": target.label, "answer": concern.explanation, "status": concern.status.value}[what]
                tally.misses.append(f"{one['id']} {what} wrong ({told}): {one['what']}")
    _precision(tally, listed, made.discussion.concerns, thread)
    return tally


def _precision(tally: Tally, listed: dict[str, Any], concerns: Sequence[Concern], thread: ReviewThread) -> None:
    meant = [_span(at, thread) for one in listed["concerns"] for at in (one["at"], *one.get("also", ()))]
    either = [_span(at, thread) for at in listed["neither"]]
    either += [_span(one["at"], thread) for one in listed["concerns"] if one.get("optional")]
    for one in concerns:
        own = [(said.start, said.end) for said in (one.said, *one.repeats)]
        if any(_meet(span, at) for span in own for at in meant):
            tally.given += 1
            tally.right += 1
        elif not any(_meet(span, at) for span in own for at in either):
            tally.given += 1
            tally.misses.append(f"no concern of the list: {one.said.start}–{one.said.end}")


def _found(one: dict[str, Any], concerns: Sequence[Concern], thread: ReviewThread) -> Concern | None:
    """The concern that covers most of a listed one."""
    at = _span(one["at"], thread)
    scored = [(max(_common((s.start, s.end), at) for s in (c.said, *c.repeats)), -n) for n, c in enumerate(concerns)]
    best = max(scored, default=(0, 0))
    return concerns[-best[1]] if best[0] > 0 else None


def _answer_right(concern: Concern, wanted: Sequence[tuple[int, int]]) -> bool:
    """Whether the first answer lies where the list says, or there is none on both sides."""
    if not wanted or not concern.answers:
        return not wanted and not concern.answers
    first = concern.answers[0]
    return any(_meet((first.start, first.end), at) for at in wanted)


def fits(target: Target, accepted: Sequence[str]) -> bool:
    """Whether a target is one of the accepted: by its label, or by the section that its sentence stands in."""
    names = {_plain(target.label)}
    if target.quote is not None and target.kind in (TargetKind.CLAIM, TargetKind.SECTION):
        names.add(_plain(f"section {target.quote.section}"))
        names.add(_plain(target.quote.section))
    for one in accepted:
        if one.startswith("sentence: "):
            if target.quote is not None and one.removeprefix("sentence: ") in " ".join(target.quote.text.split()):
                return True
        elif any(_begins(name, _plain(one)) for name in names):
            return True
    return False


def _stands(target: Target, accepted: Sequence[str]) -> bool:
    """Whether the place shown for a named thing that was not found stands in an accepted section."""
    section = target.quote.section if target.quote else ""
    return any(_begins(_plain(f"section {section}"), _plain(one)) or _plain(section) == _plain(one) for one in accepted)


def _borrowed(target: Target) -> bool:
    return target.kind in (TargetKind.LINE, TargetKind.EQUATION, TargetKind.STATEMENT) or "nearest" in target.note


def _begins(name: str, wanted: str) -> bool:
    """Whether a name is the wanted one: "section 4.1 setup" is "section 4.1", "section 3 data" is "section data"."""
    if name == wanted or name.startswith(f"{wanted} "):
        return True
    words = wanted.split()
    numbered = re.match(r"section (?:\d|[a-z]\b)", name)
    plain = re.sub(r"^section [\da-z.]+ ", "section ", name) if numbered else name
    return len(words) > 1 and words[0] == "section" and not words[1][:1].isdigit() and plain == wanted


def _plain(label: str) -> str:
    text = re.sub(r"\bappendix\b", "section", label.lower()).replace("section section", "section")
    return " ".join(re.sub(r"[^\w. ]", " ", text).replace(". ", " ").split()).rstrip(".")


def _span(at: Any, thread: ReviewThread) -> tuple[int, int]:
    if isinstance(at, list):
        return at[0], at[1]
    start = thread.text.find(at)
    if start < 0:
        raise SystemExit(f"stands nowhere in the thread: {at!r}")
    return start, start + len(at)


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return _common(a, b) > 0


def _common(a: tuple[int, int], b: tuple[int, int]) -> int:
    return min(a[1], b[1]) - max(a[0], b[0])


def _posts(thread: ReviewThread, wanted: dict[str, int]) -> str:
    kinds = {
        "reviews": PostKind.REVIEW,
        "authors": PostKind.AUTHORS,
        "meta": PostKind.META,
        "comments": PostKind.COMMENT,
    }
    right = sum(sum(post.kind is kinds[name] for post in thread.posts) == number for name, number in wanted.items())
    return f"{right}/{len(wanted)}"


def table(tallies: Sequence[Tally]) -> str:
    """The figures as a Markdown table."""
    columns = ("found", "precision", "bound right", "place shown right", "answer right", "status right")
    lines = [f"| thread | part | concerns | {' | '.join(columns)} |", "|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    for one in [*tallies, *_sums(tallies)]:
        shares = (
            _share(one.found, one.wanted),
            _share(one.right, one.given),
            _share(one.bound, one.wanted),
            f"{one.shown_right} of {one.shown}",
            _share(one.answered, one.wanted),
            _share(one.status, one.wanted),
        )
        lines.append(f"| {one.name} | {one.part} | {one.wanted} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _sums(tallies: Sequence[Tally]) -> list[Tally]:
    found = []
    for part in dict.fromkeys(one.part for one in tallies):
        group = [one for one in tallies if one.part == part]
        if len(group) > 1:
            total = Tally("**both**", part)
            for name in ("wanted", "found", "given", "right", "bound", "shown", "shown_right", "answered", "status"):
                setattr(total, name, sum(getattr(one, name) for one in group))
            found.append(total)
    return found


def _share(part: int, of: int) -> str:
    if not of:
        return "–"
    low, high = wilson(part, of)
    return f"{part} of {of} ({low:.2f}–{high:.2f})"


def wilson(part: int, of: int) -> tuple[float, float]:
    """95% Wilson interval of a share."""
    z = 1.959964
    share = part / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def write(tallies: Sequence[Tally]) -> None:
    """Put the table into the results, the text around it stays."""
    text = RESULTS.read_text(encoding="utf-8")
    head, _, rest = text.partition(NOTE)
    _, _, tail = rest.partition(NOTE)
    RESULTS.write_text(f"{head}{NOTE}\n\n{table(tallies)}\n\n{NOTE}{tail}", encoding="utf-8")
    print(f"written: {RESULTS}; {sum(one.cpu for one in tallies):.1f} CPU seconds")


if __name__ == "__main__":
    raise SystemExit(main())
