"""Whether a sentence can stand alone, and how it reads when it does.

A claim is shown without its neighbours, so pronouns are resolved where a rule can do it and the sentence is refused
where none can. Only the wording is touched, never a number or a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synth.language.vocabulary import entities
from synth.records import Document, Paper, SectionKind, Sentence

MIN_WORDS, MAX_WORDS = 7, 65

_LEADING = re.compile(
    r"^(?:(?:However|Moreover|Furthermore|Additionally|In addition|In contrast|By contrast|Conversely|"
    r"On the other hand|"
    r"Nevertheless|Nonetheless|Notably|Specifically|In particular|Interestingly|Importantly|Surprisingly|Remarkably|"
    r"Counter-?intuitively|"
    r"Finally|Lastly|Overall|In summary|In conclusion|To summarize|Consequently|Therefore|Thus|Hence|Accordingly|"
    r"As a result|For example|For instance|Indeed|In fact|Besides|Meanwhile|Similarly|Likewise|Also|Further|Second|"
    r"Secondly|First|Firstly|Third|Thirdly|Next|Then|Now|Here|Later|More importantly|Most importantly|"
    r"More specifically|Concretely|Crucially|"
    r"Encouragingly|Together|Empirically|Perhaps surprisingly|Unsurprisingly|Still|Yet|Instead|"
    r"Of note|Importantly),\s+)+"
)
_AS_SHOWN = re.compile(
    r"^(?:As (?:shown|seen|illustrated|depicted|reported|presented|indicated|demonstrated|noted|"
    r"summari[sz]ed|listed|can be seen) (?:in|by) |"
    r"In |From |According to )(?:both |the )?(?:Figures?|Fig\.|Tables?|tables|figures|Section|Appendix)"
    r"(?:\s*[A-Z]?\d+\S*(?:\s*\([^)]*\))?(?:\s*(?:and|,|&)\s*[A-Z]?\d+\w*)*)?,\s+"
)
_RUN_IN = re.compile(
    r"^\d{1,2}\.\s+(?=[A-Z])|^(?:Takeaway|Finding|Observation|Conclusion|Remark|Note)s?\s*\d*\s*[:.]\s+", re.IGNORECASE
)
_ANAPHORA = re.compile(
    r"^(?:This|These|Those|That|It|They|Its|Their|Such|He|She|His|Both|Here|There|Then|Doing so|"
    r"The (?:former|latter|same|"
    r"above|following|other|second|first|two|three|resulting|corresponding)|Each of (?:these|them)|"
    r"All of (?:these|them)|"
    r"The (?:paper|work|study|authors)|Neither|Either|One|Another|Others|Some of (?:these|them)|Which|"
    r"So|And|But|Or|Because of this|As such|Ours|"
    r"In (?:this|that|these|those|such|both|each|the (?:former|latter|second|first)) |For (?:this|"
    r"these|both|each|comparison)|At this|"
    r"To (?:this end|do so|address this)|With (?:this|these)|From (?:this|these)|Under (?:this|these)|"
    r"On these|On this)\b"
)
_DISTANT = re.compile(r"^(?:\S+\s+){1,4}(?:it|them|this|that|these|those),\s", re.IGNORECASE)
_CITATION = re.compile(
    r"\s*\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|"
    r"\s*\((?:(?:e\.g\.,?|see|cf\.)\s*)?[A-Z][^()]{2,60}?,? (?:19|"
    r"20)\d\d[a-z]?(?:; ?[^()]{2,200}?(?:19|20)\d\d[a-z]?)*\)"
)
_CONNECTIVE = re.compile(r"(?<=\w) (?:thus|therefore|hence|consequently)(?= \w)")
_PAPER_ITSELF = re.compile(r"^(?:This|The present) (paper|work|study|report|digest|survey|article)\b")
_INNER = re.compile(
    r"\b(?:the (?:former|latter)|(?:this|that|these|those) (?:model|models|method|methods|approach|approaches|setting|"
    r"settings|dataset|datasets|benchmark|benchmarks|case|cases|issue|technique|strategy|variant|variants|baseline|"
    r"baselines|experiment|experiments|task|tasks|problem|effect|trend|phenomenon|gap|difference|improvement|value|values|"
    r"metric|process|procedure|section|table|figure|number|numbers|result|results|finding|findings|observation|one|ones)|"
    r"(?:category|type|case|setting|scenario|variant) \([a-z\d]{1,4}\)|on the other hand|"
    r"as (?:above|below|follows|before)|aforementioned|mentioned (?:above|earlier)|see (?:below|"
    r"above)|respective of)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^[A-Z][\w\s,-]{0,50}:\s*(?:\(?(?:1|i|a)\)|•)|^\(?\d\)|\(\d\)[^()]*\(\d\)")
_YOU = re.compile(r"\b[Yy]ou(?:r|rs|rself)?\b")
"""Examples of prompts and answers speak so; papers do not."""
_LABELLED = re.compile(
    r"^(?:Claim|Question|Answer|Table|Input|Output|Instruction|Prompt|Example|Response|Caption|Skill|Step \d+)s?\s*\d*:"
)
_TWICE = re.compile(r"\b([^\W\d_]{2,})\)? \1\b")
_TABLE_READING = re.compile(
    r"\b(?:rows?|columns?|lines?|cells?) of (?:the |this )?(?:table|figure)\b|\bforthcoming\b|\bthe table shows\b",
    re.IGNORECASE,
)
_POINTER = re.compile(r"^(?:Figure|Fig\.|Table|Section|Appendix|Algorithm|Listing)\s*[A-Z]?\d", re.IGNORECASE)
_FIGURE_READING = re.compile(
    r"\b(?:red|blue|green|orange|purple|gray|grey|dashed|dotted|solid) (?:line|curve|point|bar|arrow|box)", re.I
)
_OUR = re.compile(
    r"\b[Oo]ur (?:final |best |proposed |new |main |own )?(?:model|method|approach|system|algorithm|framework)(s?)\b"
)
_OUR_NAMED = re.compile(
    r"\b[Oo]ur (?:final |best |proposed |new |own )?(?:model|method|approach|system|framework),? (?=[A-Z]\w*[A-Z0-9-])"
)
_OUR_SIZED = re.compile(r"\b[Oo]ur (\d+(?:\.\d+)?[BM])(?: model)?\b")
_WE = re.compile(r"\bwe\b|\bWe\b|\bour\b|\bOur\b|\bours\b|\bus\b")
_TERMINAL = re.compile(r"[.!]['\"”’)\]]*$")
_INTRODUCES = re.compile(
    r"\b(?:introduc\w+|propos\w+|present\w*|releas\w+|develop\w*|name[ds]?|call\w*|describ\w+)\b(?P<rest>[^.]{0,80})"
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A sentence that reads without its context."""

    text: str
    flags: tuple[str, ...]
    """`resolved_we`, `resolved_our`, `trimmed`: what was done to the wording."""


