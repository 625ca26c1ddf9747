"""Encoder–decoder models that answer yes or no: the first token that they would say is the verdict.

The form is that of MiniCheck (Tang et al. 2024, arXiv:2404.10774): `predict: PASSAGE</s>CLAIM`, answered by 1 or 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from synth.errors import InputError
from synth.llm.local.batches import Room, in_batches
from synth.llm.local.loading import Loaded
from synth.llm.scoring.classifier import TOKENS_CPU, TOKENS_GPU, collected
from synth.llm.scoring.raw import NEVER, Logits, Pair

_LONGEST = 2048


class YesNo:
    """A seq2seq model that says 1 for supported and 0 for not; see `RawScorer`."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.name = f"nli:{loaded.identity.partition('@')[0]}"
        self.identity = f"nli:{loaded.identity}"
        tokenizer = loaded.tokenizer
        yes, no = (tokenizer(word, add_special_tokens=False)["input_ids"] for word in ("1", "0"))
        if not yes or not no or yes[0] == no[0]:
            hint = "take a model that answers 1 or 0, such as MiniCheck's"
            raise InputError(f"{self.name} cannot tell 1 from 0 by their first token", hint=hint)
        self._yes, self._no = int(yes[0]), int(no[0])
        self._end = tokenizer.eos_token or "</s>"
        self._room = Room(TOKENS_CPU if loaded.device.type == "cpu" else TOKENS_GPU)

    def logits(self, pairs: Sequence[Pair]) -> list[Logits]:
        """Logits of supported and open; such a model does not tell contradicted from open."""
        tokenizer = self.loaded.tokenizer
        texts = [self._form(passage, claim) for passage, claim in pairs]
        encoded = [tokenizer(text, truncation=True, max_length=_LONGEST) for text in texts]
        lengths = [len(one["input_ids"]) for one in encoded]

        def run(batch: list[int]) -> list[Logits]:
            import torch

            fields = [{name: encoded[i][name] for name in ("input_ids", "attention_mask")} for i in batch]
            inputs = tokenizer.pad(fields, return_tensors="pt").to(self.loaded.device)
            start = torch.full((len(batch), 1), self._start, dtype=torch.long, device=self.loaded.device)
            with torch.inference_mode():
                rows = self.loaded.model(**inputs, decoder_input_ids=start).logits[:, 0].float().cpu()
            return [(float(row[self._yes]), NEVER, float(row[self._no])) for row in rows]

        return collected(in_batches(lengths, run, self._room), len(pairs), self.name)

    def _form(self, passage: str, claim: str) -> str:
        # The claim comes last and a long text is cut at its end: the passage is shortened beforehand.
        words = passage.split()
        return f"predict: {' '.join(words[: _LONGEST // 2])}{self._end}{claim}"

    @property
    def _start(self) -> int:
        config = self.loaded.model.config
        return int(config.decoder_start_token_id if config.decoder_start_token_id is not None else config.pad_token_id)
