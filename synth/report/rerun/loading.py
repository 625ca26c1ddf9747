"""Reads reruns back from JSON: what `machine.as_dict` and `machine.claim_rerun_dict` were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from synth.records import ClaimRerun, Rerun

T = TypeVar("T")


def read_rerun(data: Mapping[str, Any]) -> Rerun:
    """One rerun. Raises KeyError, TypeError or pydantic's ValidationError where `data` is something else."""
    own = {name: value for name, value in data.items() if name in Rerun.__slots__}
    return _of(
        Rerun,
        own
        | {
            "name": data["recipe"] or "",
            "figures": [_figure(one) for one in data["claims"]],
            "archive": _filled(data["archive"]),
            "problems": _filled(data["problems"]),
            "tasks": data["problem_counts"],
            "estimates": _estimates(data["estimates"]),
            "assembly": {name: value for name, value in data["assembly"].items() if name != "words"},
            "variants": [{**one, "estimates": _estimates(one["estimates"])} for one in data["variants"]],
            "outcomes": list(data["outcomes"].items()),
            "seconds": data["cpu_seconds"],
        },
    )


def read_claim_rerun(data: Mapping[str, Any]) -> ClaimRerun:
    """What a rerun says of one number of a claim; raises as `read_rerun` does."""
    own = {"recipe": data["recipe"], "printed": data["number"], "basis": data["basis"]}
    return _of(ClaimRerun, own | {"figure": _figure(data)})


def _figure(data: Mapping[str, Any]) -> dict[str, Any]:
    estimate = data["estimate"]
    return {
        "cited": {name: data[name] for name in ("metric", "printed", "decoding", "where", "model", "dataset")}
        | {"text": data["claim"], "arxiv": data["arxiv_id"] or ""},
        "verdict": data["verdict"],
        "reason": data["reason"],
        "explanation": data["explanation"],
        "variant": data["variant"] or "",
        "estimate": _estimate(data["metric"], estimate) if estimate else None,
    }


def _estimates(data: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_estimate(metric, one) for metric, one in data.items()]


def _estimate(metric: str, data: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: data[name] for name in ("value", "low", "high", "exact", "interval")}
    return own | {"metric": metric, "spread": data["standard_error_of_sampling"]}


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def _of(kind: type[T], value: object) -> T:
    from pydantic import TypeAdapter

    made: T = TypeAdapter(kind).validate_python(value)
    return made