def own_name(document: Document, paper: Paper) -> str:
    """The name that the paper gives to what it introduces ("Codex", "WizardCoder"); empty where none is clear."""
    votes: Counter[str] = Counter()
    head, colon, _ = paper.title.partition(":")
    if colon and len(head.split()) <= 3 and not head.lower().startswith(("digest", "towards", "on ")):
        votes[head.strip()] += 6
    for entity in entities(paper.title):
        if entity.kind == "method":
            votes[entity.text] += 3
    for sentence in document.sentences[:60]:
        kind = _section_kind(document, sentence)
        if kind not in (SectionKind.ABSTRACT, SectionKind.INTRODUCTION):
            continue
        for match in _INTRODUCES.finditer(sentence.text):
            named = [entity for entity in entities(match["rest"]) if entity.kind == "method"]
            if named and re.search(r"\b[Ww]e\b|\bpaper\b", sentence.text[: match.start() + 1]):
                votes[named[0].text] += 2
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0] if ranked[0][1] >= 2 else ""


def stand_alone(text: str, *, own: str, authors: str) -> Standalone | str:
    """The sentence as it reads alone, or the reason for which it is refused.

    `own` is what the paper calls its model or method, `authors` how a reader names its authors ("Chen et al.").
    """
    flags: list[str] = []
    body = _RUN_IN.sub("", text.strip())
    trimmed = _AS_SHOWN.sub("", _LEADING.sub("", body))
    if trimmed != text:
        flags.append("trimmed")
        trimmed = trimmed[:1].upper() + trimmed[1:]
    trimmed = _CONNECTIVE.sub("", _CITATION.sub("", trimmed), count=1)
    if reason := _refusal(trimmed):
        return reason
    resolved = _resolve(trimmed, own=own, authors=authors, flags=flags)
    if resolved is None:
        return "speaks of 'our model' without a name"
    return Standalone(text=resolved, flags=tuple(flags))


