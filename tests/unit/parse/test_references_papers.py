"""Entries of five reference lists, and what the text cites, against what a reader sees on the page.

`references_checked.tsv` holds, for each of five papers of different styles, 25 entries drawn with the seed
"<file> 25" and compared by eye with the printed list: place in the list, key, family name of the first author, year,
arXiv id, at most five words that the title begins with, and how many words it has.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from synth.parse.layout import page_layout
from synth.parse.references import read_references
from synth.records import Reference

PAGES = {
    "2308.09583v1_WizardMath.pdf": (9, 16, 93),
    "2107.03374v2_Codex.pdf": (14, 20, 123),
    "2305.13186_SciTab_EMNLP2023.pdf": (8, 14, 47),
    "2504.13837v2_Limit_of_RLVR.pdf": (11, 17, 53),
    "2506.03524_Seed-Coder.pdf": (32, 45, 67),
}
"""Pages laid out (from, to) and entries counted in the printed list: keys in brackets, author–year lists in two
columns (ICML, ACL), one that prints the citing pages, and one of long author lists."""
SAMPLE = 25

# Entries that were once read wrongly: organisations before initials, hyphens at line ends, accents, trailing sites.
HARD = {
    "2506.03524_Seed-Coder.pdf": {
        13: ("DeepSeek-AI", "DeepSeek-V2: A strong, economical, and efficient mixture-of-experts language model"),
        14: ("DeepSeek-AI", "DeepSeek-Coder-V2: Breaking the barrier of closed-source models in code intelligence"),
        15: ("DeepSeek-AI", "DeepSeek-R1: Incentivizing reasoning capability in llms via reinforcement learning"),
    },
    "2107.03374v2_Codex.pdf": {
        4: ("D. Acemoglu", "Robots and jobs: Evidence from us labor markets"),
        25: ("P. Christiano", "Clarifying ”ai alignment”"),
        49: ("P. He", "Deberta: Decoding-enhanced bert with disentangled attention"),
    },
    "2308.09583v1_WizardMath.pdf": {
        18: ("Lei Wang", "Plan-and-solve prompting: Improving zero-shot chain-of-thought reasoning by "
             "large language models"),
    },
}  # fmt: skip


@cache
def _entries(path: Path) -> tuple[Reference, ...]:
    import pymupdf

    first, last, _ = PAGES[path.name]
    with pymupdf.open(path) as document:
        return read_references([page_layout(page) for page in document.pages(first, min(last, len(document)))])[0]


def _checked() -> dict[str, list[dict[str, str]]]:
    facts = defaultdict(list)
    with Path(__file__).with_name("references_checked.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            facts[row["paper"]].append(row)
    return facts


def _faults(entry: Reference, fact: dict[str, str]) -> list[str]:
    surname = entry.authors[0] if entry.authors else ""
    read = {
        "key": entry.key,
        "surname": surname if " " in fact["surname"] else surname.split()[-1] if surname else "",
        "year": str(entry.year or ""),
        "arxiv": str(entry.arxiv or ""),
        "begins": " ".join(entry.title.split()[:5]),
        "words": str(len(entry.title.split())),
    }
    return [f"{name}: {value!r} instead of {fact[name]!r}" for name, value in read.items() if value != fact[name]]


@pytest.mark.parametrize("name", PAGES)
def test_sampled_entries(test_data: Path, name: str) -> None:
    entries = _entries(test_data / "papers" / name)
    facts = _checked()[name]
    count = PAGES[name][2]
    assert len(entries) == count
    assert [int(fact["entry"]) for fact in facts] == sorted(random.Random(f"{name} 25").sample(range(count), SAMPLE))
    wrong = {fact["entry"]: faults for fact in facts if (faults := _faults(entries[int(fact["entry"])], fact))}
    share = 1 - len(wrong) / SAMPLE
    assert share >= 0.95, f"{share:.0%} right; {wrong}"


def test_share_over_all_papers(test_data: Path) -> None:
    checked = [(name, fact) for name, facts in _checked().items() for fact in facts]
    right = sum(not _faults(_entries(test_data / "papers" / name)[int(fact["entry"])], fact) for name, fact in checked)
    print(f"entries with the right author, title, year and arXiv id: {right} of {len(checked)}")
    assert len(checked) == SAMPLE * len(PAGES)
    assert right >= 0.98 * len(checked)


@pytest.mark.parametrize("name", HARD)
def test_hard_entries(test_data: Path, name: str) -> None:
    entries = _entries(test_data / "papers" / name)
    for number, (author, title) in HARD[name].items():
        assert (entries[number].authors[0], entries[number].title) == (author, title)
