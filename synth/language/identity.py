"""Whether two names mean the same model, dataset or metric."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from synth.language.names import DATASETS


class Sameness(StrEnum):
    """How two names relate."""

    SAME = "same"
    COMPATIBLE = "compatible"
    """One says less than the other and may mean it: "WizardCoder" and "WizardCoder-34B"."""
    DIFFERENT = "different"


_VENDORS = frozenset({"openai", "google", "meta", "anthropic", "microsoft", "alibaba", "nvidia", "mistralai"})
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:x[0-9]+)?[bm](?![a-z0-9])|v?[0-9]+(?:\.[0-9]+)*|[a-z]+|\++|[^\W\d_a-z]+")
_SIZE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:x[0-9]+)?[bm]")
_VERSION = re.compile(r"v[0-9]+(?:\.[0-9]+)*")
_DATE = re.compile(r"[0-9]{4}|0[0-9]|1[0-2]|[0-3][0-9]")
_CHECKPOINT = frozenset({"step", "steps", "epoch", "iteration", "iter"})
"""What comes before the number of a state of training: "GRPO-step150" is some GRPO."""
_YEARED = frozenset({"aime", "amc", "hmmt"})


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    """Words of a name in order, its sizes, and what dates or numbers its release."""
    text = unicodedata.normalize("NFKC", name).lower().replace("plus", "+").replace("’", "'")
    text = re.sub(r"\b(?:the|model|models|dataset|benchmark|parameters?)\b", " ", text)
    words = _TOKEN.findall(re.sub(r"[-‐‑–_/\s'()]+", " ", text))
    sizes = frozenset(word for word in words if _SIZE.fullmatch(word))
    rest = [word for word in words if word not in sizes]
    if len(rest) > 1 and rest[0] in _VENDORS:
        rest = rest[1:]
    release: list[str] = []
    if rest[0:1] and rest[0] in _YEARED:
        release = [word[-2:] for word in rest[1:] if re.fullmatch(r"(?:20)?[0-9]{2}", word)]
        rest = [word for word in rest if not re.fullmatch(r"(?:20)?[0-9]{2}", word)]
    if len(rest) > 2 and rest[-2] in _CHECKPOINT and rest[-1].isdigit():
        release.append("".join(rest[-2:]))
        rest = rest[:-2]
    while len(rest) > 1 and (_VERSION.fullmatch(rest[-1]) or (_DATE.fullmatch(rest[-1]) and len(rest) > 2)):
        release.append(rest.pop())
    return tuple(rest), sizes, frozenset(release)


@lru_cache(maxsize=1)
def _datasets() -> dict[str, str]:
    return {re.sub(r"[-\s’']", "", alias).lower(): name for name, aliases in DATASETS.items() for alias in aliases}


def entity_key(name: str) -> tuple[object, ...] | None:
    """Equal for names that `same_entity` calls the same; None for a name that names nothing."""
    if known := _datasets().get(re.sub(r"[-‑\s’']", "", name).lower()):
        return (known,)
    words, sizes, release = _parts(name)
    return ("".join(words), sizes, release) if words or sizes else None


def entity_keys(name: str) -> tuple[object, ...]:
    """Of two names that `same_entity` calls the same at least one is equal, of others none; empty for no name."""
    known = _datasets().get(re.sub(r"[-‑\s’']", "", name).lower())
    words, sizes, release = _parts(name)
    parts = (("".join(words), sizes, release),) if words or sizes else ()
    return (*parts, known) if known else parts


@lru_cache(maxsize=1 << 17)
def same_entity(a: str, b: str) -> Sameness:
    """Compare two names, tolerant to case, hyphens, spaces and where the size stands.

    A missing size, release, step or year makes them compatible; every other difference ("-Zero", "4o", "+") tells them
    apart.
    """
    known_a = _datasets().get(re.sub(r"[-‑\s’']", "", a).lower())
    known_b = _datasets().get(re.sub(r"[-‑\s’']", "", b).lower())
    if known_a and known_a == known_b:
        return Sameness.SAME
    (words_a, sizes_a, release_a), (words_b, sizes_b, release_b) = _parts(a), _parts(b)
    if "".join(words_a) != "".join(words_b) or not (words_a or sizes_a):
        return Sameness.DIFFERENT
    if (sizes_a and sizes_b and sizes_a != sizes_b) or (release_a and release_b and release_a != release_b):
        return Sameness.DIFFERENT
    return Sameness.SAME if sizes_a == sizes_b and release_a == release_b else Sameness.COMPATIBLE
