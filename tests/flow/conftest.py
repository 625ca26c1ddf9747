"""One cold run on the bundled corpus, shared by all flow tests; its library serves the others."""

from __future__ import annotations

import pytest
from flow_world import QUESTION, Cold, load, synth
from loopback import loopback

__all__ = ["loopback"]


@pytest.fixture(scope="session")
def cold(tmp_path_factory: pytest.TempPathFactory) -> Cold:
    cwd = tmp_path_factory.mktemp("cold")
    out, library = cwd / "out", cwd / "library"
    ran = synth("report", QUESTION, "--out", out, "--library", library, cwd=cwd)
    assert ran.code == 0, ran.err
    return Cold(ran=ran, out=out, library=library, report=load(out))
