"""Files that are either the old one or the new one, never half of each."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from synth.errors import InputError, OutputError

_CHUNK = 1 << 20


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write `content` (text as UTF-8) to `path`, creating folders; a reader sees the old file or the whole new one.

    Raises OutputError, with exit code 3 where the disk is full. What stood at `path` is then untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    # A link stays a link: what it points at is replaced.
    target = path.resolve() if path.is_symlink() else path
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder", str(target))
        _write_new(temporary, data)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        _discard(temporary)
        raise output_error(path, error) from error
    except BaseException:
        _discard(temporary)
        raise


def _discard(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink()


def output_error(path: Path, error: OSError) -> OutputError:
    """What the user is told when `path` cannot be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full:
        hint = f"free space on the disk that holds {path.parent}"
    elif error.errno == errno.EISDIR:
        hint = "name a file, not a folder"
    else:
        hint = "choose a place that you may write to"
    result = OutputError(f"cannot write {path}: {error.strerror or error}", hint=hint)
    if full:
        result.exit_code = 3
    return result


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal; InputError where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise unreadable(path, error) from error
    return digest.hexdigest()


def unreadable(path: Path, error: OSError) -> InputError:
    """What the user is told when `path` cannot be read."""
    return InputError(f"cannot read {path}: {error.strerror or error}", hint="check the name and that you may read it")


def _write_new(path: Path, data: bytes) -> None:
    # Plain open keeps the user's umask, which a tempfile (always 0600) would not.
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # The new name is on disk only when its folder is; systems that cannot sync a folder do not need it.
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
