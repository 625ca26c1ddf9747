"""A scorer with a memory: each pair is scored once for each model, and calibrated when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from synth.llm.scoring.calibrate import Calibration
from synth.llm.scoring.raw import Logits, Pair, RawScorer
from synth.records import PairScore, content_id

if TYPE_CHECKING:
    from synth.protocols import Keeper

KIND = "pairs"


class KeptScorer:
    """See `PairScorer`. Logits are kept by the content of the pair, so that a new calibration costs no new run."""

    def __init__(self, raw: RawScorer, keeper: Keeper | None, calibration: Calibration | None = None) -> None:
        self.name = raw.name
        self.raw = raw
        self.computed = 0
        """Pairs that the model looked at; the others were kept."""
        self._keeper = keeper
        self._here: dict[str, Logits] = {}
        self._calibration = calibration or Calibration()

    @property
    def calibration(self) -> str:
        """Set and size that the probabilities were fitted to; empty where they were not."""
        return self._calibration.name

    def calibrate(self, calibration: Calibration) -> None:
        """Use this calibration from now on."""
        self._calibration = calibration

    def score(self, pairs: Sequence[Pair]) -> list[PairScore]:
        """Probabilities for each pair, in order."""
        return [self._calibration.probabilities(one) for one in self.logits(pairs)]

    def logits(self, pairs: Sequence[Pair]) -> list[Logits]:
        """Logits of each pair, from the library where it has them."""
        keys = [content_id("p", self.raw.identity, passage, claim) for passage, claim in pairs]
        missing: dict[str, Pair] = {}
        for key, pair in zip(keys, pairs, strict=True):
            if key not in self._here:
                known = self._kept(key)
                if known is None:
                    missing.setdefault(key, pair)
                else:
                    self._here[key] = known
        if missing:
            self.computed += len(missing)
            for key, logits in zip(missing, self.raw.logits(list(missing.values())), strict=True):
                self._here[key] = logits
                if self._keeper is not None:
                    self._keeper.put_json(KIND, key, list(logits))
        return [self._here[key] for key in keys]

    def _kept(self, key: str) -> Logits | None:
        kept = self._keeper.get_json(KIND, key) if self._keeper is not None else None
        if not isinstance(kept, list) or len(kept) != 3:
            return None
        return float(kept[0]), float(kept[1]), float(kept[2])
