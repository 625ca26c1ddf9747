"""Libraries of 100, 1,000 and 10,000 made papers: what one more costs, and what a question costs.

    python benchmarks/growth.py --out benchmarks/results/growth.md
    python benchmarks/growth.py --sizes 100,1000 --folder /tmp/growth

The papers are those of `made_papers.py`. Libraries are built once and used again from `--folder`. Reading and indexing
are measured on `ADDED` more papers at each size, embedding on the same papers with the real model. The vectors of
the library itself are means of MiniLM's word vectors (`--vectors model` computes real ones): a passage costs the model
the same whatever the size of the library, and 10,000 papers would cost it an hour. Questions are embedded by the model,
and commands are run as a user runs them, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.made_papers import write_papers  # noqa: E402
from benchmarks.measuring import machine, measured, spread, synth, versions  # noqa: E402
from synth import settings  # noqa: E402
from synth.index import SentenceEmbedder  # noqa: E402
from synth.parse import ParseJob, parse_file  # noqa: E402
from synth.store import Library, write_atomic  # noqa: E402
from synth.store.files import sha256_of  # noqa: E402
from synth.workflows.ingest import hold  # noqa: E402
from synth.workflows.stacks import Many, stack, stacks_of  # noqa: E402

ADDED, EMBEDDED = 320, 40
"""Papers that are added; of so many the texts are embedded with the real model."""
QUESTIONS = (
    "How does process supervision change pass@1 on HumanEval?",
    "How does curriculum sampling change accuracy on GSM8K?",
    "Do reward models improve program repair on MBPP?",
)
"""Each is new to a library when it is asked first."""
QUERIES = (
    "Does rejection sampling help low-resource languages?",
    "Which pass@1 on MBPP do reward models for program repair reach?",
    "What limits test-time search when the budget is small?",
    "How does curriculum sampling change accuracy on GSM8K?",
    "entropy regularisation and exploration bonuses",
)
STATEMENTS = """# A survey

- {title} reports {value} on {dataset} [1].
- It outperforms every baseline that it compares with [1].

## References

[1] {title}. arXiv:{arxiv}.
"""


def quiet(stage: str, done: int, total: int) -> None:
    del stage, done, total


class WordMeans:
    """Means of MiniLM's word vectors in place of MiniLM: a thousandth of the work, vectors of the same shape."""

    def __init__(self, folder: Path) -> None:
        import safetensors.torch
        import tokenizers

        weights = safetensors.torch.load_file(str(folder / "model.safetensors"))
        table: npt.NDArray[np.float32] = weights["embeddings.word_embeddings.weight"].numpy()
        self._words = table - table.mean(axis=0)
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def too_long(self, texts: Sequence[str]) -> int:
        return 0

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.stack([self._words[one.ids].mean(axis=0) for one in self._tokenizer.encode_batch(list(texts))])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class StaticEmbedder(SentenceEmbedder):
    """Has MiniLM's name and these means."""

    def _load(self, characters: int) -> None:
        if self._engine is None:
            self._engine = WordMeans(self._folder)


def embedder_of(library: Library, vectors: str) -> SentenceEmbedder:
    return (StaticEmbedder if vectors == "static" else SentenceEmbedder)(cache=library)


def build(folder: Path, size: int, vectors: str) -> None:
    """A library of the first papers of seed 1, whole; nothing where it is there."""
    papers, place = folder / f"papers-{size}", folder / f"library-{size}"
    if len(list(papers.glob("*.md"))) < size:
        write_papers(papers, size)
    with Library.open(place) as library:
        known = {sha256 for sha256, _ in library.reading_keys()}
        new = [path for path in sorted(papers.glob("*.md"))[:size] if sha256_of(path) not in known]
        with ProcessPoolExecutor(2) as pool:
            for read in pool.map(_read, new, chunksize=16):
                library.put_document(read.document, read.paper)
                library.remember_file(Path(read.paper.path))
        stack(library.reading_keys(), stacks_of(library, embedder_of(library, vectors).name), library,
              embedder_of(library, vectors), quiet)  # fmt: skip


def _read(path: Path) -> Any:
    return parse_file(ParseJob(path, sha256_of(path)))


