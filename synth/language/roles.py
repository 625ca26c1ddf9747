"""What a number does in its sentence, read from the words beside it.

The rules see at most `WINDOW` characters before and after the number; they never look at its size except to tell
years and counts from measurements.
"""

from __future__ import annotations

import re

from synth.records.quantity import Role

WINDOW = 80

_COUNTED = (
    "actions|advantages|aspects|categories|challenges|contributions|directions|drawbacks|factors|findings|insights|"
    "kinds|levels|limitations|observations|perspectives|principles|properties|reasons|sets|techniques|ways|"
    "agents|annotators|answers|APIs|applications|approaches|articles|attempts|authors|baselines|batches|bins|bits|bugs|"
    "bytes|calls|candidates|cases|categories|chains|characters|claims|classes|clusters|columns|commits|companies|"
    "completions|components|configurations|contests|conversations|cores|countries|CPUs|criteria|datasets|days|"
    "demonstrations|developers|dialogues|digits|dimensions|documents|domains|edits|epochs|errors|evaluations|"
    "evolutions|examples|exemplars|experiments|experts|failures|families|features|files|folds|functions|games|"
    "generations|GPUs|groups|heads|hops|hours|humans|hyperparameters|images|instances|instructions|issues|items|"
    "iterations|judges|kernels|keywords|labels|languages|layers|libraries|lines|LLMs|LMs|machines|messages|methods|"
    "metrics|milliseconds|minutes|models|modules|months|neurons|nodes|objects|operations|options|outputs|packages|"
    "pages|pairs|papers|paragraphs|parameters|participants|passages|patches|paths|people|persons|phases|players|"
    "positions|predictions|problems|programmers|programs|projects|prompts|proofs|puzzles|queries|questions|rankings|"
    "raters|records|references|repetitions|replicates|replies|repositories|requests|respondents|responses|reviewers|"
    "rollouts|rounds|rows|rules|runs|samples|scenarios|seconds|seeds|segments|sentences|sequences|sessions|"
    "settings|shots|snippets|solutions|sources|splits|stages|states|statements|steps|strategies|students|studies|"
    "subjects|submissions|subsets|subtasks|systems|tables|tasks|teams|templates|tests|testsets|texts|theorems|times|"
    "tokens|tools|topics|traces|trajectories|trees|trials|triples|turns|types|updates|users|utterances|variants|"
    "vectors|versions|votes|weeks|words|workers|workshops|years"
)
_SINGULAR = (
    "answer|attempt|candidate|completion|day|epoch|example|expert|generation|GPU|hour|instance|iteration|language|"
    "minute|model|month|node|page|parameter|pass|problem|prompt|question|response|rollout|round|run|sample|second|"
    "seed|shot|solution|stage|step|task|test|time|token|trial|turn|week|word|year"
)
# Words that end the noun phrase that a number may open.
_FUNCTION = (
    "a|an|and|or|the|of|on|in|for|to|with|by|from|at|as|is|are|was|were|than|that|which|while|when|but|vs|versus|"
    "its|their|our|we|it|this|these|those|using|over|under|after|before|across|between|per|outperforms|achieves|"
    "has|have|had|be|been|being|if|so|such|both|each|all|not|also|only|respectively|compared|where|points|percent"
)
_NOUN_PHRASE = re.compile(
    rf"[\s-](?:(?!(?:{_FUNCTION})\b)[A-Za-z][\w/’'+-]*\s){{0,3}}?(?:[A-Za-z]\w*-)?(?P<noun>{_COUNTED})\b", re.IGNORECASE
)
_HYPHENATED = re.compile(r"[-‑](?!(?:percent|percentage|points?|fold)\b)(?P<noun>[A-Za-z]{2,})")
_ONE_OF = re.compile(rf"\s(?P<noun>{_SINGULAR})\b")
_OF_TOTAL = re.compile(r"\s(?:out\s)?of\s(?:the\s|these\s|all\s)?[0-9]")
_IN_TOTAL = re.compile(r"[0-9]\s(?:out\s)?of\s(?:the\s|these\s|all\s)?$")

