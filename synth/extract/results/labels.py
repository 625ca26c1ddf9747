"""What the labels of a table say: names, measures, and the conditions under which a number was taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from synth.language.quantities import parse
from synth.language.vocabulary import Entity, EntityKind, dataset_name, entities
from synth.records import Role

_CITATION = re.compile(
    r"\s*\[\d{1,3}[a-z]?(?:\s*[,;–-]\s*\d{1,3})*\]"
    r"|\s*\((?:[A-Z][^()]{1,60}?,? )?(?:19|20)\d\d[a-z]?(?:; ?[^()]{2,120}?(?:19|20)\d\d[a-z]?)*\)"
    r"|\s*\[[A-Z][\w.+ ]{0,40}(?:19|20)?\d\d[a-z]?\]"
    r"|\s+(?:[A-Z][\w’'-]+ )(?:et al\.?|and [A-Z][\w’'-]+),? \(?(?:19|20)\d\d[a-z]?\)?"
)
_OURS = re.compile(r"\s*[(\[]\s*ours?\s*[)\]]|\s+[-–]?\s*ours$|^our\s+(?=\S)", re.IGNORECASE)
_ONLY_OURS = re.compile(
    r"^(?:ours?(?: \(full\)| full)?|(?:our|the|this) (?:full |final |best )?(?:model|method|approach|system|"
    r"work)|proposed)$",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*†‡§¶♣♠♡♢◇△▲⋆★✩⊕]|\^\{?\w{1,2}\}?|[¹²³⁰⁴-⁹]+$")
_BROKEN = re.compile(r"(?<=[\w.])-\s+(?=[A-Z0-9])")
_GLUED = re.compile(r"(?<=[0-9])(?=(?:avg|pass|cons|maj|mean|acc)@)", re.IGNORECASE)
_ARROWS = re.compile(r"[↑↓→←⇑⇓↗↘ˆ]|\(\s*(?:%|↑|↓)\s*\)")
_SIZE = re.compile(r"^\(?(?:\d+(?:\.\d+)?(?:x\d+)?\s?[BM](?:-A\d+(?:\.\d+)?B)?|-|–|—|\?|unknown)\)?$", re.IGNORECASE)
_REAL_SIZE = re.compile(r"\d+(?:\.\d+)?(?:x\d+)?\s?[BM]", re.IGNORECASE)

ABBREVIATED = {
    "acc": "accuracy", "accs": "accuracy", "testacc": "accuracy", "em": "exact match", "es": "edit similarity",
    "editsim": "edit similarity", "rec": "recall", "prec": "precision",
    "mauve": "MAUVE", "map": "MAP", "emrec": "exact match recall", "emrecall": "exact match recall",
    "claimrecall": "claim recall", "rec5": "recall-5", "correct": "correct", "resolved": "resolved",
    "lcwinrate": "length-controlled win rate", "winrate": "win rate", "score": "score", "mcc": "MCC", "mse": "MSE",
    "mae": "MAE", "rmse": "RMSE", "wer": "WER", "cer": "CER", "yield": "yield", "ppl": "perplexity", "f1": "F1",
    "macrof1": "macro-F1", "elo": "rating",
}  # fmt: skip
"""Metrics that only the header of a column may print so shortly."""
_NOT_MEASURED = re.compile(
    r"^(?:#(?!.*=).*|no\. .*|number of\b.*|num\.? .*|size|sizes|params?|parameters?|model size|.*\bparams?\b|"
    r".*\btokens?|steps?|epochs?|year|"
    r"date|release[d]?.*|licen[cs]e|shots?|# ?shots?|length|len\.?|avg\.? len.*|time|.*\btime\b.*|latency|cost|"
    r"price|speed|"
    r"throughput|memory|gpus?|gpu hours|flops?|lr|learning rate|batch( size)?|context( length| window)?|data( size)?|"
    r"dataset size|count|total count|samples?|rank|id|no|tool|sft/rl|architecture|reward value|"
    r".*\bproportion\b.*|prop\.?(?: \(%\))?|.*\bind(?:ex|ices)\b.*|temperature|top[-_ ]?[pk]|k|c|n|t)$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"^(?:Δ|δ|∆|delta|diff(?:erence)?|gain|improvement|impr\.?|change|gap|\+/-|std|± ?std|p-?value)\b.*", re.IGNORECASE
)
AGGREGATE = re.compile(
    r"^(?:(?:macro|micro|weighted)[-\s])?(?:avg|average|averaged|mean|overall|all|total|sum)\b\.?", re.IGNORECASE
)
GENERIC = re.compile(
    r"^\W*$|^(?:[IVX]+\.\s)?(?:(?:open|closed?)[-\s](?:source|weight)s?(?: (?:models?|llms?))?|(?:proprietary|"
    r"commercial|baselines?|base|"
    r"instruct|chat|general|reasoning|existing|other|previous|our|small|large)?\s?(?:models?|methods?|llms?|"
    r"systems?|approach(?:es)?)|"
    r"[~≈<>≥≤]?\s?\d+(?:\.\d+)?[BM]?\+?(?:\s?[-–]\s?\d+(?:\.\d+)?[BM])?\+? (?:models?|scale|parameters)|"
    r"\d+(?:\.\d+)?[BM]\+? models?|results?|scores?|benchmarks?|performance|english|code|math|chinese|ours|-|–)$",
    re.IGNORECASE,
)
"""Labels that only sort rows or columns and are no condition of a measurement."""

_SHOTS = re.compile(r"(?<![\w.])(\d{1,3}|zero|one|two|three|four|five|eight|few)[-‑–\s]shots?\b", re.IGNORECASE)
_TEMPERATURE = re.compile(
    r"(?:\btemperatures?|(?<![\w])[Tτ])\s*(?:=|of|is|to|:|was)?\s*([01](?:\.\d+)?)(?![\d.\w%])", re.IGNORECASE
)
_NUMBER_WORDS = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "eight": "8"}


@dataclass(frozen=True, slots=True)
class Part:
    """One level of a label's path, read."""

    text: str
    """Without marks, citations and arrows."""
    datasets: tuple[str, ...]
    metrics: tuple[Entity, ...]
    methods: tuple[str, ...]
    ks: tuple[int, ...]
    rest: str
    """What no name explains: a condition or subset."""
    abbreviated: str = ""
    """A metric that is printed shortly."""


