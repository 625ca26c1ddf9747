"""Agreement of two sentences of one paper: the rule of `synth/verify/agreement.py`, against labels of two readers.

    python benchmarks/agreement.py

`agreement_labels.json` holds, for each labelled pair, checksums of the claim's sentence and of the other one and the
two labels: 2 says the same finding again, 1 a part of it, 0 another one, c the opposite. The papers are not part of the
project: `SYNTH_TEST_DATA` says where they are.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from relevance import checksum

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from synth import settings  # noqa: E402
from synth.index import SentenceEmbedder  # noqa: E402
from synth.store import Library, write_atomic  # noqa: E402
from synth.verify.agreement import agree  # noqa: E402
from synth.workflows.ingest import ingest  # noqa: E402

LABELS = Path(__file__).with_name("agreement_labels.json")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A labelled pair whose sentences were found again."""

    claim: str
    other: str
    labels: tuple[str, ...]


def read(library: Path) -> tuple[list[Pair], int]:
    """The pairs, and how many were not found again."""
    folder = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data")) / "papers"
    with Library.open(library) as store:
        pairs = ingest([folder], store, settings.load(library=library), lambda *_: None).pairs
    known = {checksum(s.text): s.text for document, _ in pairs for s in document.sentences}
    entries = json.loads(LABELS.read_text(encoding="utf-8"))
    found = [e for e in entries if e["claim"] in known and e["other"] in known]
    made = [Pair(claim=known[e["claim"]], other=known[e["other"]], labels=tuple(e["labels"])) for e in found]
    return made, len(entries) - len(made)


def row(name: str, pairs: Sequence[Pair], taken: Callable[[Pair], bool]) -> str:
    chosen = [pair for pair in pairs if taken(pair)]
    same = sum(pair.labels == ("2", "2") for pair in chosen)
    part = sum(set(pair.labels) <= {"1", "2"} for pair in chosen)
    total = sum(pair.labels == ("2", "2") for pair in pairs)
    low, high = wilson(same, len(chosen))
    return (
        f"| {name} | {len(chosen)} | {same / len(chosen):.2f} [{low:.2f}, {high:.2f}] | {part / len(chosen):.2f} | "
        f"{same / total:.2f} |"
    )


def wilson(hits: int, n: int) -> tuple[float, float]:
    z = 1.96
    middle, spread = hits + z * z / 2, z * math.sqrt(hits * (n - hits) / n + z * z / 4)
    return (middle - spread) / (n + z * z), (middle + spread) / (n + z * z)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, help="library to keep parsed papers in (default: a temporary one)")
    parser.add_argument("--out", type=Path, help="file to write the table to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pairs, missing = read(arguments.library or Path(folder))
        embedder = SentenceEmbedder()
        vectors = embedder.embed([text for pair in pairs for text in (pair.claim, pair.other)])
    cosine = {pair: float(vectors[2 * i] @ vectors[2 * i + 1]) for i, pair in enumerate(pairs)}
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [
        "# Do two sentences of one paper state the same finding?",
        "",
        f"{len(pairs)} pairs, {sum(p.labels == ('2', '2') for p in pairs)} of them the same finding for both readers; "
        f"{missing} more were not found again. Intervals: Wilson 95 %.",
        "",
        "| judge | pairs taken | the same finding | the same or a part of it | recall |",
        "|---|---|---|---|---|",
        row("words, direction, names (as shipped)", pairs, lambda pair: agree(pair.claim, pair.other) > 0),
        row("MiniLM cosine at least 0.85", pairs, lambda pair: cosine[pair] >= 0.85),
        row("MiniLM cosine at least 0.75", pairs, lambda pair: cosine[pair] >= 0.75),
        "",
        f"Command: `python benchmarks/agreement.py`. Machine: {machine}.",
        "",
        "Two readers (language models given a written guide, not people) labelled the pairs apart and agreed on 297 of "
        "314. The pairs are claims without numbers of fifteen papers, each with its nearest sentences by cosine "
        "(0.55 or more), sampled evenly over the cosine. The bounds of the rule were chosen on them: its row is "
        "in-sample.",
        "",
    ]
    text = "\n".join(lines)
    sys.stdout.write(text)
    if arguments.out:
        write_atomic(arguments.out, text)


if __name__ == "__main__":
    main()