_ADVERBS = (
    r"(?:(?:up\sto|about|around|approximately|approx\.|roughly|nearly|almost|over|more\sthan|less\sthan|only|just|as\s"
    r"much\sas|at\sleast|at\smost|an?\s(?:average|mean|total|margin)\sof|an?\s(?:absolute|relative|further|additional|"
    r"average|mean|whopping|substantial|large|significant|notable|impressive|remarkable|margin\sof)|absolute|relative|"
    r"another|an?|the|[a-z]+ly)\s|[~≈∼(+]\s?)*"
)
_CHANGE_NOUN = (
    r"(?:improvements?|gains?|increases?|decreases?|drops?|reductions?|boosts?|rises?|declines?|degradations?|"
    r"advantages?|gaps?|differences?|leads?|jumps?|margins?|uplifts?|lifts?|deltas?|falls?)"
)
_CHANGE_VERB = (
    r"(?:improv(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|gain(?:s|ed|ing)?|drop(?:s|ped|ping)?|"
    r"fall(?:s|ing)?|fell|ris(?:e|es|ing)|rose|reduc(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|degrad(?:e|es|ed|ing)|"
    r"los(?:e|es|t|ing)|lag(?:s|ged)?|trail(?:s|ed)?|grow(?:s|n)?|grew|boost(?:s|ed|ing)?|add(?:s|ed|ing)?)"
)
_BY = re.compile(rf"(?<!divided )(?<!multiplied )(?<!followed )(?<!surrounded )\bby\s{_ADVERBS}$", re.IGNORECASE)
_CHANGE_OF = re.compile(
    rf"\b{_CHANGE_NOUN}\s?(?:\([^()]*\)\s)?(?:of|is|was|:|=|are|were|\()\s?{_ADVERBS}$", re.IGNORECASE
)
_CHANGE_BEFORE = re.compile(rf"\b{_CHANGE_VERB}\s(?!to\b|from\b){_ADVERBS}$", re.IGNORECASE)
_CHANGE_AFTER = re.compile(
    rf"\s?(?:in\s)?(?:(?:absolute|relative|average|overall|accuracy|further|additional|net|percentage|performance|"
    rf"pass@\w+|score|consistent)\s)*(?:higher|lower|more|less|better|worse|greater|larger|smaller|fewer|above|below|"
    rf"ahead|behind|faster|slower|{_CHANGE_NOUN})\b",
    re.IGNORECASE,
)
_POINTS_ABOVE = re.compile(r"\s?(?:over|above|ahead|behind|below|on\stop)\b", re.IGNORECASE)
_LEVEL_BEFORE = re.compile(
    rf"\b(?:scor(?:e|es|ed|ing)|scores?\sof|achiev(?:e|es|ed|ing)|reach(?:es|ed|ing)?|obtain(?:s|ed|ing)?|"
    rf"attain(?:s|ed|ing)?|at|to|from|above|below|accuracy\sof)\s{_ADVERBS}$",
    re.IGNORECASE,
)
_TERM = re.compile(r"\s?(?:[-−–+*/]\s[0-9.]+\s?=|=\s[-−]?[0-9])")
_CHAIN = re.compile(
    r"^[\s)]*(?:\([^()]{1,30}\)\s?)?(?:(?:on|for|in|over|at)\s[\w+@.\s-]{1,30}?)?\s?(?:,\s?and|,\s?or|,|and|or|to|–|-|/|&)\s?$"
)
_SETTING_BEFORE = re.compile(
    r"\b(?:temperatures?|top[-_\s]?p(?:\svalues?)?|learning\srates?|batch\ssizes?|weight\sdecay|dropout|seeds?|warm-?up(?:\sratio)?|"
    r"(?:context|sequence|maximum|max|response|generation|output|prompt)(?:\s(?:window|length|tokens|size))+|lengths?|"
    r"coefficients?|clip(?:ping)?(?:\sratio)?|thresholds?|hyper-?parameters?\s?\S*)\s?(?:of|is|was|=|:|to|set\sto|at|"
    r"was\sset\sto|is\sset\sto|between|from)?\s?(?:[0-9][0-9.e-]*\s?(?:,|and|or|to|–)\s?)*$",
    re.IGNORECASE,
)
_SPREAD_BEFORE = re.compile(
    r"(?:±|\+/[-−]|\b(?:standard\s(?:deviations?|errors?)|std\.?(?:\sdev\.?)?|s\.d\.|variance)\s?(?:of|is|was|=|:)?)"
    r"\s?(?:about\s|only\s)?$",
    re.IGNORECASE,
)
_RANK_BEFORE = re.compile(r"(?:\b(?:rank|ranks|ranked|ranking|placed)\s(?:number\s|no\.?\s|#)?|#)$", re.IGNORECASE)
_SET_TO = re.compile(r"\bset(?:ting)?\s(?:[^\s.,;]+\s)?(?:to|as|at)\s(?:be\s)?$")
_ASSIGNED = re.compile(r"\b(?!(?:acc|accuracy|recall|precision|score)=)(?:[a-z]+(?:_[a-z]+)+|[a-z]{2,}|KL|LR)\s?=$")
_LETTER = re.compile(r"[^\W\d_]")
_P_VALUE = re.compile(r"\b[pP]\s?-?(?:value)?\s?[<>=≤≥]\s?$")
_ENUMERATOR = re.compile(r"(?:^|\n)\s*$")


