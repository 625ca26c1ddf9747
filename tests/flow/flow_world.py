"""Runs of the real command, and what a test asks of the report that came out."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pymupdf

from benchmarks.measuring import counting, counts
from synth.language.pieces import prints

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpora" / "passk"
PEBBLE = ROOT / "corpora" / "pebble"
QUESTION = (
    "Does optimising for pass@k degrade pass@1, and how do Evol-Instruct and reinforcement learning change the "
    "trade-off?"
)
FILES = {
    "report.md", "report.html", "report.pdf", "report.json", "references.bib", "references.ris", "references.json",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str
    cpu: float
    """Seconds of the command and of everything that it started, daemons included."""

    @property
    def lines(self) -> list[str]:
        """What it said on stderr."""
        return self.err.strip().splitlines()


@dataclass(frozen=True, kw_only=True)
class Cold:
    """A first run: what it said, what it wrote, and the library that it filled."""

    ran: Ran
    out: Path
    library: Path
    report: dict[str, Any]


def synth(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, timeout: float = 900) -> Ran:
    """Run `synth` in the folder `cwd`, away from the user's own settings, library and proxies."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SYNTH_", "XDG_")) and not name.lower().endswith("_proxy")
    }
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    used = cwd / "cpu-seconds"
    start = "import sys; sys.argv[0] = 'synth'; from synth.cli import main; main()"
    command = [sys.executable, "-c", start, *map(str, arguments)]
    done = subprocess.run(
        counting(command, used),
        cwd=cwd,
        env={**kept, "HOME": str(home), "NO_COLOR": "1", "COLUMNS": "120", **(env or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr, cpu=counts(used)[0])


_PLAIN = {"NO_COLOR": "1", "COLUMNS": "120"}


def inside(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
    """The same command in this process: its libraries are loaded once for all tests. Not for tests of its start."""
    from synth.cli import main

    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SYNTH_", "XDG_")) and not name.lower().endswith("_proxy")
    }
    (cwd / "home").mkdir(exist_ok=True)
    out, err = io.StringIO(), io.StringIO()
    before = time.process_time()
    with (
        mock.patch.dict(os.environ, {**kept, "HOME": str(cwd / "home"), **_PLAIN, **(env or {})}, clear=True),
        mock.patch.object(sys, "argv", ["synth", *map(str, arguments)]),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):  # fmt: skip
        try:
            main()
            code: object = 0
        except SystemExit as end:
            code = end.code
    used = time.process_time() - before
    return Ran(code=code if isinstance(code, int) else 0, out=out.getvalue(), err=err.getvalue(), cpu=used)


def load(out: Path) -> dict[str, Any]:
    """`report.json` of a folder."""
    loaded: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return loaded


def squash(text: str) -> str:
    """Letters and digits only, so that line breaks, hyphens and ligatures make no difference."""
    return re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", text)).lower()


@cache
def pages(path: Path) -> tuple[tuple[str, str], ...]:
    """Text of each page, read by PyMuPDF as it is, without our parser; whole, and without raised marks."""
    with pymupdf.open(path) as document:
        return tuple((page.get_text(), _unraised(page)) for page in document)


def _unraised(page: Any) -> str:
    lines = [line for block in page.get_text("dict", flags=0)["blocks"] for line in block["lines"]]
    raised = pymupdf.TEXT_FONT_SUPERSCRIPT
    return "\n".join("".join(span["text"] for span in line["spans"] if not span["flags"] & raised) for line in lines)


def by_checksum(*folders: Path) -> dict[str, Path]:
    """SHA-256 → file."""
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for folder in folders for path in folder.glob("*.pdf")}


def quotes(report: Mapping[str, Any]) -> Iterable[tuple[str, int, str]]:
    """Paper, page and text of every quote in a report."""
    for claim in report["claims"]:
        yield claim["paper"], claim["page"], claim["quote"]
        for place in claim["evidence"]:
            yield place["paper"], place["page"], place["quote"]
    for disagreement in report["disagreements"]:
        for value in disagreement["values"]:
            yield value["paper"], value["page"], value["quote"]


def not_on_their_pages(report: Mapping[str, Any], *folders: Path) -> list[tuple[str, int, str]]:
    """Quotes that do not stand on the page that they cite, in one piece or as columns and pages part them."""
    files = by_checksum(*folders)
    file_of = {paper["id"]: files[paper["sha256"]] for paper in report["papers"] if paper["status"] == "read"}
    lost = []
    for paper, page, quote in quotes(report):
        assert squash(quote), f"an empty quote on page {page} of {paper}"
        printed = pages(file_of[paper])[page - 1 : page + 2]
        if not any(prints(quote, [texts[way] for texts in printed]) for way in (0, 1)):
            lost.append((paper, page, quote))
    return lost


def with_result(claims: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Claims that state a measured number."""
    return [c for c in claims if any(q["role"] in ("value", "delta", "count") for q in c["quantities"])]


def check_claims(report: Mapping[str, Any], *, least: int, papers: int) -> None:
    """Enough whole claims from enough papers, half of them with numbers, each judged with a reason."""
    claims = report["claims"]
    assert len(claims) >= least
    assert len({claim["paper"] for claim in claims}) >= papers
    assert 2 * len(with_result(claims)) >= len(claims)
    assert len({claim["id"] for claim in claims}) == len(claims)
    for claim in claims:
        text = claim["text"]
        assert text.rstrip("”\"')’]").endswith("."), text
        assert "…" not in text and "..." not in text, text
        assert text[0].isupper() or not text[0].isalpha() or not text.split()[0].islower(), text
        assert len(text.split()) >= 5, text
        assert claim["reason"] and claim["explanation"], text
        assert claim["explanation"].rstrip().endswith((".", "!")), claim["explanation"]
        assert claim["relevance"] >= 0.25, text
        assert claim["evidence"], text
        assert claim["evidence"][0]["relation"] == "source", text
        for quantity in claim["quantities"]:
            assert text[quantity["start"] : quantity["end"]] == quantity["raw"], (text, quantity)


def check_answer(report: Mapping[str, Any]) -> None:
    """Five to ten sentences; each cites listed claims, and says what they say."""
    claims = {claim["id"]: claim for claim in report["claims"]}
    assert 5 <= len(report["answer"]) <= 10
    for sentence in report["answer"]:
        assert sentence["claims"], sentence["text"]
        for identifier in sentence["claims"]:
            assert identifier in claims, sentence["text"]
            assert claims[identifier]["verdict"] not in ("contradicted", "impossible"), sentence["text"]
        cited = claims[sentence["claims"][0]]
        assert squash(cited["text"])[-40:] in squash(sentence["text"]), sentence["text"]
    for facet in report["facets"]:
        assert set(facet["claims"]) <= set(claims)


def check_counts(report: Mapping[str, Any]) -> None:
    """What the report says about itself is what stands in it."""
    claims, counts = report["claims"], report["counts"]
    labels = [claim["verdict"] for claim in claims]
    assert counts["claims"] == len(claims)
    assert counts["verified"] == sum(claim["verified"] for claim in claims)
    assert counts["contradicted"] == labels.count("contradicted") + labels.count("impossible")
    assert counts["disputed"] == labels.count("disputed")
    assert counts["abstained"] == labels.count("abstained")
    assert counts["papers"] == sum(paper["status"] != "failed" for paper in report["papers"])
    assert counts["papers_failed"] == sum(paper["status"] == "failed" for paper in report["papers"])
    for claim in claims:
        beyond = claim["rung"] in ("consistent", "corroborated", "reproduced")
        assert claim["verified"] == (claim["verdict"] == "supported" and beyond), claim["text"]
        if claim["verified"]:
            others = [e for e in claim["evidence"] if e["relation"] != "source" and e["stance"] == "supports"]
            assert others or claim["reruns"], claim["text"]
            assert all(e["span"] != claim["span"] for e in others), claim["text"]
        if claim["verdict"] in ("contradicted", "disputed"):
            refuted = any(one["verdict"] == "not_reproduced" for one in claim["reruns"])
            assert refuted or any(e["stance"] == "contradicts" for e in claim["evidence"]), claim["text"]
