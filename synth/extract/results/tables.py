"""Results in tables: a number with the method of its row and the dataset and metric of its column, or the other way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced

from synth.extract.results.frame import Frame, Label
from synth.extract.results.labels import (
    AGGREGATE,
    GENERIC,
    Part,
    cites,
    clean_label,
    clean_name,
    conditions,
    has_size,
    is_ours,
    is_size,
    not_measured,
    read_part,
    says_ours,
)
from synth.language.names import FAMILIES, TRAINING
from synth.language.quantities import parse, parse_cell
from synth.language.rows import cell_span
from synth.language.vocabulary import Sameness, same_entity
from synth.language.words import squash
from synth.language.wordset import word_set
from synth.records import Cell, CellRef, Quantity, Result, Role, Table, TableRow

DOUBTFUL = 0.5
"""Results of tables read with less confidence are marked."""
_OTHER_HEADER = re.compile(
    r"\b(?:reasons?|errors?|types?|functions?|fields?|cues?|statistics|language|setting)\b", re.IGNORECASE
)
_SIZE_HEADER = re.compile(r"^#?\s?(?:params?|parameters|(?:model )?size|TP|total params?)\.?$", re.IGNORECASE)
_SHARE = re.compile(r"^\s*(\d{1,4})\s?/\s?(\d{1,5})\s*$")
_NAME_LIKE = re.compile(r"^[A-Z0-9][\w .+’'/-]{2,40}$|^[a-z]*[A-Z][\w.+-]{2,40}$")
_SUBSETS = word_set(
    "python java javascript js ts typescript c c++ c# cpp php go rust ruby perl scala kotlin swift bash shell sh r d "
    "html easy medium hard introductory interview competition train test dev full english chinese code math"
)
"""Languages, levels and splits: parts of datasets rather than datasets."""
_GROUP = re.compile(r"^(?:models?|methods?|approaches|systems)\b.*\b(?:based|trained|with|using|from)\b", re.IGNORECASE)


def table_results(table: Table, paper: str, document: str, own: str) -> Iterator[Result]:
    """The results of one table; `own` is what the paper calls its model, or how its rows "ours" are to be called."""
    frame = Frame.of(table)
    if not _is_of_results(frame):
        return
    if frame.methods_in_rows:
        names = [_method(label, own, _size(table, row)) for label, row in zip(frame.rows, table.rows, strict=True)]
    else:
        names = [_method(label, own) for label in frame.columns]
    measured = [not any(map(not_measured, path[-1:])) for path in table.header_paths]
    for index, row in enumerate(table.rows):
        if any(not_measured(part) for part in row.path[-1:]):
            continue
        for cell in row.cells:
            if cell.column >= table.stub_columns and measured[cell.column]:
                named = names[index if frame.methods_in_rows else cell.column]
                found = _cell_result(frame, index, row, cell, named) if named.name else None
                if found is not None:
                    yield replaced(found, paper=paper, span=cell_span(document, table, cell))


def _is_of_results(frame: Frame) -> bool:
    """Whether the table reports measurements of methods rather than counts, settings or examples."""
    sides = frame.rows if frame.methods_in_rows else frame.columns
    other = frame.columns if frame.methods_in_rows else frame.rows
    stub = " ".join(" ".join(path) for path in frame.table.header_paths[: frame.table.stub_columns])
    named = any(label.methods for label in sides) or any(says_ours(p) for label in sides for p in label.path)
    measured = any(label.measures or label.abbreviated for label in (*other, *sides))
    if named:
        return bool(measured or frame.names_datasets or frame.caption.metric or frame.caption.dataset)
    return measured and bool(frame.caption.dataset or frame.names_datasets) and not _OTHER_HEADER.search(stub)


def _cell_result(frame: Frame, index: int, row: TableRow, cell: Cell, named: Named) -> Result | None:
    method_label = frame.rows[index] if frame.methods_in_rows else frame.columns[cell.column]
    other = frame.columns[cell.column] if frame.methods_in_rows else frame.rows[index]
    value = _value(cell.text)
    if value is None:
        return None
    dataset, dataset_label = _dataset(frame, other, method_label)
    metric, k, metric_label = _metric(frame, other, method_label)
    if dataset is None or (not dataset and not (method_label.methods and (other.measures or method_label.measures))):
        return None
    if value.role is Role.SIZE or (value.role is Role.COUNT and not (metric or frame.names_datasets)):
        return None
    setting = _setting(frame, other, method_label, named, {dataset_label, metric_label} - {""})
    if other.dataset and other.dataset != dataset:
        setting = (other.dataset, *setting)
    said = " ".join(method_label.path)
    borrowed = any(same_entity(name, named.name) is not Sameness.DIFFERENT for name in frame.caption.borrowed)
    flags = (
        ("doubtful_table",) * (frame.table.confidence < DOUBTFUL)
        + ("repeated",) * ((cites(said) or borrowed) and not named.own)
        + ("own",) * named.own
    )
    return Result(
        paper="",
        method=named.name,
        dataset=dataset,
        metric=metric,
        k=k,
        value=value,
        setting=setting,
        cell=CellRef(
            table=frame.table.id,
            label=frame.table.label,
            row_path=row.path,
            column_path=frame.table.header_paths[cell.column],
            text=cell.text,
        ),
        quote=" ".join((*row.path, *(c.text for c in row.cells if c.text not in row.path))),
        uncertainty=next((q for q in parse(cell.text) if q.role is Role.UNCERTAINTY), None),
        flags=flags,
    )


def _value(text: str) -> Quantity | None:
    """The result in a cell; "2/30" is a share of a known number, in percent. A change alone is none."""
    if share := _SHARE.match(text):
        part, whole = int(share[1]), int(share[2])
        if whole > 0 and part <= whole:
            return Quantity(raw=text.strip(), value=100 * part / whole, half_width=0.0, unit="%", end=len(text.strip()))
    value = parse_cell(text)
    if value is None or value.role is Role.DELTA or sum(c.isalpha() for c in text) > 6:
        return None
    if value.role in (Role.COUNT, Role.YEAR):  # a rating of 1820 is no count
        return replaced(value, role=Role.VALUE, half_width=0.5) if value.unit == "" else value
    return value


@dataclass(frozen=True, slots=True)
class Named:
    """The method of a row or column."""

    name: str
    own: bool
    rest: tuple[str, ...]
    """Levels of the path that are not part of the name."""


def _size(table: Table, row: TableRow) -> str:
    """The size of the row's model, where a column of its own prints it."""
    for cell in row.cells:
        if any(_SIZE_HEADER.match(part) for part in table.header_paths[cell.column][-1:]) and is_size(cell.text):
            return cell.text.strip()
    return ""


