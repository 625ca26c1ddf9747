"""Probabilities that a passage supports, contradicts or leaves open a claim, without writing a word.

`open_scorer` opens a classifier (`--nli`); `likelihood` makes a scorer of a decoder model that is loaded already.
"""

from synth.llm.scoring.kept import KeptScorer
from synth.llm.scoring.opening import likelihood, open_scorer

__all__ = ["KeptScorer", "likelihood", "open_scorer"]
