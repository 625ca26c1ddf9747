"""Cards that are read once and kept in the library, for pages that show many."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from synth.card import read_card, read_fields
from synth.records import Card, Document, Paper, Reference
from synth.report.reading import laid_out
from synth.store import Library
from synth.workflows.card import check_statements
from synth.workflows.ledger import results_in

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_KIND = "card"
_CODE = ("card", "extract", "language", "records", "verify")
"""Packages that a card is read with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptCard:
    """The card of one paper, and what else of its document pages need."""

    document: str
    """Id of the document."""
    card: Card
    """Without related papers: these depend on what else the library holds."""
    paged: bool
    """Whether the document has pages."""
    pages: int
    """Pages that were read."""
    references: tuple[Reference, ...]
    """The works that the paper cites, without the entries as printed."""


def keep_card(sha256: str, parser: str, paper: Paper, library: Library) -> KeptCard | None:
    """The card of a paper that the library has read, made now where it was not before; its results are kept as well.

    None where the document is not there or cannot be read back.
    """
    key = f"{sha256} {parser} {paper.id}"
    kept = library.get_json(_KIND, key)
    if isinstance(kept, dict) and kept.get("code") == code():
        try:
            return _adapter().validate_python(kept["card"], strict=False)
        except ValueError:
            pass  # damaged: made again
    known = library.get_document(sha256, parser)
    if known is None:
        return None
    made = _make(known[0], paper)
    results_in(known[0], paper, library)
    library.put_json(_KIND, key, {"code": code(), "card": _adapter().dump_python(made, mode="json")})
    return made


def _make(document: Document, paper: Paper) -> KeptCard:
    fields = read_fields(document, paper)
    return KeptCard(
        document=document.id,
        card=read_card(document, paper, fields, check_statements(document, paper, fields)),
        paged=laid_out(document),
        pages=len(document.pages) - len(document.failures),
        references=tuple(replace(one, raw="") for one in document.references),
    )


@cache
def _adapter() -> TypeAdapter[KeptCard]:
    from pydantic import TypeAdapter

    return TypeAdapter(KeptCard)


@cache
def code() -> str:
    """Checksum of the code that cards are read with: when it changes, they are read again."""
    digest = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((Path(__file__).parents[2] / folder).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
