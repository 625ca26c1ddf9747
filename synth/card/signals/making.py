"""What was made with what: sizes of models, compute, and what is released."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.card.lines import Line, best
from synth.card.signals.rules import made, missing, printed
from synth.records import CardField, FieldStatus, FieldValue, SectionKind

_SIZE = re.compile(r"(?<![\w.$])(?:[A-Za-z][\w.]*-)?(?P<value>\d{1,3}(?:\.\d{1,2})?) ?(?P<unit>[BM])(?![\w%+])")
_LIST = re.compile(r"[-–]?[({](?P<sizes>\d[\d.]* ?[BM](?: ?(?:,|/|and) ?(?:and )?\d[\d.]* ?[BM])+)[^)}]{0,20}[)}]")
_TOKENS = re.compile(
    r"^\s*(?:tokens?|words|papers|nodes|unique|lines|files|documents|rows|examples|samples|instructions)\b"
)
_MOST_SIZES = 10

_HARDWARE = re.compile(
    r"\b(?:(?:\d+|one|two|four|eight|a single|single) ?[×x*∗]? ?)?(?:NVIDIA |Nvidia |Tesla )?"
    r"(?:(?:A100|H100|H800|A800|H20|H200|V100|P100|A6000|A40|A10G?|L40S?|L4|B200|"
    r"MI\d{3}X?|Titan ?\w+|RTX ?\w+|TPU ?v?\d?\w*)s?(?:[- ]\d+ ?G[Bb])?(?: ?GPUs?)?|"
    r"GPUs? (?:hours|days)|GPUs\b)"
    r"|\bpetaflop/?s?[-/ ]?(?:s?-?days?)?|\b(?:\d[\d,.]*[KkM]?) (?:GPU|TPU|CPU)[- ](?:hours|days)",
)
_IDLE = re.compile(r"\bGPU (?:collocation|idle|memory|utili[sz]ation)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\d|\bsingle\b|\b(?:one|two|four|eight)\b|hours|days|petaflop", re.IGNORECASE)

_URL = re.compile(
    r"(?:https?:? ?/?/?|www\.)?\S*(?:github|huggingface|gitlab|bitbucket|zenodo|osf)\s?\.\s?(?:com|co|io|org)\S*",
    re.IGNORECASE,
)
_HOST = re.compile(r"github|huggingface|gitlab|bitbucket|zenodo|osf", re.IGNORECASE)
_PAGE = re.compile(r"\bproject (?:web)?(?:page|site)\b|\bhomepage\b", re.IGNORECASE)
_GIVEN = re.compile(
    r"\b(?:releas(?:e[ds]?|ing)|open-?sourc\w+|(?:are|is|made|make[s]?|"
    r"make the following \w+) (?:freely |all )?(?:publicly )?(?:available|public|open)|"
    r"publicly (?:available|released)|available at|can be found at|"
    r"at https?:|public at)\b",
    re.IGNORECASE,
)
_PROMISED = re.compile(
    r"\b(?:will (?:be )?(?:\w+ )?(?:releas\w+|open-?sourc\w+|"
    r"(?:made )?(?:publicly )?available|public)|working with our legal team|"
    r"plan to (?:release|open-?source)|upon (?:acceptance|publication))\b",
    re.IGNORECASE,
)
_NOUNS = {
    "code": re.compile(
        r"\b(?:codes?(?!-related| generation| intelligence| LLMs?| language| models?|"
        r" benchmark| data)|source code|implementation|codebase|code base|frameworks?|toolkit|"
        r"scripts|infrastructure|training code|github\.com)\b",
        re.IGNORECASE,
    ),
    "data": re.compile(
        r"\b(?:data|datasets?|data sets?|corpus|corpora|benchmark|training set|annotations|metadata|\w*-?eval\b)\b",
        re.IGNORECASE,
    ),
    "models": re.compile(
        r"\b(?:model weights?|weights|checkpoints?|models?|embeddings|LLMs|huggingface\.co)\b", re.IGNORECASE
    ),
}
_TITLES = {"code": "Code", "data": "Data", "models": "Model weights"}
_BASELINE = re.compile(
    r"\b(?:baselines?|existing|previous|prior|all (?:the )?(?:other )?open-?source|"
    r"other open-?source|compar\w+|outperform\w*|surpass\w*|among open-source|"
    r"superior\w*)\b",
    re.IGNORECASE,
)


def model_sizes(lines: Sequence[Line], name: str) -> CardField:
    """Numbers of parameters of the models that the paper trains or studies."""
    field, title = "model_sizes", "Model sizes"
    found: dict[str, list[Line]] = {}
    for line in lines:
        if not _of_own_models(line, name):
            continue
        for match in _SIZE.finditer(line.text):
            if not _TOKENS.match(line.text[match.end() :]):
                found.setdefault(f"{match['value']}{match['unit']}", []).append(line)
    if not found:
        return missing(field, title)

    def rank(item: tuple[str, list[Line]]) -> tuple[bool, int]:
        size, places = item
        near = any(
            name and re.search(rf"{re.escape(name)}.{{0,60}}\b{re.escape(size[:-1])} ?{size[-1]}", line.text)
            for line in places
        )
        return not (near or any(line.kind is SectionKind.ABSTRACT for line in places)), -len(places)

    ranked = sorted(found.items(), key=rank)[:_MOST_SIZES]
    values = [FieldValue(text=size, evidence=best(places)) for size, places in ranked]
    return made(field, title, values, places=sum(map(len, found.values())))


def _of_own_models(line: Line, name: str) -> bool:
    """Whether sizes in a line may be those of the authors' models rather than of what they compare with."""
    if line.kind is SectionKind.ABSTRACT:
        return True
    if line.kind in (SectionKind.RELATED, SectionKind.APPENDIX) or line.where == "footnote" or not line.own:
        return False
    return not _BASELINE.search(line.text) or bool(name and re.search(rf"{re.escape(name)}[\s-]?{{?\d", line.text))


