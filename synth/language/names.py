"""Named things of the field: benchmarks, metrics and model families, with the ways in which papers print them.

In an alias a hyphen or space stands for a hyphen, a space or nothing.
"""

from __future__ import annotations

from synth.language.wordset import word_set

DATASETS: dict[str, tuple[str, ...]] = {
    "HumanEval": ("HumanEval", "Human Eval", "OpenAI HumanEval"),
    "HumanEval+": ("HumanEval+", "HumanEval Plus", "HumanEvalPlus"),
    "HumanEval-X": ("HumanEval-X",),
    "HumanEval-ET": ("HumanEval-ET",),
    "HumanEvalFix": ("HumanEvalFix",),
    "MBPP": ("MBPP", "Mostly Basic Python Problems"),
    "MBPP+": ("MBPP+", "MBPP Plus"),
    "EvalPlus": ("EvalPlus",),
    "GSM8K": ("GSM8K", "GSM-8K"),
    "GSM-Hard": ("GSM-Hard",),
    "MATH": ("MATH",),
    "MATH-500": ("MATH-500",),
    "AIME": ("AIME",),
    "AIME 2024": ("AIME 2024", "AIME24", "AIME'24", "AIME’24"),
    "AIME 2025": ("AIME 2025", "AIME25", "AIME'25", "AIME’25"),
    "AMC 2023": ("AMC23", "AMC 2023", "AMC'23"),
    "AMC": ("AMC",),
    "HMMT": ("HMMT",),
    "GPQA": ("GPQA",),
    "GPQA-Diamond": ("GPQA Diamond", "GPQA-D"),
    "LiveCodeBench": ("LiveCodeBench", "LCB"),
    "DS-1000": ("DS-1000",),
    "APPS": ("APPS",),
    "CodeContests": ("CodeContests", "Code Contests"),
    "Codeforces": ("Codeforces", "CodeForces"),
    "TACO": ("TACO",),
    "SWE-bench": ("SWE-bench",),
    "SWE-bench Verified": ("SWE-bench Verified",),
    "SWE-bench Lite": ("SWE-bench Lite",),
    "MMLU": ("MMLU",),
    "MMLU-Pro": ("MMLU-Pro",),
    "MMLU-Redux": ("MMLU-Redux",),
    "BBH": ("BBH", "BIG-Bench Hard", "BigBench Hard"),
    "BIG-bench": ("BIG-bench",),
    "Minerva Math": ("Minerva Math", "MinervaMath"),
    "OlympiadBench": ("OlympiadBench", "Olympiad Bench"),
    "Omni-MATH": ("Omni-MATH",),
    "CRUXEval": ("CRUXEval",),
    "BigCodeBench": ("BigCodeBench",),
    "ClassEval": ("ClassEval",),
    "RepoBench": ("RepoBench",),
    "Aider Polyglot": ("Aider Polyglot", "Aider-Polyglot"),
    "MultiPL-E": ("MultiPL-E", "MultiPLE"),
    "Evol-Instruct testset": ("Evol-Instruct testset", "Evol-Instruct test set", "WizardLM testset", "WizardEval"),
    "Vicuna testset": ("Vicuna testset", "Vicuna test set", "Vicuna's testset", "Vicuna’s testset", "Vicuna benchmark"),
    "AlpacaEval": ("AlpacaEval",),
    "AlpacaEval 2.0": ("AlpacaEval 2.0", "AlpacaEval2.0"),
    "Arena-Hard": ("Arena-Hard", "ArenaHard"),
    "MT-Bench": ("MT-Bench",),
    "IFEval": ("IFEval", "IF-Eval"),
    "TruthfulQA": ("TruthfulQA",),
    "HellaSwag": ("HellaSwag",),
    "ARC": ("ARC-Challenge", "ARC-C", "ARC-Easy"),
    "ARC-AGI": ("ARC-AGI",),
    "WinoGrande": ("WinoGrande",),
    "PIQA": ("PIQA",),
    "BoolQ": ("BoolQ",),
    "CommonsenseQA": ("CommonsenseQA", "CSQA"),
    "StrategyQA": ("StrategyQA",),
    "DROP": ("DROP",),
    "SVAMP": ("SVAMP",),
    "MAWPS": ("MAWPS",),
    "MGSM": ("MGSM",),
    "MathVista": ("MathVista",),
    "MathVision": ("MathVision",),
    "miniF2F": ("miniF2F",),
    "NaturalQuestions": ("Natural Questions",),
    "TriviaQA": ("TriviaQA",),
    "HotpotQA": ("HotpotQA",),
    "PopQA": ("PopQA",),
    "SQuAD": ("SQuAD",),
    "ASQA": ("ASQA",),
    "QAMPARI": ("QAMPARI",),
    "ELI5": ("ELI5",),
    "ALCE": ("ALCE",),
    "PubMedQA": ("PubMedQA",),
    "FEVER": ("FEVER",),
    "SciFact": ("SciFact",),
    "SciTab": ("SciTab",),
    "SciDocs": ("SciDocs",),
    "HealthVer": ("HealthVer",),
    "WiCE": ("WiCE",),
    "QASPER": ("QASPER",),
    "LitQA2": ("LitQA2", "LitQA"),
    "ScholarQABench": ("ScholarQABench", "ScholarQA-CS"),
    "BEIR": ("BEIR",),
    "LongBench": ("LongBench",),
    "SimpleQA": ("SimpleQA",),
    "FRAMES": ("FRAMES",),
    "CNMO 2024": ("CNMO 2024",),
    "C-Eval": ("C-Eval",),
    "CMMLU": ("CMMLU",),
    "CLUEWSC": ("CLUEWSC",),
    "Spider": ("Spider dataset",),
    "GLUE": ("GLUE",),
    "SuperGLUE": ("SuperGLUE",),
    "LAMBADA": ("LAMBADA",),
    "WMT": ("WMT14", "WMT 2014", "WMT16"),
    "CodeSearchNet": ("CodeSearchNet",),
    "CodeXGLUE": ("CodeXGLUE",),
    "DeepMath": ("DeepMath-103K",),
    "The Pile": ("The Pile", "the Pile"),
    "Code Alpaca": ("Code Alpaca", "CodeAlpaca"),
    "ShareGPT": ("ShareGPT",),
}
# Ordinary words when written otherwise: recognised in exactly this case.
EXACT_CASE = word_set(
    "MATH AIME AMC APPS TACO ARC ARC-C ARC-Easy FEVER DROP GLUE FRAMES WiCE ALCE BEIR BBH LCB GPQA-D Codeforces "
    "CodeForces MultiPL-E MultiPLE"
) | {"The Pile", "the Pile", "Spider dataset", "Code Contests", "Natural Questions", "ARC-Challenge", "Human Eval"}

