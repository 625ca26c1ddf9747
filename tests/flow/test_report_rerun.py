"""`--rerun`: cited figures are run again, and what comes out stands beside the claim and changes its verdict."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pymupdf
import pytest
from browser import chromium, size, until
from flow_world import PEBBLE, ROOT, Ran, check_counts, inside, load

from synth.report.loading import read
from synth.report.machine import dumps
from synth.rerun.sandbox import Sandbox

QUESTION = "Does optimising for pass@k degrade pass@1?"
REPORT = """# PebbleEval, retold

- Heron-7B reaches a pass@10 of 91.0 on PebbleEval [1].
- Tern-1B reaches a pass@10 of 66.5 on PebbleEval [1].
- On PebbleEval, Heron-7B-PKO reaches a pass@1 of 42.1 and a pass@10 of 98.9 [1].

## References

[1] synth project. PebbleEval: What Optimising for pass@k Does to pass@1 on Problems That Can Be Run Again. 2026.
"""
REMARK = """# A Remark on PebbleEval

A. Reader

## Abstract

On PebbleEval, Heron-7B reaches a pass@10 of 94.0, as its authors say, and optimising for pass@k lowers pass@1.
"""


@pytest.fixture(scope="module", autouse=True)
def confined() -> None:
    with Sandbox(workers=1) as sandbox:
        if not sandbox.state["safe"]:
            pytest.skip(f"this machine does not confine foreign code: {sandbox.state}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, dict[str, Any], Path]:
    cwd = tmp_path_factory.mktemp("rerun")
    ran = inside(
        "report", QUESTION, "--papers", PEBBLE / "papers", "--rerun", "--library", "library", "--out", "out", cwd=cwd
    )
    assert ran.code == 0, ran.err
    return ran, load(cwd / "out"), cwd


def test_one_claim_is_reproduced_and_one_is_not(made: tuple[Ran, dict[str, Any], Path]) -> None:
    ran, report, _ = made
    claims = [claim for claim in report["claims"] if claim["reruns"]]
    reproduced = [claim for claim in claims if claim["rung"] == "reproduced"]
    wrong = [claim for claim in claims if claim["reason"] == "not_reproduced"]
    assert reproduced and wrong
    assert all(claim["verdict"] == "supported" and claim["verified"] for claim in reproduced)
    for claim in wrong:
        assert claim["verdict"] == "contradicted" and "94.0" in claim["text"]
        assert "91.0" in claim["correction"]["text"] and "94.0" not in claim["correction"]["text"]
    assert "run again:" in ran.out and "1 not reproduced" in ran.out
    check_counts(report)


def test_the_json_is_what_the_schema_says(made: tuple[Ran, dict[str, Any], Path]) -> None:
    schema = json.loads((ROOT / "synth" / "report" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(made[1], schema, cls=jsonschema.Draft202012Validator)
    names = {one["recipe"] for one in made[1]["reruns"]}
    assert names == {one["recipe"] for claim in made[1]["claims"] for one in claim["reruns"]}


def test_every_page_shows_them(made: tuple[Ran, dict[str, Any], Path]) -> None:
    out = made[2] / "out"
    page, markdown = (out / "report.html").read_text(), (out / "report.md").read_text()
    assert 'id="reruns"' in page and page.count('<svg class="plot"') >= 4
    for place in ("Not reproduced", "synth rerun pebble/heron-7b", "91.04 against 94.0"):
        assert place in page and place in markdown
    with pymupdf.open(out / "report.pdf") as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
        assert "Figures that were run again" in text and "91.04 against 94.0" in text


@pytest.mark.browser
def test_a_reader_sees_the_plots(made: tuple[Ran, dict[str, Any], Path], tmp_path: Path) -> None:
    with chromium(tmp_path / "chromium") as driver:
        size(driver, 1280, 900)
        driver.get((made[2] / "out" / "report.html").as_uri())
        plots = "[...document.querySelectorAll('#reruns .facet')].map(f => [...f.querySelectorAll('svg.plot')])"
        heights = driver.execute_script(f"return {plots}.map(p => p.map(one => one.getBoundingClientRect().height))")
        assert len(heights) == len(made[1]["reruns"]) and all(one and min(one) > 30 for one in heights), heights
        # A search that hides every claim hides none of the reruns.
        driver.find_element("id", "q").send_keys("zzz")
        assert until(lambda: driver.find_element("id", "nothing").is_displayed())
        assert all(one.is_displayed() for one in driver.find_elements("css selector", "#reruns .facet"))
        driver.find_element("id", "q").clear()
        # The link beside a claim leads to its rerun.
        driver.get((made[2] / "out" / "report.html").as_uri() + f"#{made[1]['claims'][0]['id']}")
        driver.execute_script(
            "const link = document.querySelector(\"a[href^='#rerun-']\");"
            "link.closest('details').open = true; link.click()"
        )
        assert until(lambda: driver.execute_script("return scrollY > 1000"))


def test_what_was_run_once_is_not_run_again(made: tuple[Ran, dict[str, Any], Path]) -> None:
    from synth.store import Library

    with Library.open(made[2] / "library") as library:
        kept = library.get_json("rerun_outcomes", "pebble/heron-7b")
    assert kept is not None and len(kept) == len({*kept}) > 200


def test_a_refresh_keeps_them(made: tuple[Ran, dict[str, Any], Path]) -> None:
    """What was run again stands in the next edition; claims that are judged again are not run again."""
    cwd = made[2]
    shutil.copytree(cwd / "out", cwd / "renewed")
    text = (cwd / "out" / "report.json").read_text(encoding="utf-8")
    assert dumps(read(json.loads(text))) == text
    (cwd / "more").mkdir()
    (cwd / "more" / "remark.md").write_text(REMARK, encoding="utf-8")
    papers = ("--papers", PEBBLE / "papers", "--papers", "more")
    ran = inside("refresh", "renewed", *papers, "--local", "--library", "library", cwd=cwd)
    assert ran.code == 0, ran.err
    before = {claim["id"]: claim["reruns"] for claim in made[1]["claims"]}
    after = {claim["id"]: claim["reruns"] for claim in load(cwd / "renewed")["claims"]}
    assert {one: after.get(one) for one in before} == before
    assert load(cwd / "renewed")["reruns"] == made[1]["reruns"]


def test_a_refresh_runs_what_was_not_run_and_says_what_that_did(
    made: tuple[Ran, dict[str, Any], Path], tmp_path: Path
) -> None:
    words = ("--papers", PEBBLE / "papers", "--library", made[2] / "library", "--out", "plain")
    assert inside("report", QUESTION, *words, cwd=tmp_path).code == 0
    assert not any(claim["reruns"] for claim in load(tmp_path / "plain")["claims"])

    def refreshed(*words: str) -> Ran:
        return inside("refresh", "plain", "--local", "--library", made[2] / "library", *words, cwd=tmp_path)

    assert refreshed().out.startswith("plain: nothing new")
    done = refreshed("--rerun", "--fail-on", "change")
    assert done.code == 1, done.err
    report = load(tmp_path / "plain")
    moved = {row["claim"]: row for row in report["changes"]["claims"]}
    assert {row["kind"] for row in moved.values()} == {"verdict"}
    assert report["changes"]["papers"] == []
    expected = {claim["id"]: claim for claim in made[1]["claims"]}
    for claim in report["claims"]:
        assert (claim["verdict"], claim["rung"]) == (expected[claim["id"]]["verdict"], expected[claim["id"]]["rung"])
        if claim["reason"] in ("reproduced", "not_reproduced"):
            assert "samples" in moved[claim["id"]]["detail"]
    assert report["reruns"] and report["recipe"]["rerun"] is True
    assert refreshed().out.startswith("plain: nothing new")  # the recipe of the report says so now


def test_an_audit_runs_them_too(made: tuple[Ran, dict[str, Any], Path]) -> None:
    cwd = made[2]
    (cwd / "retold.md").write_text(REPORT, encoding="utf-8")
    ran = inside(
        *("audit", "retold.md", "--papers", PEBBLE / "papers"),
        *("--rerun", "--library", "library", "--out", "audited"), cwd=cwd,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    audit = json.loads((cwd / "audited" / "audit.json").read_text(encoding="utf-8"))
    schema = json.loads((ROOT / "synth" / "report" / "schema" / "audit.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(audit, schema, cls=jsonschema.Draft202012Validator)
    first, second, third = audit["claims"]
    # The paper prints 94.0, its samples give 91.0: the statement is right, and the paper is not.
    assert (first["verdict"], first["rung"], first["flags"]) == ("supported", "reproduced", ["rerun_outranks_pages"])
    assert (second["verdict"], second["reason"]) == ("contradicted", "not_reproduced")
    assert (third["verdict"], third["rung"]) == ("supported", "reproduced")
    page = (cwd / "audited" / "audit.html").read_text(encoding="utf-8")
    assert 'id="reruns"' in page and "Run again" in page


def test_one_claim_of_a_report_is_run_again_by_its_id(made: tuple[Ran, dict[str, Any], Path]) -> None:
    _, report, cwd = made
    wrong = next(claim for claim in report["claims"] if claim["reason"] == "not_reproduced")
    ran = inside("rerun", "--claim", wrong["id"], "--report", "out", "--out", "again", "--json", cwd=cwd)
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    verdicts = {one["claim"]: one["verdict"] for each in found.get("reruns", [found]) for one in each["claims"]}
    assert verdicts["pass@10 = 94.0"] == "not_reproduced"
    nobody = inside("rerun", "--claim", "ffffffffff", "--report", "out", cwd=cwd)
    assert nobody.code == 2 and "no claim 'ffffffffff'" in nobody.err
    nowhere = inside("rerun", "--claim", "ffffffffff", "--report", "nowhere", cwd=cwd)
    assert nowhere.code == 2 and "--report DIR" in nowhere.err


def test_details_without_the_wish_are_wrong_usage(tmp_path: Path) -> None:
    ran = inside("report", QUESTION, "--rerun-data", tmp_path, cwd=tmp_path)
    assert ran.code == 2 and "--rerun-data does nothing without --rerun" in ran.err
