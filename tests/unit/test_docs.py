"""What the documents point at exists, and what they say about commands and settings is so."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("corpora/*/README.md")]
)
# Words of the place where the text was written, which mean nothing to its readers; split, so that this file has none.
FOREIGN = ["sub" + "agent", "before" + "-stop", "/wo" + "rk/"]

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in _LINK.findall(text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{target} in {page.name}"
        if anchor and file.suffix == ".md":
            assert anchor in {_anchor(h) for h in _HEADING.findall(file.read_text(encoding="utf-8"))}, target


def test_readme_starts_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = _FENCE.search(text)
    assert first is not None
    assert re.findall(r"^make \w+", first.group(), re.MULTILINE) == ["make report", "make test"]


def test_commands_and_options_in_the_documents_exist() -> None:
    from typer.main import get_command

    from synth.cli.app import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    named: set[str] = set()
    for page in PAGES:
        for line in re.findall(r"^synth (.+)$|`synth ([^`]+)`", page.read_text(encoding="utf-8"), re.MULTILINE):
            name, *rest = " ".join(line).split()
            if name.startswith("-"):
                assert name in ("--help", "--version"), f"synth {name} in {page.name}"
                continue
            assert name in commands, f"synth {name} in {page.name}"
            named.add(name)
            command = commands[name]
            command = command.commands[rest[0]] if rest and hasattr(command, "commands") else command
            options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            assert {word for word in rest if word.startswith("-")} <= options, " ".join(line)
    assert named == set(commands)


def test_make_targets_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"^make ([a-z]+)|`make ([a-z]+)`", text, re.MULTILINE)) <= {
            pair for target in targets for pair in ((target, ""), ("", target))
        }, page.name


def test_readme_lists_every_setting_and_verdict() -> None:
    from synth.records import Rung, VerdictLabel
    from synth.settings import Settings

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert {field.name for field in fields(Settings)} <= rows
    assert {rung.value for rung in Rung} <= rows
    assert all(f"`{label.value}`" in text for label in VerdictLabel)


def test_the_files_speak_to_any_reader() -> None:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if not name or not path.is_file() or path.suffix in (".pdf", ".png"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace").lower()
        assert [word for word in FOREIGN if word in text] == [], name


def test_licence_is_whole() -> None:
    lines = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()
    assert lines[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert lines[1].strip() == "Version 3, 19 November 2007"
    assert len(lines) == 661
    assert lines[-1] == "<https://www.gnu.org/licenses/>."


def test_pins_are_exact_and_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {}
    for line in lines:
        match = re.fullmatch(r"([a-z0-9][a-z0-9.-]*)==([0-9][0-9a-z.]*)", line)
        assert match, line
        pins[match[1]] = match[2]
    assert pins["torch"] == "2.13.0"
    assert {"typst", "pymupdf", "numpy", "typer"} <= set(pins)
    assert not [name for name in pins if name.startswith(("nvidia", "cuda", "triton"))]
