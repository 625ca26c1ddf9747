"""Models whose weights are on this machine: transformers on CUDA, MPS or the CPU."""

from synth.llm.local.backend import Local, open_local
from synth.llm.local.loading import Loaded, load

__all__ = ["Loaded", "Local", "load", "open_local"]
