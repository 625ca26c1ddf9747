"""Reference lists: where they stand, what their entries say, and which sentence cites which entry."""

from synth.parse.references.cite import Bound, bind_citations, bind_marks, cites_by_marks, locate_citations
from synth.parse.references.entry import parse_entry
from synth.parse.references.find import ReferenceBlock, read_references, read_text_references
from synth.records import Reference

__all__ = [
    "Bound",
    "Reference",
    "ReferenceBlock",
    "bind_citations",
    "bind_marks",
    "cites_by_marks",
    "locate_citations",
    "parse_entry",
    "read_references",
    "read_text_references",
]
