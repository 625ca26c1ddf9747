from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from synth.records import Report
from synth.report import machine, write

PROMISED = {
    "papers": "id arxiv_id version title authors year status reason",
    "answer": "text claims",
    "claims": "id text type paper verdict rung reason confidence relevance quantities evidence flags correction",
    "reviews": "reviewer score reasons",
}


def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(machine.schema())
    return jsonschema.Draft202012Validator(machine.schema())


def test_report_json_validates_against_the_schema(pages: dict[str, Path], empty: Report, tmp_path: Path) -> None:
    full = json.loads(pages["json"].read_text(encoding="utf-8"))
    bare = json.loads(write(empty, tmp_path, formats=("json",))["json"].read_text(encoding="utf-8"))
    assert not list(validator().iter_errors(full))
    assert not list(validator().iter_errors(bare))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("claims", 0, "verdict"), "true"),
        (("claims", 0, "rung"), "6"),
        (("claims", 0, "confidence"), 91.4),
        (("claims", 1, "evidence", 0, "page"), 0),
        (("answer", 0, "claims"), []),
        (("papers", 0, "status"), "lost"),
    ],
)
def test_schema_refuses_what_was_not_promised(pages: dict[str, Path], path: tuple[object, ...], value: object) -> None:
    data = json.loads(pages["json"].read_text(encoding="utf-8"))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert list(validator().iter_errors(data))


def test_promised_names_are_required(pages: dict[str, Path]) -> None:
    data = json.loads(pages["json"].read_text(encoding="utf-8"))
    for part, names in PROMISED.items():
        for item in data[part]:
            assert set(names.split()) <= set(item), part
    check = validator()
    small = {name: value[:1] if isinstance(value, list) else value for name, value in data.items()}
    for part in PROMISED:
        for name in PROMISED[part].split():
            broken = json.loads(json.dumps(small))
            del broken[part][0][name]
            assert not check.is_valid(broken), f"{part}.{name} may be left out"


def test_values_are_unrounded_and_versions_apart(report: Report) -> None:
    data = machine.as_dict(report)
    assert data["score"] == 6.71605
    assert data["reviews"][0]["score"] == 7.4321
    assert data["claims"][0]["confidence"] == 0.9137
    assert (data["papers"][0]["arxiv_id"], data["papers"][0]["version"]) == ("2501.00001", 2)
    assert data["claims"][0]["quantities"][0] == {
        "raw": "62.4%",
        "value": 62.4,
        "unit": "%",
        "half_width": 0.05,
        "role": "value",
        "start": report.claims[0].claim.text.index("62.4%"),
        "end": report.claims[0].claim.text.index("62.4%") + 5,
    }
    evidence = data["claims"][1]["evidence"][0]
    assert evidence["cell"]["row_path"] == ["Ours, pass@8 objective"]
    assert evidence["stance"] == "contradicts"
    assert evidence["span"]["boxes"][0]["page"] == 1
    assert data["claims"][1]["correction"]["kind"] == "delta"


def test_json_keeps_quotes_exactly_and_holds_no_raw_control_character(report: Report) -> None:
    text = machine.dumps(report)
    assert json.loads(text)["claims"][8]["quote"] == report.claims[8].claim.quote
    assert not [c for c in text if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) <= 0x9F or c == "\u202e"]


def test_lone_surrogates_do_not_stop_the_report(report: Report, tmp_path: Path) -> None:
    broken = replace(report, title="Half a \ud835 letter")
    paths = write(broken, tmp_path, formats=("json", "md", "html", "pdf"))
    assert "Half a \ufffd letter" in paths["md"].read_text(encoding="utf-8")
    assert json.loads(paths["json"].read_text(encoding="utf-8"))["title"] == broken.title