def add(folder: Path, size: int, vectors: str) -> dict[str, float]:
    """CPU seconds for each of `ADDED` more papers, into a copy of the library; and of looking where nothing is new.

    What a run costs however many papers it adds is in the look: the files, and which papers the index has.
    """
    papers, place = folder / f"papers-{size}", folder / f"library-{size}"
    copy, more = folder / f"library-{size}-more", folder / f"more-{size}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(place, copy)
    write_papers(more, ADDED, start=20_000)
    values = settings.load(library=copy)
    with Library.open(copy) as library:
        embedder = embedder_of(library, vectors)
        embedder.embed(["a text that is new, so that the model is there"])
        stacks = stacks_of(library, embedder.name)
        looked = [time.process_time()]
        hold([papers], library, values, quiet)
        stack(library.reading_keys(), stacks, library, embedder, quiet)
        looked.append(time.process_time())
        fresh = [_read(path) for path in sorted(more.iterdir())]
        looked.append(time.process_time())
        for read in fresh:
            library.put_document(read.document, read.paper)
        looked.append(time.process_time())
        stack([(read.document.sha256, read.document.parser) for read in fresh], stacks, library, embedder, quiet)
        looked.append(time.process_time())
        real = SentenceEmbedder()
        real.embed(["a first text, so that the model is there"])
        texts = [text for read in fresh[:EMBEDDED] for text in _texts(read.document)]
        looked.append(time.process_time())
        real.embed(texts)
        looked.append(time.process_time())
    shutil.rmtree(copy)
    took = np.diff(looked)
    return {
        "look": float(took[0]),
        "parse": float(took[1]) / ADDED,
        "keep": float(took[2]) / ADDED,
        "index": float(took[3]) / ADDED,
        "embed": float(took[5]) / EMBEDDED,
        "texts": len(texts) / EMBEDDED,
    }


def _texts(document: Any) -> Iterator[str]:
    from synth.index import passages_of
    from synth.index.hybrid import EMBEDDED

    return (passage.text for passage in passages_of(document) if passage.kind in EMBEDDED)


def latency(folder: Path, size: int) -> tuple[float, list[float]]:
    """CPU seconds to open the stacks, and milliseconds of CPU to find the papers nearest to each query."""
    place = folder / f"library-{size}"
    with Library.open(place) as library:
        embedder = SentenceEmbedder(cache=library)
        embedder.embed([*QUERIES, "x"])
        keys = library.reading_keys()
        import synth.workflows.stacks as product

        product.LARGE = 0  # type: ignore[attr-defined]  # the name that its functions look up
        begun = time.process_time()
        many = Many.of(keys, library, embedder, quiet)
        opened = time.process_time() - begun
        assert many is not None
        times = []
        for query in QUERIES:
            begun = time.process_time()
            many.nearest([query])
            times.append(1000 * (time.process_time() - begun))
    return opened, times


def commands(folder: Path, size: int, repeats: int) -> dict[str, list[Any]]:
    """What each command uses, run again and again; of `report` the first run on each question is apart."""
    papers, library, out = folder / f"papers-{size}", folder / f"library-{size}", folder / f"out-{size}"
    shutil.rmtree(out, ignore_errors=True)
    env = {"SYNTH_LIBRARY": str(library)}
    reports = [synth("report", one, "--papers", papers, "--out", out, "-q") for one in QUESTIONS]
    first = [measured(report, cwd=folder, env=env) for report in reports]
    audited = folder / "audited.md"
    one = sorted(papers.glob("*.md"))[size // 2]
    title = one.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    audited.write_text(STATEMENTS.format(title=title, value="61.3", dataset="MBPP", arxiv=one.stem), encoding="utf-8")
    wanted = {
        "report": reports[-1],
        "ask": synth("ask", "Which pass@1 does Mabrir-70B reach on HumanEval?", "--papers", papers),
        "ledger": synth("ledger", "--dataset", "MBPP", "--metric", "pass@1", "--papers", papers),
        "audit": synth("audit", audited, "--papers", papers, "--out", folder / f"audit-{size}", "-q"),
        "refresh": synth("refresh", out, "--local"),
    }
    used: dict[str, list[Any]] = {"report, a new question": first}
    for name, command in wanted.items():
        used[name] = [measured(command, cwd=folder, env=env) for _ in range(repeats)]
    return used


class Served:
    """`synth mcp` in a process of its own, asked as an assistant asks it."""

    def __init__(self, folder: Path, library: Path) -> None:
        env = {**os.environ, "SYNTH_LIBRARY": str(library)}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            list(map(str, synth("mcp"))), env=env, cwd=folder, stdin=pipe, stdout=pipe, text=True
        )
        self._count = 0
        about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "growth", "version": "1"}}
        self._say("initialize", about)
        self._tell("notifications/initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(120)

    def call(self, tool: str, **arguments: object) -> dict[str, Any]:
        """The answer of a tool."""
        return dict(self._say("tools/call", {"name": tool, "arguments": arguments}))

    @property
    def cpu(self) -> float:
        """CPU seconds so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """MiB at most so far."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def _say(self, method: str, parameters: dict[str, Any]) -> Any:
        self._count += 1
        self._tell(method, parameters, id=self._count)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if said.get("id") == self._count:
                return said["result"]
        raise RuntimeError(f"synth mcp ended at {method}")

    def _tell(self, method: str, parameters: dict[str, Any], **more: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"jsonrpc": "2.0", "method": method, "params": parameters, **more}) + "\n")
        self._process.stdin.flush()


