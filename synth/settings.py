"""The one reader of the environment and of `synth.toml`.

Order: command-line flag > environment (`SYNTH_*`) > `synth.toml` in the working directory > user configuration.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from synth.errors import InputError


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything that can be set from outside."""

    library: Path
    """Folder of the library (SQLite and files)."""
    embedding: str = ""
    """sentence-transformers model, by hub name or folder; empty for the bundled MiniLM."""
    device: str = ""
    """`cpu`, `cuda`, `mps`; empty lets torch choose."""
    workers: int = 0
    """Parser processes; 0 for one a core."""
    parse_timeout: float = 120.0
    """Seconds of wall clock for one document."""
    parse_memory: int = 2048
    """MiB of address space that one parser process may add before it is stopped."""
    arxiv_url: str = "https://export.arxiv.org/api/query"
    """Query endpoint of arXiv or of a mirror."""
    arxiv_files_url: str = "https://export.arxiv.org"
    """Root under which `/pdf/ID` is found."""
    arxiv_spacing: float = 3.0
    """Seconds between two requests to arXiv, over all processes."""
    arxiv_oai_url: str = "https://oaipmh.arxiv.org/oai"
    """Endpoint of arXiv's OAI-PMH: versions, licences and withdrawals."""
    sources: str = "arxiv"
    """Where papers are searched for when a command does not say, separated by commas."""
    openalex_url: str = "https://api.openalex.org"
    openalex_key: str = field(default="", repr=False)
    """Free key of OpenAlex; without one it allows a few searches a day."""
    semanticscholar_url: str = "https://api.semanticscholar.org/graph/v1"
    semanticscholar_key: str = field(default="", repr=False)
    """Key of Semantic Scholar; without one all users share one quota."""
    crossref_url: str = "https://api.crossref.org"
    openreview_url: str = "https://api2.openreview.net"
    openreview_user: str = field(default="", repr=False)
    openreview_password: str = field(default="", repr=False)
    """OpenReview shows reviews to users only."""
    contact: str = field(default="", repr=False)
    """Mail address that Crossref and OpenAlex are given with each request; they serve known users better."""
    source_spacing: float = 1.0
    """Seconds between two requests to any other host than arXiv's, over all processes."""
    cache_hours: float = 24.0
    """Hours for which the answer of a source is used again; 0 asks every time."""
    timeout: float = 10.0
    """Seconds to wait for a connection or for the next byte."""
    llm: str = ""
    """Language model, `PROVIDER:MODEL` or `local:FOLDER_OR_HUB_ID`; empty for none."""
    llm_url: str = ""
    """Root of a server that speaks OpenAI's protocol (`http://localhost:8000/v1`), or of the provider's own."""
    llm_key: str = ""
    """Key for the server; empty leaves it to the provider's own variable, such as OPENAI_API_KEY."""
    llm_optional: bool = False
    """Whether a run goes on with the embedded engine when the model cannot be used."""
    llm_parallel: int = 4
    """Requests that are under way at one time."""
    llm_timeout: float = 120.0
    """Seconds to wait for the next part of an answer."""
    llm_tokens: int = 2048
    """Most tokens of one answer."""
    llm_price: str = ""
    """Price of a million tokens in and out, `0.15/0.60`; empty where it costs nothing or is not known."""
    nli: str = ""
    """Classifier that judges claim and passage: folder or hub id; empty for none."""
    calibration: Path | None = None
    """Labelled pairs (JSON lines: claim, passage, label) that probabilities are fitted to; None for none."""
    budget: str = ""
    """The most that one run may spend on models: `200k` tokens, `15min`, `$2`, or several with commas."""
    prompts: Path | None = None
    """Folder that overrides the bundled prompts."""
    templates: Path | None = None
    """Folder that overrides the bundled templates."""
    rerun_data: Path | None = None
    """Folder that the archives and problem files of recipes lie in, beside those that are bundled."""
    test_data: Path | None = None
    """Folder of the sets that `synth bench` and the tests measure on; recipes look here last."""


_TRUTH = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def user_config_file() -> Path:
    """Path of the user's configuration file, whether it exists or not."""
    root = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(root) / "synth" / "synth.toml"


def _default_library() -> Path:
    root = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(root) / "synth" / "library"


def load(**flags: object) -> Settings:
    """Settings from all sources; a flag that is None counts as not given.

    Raises InputError that names the value where one cannot be used.
    """
    settings = Settings(library=_default_library())
    for path in (user_config_file(), Path("synth.toml")):
        if path.is_file():
            settings = _overlay(settings, _read_toml(path), str(path))
    environment = {
        one.name: os.environ[name]
        for one in fields(Settings)
        if (name := f"SYNTH_{one.name.upper()}") in os.environ and os.environ[name] != ""
    }
    settings = _overlay(settings, environment, "environment")
    return _overlay(settings, {k: v for k, v in flags.items() if v is not None}, "command line")


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}", hint="mend the file or move it away") from error


def _overlay(settings: Settings, values: Mapping[str, object], where: str) -> Settings:
    known = {one.name: one for one in fields(Settings)}
    changes: dict[str, object] = {}
    for name, value in values.items():
        if name not in known:
            raise InputError(f"unknown setting {name!r} in {where}", hint=f"known settings: {', '.join(known)}")
        changes[name] = _convert(name, str(known[name].type), value, where)
    return replace(settings, **changes)  # type: ignore[arg-type]


def _convert(name: str, kind: str, value: object, where: str) -> object:
    try:
        if kind.startswith("Path"):
            return Path(str(value)).expanduser()
        if kind == "int":
            return int(str(value))
        if kind == "float":
            return float(str(value))
        if kind == "bool":
            return _TRUTH[str(value).strip().lower()]
    except KeyError as error:
        message = f"setting {name} in {where} is neither true nor false: {value!r}"
        raise InputError(message, hint=f"give {name} as true or false") from error
    except ValueError as error:
        message = f"setting {name} in {where} is not a number: {value!r}"
        raise InputError(message, hint=f"give {name} as a {kind}") from error
    return str(value)