@lru_cache(maxsize=8192)
def clean_name(label: str) -> str:
    """A label as a name: citations, footnote marks and "(ours)" taken off, hyphens broken over lines mended."""
    text = _BROKEN.sub("-", _OURS.sub("", _CITATION.sub("", label)))
    return " ".join(_MARKS.sub("", text).split()).strip(" ,;:")


@lru_cache(maxsize=8192)
def is_ours(label: str) -> bool:
    """Whether a label says no more than that the row is the paper's own."""
    return bool(_ONLY_OURS.match(clean_label(label)))


@lru_cache(maxsize=8192)
def says_ours(label: str) -> bool:
    """Whether a label says that the row is the paper's own, with a name or without."""
    return bool(_OURS.search(label)) or is_ours(label)


@lru_cache(maxsize=8192)
def cites(label: str) -> bool:
    """Whether a label cites another work."""
    return bool(_CITATION.search(label))


@lru_cache(maxsize=8192)
def clean_label(label: str) -> str:
    """A label without citations and footnote marks."""
    return " ".join(_MARKS.sub("", _CITATION.sub("", label)).split())


def is_size(label: str) -> bool:
    """Whether a label is but the size of a model, or a dash in its place."""
    return bool(_SIZE.match(label.strip()))


def has_size(label: str) -> bool:
    """Whether a name holds the size of a model."""
    return bool(_REAL_SIZE.search(label))


@lru_cache(maxsize=8192)
def not_measured(label: str) -> bool:
    """Whether what stands under a label is a property or a change rather than a result."""
    text = clean_label(label)
    return bool(_NOT_MEASURED.match(text) or _CHANGE.match(text))


