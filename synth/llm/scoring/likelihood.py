"""Label likelihood: one pass of a decoder over claim and passage, and what it would say first: A, B or C."""

from __future__ import annotations

from collections.abc import Sequence

from synth.llm.local.backend import Local
from synth.llm.local.batches import Room, in_batches
from synth.llm.prompts import Prompts
from synth.llm.scoring.classifier import collected
from synth.llm.scoring.raw import Logits, Pair

TASK = "likelihood"
_LETTERS = ("A", "B", "C")


class Likelihood:
    """A decoder model as a classifier; see `RawScorer`. Nothing is generated."""

    def __init__(self, local: Local, prompts: Prompts) -> None:
        self._local = local
        self._prompts = prompts
        self.name = local.identity.partition("@")[0]
        self.identity = f"likelihood:{prompts.version(TASK)}:{local.identity}"
        self._labels = [self._forms(letter) for letter in _LETTERS]
        self.usable = len({token for forms in self._labels for token in forms}) == sum(map(len, self._labels)) > 2
        """Whether the tokenizer tells the three letters apart by their first token."""
        self._room = Room(local.decoder.room(), rows=256)

    def _forms(self, letter: str) -> tuple[int, ...]:
        """First tokens of a letter with and without a space before it."""
        tokenizer = self._local.loaded.tokenizer
        ids = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in (letter, f" {letter}")]
        space = tokenizer(" ", add_special_tokens=False)["input_ids"]
        # A tokenizer that splits off the space would begin every letter with the same token.
        firsts = [one[0] for one in ids if one and not (space and one[0] == space[0])]
        return tuple(dict.fromkeys(int(token) for token in firsts))

    def logits(self, pairs: Sequence[Pair]) -> list[Logits]:
        """Three logits for each pair: those of the likelier form of each letter."""
        rendered = (self._prompts.render(TASK, {"passage": passage, "claim": claim}) for passage, claim in pairs)
        context = self._local.decoder.context
        prompts = [self._local.tokens(one.prompt)[-context:] for one in rendered]

        def run(batch: list[int]) -> list[Logits]:
            rows = self._local.decoder.next_logits([prompts[index] for index in batch]).cpu()
            return [self._three(row) for row in rows.tolist()]

        return collected(in_batches([len(p) for p in prompts], run, self._room), len(pairs), self.name)

    def _three(self, row: Sequence[float]) -> Logits:
        supported, contradicted, left_open = (max(row[token] for token in forms) for forms in self._labels)
        return supported, contradicted, left_open
