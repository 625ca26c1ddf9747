"""Reference lists: real ones by count and by fact, small ones for the styles."""

# ruff: noqa: E501
from __future__ import annotations

from pathlib import Path

import pytest

from synth.parse.layout import Line, PageLayout, Word, page_layout
from synth.parse.references import (
    ReferenceBlock,
    bind_citations,
    locate_citations,
    parse_entry,
    read_references,
    read_text_references,
)
from synth.records import ArxivId, Reference

# Number of entries counted in the printed list, and facts about some of them: start of the title, year, arXiv id.
LISTS = {
    "2306.08568v1_WizardCoder.pdf": (40, [
        ("Language models are few-shot learners", 2020, ""),
        ("Finetuned language models are zero-shot learners", 2022, ""),
        ("Starcoder: may the source be with you!", 2023, "2305.06161"),
        ("GPT-J-6B: A 6 Billion Parameter Autoregressive Language Model", 2021, "")]),
    "2107.03374v2_Codex.pdf": (123, [
        ("Attention is all you need", 2017, ""),
        ("Universal transformers", 2019, ""),
        ("Wavenet: A generative model for raw audio", 2016, "1609.03499"),
        ("On the dangers of stochastic parrots: Can language models be too big?", 2021, "")]),
    "2504.13837v2_Limit_of_RLVR.pdf": (53, [
        ("Gpt-4 technical report", 2023, "2303.08774"),
        ("Human-level control through deep reinforcement learning", 2015, ""),
        ("Kimi k1. 5: Scaling reinforcement learning with llms", 2025, "2501.12599")]),
    "2305.13186_SciTab_EMNLP2023.pdf": (47, [
        ("Fact-checking complex claims with program-guided reasoning", 2023, ""),
        ("We’re afraid language models aren’t modeling ambiguity", 2023, "2304.14399")]),
    "2305.14627_ALCE.pdf": (51, [
        ("Improving language models by retrieving from trillions of tokens", 2022, ""),
        ("Webgpt: Browser-assisted question-answering with human feedback", 2021, "2112.09332")]),
}  # fmt: skip


def _pages(path: Path) -> list[PageLayout]:
    import pymupdf

    with pymupdf.open(path) as document:
        # Every list stands on these pages; laying out the others only costs time.
        return [page_layout(page) for page in document.pages(8, min(20, len(document)))]


@pytest.mark.parametrize("name", LISTS)
def test_real_lists(test_data: Path, name: str) -> None:
    count, facts = LISTS[name]
    pages = _pages(test_data / "papers" / name)
    references, block = read_references(pages)
    assert len(references) == count
    assert all(reference.title and reference.year for reference in references)
    by_title = {reference.title: reference for reference in references}
    for title, year, arxiv in facts:
        assert title in by_title
        assert by_title[title].year == year
        assert str(by_title[title].arxiv or "") == arxiv
    assert len(block.headings) == 1
    listed = [page.lines[index] for page in pages for index in block.lines.get(page.number, ())]
    assert len(listed) > count
    assert all(line.page >= block.headings[0][0] for line in listed)


def test_citations_of_real_sentences(test_data: Path) -> None:
    references, _ = read_references(_pages(test_data / "papers" / "2305.14627_ALCE.pdf"))
    text = (
        "Models hallucinate (Ji et al., 2023; Shuster et al., 2022), as Liu et al. (2023) found (Brown et al., 2020)."
    )
    titles = [references[citation.reference].title[:18] for citation in bind_citations(text, references)]
    assert titles == ["Survey of hallucin", "Language models th", "Evaluating verifia", "Language models ar"]


