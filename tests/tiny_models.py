"""Small models with random weights and a tokenizer, saved as real ones are: the loading code is the real one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TEXT = [
    "Evol-Instruct fine-tuning raises the pass@1 of StarCoder-15B on HumanEval from 33.6 to 57.3.",
    "The gain of fine-tuning shrinks as the number of evolution rounds grows beyond three.",
    "Reinforcement learning narrows the set of problems that a model can solve with many samples.",
    '{"label": "supported", "passage": 1, "quote": "", "why": "not_enough contradicted"}',
    "You read passages of one scientific paper and list the findings in them that bear on a research question.",
]
CHAT = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def tokenizer(*, chat: bool = True) -> Any:
    """A byte-level BPE tokenizer of 600 tokens; with `chat`, one with roles."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = ["<pad>", "<eos>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(TEXT, trainer)
    made.post_processor = processors.ByteLevel(trim_offsets=False)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", eos_token="<eos>", model_max_length=4096,
        additional_special_tokens=special[2:],
    )  # fmt: skip
    if chat:
        fast.chat_template = CHAT
    return fast


def causal(folder: Path, *, chat: bool = True, seed: int = 1) -> Path:
    """A decoder of two layers."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    words = tokenizer(chat=chat)
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=4096, eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id, bos_token_id=None, initializer_range=0.3,
    )  # fmt: skip
    return _saved(LlamaForCausalLM(config), words, folder)


def classifier(folder: Path, labels: tuple[str, ...] = ("contradiction", "neutral", "entailment")) -> Path:
    """An encoder with a head for pairs of sentences."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    words = tokenizer(chat=False)
    torch.manual_seed(2)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        max_position_embeddings=512, pad_token_id=words.pad_token_id, num_labels=len(labels), initializer_range=0.3,
        id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)},
    )  # fmt: skip
    return _saved(BertForSequenceClassification(config), words, folder)


def seq2seq(folder: Path) -> Path:
    """An encoder and decoder that answer 1 or 0, as MiniCheck's does."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    words = tokenizer(chat=False)
    torch.manual_seed(3)
    config = T5Config(
        vocab_size=len(words), d_model=32, d_ff=64, d_kv=8, num_layers=2, num_heads=4, initializer_factor=2.0,
        pad_token_id=words.pad_token_id, eos_token_id=words.eos_token_id, decoder_start_token_id=words.pad_token_id,
    )  # fmt: skip
    return _saved(T5ForConditionalGeneration(config), words, folder)


def _saved(model: Any, words: Any, folder: Path) -> Path:
    import torch

    torch.set_num_threads(1)  # small matrices: more threads only wait for each other
    model.eval().save_pretrained(folder)
    words.save_pretrained(folder)
    return folder
