"""Finds the things that a sentence is about: datasets, metrics with their k, and models or methods.

Datasets and metrics come from tables of names; models are recognised by shape ("WizardCoder-15B", "GPT-4",
"o1-mini"), because new ones appear every week. Where matches overlap the longest wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from synth.language.identity import Sameness, same_entity
from synth.language.names import (
    AT_METRICS,
    DATASETS,
    EXACT_CASE,
    EXACT_CASE_METRICS,
    FAMILIES,
    LOWER_FAMILIES,
    METRICS,
    NOT_METHODS,
    STYLES,
    TRAINING,
)

__all__ = ["Entity", "EntityKind", "Sameness", "entities", "same_entity"]


class EntityKind(StrEnum):
    """What a named thing is."""

    DATASET = "dataset"
    METRIC = "metric"
    METHOD = "method"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """A named thing in a text."""

    kind: EntityKind
    canonical: str
    """Canonical name: "AIME 2024" for "AIME24", "pass@k" for "Pass@10"; for methods as printed."""
    text: str
    """Literal text."""
    start: int
    end: int
    k: int | None = None
    """The k of a metric that has one."""


def _flexible(alias: str) -> str:
    escaped = re.escape(alias).replace(r"\-", "-").replace(r"\ ", " ")
    return re.sub(r"[- ]", r"[-‑\\s]?", escaped)


def _alias_pattern(exact: bool) -> re.Pattern[str]:
    aliases = [alias for names in DATASETS.values() for alias in names if (alias in EXACT_CASE) is exact]
    choices = "|".join(_flexible(alias) for alias in sorted(aliases, key=len, reverse=True))
    # "MATH" is no dataset in "MATH-Shepherd", and "HumanEval" none in "HumanEvalFix".
    return re.compile(rf"(?<![\w-])(?:{choices})(?![\w+@])", 0 if exact else re.IGNORECASE)


def _key(alias: str) -> str:
    return re.sub(r"[-‑\s’']", "", alias).lower()


_DATASET_PATTERNS = (_alias_pattern(exact=True), _alias_pattern(exact=False))
_DATASET_NAMES = {_key(alias): name for name, aliases in DATASETS.items() for alias in aliases}
_DATASET_SHAPE = re.compile(
    r"(?:Bench|Eval|QA|Arena|Benchmark|Gym|Dataset|Corpus)(?:-?(?:v?[0-9.]+|[A-Z][a-z]*|[A-Z]+))?$"
)
_AT = re.compile(r"(?<![\w@.-])([A-Za-z][\w-]*?)\s?@\s?\{?([0-9]+[kK]?|[kKNn])(?![\w@.]*@)\b\}?")
_METRIC_PATTERNS = tuple(
    (name, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w@])", 0 if name in EXACT_CASE_METRICS else re.IGNORECASE))
    for name, pattern in METRICS.items()
)
_ANY_METRIC = re.compile("|".join(f"(?:{pattern})" for pattern in METRICS.values()), re.IGNORECASE)

_PART = r"(?:[^\W_](?:[^\W_]|(?<=[0-9])\.(?=[0-9]))*\+{0,2})"
_WORD = re.compile(rf"(?<![\w@./-]){_PART}(?:[-‑]{_PART})*(?![@\w]|/[a-z]+/)")
_CODE_LLAMA = re.compile(r"(?<![\w-])Code[-\s]Llama(?:[-\s](?:Python|Instruct))?(?:[-\s][0-9]+[bB])?(?![\w])")
_STYLE = re.compile(rf"[-‑](?:{STYLES}|[a-z]+ed|[a-z]+ing)$")
_SIZE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:x[0-9]+)?[bBM](?:-A[0-9]+B)?")
_SUFFIX = re.compile(
    r"\s(?:[0-9]{1,3}(?:\.[0-9]+)?[BM]|(?:Turbo|Pro|Ultra|Flash|Sonnet|Opus|Haiku|Instruct|Zero|mini|Nano|Coder|Plus|Thinking)"
    r"(?:[-\s][0-9]{1,3}(?:\.[0-9]+)?[BM])?)(?![\w.%])"
)
_HAS_SIZE = re.compile(r"[0-9][bBM](?![a-z0-9])")
_FOOTNOTED = re.compile(r"^([A-Z][a-z]+)[0-9]{1,2}$")
_PROGRAM = re.compile(r"(?:Error|Exception|Script|Warning)$")
_FAMILY_NUMBER = re.compile(r"\s[0-9](?:\.[0-9]{1,2})?(?![0-9%,.]*[0-9%])(?![\w])")
_LETTER_DIGITS = re.compile(r"^[A-Za-z][0-9]{1,4}$")
_SINGLE_MODELS = frozenset({"R1", "T5", "T0", "o1", "o3", "V3", "k1.5"})
_LABEL = re.compile(
    r"^(?:Table|Figure|Fig|Section|Sec|Eq|Equation|Step|Level|RQ|Appendix|Top|Best|Stage|Phase|Round|Turn|Type|Class|"
    r"Part|Case|Layer|Exp|Model|Task|Prompt|Line|Page|Day|Group|Lemma|Theorem|Pass|Figures|Tables|ICLR|ICML|ACL|EMNLP|"
    r"NAACL|CVPR|NIPS|AAAI|IJCAI|TMLR|KDD|WWW|SIGIR)['’]?-?[0-9]"
)
_HARDWARE = re.compile(r"^(?:[AHVTLP][0-9]{1,4}|RTX[-\s]?[0-9]+|TPUv?[0-9]*|GB200|B200)s?$")
_LOWER_MODEL = re.compile(rf"^(?:{LOWER_FAMILIES})(?:$|[-0-9.])")
_SURNAME = re.compile(r"^(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|O)[A-Z][a-z]+$")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}|[a-z][0-9]+[A-Z]")
_PLURAL = re.compile(r"^[A-Z0-9]{2,}s$")


@lru_cache(maxsize=65536)  # headers and captions are asked about once for each cell under them
def entities(text: str) -> tuple[Entity, ...]:
    """Datasets, metrics and methods that `text` names, in reading order, none overlapping."""
    found = [*_datasets(text), *_metrics(text), *_methods(text)]
    found.sort(key=lambda entity: (entity.start - entity.end, entity.kind is EntityKind.METHOD))
    kept: list[Entity] = []
    for entity in found:
        if all(entity.end <= other.start or entity.start >= other.end for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda entity: entity.start))


def dataset_name(text: str) -> str | None:
    """Canonical name of a dataset that `text` is, wholly; None where the tables do not know it."""
    return _DATASET_NAMES.get(_key(text.strip()))


def _datasets(text: str) -> list[Entity]:
    return [
        Entity(
            kind=EntityKind.DATASET,
            canonical=_DATASET_NAMES[_key(match[0])],
            text=match[0],
            start=match.start(),
            end=match.end(),
        )
        for pattern in _DATASET_PATTERNS
        for match in pattern.finditer(text)
    ]


def _metrics(text: str) -> list[Entity]:
    found = []
    for match in _AT.finditer(text):
        name = AT_METRICS.get(match[1].lower(), f"{match[1]}@k")
        digits = match[2].lower().removesuffix("k")
        k = int(digits) * (1000 if match[2][-1:] in "kK" else 1) if digits.isdigit() and len(digits) < 10 else None
        found.append(
            Entity(kind=EntityKind.METRIC, canonical=name, text=match[0], start=match.start(), end=match.end(), k=k)
        )
    if _ANY_METRIC.search(text):
        for name, pattern in _METRIC_PATTERNS:
            found.extend(
                Entity(kind=EntityKind.METRIC, canonical=name, text=match[0], start=match.start(), end=match.end())
                for match in pattern.finditer(text)
            )
    return found


def _methods(text: str) -> list[Entity]:
    found = []
    for match in (*_CODE_LLAMA.finditer(text), *_WORD.finditer(text)):
        raw = match[0]
        while stripped := _STYLE.search(raw):
            raw = raw[: stripped.start()]
        known = _is_method(raw)
        if not known and not match[0].startswith("Code"):
            continue
        if not known and not _CODE_LLAMA.fullmatch(match[0]):
            continue
        end = match.start() + len(raw)
        if raw == match[0]:
            end = _with_suffix(text, raw, match.start(), end)
        raw = text[match.start() : end]
        kind = EntityKind.DATASET if _DATASET_SHAPE.search(raw) else EntityKind.METHOD
        name = re.sub(r"\s+", " ", raw)
        found.append(Entity(kind=kind, canonical=name, text=raw, start=match.start(), end=end))
    return found


def _with_suffix(text: str, raw: str, start: int, end: int) -> int:
    """Take in what follows a family name as a word of its own: "Llama 3.1 8B", "Claude 3.5 Sonnet"."""
    if raw in FAMILIES and (number := _FAMILY_NUMBER.match(text, end)):
        end = number.end()
    if raw not in TRAINING:
        while suffix := _SUFFIX.match(text, end):
            if _HAS_SIZE.search(text, start, end) and suffix[0].strip()[0].isdigit():
                break  # "StarCoder2-7B 7B" is a name and the next cell of its row
            end = suffix.end()
    return end


@lru_cache(maxsize=65536)  # most words are said again and again
def _is_method(word: str) -> bool:
    if word in NOT_METHODS or _PLURAL.match(word) or _SIZE.fullmatch(word):
        return False
    if word in FAMILIES or word in TRAINING or word in _SINGLE_MODELS:
        return True
    if _HARDWARE.match(word) or _LABEL.match(word) or _LETTER_DIGITS.match(word) or _SURNAME.match(word):
        return False
    if word[0].isdigit() or len(word) < 2:
        return False
    if _PROGRAM.search(word):
        return False
    if footnoted := _FOOTNOTED.match(word):
        # "Chen2" is an author with a mark; "Qwen2" is a model.
        return footnoted[1] in FAMILIES
    has_digit = any(character.isdigit() for character in word)
    parts = re.split("[-‑]", word)
    if word[0].islower():
        return bool(_LOWER_MODEL.match(word)) and has_digit
    if has_digit:
        return sum(character.isalpha() for character in parts[0]) > 1 or (len(parts) > 1 and len(word) > 4)
    if parts[0] in FAMILIES:
        return True
    camel = any(_CAMEL.search(part) and part not in NOT_METHODS and not _PLURAL.match(part) for part in parts)
    return camel and not _SURNAME.match(parts[0])
