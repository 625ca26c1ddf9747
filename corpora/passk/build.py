"""Typesets the digests, renews the checksums of the manifest and the tables of the README.

Run it as ``python corpora/passk/build.py`` after a change to a source, to ``corpus.toml`` or to ``planted.toml``.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# Seconds since 1970 of 2026-11-20 00:00 UTC: a fixed date makes equal sources give equal PDFs.
BUILT = 1795132800


def read(name: str) -> dict[str, Any]:
    """Read one of the TOML files beside this script."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def build(out: Path) -> list[Path]:
    """Typeset every digest into a folder and return the PDFs in order."""
    import typst

    out.mkdir(parents=True, exist_ok=True)
    built = []
    for source in sorted((HERE / "src").glob("digest-*.typ")):
        target = out / f"{source.stem}.pdf"
        # Only the fonts that typst embeds, so that every machine breaks lines and pages alike.
        typst.compile(str(source), output=str(target), font_paths=[], ignore_system_fonts=True, timestamp=BUILT)
        built.append(target)
    return built


def sha256(path: Path) -> str:
    """Checksum of a file, as the manifest writes it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(papers: Path) -> str:
    """Text of ``corpus.toml`` with the checksums of the PDFs in a folder."""
    text = (HERE / "corpus.toml").read_text(encoding="utf-8")
    for paper in read("corpus.toml")["paper"]:
        entry = re.compile(rf'(file = "{re.escape(paper["file"])}".*?sha256 = )"[^"]*"', re.DOTALL)
        text = entry.sub(rf'\g<1>"{sha256(papers / paper["file"])}"', text, count=1)
    return text


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def readme() -> str:
    """Text of ``README.md`` with its tables made anew from the TOML files."""
    planted = read("planted.toml")
    tables = {
        "papers": table(
            ["file", "title", "arXiv"],
            [[f"`{p['file']}`", p["title"], ", ".join(p["arxiv"])] for p in read("corpus.toml")["paper"]],
        ),
        "planted": table(
            ["file", "page", "printed", "right", "kind", "why"],
            [
                [f"`{p['file']}`", str(p["page"]), f"“{p['printed']}”", p["right"], f"`{p['kind']}`", p["why"]]
                for p in planted["planted"]
            ],
        ),
        "disagreements": table(
            ["what", "files"],
            [[d["what"], ", ".join(f"`{name}`" for name in d["files"])] for d in planted["disagreement"]],
        ),
    }
    text = (HERE / "README.md").read_text(encoding="utf-8")
    for name, body in tables.items():
        head, _, rest = text.partition(f"<!-- {name} -->\n")
        _, mark, tail = rest.partition(f"<!-- /{name} -->")
        text = f"{head}<!-- {name} -->\n{body}\n{mark}{tail}"
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="typeset into this folder and leave the manifest and README alone")
    out = parser.parse_args().out
    for path in build(out or HERE / "papers"):
        print(path.name, sha256(path)[:12])
    if out is None:
        (HERE / "corpus.toml").write_text(manifest(HERE / "papers"), encoding="utf-8")
        (HERE / "README.md").write_text(readme(), encoding="utf-8")


if __name__ == "__main__":
    main()
