"""The reports that other tools wrote: what is known to be in them."""

from __future__ import annotations

from pathlib import Path

import pytest
import submitted_world as world

from synth.records.audit import StatementKind, Submission


@pytest.fixture(scope="module")
def seeds(test_data: Path) -> dict[str, Submission]:
    folder = test_data / "reports" / "seeds"
    if not folder.is_dir():
        pytest.skip("no seed reports in the test data")
    return {path.name[:3]: world.read(path)[0] for path in sorted(folder.glob("*.txt"))}


def rows(submission: Submission, kind: StatementKind) -> list[str]:
    return [statement.text for statement in submission.statements if statement.kind is kind]


def test_000(seeds: dict[str, Submission]) -> None:
    submission = seeds["000"]
    assert len(submission.statements) == len(rows(submission, StatementKind.CLAIM_ROW)) == 9
    assert [n for n, s in enumerate(submission.statements, 1) if s.cut_off] == [1, 3]
    assert submission.statements[5].where == "Extracted Claims, row 6"
    assert submission.statements[5].marks == (("verified", "×"), ("confidence", "0.09"))
    assert [str(work.arxiv) for work in submission.works] == ["2410.12381v3", "2306.08568v2", "2409.02392v2"]
    assert {(s.name, s.value) for s in submission.stated} == {
        ("papers", 11),
        ("claims", 9),
        ("verified", 0),
        ("score", 4),
    }
    assert [subject.split()[0] for subject in submission.subjects] == ["Building"]
    assert submission.question.startswith("Does the trade-off") and submission.question.endswith("generation?")
    assert world.kinds(submission) == ["count_mismatch", "cut_off", "uncited", "never_cited"]
    assert world.messages(submission, "count_mismatch") == ["The report says 11 papers and lists 3 references."]


def test_001(seeds: dict[str, Submission]) -> None:
    submission = seeds["001"]
    assert len(submission.statements) == 11
    assert [n for n, s in enumerate(submission.statements, 1) if s.cut_off] == [1, 3, 6, 7, 8, 9, 11]
    assert [str(work.arxiv) for work in submission.works] == ["2602.21189v2", "2306.08568v2", "2510.08325v2"]
    assert submission.title.startswith("Evol-Instruct Depth")
    assert submission.question.endswith("HumanEval-X?")
    assert world.kinds(submission) == ["count_mismatch", "cut_off", "uncited", "never_cited", "lost_exponent"]
    assert submission.findings[-1].where == "Extracted Claims, row 10"


def test_002_and_003_are_pages_about_one_paper(seeds: dict[str, Submission]) -> None:
    assert seeds["002"].title.startswith("Why Pass@k Optimization")
    assert 3 <= len(seeds["002"].statements) <= 8
    assert [s.cut_off for s in seeds["002"].statements if s.text.endswith("…")] == [True]
    assert seeds["003"].subjects == ("arXiv:2602.21189",)
    assert 6 <= len(seeds["003"].statements) <= 12


def test_004_tables_of_the_thread_are_bound_to_their_columns(seeds: dict[str, Submission]) -> None:
    submission = seeds["004"]
    tables = {s.text: dict(s.marks) for s in submission.statements if s.kind is StatementKind.TABLE_ROW}
    assert len(tables) == 37
    assert tables["Code: 40.0 Pass@3, 45.5 BoN@3 on HumanEval."] == {"Pass@3": "40.0", "BoN@3": "45.5"}
    assert tables["LV (Iter 0): 46.8 on MBPP, 42.5 on HumanEval."] == {"MBPP": "46.8", "HumanEval": "42.5"}
    last = next(text for text in tables if text.startswith("Code: 38.2 (T=1)"))
    assert last.endswith("51.4 (T=6) on HumanEval.")
    said = rows(submission, StatementKind.SENTENCE)
    assert any("multiple of 1/164" in text for text in said)
    assert any("= 0.04" in text for text in said)
    assert not any("thank" in text.lower() for text in said)


def test_004_citations_go_to_the_list_of_their_own_reply(seeds: dict[str, Submission]) -> None:
    submission = seeds["004"]
    assert [work.key for work in submission.works[:4]] == ["1", "2", "1", "2"]
    proving = next(s for s in submission.statements if "theorem proving" in s.text)
    assert proving.cited == (2, 3)
    defined = next(s for s in submission.statements if s.text.endswith("defined in [2]."))
    assert defined.cited == (1,)
    linked = {
        str(submission.works[n].arxiv) for s in submission.statements for n in s.cited if submission.works[n].arxiv
    }
    assert {"2307.09288", "2308.01825", "2410.08105", "2405.17503"} <= linked
