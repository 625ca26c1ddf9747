"""Seven sides of a paper, each answered by sentences of the paper itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from synth.card.lines import Line
from synth.records import CardFacet, CardStatement, QuickAnswer, SectionKind

A, I, M, R, D, L, C = (  # noqa: E741
    SectionKind.ABSTRACT,
    SectionKind.INTRODUCTION,
    SectionKind.METHOD,
    SectionKind.RESULTS,
    SectionKind.DISCUSSION,
    SectionKind.LIMITATIONS,
    SectionKind.CONCLUSION,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Facet:
    """What shows that a sentence answers for a side of the paper."""

    name: str
    title: str
    cues: tuple[tuple[float, re.Pattern[str]], ...]
    kinds: dict[SectionKind, float]
    """Worth of the sections; others give no statement unless `sections` fits."""
    sections: re.Pattern[str] | None = None
    """Titles of sections that are about it."""
    against: re.Pattern[str] | None = None
    limit: int = 4
    least: float = 1.0
    extra: Callable[[Line], float] = field(default=lambda _: 0.0)


def _cues(*pairs: tuple[float, str]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in pairs)


_NUMBER = re.compile(r"\d+(?:\.\d+)? ?%|\b\d+\.\d+\b|\b\d+(?:\.\d+)? points?\b|\bpass@\d|\b\d+[x×]")
_FOUND = (
    r"\b(?:outperform\w*|surpass\w*|achiev\w+|improv\w+|solve[sd]?|reach\w*|attain\w*|"
    r"exceed\w*|demonstrat\w+|reveal\w*|"
    r"we (?:\w+ )?(?:find|observe|show)|findings|results (?:show|indicate|suggest)|"
    r"degrad\w+|drops?|increas\w+|higher|lower|better)\b"
)

FACETS = (
    _Facet(
        name="methodology",
        title="Methodology",
        cues=_cues(
            (
                1.2,
                r"\b(?:we|this (?:paper|work|study)) (?:\w+ )?(?:introduce|present|propose|describe|"
                r"study|investigate|develop|design|reduce|train|fine-tune|collect|conduct|"
                r"take a critical look|evaluate|construct)\w*\b",
            ),
            (
                0.8,
                r"\b(?:method|approach|framework|algorithm|pipeline|procedure|system|technique|"
                r"objective|dataset|benchmark)\b",
            ),
            (0.6, r"\b(?:by (?:\w+ly )?\w+ing|based on|using|through|via|consist\w* of|is produced by)\b"),
        ),
        kinds={A: 1.5, I: 0.2, C: 0.4, M: 0.2},
        limit=4,
        least=2.2,
    ),
    _Facet(
        name="results",
        title="Results",
        cues=_cues((1.2, _FOUND), (0.5, r"\b(?:than|compared|state-of-the-art|baseline|benchmark|on (?:the )?[A-Z])")),
        kinds={A: 2.0, C: 0.9, R: 0.4, I: 0.5},
        against=re.compile(
            r"\b(?:we|this (?:paper|work)) (?:\w+ )?(?:aims?|seeks?|hope|want|intend) to\b", re.IGNORECASE
        ),
        limit=5,
        least=2.2,
        extra=lambda line: 1.0 if _NUMBER.search(line.text) else 0.0,
    ),
    _Facet(
        name="significance",
        title="Significance",
        cues=_cues(
            (
                1.3,
                r"\b(?:important|significance|enabl\w+|implications?|impact\w*|insights?|"
                r"community|practical|facilitate|highlight\w*|promising|potential|paves?|opens?|"
                r"encourag\w+|crucial|critical|foster|support future|further research)\b",
            ),
            (0.5, r"\b(?:we hope|suggest\w*|demonstrat\w+|understanding|contribut\w+|reproducib\w+)\b"),
        ),
        kinds={A: 1.2, C: 1.0, I: 0.6, D: 0.5},
        limit=3,
        least=1.8,
    ),
    _Facet(
        name="contributions",
        title="Technical contributions",
        cues=_cues(
            (
                1.3,
                r"\b(?:we|our|this (?:paper|work)) (?:\w+ )?(?:introduce|propose|present|release|"
                r"construct|build|develop|design|provide|open-source|create|contribute)\w*\b|"
                r"\bour (?:main |key )?contributions?\b",
            ),
            (0.5, r"\b(?:new|novel|first|contribution)\b"),
        ),
        kinds={I: 1.4, A: 0.9, C: 0.8},
        sections=re.compile(r"\bcontributions?\b", re.IGNORECASE),
        limit=5,
        least=2.2,
    ),
    _Facet(
        name="novelty",
        title="Novelty",
        cues=_cues(
            (
                1.4,
                r"\b(?:the first|first (?:\w+ )?(?:to|open|benchmark|investigation|study|"
                r"implementation)|novel|unlike|in contrast to|to the best of our knowledge|differ(?:s|"
                r"ent)? from|surprising(?:ly)?|new (?:\w+ )?(?:method|benchmark|evaluation|approach|"
                r"state|framework|dataset)|previous(?:ly)? (?:work|unseen|unknown))\b",
            ),
            (0.6, r"\b(?:existing|previous|prior|however|new)\b"),
        ),
        kinds={A: 1.2, I: 0.9, C: 0.7},
        limit=4,
        least=2.0,
    ),
    _Facet(
        name="limitations",
        title="Limitations",
        cues=_cues(
            (
                1.4,
                r"\b(?:limitations?|limited (?:to|by)|fall(?:s|ing)? (?:significantly )?(?:behind|"
                r"short)|fails? to|struggles?|cannot|can not|not (?:\w+ )?(?:efficient|cover|"
                r"represent|able|guarantee)|restricted to|only (?:focus|consider|evaluate)|may not|"
                r"remain(?:s)? (?:challenging|far|an? open)|(?:significant|still a|performance) gap|"
                r"flaw|sensitive to|unstable|weakness|challenging|shortcoming)\b",
            ),
            (
                0.6,
                r"\b(?:although|however|despite|difficult\w*|poor|biased?|could also|harmful|"
                r"first(?:ly)?|second(?:ly)?|third(?:ly)?|lastly|currently|primarily)\b",
            ),
        ),
        kinds={L: 1.6, C: 0.7, D: 0.5, A: 0.3, R: 0.0, I: -0.2},
        sections=re.compile(r"\blimitations?\b|\bthreats to validity\b", re.IGNORECASE),
        against=re.compile(
            r"\b(?:existing|previous|prior|current (?:open|work|methods|benchmarks)|"
            r"Institutional Review|these datasets|most existing)\b",
            re.IGNORECASE,
        ),
        limit=5,
        least=1.9,
    ),
    _Facet(
        name="future_work",
        title="Future work",
        cues=_cues(
            (
                2.0,
                r"\b(?:future (?:work|research|studies|updates|versions?|directions?)|"
                r"in (?:the )?future|we plan to|left? (?:\w+ ){0,4}(?:to|for) future|"
                r"research directions|further research|promising (?:\w+ )?directions?|"
                r"another (?:direction|area|item)|it would be (?:interesting|beneficial|valuable)|"
                r"encourage future|interesting direction)\b",
            ),
            (1.2, r"\bwe (?:will|aim to) \w+"),
            (0.5, r"\b(?:explor\w+|extend\w*|investigat\w+|improv\w+|focus|develop\w*)\b"),
        ),
        kinds={
            C: 1.0,
            L: 0.9,
            D: 0.8,
            R: 0.3,
            M: 0.3,
            SectionKind.APPENDIX: 0.2,
            SectionKind.OTHER: 0.2,
            I: -0.6,
            A: 0.4,
        },
        sections=re.compile(r"\bfuture\b", re.IGNORECASE),
        limit=4,
        least=2.2,
    ),
)

_QUESTIONS = (
    ("What methodology did the authors use?", "methodology", 2),
    ("What are the key results?", "results", 2),
    ("Why is this work significant?", "significance", 1),
    ("What are the main limitations?", "limitations", 2),
)
_FIRST = ("results", "limitations", "methodology", "significance")
"""Which question has the first choice of a sentence that answers two."""
_TITLED = 1.2
"""What a section whose title names the facet is worth."""
_FEW, _MANY = 6, 120
"""Words of a sentence that can stand for a facet."""


def read_facets(lines: Sequence[Line]) -> tuple[CardFacet, ...]:
    """The facets with their sentences, the most telling first, each sentence whole and as printed.

    What an abstract says before it comes to the paper's own work is background and stands for nothing.
    """
    own = next((line.index for line in lines if line.kind is A and line.own), 0)
    body = [
        line
        for line in lines
        if line.where == "body"
        and _FEW <= len(line.text.split()) <= _MANY
        and not (line.kind is A and line.index < own)
    ]
    return tuple(
        CardFacet(name=facet.name, title=facet.title, statements=tuple(_statements(facet, body))) for facet in FACETS
    )


def quick_answers(facets: Sequence[CardFacet]) -> tuple[QuickAnswer, ...]:
    """Four questions that every reader has."""
    known = {facet.name: facet for facet in facets}
    told: set[int] = set()
    chosen: dict[str, tuple[CardStatement, ...]] = {}
    wanted = {name: count for _, name, count in _QUESTIONS}
    for name in _FIRST:  # what answers one question is said again only for want of anything else
        fresh = [one for one in known[name].statements if one.quote.span.start not in told]
        chosen[name] = tuple((fresh or list(known[name].statements))[: wanted[name]])
        told |= {one.quote.span.start for one in chosen[name]}
    return tuple(
        QuickAnswer(question=question, facet=name, statements=chosen[name]) for question, name, _ in _QUESTIONS
    )


def _statements(facet: _Facet, body: Sequence[Line]) -> list[CardStatement]:
    scored = [(score, line) for line in body if (score := _score(facet, line)) >= facet.least]
    scored.sort(key=lambda pair: (-pair[0], pair[1].index))
    chosen: list[Line] = []
    for _, line in scored:
        if len(chosen) < facet.limit and not any(_alike(line.text, other.text) for other in chosen):
            chosen.append(line)
    return [CardStatement(text=line.text, quote=line.quote) for line in chosen]


def _score(facet: _Facet, line: Line) -> float:
    titled = bool(facet.sections and facet.sections.search(line.section))
    if line.kind not in facet.kinds and not titled:
        return 0.0
    cues = sum(weight for weight, pattern in facet.cues if pattern.search(line.text))
    if not cues:
        return 0.0
    score = cues + facet.kinds.get(line.kind, 0.0) + (_TITLED if titled else 0.0) + facet.extra(line)
    if line.others and line.kind is not SectionKind.LIMITATIONS:
        score -= 0.8
    if facet.against and facet.against.search(line.text):
        score -= 1.2
    return score


def _alike(one: str, other: str) -> bool:
    """Whether two sentences say nearly the same in nearly the same words."""
    a, b = (set(re.findall(r"\w{4,}", text.lower())) for text in (one, other))
    return bool(a and b) and len(a & b) >= 0.7 * min(len(a), len(b))
