"""An arXiv of our own: a loopback server, and settings that point to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fetch_world import QUICK
from loopback import Loopback, loopback

from synth.fetch import Arxiv
from synth.fetch.http import Http, Patience
from synth.fetch.pace import Pacer
from synth.settings import Settings

__all__ = ["loopback"]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def settings(loopback: Loopback, tmp_path: Path) -> Settings:
    return Settings(
        library=tmp_path / "library",
        arxiv_url=loopback.url + "/api/query",
        arxiv_files_url=loopback.url,
        arxiv_spacing=0.0,
        timeout=1.0,
    )


@pytest.fixture
def arxiv(settings: Settings) -> Iterator[Arxiv]:
    with Arxiv(settings, folder=settings.library, patience=QUICK) as source:
        yield source


@pytest.fixture
def make_http(tmp_path: Path) -> Iterator[Callable[..., Http]]:
    made: list[Http] = []

    def make(*, spacing: float = 0.0, timeout: float = 1.0, patience: Patience = QUICK) -> Http:
        http = Http(pacer=Pacer(tmp_path / "pace", name="host", spacing=spacing), timeout=timeout, patience=patience)
        made.append(http)
        return http

    yield make
    for http in made:
        http.close()
