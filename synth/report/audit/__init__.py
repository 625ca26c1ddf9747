"""Pages from an audit: Markdown, HTML, JSON and SARIF; each is a pure function of its record.

SARIF also looks into the audited file, only to say on which line a statement stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from synth.errors import UsageError
from synth.records import Audit

NAMES = {"md": "audit.md", "html": "audit.html", "json": "audit.json", "sarif": "audit.sarif"}
"""Format → name of its file."""
FORMATS = tuple(NAMES)


def write_audit(
    audit: Audit,
    out: Path,
    *,
    source: Path | None = None,
    formats: Sequence[str] = FORMATS,
    files: Mapping[str, Path] | None = None,
    templates: Path | None = None,
) -> dict[str, Path]:
    """Write `audit` into the folder `out`, one file a format; gives format → path.

    `source` is the audited file, `files` maps `Paper.id` to the file that was read: quoted places are shown as pictures
    of its pages. `templates` is a folder whose templates replace the bundled ones of the same name. Each file is
    written whole or not at all; OutputError says why one could not be.
    """
    unknown = [name for name in formats if name not in NAMES]
    if unknown:
        raise UsageError(f"unknown format {unknown[0]!r}", hint=f"known formats: {', '.join(NAMES)}")
    from synth.report.files import make_folder, write_atomically

    make_folder(out)
    written: dict[str, Path] = {}
    for name, content in _contents(audit, out, source, files or {}, templates).items():
        if name in formats:
            path = out / NAMES[name]
            write_atomically(path, content())
            written[name] = path
    return written


def _contents(
    audit: Audit, out: Path, source: Path | None, files: Mapping[str, Path], templates: Path | None
) -> dict[str, Callable[[], bytes]]:
    """Format → what makes its bytes; nothing is built or drawn before a format needs it."""
    from functools import cache

    from synth.report.audit import build, lines, machine, pages, sarif
    from synth.report.audit.view import AuditView

    @cache
    def places() -> lines.Lines:
        return lines.Lines.of(source)

    @cache
    def view() -> AuditView:
        return build.build(audit, places(), out=out, files=files)

    return {
        "json": lambda: machine.dumps(audit, places()).encode(),
        "sarif": lambda: sarif.dumps(audit, places(), source).encode(),
        "md": lambda: pages.markdown(view(), audit.counts, templates).encode(),
        "html": lambda: pages.html(view(), files, templates).encode(),
    }