AT_METRICS: dict[str, str] = {
    "pass": "pass@k",
    "p": "precision@k",
    "maj": "maj@k",
    "maj1": "maj@k",
    "cons": "maj@k",
    "majority": "maj@k",
    "vote": "maj@k",
    "sc": "maj@k",
    "avg": "avg@k",
    "mean": "avg@k",
    "bon": "BoN@k",
    "best": "BoN@k",
    "bo": "BoN@k",
    "recall": "recall@k",
    "r": "recall@k",
    "precision": "precision@k",
    "ndcg": "nDCG@k",
    "hits": "hits@k",
    "hit": "hits@k",
    "acc": "accuracy@k",
    "accuracy": "accuracy@k",
    "map": "MAP@k",
    "mrr": "MRR@k",
    "cover": "cover@k",
    "coverage": "pass@k",
    "g-pass": "G-Pass@k",
    "rm": "rm@k",
}
METRICS: dict[str, str] = {
    "accuracy": r"(?:top-1\s)?accurac(?:y|ies)|\bacc\.(?=\s)",
    "exact match": r"exact[-\s]match(?:es)?|\bEM\b",
    "macro-F1": r"macro(?:-averaged)?[-\s]F[-\s]?1",
    "micro-F1": r"micro(?:-averaged)?[-\s]F[-\s]?1",
    "F1": r"F[-\s]?1(?:[-\s]scores?)?|F₁",
    "CodeBLEU": r"CodeBLEU",
    "BLEU": r"(?:Sacre)?BLEU(?:-4)?",
    "ROUGE-1": r"ROUGE-1",
    "ROUGE-2": r"ROUGE-2",
    "ROUGE-L": r"ROUGE-L(?:sum)?",
    "ROUGE": r"ROUGE",
    "METEOR": r"METEOR",
    "BERTScore": r"BERTScore",
    "nDCG": r"n?DCG",
    "MRR": r"MRR",
    "recall": r"recall",
    "precision": r"precision",
    "win rate": r"win(?:ning)?[-\s]rates?",
    "rating": r"(?:Elo\s|Codeforces\s)?ratings?|\bElo\b",
    "percentile": r"percentiles?",
    "perplexity": r"perplexity|\bPPL\b",
    "AUROC": r"AU-?ROC|AUC",
    "success rate": r"success\srates?",
    "error rate": r"error\srates?",
    "solve rate": r"solv(?:e|ed|ing)\srates?",
    "pass rate": r"pass(?:ing)?\srates?",
    "resolved": r"resol(?:ve|ved|ution)\srates?",
}
EXACT_CASE_METRICS = frozenset({"exact match", "BLEU", "ROUGE", "METEOR", "MRR", "AUROC", "nDCG", "F1", "perplexity"})

