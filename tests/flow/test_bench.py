"""`synth bench` as a user runs it, on the bundled papers and on small parts of the real sets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def bench(*arguments: str | Path, library: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(library), "SYNTH_LIBRARY": str(library / "library")}
    command = [sys.executable, "-c", "from synth.cli import main; main()", "bench", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def one_paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paper")
    table = """# Code models compared

## Abstract

We compare code models. WizardCoder-15B reaches 57.3% pass@1 on HumanEval, higher than StarCoder-15B at 33.6%.

## Results

Table 1: Results of code models (pass@1, %).

| Model | HumanEval | MBPP |
|---|---|---|
| GPT-4 | 67.0 | 71.5 |
| CodeLlama-34B | 48.8 | 55.0 |
| StarCoder-15B | 33.6 | 43.6 |
| WizardCoder-15B | 57.3 | 51.8 |

The table shows that WizardCoder-15B is ahead of StarCoder-15B on both sets of problems.
"""
    (folder / "models.md").write_text(table, encoding="utf-8")
    return folder


def test_synthetic_errors_from_any_folder(home, one_paper, tmp_path):
    page = tmp_path / "page.md"
    arguments = ("synthetic", "--papers", one_paper, "--json", "--misses", "--out", page, "--seed", "3")
    done = bench(*arguments, library=home)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    kinds = {row["set"]: row for row in made["sets"][0]["tables"][0]["rows"]}
    assert kinds["all"]["pairs"] == sum(row["pairs"] for name, row in kinds.items() if name != "all") >= 20
    assert kinds["column swap"]["caught"]["value"] > 0.5 and kinds["all"]["false alarms on twins"]["value"] < 0.2
    beside = {row["judge"]: row for row in made["sets"][0]["tables"][2]["rows"]}
    assert beside["claim only: the same judge without the paper"]["caught"]["value"] < 0.2
    text = page.read_text(encoding="utf-8")
    assert "## Synthetic errors" in text and "Command: `synth bench synthetic --seed 3" in text and "Machine:" in text
    again = json.loads(bench(*arguments, library=home).stdout)
    assert again["sets"] == made["sets"]


def test_sets_that_are_not_at_hand_are_a_line_and_a_hint(home, tmp_path):
    done = bench("scitab", library=home)
    assert done.returncode == 2 and "no data folder was named" in done.stderr and "--data DIR" in done.stderr
    done = bench("scifact", "--data", tmp_path, library=home)
    assert done.returncode == 2 and "claims_dev.jsonl" in done.stderr
    done = bench("nothing", library=home)
    assert done.returncode == 2 and "unknown set" in done.stderr and "scitab" in done.stderr
    done = bench("synthetic", "--kind", "typo", library=home)
    assert done.returncode == 2 and "column swap" in done.stderr


def test_scitab_sample(home, test_data):
    done = bench("scitab", "--data", test_data, "--limit", "30", "--json", library=home)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)["sets"]
    names = [row["judge"] for row in found["tables"][0]["rows"]]
    assert names[:2] == ["judge that has to choose", "judge"] and len(names) == 5 and names[4].startswith("majority")
    assert all(row["n"] == 30 for row in found["tables"][0]["rows"])
    assert sum(sum(v for k, v in row.items() if k != "gold") for row in found["tables"][2]["rows"]) == 30


def test_scifact_sample(home, test_data):
    done = bench("scifact", "--data", test_data, "--limit", "12", "--json", library=home)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)["sets"]
    assert len(found["tables"]) == 1  # the whole corpus is searched for whole runs only
    assert found["tables"][0]["rows"][-1]["F1 contradict"] == "0.0"


def test_quotes_and_speed(home, one_paper):
    done = bench("quotes", "--papers", one_paper, "--json", library=home)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["sets"][0]["tables"][0]["rows"]
    assert rows[-1]["claims"] == "all" and rows[-1]["n"] >= 1
    done = bench("speed", "--papers", one_paper, "--limit", "20", "--json", library=home)
    assert done.returncode == 0, done.stderr
    verdicts, growth = json.loads(done.stdout)["sets"][0]["tables"]
    assert all(row["a CPU second"] > 0 for row in verdicts["rows"])
    assert [row["papers"] for row in growth["rows"]] == [1, 2, 4]
