"""From claims to verdicts: the ladder of checks, each on evidence that can be opened at its page."""

from synth.verify.ladder import Verifier

__all__ = ["Verifier"]
