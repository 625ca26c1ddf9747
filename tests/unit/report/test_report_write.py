from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from synth.errors import InputError, OutputError, UsageError
from synth.records import Report
from synth.report import FORMATS, NAMES, files, write


def test_every_format_is_a_file(pages: dict[str, Path]) -> None:
    assert tuple(sorted(pages)) == tuple(sorted(FORMATS))
    assert sorted(path.name for path in pages.values()) == sorted(NAMES.values())
    assert all(path.stat().st_size > 100 for path in pages.values())
    assert not list(pages["md"].parent.glob(".*")), "no temporary file is left"


def test_only_what_was_asked_for_is_written(report: Report, tmp_path: Path) -> None:
    written = write(report, tmp_path / "deep" / "out", formats=("bib", "json"))
    assert sorted(path.name for path in (tmp_path / "deep" / "out").iterdir()) == ["references.bib", "report.json"]
    assert set(written) == {"bib", "json"}


def test_unknown_formats_are_named(report: Report, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="docx") as caught:
        write(report, tmp_path, formats=("md", "docx"))
    assert "html" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_output_below_a_file_is_an_output_error(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError) as caught:
        write(report, tmp_path / "file" / "out", formats=("bib",))
    assert caught.value.hint and caught.value.exit_code == 2


def test_a_folder_in_the_place_of_a_file_is_an_output_error(report: Report, tmp_path: Path) -> None:
    (tmp_path / "references.bib" / "inner").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"references\.bib"):
        write(report, tmp_path, formats=("bib",))
    assert [path.name for path in tmp_path.iterdir()] == ["references.bib"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.md"
    target.write_text("old")
    real = os.fdopen

    def full(handle: int, mode: str) -> object:
        # The kernel's own always-full device in place of the file: the write itself fails.
        os.close(handle)
        return real(os.open("/dev/full", os.O_WRONLY), mode)

    monkeypatch.setattr(files.os, "fdopen", full)
    with pytest.raises(OutputError, match="No space left") as caught:
        files.write_atomically(target, b"new" * 100_000)
    assert caught.value.exit_code == 3 and "space" in caught.value.hint
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


def test_quota_counts_as_full() -> None:
    assert files.output_error(Path("x"), OSError(errno.EDQUOT, "Quota exceeded")).exit_code == 3
    assert files.output_error(Path("x"), OSError(errno.EACCES, "Permission denied")).exit_code == 2


def test_one_template_can_be_replaced(report: Report, tmp_path: Path) -> None:
    (tmp_path / "report.md.j2").write_text("Mine: {{ view.title | md }}", encoding="utf-8")
    written = write(report, tmp_path / "out", formats=("md", "html"), templates=tmp_path)
    assert written["md"].read_text(encoding="utf-8") == f"Mine: {report.title}\n"
    assert "<!doctype html>" in written["html"].read_text(encoding="utf-8")


@pytest.mark.parametrize("template", ["{{ view.nothing }}", "{% if %}", "{{ view.title | unknown }}"])
def test_broken_templates_are_one_line(report: Report, tmp_path: Path, template: str) -> None:
    (tmp_path / "report.md.j2").write_text(template, encoding="utf-8")
    with pytest.raises(InputError, match=r"template report\.md\.j2 cannot be used"):
        write(report, tmp_path / "out", formats=("md",), templates=tmp_path)


def test_a_missing_template_folder_is_named(report: Report, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder of templates"):
        write(report, tmp_path, formats=("md",), templates=tmp_path / "absent")


def test_naming_the_stage_imports_nothing_heavy() -> None:
    code = "import sys, synth.report; print([m for m in ('jinja2', 'pymupdf', 'typst', 'numpy') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
