"""An audit for programs: JSON by its schema, SARIF with the lines of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from audit_world import FINDINGS, make_audit, write_source
from report_world import A, B

from synth.records import Audit, Rung, StatementKind, VerdictLabel
from synth.report.audit import machine, write_audit
from synth.report.audit.lines import Lines


@pytest.fixture(scope="module")
def audit(pdfs: dict[str, Path]) -> Audit:
    return make_audit(pdfs[A], pdfs[B])


@pytest.fixture(scope="module")
def source(audit: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_source(tmp_path_factory.mktemp("source"), audit)


@pytest.fixture(scope="module")
def written(audit: Audit, source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    made = write_audit(audit, tmp_path_factory.mktemp("out"), source=source, formats=["json", "sarif"])
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in made.items()}


def test_json_is_what_the_schema_says(written: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(machine.schema())
    jsonschema.validate(written["json"], machine.schema(), cls=jsonschema.Draft202012Validator)


def test_json_has_the_names_that_programs_rely_on(written: dict[str, Any], audit: Audit) -> None:
    first, second = written["json"]["claims"][:2]
    assert first["source_text"] == audit.claims[0].statement.text
    assert [entry["work"] for entry in second["cited"]] == [0, 1]
    assert second["cited"][0]["papers"] == [A] and second["cited"][1]["papers"] == []
    assert second["correction"]["text"].startswith("The pass@8 objective costs 3.5")
    assert second["evidence"][0]["stance"] == "contradicts" and second["evidence"][0]["page"] == 1
    assert first["marks"] == [{"name": "verified", "value": "×"}, {"name": "confidence", "value": "0.03"}]
    assert (first["line"], second["line"]) == (5, 6)
    assert "page" not in first and "span" not in first
    assert [finding["kind"] for finding in written["json"]["findings"]] == [finding.kind for finding in FINDINGS]


def test_faithful_is_verified_for_a_statement_of_a_third_party(written: dict[str, Any], audit: Audit) -> None:
    for claim, audited in zip(written["json"]["claims"], audit.claims, strict=True):
        supported = audited.verdict.label is VerdictLabel.SUPPORTED
        assert claim["verified"] == (supported and audited.verdict.rung.level >= Rung.FAITHFUL.level)
    assert {claim["verified"] for claim in written["json"]["claims"] if claim["rung"] == "faithful"} == {True, False}


def test_the_schema_knows_every_kind() -> None:
    claim = machine.schema()["$defs"]["claim"]["properties"]
    assert set(claim["kind"]["enum"]) == {kind.value for kind in StatementKind}
    assert set(claim["verdict"]["enum"]) == {label.value for label in VerdictLabel}
    assert set(claim["rung"]["enum"]) == {rung.value for rung in Rung}


def test_json_and_sarif_cannot_steer_a_terminal(audit: Audit, tmp_path: Path) -> None:
    for path in write_audit(audit, tmp_path, formats=["json", "sarif"]).values():
        assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in path.read_text(encoding="utf-8"))


def test_sarif_has_what_is_wrong_on_its_lines(written: dict[str, Any]) -> None:
    log = written["sarif"]
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note") and result["message"]["text"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "report%20%3Cb%3E.md"
    by_rule = {result["ruleId"]: result for result in run["results"]}
    assert set(by_rule) == {"contradicted", "impossible", "disputed", *(finding.kind for finding in FINDINGS)}
    wrong = by_rule["contradicted"]
    assert wrong["level"] == "error" and "Should read: “The pass@8 objective costs 3.5" in wrong["message"]["text"]

    def line(rule: str) -> int | None:
        region = by_rule[rule]["locations"][0]["physicalLocation"].get("region")
        return region["startLine"] if region else None

    assert line("contradicted") == 6
    assert line("cut_off") == 9
    assert line("other_version") == 18
    assert line("not_found") == 19
    assert line("count_mismatch") is None


def test_results_keep_their_fingerprints(audit: Audit, tmp_path: Path) -> None:
    first, second = (
        json.loads(write_audit(audit, tmp_path / name, formats=["sarif"])["sarif"].read_text(encoding="utf-8"))
        for name in ("a", "b")
    )
    prints = [[r["partialFingerprints"] for r in log["runs"][0]["results"]] for log in (first, second)]
    assert prints[0] == prints[1]
    assert len({json.dumps(p) for p in prints[0]}) == len(prints[0])


def test_a_file_below_the_working_directory_is_named_by_its_path(
    audit: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "docs of ours"
    folder.mkdir()
    source = write_source(folder, audit)
    monkeypatch.chdir(tmp_path)
    log = json.loads(write_audit(audit, tmp_path / "o", source=source, formats=["sarif"])["sarif"].read_text())
    assert log["runs"][0]["artifacts"][0]["location"]["uri"] == "docs%20of%20ours/report.md"


def test_lines_of_equal_and_of_marked_up_statements(tmp_path: Path) -> None:
    file = tmp_path / "r.html"
    file.write_text(
        "<h1>Title</h1>\n<p>The model reaches <b>57.3</b> on HumanEval.</p>\n<p>Nothing.</p>\n"
        "<p>The model reaches <b>57.3</b> on HumanEval.</p>\n<table>\n"
        "<tr><td>WizardCoder</td><td>57.3</td><td>51.8</td></tr>\n</table>",
        encoding="utf-8",
    )
    lines = Lines.of(file)
    said = "The model reaches 57.3 on HumanEval."
    found = lines.each([said, said, "WizardCoder: 57.3 (HumanEval), 51.8 (MBPP)", "Quite another sentence altogether."])
    assert [region.start if region else None for region in found] == [2, 4, None, None]
    assert lines.find("WizardCoder 57.3 51.8") is not None
    assert lines.find("WizardCoder: 57.3, 51.8").start == 6  # type: ignore[union-attr]


def test_files_without_lines_have_none(tmp_path: Path) -> None:
    pdf = tmp_path / "r.pdf"
    pdf.write_bytes(b"%PDF-1.7 The model reaches 57.3 on HumanEval.")
    binary = tmp_path / "r.txt"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    for path in (pdf, binary, tmp_path / "gone.md", None):
        assert Lines.of(path).find("The model reaches 57.3 on HumanEval.") is None
