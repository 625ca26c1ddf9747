"""Reads `report.json` back: what `machine.dumps` wrote, so that a refresh needs nothing but the file.

Parts that reports have not always had may be missing: then the record's own default stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from synth.errors import InputError
from synth.records import (
    AnswerSentence,
    ArxivId,
    CellRef,
    Changes,
    CheckedClaim,
    Claim,
    Disagreement,
    Evidence,
    Facet,
    Paper,
    Quantity,
    Report,
    Reported,
    Review,
    Span,
    Verdict,
)
from synth.report.rerun.loading import read_claim_rerun, read_rerun

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A report that was read back."""

    report: Report
    sha256: str
    """Checksum of the file."""
    text: str
    """The file as it stands."""


def load(path: Path) -> Loaded:
    """The report in `path`, a `report.json` or the folder that holds it.

    Raises InputError where it is none, or one of a version that cannot be read back.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
        data = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"cannot read {file}: {error}", hint="name a report.json or the folder of a report") from error
    return Loaded(report=read(data, str(file)), sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)


def read(data: object, name: str = "report.json") -> Report:
    """The report that `machine.as_dict` was given; InputError where `data` is something else."""
    from pydantic import ValidationError

    if not isinstance(data, dict) or "schema_version" not in data or "claims" not in data:
        raise InputError(f"{name} is no report of synth", hint="name a report.json that synth report wrote")
    try:
        return _report(data)
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError) as error:
        hint = "it was written by another version; make the report again"
        raise InputError(f"{name} cannot be read back: {_short(error)}", hint=hint) from error


def _short(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error).splitlines()[0]


def _report(data: Mapping[str, Any]) -> Report:
    plain = {
        name: data[name]
        for name in (
            "schema_version", "title", "question", "created", "engine", "version", "counts", "not_checked", "method",
            "limitations", "search", "score",
        )
    }  # fmt: skip
    plain |= {name: data[name] for name in ("screening", "chair", "recipe", "edition", "costs") if name in data}
    return _of(
        Report,
        plain
        | {
            "answer": [_of(AnswerSentence, one) for one in data["answer"]],
            "facets": [_of(Facet, one) for one in data["facets"]],
            "claims": [_checked(one) for one in data["claims"]],
            "disagreements": [_disagreement(one) for one in data["disagreements"]],
            "reviews": [_of(Review, one) for one in data["reviews"]],
            "changes": read_changes(data["changes"]) if data.get("changes") else None,
            "papers": [_paper(one) for one in data["papers"]],
            "reruns": [read_rerun(one) for one in data.get("reruns", ())],
        },
    )


def _of(kind: type[T], value: object) -> T:
    """A record from plain values; pydantic turns lists into tuples, words into enums, and says what does not fit."""
    made: T = _adapter(kind).validate_python(value)
    return made


_ADAPTERS: dict[str, TypeAdapter[Any]] = {}
"""Made once for each kind: one costs milliseconds, and a report holds thousands of records."""


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    from pydantic import TypeAdapter

    name = f"{kind.__module__}.{kind.__qualname__}"
    if name not in _ADAPTERS:
        _ADAPTERS[name] = TypeAdapter(kind)
    return _ADAPTERS[name]


def _paper(data: Mapping[str, Any]) -> Paper:
    own = {name: value for name, value in data.items() if name in Paper.__slots__}
    arxiv = ArxivId(id=data["arxiv_id"], version=data["version"]) if data["arxiv_id"] else None
    origins = [{"field": name, "source": source} for name, source in data.get("origins", {}).items()]
    return _of(Paper, own | {"arxiv": arxiv, "origins": origins})


def _checked(data: Mapping[str, Any]) -> CheckedClaim:
    later = data.get("verdict_flags", [])
    claim = _of(
        Claim,
        {name: data[name] for name in ("id", "text", "type", "paper", "relevance", "section", "quote", "entities")}
        | {
            "span": _span(data["span"]),
            "cell": _cell(data["cell"]),
            "quantities": [_of(Quantity, one) for one in data["quantities"]],
            "flags": [flag for flag in data["flags"] if flag not in later],
        },
    )
    verdict = _of(
        Verdict,
        {
            name: data[name]
            for name in ("rung", "reason", "explanation", "confidence", "calibration", "checks", "origin")
        }
        | {
            "claim": data["id"],
            "label": data["verdict"],
            "evidence": [_evidence(one) for one in data["evidence"]],
            "correction": data["correction"],
            "flags": later,
        },
    )
    reruns = tuple(read_claim_rerun(one) for one in data.get("reruns", ()))
    return CheckedClaim(claim=claim, verdict=verdict, score=data.get("score", 0.0), reruns=reruns)


def _evidence(data: Mapping[str, Any]) -> Evidence:
    own = {name: data[name] for name in ("paper", "page", "quote", "stance", "relation", "note")}
    return _of(Evidence, own | {"span": _span(data["span"]), "cell": _cell(data["cell"])})


def _disagreement(data: Mapping[str, Any]) -> Disagreement:
    values = [
        _of(
            Reported,
            {name: one[name] for name in ("paper", "quote", "page")}
            | {
                "value": _of(Quantity, one["value"]),
                "span": _span(one["span"]),
                "cell": _cell(one["cell"]),
                "claim": one["claim"] or "",
            },
        )
        for one in data["values"]
    ]
    return _of(Disagreement, {"subject": data["subject"], "note": data["note"], "values": values})


def read_changes(data: Mapping[str, Any]) -> Changes:
    """The changes that `machine.changes_dict` was given."""
    claims = [{**one, "evidence": [_evidence(place) for place in one["evidence"]]} for one in data["claims"]]
    return _of(Changes, {**data, "claims": claims})


def _cell(data: Mapping[str, Any] | None) -> CellRef | None:
    return None if data is None else _of(CellRef, data)


def _span(data: Mapping[str, Any]) -> Span:
    return _of(Span, data)
