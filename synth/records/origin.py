"""Who or what made a judgement, and how ids are made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


def content_id(prefix: str, *parts: object) -> str:
    """`prefix` + 16 hex digits of the SHA-256 of the parts: equal content, equal id, on every machine."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
    return f"{prefix}{digest[:16]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """What made a judgement."""

    engine: str
    """`embedded`, or `PROVIDER:MODEL` of a language model."""
    version: str
    """Version of synth that made it."""
    embedding: str = ""
    """Name and checksum of the embedding model, empty where none was used."""
    prompt: str = ""
    """Hash of the prompt file, empty where no language model was asked."""
    seed: int | None = None
    """Seed of random choices, None where there were none."""
