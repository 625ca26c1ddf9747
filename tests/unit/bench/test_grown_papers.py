"""Papers made for measurements of growth: distinct, the same every time, and like papers where it counts."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import mean

from benchmarks.made_papers import NUMBERS, made_papers, write_papers
from synth.parse import ParseJob, parse_file
from synth.records import PaperStatus


def test_papers_are_distinct_and_the_same_every_time() -> None:
    papers = list(made_papers(400, seed=3))
    assert len({paper.arxiv for paper in papers}) == len({paper.title for paper in papers}) == 400
    assert len({line for paper in papers for line in paper.markdown.splitlines() if len(line) > 300}) > 400
    assert list(made_papers(3, seed=3, start=200)) == papers[200:203]
    assert next(made_papers(1, seed=4)).markdown != papers[0].markdown


def test_sentences_have_as_many_words_and_numbers_as_those_of_real_papers() -> None:
    texts = [paper.markdown.partition("## References")[0] for paper in made_papers(60, seed=1)]
    prose = " ".join(line for text in texts for line in text.splitlines() if re.match(r"[A-Z].{20,}\.$", line))
    sentences = re.split(r"(?<=\.)\s", prose)
    assert 17 < mean(len(text.split()) for text in sentences) < 23
    bare = mean(not re.search(r"\d", re.sub(r"\[\d+\]", "", text)) for text in sentences)
    assert abs(bare - NUMBERS[0]) < 0.12


def test_papers_are_read_whole(tmp_path: Path) -> None:
    paths = write_papers(tmp_path, 4, seed=1, start=30)
    for path, made in zip(paths, made_papers(4, seed=1, start=30), strict=True):
        read = parse_file(ParseJob(path, "ab" * 32))
        assert read.paper.status is PaperStatus.READ
        assert (read.paper.id, read.paper.title) == (f"arxiv:{made.arxiv}", made.title)
        assert read.paper.authors == made.authors
        assert len(read.document.tables) == made.markdown.count("\nTable ")
        assert all(table.confidence == 1 and len(table.rows) >= 3 for table in read.document.tables)
        assert len(read.document.references) == made.markdown.count("arXiv:")
