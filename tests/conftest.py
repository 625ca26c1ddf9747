"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOMES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")


@pytest.fixture(scope="session", autouse=True)
def no_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The library, settings and caches of whoever runs the tests are out of reach."""
    home = tmp_path_factory.mktemp("home")
    before = {name: os.environ.get(name) for name in HOMES}
    for name in HOMES:
        os.environ[name] = str(home / name.lower())
    yield
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Folder of real papers and recorded answers; the test is skipped where it is absent."""
    folder = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no test data at {folder} (set SYNTH_TEST_DATA)")
    return folder
