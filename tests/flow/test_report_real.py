"""`synth report` on fifteen real papers. Slow (about 200 CPU seconds): set SYNTH_SLOW=1; needs the test data."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flow_world import (
    FILES,
    QUESTION,
    Cold,
    check_answer,
    check_claims,
    check_counts,
    load,
    not_on_their_pages,
    squash,
    synth,
)

from synth.report.machine import schema

pytestmark = pytest.mark.skipif(not os.environ.get("SYNTH_SLOW"), reason="slow: set SYNTH_SLOW=1")
COLD, WARM = 240, 20
"""CPU seconds that a cold and a warm run may take; twice that fails, since a shared machine measures badly."""
PAPERS = {
    "2020.acl-main.207_SPECTER.pdf": (
        "SPECTER: Document-level Representation Learning using Citation-informed Transformers", "Arman Cohan", 5, 2020),
    "2107.03374v2_Codex.pdf": ("Evaluating Large Language Models Trained on Code", "Mark Chen", 58, 2021),
    "2304.12244v2_WizardLM.pdf": (
        "WizardLM: Empowering Large Language Models to Follow Complex Instructions", "Can Xu", 9, 2023),
    "2305.13186_SciTab_EMNLP2023.pdf": (
        "SCITAB: A Challenging Benchmark for Compositional Reasoning and Claim Verification on Scientific Tables",
        "Xinyuan Lu", 5, 2023),
    "2305.14627_ALCE.pdf": (
        "Enabling Large Language Models to Generate Text with Citations", "Tianyu Gao", 4, 2023),
    "2306.08568v1_WizardCoder.pdf": (
        "WizardCoder: Empowering Code Large Language Models with Evol-Instruct", "Ziyang Luo", 10, 2023),
    "2308.09583v1_WizardMath.pdf": (
        "WizardMath: Empowering Mathematical Reasoning for Large Language Models via Reinforced Evol-Instruct",
        "Haipeng Luo", 10, 2023),
    "2406.11931_DeepSeek-Coder-V2.pdf": (
        "DeepSeek-Coder-V2: Breaking the Barrier of Closed-Source Models in Code Intelligence", "Qihao Zhu", 39, 2024),
    "2501.12948_DeepSeek-R1.pdf": (
        "DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via Reinforcement Learning", "DeepSeek-AI", 1, 2025),
    "2503.14476_DAPO.pdf": (
        "DAPO: An Open-Source LLM Reinforcement Learning System at Scale", "Qiying Yu", 36, 2025),
    "2503.23383_ToRL.pdf": ("ToRL: Scaling Tool-Integrated RL", "Xuefeng Li", 3, 2025),
    "2503.24290_ORZ.pdf": (
        "Open-Reasoner-Zero: An Open Source Approach to Scaling Up Reinforcement Learning on the Base Model",
        "Jingcheng Hu", 6, 2025),
    "2504.13837v2_Limit_of_RLVR.pdf": (
        "Does Reinforcement Learning Really Incentivize Reasoning Capacity in LLMs Beyond the Base Model?",
        "Yang Yue", 8, 2025),
    "2506.03524_Seed-Coder.pdf": (
        "Seed-Coder: Let the Code Model Curate Data for Itself", "ByteDance Seed", 1, 2025),
    "N18-3011.pdf": (
        "Construction of the Literature Graph in Semantic Scholar", "Waleed Ammar", 23, 2018),
}  # fmt: skip
"""File → title, first author, how many authors (as page 1 prints them), year of the version."""


@pytest.fixture(scope="module")
def papers(test_data: Path) -> Path:
    folder = test_data / "papers"
    if {path.name for path in folder.glob("*.pdf")} != set(PAPERS):
        pytest.skip(f"{folder} does not hold the fifteen papers")
    return folder


@pytest.fixture(scope="module")
def real(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Cold:
    cwd = tmp_path_factory.mktemp("real")
    out, library = cwd / "out", cwd / "library"
    ran = synth("report", QUESTION, "--papers", papers, "--out", out, "--library", library, cwd=cwd)
    assert ran.code == 0, ran.err
    return Cold(ran=ran, out=out, library=library, report=load(out))


def test_files_and_schema(real: Cold) -> None:
    assert {path.name for path in real.out.iterdir()} == FILES
    jsonschema.validate(real.report, schema(), cls=jsonschema.Draft202012Validator)


def test_claims(real: Cold) -> None:
    check_claims(real.report, least=25, papers=6)
    check_counts(real.report)


def test_at_least_ten_claims_are_verified(real: Cold) -> None:
    assert real.report["counts"]["verified"] >= 10


def test_every_quote_stands_on_its_page(real: Cold, papers: Path) -> None:
    assert not_on_their_pages(real.report, papers) == []


def test_answer(real: Cold) -> None:
    check_answer(real.report)
    said = " ".join(sentence["text"] for sentence in real.report["answer"]).lower()
    assert re.search(r"pass@(?:k|\d{2,})", said) and "evol-instruct" in said
    assert len({claim["paper"] for claim in real.report["claims"]}) >= 6


def test_references(real: Cold) -> None:
    listed: dict[str, dict[str, Any]] = {squash(paper["title"]): paper for paper in real.report["papers"]}
    for title, first, count, year in PAPERS.values():
        paper = listed[squash(title)]
        assert paper["authors"][0] == first, title
        assert len(paper["authors"]) == count, title
        assert paper["year"] == year, title
        assert paper["status"] == "read", title
    assert len(listed) == len(PAPERS)
    for file in PAPERS:
        name = file.split("_")[0]
        if name[:4].isdigit() and name[4] == "." and name[:4] != "2020":
            identifier, _, version = name.partition("v")
            paper = next(p for p in real.report["papers"] if p["arxiv_id"] == identifier)
            assert not version or paper["version"] == int(version)


def test_cost(real: Cold, papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = tmp_path / "out"
    ran = synth("report", QUESTION, "--papers", papers, "--out", again, "--library", real.library, cwd=tmp_path)
    assert ran.code == 0, ran.err
    with capsys.disabled():
        print(f"\n15 papers: {real.ran.cpu:.0f} CPU s cold, {ran.cpu:.0f} warm (limits {COLD} and {WARM})")
    assert "0 files read, 0 texts embedded" in " ".join(ran.out.split())
    assert {**load(again), "created": ""} == {**real.report, "created": ""}
    assert real.ran.cpu <= 2 * COLD
    assert ran.cpu <= 2 * WARM
