"""The doctor's tasks for models: one that does them is fit, one that cannot is not, and says why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import model_minds
import pytest
import tiny_models
from model_server import Call, ModelServer, serving
from typer.testing import CliRunner

from synth import settings
from synth.cli.app import app
from synth.llm import open_model
from synth.workflows.fitness import FACTS, PAIRS, Stance, try_model


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as one:
        yield able(one)


def able(server: ModelServer) -> ModelServer:
    """A mind that knows the tasks."""

    def judge(call: Call) -> object:
        claim = next(one.text for one in call.fenced if one.name == "claim")
        passage = next(one.text for one in call.fenced if one.name == "passage")
        wanted = next(stance for _, text, stance in PAIRS if text == claim)
        label = {Stance.SUPPORTS: "supported", Stance.CONTRADICTS: "contradicted", None: "not_enough"}[wanted]
        return {"label": label, "passage": 1 if wanted else 0, "quote": passage if wanted else "", "why": "so"}

    def read(call: Call) -> object:
        return {"claims": model_minds.findings(call, lambda sentence: sentence in FACTS), "ambiguous": 0}

    model_minds.honest(server).mind.update(claims=read, verify=judge)
    return server


def test_a_model_that_does_the_tasks_is_fit(server: ModelServer, tmp_path: Path) -> None:
    model = open_model("openai:made-up", settings.load(llm_url=server.url, library=tmp_path))
    found = try_model(model)
    assert [(one.stage, one.fit) for one in found if not one.fit] == [], found
    assert f"{len(FACTS)} of {len(FACTS)} findings" in found[1].detail
    assert f"{len(PAIRS)} of {len(PAIRS)} pairs right" in found[3].detail
    assert re.search(r"s a question, \d+ tokens a second", found[-1].detail)


def test_one_that_cannot_is_not_and_says_why(server: ModelServer, tmp_path: Path) -> None:
    invented = "Tern-2B is the best model of all."
    server.mind["claims"] = lambda call: {"claims": [{"passage": 1, "quote": invented, "claim": invented}] * 3}
    server.mind["verify"] = lambda call: {"label": "supported", "passage": 1, "quote": invented, "why": ""}
    server.mind["answer"] = lambda call: "no"
    said = {"passage": 1, "quote": FACTS[0], "claim": FACTS[0]}
    server.mind["ask"] = lambda call: {"answered": True, "sentences": [said]}  # whatever is asked
    model = open_model("openai:made-up", settings.load(llm_url=server.url, library=tmp_path))
    by_stage = {one.stage: one for one in try_model(model)}
    assert not by_stage["reading claims"].fit and not by_stage["judging claims"].fit
    assert "quotes what its passage does not say" in by_stage["judging claims"].detail
    assert "malformed" in by_stage["writing the answer"].detail
    assert not by_stage["answering questions"].fit
    assert "an answer found, a question without one not refused" in by_stage["answering questions"].detail
    assert by_stage["sub-questions"].fit


def test_the_command_says_it(server: ModelServer, tmp_path: Path) -> None:
    nli = tiny_models.classifier(tmp_path / "tiny-nli")
    models = ["--llm", "openai:made-up", "--llm-url", server.url, "--nli", str(nli)]
    ran = CliRunner().invoke(app, ["doctor", "--offline", "--json", "--library", str(tmp_path / "l"), *models])
    assert ran.exit_code == 0, ran.output
    rows = json.loads(ran.stdout)
    lines = {row["detail"].partition(":")[0]: row for row in rows if row["name"] == "openai:made-up"}
    assert set(lines) >= {"form", "reading claims", "judging claims", "speed"}
    assert lines["reading claims"]["level"] == "ok"
    assert any(row["name"] == "nli:tiny-nli" and "of 6 pairs right" in row["detail"] for row in rows)
    gone = ["doctor", "--offline", "--json", "--library", str(tmp_path / "l"), "--llm", "local:/nowhere"]
    missing = CliRunner().invoke(app, gone)
    assert missing.exit_code == 3
    assert any(
        row["level"] == "missing" and "no folder of a model" in row["detail"] for row in json.loads(missing.stdout)
    )
