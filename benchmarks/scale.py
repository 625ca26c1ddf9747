"""What a paper costs by stage, and what a million and all of arXiv would: measured, multiplied, the sums shown.

    python benchmarks/scale.py --papers DIR --out benchmarks/results/scale.md

Each paper goes through the functions of `synth ingest`, one after another, on one thread of this process. Bytes are
what the library keeps; bytes a vector are what FAISS says of its indexes, and for HNSW what a small one takes. The plan
is arithmetic on these figures and on assumptions beside it; prices and the rate of a GPU are not measured.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.figures import written_by  # noqa: E402

MILLION, ARXIV = 1_000_000, 2_500_000
STAGES = ("read", "take claims", "embed", "check claims")
LAYERS = 10.6e6
"""Weights of MiniLM that every token goes through: 6 layers of 1.77 million."""
WORDPIECES = 1.35
"""Tokens a word, as its tokenizer cuts the text of papers."""
LARGE = 100_000_000
"""Passages of the large index."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one paper took."""

    pages: int
    seconds: dict[str, float]
    """CPU seconds, by stage."""
    texts: int
    passages: int
    words: int
    """Words of the embedded texts."""
    claims: int
    file: int
    document: int
    vectors: int
    checked: int
    """Bytes."""


def measure(paths: Sequence[Path]) -> list[Cost]:
    import torch

    from synth.extract import all_claims
    from synth.index import passages_of
    from synth.index.hybrid import EMBEDDED
    from synth.parse import ParseJob, parse_file
    from synth.records import Document, Paper
    from synth.store.claims import PaperClaims
    from synth.store.codec import encode
    from synth.store.files import sha256_of
    from synth.workflows.fill.onepaper import Known, check, embed, open_embedder, texts_of

    torch.set_num_threads(1)
    embedder = open_embedder("", "cpu")
    embedder.embed(["the model is loaded"])
    costs = []
    for number, path in enumerate([paths[0], *paths]):  # the first one loads what is loaded once
        marks = [time.process_time()]
        read = parse_file(ParseJob(path, sha256_of(path)))
        marks.append(time.process_time())
        claims = all_claims(read.document, read.paper)
        marks.append(time.process_time())
        texts = texts_of(read.document, read.paper, claims)
        vectors = embed(texts, embedder)
        marks.append(time.process_time())
        checked = check(read.document, read.paper, claims, Known(embedder.name, vectors))
        marks.append(time.process_time())
        if number == 0:
            continue
        spent = [later - earlier for earlier, later in pairwise(marks)]
        passages = sum(1 for passage in passages_of(read.document) if passage.kind in EMBEDDED)
        costs.append(
            Cost(
                pages=len(read.document.pages), seconds=dict(zip(STAGES, spent, strict=True)), texts=len(texts),
                passages=passages, words=sum(len(text.split()) for text in texts), claims=len(claims),
                file=path.stat().st_size,
                document=len(encode(read.document, Document)) + len(encode(read.paper, Paper)),
                vectors=len(texts) * (4 * 384 + 32), checked=len(encode(PaperClaims(claims=checked), PaperClaims)),
            )
        )  # fmt: skip
        print(f"{path.name}: {sum(spent):.1f} CPU s", file=sys.stderr, flush=True)
    return costs


