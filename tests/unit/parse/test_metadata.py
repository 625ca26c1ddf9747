"""Front matter: real first pages, and small texts for what those do not show."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest

from synth.parse.imprint import anthology_venue, arxiv_of_name, date_year, find_stamp, printed_venue
from synth.parse.layout import Line, PageLayout, Word, page_layout
from synth.parse.metadata import Metadata, read_metadata, read_text_metadata
from synth.parse.names import Token, is_person, split_names, tokens_of

# Facts as the first pages print them: title, authors (at least the first twenty), their number, year, arXiv id.
TRUTH = {
    "2020.acl-main.207_SPECTER.pdf": (
        "SPECTER: Document-level Representation Learning using Citation-informed Transformers",
        "Arman Cohan, Sergey Feldman, Iz Beltagy, Doug Downey, Daniel S. Weld", 5, 2020, ""),
    "2107.03374v2_Codex.pdf": (
        "Evaluating Large Language Models Trained on Code",
        "Mark Chen, Jerry Tworek, Heewoo Jun, Qiming Yuan, Henrique Ponde de Oliveira Pinto, Jared Kaplan, Harri Edwards,"
        " Yuri Burda, Nicholas Joseph, Greg Brockman, Alex Ray, Raul Puri, Gretchen Krueger, Michael Petrov, Heidy Khlaaf,"
        " Girish Sastry, Pamela Mishkin, Brooke Chan, Scott Gray, Nick Ryder, Mikhail Pavlov, Alethea Power, Lukasz Kaiser",
        58, 2021, "2107.03374v2"),
    "2304.12244v2_WizardLM.pdf": (
        "WizardLM: Empowering Large Language Models to Follow Complex Instructions",
        "Can Xu, Qingfeng Sun, Kai Zheng, Xiubo Geng, Pu Zhao, Jiazhan Feng, Chongyang Tao, Qingwei Lin, Daxin Jiang",
        9, 2023, "2304.12244v2"),
    "2305.13186_SciTab_EMNLP2023.pdf": (
        "SCITAB: A Challenging Benchmark for Compositional Reasoning and Claim Verification on Scientific Tables",
        "Xinyuan Lu, Liangming Pan, Qian Liu, Preslav Nakov, Min-Yen Kan", 5, 2023, "2305.13186"),
    "2305.14627_ALCE.pdf": (
        "Enabling Large Language Models to Generate Text with Citations",
        "Tianyu Gao, Howard Yen, Jiatong Yu, Danqi Chen", 4, 2023, "2305.14627"),
    "2306.08568v1_WizardCoder.pdf": (
        "WizardCoder: Empowering Code Large Language Models with Evol-Instruct",
        "Ziyang Luo, Can Xu, Pu Zhao, Qingfeng Sun, Xiubo Geng, Wenxiang Hu, Chongyang Tao, Jing Ma, Qingwei Lin, Daxin Jiang",
        10, 2023, "2306.08568v1"),
    "2308.09583v1_WizardMath.pdf": (
        "WizardMath: Empowering Mathematical Reasoning for Large Language Models via Reinforced Evol-Instruct",
        "Haipeng Luo, Qingfeng Sun, Can Xu, Pu Zhao, Jianguang Lou, Chongyang Tao, Xiubo Geng, Qingwei Lin, Shifeng Chen,"
        " Dongmei Zhang", 10, 2023, "2308.09583v1"),
    "2406.11931_DeepSeek-Coder-V2.pdf": (
        "DeepSeek-Coder-V2: Breaking the Barrier of Closed-Source Models in Code Intelligence",
        "Qihao Zhu, Daya Guo, Zhihong Shao, Dejian Yang, Peiyi Wang, Runxin Xu, Y. Wu, Yukun Li, Huazuo Gao, Shirong Ma,"
        " Wangding Zeng, Xiao Bi, Zihui Gu, Hanwei Xu, Damai Dai, Kai Dong, Liyue Zhang, Yishi Piao, Zhibin Gou, Zhenda Xie,"
        " Zhewen Hao, Bingxuan Wang, Junxiao Song, Deli Chen", 39, 2024, "2406.11931"),
    "2501.12948_DeepSeek-R1.pdf": (
        "DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via Reinforcement Learning",
        "DeepSeek-AI", 1, 2025, "2501.12948"),
    "2503.23383_ToRL.pdf": (
        "ToRL: Scaling Tool-Integrated RL", "Xuefeng Li, Haoyang Zou, Pengfei Liu", 3, 2025, "2503.23383"),
    "2503.24290_ORZ.pdf": (
        "Open-Reasoner-Zero: An Open Source Approach to Scaling Up Reinforcement Learning on the Base Model",
        "Jingcheng Hu, Yinmin Zhang, Qi Han, Daxin Jiang, Xiangyu Zhang, Heung-Yeung Shum", 6, 2025, "2503.24290"),
    "2504.13837v2_Limit_of_RLVR.pdf": (
        "Does Reinforcement Learning Really Incentivize Reasoning Capacity in LLMs Beyond the Base Model?",
        "Yang Yue, Zhiqi Chen, Rui Lu, Andrew Zhao, Zhaokai Wang, Yang Yue, Shiji Song, Gao Huang",
        8, 2025, "2504.13837v2"),
    "2506.03524_Seed-Coder.pdf": (
        "Seed-Coder: Let the Code Model Curate Data for Itself", "ByteDance Seed", 1, 2025, "2506.03524"),
    "N18-3011.pdf": (
        "Construction of the Literature Graph in Semantic Scholar",
        "Waleed Ammar, Dirk Groeneveld, Chandra Bhagavatula, Iz Beltagy, Miles Crawford, Doug Downey, Jason Dunkelberger,"
        " Ahmed Elgohary, Sergey Feldman, Vu Ha, Rodney Kinney, Sebastian Kohlmeier, Kyle Lo, Tyler Murray, Hsu-Han Ooi,"
        " Matthew Peters, Joanna Power, Sam Skjonsberg, Lucy Lu Wang, Chris Wilhelm, Zheng Yuan, Madeleine van Zuylen,"
        " Oren Etzioni", 23, 2018, ""),
}  # fmt: skip


def _read(path: Path, *, first: int = 3) -> Metadata:
    import pymupdf

    with pymupdf.open(path) as document:
        pages = [page_layout(page) for page in document.pages(0, min(first, len(document)))]
        info = {key: value or "" for key, value in document.metadata.items()}
    return read_metadata(pages, filename=path.name, info=info)


@pytest.mark.parametrize("name", TRUTH)
def test_front_matter_of_real_papers(test_data: Path, name: str) -> None:
    title, authors, count, year, arxiv = TRUTH[name]
    found = _read(test_data / "papers" / name)
    assert found.title.casefold() == title.casefold()
    assert ", ".join(found.authors).startswith(authors)
    assert len(found.authors) == count
    assert found.year == year
    assert str(found.arxiv or "") == arxiv


def test_authors_listed_under_contributions(test_data: Path) -> None:
    found = _read(test_data / "papers" / "2503.14476_DAPO.pdf", first=20)
    assert found.title == "DAPO: An Open-Source LLM Reinforcement Learning System at Scale"
    assert found.authors[:3] == ("Qiying Yu", "Zheng Zhang", "Ruofei Zhu")
    assert "Hang Zhu" in found.authors  # runs over the end of a line
    assert len(found.authors) == len(set(found.authors)) == 36
    assert found.origins["authors"] == "contributions"
    assert found.year == 2025


@pytest.mark.parametrize(
    ("folder", "title", "authors", "year"),
    [
        ("1706.03762_Transformer/Transformer", "Attention Is All You Need", 8, 2023),
        (
            "adaptive_dual_scale_denoising/adaptive_dual_scale_denoising",
            "DualScale Diffusion: Adaptive Feature Balancing for Low-Dimensional Generative Models",
            0,
            2024,
        ),
        ("rl_lr_adaptation/rl_lr_adaptation", "Adaptive Learning Rates for Transformers via Q-Learning", 0, 2024),
    ],
)
def test_capitals_logos_and_stamps(test_data: Path, folder: str, title: str, authors: int, year: int) -> None:
    found = _read(test_data / "latex_pairs" / f"{folder}.pdf")
    assert found.title.casefold() == title.casefold()
    assert not found.title.isupper()
    assert len(found.authors) == authors
    assert found.year == year


def test_stamp_and_footer_are_read(test_data: Path) -> None:
    found = _read(test_data / "latex_pairs" / "1706.03762_Transformer" / "Transformer.pdf")
    assert str(found.arxiv) == "1706.03762v7"
    assert found.origins["arxiv"] == "stamp"
    assert found.venue == "31st Conference on Neural Information Processing Systems (NIPS 2017)"
    assert found.authors[6] == "Łukasz Kaiser"


def _line(text: str, x: float, y: float, size: float, *, bold: bool = False, block: int = 0) -> Line:
    words, at = [], x
    for part in text.split(" "):
        width = len(part) * size * 0.5
        if part:
            words.append(Word(part, at, y, at + width, y + size, size=size, bold=bold))
        at += width + size * 0.25
    return Line(tuple(words), block, 1, words[0].x0, y, words[-1].x1, y + size, size, bold, False)


def _page(lines: list[Line]) -> PageLayout:
    return PageLayout(1, 612, 792, 0, "\n".join(line.text for line in lines), lines=lines)


def test_names_in_columns_with_affiliations_between() -> None:
    lines = [
        _line("Published as a conference paper at ICLR 2024", 100, 30, 10),
        _line("A Study of Broken Title Sam-", 100, 80, 17, bold=True),
        _line("ples and Their Repair∗", 100, 100, 17, bold=True),
    ]
    for x, first, second in ((100, "Zoë Ångström", "Jean-Luc O’Neil"), (330, "Maria de la Cruz", "Y. Wu")):
        lines += [
            _line(first, x, 140, 10, bold=True),
            _line("Google Brain", x, 152, 10),
            _line("a@b.org", x, 164, 10),
            _line(second, x, 190, 10, bold=True),
            _line("Stanford University", x, 202, 10),
        ]
    lines += [_line("Abstract", 280, 240, 12, bold=True), _line("These samples are good.", 100, 260, 10)]
    found = read_metadata([_page(lines)], filename="x.pdf", info={"creationDate": "D:20200101"})
    assert found.title == "A Study of Broken Title Samples and Their Repair"
    assert found.authors == ("Zoë Ångström", "Maria de la Cruz", "Jean-Luc O'Neil", "Y. Wu")
    assert (found.venue, found.year) == ("ICLR 2024", 2024)


def test_info_dictionary_is_only_a_fallback() -> None:
    page = _page([_line("A Title That Is Printed", 100, 80, 17), _line("Ann Lee, Bo Chan", 100, 120, 11)])
    info = {"title": "Another record entirely, wrong", "author": "X Y; Z W", "creationDate": "D:20190304"}
    found = read_metadata([page], filename="x.pdf", info=info)
    assert (found.title, found.authors, found.year) == ("A Title That Is Printed", ("Ann Lee", "Bo Chan"), 2019)
    empty = read_metadata([_page([])], filename="x.pdf", info=info)
    assert (empty.title, empty.authors) == ("Another record entirely, wrong", ("X Y", "Z W"))
    assert empty.origins["title"] == "info"


def test_nothing_printed_is_nothing_found() -> None:
    assert read_metadata([], filename="scan.pdf", info={}) == Metadata()


@pytest.mark.parametrize(
    ("name", "arxiv"),
    [
        ("2306.08568v1_WizardCoder.pdf", "2306.08568v1"),
        ("2409.02392v2.md", "2409.02392v2"),
        ("2306.08568.pdf", "2306.08568"),
        ("report_2024.1234.pdf", ""),
        ("10.1145_3597503.3639187.pdf", ""),
        ("2020.acl-main.207.pdf", ""),
    ],
)
def test_ids_in_file_names(name: str, arxiv: str) -> None:
    assert str(arxiv_of_name(name) or "") == arxiv


def test_stamps_dates_and_venues() -> None:
    stamp = find_stamp("arXiv:2306.08568v1 [cs.CL] 14 Jun 2023")
    assert stamp is not None
    assert (str(stamp.arxiv), stamp.year) == ("2306.08568v1", 2023)
    squeezed = find_stamp("arXiv:2409.02392v2[cs.LG]27Feb2025")
    assert squeezed is not None and squeezed.year == 2025
    assert find_stamp("as in arXiv:2306.08568 and others") is None
    assert [date_year(text) for text in ("May 19, 2025", "2025-3-31", "Date: March 17, 2025", "27 February 2024")] == [
        2025, 2025, 2025, 2024]  # fmt: skip
    assert date_year("We met in May 2025 to talk") is None
    assert printed_venue(["Proceedings of NAACL-HLT 2018, pages 84–91"]) == ("Proceedings of NAACL-HLT 2018", 2018)
    assert printed_venue(["© 2020 Association for Computational Linguistics"]) == ("", 2020)
    assert anthology_venue("N18-3011.pdf") == ("NAACL 2018", 2018)
    assert anthology_venue("2023.findings-emnlp.12.pdf") == ("Findings of EMNLP 2023", 2023)


def test_names_are_parted_by_commas_marks_and_gaps() -> None:
    assert split_names([tokens_of(r"Ana Kumar Jain \* 1 2 Gonzalo Gomez-Pumar \* 3 Wayne Chen 3")])[0] == [
        "Ana Kumar Jain", "Gonzalo Gomez-Pumar", "Wayne Chen"]  # fmt: skip
    rows = [tokens_of("Ana Lee, Bo Chan, Daniel"), tokens_of("Khan, and Eva Roe")]
    assert split_names(rows) == [["Ana Lee", "Bo Chan", "Daniel Khan"], ["Eva Roe"]]
    wide = [Token("Ana"), Token("Lee", 1.0), Token("Bo", 1.7), Token("Chan", 1.0)]
    assert split_names([wide]) == [["Ana Lee", "Bo Chan"]]
    assert not is_person("Stanford University")
    assert not is_person("See a@b.org")


def test_text_papers(test_data: Path) -> None:
    folder = test_data / "text_papers"
    found = read_text_metadata((folder / "2409.02392v2.md").read_text(encoding="utf-8"), "2409.02392v2.md")
    assert found.title == "Building Math Agents with Multi-Turn Iterative Preference Learning"
    assert (found.authors[0], found.authors[-1], len(found.authors)) == ("Wei Xiong", "Tianqi Liu", 13)
    assert (found.year, str(found.arxiv)) == (2025, "2409.02392v2")
    found = read_text_metadata((folder / "2502.20380.md").read_text(encoding="utf-8"), "2502.20380.md")
    assert found.authors == (
        "Arnav Kumar Jain", "Gonzalo Gonzalez-Pumariega", "Wayne Chen", "Alexander M Rush", "Wenting Zhao",
        "Sanjiban Choudhury")  # fmt: skip
    assert (found.title, found.year) == ("Multi-Turn Code Generation Through Single-Step Rewards", 2025)


def test_tex_html_and_front_matter() -> None:
    tex = r"""\title{On \textbf{Things}\thanks{Funded.}}
    \author{Erd\H{o}s P\'al\thanks{x} \\ Some University \And Jos\'e N\'u\~nez\textsuperscript{1} \\ MIT}
    \date{May 2021}"""
    found = read_text_metadata(tex, "a.tex")
    assert (found.title, found.authors, found.year) == ("On Things", ("Erdős Pál", "José Núñez"), 2021)
    html = """<html><head><meta name="citation_title" content="On &amp; Off">
    <meta name="citation_author" content="Lee, Ann"><meta name="citation_date" content="2022/03/01"></head></html>"""
    found = read_text_metadata(html, "a.html")
    assert (found.title, found.authors, found.year) == ("On & Off", ("Ann Lee",), 2022)
    plain = "<html><h1>On Things</h1><p>Ann Lee<sup>1</sup>, Bo Chan<sup>2</sup></p><p>Abstract</p></html>"
    assert read_text_metadata(plain, "a.html").authors == ("Ann Lee", "Bo Chan")
    yaml = "---\ntitle: On Things\nauthors:\n  - Ann Lee\n  - Bo Chan\ndate: 2020-02-03\n---\n# Introduction\n"
    found = read_text_metadata(yaml, "a.md")
    assert (found.title, found.authors, found.year) == ("On Things", ("Ann Lee", "Bo Chan"), 2020)
