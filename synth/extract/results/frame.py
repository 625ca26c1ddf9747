"""How a table is to be read: where its methods stand, and what caption and labels say of every cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synth.extract.results.labels import Part, conditions, not_measured, read_part
from synth.language.vocabulary import Entity, EntityKind, entities
from synth.records import Table

_METHOD_HEADER = re.compile(
    r"\b(?:models?|methods?|approach(?:es)?|systems?|algorithms?|llms?|baselines?)\b", re.IGNORECASE
)
_TASK_HEADER = re.compile(r"\b(?:benchmarks?|datasets?|tasks?|metrics?|subtopics?|domain|category)\b", re.IGNORECASE)
_ON = re.compile(r"\bon (?:the )?$", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"\bon (?:the )?((?:[A-Z][\w+-]* )?(?:[A-Z][a-z]*)?(?:Bench|Eval|Arena|Tasks)\b"
    r"|[A-Z][A-Za-z0-9+-]*[A-Z0-9][A-Za-z0-9+-]*)"
)
"""A name behind "on" that no table of names knows: "on MBXP", "on FullStack Bench"."""
_SAYS_WHAT = re.compile(
    r"\b(?:scores?|results?|numbers?|values?|metrics?|performance|we (?:use|report)|reported|evaluated|measured|"
    r"average)\b",
    re.IGNORECASE,
)
_FINDS = re.compile(
    r"\b(?:can|achieves?|find|observe|higher|lower|better|improves?|outperforms?|between|surpass\w*)\b", re.IGNORECASE
)
_TAKEN_FROM = re.compile(
    r"\b(?:results?|scores?|numbers?|figures|values)\b.{0,80}?\b(?:taken|from|retrieved|copied|quoted|"
    r"reported (?:in|by))\b"
    r".{0,80}?(?:\[\d|\(\w[^()]{0,60}(?:19|20)\d\d)",
    re.IGNORECASE,
)
_LONGEST = 3000
"""Characters of a caption that are read."""


@dataclass(frozen=True, slots=True)
class Label:
    """A row's or column's path, read."""

    parts: tuple[Part, ...]
    path: tuple[str, ...]

    @property
    def dataset(self) -> str:
        """The deepest dataset that the path names; empty where the level names two."""
        for part in reversed(self.parts):
            if part.datasets:
                return part.datasets[-1] if len(part.datasets) == 1 else ""
        return ""

    @property
    def measures(self) -> list[Entity]:
        """Metrics that the path names, deepest last."""
        return [entity for part in self.parts for entity in part.metrics]

    @property
    def abbreviated(self) -> str:
        """A metric that the deepest level prints shortly."""
        return self.parts[-1].abbreviated if self.parts else ""

    @property
    def methods(self) -> bool:
        """Whether the path names a model or method."""
        return any(part.methods for part in self.parts)


def read_label(path: Sequence[str]) -> Label:
    """Read a path level by level; a level knows the dataset of those above."""
    parts: list[Part] = []
    parent = ""
    for text in path:
        part = read_part(text, parent)
        parent = part.datasets[0] if len(part.datasets) == 1 else parent
        parts.append(part)
    return Label(tuple(parts), tuple(path))


@dataclass(frozen=True, slots=True)
class Caption:
    """What a caption says of all cells of its table."""

    dataset: str
    metric: Entity | None
    conditions: tuple[str, ...]
    borrowed: tuple[str, ...]
    """Methods whose numbers the caption says to be taken from another paper."""
    evaluated_on: str
    """The one dataset that stands behind "on"."""

    @classmethod
    def of(cls, table: Table) -> Caption:
        """Read the caption and the notes."""
        text = re.sub(r"(?<=\w)-\s(?=[A-Z])", "-", table.caption[:_LONGEST])
        text = re.sub(r"Exact[- ]Match", "exact match", text)
        named = entities(text)
        datasets = list(dict.fromkeys(e.canonical for e in named if e.kind is EntityKind.DATASET))
        first = text.split(". ", 2)[1 if re.match(r"^\s*Table\s\S+?\.\s", text) else 0] if ". " in text else text
        if len(datasets) > 1:
            # The first sentence says what the table is; the others may compare it with anything.
            datasets = list(dict.fromkeys(e.canonical for e in entities(first) if e.kind is EntityKind.DATASET))
        if not datasets and (unknown := _UNKNOWN.search(first)) and _is_no_method(unknown[1]):
            datasets = [unknown[1]]
        metrics = _one_metric([e for e in entities(_about_numbers(text, first)) if e.kind is EntityKind.METRIC])
        borrowed = [
            entity.text
            for sentence in re.split(r"(?<=[.;])\s", text)
            if _TAKEN_FROM.search(sentence)
            for entity in entities(sentence)
            if entity.kind is EntityKind.METHOD
        ]
        said = conditions(" ".join((text, *table.notes)))
        on = {e.canonical for e in named if e.kind is EntityKind.DATASET and _ON.search(text[: e.start])}
        evaluated_on = next(iter(on)) if len(on) == 1 else ""
        return cls(datasets[0] if len(datasets) == 1 else "", metrics, said, tuple(borrowed), evaluated_on)


def _is_no_method(name: str) -> bool:
    if re.search(r"(?:Bench|Eval|Arena|Tasks)$", name):
        return True
    return not any(entity.kind is EntityKind.METHOD for entity in entities(name))


def _about_numbers(text: str, first: str) -> str:
    """The sentences of a caption that say what its numbers are, not what some of them show."""
    others = [
        s for s in re.split(r"(?<=[.;])\s", text.replace(first, " ")) if _SAYS_WHAT.search(s) and not _FINDS.search(s)
    ]
    return " ".join((first, *others)) if not _FINDS.search(first) else " ".join(others) or first


def _one_metric(found: Sequence[Entity]) -> Entity | None:
    """The one metric of a caption; "average pass@1 accuracy" is pass@1."""
    distinct = {(e.canonical, e.k): e for e in found}
    at = [e for e in distinct.values() if "@" in e.canonical]
    others = {name for name, _ in distinct if "@" not in name}
    if len(at) == 1 and others <= {"accuracy", "pass rate", "solve rate"}:
        return at[0]
    return next(iter(distinct.values())) if len(distinct) == 1 else None


@dataclass(frozen=True, slots=True)
class Frame:
    """How a table is to be read."""

    table: Table
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    caption: Caption
    methods_in_rows: bool
    names_datasets: bool
    """Whether the labels across from the methods name datasets, so that unknown names there are datasets too."""
    names_metrics: bool
    """Whether the deepest level of these labels names metrics."""
    names_shots: bool
    """Whether labels say how many examples were shown, so that the caption need not."""
    depth: int
    """Level at which these labels name datasets."""
    known: frozenset[str]
    """Datasets that the labels across from the methods name."""

    @classmethod
    def of(cls, table: Table) -> Frame:
        """Find the side of the methods and what the other side names."""
        rows = tuple(read_label(row.path) for row in table.rows)
        columns = tuple(read_label(path) for path in table.header_paths)
        used = sorted({cell.column for row in table.rows for cell in row.cells if cell.column >= table.stub_columns})
        across = _methods_in_rows(table, rows, [columns[c] for c in used])
        other = [columns[c] for c in used] if across else list(rows)
        measured = [label for label in other if label.path and not any(map(not_measured, label.path[-1:]))]
        with_dataset = sum(bool(label.dataset) for label in measured)
        deepest = sum(bool(label.parts[-1].metrics or label.parts[-1].abbreviated) for label in measured if label.parts)
        return cls(
            table=table,
            rows=rows,
            columns=columns,
            caption=Caption.of(table),
            methods_in_rows=across,
            names_datasets=with_dataset >= max(1, 0.3 * len(measured)),
            names_metrics=deepest >= max(1, 0.4 * len(measured)),
            names_shots=any(
                c.endswith("-shot") for label in (*rows, *columns) for t in label.path for c in conditions(t)
            ),
            depth=Counter(i for label in measured for i, part in enumerate(label.parts) if part.datasets).most_common(
                1
            )[0][0]
            if with_dataset
            else 0,
            known=frozenset(label.dataset for label in measured if label.dataset),
        )


def _methods_in_rows(table: Table, rows: Sequence[Label], columns: Sequence[Label]) -> bool:
    def share(labels: Sequence[Label], kind: str) -> float:
        hits = (label.methods and not label.dataset if kind == "method" else bool(label.dataset) for label in labels)
        return sum(hits) / max(len(labels), 1)

    in_rows, in_columns = share(rows, "dataset"), share(columns, "dataset")
    if in_columns > 0 and in_rows == 0:
        return True
    if in_rows > 0 and in_columns == 0 and share(columns, "method") > 0:
        return False
    stub = " ".join(" ".join(path) for path in table.header_paths[: table.stub_columns])
    if _METHOD_HEADER.search(stub):
        return True
    if _TASK_HEADER.search(stub):
        return False
    return share(rows, "method") >= share(columns, "method")
