"""Typesets the digests and writes the manifest: run it as ``python corpora/passk/build.py``."""

from __future__ import annotations

import argparse
import hashlib
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Seconds since 1970 of 2026-11-20 00:00 UTC: a fixed date makes equal sources give equal PDFs.
BUILT = 1795132800


def typeset(source: Path, target: Path) -> None:
    """Compile one digest with the fonts that typst embeds, so that every machine sets the same lines."""
    import typst

    typst.compile(str(source), output=str(target), font_paths=[], ignore_system_fonts=True, timestamp=BUILT)


def build(out: Path) -> list[Path]:
    """Typeset every digest into a folder and return the PDFs in order."""
    out.mkdir(parents=True, exist_ok=True)
    built = []
    for source in sorted((HERE / "src").glob("digest-*.typ")):
        target = out / f"{source.stem}.pdf"
        typeset(source, target)
        built.append(target)
    return built


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "papers", help="folder for the PDFs")
    for path in build(parser.parse_args().out):
        print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
