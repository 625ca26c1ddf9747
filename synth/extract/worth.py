"""How much a sentence is worth checking: does it report a result, a number, a comparison or a finding?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.language.words import hedged
from synth.records import ClaimType, Quantity, Role, SectionKind

_FINDING = re.compile(
    r"\b(?:find|finds|found|show|shows|showed|shown|demonstrat\w+|observ\w+|reveal\w*|indicat\w+|suggest\w*|conclud\w+|"
    r"confirm\w*|prove[sd]?|achiev\w+|reach\w*|obtain\w*|attain\w*|outperform\w*|surpass\w*|exceed\w*|improv\w+|degrad\w+|"
    r"increas\w+|decreas\w+|reduc\w+|drop\w*|declin\w+|solv\w+|score[sd]?|yield\w*|lead[s]?|led|narrow\w*|expand\w*|"
    r"fail\w*|remain\w*|converg\w+|scal\w+|underperform\w*|hurt\w*|harm\w*|boost\w*|gain\w*|trade-?offs?)\b",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\b(?:than|versus|vs\.?|compared (?:to|with)|relative to|outperform\w*|surpass\w*|exceed\w*|"
    r"better|worse|higher|lower|"
    r"best|worst|superior|inferior|state-of-the-art)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:comparable|equivalent|on par|tying|ties|rival\w*|match(?:es|ed|ing)?|similar (?:to|performance|results))\b",
    re.IGNORECASE,
)
"""Words that say two things do equally well."""
_TREND = re.compile(
    r"\b(?:increas\w+|decreas\w+|grow\w*|declin\w+|narrow\w*|as \w+ (?:increases|grows|progresses)|"
    r"scal\w+|degrad\w+)\b",
    re.I,
)
_AGGREGATE = re.compile(
    r"\b(?:on average|average[sd]?|mean|overall|in total|across (?:all|the|\w+ benchmarks))\b", re.IGNORECASE
)
_PLAN = re.compile(
    r"\b(?:in this section|we (?:first|then|next|now|begin|describe|discuss|present details|"
    r"organi[sz]e|refer|leave|hope|"
    r"will|would like|encourage|thank|plan|aim|seek|ask)|future work|is organi[sz]ed|the rest of|can be found|"
    r"are (?:shown|listed|provided|given|available|presented|summari[sz]ed|reported|detailed|described) in|"
    r"is (?:shown|listed|provided|given|available|presented|summari[sz]ed|illustrated|detailed|described) in|"
    r"see (?:section|appendix|table|figure)|let \w+ (?:be|denote)|denote[sd]? (?:by|the|as)|is defined as|we define|"
    r"https?://|github)\b",
    re.IGNORECASE,
)

_PROCEDURE = re.compile(
    r"\b(?:propos\w+|introduc\w+|present(?:s|ed)?|adopt\w*|follow(?:s|ed|ing)?|default to|compare[sd]?|implement\w*|"
    r"appl(?:y|ies|ied)|investigat\w+|explor\w+|set (?:the|n|k|temperature)|(?:is|are|was|were) (?:evaluated|trained|"
    r"fine-tuned|computed|calculated|generated|measured|used)|us(?:e|es|ed|ing)|aim\w*|inspired by|defined as|"
    r"named|employ\w*|conduct\w*|has (?:been|demonstrated|emerged|shown)|have (?:been|demonstrated|explored|shown)|"
    r"accurately|to (?:estimate|evaluate|assess|compute|quantify|measure))\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|improv\w+|degrad\w+|increas\w+|decreas\w+|reduc\w+|drop\w*|declin\w+|"
    r"narrow\w*|expand\w*|underperform\w*|hurts?|harm(?:s|ed)?|boost\w*|gain\w*|deteriorat\w*|higher|lower|better|worse|"
    r"rises?|rose|raise[sd]?|falls?|fell|takes? \S+ from|from \S+ to \S+)\b",
    re.IGNORECASE,
)
_ATTAINS = re.compile(r"\b(?:achiev\w+|reach\w*|solv(?:e|es|ed)|score[sd]?|attain\w*)\b", re.IGNORECASE)
_OFFERS = re.compile(r"\b(?:propos\w+|introduc\w+|present(?:s|ed)?)\b", re.IGNORECASE)

_SETTING = re.compile(
    r"\bsets?\b.{0,60}\bto\b|hyper-?parameter|\blearning rate\b|\bbatch size\b|"
    r"\boptimal temperature\b|\bmaximum length\b|"
    r"\botherwise,? (?:it is|0|1)\b",
    re.IGNORECASE,
)

_BACKGROUND = re.compile(
    r"\b(?:recent(?:ly| years)?|popular(?:ity)?|widely|ha(?:s|ve) (?:become|gained|attracted|"
    r"recently)|continues to|critical|"
    r"promising|is important|are important|paradigm)\b",
    re.IGNORECASE,
)

_SECTION_WEIGHT = {
    SectionKind.ABSTRACT: 0.06,
    SectionKind.RESULTS: 0.05,
    SectionKind.CONCLUSION: 0.04,
    SectionKind.DISCUSSION: 0.03,
    SectionKind.INTRODUCTION: 0.02,
    SectionKind.LIMITATIONS: 0.02,
    SectionKind.METHOD: -0.03,
    SectionKind.OTHER: 0.0,
    SectionKind.APPENDIX: -0.06,
    SectionKind.RELATED: -0.08,
}
_RESULT_ROLES = frozenset({Role.VALUE, Role.DELTA})


def worth(text: str, quantities: Sequence[Quantity], kind: SectionKind, title: str = "") -> float:
    """Check-worthiness, about -0.4 to 0.3, to be added to a relevance between 0 and 1; below 0 it is not a claim.

    `kind` and `title` are those of the section that the sentence stands in.
    """
    score = _SECTION_WEIGHT.get(kind, 0.0)
    if kind is SectionKind.APPENDIX and "related" in title.lower():
        score += _SECTION_WEIGHT[SectionKind.RELATED]
    result = any(map(reports_result, quantities))
    effect = reports_effect(text) or bool(_ATTAINS.search(text) and (result or _COMPARISON.search(text)))
    if result:
        score += 0.14
    if effect:
        score += 0.08
    elif not result:
        score -= 0.10 if _FINDING.search(text) else 0.15
    if _COMPARISON.search(text):
        score += 0.03
    if hedged(text):
        score -= 0.04
    if _BACKGROUND.search(text) and not result:
        score -= 0.10
    if _PLAN.search(text) or _SETTING.search(text):
        score -= 0.25
    elif describes_procedure(text) and not result:
        score -= 0.04 if effect and not _OFFERS.search(text) else 0.12
    return score


def reports_effect(text: str) -> bool:
    """Whether the words say that something became or is better, worse, more or less."""
    return bool(_EFFECT.search(text))


def compares(text: str) -> bool:
    """Whether the words set one thing beside another."""
    return bool(_COMPARISON.search(text) or _LEVEL.search(text))


def describes_procedure(text: str) -> bool:
    """Whether the words tell what was done or used."""
    return bool(_PROCEDURE.search(text))


def reports_result(quantity: Quantity) -> bool:
    """Whether a number is a result rather than a bare small number."""
    if quantity.role not in _RESULT_ROLES:
        return False
    return bool(quantity.unit) or "." in quantity.raw or quantity.value >= 10


def claim_type(text: str, quantities: Sequence[Quantity]) -> ClaimType:
    """The kind of statement, by its numbers first and its words second."""
    roles = {quantity.role for quantity in quantities}
    if Role.DELTA in roles:
        return ClaimType.DELTA
    if Role.VALUE in roles:
        if _AGGREGATE.search(text):
            return ClaimType.AGGREGATE
        return ClaimType.COMPARISON if _COMPARISON.search(text) else ClaimType.VALUE
    if roles & {Role.COUNT, Role.SIZE}:
        return ClaimType.COUNT
    if _TREND.search(text):
        return ClaimType.TREND
    return ClaimType.COMPARISON if _COMPARISON.search(text) else ClaimType.STANCE
