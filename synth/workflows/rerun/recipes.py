"""Figures in, verdicts out: find recipes and their files, run them in the sandbox, keep what was found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from synth.errors import InputError, SynthError
from synth.records import Rerun
from synth.rerun.claims import parse_figure
from synth.rerun.execution import Journal, Progress
from synth.rerun.outcomes import Bench
from synth.rerun.recipe import DataFile, DataRoots, Recipe, Sampling
from synth.rerun.recipefile import bundled, find
from synth.rerun.run import rerun
from synth.rerun.sandbox import Sandbox, Walls
from synth.settings import Settings

JOURNAL = "outcomes.jsonl"
"""Name of the file that outcomes are appended to as they come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RerunOptions:
    """How reruns are made."""

    data: tuple[Path, ...] = ()
    """Folders that the files of recipes are looked for in, before those of the settings."""
    workers: int = 0
    """Worker processes; 0 for one a core, two at most."""
    cpu: float | None = None
    """Seconds of CPU that a sample gets, where it is not the recipe that says so."""
    namespaces: bool = True
    unsafe: bool = False
    """Run foreign code even where nothing confines it."""
    out: Path | None = None
    """Folder that outcomes are kept in, so that a run that was stopped goes on."""
    draw: bool = False
    """Draw new samples from the model that the settings name, instead of taking an archive."""
    sampling: Mapping[str, float] = field(default_factory=dict)
    """What is drawn otherwise than the recipe says: fields of `Sampling`."""
    limit: int = 0
    """Draw for so many problems only; 0 for all."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A recipe that could not be run."""

    recipe: Recipe
    error: SynthError


@dataclass(frozen=True, slots=True)
class Listed:
    """A recipe and whether its files are at hand."""

    recipe: Recipe
    missing: tuple[str, ...]


def roots(options: RerunOptions, settings: Settings) -> DataRoots:
    """Where files of recipes are looked for."""
    from synth.data import folder

    folders = [*options.data, *(one for one in (settings.rerun_data, settings.test_data) if one is not None)]
    try:
        corpora = folder("corpora")
    except InputError:
        corpora = None
    return DataRoots(tuple(folders), corpora)


def listing(options: RerunOptions, settings: Settings) -> list[Listed]:
    """All bundled recipes."""
    where = roots(options, settings)
    return [Listed(recipe, where.missing(recipe)) for recipe in bundled()]


def named(name: str) -> list[Recipe]:
    """The recipes of a name or of a YAML file; `all` for every bundled one that has samples."""
    return [one for one in bundled() if one.archive is not None] if name == "all" else find(name)


def by_hand(archive: str, problems: str, claims: Sequence[str], *, system: str = "", level: str = "plus") -> Recipe:
    """A recipe for an archive, a problem file and figures that a user names; without an archive, to be drawn for."""
    return Recipe(
        name="",
        title=Path((archive or problems).partition("!")[0]).name,
        figures=tuple(parse_figure(claim) for claim in claims),
        archive=DataFile(file=_absolute(archive), system=system, level=level) if archive else None,
        problems=DataFile(file=_absolute(problems), level=level) if problems else None,
    )


def _absolute(file: str) -> str:
    path, bang, member = file.partition("!")
    found = Path(path).expanduser().absolute()
    if not found.is_file():
        raise InputError(f"no such file: {path}", hint="name the file of samples or problems")
    return f"{found}{bang}{member}"


def run_recipes(
    recipes: Sequence[Recipe], options: RerunOptions, settings: Settings, progress: Progress, *, created: str = ""
) -> list[Rerun | Failed]:
    """Run recipes one after another, in their order; one that cannot be run is a row with its reason.

    A single recipe that cannot be run raises its error.
    """
    where = roots(options, settings)
    journal = Journal(options.out / JOURNAL if options.out is not None else None)
    walls = Walls(namespaces=options.namespaces, unsafe=options.unsafe)
    done: list[Rerun | Failed] = []
    try:
        with Sandbox(workers=options.workers or settings.workers or 2, walls=walls) as sandbox:
            bench = Bench(sandbox, journal, progress, where, created)
            for recipe in recipes:
                chosen = recipe if options.cpu is None else replace(recipe, cpu=options.cpu)
                try:
                    if options.draw:
                        chosen = drawn(chosen, options, settings, sandbox, where, progress)
                    done.append(rerun(chosen, bench))
                except SynthError as error:
                    if len(recipes) == 1:
                        raise
                    done.append(Failed(recipe, error))
    finally:
        journal.close()
    return done


def drawn(
    recipe: Recipe, options: RerunOptions, settings: Settings, sandbox: Sandbox, where: DataRoots, progress: Progress
) -> Recipe:
    """The recipe with new samples from the model that the settings name; see `draw_for`."""
    from synth.workflows.rerun.sampling import draw_for

    plan = replace(recipe.sampling or Sampling(), **options.sampling)  # type: ignore[arg-type]
    changed = replace(recipe, sampling=plan, missing_fail=recipe.missing_fail)
    return draw_for(changed, settings, sandbox, where, options.out or Path("out/rerun"), progress, options.limit)