def _refusal(text: str) -> str:
    words = text.split()
    checks: Sequence[tuple[bool, str]] = (
        (not MIN_WORDS <= len(words) <= MAX_WORDS, "too short or too long"),
        (not _TERMINAL.search(text), "incomplete sentence"),
        (not (text[0].isupper() or text[0].isdigit() or not text[0].isascii()), "starts in mid-sentence"),
        ("[equation]" in text or "�" in text, "holds a formula that cannot be read"),
        (not _balanced(text), "unbalanced brackets"),
        (bool(_ANAPHORA.match(text)) and not _PAPER_ITSELF.match(text), "starts with a reference to another sentence"),
        (bool(_INNER.search(text) or _DISTANT.match(text)), "refers to another sentence"),
        (bool(_LISTED.search(text)), "is an item of a list"),
        (bool(_YOU.search(text)), "speaks to its reader"),
        (bool(_LABELLED.match(text)), "is an example"),
        (bool(_TWICE.search(text)), "runs into its heading"),
        (bool(_POINTER.match(text)), "describes a figure or table"),
        (bool(_FIGURE_READING.search(text) or _TABLE_READING.search(text)), "reads a plot by its colours"),
        (_letters(text) < 0.6, "not prose"),
        (len(re.findall(r"(?<![\w.])[A-Za-z](?![\w.])", text)) > 0.3 * len(words), "broken words"),
    )
    return next((reason for failed, reason in checks if failed), "")


def _resolve(text: str, *, own: str, authors: str, flags: list[str]) -> str | None:
    before = text
    text = _OUR_NAMED.sub("", text)
    if own:
        text = re.sub(rf"\b[Oo]ur (?={re.escape(own)}\b)", "", text)
        text = _OUR_SIZED.sub(rf"{own} \1", text)
    if text != before:
        flags.append("resolved_our")
    if _OUR.search(text):
        if not own:
            return None
        text = _OUR.sub(own, text)
        if "resolved_our" not in flags:
            flags.append("resolved_our")
    if match := _PAPER_ITSELF.match(text):
        text = f"The {match[1]} by {authors}{text[match.end() :]}"
        flags.append("resolved_this")
    if _WE.search(text):
        text = re.sub(r"^We\b", authors, text)
        text = re.sub(r"\b[Ww]e\b", "the authors", text)
        text = re.sub(r"^Our\b", f"{authors}’s", text)
        text = re.sub(r"\b[Oo]ur\b", "the authors’", text)
        text = re.sub(r"\bours\b", own or "the authors’", text)
        text = re.sub(r"\bus\b", "the authors", text)
        flags.append("resolved_we")
    return text[:1].upper() + text[1:] if text[:1].islower() and flags and not own.startswith(text[:3]) else text


def _balanced(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in ("()", "[]", "“”", "{}"))


def _letters(text: str) -> float:
    dense = [char for char in text if not char.isspace()]
    return sum(char.isalpha() for char in dense) / max(len(dense), 1)


def _section_kind(document: Document, sentence: Sentence) -> SectionKind:
    return document.sections[sentence.section].kind if sentence.section >= 0 else SectionKind.OTHER
