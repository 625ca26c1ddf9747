"""Count how often verdicts are right on statements made from papers, and write the counts that confidence comes from.

    python benchmarks/calibrate.py --data DIR [--library DIR] [--seeds 11,12,13]

Half of the papers, drawn by the first seed, are used; `synth bench synthetic` reports calibration on the
others. Writes synth/verify/confidence.toml.
"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

from synth.bench.pairs import held_out, synthetic_pairs
from synth.bench.synthetic import items_of, judge_pairs
from synth.bench.world import World
from synth.settings import load
from synth.store import Library
from synth.verify.confidence import FILE, counted

PER_KIND = 24


def main() -> None:
    """Judge, count, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--library", type=Path)
    arguments.add_argument("--seeds", default="11,12,13")
    options = arguments.parse_args()
    seeds = [int(seed) for seed in options.seeds.split(",")]
    settings = load(library=str(options.library)) if options.library else load()
    with Library.open(settings.library) as library:
        world = World.make(settings, library, lambda *_: None, data=options.data)
        papers = world.read_papers()
        outside = held_out([paper.id for _, paper in papers], seed=7)
        inside = tuple((document, paper) for document, paper in papers if paper.id not in outside)
        items = []
        for seed in seeds:
            pairs = synthetic_pairs(inside, seed=seed, per_kind=PER_KIND)
            for one in judge_pairs(pairs, world.judge(papers), world):
                items += [(item.type, item.verdict, item.right) for item in items_of(one)]
    counts = counted(dict.fromkeys(items))
    total = sum(n for _, n in counts.values())
    names = sorted(paper.id for _, paper in inside)
    lines = [
        "# Written by benchmarks/calibrate.py: how often verdicts were right, by kind. Not to be edited by hand.",
        f'name = "{total:,} verdicts on statements made from {len(names)} papers, half of them with one error"',
        f"papers = {names!r}".replace("'", '"'),
        f'made = "{datetime.date.today().isoformat()}, seeds {options.seeds}, at most {PER_KIND} of a kind a paper"',
    ]
    for (type_, label, reason), (right, n) in counts.items():
        lines.append(f'\n[[kind]]\ntype = "{type_}"\nlabel = "{label}"\nreason = "{reason}"\nright = {right}\nn = {n}')
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{total} verdicts of {len(counts)} kinds: {FILE}")


if __name__ == "__main__":
    main()
