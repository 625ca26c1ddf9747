"""The fields of review forms: which of them hold concerns, and how their headings look."""

from __future__ import annotations

import re
from enum import StrEnum


class FieldUse(StrEnum):
    """What stands in a field of a review."""

    CONCERNS = "concerns"
    """Weaknesses: each point is one, unless it says nothing."""
    QUESTIONS = "questions"
    MIXED = "mixed"
    """Praise and concerns: a sentence counts where its words object, ask or wish."""
    REFERENCES = "references"
    """Works that are missed."""
    LATER = "later"
    """What the reviewer adds after the answer."""
    NOTHING = "nothing"
    """Summaries, strengths, scores."""


_NAMES: dict[FieldUse, tuple[str, ...]] = {
    FieldUse.CONCERNS: (
        "(?:other )?weaknesses?", "summary of weaknesses", "reasons? to reject", "cons",
        "major (?:comments|concerns|issues|weaknesses)",
        "minor (?:comments?|concerns?|issues|weaknesses|points|remarks)(?: and suggestions?)?", "main concerns?",
        "concerns?", "criticisms?", "typos?",
        "comments,? suggestions and typos", "presentation improvements",
        "typos,? grammar,? style,? and presentation improvements",
        "缺点",
    ),
    FieldUse.QUESTIONS: (
        "questions?(?: for (?:the )?authors?)?", "questions? to (?:the )?authors?", "questions and suggestions",
        "questions for rebuttal", "给作者的问题", "问题",
    ),
    FieldUse.REFERENCES: (
        "essential references not discussed", "missing references?", "missing related works?", "遗漏的重要参考文献",
    ),
    FieldUse.MIXED: (
        "claims and evidence", "methods and evaluation criteria", "theoretical claims",
        "experimental designs? (?:or|and) analys[ei]s",
        "supplementary material", "relation to broader scientific literature", "other strengths and weaknesses",
        "other comments or suggestions", "strengths and weaknesses", "pros and cons",
        "(?:main |detailed |full )?review", "detailed comments",
        "comments?(?: (?:to|for) (?:the )?authors?)?", "limitations?(?: and societal impact)?",
        "clarity(?:, quality, novelty and reproducibility)?",
        "correctness", "technical novelty and significance", "empirical novelty and significance", "evaluation",
        "reproducibility",
        "additional (?:feedback|comments)", "general discussion", "originality", "quality(?:[/ ]+(?:and )?clarity)?",
        "significance",
        "论据与证据", "方法与评估标准", "理论论述", "实验设计与分析", "补充材料", "与现有文献的关系",
        "其他优缺点", "其他意见或建议", "评论",
    ),
    FieldUse.LATER: (
        "(?:post[- ]rebuttal|after (?:the )?rebuttal|final)(?: (?:update|comments?|justification))?",
        "update(?:s)?(?: after (?:the )?(?:rebuttal|discussion|response))?",
        "response to (?:the )?(?:rebuttal|authors?)", "rebuttal acknowledge?ment", "final justification",
    ),
    FieldUse.NOTHING: (
        "summary(?: of (?:the )?(?:paper|review|submission|strengths))?", "paper summary", "brief summary",
        "(?:other )?strengths?", "reasons? to accept", "pros",
        "summary and contributions", "contributions?", "main contributions?", "overall", "conclusion", "soundness",
        "presentation",
        "excitement", "confidence",
        "(?:overall )?(?:rating|recommendation|assessment|score)", "overall recommendation",
        "reviewer (?:confidence|expertise)", "ethics?(?: .*)?",
        "ethical (?:concerns|review.*|issues)", "flag for ethics review", "details of ethics concerns",
        "code of conduct.*", "decision", "title",
        "best paper(?: .*)?", "datasets", "software", "knowledge of .*", "impact", "first time reviewer",
        "compliance.*", "摘要", "评审与讨论", "总结", "优点",
        "recommendation", "venue", "experience assessment", "review assessment.*", "financial aid.*",
        "responsible reviewing.*", "paper formatting concerns",
    ),
}  # fmt: skip
_USES = {use: re.compile(rf"(?:{'|'.join(names)})", re.IGNORECASE) for use, names in _NAMES.items()}
_SAME = {
    "给作者的问题": "questions for authors", "论据与证据": "claims and evidence",
    "方法与评估标准": "methods and evaluation criteria",
    "理论论述": "theoretical claims", "实验设计与分析": "experimental designs or analyses",
    "补充材料": "supplementary material",
    "与现有文献的关系": "relation to broader scientific literature",
    "遗漏的重要参考文献": "essential references not discussed",
    "其他优缺点": "other strengths and weaknesses", "其他意见或建议": "other comments or suggestions",
    "摘要": "summary",
}  # fmt: skip
"""Names of fields on pages in Chinese, and what the form calls them."""
_DRESS = re.compile(r"^(?:#{1,6}\s*|\*{1,2}|_{1,2}|[-=]{2,}\s*)*(?:\d{1,2}[.)]\s+)?|[\s*_:：#=.\-]+$")
_RUN_IN = re.compile(
    r"^\s{0,3}(?:\*\*|__)?(?P<name>[A-Za-z][\w ,&'/()-]{2,70}?)(?:(?P<mark>[:.])(?:\*\*|__)|(?:\*\*|__)?:)\s*"
)
_LONGEST = 80


def use_of(name: str) -> FieldUse | None:
    """What a heading's field holds; None where it is no heading of a review form."""
    plain = " ".join(_DRESS.sub("", name.replace("_", " ").replace(" & ", " and ")).split())
    if not plain or len(plain) > _LONGEST:
        return None
    return next((use for use, pattern in _USES.items() if pattern.fullmatch(plain)), None)


def form_name(name: str) -> str:
    """A field's name as the form has it, whatever the language and marks of the page: "theoretical claims"."""
    plain = " ".join(_DRESS.sub("", name.replace("_", " ").replace(" & ", " and ")).split()).lower()
    return _SAME.get(plain, plain)


def english(name: str) -> str:
    """A field's name as printed, or as the form has it where a page in Chinese translates it."""
    return _SAME[name.strip()].capitalize() if name.strip() in _SAME else name


def heading(line: str) -> tuple[str, int] | None:
    """The field that a line begins and the offset in it of the field's first words; None where it begins none.

    A heading is a line of its own, with or without marks of Markdown, or leads its text in: "**Weaknesses.** The…".
    """
    if len(line) <= _LONGEST and use_of(line) is not None:
        return _DRESS.sub("", line).strip(" *_:：#"), len(line)
    match = _RUN_IN.match(line)
    if match is not None and use_of(match["name"]) is not None:
        return match["name"].strip(), match.end()
    return None


def inner_fields(name: str, text: str) -> list[tuple[str, str]]:
    """A field of a form with the fields that its writer made in it: "Strengths: … Weaknesses: …", in their order."""
    found: list[tuple[str, list[str]]] = [(name, [])]
    for line in text.split("\n"):
        named = heading(line)
        if named is not None and use_of(name) in (FieldUse.MIXED, None):
            found.append((named[0], [line[named[1] :]]))
        else:
            found[-1][1].append(line)
    return [(title, said) for title, lines in found if (said := "\n".join(lines).strip())] or [(name, text)]
