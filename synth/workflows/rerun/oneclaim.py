"""One claim of a written report, by its id: which recipes test it, and with which figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from synth.errors import InputError
from synth.rerun.match import matches
from synth.rerun.recipe import Recipe, RecipeFigure
from synth.rerun.recipefile import bundled
from synth.workflows.rerun.claims import bind_text


def recipes_for(text: str, papers: frozenset[str]) -> list[Recipe]:
    """Recipes that test a number of a statement, each with the figures of that statement; `papers` are arXiv ids.

    Raises InputError where none does.
    """
    figures: dict[str, dict[str, RecipeFigure]] = {}
    known = {recipe.name: recipe for recipe in bundled() if recipe.archive is not None}
    for _, bound in bind_text(text, None, papers):
        for recipe, cited in matches(bound, list(known.values())):
            own = {figure.cited.text: figure for figure in recipe.figures}
            figures.setdefault(recipe.name, {})[cited.text] = own.get(cited.text, RecipeFigure(cited=cited))
    if not figures:
        raise InputError(
            "no recipe tests a number of this claim", hint="`synth rerun list` shows what each recipe tests"
        )
    return [replace(known[name], figures=tuple(asked.values())) for name, asked in figures.items()]


def claim_of(report: Path, identifier: str) -> tuple[str, frozenset[str]]:
    """Text of a claim in report.json or audit.json, and the arXiv ids of its papers. InputError where it is not there.

    `report` is the file or the folder that it lies in; the first letters of an id are enough where one claim has them.
    """
    names = ("report.json", "audit.json")
    path = next((report / name for name in names if (report / name).is_file()), report)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        claims = [one for one in data["claims"] if str(one["id"]).startswith(identifier)]
        papers = {one["id"]: one["arxiv_id"] for one in data["papers"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{report} holds no report", hint="name the folder that `synth report --out` wrote with --report DIR"
        ) from error
    if len(claims) != 1:
        found = "no claim" if not claims else f"{len(claims)} claims"
        raise InputError(f"{path} has {found} {identifier!r}", hint="the id stands at the end of an opened claim")
    (claim,) = claims
    about = [claim.get("paper"), *claim.get("sources", ())]
    cited = [work.get("arxiv_id") for work in claim.get("cited", ())]
    return str(claim["text"]), frozenset(id_ for id_ in [*map(papers.get, about), *cited] if id_)
