"""From the name of a classifier, or a loaded decoder, to a scorer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError
from synth.llm.local.backend import Local
from synth.llm.local.loading import load
from synth.llm.prompts import Prompts
from synth.llm.scoring.calibrate import fit, read_pairs
from synth.llm.scoring.classifier import Classifier
from synth.llm.scoring.kept import KeptScorer
from synth.llm.scoring.likelihood import Likelihood
from synth.llm.scoring.raw import RawScorer
from synth.llm.scoring.seq2seq import YesNo
from synth.settings import Settings

if TYPE_CHECKING:
    from synth.protocols import Keeper


def open_scorer(name: str, settings: Settings, keeper: Keeper | None = None) -> KeptScorer:
    """The classifier in a folder or on the hub, calibrated where the settings name a set of pairs.

    A model with a head for sequences is read as NLI or as supported-or-not, one with encoder and decoder as answering 1
    or 0. Raises InputError for a model that is neither.
    """
    kind = _kind(name)
    raw: RawScorer
    if kind == "AutoModelForSeq2SeqLM":
        raw = YesNo(load(name, kind, settings.device))
    else:
        raw = Classifier(load(name, kind, settings.device))
    return _calibrated(KeptScorer(raw, keeper), settings)


def likelihood(local: Local, settings: Settings, keeper: Keeper | None = None) -> KeptScorer | None:
    """A decoder that is loaded already, as a scorer by what it would say first.

    None where its tokenizer does not tell the labels apart: such a model judges in words only.
    """
    raw = Likelihood(local, Prompts(settings.prompts))
    return _calibrated(KeptScorer(raw, keeper), settings) if raw.usable else None


def _calibrated(scorer: KeptScorer, settings: Settings) -> KeptScorer:
    if settings.calibration is not None:
        pairs, labels = read_pairs(settings.calibration)
        scorer.calibrate(fit(scorer.logits(pairs), labels, settings.calibration.name))
    return scorer


def _kind(name: str) -> str:
    """Which class of transformers loads it, by its configuration alone."""
    from transformers import AutoConfig

    place = Path(name).expanduser()
    try:
        config = AutoConfig.from_pretrained(str(place) if place.is_dir() else name)
    except (OSError, ValueError, KeyError):
        return "AutoModelForSequenceClassification"  # `load` says what is wrong
    if getattr(config, "is_encoder_decoder", False):
        return "AutoModelForSeq2SeqLM"
    named = " ".join(getattr(config, "architectures", None) or [])
    if "CausalLM" in named:
        hint = "name it with --llm local:… to score by what it would say"
        raise InputError(f"{name} writes text and classifies nothing", hint=hint)
    return "AutoModelForSequenceClassification"
