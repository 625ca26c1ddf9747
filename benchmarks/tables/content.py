"""What a drawn table says: header paths, rows with their labels, values of many kinds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from kit import DATASETS, METRICS, MODELS, Truth

GROUPS = ["Zero-shot", "Few-shot", "Fine-tuned", "Prompting", "RL", "SFT + RL"]
SECTIONS = ["Closed-source models", "Open-source models", "Models of 7B parameters", "Ours", "Ablations"]
BACKBONES = ["ResNet-50", "BERT-base", "T5-large", "LSTM", "ViT-B/16", "None"]
SIZES = ["7B", "13B", "70B", "1.5B", "340M", "671B"]
TAILS = ["(trained with reinforcement learning)", "with self-consistency and majority voting", "w/o reranking"]
WORDS = ["Yes", "No", "✓", "✗", "English", "Python", "Apache 2.0", "Crowd workers", "Wikipedia", "Multiple choice"]
UNITS = ["(%)", "(ms)", "(M)", "(s)", "(GB)"]
LONG = ["Average accuracy", "Exact match score", "Training time", "Error rate on hidden tests", "Number of samples"]


@dataclass(frozen=True)
class Value:
    """A cell: what it says, and what is printed on, under or beside it."""

    text: str
    mark: str = ""
    bold: bool = False
    underline: bool = False


@dataclass
class Item:
    """A row of values, a section row, or a header that stands again."""

    kind: str
    labels: tuple[str, ...] = ()
    group: str = ""
    values: list[Value] = field(default_factory=list)
    also: tuple[str, ...] = ()
    section: str = ""
    paths: list[tuple[str, ...]] = field(default_factory=list)
    parent: str = ""


@dataclass
class Content:
    stubs: list[str]
    paths: list[tuple[str, ...]]
    items: list[Item]

    def truth(self, label: str) -> list[Truth]:
        """Every number (and in tables of words, every word) with its row path and header path."""
        found, paths = [], self.paths
        for item in self.items:
            if item.kind == "header":
                paths = item.paths
            if item.kind != "row":
                continue
            row = tuple(p for p in (item.section, item.group, item.parent, *item.labels) if p)
            found += [
                Truth(label, row, paths[c], value.text, item.also, exact=True)
                for c, value in enumerate(item.values)
                if value.text and value.text not in {"–", "-", "N/A", "—"}
            ]
        return found


def value_of(rng: random.Random, kind: str) -> str:
    high = rng.uniform(0, 100)
    if kind == "mixed":
        kind = rng.choice(["plain", "plain", "int", "two", "percent"])
    made = {
        "plain": lambda: f"{high:.1f}",
        "two": lambda: f"{high:.2f}",
        "unit": lambda: f"0.{rng.randint(100, 999)}",
        "dot": lambda: f".{rng.randint(100, 999)}",
        "percent": lambda: f"{high:.1f}%",
        "int": lambda: f"{rng.randint(1, 99999):,}",
        "small": lambda: str(rng.randint(0, 60)),
        "negative": lambda: f"{'−' if rng.random() < 0.5 else ''}{high / 4:.2f}",
        "signed": lambda: f"{rng.choice('+−')}{high / 8:.1f}",
        "pm": lambda: f"{high:.1f} ± {rng.uniform(0, 3):.1f}",
        "paren": lambda: f"{high:.1f} ({rng.uniform(0, 4):.1f})",
        "gain": lambda: f"{high:.1f} {rng.choice('↑↓')}{rng.uniform(0, 9):.1f}",
        "delta": lambda: f"{high:.1f} ({rng.choice('+−')}{rng.uniform(0, 9):.1f})",
        "slash": lambda: f"{high:.1f} / {rng.uniform(0, 100):.1f}",
        "less": lambda: f"{rng.choice(['<', '>', '~'])}{rng.choice(['0.001', '0.05', '12', '3.5'])}",
        "money": lambda: f"${rng.uniform(0, 90):.2f}",
        "words": lambda: rng.choice(WORDS),
    }
    return made[kind]()


def draw_paths(rng: random.Random, columns: int, depth: int, *, long: bool, units: bool, lone: bool) -> list:
    """Header paths; `lone`: some columns stand beside the groups and reach over all levels."""
    if depth == 1:
        pool = LONG if long else DATASETS + METRICS
        names = rng.sample(pool, min(columns, len(pool)))
        return [(f"{n} {rng.choice(UNITS)}" if units else n,) for n in names]
    groups = rng.sample(DATASETS, 4)
    paths: list[tuple[str, ...]] = []
    for group in groups:
        width = rng.choice([2, 2, 3])
        if depth == 3:
            for shot in ("Greedy", "Sampled"):
                paths += [(group, shot, m) for m in rng.sample(METRICS, 2)]
        else:
            paths += [(group, m) for m in rng.sample(METRICS, width)]
        if len(paths) >= columns:
            break
    if lone:
        paths.append((rng.choice(["Avg.", "Mean", "Params"]),))
    return paths


def draw_content(rng: random.Random, look: dict) -> Content:
    """A table of the kind that `look` asks for."""
    paths = draw_paths(
        rng, look["columns"], look["depth"], long=look["long_heads"], units=look["units"], lone=look["lone"]
    )
    paths = paths[: look["most"]]
    if look["numeric_heads"]:
        paths = [(k,) for k in ("1", "2", "4", "8", "16", "32", "64")[: len(paths)]]
    kinds = [look["kind"]] * len(paths)
    stubs = {"one": ["Model"], "group": ["Setting", "Model"], "size": ["Model", "Size"], "words": ["Model", "Encoder"]}[
        look["stub"]
    ]
    if look["empty_stub_head"]:
        stubs = [""] * len(stubs)
    if look["lower"]:
        paths = [(*path[:-1], f"{path[-1]} {rng.choice('↓↑')}") for path in paths]
    names = rng.sample(MODELS, min(look["rows"], len(MODELS)))
    items: list[Item] = []
    section = group = parent = ""
    left = 0
    for at, name in enumerate(names):
        every = look["sections"] or max(2, len(names) // max(1, look["again"]))
        if look["again"] and at and at % every == 0 and at < len(names) - 1:
            taken = {p[-1] for p in paths}
            fresh = draw_paths(rng, len(paths), look["depth"], long=False, units=False, lone=False)[: len(paths)]
            if len(fresh) == len(paths) and {p[-1] for p in fresh} != taken:
                items.append(Item("header", paths=fresh))
        if look["sections"] and at % look["sections"] == 0:
            section = SECTIONS[min(at // look["sections"], len(SECTIONS) - 1)]
            items.append(Item("section", section=section))
        if look["stub"] == "group":
            if left == 0:
                left = min(rng.choice([2, 3, 3, 4]), len(names) - at)
                left += len(names) - at - left == 1
                group = GROUPS[sum(i.kind == "group" for i in items) % len(GROUPS)]
                items.append(Item("group", group=group))
            left -= 1
        if look["indent"]:
            parent = "" if at % 3 == 0 else parent
        label = f"{name} {rng.choice(TAILS)}" if look["long_labels"] and rng.random() < 0.4 else name
        if look["indent"] and at % 3:
            label = f"w/ {label}"
        values = [_value(rng, kind, look) for kind in kinds]
        if not any(v.text and v.text != "–" for v in values):
            values[0] = Value(value_of(rng, kinds[0]))
        extra = rng.choice(SIZES if look["stub"] == "size" else BACKBONES)
        labels = (label, extra) if look["stub"] in {"size", "words"} else (label,)
        items.append(Item("row", labels, group, values, section=section, parent=parent))
        if look["indent"] and at % 3 == 0:
            parent = label
    _best(rng, items, look)
    return Content(stubs, paths, items)


def _value(rng: random.Random, kind: str, look: dict) -> Value:
    if rng.random() < look["holes"]:
        return Value(rng.choice(look["hole_marks"]))
    mark = rng.choice(["†", "*", "‡", "a", "1", "∗"]) if rng.random() < look["marks"] else ""
    return Value(value_of(rng, kind), mark)


def _best(rng: random.Random, items: list[Item], look: dict) -> None:
    """Mark one value of each column bold and another underlined, as papers do."""
    if not look["best"]:
        return
    rows = [item for item in items if item.kind == "row"]
    for column in range(len(rows[0].values)):
        first, second = rng.sample(range(len(rows)), 2) if len(rows) > 1 else (0, 0)
        for at, bold in ((first, True), (second, False)):
            old = rows[at].values[column]
            rows[at].values[column] = Value(old.text, old.mark, bold=bold, underline=not bold)
