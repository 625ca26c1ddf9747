"""Starting the command: quick, light, and wrong usage is one line with a hint."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = [
    "torch",
    "transformers",
    "faiss",
    "langchain",
    "langchain_core",
    "pymupdf",
    "pydantic",
    "numpy",
    "rich",
    "requests",
]
LOADED_WHERE_NEEDED = {
    *("torch", "transformers", "sentence_transformers", "tokenizers", "faiss", "bm25s", "scipy", "sklearn", "pandas"),
    *("langchain", "langchain_core", "pymupdf", "docx", "numpy", "requests", "httpx", "jinja2", "typst", "matplotlib"),
    *("mcp", "ray", "pyarrow", "duckdb", "synth.extract", "synth.verify"),
}
"""What a command that needs none of it must not wait for; our own packages that are slow to load among them."""
BUDGET = 0.3
"""CPU seconds of `synth --help`."""
TIMES = 3
"""On a machine too slow for that, it may take so many times what the interpreter takes to import typer alone."""
SYNTH = [sys.executable, "-c", "from synth.cli import main; main()"]


def _run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SYNTH, *words], capture_output=True, text=True, cwd=cwd, timeout=60)


def _cpu_of(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def test_help_is_quick() -> None:
    bare = min(_cpu_of(sys.executable, "-c", "import typer") for _ in range(3))
    assert min(_cpu_of(*SYNTH, "--help") for _ in range(5)) < max(BUDGET, TIMES * bare)


@pytest.mark.parametrize("words", [["--help"], ["report", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    script = (
        "import atexit, json, sys\n"
        "from synth.cli import main\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, timeout=60)
    loaded = json.loads(done.stderr.splitlines()[-1])
    assert "synth.cli.report" in loaded  # the list is that of the command, not of an early end
    if words[0] == "report":
        loaded.remove("pydantic")  # typer reads ranges of numbers with it
    assert [name for name in HEAVY if name in loaded] == []


def _loaded_by(words: list[str], folder: Path) -> set[str]:
    """Heavy modules that a command has imported at its end."""
    script = (
        "import atexit, json, sys\n"
        "from synth.cli import main\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        "main()"
    )
    env = {**os.environ, "SYNTH_LIBRARY": str(folder / "library"), "SYNTH_ARXIV_URL": "http://127.0.0.1:9/"}
    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, timeout=120, cwd=folder, env=env
    )
    assert done.returncode in (0, 3), done.stderr  # 3: nobody answers on the network
    return {name for name in json.loads(done.stderr.splitlines()[-1]) if name in LOADED_WHERE_NEEDED}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a paper that is in the library, with all that is known of it."""
    folder = tmp_path_factory.mktemp("desk")
    paper = folder / "paper.md"
    paper.write_text("# Small coders\n\n## Results\n\nTinyCoder reaches 41.7% pass@1 on HumanEval.\n", encoding="utf-8")
    for words in (["ingest", "paper.md", "-q"], ["ledger", "--json"], ["corpus", "create", "shelf"]):
        _loaded_by(words, folder)
    return folder


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (["history"], ""),
        (["rerun", "list"], ""),
        (["corpus", "list", "shelf"], ""),
        (["corpus", "add", "shelf", "paper.md"], ""),
        (["paper", "paper.md", "--show", "sections", "--json"], ""),
        (["fetch", "2107.03374v2"], "requests"),
        (["ledger", "--dataset", "HumanEval"], ""),
        (["ingest", "paper.md"], "numpy"),  # names the model, and loads none
        (["doctor", "--offline"], "numpy"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else value or "nothing",
)
def test_commands_without_a_model_import_nothing_heavy(words: list[str], allowed: str, desk: Path) -> None:
    assert _loaded_by(words, desk) <= set(allowed.split())


def test_help_names_every_command() -> None:
    text = _run("--help").stdout
    for command in ("report", "fetch", "doctor"):
        assert f"\n  {command} " in text
        shown = _run(command, "--help")
        assert shown.returncode == 0
        assert f"Example: synth {command}" in shown.stdout


def test_version() -> None:
    import synth

    done = _run("--version")
    assert (done.returncode, done.stdout) == (0, f"synth {synth.__version__}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frobnicate"], "no such command 'frobnicate'"),
        (["report"], "missing argument 'question'"),
        (["report", " "], "the question is empty"),
        (["report", "Why?", "--claims", "0"], "'--claims'"),
        (["report", "Why?", "--no-such-option"], "--no-such-option"),
        (["report", "Why?", "--fail-on", "sometimes"], "unknown level 'sometimes'"),
        (["report", "Why?", "-q", "-v"], "exclude each other"),
        (["report", "Why?", "--papers", "nowhere"], "nowhere"),
        (["fetch"], "missing argument"),
    ],
)
def test_wrong_usage_is_one_line_with_a_hint(words: list[str], said: str, tmp_path: Path) -> None:
    done = _run(*words, cwd=tmp_path)
    lines = done.stderr.splitlines()
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(lines) == 2, done.stderr
    assert lines[0].startswith("synth: ")
    assert said in lines[0]
    assert lines[1].startswith("  hint: ")
    assert "-c" not in lines[1].split()  # the name of the command, however it was started


def test_no_command_prints_the_help() -> None:
    done = _run()
    assert done.returncode == 2
    assert "Commands:" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
