"""Recipes that stand in YAML: the bundled ones, and files that a user names.

With `experiments:` a file holds several recipes that share what stands above, each named after the file and itself.
What is wrong in a file is said with its name and the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from synth.errors import InputError
from synth.records import Assembly, Cited, Decoding
from synth.rerun.metrics import parse_metric
from synth.rerun.recipe import DataFile, GeneratedTests, Recipe, RecipeFigure, RecipeVariant, Sampling

FOLDER = Path(__file__).with_name("recipes")


def bundled() -> list[Recipe]:
    """All recipes that ship, by name."""
    return [recipe for path in sorted(FOLDER.glob("*.yaml")) for recipe in load(path)]


def find(name: str) -> list[Recipe]:
    """The recipes of a file, of a bundled file, or one experiment of one. InputError names what is near."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return list(load(path))
    known = bundled()
    found = [recipe for recipe in known if recipe.name == name or recipe.name.startswith(f"{name}/")]
    if found:
        return found
    from difflib import get_close_matches

    names = sorted({recipe.name.partition("/")[0] for recipe in known} | {recipe.name for recipe in known})
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    hint = f"near it: {', '.join(near)}" if near else "`synth rerun list` shows all"
    raise InputError(f"no recipe {name!r}", hint=hint)


def load(path: Path) -> Iterator[Recipe]:
    """The experiments of a recipe file. InputError says what is wrong in it."""
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", hint="`synth rerun list` shows all") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path.name} is no YAML: {' '.join(str(error).split())}", hint="see the bundled ones"
        ) from error
    if not isinstance(data, dict):
        raise InputError(f"{path.name} is no recipe", hint="see the bundled ones")
    experiments = data.pop("experiments", None) or [{}]
    for one in experiments:
        if not isinstance(one, dict):
            raise InputError(f"{path.name}: an experiment is no mapping", hint="see the bundled ones")
        suffix = f"/{one['name']}" if "name" in one else ""
        merged = {**data, **{key: value for key, value in one.items() if key != "name"}}
        yield read_recipe(merged, f"{path.stem}{suffix}", path.name)


_KEYS = frozenset(
    ("title", "paper", "model", "models", "dataset", "note", "problems", "archive", "decoding", "samples", "missing",
     "assembly", "variants", "figures", "generated", "sampling", "limits", "stands_for")
)  # fmt: skip


def read_recipe(data: Mapping[str, Any], name: str, where: str) -> Recipe:
    """A recipe from what YAML says. InputError names the key that is wrong."""
    unknown = set(data) - _KEYS
    if unknown:
        raise InputError(f"{where}: unknown key {sorted(unknown)[0]!r}", hint=f"known keys: {', '.join(sorted(_KEYS))}")
    try:
        return _recipe(data, name)
    except InputError as error:
        raise InputError(f"{where}: {error.message}", hint=error.hint) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{where}: {type(error).__name__} {error}", hint="see the bundled recipes") from error


def _recipe(data: Mapping[str, Any], name: str) -> Recipe:
    paper = data.get("paper") or {}
    limits = data.get("limits") or {}
    assembly = _assembly(data["assembly"], Assembly(name="as the paper says")) if data.get("assembly") else None
    base = assembly or Assembly(name="as archived")
    variants = data.get("variants")
    recipe = Recipe(
        name=name,
        title=str(data.get("title", name)),
        arxiv=str(paper.get("arxiv", "")),
        model=str(data.get("model", "")),
        models=tuple(str(one) for one in data.get("models") or ()),
        dataset=str(data.get("dataset", "")),
        note=" ".join(str(data.get("note", "")).split()),
        problems=_file(data.get("problems"), "md5"),
        archive=_file(data.get("archive"), "sha256"),
        decoding=Decoding(data.get("decoding", "unknown")),
        any_value=_word(data.get("stands_for", "its figures"), "all figures", "its figures"),
        same_samples=_word(data.get("samples", "other"), "same", "other"),
        missing_fail=_word(data.get("missing", "untestable"), "failed", "untestable"),
        assembly=assembly,
        variants=None if variants is None else tuple(_variant(one, base) for one in variants),
        generated=_generated(data.get("generated")),
        sampling=_sampling(data.get("sampling")),
        cpu=float(limits.get("cpu", 4.0)),
        memory=int(limits.get("memory", 1024)),
    )
    return replace(recipe, figures=tuple(_figure(one, recipe, paper) for one in data.get("figures") or ()))


