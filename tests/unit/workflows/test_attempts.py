"""A paper that kills whoever works on it is set apart; one that was only unlucky is not."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from synth.workflows.fill.attempts import MOST, Attempts, CrashedError


def _dies(folder: Path, name: str) -> None:
    with Attempts(folder).at(name):
        os.kill(os.getpid(), signal.SIGKILL)


def _worker_dies(folder: Path, name: str) -> None:
    process = multiprocessing.get_context("fork").Process(target=_dies, args=(folder, name))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def test_workers_that_die_are_counted_over_processes(tmp_path: Path) -> None:
    marks = Attempts(tmp_path)
    for _ in range(MOST):
        _worker_dies(tmp_path, "poison")
    with pytest.raises(CrashedError, match=f"{MOST} workers died at it"), marks.at("poison"):
        pytest.fail("worked on it again")
    marks.forget("poison")
    with marks.at("poison"):
        pass


def test_a_paper_that_went_well_starts_anew(tmp_path: Path) -> None:
    marks = Attempts(tmp_path)
    for _ in range(3 * MOST):
        _worker_dies(tmp_path, "unlucky")
        with marks.at("unlucky"):
            pass
    for _ in range(2 * MOST):
        with pytest.raises(ValueError, match="a bug"), marks.at("buggy"):
            raise ValueError("a bug")  # coming back with an error is coming back
    assert list(tmp_path.iterdir()) == []
