"""Samples from a model: single answers or rollouts of several turns, archived as they are made.

`draw_samples` is its door. The model is given as a `Writer` (`synth/protocols.py`); this stage knows no model itself.
"""

from __future__ import annotations

from synth.rerun.sampling.archive import SampleFile
from synth.rerun.sampling.draw import Drawing, draw_samples, question

__all__ = ["Drawing", "SampleFile", "draw_samples", "question"]