def index_sizes(count: int) -> dict[str, float]:
    """Bytes a vector of FAISS indexes of 384 dimensions: what each says of its codes, and HNSW as built."""
    import faiss
    import numpy as np

    def code(kind: str) -> int:
        return int(faiss.index_factory(384, kind).sa_code_size())

    vectors = np.random.default_rng(0).standard_normal((count, 384), dtype=np.float32)
    graph = faiss.index_factory(384, "HNSW32,Flat")
    graph.add(vectors[: count // 2])
    half = len(faiss.serialize_index(graph))
    graph.add(vectors[count // 2 :])
    links = (len(faiss.serialize_index(graph)) - half) / (count - count // 2)
    return {
        "flat, 32-bit floats": code("Flat"),
        "flat, 8 bits a number": code("SQ8"),
        "HNSW, 32 links": links,
        "IVF, product quantisation to 48 bytes": code("PQ48") + 8,  # and the number of the vector
    }


def mean(costs: Sequence[Cost], name: str) -> float:
    return statistics.mean(getattr(one, name) for one in costs)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """95% bootstrap interval of the mean over papers."""
    import numpy as np

    array = np.array(values)
    draws = array[np.random.default_rng(0).integers(0, len(array), (2000, len(array)))].mean(axis=1)
    return float(np.quantile(draws, 0.025)), float(np.quantile(draws, 0.975))


def plan(costs: Sequence[Cost], given: argparse.Namespace) -> list[str]:
    """The table of the plan: quantity, sum for one paper, a million, all of arXiv."""
    by_stage = {stage: statistics.mean(one.seconds[stage] for one in costs) for stage in STAGES}
    rest = sum(seconds for stage, seconds in by_stage.items() if stage != "embed")
    tokens = mean(costs, "words") * WORDPIECES
    gpu = tokens * 2 * LAYERS / (given.gpu_tflops * 1e12 * given.gpu_share)
    kept = mean(costs, "document") + mean(costs, "vectors") + mean(costs, "checked")
    on_cpu = sum(by_stage.values())
    rows: list[tuple[str, str, float, str]] = [
        ("CPU hours, embedding on CPUs", f"{on_cpu:.2f} s / 3600", on_cpu / 3600, "h"),
        ("CPU hours, embedding on GPUs", f"{rest:.2f} s / 3600", rest / 3600, "h"),
        (
            "GPU hours",
            f"{tokens:,.0f} tokens × 2 × {LAYERS / 1e6:.1f}e6 / ({given.gpu_share:.0%} of {given.gpu_tflops:.0f} "
            "TFLOP/s) / 3600",
            gpu / 3600,
            "h",
        ),
        ("library, TB", f"{kept / 1000:,.0f} kB", kept / 1e12, "TB"),
        ("files, TB", f"{mean(costs, 'file') / 1e6:.2f} MB", mean(costs, "file") / 1e12, "TB"),
        ("embedded passages, millions", f"{mean(costs, 'passages'):.0f}", mean(costs, "passages") / 1e6, "M"),
        ("fetching from arXiv, days", f"{given.spacing:.0f} s a paper", given.spacing / 86400, "d"),
        ("price on CPUs, $", f"{on_cpu / 3600:.5f} h × {given.cpu_price} $", on_cpu / 3600 * given.cpu_price, "$"),
        (
            "price with GPUs, $",
            f"{rest / 3600:.5f} h × {given.cpu_price} $ + {gpu / 3600:.2e} h × {given.gpu_price} $",
            rest / 3600 * given.cpu_price + gpu / 3600 * given.gpu_price,
            "$",
        ),
        ("a month of storage, $", f"{kept / 1e9:.6f} GB × {given.disk_price} $", kept / 1e9 * given.disk_price, "$"),
    ]
    lines = ["| what | of one paper | 1,000,000 papers | 2,500,000 papers |", "|---|---|--:|--:|"]
    for name, shown, each, _ in rows:
        lines.append(f"| {name} | {shown} | {_number(each * MILLION)} | {_number(each * ARXIV)} |")
    return lines


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"


def report(costs: Sequence[Cost], sizes: dict[str, float], given: argparse.Namespace) -> str:
    rows = []
    total = [sum(one.seconds.values()) for one in costs]
    for name, values in (*((stage, [one.seconds[stage] for one in costs]) for stage in STAGES), ("together", total)):
        low, high = interval(values)
        rows.append(
            f"| {name} | {statistics.mean(values):.2f} [{low:.2f}, {high:.2f}] | {min(values):.2f}–{max(values):.2f} | "
            f"{statistics.mean(values) / statistics.mean(total):.0%} |"
        )
    kept = [
        f"| {name} | {mean(costs, field) / 1000:,.0f} |"
        for name, field in (
            ("the file", "file"), ("document and record, packed", "document"),
            ("vectors and their keys", "vectors"), ("claims with verdicts, packed", "checked"),
        )
    ]  # fmt: skip
    lists = int(4 * LARGE**0.5)
    index = []
    for name, each in sizes.items():
        fixed = lists * 384 * 4 + 384 * 256 * 4 if name.startswith("IVF") else 0
        index.append(
            f"| {name} | {each:,.0f} | {each:,.0f} B × 1e8{f' + {fixed / 1e6:,.0f} MB' if fixed else ''} | "
            f"{(each * LARGE + fixed) / 1e9:,.0f} |"
        )
    return "\n".join(
        [
            "# Cost of a paper, and of many",
            "",
            written_by(),
            "",
            f"Data: {len(costs)} papers, {mean(costs, 'pages'):.1f} pages, {mean(costs, 'passages'):.0f} passages, "
            f"{mean(costs, 'claims'):.0f} claims and {mean(costs, 'words'):,.0f} embedded words on average. One "
            "thread; in brackets 95% bootstrap intervals of the mean over papers.",
            "",
            "<!-- measured -->",
            "| stage | CPU seconds a paper | range | share |",
            "|---|--:|--:|--:|",
            *rows,
            "",
            "| kept of a paper | kB |",
            "|---|--:|",
            *kept,
            "<!-- /measured -->",
            "",
            "<!-- plan -->",
            *plan(costs, given),
            "<!-- /plan -->",
            "",
            "<!-- index -->",
            "| index of 384 dimensions | bytes a vector | 100,000,000 passages | GB |",
            "|---|--:|---|--:|",
            *index,
            "<!-- /index -->",
            "",
            f"Assumed: {given.cpu_price} $ an hour of a core, {given.gpu_price} $ an hour of a GPU, {given.disk_price} "
            f"$ a month for a GB, {given.spacing:.0f} s between two fetches, and a GPU that reaches "
            f"{given.gpu_share:.0%} of {given.gpu_tflops:.0f} TFLOP/s on MiniLM. None of these was measured.",
            "",
        ]
    )


def insert(page: Path, text: str) -> None:
    """Put the tables of `text` between the marks of the same name in a page."""
    import re

    old = page.read_text(encoding="utf-8")
    for name in ("measured", "plan", "index"):
        part = re.search(rf"<!-- {name} -->.*?<!-- /{name} -->", text, re.DOTALL)
        assert part is not None
        old, count = re.subn(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, p=part: p[0], old, flags=re.DOTALL)
        if count != 1:
            raise SystemExit(f"{page} has no marks <!-- {name} --> … <!-- /{name} -->")
    page.write_text(old, encoding="utf-8")


def main() -> None:
    data = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data")) / "papers"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=Path, default=data, help="folder of PDFs")
    parser.add_argument("--vectors", type=int, default=1000, help="vectors of the HNSW index that is built")
    parser.add_argument("--cpu-price", type=float, default=0.04, help="$ an hour of a core")
    parser.add_argument("--gpu-price", type=float, default=3.0, help="$ an hour of a GPU")
    parser.add_argument("--disk-price", type=float, default=0.023, help="$ a month for a GB")
    parser.add_argument("--gpu-tflops", type=float, default=60.0, help="32-bit TFLOP/s of that GPU")
    parser.add_argument("--gpu-share", type=float, default=0.2, help="share of it that is reached")
    parser.add_argument("--spacing", type=float, default=3.0, help="seconds between two fetches")
    parser.add_argument("--out", type=Path, help="write the Markdown there")
    parser.add_argument("--page", type=Path, help="page whose tables are renewed")
    given = parser.parse_args()
    costs = measure(sorted(given.papers.glob("*.pdf")))
    text = report(costs, index_sizes(given.vectors), given)
    print(text)
    if given.page is not None:
        insert(given.page, text)
    if given.out is not None:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