FAMILIES = word_set(
    "Alpaca BERT BLOOM Bard CPT ChatGPT Chinchilla Claude Codex Command Davinci Devstral Falcon GPT Galactica "
    "Gemini Gemma Gopher Granite Grok Guanaco Kimi LLaMA LLama Llama LaMDA Minimax Minerva Mistral Mixtral "
    "Nemotron OPT Orca PaLM Phi Pythia Qwen QwQ QVQ Reflexion RoBERTa SantaCoder Self-Instruct Evol-Instruct "
    "Self-Refine Self-Debug STaR Tulu Tülu Vicuna Yi Zephyr ReAct Voyager Toolformer Sparrow Skywork Baichuan "
    "Magicoder Evol RETRO"
)
PARADIGMS = word_set("RL RLVR RLHF RLAIF SFT")
"""Ways of training that many models share: no name of one method."""
TRAINING = word_set(
    "PPO GRPO DPO DAPO RLOO REINFORCE RLHF RLAIF RLVR RLEF SFT RFT RAFT ReST KTO IPO SimPO ORPO VinePPO GSPO TTRL "
    "PRIME PKPO LoRA QLoRA CoT ToT PoT RAG LATS MCTS RL BPO VAPO SCoRe CISPO OREO ReMax PRM ORM"
)
LOWER_FAMILIES = (
    r"o[1-9]|gpt|text-davinci|code-davinci|code-cushman|davinci"
    r"|llama|qwen|phi|gemma|codellama|starcoder|wizardcoder|deepseek"
)
NOT_METHODS = word_set(
    "GitHub OpenAI DeepMind HuggingFace arXiv PyTorch LaTeX JavaScript TypeScript YouTube LinkedIn StackOverflow "
    "StackExchange NeurIPS OpenReview PhD iPhone MacBook PyPI NumPy SciPy TensorFlow ScaleAI xAI eBay WiFi IoT "
    "vLLM DeepSpeed FlashAttention SGLang OpenRLHF PySpark WeChat MicroSoft SemEval CoNLL InProceedings BibTeX "
    "AdamW cuDNN CoRR NVLink InfiniBand ByteDance SenseTime MiB GiB KiB kWh pH eV iClicker NaN ArXiv LeetCode "
    "AtCoder CodeChef HackerRank GeeksforGeeks HackerEarth COVID-19 UTF-8 SHA-256 MD5 GPT-generated OpenStax AoPS "
    "MathJax FP16 BF16 FP8 FP32 INT8 INT4 TF32 PM2 ASCII SymPy YouGov KaTeX OpenCompass TeX GPUs CPUs APIs LLMs "
    "DeepSeek-AI MistralAI EleutherAI AI2 CommonCrawl StepFun PubMed"
)
STYLES = (
    "based|style|like|level|generated|trained|tuned|finetuned|powered|only|free|assisted|driven|enhanced|guided|family|evolved|"
    "produced|written|prompted|prompting|optimised|optimized|initialized|initialised|judged|distilled|aware|specific|type"
)
