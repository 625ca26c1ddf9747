"""Local folders."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from synth.errors import InputError, NoPapersError
from synth.fetch import FileKind, scan, sha256_file


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def names(root: Path, *paths: Path | str) -> list[str]:
    return [file.path.relative_to(root).as_posix() for file in scan(paths or [root])]


def test_kinds_sizes_and_times(tmp_path: Path) -> None:
    make(tmp_path, "a.PDF", "b.md", "c.markdown", "d.html", "e.htm", "f.tex", "g.txt", "h.json", "i")
    files = scan([tmp_path])
    kinds = ["pdf", "markdown", "markdown", "html", "html", "tex"]
    assert [file.kind for file in files] == [FileKind(kind) for kind in kinds]
    assert files[0].size == len("a.PDF")
    assert files[0].mtime_ns == (tmp_path / "a.PDF").stat().st_mtime_ns


def test_recursive_sorted_and_without_hidden_files(tmp_path: Path) -> None:
    make(tmp_path, "z.pdf", "b/2.pdf", "b/1.pdf", "a/deep/x.md", ".hidden.pdf", ".git/y.pdf", "b/.cache/q.pdf")
    assert names(tmp_path) == ["a/deep/x.md", "b/1.pdf", "b/2.pdf", "z.pdf"]


def test_order_does_not_depend_on_how_it_is_asked(tmp_path: Path) -> None:
    make(tmp_path, "a/1.pdf", "b/2.pdf")
    expected = ["a/1.pdf", "b/2.pdf"]
    assert names(tmp_path, tmp_path / "b", tmp_path / "a") == expected
    assert names(tmp_path, tmp_path / "a", tmp_path / "b", tmp_path, tmp_path / "a" / "1.pdf") == expected


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    make(tmp_path, "in/a/1.pdf", "outside/2.pdf")
    (tmp_path / "in" / "a" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "self").symlink_to("self")
    (tmp_path / "in" / "gone.pdf").symlink_to("nowhere.pdf")
    (tmp_path / "in" / "other").symlink_to(tmp_path / "outside")
    (tmp_path / "in" / "twice.pdf").symlink_to(tmp_path / "in" / "a" / "1.pdf")
    assert names(tmp_path, tmp_path / "in") == ["in/a/1.pdf", "in/other/2.pdf"]


def test_a_folder_named_like_a_paper_is_a_folder(tmp_path: Path) -> None:
    make(tmp_path, "paper.pdf/main.tex")
    os.mkfifo(tmp_path / "pipe.pdf")
    assert names(tmp_path) == ["paper.pdf/main.tex"]


def test_empty_and_broken_files_are_listed(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    assert [(file.path.name, file.size) for file in scan([tmp_path])] == [("empty.pdf", 0)]


def test_names_in_any_script(tmp_path: Path) -> None:
    make(tmp_path, "Überblick über 论文.pdf", "with space.md", "new\nline.pdf")
    assert len(scan([tmp_path])) == 3


def test_a_named_file_may_be_hidden(tmp_path: Path) -> None:
    make(tmp_path, ".secret.pdf")
    assert names(tmp_path, tmp_path / ".secret.pdf") == [".secret.pdf"]


@pytest.mark.parametrize("name", ["missing", "missing.pdf"])
def test_what_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"no such file or folder: .*{name}") as caught:
        scan([tmp_path / name])
    assert caught.value.hint
    assert not isinstance(caught.value, NoPapersError)


def test_a_name_no_file_can_have() -> None:
    with pytest.raises(InputError, match="cannot read"):
        scan(["x\0y"])


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    make(tmp_path, "paper.docx")
    with pytest.raises(InputError, match=r"not a paper: .*paper\.docx") as caught:
        scan([tmp_path / "paper.docx"])
    assert ".pdf" in caught.value.hint


def test_an_empty_folder(tmp_path: Path) -> None:
    make(tmp_path, "notes.txt", ".hidden.pdf")
    with pytest.raises(NoPapersError, match="no papers in") as caught:
        scan([tmp_path])
    assert (caught.value.exit_code, ".pdf" in caught.value.hint) == (2, True)
    with pytest.raises(NoPapersError):
        scan([])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folders(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", "locked/b.pdf")
    (tmp_path / "locked").chmod(0)
    try:
        assert names(tmp_path) == ["a.pdf"]
        with pytest.raises(InputError, match="cannot read"):
            scan([tmp_path / "locked"])
    finally:
        (tmp_path / "locked").chmod(0o700)


def test_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 3_000_000)
    assert sha256_file(path) == hashlib.sha256(b"x" * 3_000_000).hexdigest()
    with pytest.raises(InputError, match="cannot read"):
        sha256_file(tmp_path / "missing.pdf")


def test_the_real_papers(test_data: Path) -> None:
    files = scan([test_data / "papers"])
    assert files == sorted(files, key=lambda file: file.path.as_posix())
    assert any(file.kind is FileKind.PDF and file.size > 100_000 for file in files)
