"""`synth report` without `--papers`: the bundled papers, from the question to seven files."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pymupdf
import pytest
from flow_world import (
    CORPUS,
    FILES,
    PEBBLE,
    QUESTION,
    ROOT,
    Cold,
    check_answer,
    check_claims,
    check_counts,
    load,
    not_on_their_pages,
    synth,
)

MANIFEST = tomllib.loads((CORPUS / "corpus.toml").read_text(encoding="utf-8"))


def test_all_seven_files_are_written(cold: Cold) -> None:
    assert {path.name for path in cold.out.iterdir()} == FILES
    assert "11 files read" in cold.ran.out
    assert cold.ran.err == ""
    assert str(cold.out / "report.html") in cold.ran.out.replace("\n", "")
    print(f"cold: {cold.ran.cpu:.0f} CPU s")


def test_the_json_is_what_the_schema_says(cold: Cold) -> None:
    schema = json.loads((ROOT / "synth" / "report" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(cold.report, schema, cls=jsonschema.Draft202012Validator)
    assert cold.report["question"] == QUESTION


def test_claims_are_whole_and_judged(cold: Cold) -> None:
    check_claims(cold.report, least=25, papers=6)


def test_every_quote_stands_on_the_page_that_it_cites(cold: Cold) -> None:
    assert not_on_their_pages(cold.report, CORPUS / "papers", PEBBLE / "papers") == []


def test_the_answer_is_made_of_listed_claims(cold: Cold) -> None:
    check_answer(cold.report)


def test_the_answer_speaks_of_what_was_asked(cold: Cold) -> None:
    said = " ".join(sentence["text"] for sentence in cold.report["answer"]).lower()
    assert "pass@k" in said and "pass@1" in said and "evol-instruct" in said
    assert any(word in said for word in ("reinforcement learning", "rlvr", " rl ", "grpo", "ppo", "deepseek-r1-zero"))


def test_counts_are_those_of_the_claims(cold: Cold) -> None:
    check_counts(cold.report)


def test_the_papers_are_the_manifest(cold: Cold) -> None:
    listed = {paper["sha256"]: paper for paper in cold.report["papers"]}
    assert len(listed) == len(MANIFEST["paper"]) + 1  # the one on PebbleEval
    for entry in MANIFEST["paper"]:
        paper = listed[entry["sha256"]]
        assert paper["title"] == entry["title"]
        assert paper["year"] == MANIFEST["year"]
        assert paper["authors"] == MANIFEST["authors"]
        assert paper["status"] == "read" and not paper["reason"]


def test_a_digest_does_not_take_the_arxiv_id_of_the_paper_it_digests(cold: Cold) -> None:
    assert [paper["arxiv_id"] for paper in cold.report["papers"]] == [None] * 11


def test_the_pages_show_every_claim(cold: Cold) -> None:
    page = (cold.out / "report.html").read_text(encoding="utf-8")
    markdown = (cold.out / "report.md").read_text(encoding="utf-8")
    for claim in cold.report["claims"]:
        assert claim["id"] in page
    assert page.count("data:image/") >= len(cold.report["claims"]) // 2  # places are shown as pictures
    assert "<script src" not in page and "@import" not in page
    assert markdown.startswith("---\n")
    with pymupdf.open(cold.out / "report.pdf") as document:
        text = "".join(page.get_text() for page in document)
        assert document.page_count >= 3
        assert "Does optimising for pass@k" in " ".join(text.split())


@pytest.fixture(scope="module")
def again(cold: Cold, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str, float]:
    cwd = tmp_path_factory.mktemp("again")
    ran = synth("report", QUESTION, "--out", cwd / "out", "--library", cold.library, cwd=cwd)
    assert ran.code == 0, ran.err
    return load(cwd / "out"), ran.out, ran.cpu


def test_a_second_run_reads_and_embeds_nothing(again: tuple[dict[str, Any], str, float]) -> None:
    _, said, cpu = again
    assert "0 files read, 0 texts embedded" in " ".join(said.split())
    print(f"warm: {cpu:.0f} CPU s")


def test_a_second_run_gives_the_same_report(cold: Cold, again: tuple[dict[str, Any], str, float]) -> None:
    second = again[0]
    assert {**second, "created": ""} == {**cold.report, "created": ""}


def test_findings_set_the_exit_code_when_asked(cold: Cold, tmp_path: Path) -> None:
    assert cold.report["counts"]["contradicted"] > 0
    out = tmp_path / "out"
    ran = synth(
        "report", QUESTION, "--out", out, "--library", cold.library, "--fail-on", "contradicted", "--quiet",
        "--papers", CORPUS / "papers", "--papers", PEBBLE / "papers", cwd=tmp_path,
    )  # fmt: skip
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    assert load(out)["counts"] == cold.report["counts"]
