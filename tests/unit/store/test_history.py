"""Editions of reports in the library, and the lock by which refreshes wait for each other."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest

from synth.errors import LibraryError
from synth.store import History, Library, alone


def put(history: History, folder: Path, text: str, number: int, **more: object) -> None:
    history.put(folder, text, number=number, created=f"2026-01-0{number}", question="Q?", **more)  # type: ignore[arg-type]


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(Library.open(tmp_path / "library"))


def test_editions_are_kept_and_come_back(history: History, tmp_path: Path) -> None:
    put(history, tmp_path, "one", 1, inputs={"papers": ["/a"]})
    put(history, tmp_path, "two", 2, changes={"kept": 3})
    assert [(e.number, e.changes) for e in history.editions(tmp_path)] == [(1, None), (2, {"kept": 3})]
    assert history.text(tmp_path, 1) == "one"
    assert history.text(tmp_path, 3) is None
    kept = history.of(tmp_path)
    assert kept is not None
    assert (kept.question, kept.editions, kept.inputs, kept.checked) == ("Q?", 2, {"papers": ["/a"]}, "")
    history.checked(tmp_path, "2026-02-02")
    assert [one.checked for one in history.reports()] == ["2026-02-02"]
    assert history.of(tmp_path / "elsewhere") is None
    assert history.editions(tmp_path / "elsewhere") == []


def test_the_same_text_twice_is_one_edition(history: History, tmp_path: Path) -> None:
    put(history, tmp_path, "one", 1, inputs={"papers": ["/a"]})
    put(history, tmp_path, "two", 2)
    for _ in range(3):
        put(history, tmp_path, "one", 1)
        put(history, tmp_path, "two", 2, inputs={"papers": ["/b"]})
    assert [edition.number for edition in history.editions(tmp_path)] == [1, 2]
    kept = history.of(tmp_path)
    assert kept is not None
    assert kept.inputs == {"papers": ["/b"]}


def test_another_first_edition_begins_anew(history: History, tmp_path: Path) -> None:
    put(history, tmp_path, "one", 1)
    put(history, tmp_path, "two", 2)
    put(history, tmp_path, "other", 1)
    assert [(e.number, history.text(tmp_path, e.number)) for e in history.editions(tmp_path)] == [(1, "other")]


def test_a_folder_is_one_report_under_whatever_name(history: History, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    put(history, tmp_path / "out", "one", 1)
    put(history, tmp_path / "out" / ".." / "out", "two", 2)
    assert len(history.reports()) == 1


def _hold(folder: Path, held: object, release: object) -> None:
    with Library.open(folder) as library, alone(library, "refresh"):
        held.set()  # type: ignore[attr-defined]
        release.wait(60)  # type: ignore[attr-defined]


def test_one_process_at_a_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, held, release))
    other.start()
    told: list[str] = []
    try:
        assert held.wait(60)
        with Library.open(tmp_path) as library:
            with (
                pytest.raises(LibraryError, match="another refresh has used the library"),
                alone(library, "refresh", wait=0.2, told=lambda: told.append("waiting")),
            ):
                pytest.fail("two at once")
            assert told == ["waiting"]
            threading.Timer(0.2, release.set).start()
            with alone(library, "refresh", wait=60, told=lambda: told.append("again")):
                assert told == ["waiting", "again"]
            with alone(library, "refresh", told=lambda: told.append("free")):  # given back at the end
                assert "free" not in told
    finally:
        release.set()
        other.join(60)


def test_a_process_that_dies_gives_the_lock_back(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, held, release))
    other.start()
    assert held.wait(60)
    other.kill()
    other.join(60)
    with Library.open(tmp_path) as library, alone(library, "refresh", wait=30):
        pass
