"""Who judged, and how that was kept in order: human feedback, raters, their expertise, quality controls."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.card.lines import Line, best
from synth.card.signals.rules import by_rules, made, missing, not_reported, printed, rule
from synth.records import CardField, FieldValue, SectionKind

RATERS = (
    r"(?:annotators?|raters?|labell?ers?|crowd-?workers?|workers|evaluators|participants|assessors|"
    r"human (?:experts?|judges|evaluators?|subjects))"
)
_ASKED = r"(?:ask(?:ed)?|hire[ds]?|recruit(?:ed)?|employ(?:ed)?|request(?:ed)?|invited?|instruct(?:ed)?|show(?:n|ed)?)"
_COUNT = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|several|multiple)"

_FEEDBACK = (
    rule(
        "pairwise preference",
        rf"\b{RATERS}\b.{{0,140}}\b(?:prefer(?:red|s|ence)?|which (?:\w+ )?(?:\w+ )?is better|"
        rf"better (?:response|answer|output)|"
        rf"rank(?:ed|ing)?|win,? (?:lose|loss|lost|tie))|\bpreferred by (?:human )?{RATERS}",
    ),
    rule(
        "ratings",
        rf"\b{RATERS}\b.{{0,140}}\b(?:rate[ds]?|ratings?|Likert|(?:a|point) scale|"
        rf"scor(?:e[ds]?|ing) (?:each|the|every|all|how|them|whether))\b|"
        rf"\bscore (?:from )?1 ?(?:to|-|–) ?[57]\b.{{0,80}}\b{RATERS}",
    ),
    rule(
        "labels",
        rf"\b{RATERS}\b.{{0,140}}\b(?:labels?|labell?ed|annotate[ds]?|choose one|judge whether|"
        rf"classify|verify|select)\b",
    ),
    rule("demonstrations", rf"\b{RATERS}\b.{{0,80}}\b(?:write|wrote|compose[ds]?|demonstrat\w+|rewrite)\b"),
    rule("grading by hand", r"\bhand-?grad\w+|\b(?:grade[ds]?|graded|evaluated?|judged?|scored?) .{0,60}\bby hand\b"),
)

_WHO = re.compile(
    rf"(?:\b(?:Amazon )?Mechanical Turk|\bMTurk|\bCrowdFlower|\bProlific\b|\bSurge AI\b|"
    rf"\bUpwork|\bScale AI\b|\bFigure Eight|\bAppen\b"
    rf"|\b{_COUNT} (?:[\w-]+ ){{0,3}}{RATERS}"
    rf"|\b(?:university|graduate|undergraduate|PhD|college|doctoral) students?\b"
    rf"|\b(?:domain|subject|medical|legal) experts?\b)",
    re.IGNORECASE,
)
_PLATFORM = re.compile(r"Turk|CrowdFlower|Prolific|Surge|Upwork|Scale AI|Figure Eight|Appen", re.IGNORECASE)
_SKILLED = re.compile(
    r"\b(?:major(?:ing|ed)? in [\w ]{3,40}?(?=[,.;:)]|$| (?:with|and|for|to|who|from|"
    r"as)\b)|(?:[\w-]+ and )?[\w-]+ backgrounds?\b|well-(?:educated|trained)|"
    r"(?:domain |subject )?experts?(?![ -]level)|expert-(?!level)\w+|professional\w*|native speakers?|"
    r"proficien\w+|PhD\b|experienced|fluent)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    rf"\b{RATERS}\b|\bstudents? (?:majoring|from|with)\b|\bfor annotation\b|-verified\b", re.IGNORECASE
)
_MENTIONED = re.compile(rf"\bhuman {RATERS}|\b{RATERS}\b", re.IGNORECASE)

_CONTRAST = re.compile(
    r"^(?:Unlike|In contrast)\b|\b(?:previous|prior|existing) (?:works?|studies|datasets?)\b", re.IGNORECASE
)
"""What others did, told to set one's own work against it."""