def _word(value: object, yes: str, no: str) -> bool:
    if value not in (yes, no):
        raise InputError(f"{value!r} is neither {yes!r} nor {no!r}")
    return value == yes


def _file(value: Any, checksum: str) -> DataFile | None:
    if value is None:
        return None
    if isinstance(value, str):
        return DataFile(file=value)
    return DataFile(
        file=str(value["file"]),
        checksum=str(value.get(checksum, "")),
        level=str(value.get("level", "plus")),
        system=str(value.get("system", "")),
    )


def _assembly(value: Mapping[str, Any], base: Assembly) -> Assembly:
    changes: dict[str, Any] = {}
    for key, content in value.items():
        if key in ("stop", "clean"):
            changes[key] = tuple(str(one) for one in content or ())
        elif key in ("name", "mode", "preamble"):
            changes[key] = str(content or "")
        else:
            raise InputError(f"unknown key {key!r} of an assembly", hint="known: name, mode, preamble, stop, clean")
    made = replace(base, **changes)
    if made.mode not in ("auto", "completion", "program"):
        raise InputError(f"unknown mode {made.mode!r}", hint="known: auto, completion, program")
    return made


def _variant(value: Mapping[str, Any], base: Assembly) -> RecipeVariant:
    rest = {key: content for key, content in value.items() if key not in ("archive", "problems")}
    return RecipeVariant(
        name=str(value["name"]),
        assembly=_assembly(rest, base),
        archive=_file(value.get("archive"), "sha256"),
        problems=_file(value.get("problems"), "md5"),
    )


def _generated(value: Any) -> GeneratedTests | None:
    if value is None:
        return None
    data = _file(value, "sha256")
    assert data is not None
    return GeneratedTests(data=data, per_sample=int(value.get("per_sample", 5)), cpu=float(value.get("cpu", 0.1)))


def _sampling(value: Any) -> Sampling | None:
    if value is None:
        return None
    known = {one.name: one for one in fields(Sampling)}
    changes: dict[str, Any] = {}
    for key, content in value.items():
        if key not in known:
            raise InputError(f"unknown key {key!r} of sampling", hint=f"known: {', '.join(known)}")
        kind = str(known[key].type)
        changes[key] = (
            tuple(content) if kind.startswith("tuple") else {"int": int, "float": float}.get(kind, str)(content)
        )
    made = Sampling(**changes)
    for name, value, known_values in (
        ("stop_rule", made.stop_rule, ("public", "hidden", "never")),
        ("feedback", made.feedback, ("public", "none")),
        ("verifier", made.verifier, ("random", "public", "model", "public+model")),
        ("prompt", made.prompt, ("auto", "chat", "completion")),
    ):
        if value not in known_values:
            raise InputError(f"unknown {name} {value!r}", hint=f"known: {', '.join(known_values)}")
    if min(made.n, made.turn_limit, made.submissions, made.candidates, made.max_tokens) < 1:
        raise InputError("counts of sampling begin at 1", hint="n, turn_limit, submissions, candidates, max_tokens")
    return made


def _figure(value: Mapping[str, Any], recipe: Recipe, paper: Mapping[str, Any]) -> RecipeFigure:
    metric = parse_metric(str(value["metric"]))
    if metric is None:
        raise InputError(f"unknown metric {value['metric']!r}", hint="known: pass@k, pass^k, maj@k, bon@n, codet@k, …")
    printed = str(value["value"])
    float(printed)
    reason = value.get("untestable")
    cited = Cited(
        text=f"{metric} = {printed}",
        metric=str(metric),
        printed=printed,
        decoding=Decoding(value.get("decoding", recipe.decoding.value)),
        arxiv=recipe.arxiv,
        where=str(value.get("where", paper.get("where", ""))),
        model=recipe.model,
        dataset=recipe.dataset,
    )
    return RecipeFigure(
        cited=cited, untestable=(str(reason["reason"]), " ".join(str(reason["why"]).split())) if reason else None
    )
