"""Retrieval of tables on SciTab: does a row need a vector of its own?

    python benchmarks/retrieval_rows.py

Each supported claim is a query; its table should be found among all tables of the set, by its best row or caption.
Tables with the same paper and caption are one. The weight of meaning is the product's, chosen elsewhere.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from retrieval import ROOT, interval, machine

from synth.index import SentenceEmbedder, passages_of
from synth.index.hybrid import fuse
from synth.index.lexical import LexicalIndex
from synth.records import Box, Cell, Document, Passage, PassageKind, Table, TableRow
from synth.store import Library, write_atomic

BOX = Box(page=1, x0=0, y0=0, x1=1, y1=1)


def clean(text: str) -> str:
    return re.sub(r"\[\w+\]\s*", "", text).strip()


def as_document(name: str, entry: dict[str, list[list[str]]]) -> Document:
    caption = clean(str(entry["table_caption"]))
    label = re.match(r"Table \d+", caption)
    table = Table(
        id=name,
        label=label.group() if label else "",
        caption=caption,
        header_paths=tuple((clean(str(header)),) for header in entry["table_column_names"]),
        rows=tuple(
            TableRow(
                path=(clean(row[0]),),
                cells=tuple(Cell(text=clean(cell), column=i) for i, cell in enumerate(row) if i),
            )
            for row in entry["table_content_values"]
            if row
        ),
        box=BOX,
    )
    return Document(id=name, sha256="", parser="scitab", text="", pages=(), tables=(table,))


def ranks(scores: npt.NDArray[np.float64], passages: Sequence[Passage], wanted: Sequence[str]) -> npt.NDArray[np.int64]:
    """Place of the wanted table for each query, from 1."""
    places = []
    for row, name in zip(scores, wanted, strict=True):
        order = dict.fromkeys(passages[i].document for i in np.argsort(-row, kind="stable"))
        places.append(list(order).index(name) + 1)
    return np.array(places)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=data / "claims" / "scitab_dev" / "sci_tab_dev.json")
    parser.add_argument("--library", type=Path, default=ROOT / ".synth" / "bench", help="where embeddings are kept")
    parser.add_argument("--out", type=Path, help="write the Markdown here too")
    arguments = parser.parse_args()
    entries = json.loads(arguments.data.read_text(encoding="utf-8"))
    names: dict[tuple[str, str], str] = {}
    documents, queries, wanted = [], [], []
    for entry in entries:
        key = (entry["paper_id"], entry["table_caption"])
        if key not in names:
            names[key] = f"t{len(names)}"
            documents.append(as_document(names[key], entry))
        if entry["label"].lower().startswith("support"):
            queries.append(entry["claim"])
            wanted.append(names[key])
    passages = [passage for document in documents for passage in passages_of(document)]
    with Library.open(arguments.library) as library:
        embedder = SentenceEmbedder(cache=library)
        own = embedder.embed(queries) @ embedder.embed([passage.text for passage in passages]).T
    lexical = LexicalIndex([passage.text for passage in passages])
    words = np.stack([lexical.scores(query) for query in queries])
    is_row = np.array([passage.kind is PassageKind.TABLE_ROW for passage in passages])
    captions = {p.document: i for i, p in reversed(list(enumerate(passages))) if p.kind is PassageKind.CAPTION}
    none, borrowed = own.copy(), own.copy()
    none[:, is_row] = np.nan
    for i in np.flatnonzero(is_row):
        borrowed[:, i] = own[:, captions[passages[i].document]]
    lines = [
        "| rows are ranked by | among | MRR [95% interval] | first | in first five |",
        "|---|---|---|---|---|",
    ]
    for name, cosine in (("words alone", none), ("+ own vector", own), ("+ caption's vector (as shipped)", borrowed)):
        fused = np.stack([fuse(c, w) for c, w in zip(cosine, words, strict=True)])
        rows_only = np.where(is_row, fused, -1.0)
        for among, scores in (("rows", rows_only), ("rows and captions", fused)):
            places = ranks(scores, passages, wanted)
            low, high = interval(1 / places)
            lines.append(
                f"| {name} | {among} | {(1 / places).mean():.3f} [{low:.3f}, {high:.3f}] "
                f"| {(places == 1).mean():.3f} | {(places <= 5).mean():.3f} |"
            )
    text = "\n".join(
        [
            f"# Finding the table of a claim (SciTab: {len(queries)} supported claims, {len(documents)} tables, "
            f"{int(is_row.sum())} rows)",
            "",
            *lines,
            "",
            f"Command: `python benchmarks/retrieval_rows.py`. Machine: {machine()}.",
            "",
        ]
    )
    print(text)
    if arguments.out:
        write_atomic(arguments.out, text)


if __name__ == "__main__":
    main()