def _method(label: Label, own: str, size: str = "") -> Named:
    path = [text for text in label.path if clean_label(text) or says_ours(text)]
    sizes = [text for text in path if is_size(text)]
    path = [text for text in path if not is_size(text)]
    parts = dict(zip(label.path, label.parts, strict=True))
    if not path:
        return Named("", False, ())
    naming = [i for i, text in enumerate(path) if parts[text].methods or says_ours(text)]
    naming = [i for i in naming if path[i] not in TRAINING and not _GROUP.match(path[i])]
    others = [i for i, text in enumerate(path) if text not in TRAINING and not _GROUP.match(text)]
    chosen = (naming or others or [len(path) - 1])[-1]
    ours = any(says_ours(text) for text in path[chosen:])
    if is_ours(path[chosen]):
        name = own
    else:
        # What stands below a model says how it was used: "ChatGPT", "w/ rerank".
        below = path[chosen + 1 :] if chosen < len(path) - 1 and not _is_flag(path[chosen + 1 :]) else []
        name = " ".join(filter(None, (_bare(parts[text]) for text in (path[chosen], *below))))
        path = [text for text in path if text not in below]
    size = next((text for text in (*sizes, size) if has_size(text)), "")
    if size and not has_size(name) and name:
        name = f"{name} {size}"
    rest = tuple(text for i, text in enumerate(path) if i != chosen)
    mine = ours or is_own(name, own)
    return Named(name, mine, rest)


def is_own(name: str, own: str) -> bool:
    """Whether a name is that of the paper's own model, or of one of its sizes and variants."""
    if not own:
        return False
    return same_entity(own, name) is not Sameness.DIFFERENT or (len(own) > 3 and squash(name).startswith(squash(own)))


def _is_flag(texts: Sequence[str]) -> bool:
    """Whether what follows a name is a mark of a column of its own ("RL", "✓") rather than a variant."""
    return all(len(text) <= 4 and not text.startswith(("+", "-", "w")) for text in texts)