def compute(lines: Sequence[Line]) -> CardField:
    """Hardware and time."""
    name, title = "compute", "Compute"

    def say(match: re.Match[str], line: Line) -> str | None:
        around = line.text[max(0, match.start() - 4) : match.end() + 14]
        if _IDLE.search(around) or not _COUNTED.search(line.text):
            return None
        return match[0].strip()

    read = [line for line in lines if not line.others or line.kind is not SectionKind.RELATED]
    found = printed(_HARDWARE, [line for line in read if line.kind is not SectionKind.RELATED], say)
    if not found:
        return missing(name, title)
    values = [FieldValue(text=text, evidence=best(places)) for text, places in list(found.items())[:6]]
    return made(name, title, values, places=sum(map(len, found.values())))


def _address(text: str) -> re.Match[str] | None:
    """Where something lies; the name of a host is looked for first, since most lines have none."""
    return _URL.search(text) if _HOST.search(text) else None


def availability(lines: Sequence[Line], what: str, name: str) -> CardField:
    """Whether `code`, `data` or `models` are released, and where."""
    title, nouns = _TITLES[what], _NOUNS[what]
    given: list[Line] = []
    promised: list[Line] = []
    pages: list[Line] = []
    for line in lines:
        address = _address(line.text)
        of_own = bool(address and name and name.casefold() in address[0].casefold())
        if line.kind is SectionKind.RELATED or (_about_others(line) and not of_own):
            continue
        if nouns.search(line.text) and _PROMISED.search(line.text):
            promised.append(line)
        elif nouns.search(line.text) and (_GIVEN.search(line.text) or (address and (line.own or of_own))):
            given.append(line)
        elif _PAGE.search(line.text) or (what == "code" and line.kind is SectionKind.FRONT and address):
            pages.append(line)
    for places, status, note in (
        (given, FieldStatus.FOUND, "the paper says that it is released"),
        (promised, FieldStatus.PARTIAL, "promised, not released with this version"),
        (
            pages if what == "code" else [],
            FieldStatus.PARTIAL,
            "a page of the project is named; what it holds is not said",
        ),
    ):
        if places:
            told = [line for line in places if _address(line.text)]
            quotes = dict.fromkeys((*best(told, 3), *best(places, 4)))
            values: dict[str, FieldValue] = {}
            for quote in quotes:
                text = _where(quote.text, status)
                before = values.get(text)
                values[text] = FieldValue(text=text, evidence=(*(before.evidence if before else ()), quote))
            return made(
                what, title, list(values.values()), strong=status is FieldStatus.FOUND, places=len(places), note=note
            )
    return missing(what, title)


def _where(text: str, status: FieldStatus) -> str:
    """The address that a line prints, else what it says."""
    match = _address(text)
    if match:
        return re.sub(r"\s+", "", match[0]).strip(".,;()")  # an address may be broken at the end of a line
    return "released" if status is FieldStatus.FOUND else "promised or pointed to"


def _about_others(line: Line) -> bool:
    if line.kind in (SectionKind.ABSTRACT, SectionKind.FRONT):
        return bool(_BASELINE.search(line.text)) and not _address(line.text)
    if _BASELINE.search(line.text):
        return True
    told = re.search(r"\b(?:can be found|available) at\b", line.text)
    return not line.own and not (told and not line.cites and line.where == "body")
