"""`synth rerun`: cited figures, computed again from samples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.models import Budget, Llm, LlmUrl

if TYPE_CHECKING:
    from synth.rerun.recipe import Recipe

FAIL_LEVELS = ("never", "not_reproduced", "any")


def rerun(
    recipe: Annotated[
        str | None,
        typer.Argument(help="Name of a recipe, a YAML file, `all`, `list`, or `conflict`.", show_default=False),
    ] = None,
    claims: Annotated[
        list[str] | None,
        typer.Option(
            "--claim", metavar="FIGURE|ID", help='"pass@100 = 73.7", or the id of a claim in --report; repeatable.'
        ),
    ] = None,
    report: Annotated[
        Path, typer.Option("--report", metavar="DIR", help="Folder of the report or audit that --claim ID is in.")
    ] = Path("out/report"),
    archive: Annotated[
        str | None, typer.Option("--archive", metavar="FILE", help="Archive of samples; file.zip!member in a zip.")
    ] = None,
    problems: Annotated[
        str | None, typer.Option("--problems", metavar="FILE", help="Problem file of the benchmark.")
    ] = None,
    system: Annotated[
        str, typer.Option("--system", metavar="NAME", help="Which of several systems in the archive.")
    ] = "",
    level: Annotated[
        str, typer.Option("--level", metavar="base|plus", help="Inputs of an EvalPlus file that count.")
    ] = "plus",
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="DIR", help="Folder that the files of recipes lie in; repeatable."),
    ] = None,
    llm: Llm = None,
    llm_url: LlmUrl = None,
    samples: Annotated[
        int | None, typer.Option("--samples", "-n", min=1, help="Samples a problem that are drawn.  [default: 1]")
    ] = None,
    temperature: Annotated[
        float | None, typer.Option("--temperature", min=0, help="Temperature that they are drawn at.  [default: 0]")
    ] = None,
    top_p: Annotated[
        float | None, typer.Option("--top-p", min=0.01, max=1, help="Nucleus that they are drawn from.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed that they are drawn with.")] = None,
    turns: Annotated[
        int | None, typer.Option("--turns", min=1, help="Turns of a rollout: a failed program may be corrected.")
    ] = None,
    candidates: Annotated[
        int | None, typer.Option("--candidates", min=1, help="Programs each turn, of which a verifier picks one.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Draw for the first N problems only.")] = 0,
    budget: Budget = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the results.")] = Path(
        "out/rerun"
    ),
    workers: Annotated[int, typer.Option("--workers", min=0, help="Worker processes.  [default: 2]")] = 0,
    cpu: Annotated[
        float | None, typer.Option("--cpu", min=0.1, help="CPU seconds that a sample gets.  [default: the recipe's]")
    ] = None,
    namespaces: Annotated[bool, typer.Option("--namespaces/--no-namespaces", hidden=True)] = True,
    unsafe: Annotated[
        bool, typer.Option("--allow-unsafe-code", help="Run samples even where this machine cannot confine them.")
    ] = False,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="LEVEL", help=f"Exit with 1 on: {', '.join(FAIL_LEVELS)}.")
    ] = "never",
    as_json: Annotated[bool, typer.Option("--json", help="Print rerun.json on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Compute cited figures again from archived samples, run in a sandbox, and say whether they hold.

    A recipe names a cited experiment, its samples and its problems; without
    one, give --archive, --problems and --claim. Outcomes are kept in the
    output folder: a run that was stopped goes on from there. With --llm the
    samples are drawn from a model, and archived in the output folder.
    `conflict` computes why optimising pass@k can lower pass@1, on policies
    of its own and on the pass rates of the samples; with --llm local:MODEL,
    --problems and --samples also on the gradients of the model.
    Verdicts: reproduced, reproduced_by_truncation, within_sampling_error,
    only_under_variant, not_reproduced, not_testable.

    Example: synth rerun --archive samples.jsonl --problems HumanEval.jsonl.gz --claim "pass@10 = 50.3"
    """
    from synth import settings
    from synth.errors import UsageError
    from synth.workflows.rerun import RerunOptions

    if fail_on not in FAIL_LEVELS:
        raise UsageError(f"unknown level {fail_on!r}", hint=f"--fail-on takes {', '.join(FAIL_LEVELS)}")
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    if level not in ("base", "plus"):
        raise UsageError(f"unknown level {level!r}", hint="--level takes base or plus")
    values = settings.load(llm=llm, llm_url=llm_url, budget=budget, library=library)
    plan = {
        "n": samples, "temperature": temperature, "top_p": top_p, "seed": seed, "turn_limit": turns,
        "candidates": candidates,
    }  # fmt: skip
    sampling = {name: value for name, value in plan.items() if value is not None}
    if (sampling or limit) and llm is None:
        raise UsageError("samples are drawn from a model, and none is named", hint="add --llm PROVIDER:MODEL")
    options = RerunOptions(
        data=tuple(data or ()), workers=workers, cpu=cpu, namespaces=namespaces, unsafe=unsafe, out=out,
        draw=llm is not None, sampling=sampling, limit=limit,
    )  # fmt: skip
    if recipe == "list":
        from synth.cli.rerunlines import print_listing

        print_listing(options, values, as_json=as_json)
        return
    about_conflict = recipe == "conflict"
    if about_conflict:
        recipe = None if archive or problems else "pebble/heron-7b"
    recipes = _recipes(recipe, archive, problems, claims or [], system, level, report, draw=llm is not None)
    from synth.cli.report import _progress
    from synth.cli.rerunlines import fails, print_reruns
    from synth.report.files import make_folder
    from synth.report.rerun import write_reruns
    from synth.workflows.rerun import Failed, run_recipes

    make_folder(out)  # an output that cannot be written is said before the work, not after it
    if about_conflict and llm is not None:
        from synth.cli.rerunlines import print_conflict
        from synth.workflows.rerun.gradients import model_conflict

        with _progress(show=not quiet, verbose=verbose) as progress:
            drawn, found = model_conflict(recipes[0], options, values, progress)
        print_conflict([drawn], [found], out, values, as_json=as_json, quiet=quiet)
        return
    with _progress(show=not quiet, verbose=verbose) as progress:
        done = run_recipes(recipes, options, values, progress)
    made = [one for one in done if not isinstance(one, Failed)]
    if about_conflict:
        from synth.cli.rerunlines import print_conflict

        print_conflict(made, [], out, values, as_json=as_json, quiet=quiet)
        return
    failed = [one for one in done if isinstance(one, Failed)]
    if not made:
        raise failed[0].error
    written = write_reruns(made, out, templates=values.templates)
    if as_json:
        typer.echo(written["json"].read_text(encoding="utf-8"))
    elif not quiet:
        print_reruns(made, failed, written["html"])
    if fails(made, fail_on):
        raise typer.Exit(1)


def _recipes(
    recipe: str | None,
    archive: str | None,
    problems: str | None,
    claims: list[str],
    system: str,
    level: str,
    report: Path,
    *,
    draw: bool,
) -> list[Recipe]:
    """What is to be run. UsageError where the command line leaves it open."""
    from synth.errors import UsageError
    from synth.workflows.rerun import by_hand, named

    if recipe is not None:
        if archive or problems:
            raise UsageError("a recipe names its own archive and problems", hint="leave --archive and --problems away")
        return named(recipe)
    if draw:
        if archive or not problems:
            raise UsageError("samples are drawn for a problem file", hint="give --problems FILE and no --archive")
        return [by_hand("", problems, claims, level=level)]
    if archive is None and claims:
        from synth.rerun.claims import is_figure
        from synth.workflows.rerun.oneclaim import claim_of, recipes_for

        if not any(is_figure(claim) for claim in claims):
            return [one for claim in claims for one in recipes_for(*claim_of(report, claim))]
    if archive is None:
        raise UsageError("nothing to rerun", hint="synth rerun list, or --archive FILE --problems FILE --claim FIGURE")
    return [by_hand(archive, problems or "", claims, system=system, level=level)]
