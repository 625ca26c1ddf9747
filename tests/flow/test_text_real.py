"""The text of real papers: order over columns, pages and floats; nothing of the margins in a sentence; cost.

Reading fifteen papers takes about 40 CPU seconds: set SYNTH_SLOW=1 for that part. Needs the test data.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pymupdf
import pytest

from synth.parse import Parsed, ParseJob, parse_file
from synth.records import Document, SectionKind, SentenceKind

slow = pytest.mark.skipif(not os.environ.get("SYNTH_SLOW"), reason="slow: set SYNTH_SLOW=1")
CPU, MEMORY = 90, 1000
"""CPU seconds for all papers (twice that fails: shared machines measure badly), MB for one process."""

# Few words before a break and few words behind it, checked by eye; both stand in one sentence.
ONE_SENTENCE = {
    "2107.03374v2_Codex.pdf": [
        ("Codex-S is able to", "generate at least one"),  # column
        ("solved if any sample", "passes the unit tests"),  # page, over a figure
        ("evaluate 100 samples per", "problem, and pick one"),  # column
        ("that just as language", "model test loss follows"),  # page, over a figure
        ("best result from", "evaluating at temperatures 0.2"),  # column, over a figure
        ("as in", "the previous sections -"),  # page, over a table
        ("the string” (the full", "list is described in"),  # column
        ("it is conceptually", "straightforward to provide documentation"),  # column, over a footnote and a figure
        ("to eliminate as model", "capabilities increase"),  # page
    ],
    "2305.13186_SciTab_EMNLP2023.pdf": [
        ("verification, e.g., numerical", "reasoning and commonsense knowledge"),  # page, over figures
        ("naturally occur within", "verified scientific publications"),  # page, over a footnote and a figure
        ("but unverifiable with respect", "to the table"),  # column
        ("fact-checking claims in SCITAB", "we adapt the set"),  # column, over a footnote
        ("the last row and", "the “Prod.” column"),  # page, over a table and a figure
        ("improved performance for", "the majority of models"),  # page
        ("despite its positive", "impacts on other numerical"),  # column, over a table
    ],
    "2305.14627_ALCE.pdf": [
        ("We argue", "that the absence of"),  # page, over footnotes and a table
        ("common “listing” type of", "questions people ask"),  # column
        ("We deploy", "MAUVE for ASQA and"),  # page, over footnotes and a figure
        ("additional adjustment", "considering that users often"),  # column, over footnotes and a figure
        ("(especially for CLOSEDBOOK), where", "for each statement"),  # page, over footnotes and tables
        ("comparable correctness while demonstrating", "notable variations in citation"),  # page, over a table
    ],
    "2020.acl-main.207_SPECTER.pdf": [
        ("for representing individual words", "or sentences, extensions to"),  # column, over a footnote
        ("substantially outperform the", "state-of-the-art on a variety"),  # page, over a footnote
        ("a paper, separated by", "the [SEP] token"),  # page, over footnotes
        ("to have high correlation", "with paper topics"),  # column, over footnotes and a table
        ("with the SciBERT baseline", "for a random set"),  # page, over a caption
    ],
    "N18-3011.pdf": [
        ("fully-connected layer and then", "fed into a two-layer"),  # column, over footnotes and a table
        ("surrounding words are collectively", "referred to as a"),  # page, over footnotes
        ("in the index described", "earlier"),  # column, over a table
        ("what rate a paper", "is being cited and"),  # column, over a footnote
    ],
}
# The first of the two stands before the second, in different columns or on different pages.
IN_TURN = {
    "2107.03374v2_Codex.pdf": ["codex-s is able to", "sample passes the unit tests", "evaluate 100 samples per"],
    "2305.13186_SciTab_EMNLP2023.pdf": ["naturally occur within", "we adapt the set", "five major observations"],
    "2305.14627_ALCE.pdf": ["automated evaluation", "our chatgpt baseline", "questions people ask"],
}


def squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


@cache
def document_of(path: Path) -> Document:
    return parse_file(ParseJob(path, "0" * 64)).document


@pytest.mark.parametrize("name", list(ONE_SENTENCE))
def test_sentences_run_on_over_columns_pages_and_floats(test_data: Path, name: str) -> None:
    said = [squash(s.text) for s in document_of(test_data / "papers" / name).sentences if s.kind is SentenceKind.BODY]
    torn = [
        (before, after)
        for before, after in ONE_SENTENCE[name]
        if not any(-1 < text.find(squash(before)) < text.rfind(squash(after)) for text in said)
    ]
    assert torn == []


@pytest.mark.parametrize("name", list(IN_TURN))
def test_columns_come_in_turn(test_data: Path, name: str) -> None:
    text = squash(document_of(test_data / "papers" / name).text)
    places = [text.find(squash(part)) for part in IN_TURN[name]]
    assert -1 not in places and places == sorted(places)


CHILD = """
import pickle, sys
from pathlib import Path
from synth.parse import ParseJob, parse_file
read = {path: parse_file(ParseJob(Path(path), "0" * 64)) for path in sys.argv[2:]}
Path(sys.argv[1]).write_bytes(pickle.dumps(read))
"""


@pytest.fixture(scope="module")
def papers(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Parsed]:
    """All papers, read in one child process whose cost is checked here."""
    files = sorted((test_data / "papers").glob("*.pdf"))
    out = tmp_path_factory.mktemp("read") / "papers.pickle"
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", CHILD, str(out), *map(str, files)], os.environ)
    _, status, used = os.wait4(child, 0)  # of this child alone: the other tests' children are larger
    seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"\n{len(files)} papers: {seconds:.0f} CPU s (limit {CPU}), {memory:.0f} MB")
    assert status == 0
    assert seconds <= 2 * CPU
    assert memory <= MEMORY
    return {Path(path): parsed for path, parsed in pickle.loads(out.read_bytes()).items()}


def margins(path: Path) -> list[tuple[int, tuple[float, float], str]]:
    """Page, centre and text of what pages print around their text: a rule of its own, apart from the parser's.

    Lines in the outer 8% of the height that stand on at least three pages (digits apart) or are numbers, and lines that
    run upwards, as the arXiv stamp does.
    """
    found = []
    with pymupdf.open(path) as opened:
        seen: Counter[str] = Counter()
        candidates = []
        for page in opened:
            keys = set()
            for block in page.get_text("dict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]:
                for line in block["lines"]:
                    text = "".join(span["text"] for span in line["spans"]).strip()
                    x0, y0, x1, y1 = line["bbox"]
                    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
                    if not text:
                        continue
                    if abs(line["dir"][1]) > 0.5:
                        if "arXiv:" in text:
                            found.append((page.number + 1, centre, text))
                    elif y1 < 0.08 * page.rect.height or y0 > 0.92 * page.rect.height:
                        key = re.sub(r"\d+", "#", text.lower())
                        keys.add(key)
                        candidates.append((key, page.number + 1, centre, text))
            seen.update(keys)
        found += [(page, at, text) for key, page, at, text in candidates if key == "#" or seen[key] >= 3]
    return found


@slow
def test_nothing_of_the_margins_stands_in_a_sentence(papers: dict[Path, Parsed]) -> None:
    checked = 0
    inside = []
    for path, parsed in papers.items():
        boxes = [(box, s.text) for s in parsed.document.sentences for box in s.span.boxes]
        for page, (x, y), text in margins(path):
            checked += 1
            inside += [
                (path.name, page, text)
                for box, _ in boxes
                if box.page == page and box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
            ]
    assert checked >= 300  # nearly every page has a number
    assert inside == []
    for parsed in papers.values():
        for sentence in parsed.document.sentences:
            assert not re.search(r"arXiv:\d{4}\.\d{5}v\d+ \[", sentence.text), sentence.text


@slow
def test_every_page_is_read(papers: dict[Path, Parsed]) -> None:
    for path, parsed in papers.items():
        assert parsed.document.failures == (), path.name
        with pymupdf.open(path) as opened:
            assert [page.number for page in parsed.document.pages] == list(range(1, opened.page_count + 1))


@slow
def test_few_sentences_are_torn(papers: dict[Path, Parsed]) -> None:
    """A sentence of the running text that begins small or ends without a stop is mostly one that was cut."""
    torn = total = 0
    apart = {SectionKind.FRONT, SectionKind.REFERENCES, SectionKind.APPENDIX}
    for parsed in papers.values():
        sections = parsed.document.sections
        for sentence in parsed.document.sentences:
            if sentence.kind is SentenceKind.BODY and sections[sentence.section].kind not in apart:
                total += 1
                stops = re.search(r"[.!?:;][\"”’')\]]*$", sentence.text)
                torn += sentence.text[0].islower() or not stops
    assert total >= 3000
    assert torn / total <= 0.025


MARKS = {
    "2308.09583v1_WizardMath.pdf": [r"ChatGPT-3\.55", r"ChatGPT5,", r"Claude7", r"MPT8"],
    "2306.08568v1_WizardCoder.pdf": [r"Claude4\.", r"Bard3,", r"Alpaca5"],
    "2506.03524_Seed-Coder.pdf": [r"Common Crawl1", r"Exercism5"],
    "2503.24290_ORZ.pdf": [r"10− and", r"× 106"],
}
KEPT = {
    "2107.03374v2_Codex.pdf": ["10^−8"],
    "2503.24290_ORZ.pdf": ["1 × 10^−6", "5 × 10^−6"],
    "2506.03524_Seed-Coder.pdf": ["HumanEval+", "MBPP(+)"],
    "2020.acl-main.207_SPECTER.pdf": ["state-of-the-art", "self-attention"],
}


@slow
def test_marks_are_apart_and_powers_are_kept(papers: dict[Path, Parsed]) -> None:
    texts = {path.name: parsed.document.text for path, parsed in papers.items()}
    assert [(name, part) for name, parts in MARKS.items() for part in parts if re.search(part, texts[name])] == []
    assert [(name, part) for name, parts in KEPT.items() for part in parts if part not in texts[name]] == []