def _bare(part: Part) -> str:
    """A name without the metric that its row carries: "GPT-Neo raw pass@1"."""
    text = part.text
    for entity in sorted(part.metrics, key=lambda e: -e.start):
        text = text.replace(entity.text, " ")
    return clean_name(re.sub(r"^\s*(?:\d+|zero|few)-shot\s+", "", text, flags=re.IGNORECASE))


def _dataset(frame: Frame, other: Label, method: Label) -> tuple[str | None, str]:
    """Dataset of a cell and the level that named it; None where the cell is no result of one dataset."""
    on = frame.caption.evaluated_on
    if on and len(frame.known) == 1 and on not in frame.known:
        return on, ""
    if other.dataset:
        return other.dataset, next(p.text for p in reversed(other.parts) if p.datasets)
    if method.dataset and not any(p.datasets and p.methods for p in method.parts):
        return method.dataset, next(p.text for p in reversed(method.parts) if p.datasets)
    if any(len(part.datasets) > 1 for part in other.parts):
        return None, ""
    unknown = [p for p in other.parts if (not (p.metrics or p.abbreviated) or "(" in p.text) and _is_dataset(p)]
    if not frame.names_datasets and not frame.caption.dataset and other.parts and other.parts[-1].metrics:
        return (unknown[-1].text, unknown[-1].text) if unknown else ("", "")
    if frame.names_datasets:
        if unknown:
            level = other.parts[frame.depth] if frame.depth < len(other.parts) else unknown[-1]
            unknown = [level] if level in unknown else unknown
            return re.sub(r"\s*\([^()]*\)$", "", unknown[-1].text), unknown[-1].text
        return None, ""
    return frame.caption.dataset, ""


def _is_dataset(part: Part) -> bool:
    """Whether a level that no table of names knows may be a dataset."""
    text = part.text
    if any(has_size(name) or re.split(r"[-\s]", name)[0] in FAMILIES for name in part.methods):
        return False
    plain = re.sub(r"\s*\([^()]*\)$", "", text)
    if AGGREGATE.match(plain) or plain.lower() in _SUBSETS or GENERIC.match(plain) or not_measured(plain):
        return False
    return bool(_NAME_LIKE.match(plain))


def _metric(frame: Frame, other: Label, method: Label) -> tuple[str, int | None, str]:
    """Metric and k of a cell, and the level that named the metric."""
    ks = {k for part in (*other.parts, *method.parts) for k in part.ks}
    only_k = ks.pop() if len(ks) == 1 else None
    for label in (other, method):
        if label.measures:
            metric = label.measures[-1]
            level = next(p.text for p in reversed(label.parts) if metric in p.metrics)
            return metric.canonical, (metric.k or only_k) if "@" in metric.canonical else None, level
        if label.abbreviated or any(part.abbreviated for part in label.parts):
            part = next(p for p in reversed(label.parts) if p.abbreviated)
            return part.abbreviated, None, part.text
    if frame.names_metrics and other.parts and not other.parts[-1].datasets:
        text = " ".join(part.text for part in other.parts if part.text and not part.datasets)
        return (
            ("", None, "") if AGGREGATE.match(other.parts[-1].text) else (text.strip("()"), None, other.parts[-1].text)
        )
    metric_of_all = frame.caption.metric
    if metric_of_all is None:
        return "", None, ""
    k = (metric_of_all.k or only_k) if "@" in metric_of_all.canonical else None
    return metric_of_all.canonical, k, ""


def _setting(frame: Frame, other: Label, method: Label, named: Named, used: set[str]) -> tuple[str, ...]:
    """Everything that a reader must know beside method, dataset and metric."""
    said: list[str] = []
    for part in other.parts:
        said += conditions(part.text)
        if part.rest and not GENERIC.match(part.rest) and (part.datasets or part.text not in used):
            said.append(part.rest)
    for text in method.path:
        said += conditions(clean_label(text))
    for text in named.rest:
        label = clean_label(text)
        if label and not GENERIC.match(label) and not read_part(text).datasets and label not in said:
            said.append(label)
    said += [word for word in frame.caption.conditions if not (frame.names_shots and word.endswith("-shot"))]
    counted = Counter(said)
    return tuple(word for word in counted if word)
