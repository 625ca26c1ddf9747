"""Options about models, the same on every command that takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Llm = Annotated[
    str | None,
    typer.Option("--llm", metavar="PROVIDER:MODEL", help="Language model, as in openai:NAME or local:FOLDER."),
]
LlmUrl = Annotated[
    str | None,
    typer.Option(
        "--llm-url", metavar="URL", help="Server that speaks OpenAI's protocol, as in http://localhost:8000/v1."
    ),
]
LlmOptional = Annotated[
    bool, typer.Option("--llm-optional", help="Go on with the embedded engine where the model cannot be used.")
]
Nli = Annotated[
    str | None, typer.Option("--nli", metavar="MODEL", help="Classifier of claim and passage: folder or hub id.")
]
Budget = Annotated[
    str | None, typer.Option("--budget", metavar="LIMIT", help="Most that models may cost: 200k (tokens), 15min, $2.")
]
PromptFolder = Annotated[
    Path | None, typer.Option("--prompts", metavar="DIR", help="Folder of prompts that override the bundled ones.")
]
