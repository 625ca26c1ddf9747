"""Where the bundled prompts, templates and corpora are: in the wheel, or at the top of a source checkout."""

from __future__ import annotations

from pathlib import Path

from synth.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Folder `prompts`, `templates` or `corpora`; InputError when the installation lacks it."""
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise InputError(f"the bundled {name} are missing", hint="install synth again")
