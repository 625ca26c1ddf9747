"""The library served: as tools for assistants over the Model Context Protocol, and as pages on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synth.settings import Settings

__all__ = ["serve"]


def serve(papers: Sequence[Path], settings: Settings) -> None:
    """Serve the tools on stdin and stdout until the client goes away; see `synth.server.tools`."""
    from synth.server import tools

    tools.serve(papers, settings)
