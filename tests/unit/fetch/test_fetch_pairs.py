"""Which files of a folder are papers, and which are the source of one."""

from __future__ import annotations

from pathlib import Path

from synth.fetch import FileKind, record_of, scan, sha256_source

MAIN = b"% notes\n\\documentclass{article}\n\\begin{document}\\input{sections/intro}\\end{document}"


def put(root: Path, *names: str, data: bytes = b"x") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def seen(root: Path) -> dict[str, str | None]:
    return {
        file.path.relative_to(root).as_posix(): file.source.relative_to(root).as_posix() if file.source else None
        for file in scan([root])
    }


def test_a_pdf_and_its_source_are_one_paper(tmp_path: Path) -> None:
    put(tmp_path, "2101.00001v2.pdf", "2101.00001v2.tar.gz", "2101.00002.pdf", "2101.00002.gz", "a.pdf", "b.pdf")
    put(tmp_path, "a.tex", "2101.00003v1/main.tex", data=MAIN)
    put(tmp_path, "2101.00003v1.pdf", "2101.00003v1/fig.pdf", "2101.00003v1/sections/intro.tex")
    assert seen(tmp_path) == {
        "2101.00001v2.pdf": "2101.00001v2.tar.gz",
        "2101.00002.pdf": "2101.00002.gz",
        "2101.00003v1.pdf": "2101.00003v1",
        "a.pdf": "a.tex",
        "b.pdf": None,
    }


def test_an_id_tells_the_paper_whatever_else_the_name_says(tmp_path: Path) -> None:
    put(tmp_path, "2101.00001v2_Agents.pdf", "arXiv-2101.00001v2.tar.gz", "2101.00001v1.tar.gz", "hep-th_9901001.pdf")
    put(tmp_path, "hep-th_9901001.gz")
    assert seen(tmp_path) == {
        "2101.00001v1.tar.gz": None,  # another version is another text
        "2101.00001v2_Agents.pdf": "arXiv-2101.00001v2.tar.gz",
        "hep-th_9901001.pdf": "hep-th_9901001.gz",
    }


def test_a_source_alone_is_a_paper(tmp_path: Path) -> None:
    put(tmp_path, "2101.00001.tgz", "results.gz", "data.tar.gz", "notes.tar", "notes.json")
    (named,) = scan([tmp_path / "results.gz"])
    assert named.kind is FileKind.SOURCE  # who names a file outright means it
    assert seen(tmp_path) == {"2101.00001.tgz": None, "notes.tar": None}


def test_what_a_main_file_puts_in_is_no_paper(tmp_path: Path) -> None:
    put(tmp_path, "one/main.tex", "two/a.tex", "two/b.tex", data=MAIN)
    put(tmp_path, "one/sections/intro.tex", "one/macros.tex", "lone/part.tex")
    put(tmp_path, "one/figure.tex", data=b"\\documentclass[tikz]{standalone}")
    put(tmp_path, "one/old.tex", data=b"% \\documentclass{article}\n")
    assert list(seen(tmp_path)) == ["lone/part.tex", "one/main.tex", "two/a.tex", "two/b.tex"]


def test_records_and_checksums_of_sources(tmp_path: Path) -> None:
    assert record_of(tmp_path / "2101.00001v2.tar.gz") == tmp_path / "2101.00001v2.json"
    assert record_of(tmp_path / "2101.00001v2") == tmp_path / "2101.00001v2.json"
    put(tmp_path, "p/main.tex", data=MAIN)
    before = sha256_source(tmp_path / "p")
    put(tmp_path, "p/picture.png")
    assert sha256_source(tmp_path / "p") == before
    put(tmp_path, "p/main.bbl")
    assert sha256_source(tmp_path / "p") != before
