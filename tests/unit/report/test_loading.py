"""What `report.json` holds is read back whole: a refresh needs nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.errors import InputError
from synth.records import Report
from synth.report.loading import load, read
from synth.report.machine import as_dict, dumps


@pytest.fixture
def rich(report: Report) -> Report:
    """The report of these tests with scores."""
    return replace(report, claims=tuple(replace(one, score=1.25 + i) for i, one in enumerate(report.claims)))


def test_everything_comes_back(report: Report, empty: Report, rich: Report) -> None:
    for one in (report, empty, rich):
        text = dumps(one)
        again = read(json.loads(text))
        assert dumps(again) == text
        assert [c.verdict for c in again.claims] == [_plain(c.verdict) for c in one.claims]
        assert again.recipe == one.recipe


def _plain(verdict: Any) -> Any:
    return replace(verdict, evidence=tuple(replace(place, picture="") for place in verdict.evidence))


def test_a_report_from_before_parts_were_added_is_read(rich: Report) -> None:
    data: Any = as_dict(rich)
    for name in ("screening", "chair", "recipe", "edition", "changes", "costs", "reruns"):
        del data[name]
    for paper in data["papers"]:
        del paper["origins"]
    for claim in data["claims"]:
        claim["flags"] = [*claim["flags"], *claim.pop("verdict_flags")]
        del claim["score"], claim["reruns"]
    again = read(data)
    assert (again.edition, again.recipe, again.screening, again.reruns) == (1, None, None, ())
    assert [one.verdict.label for one in again.claims] == [one.verdict.label for one in rich.claims]
    assert dumps(read(json.loads(dumps(again)))) == dumps(again)  # and is whole from then on


def test_the_report_that_ships_is_read() -> None:
    report = load(Path(__file__).resolve().parents[3] / "reports" / "passk").report
    assert len(report.claims) == report.counts.claims > 0


def test_from_a_folder_or_a_file(rich: Report, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(dumps(rich), encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded == load(tmp_path / "report.json")
    assert loaded.text == dumps(rich)
    assert len(loaded.sha256) == 64


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot read"),
        ("{", "cannot read"),
        ("[]", "is no report of synth"),
        ('{"schema_version": "1.0"}', "is no report of synth"),
        ('{"schema_version": "1.0", "claims": []}', "cannot be read back: no "),
    ],
)
def test_what_is_no_report_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        load(tmp_path)
    assert caught.value.hint


def test_what_does_not_fit_is_said(rich: Report) -> None:
    for path, value in ((("claims", 0, "verdict"), "maybe"), (("papers", 0, "year"), "soon"), (("edition",), None)):
        data: Any = as_dict(rich)
        at = data
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        with pytest.raises(InputError, match="cannot be read back"):
            read(data)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        load(tmp_path / "nowhere")