@pytest.mark.parametrize(
    ("raw", "key", "authors", "title", "year"),
    [
        ("[12] Ann B. Lee, Bo Chan, and Cy Roe. On things: a study. In ICML, pages 1999–2004, 2021.", "12",
         ("Ann B. Lee", "Bo Chan", "Cy Roe"), "On things: a study", 2021),
        ("A. B. Lee, B. Chan, et al. Stay! arXiv preprint arXiv:2301.03988, 2023.", "",
         ("A. B. Lee", "B. Chan"), "Stay!", 2023),
        ("Lee, A. B., van Chan, B., and Roe, C. Do they? A study of things. ACL, 2020a.", "",
         ("A. B. Lee", "B. van Chan", "C. Roe"), "Do they? A study of things", 2020),
        ("Ann Lee and Bo Chan. 2019. On things vs. stuff. In Proceedings of ACL 2020.", "",
         ("Ann Lee", "Bo Chan"), "On things vs. stuff", 2019),
        ("Lee, A., & Chan, B. (2018). On things. Journal of Things, 3(2), 1–20.", "", ("A. Lee", "B. Chan"), "On things", 2018),
        ("[3] A. Lee and B. Chan, “On things,” IEEE Trans. Things, vol. 3, pp. 1–9, 2017.", "3",
         ("A. Lee", "B. Chan"), "On things", 2017),
        ("DeepSeek-AI, A. Liu, B. Feng, and C. Z. et al. Things-V2: A strong thing, 2024a. URL https://x.org.", "",
         ("DeepSeek-AI", "A. Liu", "B. Feng", "C. Z."), "Things-V2: A strong thing", 2024),
        ("Lee, A. and Chan, B. Robots and jobs: Evidence. Journal of Things, 3(2), 2020a.", "",
         ("A. Lee", "B. Chan"), "Robots and jobs: Evidence", 2020),
        ("[8] OpenO1 Team. 2024. Openo1. Github.", "8", ("OpenO1 Team",), "Openo1", 2024),
        ("Radim ˇReh˚uˇrek and Petr Sojka. 2010. On things. In LREC.", "", ("Radim Řehůřek", "Petr Sojka"), "On things", 2010),
        ("[2] Ann Roe. Hacking things. annroe.github.io, Nov 2024.", "2", ("Ann Roe",), "Hacking things", 2024),
        ("OpenAI. Gpt-4 technical report, 2023. URL https://openai.com/2024/x.", "", ("OpenAI",), "Gpt-4 technical report", 2023),
        ("Cwe-327: Use of a broken algorithm, 2006. URL https://x.org/327.", "", (), "Cwe-327: Use of a broken algorithm", 2006),
    ],
)  # fmt: skip
def test_styles(raw: str, key: str, authors: tuple[str, ...], title: str, year: int) -> None:
    found = parse_entry(raw)
    assert (found.key, found.authors, found.title, found.year) == (key, authors, title, year)
    assert found.raw == raw


def test_ids_of_entries() -> None:
    assert parse_entry("A. Lee. On things. CoRR, abs/1706.03762, 2017.").arxiv == ArxivId(id="1706.03762")
    assert parse_entry("A. Lee. On things. Nature 5121.12345, 2017.").arxiv is None
    found = parse_entry("A. Lee. On things. In CCS, 2016. doi: 10.1145/2976749.2978318. URL https://doi.org/x.")
    assert (found.doi, found.year) == ("10.1145/2976749.2978318", 2016)


REFERENCES = (
    Reference(raw="[1] …", key="1", authors=("Ann Chen",), title="A", year=2021),
    Reference(raw="[2] …", key="2", authors=("Bo Li", "Cy Roe"), title="B", year=2023),
    Reference(raw="[3] …", key="3", authors=("Dee Ux",), title="C", year=2020),
)
BY_AUTHOR = (
    Reference(raw="Chen 2021a.", authors=("Ann Chen", "X Y", "Z W"), title="A", year=2021),
    Reference(raw="Chen 2021b.", authors=("Ann Chen", "Q Y", "Z W"), title="B", year=2021),
    Reference(raw="Li 2023.", authors=("Bo Li", "Cy Roe"), title="C", year=2023),
    Reference(raw="DeepSeek-AI 2025.", authors=("DeepSeek-AI",), title="D", year=2025),
    Reference(raw="Gómez 2019.", authors=("Eva van der Gómez",), title="E", year=2019),
)


def _numbers(text: str, references: tuple[Reference, ...]) -> list[int]:
    return [citation.reference for citation in bind_citations(text, references)]


def test_numeric_citations() -> None:
    assert _numbers("As in [1–3] and [2].", REFERENCES) == [0, 1, 2]
    assert _numbers("As in [1, 3], not in [77].", REFERENCES) == [0, 2]
    assert _numbers("The interval [0.1, 0.5] and x² are none.", REFERENCES) == []


def test_author_year_citations() -> None:
    assert _numbers("(Chen et al., 2021a; Li and Roe, 2023)", BY_AUTHOR) == [0, 2]
    assert _numbers("Chen et al. (2021a,b) and DeepSeek-AI (2025) agree", BY_AUTHOR) == [0, 1, 3]
    assert _numbers("It is ambiguous (Chen et al., 2021).", BY_AUTHOR) == []
    assert _numbers("(see, e.g., van der Gomez, 2019; Nobody, 2019)", BY_AUTHOR) == [4]
    assert _numbers("In 2021 nothing was cited (p < 0.05).", BY_AUTHOR) == []
    text = "We follow Li and Roe (2023) here."
    (bound,) = locate_citations(text, BY_AUTHOR)
    assert text[bound.start : bound.end] == bound.raw
    assert bound.raw.endswith("Li and Roe (2023)")


