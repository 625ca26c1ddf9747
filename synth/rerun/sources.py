"""What a rerun stands on: the files of a recipe, the samples of them that count, and the problems they are of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.errors import InputError
from synth.records import Decoding
from synth.rerun.archives import Archive, Sample, load_archive
from synth.rerun.assembly import defines
from synth.rerun.linking import Linked, link
from synth.rerun.problems import ProblemSet, load_problems, problems_of_rows
from synth.rerun.recipe import DataFile, DataRoots, Recipe


def open_archive(data: DataFile | None, roots: DataRoots, notes: list[str]) -> Archive:
    """The archive that the recipe names; InputError where it is not at hand."""
    if data is None:
        raise InputError(
            "the recipe names no archive", hint="give one with --archive, or a model to draw samples from with --llm"
        )
    loaded = load_archive(path_of(data, roots), level=data.level)
    _check(data, loaded.file.sha256, "sha256", notes)
    return loaded


def open_problems(data: DataFile | None, archive: Archive, roots: DataRoots, notes: list[str]) -> ProblemSet | None:
    """The problems that the recipe names, or those whose tests the archive's own rows carry; None for outcomes only."""
    if data is not None:
        loaded = load_problems(path_of(data, roots), level=data.level)
        _check(data, loaded.file.md5, "md5", notes)
        return loaded
    if archive.problems:
        notes.append("No problem file was given: the tests are those that the archive's rows carry themselves.")
        return problems_of_rows(list(archive.problems), archive.file)
    if archive.judged:
        return None
    raise InputError("these samples need a problem file", hint="give one with --problems FILE")


def path_of(data: DataFile, roots: DataRoots) -> Path:
    """Where a file of a recipe lies; InputError where it lies nowhere."""
    path = roots.path(data)
    if path is None:
        raise InputError(f"missing: {data.file}", hint="name the folder that it lies in with --data DIR")
    return path


def _check(data: DataFile, got: str, kind: str, notes: list[str]) -> None:
    if data.checksum and data.checksum != got:
        notes.append(f"{data.file} is not the file that the recipe was written for ({kind} {got[:12]}…).")


def chosen(archive: Archive, data: DataFile | None) -> list[Sample]:
    """The samples of one system; InputError where a file with several leaves it open."""
    systems = archive.systems
    wanted = data.system if data is not None else ""
    if not wanted:
        if len(systems) > 1:
            shown = ", ".join(systems[:6]) + (", …" if len(systems) > 6 else "")
            raise InputError(
                f"{archive.file.path} holds {len(systems)} systems", hint=f"name one with --system: {shown}"
            )
        return list(archive.samples)
    found = [sample for sample in archive.samples if sample.system == wanted]
    if not found:
        raise InputError(f"{archive.file.path} holds no system {wanted!r}", hint=f"it holds {', '.join(systems[:8])}")
    return found


def linked_to(samples: Sequence[Sample], problems: ProblemSet | None) -> Linked:
    """Samples by problem; without problems by the names that the archive gives them."""
    if problems is None:
        found: dict[str, list[Sample]] = {}
        for sample in samples:
            found.setdefault(sample.task, []).append(sample)
        return Linked(found, (), ())
    linked = link(samples, problems)
    if not linked.samples:
        name = linked.strangers[0][:60] if linked.strangers else "?"
        raise InputError(
            f"no sample is of a problem in {problems.file.path} (the first is of {name!r})",
            hint="give the problem file that the samples were made for",
        )
    return linked


def are_completions(linked: Linked, problems: ProblemSet | None) -> bool:
    """Whether most samples go on from their prompts rather than define the function themselves."""
    if problems is None:
        return False
    pairs = [(problems.problems[task], sample) for task, samples in linked.samples.items() for sample in samples[:5]]
    written = [defines(sample.text, problem.entry) or "```" in sample.text for problem, sample in pairs if sample.text]
    return sum(written) * 2 < len(written)


def decoding_of(recipe: Recipe, samples: Sequence[Sample]) -> Decoding:
    """As the recipe says; several different samples of a problem were drawn at random."""
    if recipe.decoding is not Decoding.UNKNOWN:
        return recipe.decoding
    texts: dict[str, set[str]] = {}
    for sample in samples:
        texts.setdefault(sample.task or sample.prompt, set()).add(sample.text)
    return Decoding.SAMPLED if any(len(one) > 1 for one in texts.values()) else Decoding.UNKNOWN
