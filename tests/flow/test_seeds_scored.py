"""The panel on real input: machine-written reports, audited, against our own reports on the same questions."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flow_world import load, synth

QUESTIONS = {
    "000": "Does the trade-off between pass@1 and pass@k in Evol-Instruct fine-tuning scale differently when applied "
    "to multi-turn code refinement tasks versus single-turn generation?",
    "001": "What is the impact of Evol-Instruct fine-tuning depth (e.g., number of iterations or complexity levels) "
    "on WizardCoder's multi-language code generation performance as measured by pass@1 and pass@k metrics on "
    "HumanEval-X?",
}


@pytest.mark.skipif(not os.environ.get("SYNTH_SLOW"), reason="reads seventeen papers; set SYNTH_SLOW=1")
def test_audited_seeds_score_lower_than_our_reports(test_data: Path, tmp_path: Path) -> None:
    papers = (
        "--papers",
        test_data / "text_papers",
        "--papers",
        test_data / "papers",
        "--library",
        tmp_path / "library",
    )
    for seed, question in QUESTIONS.items():
        (file,) = (test_data / "reports" / "seeds").glob(f"{seed}_*")
        audited = synth("audit", file, *papers, "--out", tmp_path / f"{seed}-audit", cwd=tmp_path)
        assert audited.code == 0, audited.err
        ours = synth("report", question, *papers, "--out", tmp_path / f"{seed}-report", cwd=tmp_path)
        assert ours.code == 0, ours.err
        theirs = json.loads((tmp_path / f"{seed}-audit" / "audit.json").read_text(encoding="utf-8"))
        report = load(tmp_path / f"{seed}-report")
        assert theirs["score"] < report["score"], seed
        ids = {claim["id"] for claim in theirs["claims"]}
        for review in theirs["reviews"]:
            assert {claim for ground in review["grounds"] for claim in ground} <= ids
