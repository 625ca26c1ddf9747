"""The story that a refresh tells: six papers on rewards and pass@k, and what becomes of them.

Before: six papers. Then one new paper contradicts a claim and another repeats one; one paper gets a new version with a
changed table, and one is withdrawn. What they say stands in `story.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from internet import Internet, Work
from typeset import Manuscript, Table, pdf

_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
QUESTION: str = _DATA["question"]
FIRST = ("tern", "godwit", "plover", "avocet", "curlew", "dunlin")
NEW = ("stilt", "ruff")


@cache
def manuscript(name: str) -> Manuscript:
    """One paper of the story."""
    data = dict(_DATA[name])
    table = data.pop("table")
    made = Table(
        caption=table["caption"], header=tuple(table["header"]), rows=tuple(tuple(row) for row in table["rows"])
    )
    words = {key: data[key] for key in ("title", "abstract", "introduction", "results", "conclusion")}
    return Manuscript(**words, authors=tuple(data["authors"]), table=made)


def identifier(name: str) -> str:
    """Its id on arXiv, without version."""
    return str(_DATA[name]["arxiv"])


@cache
def file_of(name: str) -> bytes:
    """Its PDF."""
    return pdf(manuscript(name))


def work(name: str) -> Work:
    """The paper as the services list it."""
    paper, date = manuscript(name), str(_DATA[name]["date"])
    return Work(
        arxiv=identifier(name),
        title=paper.title,
        authors=paper.authors,
        abstract=paper.abstract,
        date=date,
        dates=[date],
        pdfs=[file_of(name)],
    )


def begin(net: Internet) -> None:
    """The world of the first report."""
    net.add(*(work(name) for name in FIRST))


def new_version(net: Internet) -> None:
    """Godwit gets a second version, in which a number of its table is another one."""
    old, paper = net.by_arxiv(identifier("godwit")), manuscript("godwit_v2")
    old.pdfs.append(file_of("godwit_v2"))
    old.dates.append(str(_DATA["godwit_v2"]["date"]))
    old.abstract = paper.abstract


def withdrawal(net: Internet) -> None:
    """Curlew is withdrawn."""
    old = net.by_arxiv(identifier("curlew"))
    old.withdrawn = "This paper has been withdrawn: the weights that were evaluated were the wrong ones."
    old.dates.append("2026-12-02")


def go_on(net: Internet) -> None:
    """What happens before the refresh."""
    new_version(net)
    withdrawal(net)
    net.add(*(work(name) for name in NEW))
