"""What a verdict costs, and what one more paper costs as the library grows."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import replace

from synth.bench.outcome import Outcome, Sheet
from synth.bench.pairs import synthetic_pairs
from synth.bench.quotes import claims_of, sampled
from synth.bench.synthetic import drawn
from synth.bench.world import ORIGIN, LazyIndex, Papers, World
from synth.records import Document, Paper
from synth.store import codec
from synth.verify import Verifier
from synth.verify.audited import Auditor

CLAIMS = 600
FACTORS = (1, 2, 4)


def run_speed(world: World) -> Outcome:
    """Time the judge with its sources indexed, and at several sizes of the library."""
    papers = world.read_papers()
    index = LazyIndex(papers, world.embedder)
    limit = min(world.limit or CLAIMS, CLAIMS)
    pairs = drawn(synthetic_pairs(papers, seed=world.seed, per_kind=world.per_kind), limit // 2, world.seed)
    texts = [(text, pair.paper) for pair in pairs for text in (pair.true, pair.false)]
    claims = sampled(claims_of(papers), limit, world.seed)
    world.progress("indexing", 0, 1)
    auditor, verifier = Auditor(papers, ORIGIN), Verifier(papers, index, ORIGIN)
    index.index.prepare([text for text, _ in texts] + [claim.text for claim in claims])
    rows = []
    for name, n, work in (
        ("statements of a third party", len(texts), lambda: [auditor.judge(text, (who,)) for text, who in texts]),
        ("claims of the papers", len(claims), lambda: [verifier.verify(claim) for claim in claims]),
    ):
        world.progress(f"timing {name}", 0, 1)
        cpu, wall = _timed(work)
        rows.append((name, n, n / cpu, n / wall, 1000 * cpu / n))
    return Outcome(
        name="speed",
        title="Speed",
        sheets=(
            Sheet(
                title=f"Verdicts, {len(papers)} papers indexed",
                columns=("what", "n", "a CPU second", "a second of wall clock", "CPU ms each"),
                rows=tuple(rows),
            ),
            _growth(papers, texts[:60], world),
        ),
        notes=(
            "Every text is judged once, in one process; the papers are read and indexed, and the texts are embedded, "
            "before the clock starts. Larger libraries hold copies of the papers under other ids.",
        ),
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return max(time.process_time() - cpu, 1e-9), max(time.perf_counter() - wall, 1e-9)


def _growth(papers: Papers, texts: list[tuple[str, str]], world: World) -> Sheet:
    rows = []
    for factor in FACTORS:
        many = [*papers, *(_copy(pair, number) for number in range(1, factor) for pair in papers)]
        world.progress("growing the library", factor, FACTORS[-1])
        made: list[Auditor] = []
        cpu, _ = _timed(lambda many=many, made=made: made.append(Auditor(many, ORIGIN)))  # type: ignore[misc]
        more, _ = _timed(lambda auditor=made[0]: [auditor.judge(text, (who,)) for text, who in texts])  # type: ignore[misc]
        rows.append((len(many), 1000 * cpu / len(many), 1000 * more / max(len(texts), 1)))
    return Sheet(
        title="As the library grows",
        columns=("papers", "CPU ms to index a paper's numbers", "CPU ms a verdict"),
        rows=tuple(rows),
    )


def _copy(pair: tuple[Document, Paper], number: int) -> tuple[Document, Paper]:
    """The same paper under other ids, as another paper of the same size."""
    document, paper = pair
    name = f"{document.id}x{number}"
    text = zlib.decompress(codec.encode(document, Document)).replace(document.id.encode(), name.encode())
    return codec.decode(zlib.compress(text, 1), Document), replace(paper, id=f"{paper.id}x{number}")
