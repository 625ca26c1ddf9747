"""`synth mcp`: the library as tools for assistants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synth.cli.models import Budget, Llm, LlmOptional, LlmUrl


def mcp(
    papers: Annotated[
        list[Path] | None,
        typer.Option("--papers", metavar="DIR", help="Folder or file of papers; repeatable.  [default: the library]"),
    ] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    llm: Llm = None,
    llm_url: LlmUrl = None,
    llm_optional: LlmOptional = False,
    budget: Budget = None,
) -> None:
    """Serve the library to assistants over the Model Context Protocol (stdio).

    Tools: ask, verify, ledger, papers, paper, evidence. An assistant starts
    this command itself; name it in its settings. It reads stdin and writes
    stdout until the assistant goes away.

    Example: synth mcp --library ~/papers-library
    """
    from synth import settings
    from synth.errors import InputError

    values = settings.load(library=library, llm=llm, llm_url=llm_url, llm_optional=llm_optional or None, budget=budget)
    for path in papers or []:
        if not path.exists():
            raise InputError(f"no such file or folder: {path}", hint="name the papers with --papers DIR")
    from synth.server import serve

    serve(papers or [], values)
