"""The library keeps what it was given, over processes, kills and versions."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from synth.errors import InputError, LibraryError
from synth.records import (
    ArxivId,
    Box,
    Cell,
    Document,
    Page,
    PageFailure,
    Paper,
    Section,
    SectionKind,
    Sentence,
    Span,
    Table,
    TableRow,
)
from synth.store import Library
from synth.store.database import DATABASE
from synth.store.migrations import MIGRATIONS, migrate, version_of

BOX = Box(page=1, x0=72.0, y0=100.125, x1=300.5, y1=112.0)
DOCUMENT = Document(
    id="d0123456789abcdef",
    sha256="ab" * 32,
    parser="pdf 1",
    text="Unser Maß: pass@1 is 41.7 ± 0.3.",
    pages=(Page(number=1, width=612.0, height=792.0, text="raw\x0ctext ﬁ"),),
    sections=(Section(title="Results", kind=SectionKind.RESULTS, end=32),),
    sentences=(
        Sentence(text="pass@1 is 41.7 ± 0.3.", span=Span(document="d", page=1, boxes=(BOX,), end=9), section=0),
    ),
    tables=(
        Table(
            id="t1",
            label="Table 1",
            caption="",
            header_paths=(("HumanEval", "pass@1"),),
            rows=(TableRow(path=("Open", "Ours"), cells=(Cell(text="41.7", column=0, box=BOX, bold=True),)),),
            box=BOX,
        ),
    ),
    failures=(PageFailure(page=2, reason="scanned"),),
)
PAPER = Paper(
    id="arxiv:2306.08568v1",
    title="Straße & Co",
    authors=("A. B. Müller", "李明"),
    year=2023,
    arxiv=ArxivId(id="2306.08568", version=1),
)


def settle(path: Path) -> None:
    """Give the file a time stamp old enough for its hash to be kept."""
    old = time.time() - 60
    os.utime(path, (old, old))


def test_document_comes_back_equal(tmp_path: Path) -> None:
    with Library.open(tmp_path / "new" / "library") as library:
        assert library.get_document(DOCUMENT.sha256, DOCUMENT.parser) is None
        library.put_document(DOCUMENT, PAPER)
    with Library.open(tmp_path / "new" / "library") as library:
        assert library.get_document(DOCUMENT.sha256, DOCUMENT.parser) == (DOCUMENT, PAPER)
        assert library.get_document(DOCUMENT.sha256, "pdf 2") is None
        assert library.stats()["documents"] == 1


def test_document_from_other_fields_counts_as_absent(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.put_document(DOCUMENT, PAPER)
        with sqlite3.connect(tmp_path / DATABASE) as other:
            other.execute("UPDATE documents SET document = ?", (b"not zlib",))
        assert library.get_document(DOCUMENT.sha256, DOCUMENT.parser) is None
        library.put_document(DOCUMENT, PAPER)
        assert library.get_document(DOCUMENT.sha256, DOCUMENT.parser) == (DOCUMENT, PAPER)


def test_file_whose_name_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.pdf")
    file = tmp_path / name
    file.write_bytes(b"x")
    settle(file)
    with Library.open(tmp_path / "library") as library:
        assert library.remember_file(file) == library.remember_file(file)
        assert library.stats()["files"] == 1
        library.put_document(DOCUMENT, replace(PAPER, path=str(file)))
        kept = library.get_document(DOCUMENT.sha256, DOCUMENT.parser)
        assert kept == (DOCUMENT, replace(PAPER, path=str(tmp_path / "caf?.pdf")))
        library.put_failure("0", "pdf 1", f"cannot read {file}")
        assert library.get_failure("0", "pdf 1") == f"cannot read {tmp_path / 'caf?.pdf'}"


def test_failure_is_remembered_per_parser_and_cleared_by_success(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.put_failure(DOCUMENT.sha256, "pdf 1", "encrypted")
        assert library.get_failure(DOCUMENT.sha256, "pdf 1") == "encrypted"
        assert library.get_failure(DOCUMENT.sha256, "pdf 2") is None
        library.put_document(DOCUMENT, PAPER)
        assert library.get_failure(DOCUMENT.sha256, "pdf 1") is None


def test_unchanged_file_is_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from synth.store import library as module

    read: list[Path] = []
    real = module.sha256_of
    monkeypatch.setattr(module, "sha256_of", lambda path: (read.append(path), real(path))[1])
    file = tmp_path / "paper.pdf"
    file.write_bytes(b"one")
    settle(file)
    with Library.open(tmp_path / "library") as library:
        first = library.remember_file(file)
        assert library.remember_file(file) == first
        assert len(read) == 1
        file.write_bytes(b"two")  # same size, other content
        assert library.remember_file(file) != first
        # Written a moment ago: it might change again within the clock's grain, so it is read again.
        library.remember_file(file)
        assert len(read) == 3
        with pytest.raises(InputError, match="cannot read"):
            library.remember_file(tmp_path / "absent.pdf")


def test_embeddings_come_back_bit_for_bit(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    vectors = {f"key{i}": rng.standard_normal(8).astype(np.float32) for i in range(2500)}
    with Library.open(tmp_path) as library:
        assert library.get_embeddings("m", ["key1"]) == {}
        library.put_embeddings("m", vectors)
        found = library.get_embeddings("m", [*vectors, "absent"])
        assert found.keys() == vectors.keys()
        assert all(np.array_equal(found[key], vectors[key]) for key in vectors)
        assert library.get_embeddings("other model", ["key1"]) == {}


def test_bulk_read_of_embeddings_is_quick(tmp_path: Path) -> None:
    vectors = {f"{i:032x}": row for i, row in enumerate(np.ones((20_000, 384), dtype=np.float32))}
    with Library.open(tmp_path) as library:
        library.put_embeddings("m", vectors)
        start = time.process_time()
        assert len(library.get_embeddings("m", list(vectors))) == 20_000
        assert time.process_time() - start < 5.0  # 0.2 s measured; room for slow machines


def test_judgements(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        assert library.get_json("nli", "a") is None
        library.put_json("nli", "a", {"label": "supports", "p": [0.5, None]})
        library.put_json("nli", "a", {"label": "ü"})
        assert library.get_json("nli", "a") == {"label": "ü"}
        assert library.get_json("other", "a") is None


def test_newer_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(LibraryError, match="version") as caught:
        Library.open(tmp_path)
    assert "upgrade" in caught.value.hint


def test_damaged_file_is_named_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"this is no database at all, not even a little" * 100)
    with pytest.raises(LibraryError, match="damaged") as caught:
        Library.open(tmp_path)
    assert "move" in caught.value.hint


def test_page_damaged_later_is_named_with_a_hint(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        for i in range(300):
            library.put_json("k", str(i), "x" * 500)
    data = bytearray((tmp_path / DATABASE).read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    (tmp_path / DATABASE).write_bytes(data)
    with pytest.raises(LibraryError, match="damaged"), Library.open(tmp_path) as library:
        library.get_json("k", "5")


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot create") as caught:
        Library.open(tmp_path / "file" / "library")
    assert "--library" in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    for path in (tmp_path / DATABASE, tmp_path):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        with pytest.raises(LibraryError), Library.open(tmp_path) as library:
            library.put_json("k", "a", 1)
    finally:
        tmp_path.chmod(0o700)


def test_locked_library_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from synth.store import database as module

    monkeypatch.setattr(module, "BUSY_SECONDS", 0.1)
    with Library.open(tmp_path) as library:
        other = sqlite3.connect(tmp_path / DATABASE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError, match="locked"):
            library.put_json("k", "a", 1)
        other.execute("ROLLBACK")
        other.close()
        library.put_json("k", "a", 1)
        assert library.get_json("k", "a") == 1


def test_migration_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.put_json("k", "a", 1)
    connection = sqlite3.connect(tmp_path / DATABASE, isolation_level=None)
    broken = (*MIGRATIONS, ("CREATE TABLE extra (x) ", "CREATE TABLE extra (x)"))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, broken)
    assert version_of(connection) == len(MIGRATIONS)
    assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'extra'").fetchall()
    migrate(connection, (*MIGRATIONS, ("CREATE TABLE extra (x)",)))
    assert version_of(connection) == len(MIGRATIONS) + 1
    assert connection.execute("SELECT value FROM judgements").fetchone() == ("1",)
    connection.close()


WRITER = """
import sys
from pathlib import Path
import numpy as np
from synth.store import Library
folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Library.open(folder) as library:
    for i in range(count):
        library.put_json("k", f"{name}{i}", i)
        library.put_embeddings("m", {f"{name}{i}": np.full(384, i, dtype=np.float32), "shared": np.zeros(4, "f4")})
        print(i, flush=True)
"""


def start(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[3]
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", WRITER, str(folder), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_two_processes_create_and_fill_one_library(tmp_path: Path) -> None:
    writers = [start(tmp_path, name, 100) for name in ("a", "b", "c")]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    with Library.open(tmp_path) as library:
        stats = library.stats()
        assert (stats["judgements"], stats["embeddings"]) == (300, 301)
        assert library.get_json("k", "b99") == 99
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_kill_in_the_middle_keeps_what_was_committed(tmp_path: Path) -> None:
    writer = start(tmp_path, "a", 1_000_000)
    assert writer.stdout is not None
    done = -1
    while done < 50:
        done = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read().split("\n")[:-1]
    writer.wait(timeout=10)
    done = max([done, *map(int, rest)])
    with Library.open(tmp_path) as library:
        for i in range(done + 1):
            assert library.get_json("k", f"a{i}") == i
        assert len(library.get_embeddings("m", [f"a{i}" for i in range(done + 1)])) == done + 1
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_threads_share_one_library(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with Library.open(tmp_path) as library, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: library.put_document(replace(DOCUMENT, sha256=str(i)), PAPER), range(50)))
        assert library.stats()["documents"] == 50