@lru_cache(maxsize=8192)
def read_part(label: str, parent: str = "") -> Part:
    """Names and measures in one level of a path; `parent` is the dataset of the level above."""
    text = _GLUED.sub(" ", _BROKEN.sub("-", clean_label(_ARROWS.sub(" ", label).replace("_", "-"))))
    whole = _nickname(text, parent) or dataset_name(text)
    if whole:
        return Part(text, (whole,), (), (), (), "")
    bare = re.sub(r"[^a-z0-9]", "", text.lower())
    if bare in ABBREVIATED and text not in ("REC", "PREC"):
        return Part(text, (), (), (), (), "", ABBREVIATED[bare])
    head, bracket = _split_bracket(text)
    named = entities(text)
    datasets = tuple(dict.fromkeys(_nickname(e.text, "") or e.canonical for e in named if e.kind is EntityKind.DATASET))
    if not datasets and bracket and (known := dataset_name(head) or _nickname(head, parent)):
        datasets = (known,)
    metrics = tuple(e for e in named if e.kind is EntityKind.METRIC)
    methods = tuple(e.text for e in named if e.kind is EntityKind.METHOD)
    ks = tuple(int(q.value) for q in parse(text) if q.role is Role.K)
    rest = _without(
        text, [e for e in named if e.kind is not EntityKind.METHOD], whole=head if datasets and bracket else ""
    )
    short = ""
    if not metrics and bracket:
        inner = re.sub(r"[^a-z0-9]", "", bracket.lower())
        if inner in ABBREVIATED:
            short, rest = (
                ABBREVIATED[inner],
                _without(head, [e for e in named if e.end <= len(head) and e.kind is not EntityKind.METHOD], whole=""),
            )
            rest = "" if dataset_name(head) or datasets else rest
    return Part(text, datasets, metrics, methods, ks, rest, short)


def _nickname(text: str, parent: str) -> str:
    """A dataset that its own header names shortly: "HE+" under "HumanEval"; the two halves of ARC."""
    if match := re.fullmatch(r"ARC-(E|Easy|C|Challenge)", text, re.IGNORECASE):
        return "ARC-Easy" if match[1][0] in "Ee" else "ARC-Challenge"
    if re.fullmatch(r"SWE[- ]?(?:bench)?[- ]Verified", text, re.IGNORECASE):
        return "SWE-bench Verified"
    if parent == "HumanEval" and text in ("HE", "HE+", "Base", "Plus"):
        return "HumanEval+" if text in ("HE+", "Plus") else "HumanEval"
    if parent == "MBPP" and text in ("Base", "Plus", "+"):
        return "MBPP" if text == "Base" else "MBPP+"
    return ""


def _split_bracket(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", text)
    return (match[1].strip(), match[2].strip()) if match else (text, "")


_K_HEADER = re.compile(r"\b[kK]\s?=\s?\d+\b")


def _without(text: str, named: list[Entity], *, whole: str) -> str:
    for entity in sorted(named, key=lambda e: -e.start):
        text = text[: entity.start] + " " + text[entity.end :]
    if whole:
        text = text.replace(whole, " ")
    text = _SHOTS.sub(" ", _K_HEADER.sub(" ", text))
    return re.sub(r"\s+", " ", re.sub(r"[()\[\]%,:;]+", " ", text)).strip(" -–@/&.").strip()


@lru_cache(maxsize=4096)
def conditions(text: str) -> tuple[str, ...]:
    """Decoding and prompting that a text names without ambiguity: greedy, T=0.2, 5-shot, CoT."""
    found: list[str] = []
    if re.search(r"\bgreedy\b", text, re.IGNORECASE):
        found.append("greedy")
    temperatures = {float(value) for value in _TEMPERATURE.findall(text)}
    if len(temperatures) == 1:
        found.append(f"T={temperatures.pop():g}")
    shots = {_NUMBER_WORDS.get(word.lower(), word.lower()) for word in _SHOTS.findall(text)}
    if len(shots) == 1:
        found.append(f"{shots.pop()}-shot")
    if re.search(r"\bCoT\b|\bCOT\b|\bchain[-\s]of[-\s]thought", text):
        found.append("CoT")
    return tuple(found)
