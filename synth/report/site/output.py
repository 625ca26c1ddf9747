"""The folder of a site: only what changed is written, and what is no longer part of it is taken away."""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import suppress
from pathlib import Path

from synth.errors import InputError
from synth.report.files import make_folder, output_error

MARK = ".synth-site.json"
"""Lists the files of a site with what each was made from; only folders that hold it are written over."""


def fingerprint(*parts: bytes | str) -> str:
    """A short checksum of what a file is made from."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()[:20]


def write_file(root: Path, name: str, content: bytes) -> None:
    """Write one file of a site, whole or not at all; OutputError says why it could not be.

    Nothing is forced to the disk: after a power cut the site is built again.
    """
    path = root / name
    temporary = path.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise output_error(path, error) from error


class SiteFolder:
    """A site on disk, while it is built."""

    def __init__(self, root: Path) -> None:
        """Raises InputError where the folder holds something else, OutputError where it cannot be made."""
        self.root = root
        self._before = self._read_mark()
        self._files: dict[str, str] = {}
        self.written = 0
        make_folder(root)
        self._mark(self._before)  # a build that is stopped leaves a site, which the next one finishes

    def _read_mark(self) -> dict[str, str]:
        if self.root.exists() and not self.root.is_dir():
            raise InputError(f"{self.root} is no folder", hint="name a folder for the site")
        try:
            known = json.loads((self.root / MARK).read_text(encoding="utf-8"))["files"]
            return {str(name): str(value) for name, value in known.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        if self.root.is_dir() and any(self.root.iterdir()):
            raise InputError(
                f"{self.root} is not empty and holds no site of synth", hint="name an empty folder, or a new one"
            )
        return {}

    def holds(self, name: str, made_from: str) -> bool:
        """Whether the file is there already, made from the same."""
        same = self._before.get(name) == made_from and (self.root / name).is_file()
        if same:
            self._files[name] = made_from
        return same

    def keep(self, start: str) -> None:
        """Keep the files of the site before whose name begins so."""
        self._files |= {name: value for name, value in self._before.items() if name.startswith(start)}

    def write(self, name: str, content: bytes | str, made_from: str = "") -> None:
        """Write a file unless it is there already, made from the same; without `made_from`, with the same content."""
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        made_from = made_from or fingerprint(data)
        if not self.holds(name, made_from):
            write_file(self.root, name, data)
            self.note(name, made_from)

    def note(self, name: str, made_from: str) -> None:
        """Take in a file that another process wrote."""
        self._files[name] = made_from
        self.written += 1

    @property
    def files(self) -> int:
        """How many files the site has by now."""
        return len(self._files)

    def close(self) -> int:
        """Take away files of the site before that are no part of this one; gives how many. The mark comes last."""
        gone = [name for name in self._before if name not in self._files]
        for name in gone:
            with suppress(OSError):
                (self.root / name).unlink()
            for folder in Path(name).parents:
                if folder.name and (self.root / folder).is_dir():
                    with suppress(OSError):  # not empty
                        (self.root / folder).rmdir()
        self._mark(self._files)
        return len(gone)

    def _mark(self, files: dict[str, str]) -> None:
        mark = json.dumps({"site": 1, "files": dict(sorted(files.items()))}, indent=0)
        write_file(self.root, MARK, mark.encode())