_CONTROLS = (
    rule(
        "inter-annotator agreement",
        r"\binter-?(?:annotator|rater|coder)\b|\bagreement (?:among|between|"
        r"of) (?:the )?(?:\w+ )?(?:annotators|raters|workers)|"
        r"\b(?:Cohen|Fleiss)[’']?s? ?[’']?s? [Kk]appa|\bKrippendorff",
    ),
    rule(
        "adjudication",
        r"\badjudicat\w+|\bresolve[ds]?\b.{0,60}\b(?:disagreements?|conflicts?|errors|issues)|"
        r"\b(?:disagreements?|conflicts?)\b.{0,40}\bresolved\b",
        anyone=True,
    ),
    rule(
        "rater training",
        rf"\b(?:training sessions?|qualification (?:tests?|tasks?)|pilot annotation)\b|"
        rf"\btrain(?:ed|ing)\b.{{0,20}}\b{RATERS}\b",
    ),
    rule(
        "several raters an item",
        rf"\b(?:two|three|four|five|multiple|[2-9])(?: or more)? (?:different |independent |human )?{RATERS}\b.{{0,80}}"
        rf"\b(?:each|per|every|agree|annotat\w+|label\w*|rate)|\beach\b.{{0,60}}\bby (?:two|three|four|five|[2-9]) "
        rf"(?:different |independent |human )?{RATERS}",
        anyone=True,
    ),
    rule(
        "blinded or shuffled order",
        rf"\b(?:shuffl\w+|random(?:ly|ized|ised)? (?:order\w*|shuffl\w+|"
        rf"permut\w+))\b.{{0,60}}\b(?:hide|source|annotator|rater|response|position)|"
        rf"\bblind(?:ed|ly)?\b.{{0,60}}\b(?:{RATERS}|evaluat\w+|review)|\bposition(?:al)? bias\b",
        anyone=True,
    ),
    rule(
        "decontamination",
        r"\bde-?contaminat\w+|\b(?:remov|filter|exclud|discard)\w*\b.{0,80}\b(?:test set|"
        r"benchmark|evaluation) (?:data|examples|samples|overlap)|"
        r"\b\d+-gram (?:overlap|match\w*)|\b(?:avoid|prevent|check(?:ed)? for|"
        r"ensure)\b.{0,60}\b(?:contamination|leakage)",
        anyone=True,
    ),
    rule(
        "repeated runs",
        r"\b(?:two|three|four|five|ten|[2-9]|\d\d+) (?:different |random |independent )+(?:seeds|runs|trials)|"
        r"\bdifferent (?:random )?seeds\b|\b(?:averag\w+|mean)\b.{0,40}\b(?:over|across|of|"
        r"on) (?:\w+ )?(?:\d+|two|three|four|five) "
        r"(?:\w+ )?(?:runs|seeds|trials|times|samples|responses)|\brepeat\w*\b.{0,60}\b(?:\d+|"
        r"three|five|ten) times|\bavg ?@ ?\d+",
        anyone=True,
    ),
    rule(
        "uncertainty",
        r"\bconfidence intervals?\b|\bstandard (?:deviations?|errors?)\b|"
        r"\bbootstrap\w*\b.{0,40}\b(?:interval|test|sampl|resampl)|"
        r"\bstatistical(?:ly)? significan\w+|\bsignificance tests?\b|\bunbiased estimator\b",
        anyone=True,
    ),
)


def human_feedback(lines: Sequence[Line]) -> CardField:
    """What people gave: preferences, ratings, labels, demonstrations."""
    told = [line for line in lines if not _CONTRAST.search(line.text)]
    return by_rules("human_feedback", "Human feedback types", _FEEDBACK, told)


def rater_population(lines: Sequence[Line]) -> CardField:
    """Who the raters were: how many, from where."""
    name, title = "rater_population", "Rater population"
    read = [line for line in lines if _about_people(line)]

    def say(match: re.Match[str], line: Line) -> str | None:
        return match[0] if _PLATFORM.search(match[0]) or _PEOPLE.search(line.text) else None

    found = printed(_WHO, read, say)
    if found:
        values = [FieldValue(text=text, evidence=best(where)) for text, where in found.items()]
        return made(name, title, values, places=sum(map(len, found.values())))
    people = [line for line in read if _MENTIONED.search(line.text) and line.where == "body"]
    if people:
        return not_reported(name, title, best(people), "people judged or annotated; who they were is not said")
    return missing(name, title)


def expertise(lines: Sequence[Line], raters: CardField) -> CardField:
    """What the raters had to know."""
    name, title = "expertise", "Expertise"
    read = [line for line in lines if _about_people(line) and _PEOPLE.search(line.text)]
    found = printed(_SKILLED, read, lambda match, _: match[0].strip())
    if found:
        values = [FieldValue(text=text, evidence=best(where)) for text, where in found.items()]
        return made(name, title, values, places=sum(map(len, found.values())))
    shown = [quote for value in raters.values for quote in value.evidence] or list(raters.evidence)
    if shown:
        return not_reported(name, title, shown[:3], "people judged or annotated; what they had to know is not said")
    return missing(name, title)


def quality_controls(lines: Sequence[Line]) -> CardField:
    """What kept judgements and figures in order."""
    return by_rules("quality_controls", "Quality controls", _CONTROLS, lines)


def _about_people(line: Line) -> bool:
    """Whether a line may tell of the authors' own raters."""
    if line.others or _CONTRAST.search(line.text):
        return False
    return line.where == "body" and not (line.kind is SectionKind.APPENDIX and not line.own)
