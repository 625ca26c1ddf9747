"""Recipes: what is claimed and where, which samples and problems test it, and how they are put together.

Recipes are written in YAML; `recipefile.py` reads them. Paths are relative to a data root, or to the bundled corpora
where they begin with `corpora:`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from synth.records import Assembly, Cited, Decoding


@dataclass(frozen=True, kw_only=True, slots=True)
class DataFile:
    """A file that a recipe names."""

    file: str
    checksum: str = ""
    """sha256 of an archive as it is, md5 of a problem file unpacked; empty where the recipe does not fix it."""
    level: str = "plus"
    """Which inputs of an EvalPlus file count: `base`, or `plus` for all."""
    system: str = ""
    """Which of several systems in the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecipeVariant:
    """Another way that is tried where a figure is not reached."""

    name: str
    assembly: Assembly
    archive: DataFile | None = None
    problems: DataFile | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecipeFigure:
    """A figure, and what the recipe knows about testing it."""

    cited: Cited
    untestable: tuple[str, str] | None = None
    """Reason and explanation, where these samples cannot say it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GeneratedTests:
    """Tests that a model wrote, for selection by CodeT."""

    data: DataFile
    per_sample: int = 5
    """So many of each generation are taken."""
    cpu: float = 0.1
    """Seconds that one test may take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sampling:
    """How samples are drawn from a model."""

    n: int = 1
    temperature: float = 0.0
    top_p: float = 1.0
    max_tokens: int = 512
    stop: tuple[str, ...] = ()
    prompt: str = "auto"
    """`completion`, `chat`, or `auto`: by what the model takes."""
    seed: int = 0
    turn_limit: int = 1
    stop_rule: str = "public"
    """When a rollout ends before its limit: `public` or `hidden` tests pass, or `never`."""
    feedback: str = "public"
    """Which tests' failures a next turn is told: `public`, or `none`."""
    submissions: int = 1
    """How many of the last programs of a rollout may be handed in; with several, the first that solves counts."""
    candidates: int = 1
    """Programs drawn each turn, of which the verifier picks one."""
    verifier: str = "public"
    """What picks one of the candidates: `random`, `public` tests, the `model` itself, or `public+model`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """One cited experiment."""

    name: str
    title: str
    figures: tuple[RecipeFigure, ...] = ()
    arxiv: str = ""
    model: str = ""
    models: tuple[str, ...] = ()
    """Other names under which papers print the model."""
    dataset: str = ""
    note: str = ""
    problems: DataFile | None = None
    archive: DataFile | None = None
    decoding: Decoding = Decoding.UNKNOWN
    any_value: bool = False
    """Whether its samples stand for every figure of its model on its benchmark, whatever a paper prints."""
    same_samples: bool = False
    """Whether the archive holds the very samples that the figures were made of."""
    missing_fail: bool = False
    """Whether problems without a sample count as failed."""
    assembly: Assembly | None = None
    variants: tuple[RecipeVariant, ...] | None = None
    """None: the usual ones are tried."""
    generated: GeneratedTests | None = None
    sampling: Sampling | None = None
    cpu: float = 4.0
    """Seconds of CPU that a sample gets before it counts as failed."""
    memory: int = 1024
    """MiB of address space."""

    @property
    def files(self) -> tuple[DataFile, ...]:
        """All files that it needs."""
        variants = [file for one in self.variants or () for file in (one.archive, one.problems)]
        generated = self.generated.data if self.generated else None
        found = [file for file in (self.problems, self.archive, generated, *variants) if file is not None]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class DataRoots:
    """Where the files of recipes are looked for."""

    folders: tuple[Path, ...] = field(default_factory=tuple)
    corpora: Path | None = None

    def path(self, data: DataFile) -> Path | None:
        """The file with its member after `!`, or None where it is in no root."""
        name, bang, member = data.file.partition("!")
        if name.startswith("corpora:"):
            places = [self.corpora / name.removeprefix("corpora:")] if self.corpora else []
        else:
            places = [Path(name)] if Path(name).is_absolute() else [folder / name for folder in self.folders]
        found = next((place for place in places if place.is_file()), None)
        return None if found is None else Path(f"{found}{bang}{member}")

    def missing(self, recipe: Recipe) -> tuple[str, ...]:
        """Files of a recipe that are not at hand."""
        return tuple(data.file for data in recipe.files if self.path(data) is None)
