"""What the field calls the same thing: a claim about "7B and 13B parameters" bears on a question about model size.

Each entry is a concept with the words that papers on language models use for it. A question names concepts, and a
claim that uses other words for them is found all the same. The list is open: a concept that is missing costs recall
only, because words of the question that belong to no concept are compared as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SIZE = r"(?<![-\w])\d+(?:\.\d+)?\s?[BM]\b"
_CONCEPTS = {
    "model size": (
        r"(?:model|parameter) (?:size|scale|count)s?|parameters|sizes?|scal(?:e|es|ing) (?:laws?|up|with)|"
        r"(?:larger|smaller|bigger|largest|smallest|small|large(?! language)) (?:\w+ )?"
        r"(?:models?|size|sizes|LLMs?|LMs?|base models?)|"
        rf"{_SIZE}(?=.*{_SIZE})"
    ),
    "temperature": r"temperatures?|T\s?=\s?\d",
    "length": r"lengths?|longer|shorter|tokens|verbos\w+|concise\w*|lengthy",
    "distillation": r"distil\w*|teacher|student models?",
    "reinforcement learning": (
        r"RL|RLVR|RLHF|RL-\w+|reinforcement|PPO|GRPO|RLOO|ReMax|policy (?:gradient|optimi[sz]ation)|"
        r"on-policy|off-policy|Reinforce\+\+"
    ),
    "supervised fine-tuning": r"SFT|supervised fine-?tun\w+|instruction[- ]tun\w+|fine-?tun\w+",
    "Evol-Instruct": r"Evol-?Instruct|evolv\w+|in-depth evol\w+|in-breadth evol\w+",
    "complexity": r"complex\w*|difficult\w*|hard(?:er|est)?|high-difficulty|depth",
    "instruction following": r"instruction[- ]following|follow\w* (?:complex )?instructions?|win rate|helpful\w*",
    "tools": r"tools?|tool-\w+|interpreters?|TIR|code execution|execut\w+|sandbox|calculator",
    "mathematics": (r"math\w*|AIME ?\d*|AMC ?\d*|GSM-?8K|MATH(?:-?500)?|olympiad\w*|minerva|theorem\w*|arithmetic"),
    "code": (
        r"code|codes|coding|programs?|programming|HumanEval\+?|MBPP\+?|LiveCodeBench|docstrings?|software|completions?"
    ),
    "performance": (
        r"accura\w+|pass@\S+|pass rates?|correct\w*|solv\w+|scores?|scor\w+|performance|outperform\w*|surpass\w*|"
        r"success rates?|F1|win rates?"
    ),
    "verification": r"verif\w+|fact-?check\w*|refut\w+|entail\w+|NLI|supported claims?",
    "table": r"tables?|tabular|table-based",
    "citation": r"citations?|cit(?:e|es|ed|ing)|attribut\w+",
    "embedding": r"embeddings?|representations?|encoders?|encod\w+|vectors?",
    "training signal": (
        r"pre-?train\w*|objectives?|loss(?:es)?|supervision|supervised|signals?|triplets?|negatives?|citation graph"
    ),
    "reward": r"rewards?|reward-\w+|rule-based|verifiers?",
    "KL regularisation": r"KL(?:-\w+)?|Kullback\S*|divergence|regulari[sz]\w+",
    "diversity": r"divers\w+|entropy|explor\w+|coverage|boundary|boundaries|mode collapse|distributions?",
    "entropy": r"entrop\w+",
    "pass@k": (
        r"pass@\S+|pass rates?|(?:small|large|larger|smaller|all|higher) (?:values of )?k|"
        r"k (?:increases|is (?:small|large))|coverage|sampling efficiency|"
        r"(?:reasoning )?(?:capacity|boundary|boundaries)|solvable problems"
    ),
    "risk": (
        r"risks?|risky|harm\w*|bias\w*|misus\w+|secur\w+|insecure|vulnerab\w+|unsafe|malicious|misalign\w+|threats?|"
        r"over-?relian\w+|hazard\w*|toxic\w*|stereotyp\w*|dangerous|legal|environmental"
    ),
    "limitation": (
        r"limit\w*|fail\w*|struggl\w+|weak\w*|cannot|unable|shortcomings?|worse|difficult\w*|error\w*|degrad\w+|"
        r"incorrect\w*|not (?:yet )?(?:able|reliable)|challeng\w+"
    ),
    "failure": (
        r"fail\w*|errors?|erroneous|struggl\w+|mistak\w+|wrong\w*|incorrect\w*|challeng\w+|difficult\w*|marginal\w*|"
        r"cannot|unable|only|worse|not (?:out)?perform\w*|no (?:performance )?gains?"
    ),
    "cost": r"costs?|costly|compute|computation\w*|efficien\w+|latency|expensive|memory|FLOPs?|GPU hours?|speed",
    "training data": r"data|datasets?|corpus|corpora|examples|training tokens",
    "retrieval": r"retriev\w+|search\w*|re-?rank\w*|passages?|RAG",
    "hallucination": r"hallucinat\w+|unsupported|factual\w*|faithful\w*|fabricat\w+",
    "multi-turn": r"multi-?turn|turns?|iterat\w+|feedback|refine\w*|repair\w*|debug\w*|self-correct\w*",
    "prompting": r"prompt\w*|chain-of-thought|CoT|PoT|few-shot|zero-shot|in-context|demonstrations?",
    "generalisation": r"generali[sz]\w+|out-of-(?:domain|distribution)|transfer\w*|unseen|held-out",
    "contamination": r"contaminat\w+|leak\w*|memori[sz]\w+|decontaminat\w+",
    "human judgement": r"humans?|annotators?|raters?|preferences?|crowd\w*|experts?",
    "sampling": r"sampl\w+|best-of-\S+|BoN\S*|rerank\w*|majority vot\w+|self-consistency|decod\w+",
    "reasoning": r"reason\w*|think\w*|chain-of-thought|CoT",
    "stability": r"stab\w+|instab\w+|unstable|collaps\w+|diverg\w+|oscillat\w+|converge\w*|gradients?",
    "clipping": r"clip\w*",
    "open models": (
        r"open(?:-source|-weights?| source| weights?)?(?: \w+)? (?:models?|LLMs?)|open-source\w*|open source"
    ),
    "closed models": (
        r"closed(?:-source| source)?|proprietary|commercial|GPT-?[34]\S*|ChatGPT|Claude\S*|Gemini\S*|Bard|"
        r"o[13](?:-\w+)?|Codex"
    ),
    "data quality": r"filter\w*|deduplicat\w+|curat\w+|(?:high|low)-quality|clean(?:ed|ing)|data quality",
    "automatic metrics": r"BLEU|ROUGE\S*|METEOR|BERTScore|automatic (?:metrics?|evaluation)|match-based|n-gram",
    "quality": r"quality|precision|recall|correct\w*|fluen\w+",
}
_PATTERNS = {name: re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE) for name, pattern in _CONCEPTS.items()}


@lru_cache(maxsize=65536)  # the same claims are asked about for each sub-question
def concepts(text: str) -> frozenset[str]:
    """Names of the concepts that `text` speaks of."""
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(text))


@lru_cache(maxsize=1 << 16)
def speaks_of(text: str, concept: str) -> bool:
    """Whether `text` speaks of one concept: cheaper than all of `concepts` where few are asked for."""
    return bool(_PATTERNS[concept].search(text))


def words_of(text: str) -> dict[str, str]:
    """The concepts that `text` speaks of, each with the words that say so."""
    return {name: " ".join(match[0] for match in _PATTERNS[name].finditer(text)) for name in concepts(text)}
