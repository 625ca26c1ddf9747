"""Gradients of a model's success probabilities with respect to its last layer, from samples that were judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from synth.errors import InputError, StageError
from synth.llm.local.batches import Room, TooLargeError, in_batches
from synth.llm.local.decoder import nucleus
from synth.llm.local.loading import Loaded

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

SKETCH = 1 << 20
"""Length that longer gradients are folded to."""
_LOGITS = 1 << 28
"""Logits that are held at one time: 1 GiB in 32-bit floats."""


class LastLayer:
    """A causal language model of which the last decoder layer alone has gradients.

    A gradient with more than `longest` entries is folded by a count sketch (every entry is added, with a sign of
    chance, to an entry of chance; Charikar, Chen and Farach-Colton 2002): inner products of two folded vectors are
    those of the vectors themselves in the mean, with an error of about their lengths' product over sqrt(`longest`).
    """

    def __init__(self, loaded: Loaded, *, longest: int = SKETCH, seed: int = 0) -> None:
        import torch

        self._loaded = loaded
        for parameter in loaded.model.parameters():
            parameter.requires_grad_(False)
        self._parameters = list(_last_layer(loaded.model).parameters())
        for parameter in self._parameters:
            parameter.requires_grad_(True)
        self.size = sum(parameter.numel() for parameter in self._parameters)
        """Parameters of the layer."""
        self.length = min(self.size, longest)
        """Entries of the gradients that are given."""
        self._place: Any = None
        if self.size > longest:
            chance = torch.Generator().manual_seed(seed)
            self._place = torch.randint(longest, (self.size,), generator=chance).to(loaded.device)
            self._sign = (2 * torch.randint(2, (self.size,), generator=chance) - 1).to(loaded.device)

    def gradient(
        self,
        prompt: Sequence[int],
        answers: Sequence[Sequence[int]],
        weights: Sequence[float],
        *,
        temperature: float,
        top_p: float = 1.0,
    ) -> Floats:
        """Sum over answers of weight · ∇ log π(answer | prompt), shape (length,), 32-bit floats.

        π is the policy that drew the answers: logits over `temperature`, of each next token only the nucleus `top_p`,
        which is taken as fixed. With weights (r_i − mean of the other r_j)/n and r_i the success of answer i, this
        estimates the gradient of the success probability without bias (Williams 1992; leave-one-out baseline of
        Kool et al. 2019). StageError where one answer alone does not fit into memory.
        """
        import torch

        lengths = [len(prompt) + len(answer) for answer in answers]
        wide = int(self._loaded.model.get_output_embeddings().weight.shape[0])
        total = [torch.zeros_like(parameter, dtype=torch.float32) for parameter in self._parameters]

        def run(batch: list[int]) -> list[None]:
            with torch.enable_grad():
                said = self._log_likelihoods(prompt, [answers[at] for at in batch], temperature, top_p)
                loss = said @ torch.tensor([weights[at] for at in batch], device=said.device)
                # Not `backward`: what a batch that ran out of memory has added could not be told from the rest.
                for held, new in zip(total, torch.autograd.grad(loss, self._parameters), strict=True):
                    held += new.float()
            return [None] * len(batch)

        for _, done in in_batches(lengths, run, Room(max(_LOGITS // wide, 1), 64)):
            if isinstance(done, TooLargeError):
                raise StageError(
                    f"the gradient of an answer of {max(lengths)} tokens does not fit into memory",
                    hint="draw shorter answers: `max_tokens` of the recipe's sampling",
                )
        return self._folded(torch.cat([held.flatten() for held in total]))

    def _folded(self, flat: Any) -> Floats:
        import torch

        if self._place is not None:
            flat = torch.zeros(self.length, device=flat.device).index_add_(0, self._place, flat * self._sign)
        found: Floats = flat.cpu().numpy()
        return found

    def _log_likelihoods(
        self, prompt: Sequence[int], answers: Sequence[Sequence[int]], temperature: float, top_p: float
    ) -> Any:
        """log π of each answer, shape (answers,)."""
        import torch

        device = self._loaded.device
        longest = max(map(len, answers))
        width = len(prompt) + longest
        ids = torch.zeros(len(answers), width, dtype=torch.long)
        mask = torch.zeros(len(answers), width, dtype=torch.long)
        for row, answer in enumerate(answers):
            # Padded on the left, so that answers end in one column and only the last logits are needed.
            start = longest - len(answer)
            ids[row, start:] = torch.tensor([*prompt, *answer], dtype=torch.long)
            mask[row, start:] = 1
        ids, mask = ids.to(device), mask.to(device)
        logits = self._loaded.model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=(mask.cumsum(-1) - 1).clamp(min=0),
            use_cache=False,
            logits_to_keep=longest + 1,
        ).logits[:, :-1]
        logits = logits.float() / temperature
        wanted = ids[:, -longest:]
        if top_p < 1:
            outside = nucleus(torch.softmax(logits.detach(), dim=-1), top_p) == 0
            outside.scatter_(-1, wanted[:, :, None], False)  # it was drawn: rounding alone can have put it outside
            logits = logits.masked_fill(outside, float("-inf"))
        said = torch.log_softmax(logits, dim=-1).gather(-1, wanted[:, :, None])[:, :, 0]
        counts = torch.tensor([len(answer) for answer in answers], device=device)
        own = torch.arange(longest, device=device)[None, :] >= longest - counts[:, None]
        return said.masked_fill(~own, 0.0).sum(dim=-1)


def _last_layer(model: Any) -> Any:
    """The last of a decoder's layers, whatever the architecture calls them."""
    import torch

    config = model.config.get_text_config() if hasattr(model.config, "get_text_config") else model.config
    count = int(getattr(config, "num_hidden_layers", 0))
    for module in model.modules():
        if isinstance(module, torch.nn.ModuleList) and len(module) == count > 0:
            return module[-1]
    raise InputError(
        f"no list of {count} layers in {type(model).__name__}", hint="take a causal model of the transformers library"
    )