def test_intervals_are_no_citations() -> None:
    assert _numbers("Scores in [0, 1] and in the range [1, 3] and x ∈ [1, 2].", REFERENCES) == []
    assert _numbers("Scores of [1, 3].", REFERENCES) == [0, 2]


def test_names_that_several_entries_share() -> None:
    alone = parse_entry("Oord, A. v. d. and Li, Y. Waves, 2016.")
    many = parse_entry("Oord, A. v. d., Li, Y., and Roe, C. Contrasts, 2016.")
    other = parse_entry("Van Oord, A., Li, Y., and Roe, C. Pixels, 2016.")
    next_ = parse_entry("Oord, A. v. d., Li, Y., and Roe, C. Codes, 2018.")
    nobody = parse_entry("Cwe-12: Use of things, 2009. URL https://x.org/12.")
    references = (alone, many, other, next_, nobody)
    assert _numbers("(Oord et al., 2016; 2018)", references) == [1, 3]
    assert _numbers("Van Oord et al. (2016) and Oord and Li (2016)", references) == [2, 0]
    assert _numbers("It is known (cwe, 2009).", references) == [4]
    lettered = (parse_entry("Lee, A. and Chan, B. On a, 2020a."), parse_entry("Lee, A. and Chan, B. On b, 2020b."))
    assert _numbers("(Lee & Chan, 2020a;b)", lettered) == [0, 1]
    assert _numbers("Lee & Chan (2020a; b)", lettered) == [0, 1]


def _line(text: str, x: float, y: float, *, size: float = 10, bold: bool = False) -> Line:
    words, at = [], x
    for part in text.split():
        words.append(Word(part, at, y, at + len(part) * 4.5, y + size, size=size, bold=bold))
        at += len(part) * 4.5 + 2.5
    return Line(tuple(words), 0, 1, x, y, words[-1].x1, y + size, size, bold, False)


def _page(lines: list[Line]) -> PageLayout:
    return PageLayout(1, 612, 792, 0, "\n".join(line.text for line in lines), lines=lines)


def test_two_columns_end_at_the_appendix() -> None:
    left = [
        _line("References", 60, 100, size=12, bold=True),
        _line("Ann Lee. 2019. A study of rein-", 60, 120),
        _line("forcement things. In Proceedings of ACL.", 70, 132),
        _line("Bo Chan. 2020. Another study of the", 60, 150),
    ]
    right = [
        _line("reinforcement of things. In EMNLP.", 330, 100),
        _line("Cy Roe. 2021. A third study, which goes", 320, 118),
        _line("on. arXiv preprint arXiv:2101.00001.", 330, 130),
        _line("A Further Results", 320, 160, size=12, bold=True),
        _line("In 2020 we measured more of the things.", 320, 180),
    ]
    references, block = read_references([_page(left + right)])
    assert [reference.title for reference in references] == [
        "A study of reinforcement things",
        "Another study of the reinforcement of things",
        "A third study, which goes on",
    ]
    assert str(references[2].arxiv) == "2101.00001"
    assert block.lines == {1: frozenset({1, 2, 3, 4, 5, 6})}
    assert block.headings == ((1, 0),)


def test_entries_parted_by_gaps_alone() -> None:
    lines = [_line("7. Bibliography", 60, 100, size=12, bold=True)]
    for number in range(4):
        top = 120 + number * 34
        lines += [
            _line(f"Ann Lee. A study of things, part {number}, which is", 60, top),
            _line(f"long. In ACL, 201{number}.", 60, top + 12),
        ]
    references, _ = read_references([_page(lines)])
    assert [reference.year for reference in references] == [2010, 2011, 2012, 2013]


def test_no_list_is_no_reference() -> None:
    assert read_references([_page([_line("Nothing is cited here", 60, 100)])]) == ((), ReferenceBlock())


def test_text_papers() -> None:
    text = "# On things\n\n## References\n\n- Ann Lee. On things. ACL, 2019.\n- Bo Chan. On stuff. ACL, 2020.\n\n## A Appendix\n\nx"
    assert [reference.title for reference in read_text_references(text)] == ["On things", "On stuff"]
    text = (
        "Text.\n\n**References**\n[1] Ann Lee. On things. ACL, 2019.\n[2] Bo Chan. On stuff. arXiv:2001.00001,\n2020."
    )
    found = read_text_references(text)
    assert [(reference.key, reference.year) for reference in found] == [("1", 2019), ("2", 2020)]
    assert read_text_references("# On things\n\nSee the references.") == ()