def served(folder: Path, size: int, repeats: int) -> dict[str, list[tuple[float, float]]]:
    """CPU seconds and MiB at most of the start of `synth mcp`, and of each tool one after another."""
    one = sorted((folder / f"papers-{size}").glob("*.md"))[size // 3].stem
    calls: list[tuple[str, str, dict[str, object]]] = [
        ("first question", "ask", {"question": "Which pass@1 does Mabrir-70B reach on HumanEval?"}),
        ("ask", "ask", {"question": "Does rejection sampling help low-resource languages?"}),
        ("verify", "verify", {"statement": "Reward models raise pass@1 on MBPP from 51.3 to 61.3."}),
        ("verify, one paper", "verify", {"statement": "It reaches 61.3 pass@1 on MBPP.", "paper": one}),
        ("ledger", "ledger", {"dataset": "MBPP", "metric": "pass@1", "model": "Mabrir-70B"}),
        ("papers", "papers", {}),
        ("paper", "paper", {"paper": one}),
    ]
    used: dict[str, list[tuple[float, float]]] = {}
    for _ in range(repeats):
        with Served(folder, folder / f"library-{size}") as server:
            used.setdefault("start", []).append((server.cpu, server.memory))
            claims: list[str] = []
            for name, tool, arguments in calls:
                before = server.cpu
                said = server.call(tool, **arguments)
                assert not said.get("isError"), said
                used.setdefault(name, []).append((server.cpu - before, server.memory))
                if tool == "ask":
                    told = said["structuredContent"]
                    claims += [place["claim_id"] for place in (*told["answer"], *told["nearest_but_no_answer"])]
            before = server.cpu
            server.call("evidence", claim_id=claims[0])
            used.setdefault("evidence", []).append((server.cpu - before, server.memory))
    return used


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--folder", type=Path, default=ROOT / ".synth" / "growth", help="where libraries are kept")
    parser.add_argument("--vectors", choices=("static", "model"), default="static")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, help="write the Markdown here too")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    costs = [f"| papers | passages | parse | keep | index | embed (MiniLM) | look, nothing new |\n|{'---|' * 7}"]
    queries = [f"| papers | open | find the nearest papers, ms a query | vectors, MiB | library, MiB |\n|{'---|' * 5}"]
    used_rows = [f"| papers | command | CPU s | peak memory, MiB |\n|{'---|' * 4}"]
    served_rows = [f"| papers | call | CPU s | most memory so far, MiB |\n|{'---|' * 4}"]
    for size in map(int, arguments.sizes.split(",")):
        build(folder, size, arguments.vectors)
        cost = add(folder, size, arguments.vectors)
        with Library.open(folder / f"library-{size}") as library:
            stats = library.stats()
            there = stacks_of(library, SentenceEmbedder(cache=library).name).stacked()
        milliseconds = " | ".join(f"{1000 * cost[name]:.1f}" for name in ("parse", "keep", "index", "embed"))
        costs.append(f"| {size} | {int(there.lengths.sum())} | {milliseconds} | {cost['look']:.2f} s |")
        opened, times = latency(folder, size)
        vectors = int(there.counts.sum()) * 384 * 4 / 2**20
        queries.append(
            f"| {size} | {opened:.2f} s | {spread(times, 0)} | {vectors:.0f} | {stats['bytes'] / 2**20:.0f} |"
        )
        for name, used in commands(folder, size, arguments.repeats).items():
            cpu, memory = spread(one.cpu for one in used), spread((one.memory for one in used), 0)
            used_rows.append(f"| {size} | {name} | {cpu} | {memory} |")
        for name, pairs in served(folder, size, arguments.repeats).items():
            cpu, memory = spread(cpu for cpu, _ in pairs), spread((memory for _, memory in pairs), 0)
            served_rows.append(f"| {size} | {name} | {cpu} | {memory} |")
        print(costs[-1], queries[-1], *used_rows[-6:], *served_rows[-9:], sep="\n", flush=True)
    text = "\n".join(
        [
            "# Growth: libraries of made papers",
            "",
            f"## One more paper (CPU milliseconds a paper, mean of {ADDED}, embedding of {EMBEDDED})",
            "",
            *costs,
            "",
            f"## Queries (CPU, median of {len(QUERIES)})",
            "",
            *queries,
            "",
            f"## Commands (median of {arguments.repeats}, least and most in brackets; a process each)",
            "",
            *used_rows,
            "",
            f"A new question is each of {len(QUESTIONS)}, asked first; `report` is the last of them again.",
            "",
            f"## `synth mcp`: its start, and calls one after another (median of {arguments.repeats} servers)",
            "",
            *served_rows,
            "",
            f"Vectors of the libraries: {arguments.vectors}. A made paper has {cost['texts']:.0f} embedded passages. "
            f"Command: `python benchmarks/growth.py --sizes {arguments.sizes} --vectors {arguments.vectors}`. "
            f"Machine: {machine()}. {versions('torch', 'faiss-cpu', 'numpy')}.",
            "",
        ]
    )
    print(text)
    if arguments.out:
        write_atomic(arguments.out, text)


if __name__ == "__main__":
    main()
