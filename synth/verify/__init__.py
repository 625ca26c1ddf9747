"""From claims to verdicts: the ladder of checks, each on evidence that can be opened at its page."""

from synth.verify.ladder import Verifier
from synth.verify.standing import SoundVerifier, all_of_sound

__all__ = ["SoundVerifier", "Verifier", "all_of_sound"]
