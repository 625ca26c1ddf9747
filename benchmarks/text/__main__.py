"""How much of a paper's text is read, by us and by other readers, against the LaTeX source that it was made from.

    python benchmarks/text [--peers] [--misses] [--out benchmarks/results/text.md]

Needs the test data (SYNTH_TEST_DATA). The other readers need `pip install pymupdf4llm pdfplumber`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from readers import PEERS, layer, synth  # noqa: E402
from score import Score, score  # noqa: E402
from source import paragraphs  # noqa: E402

from synth.parse import PARSER  # noqa: E402

HEAD = "| set and reader | words | runs of four words | decimals | decimals of the text layer | CPU s a page |"


def pairs(folder: Path) -> dict[str, list[tuple[Path, Path]]]:
    """Sets of (PDF, source): the papers a machine wrote, and the Transformer with its cleaned source."""
    sets: dict[str, list[tuple[Path, Path]]] = {"machine-written papers": [], "Transformer": []}
    for source in sorted((folder / "latex_pairs").glob("*/*.tex")):
        pdf = next(iter(source.parent.glob("*.pdf")), None)
        if pdf is not None:
            sets["Transformer" if "Transformer" in pdf.name else "machine-written papers"].append((pdf, source))
    return sets


def machine() -> str:
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="run PyMuPDF, pymupdf4llm and pdfplumber too")
    parser.add_argument("--misses", action="store_true", help="print what was missed, with how often it was read")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/text.md")
    options = parser.parse_args()
    folder = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        sys.exit("no test data: set SYNTH_TEST_DATA")
    rows: list[str] = []
    for name, members in pairs(folder).items():
        readers = {"synth": synth} | (PEERS if options.peers else {})
        scores = {reader: Score() for reader in readers}
        for pdf, source in members:
            said = paragraphs(source.read_text(encoding="utf-8", errors="replace"))
            stands = layer(pdf)
            for reader, read in readers.items():
                got = read(pdf)
                score(said, got.text, stands, scores[reader])
                scores[reader].pages += got.pages
                scores[reader].seconds += got.seconds
        rows += [counted.line(f"**{name}** ({len(members)}): {reader}") for reader, counted in scores.items()]
        if options.misses:
            print(name, *scores["synth"].misses, sep="\n  ", file=sys.stderr)
    report = _report(rows, peers=options.peers)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(report, encoding="utf-8")
    print(report)


def _report(rows: list[str], *, peers: bool) -> str:
    command = " ".join(["python benchmarks/text", *sys.argv[1:]])
    tools = ", ".join(f"{name} {version(name)}" for name in ("pymupdf", *(["pymupdf4llm", "pdfplumber"] * peers)))
    out = [
        "# Text: what of the LaTeX source is read from the PDF",
        "",
        f"Written by `{command}` on {date.today().isoformat()}; {PARSER}, {tools}; {machine()}.",
        "",
        "Recall, each word as often as it stands: title, abstract, headings, running text, captions, footnotes and",
        "tables of the source, without citations, formulas and bibliography. *Runs of four words* fall where the order",
        "or a hyphen is wrong. *Decimals*: those of the source that the PDF's text layer holds. *Decimals of the text",
        "layer*: all of them. In brackets 95% intervals from 1,000 bootstrap draws of paragraphs (of documents for the",
        "text layer). Ligatures are undone for everyone; page headers and numbers cost no reader anything here. The",
        "Transformer's PDF lacks sections that its source keeps.",
        "",
        HEAD,
        "|---|---|---|---|---|---|",
        *rows,
    ]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main()
