"""Where templates come from and how pages reach the disk."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from synth.errors import InputError, OutputError

_HERE = Path(__file__).resolve()
_BUNDLED = (_HERE.parents[1] / "_data" / "templates", _HERE.parents[2] / "templates")
"""In an installed wheel, and in a checkout."""


def template_folders(override: Path | None) -> list[Path]:
    """Folders to look for templates in, first hit wins, so that an override may hold one file only."""
    if override is not None and not override.is_dir():
        raise InputError(f"no folder of templates at {override}", hint="give --templates an existing folder")
    bundled = [folder for folder in _BUNDLED if folder.is_dir()][:1]
    return ([override] if override is not None else []) + bundled


def find_template(name: str, override: Path | None) -> Path:
    """Path of one template file."""
    for folder in template_folders(override):
        if (folder / name).is_file():
            return folder / name
    raise InputError(f"template {name} is missing", hint="reinstall synth, or leave --templates away")


def make_folder(folder: Path) -> None:
    """Create `folder`; OutputError where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(folder, error) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write the whole file or leave what was there; OutputError says why it could not be written."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp gives 0600; a report is meant to be shared like any other file of its folder.
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise output_error(path, error) from error


def output_error(path: Path, error: OSError) -> OutputError:
    """What the user is told when `path` cannot be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    hint = (
        "free some space and run again: what was computed is kept" if full else "give --out a folder you may write to"
    )
    failure = OutputError(f"cannot write {path}: {error.strerror or error}", hint=hint)
    if full:
        failure.exit_code = 3
    return failure