def role_of(
    text: str, start: int, end: int, *, unit: str, integer: bool, value: float, previous: tuple[Role, str, int] | None
) -> tuple[Role, str]:
    """Role and unit of the number at `text[start:end]` (unit included).

    `integer` means printed without decimals, power or scale; `previous` is the role, unit and end of the number before.
    """
    before, after = text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
    if not _LETTER.search(before[-24:]) and "±" not in before[-4:]:
        before = before[-4:]  # a row of numbers: no rule can find its words
    if _SPREAD_BEFORE.search(before):
        return Role.UNCERTAINTY, unit
    if text[start] in "+↑↓▲▼⬆⬇△▽Δ":
        return Role.DELTA, unit
    if integer and not unit:
        if counted := _counted(before, after, value):
            return counted
        if _RANK_BEFORE.search(before):
            return Role.RANK, ""
    if not unit or unit == "%":
        if _SETTING_BEFORE.search(before) or _ASSIGNED.search(before) or _SET_TO.search(before):
            return Role.SETTING, unit
        if _P_VALUE.search(before):
            return Role.VALUE, "p"
    if unit in ("", "%", "points", "×") and _is_delta(
        text, start, before, after, unit, previous, bare=integer and not unit
    ):
        return Role.DELTA, unit
    if unit == "points":
        return (Role.VALUE if _LEVEL_BEFORE.search(before) else Role.DELTA), unit
    if integer and not unit and value >= 1000:
        return Role.COUNT, ""
    return Role.VALUE, unit


def _counted(before: str, after: str, value: float) -> tuple[Role, str] | None:
    if after[:1] in ("-", "‑") and (found := _HYPHENATED.match(after)):
        return Role.COUNT, found["noun"].lower()
    if after[:1].isspace() and (found := _NOUN_PHRASE.match(after)):
        noun = found["noun"]
        return (Role.SIZE if noun == "parameters" else Role.COUNT), noun
    if value == 1 and (found := _ONE_OF.match(after)):
        return Role.COUNT, found["noun"]
    if _OF_TOTAL.match(after) or _IN_TOTAL.search(before):
        return Role.COUNT, ""
    return None


def _is_delta(
    text: str, start: int, before: str, after: str, unit: str, previous: tuple[Role, str, int] | None, *, bare: bool
) -> bool:
    if _TERM.match(after):
        return False
    if unit == "×" or _CHANGE_OF.search(before) or _CHANGE_AFTER.match(after):
        return True
    # "multiply by 2" and "add 10 to 20 words" are no results; changes of results have a unit or decimals.
    if not bare and (_BY.search(before) or _CHANGE_BEFORE.search(before)):
        return True
    if unit == "points" and _POINTS_ABOVE.match(after):
        return True
    if previous and previous[0] is Role.DELTA and (previous[1] in (unit, "") or not unit):
        return start - previous[2] < 50 and bool(_CHAIN.match(text[previous[2] : start]))
    return False


def is_enumerator(before: str) -> bool:
    """Whether a number right after `before` opens a line: "1. First item"."""
    return bool(_ENUMERATOR.search(before[-20:]))
