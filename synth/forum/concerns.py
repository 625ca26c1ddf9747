"""What reviewers hold against a paper or ask of it: the points of their reviews that object, ask or wish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from synth.forum.fields import FieldUse, english, use_of
from synth.forum.units import Unit, units
from synth.language.words import content_words
from synth.records import PostField, PostKind, ReviewThread, Said

_OBJECTS = re.compile(
    r"\b(?:lack(?:s|ing)?|miss(?:es|ing)|unclear|not (?:\w+ )?(?:clear|correct|convinced|convincing|sufficient"
    r"|enough|fair|discussed|compared|addressed|explained|given|reported|provided|included|novel|evaluated"
    r"|justified)"
    r"|concern(?:s|ed|ing)?\b(?! (?:about|with) (?:how|the way) the paper is)|weak(?:ness(?:es)?)?|limited"
    r"|insufficient|questionable|debatable|puzzl\w+|confus\w+|incorrect|wrong|flaw\w*|unfair|outdated"
    r"|overclaim\w*|artificial|trivial"
    r"|typos?|counter-?intuitive|inconsisten\w+|contradict\w*|opposite|misleading|unmotivated|arbitrary"
    r"|bias(?:es|ed)?|doubt\w*|skeptical|sceptical|suspicious|questions? (?:remain|about)"
    r"|remains? (?:a question|unclear|open)"
    r"|fails? to|failed to|difficult to|hard to|cannot|can not|can't|too (?:\w+ )?(?:few|small|strong|broad"
    r"|weak|simple|high|low|kind|short|long|good|vague|narrow)|only (?:\w+ ){0,3}(?:baseline|dataset|data set"
    r"|benchmark|model|task|one|a single|on)"
    r"|(?:does|do|did|is|are|was|were) not|doesn't|don't|isn't|aren't|wasn't|no (?:\w+ )?(?:comparison"
    r"|evidence|analysis|ablation|experiment|discussion|test|baseline|explanation|uncertainty|code|details?"
    r"|significance|confidence|error|justification|mention)\w*"
    r"|nothing is said|never|without (?:any |a )?(?:\w+ )?(?:evidence|comparison|justification|baseline"
    r"|explanation)|unconvinc\w+|overstat\w+|surprising that|lower than|worse than|somewhat (?:weak|limited"
    r"|incremental|outdated)|incremental|drawn from .{0,40}exclusively)\b",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:(?:would|could|should|might) (?:\w+ )?(?:be (?:a )?(?:nice|great|good|helpful|useful|interesting|better"
    r"|worth\w*|beneficial|more)|like to see|like the authors|benefit|help|need|want|appreciate|recommend"
    r"|suggest|encourage|expect|strengthen|improve|add|include|discuss|compare|clarify)"
    r"|(?:please|kindly) (?!see\b|refer\b)\w+|(?:i|we) (?:\w+ )?(?:recommend|suggest|encourage|ask|urge|invite"
    r"|wonder|request)|needs? to|ought to|should (?!i\b)|have to be|more (?:in-depth "
    r"|detailed? )?(?:explanation|discussion|details?|analysis|experiments?|clarification|information)"
    r"|i(?:'m| am) (?:\w+ ){0,2}(?:curious|interested|wondering)|highly appreciated|it is recommended"
    r"|must (?:be|also))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\?\W*$")
_PRAISES = re.compile(
    r"\b(?:well[- ](?:motivated|written|organi[sz]ed|structured|executed|explained|designed)|solid"
    r"|interesting and|easy to (?:follow|read)|makes? sense|seems? (?:correct|sound|reasonable)|(?:is"
    r"|are) (?:sound|clear|convincing|reasonable|excellent|good|correct|valid|the standard)"
    r"|valid choice|i (?:like|liked|enjoyed|appreciate)|glad|strengths? (?:are|of)|novel and|impressive"
    r"|thorough|no (?:further |other |major |additional |more )?(?:concerns?|issues?|questions?|comments?"
    r"|problems?|weakness(?:es)?)"
    r"|did(?: not|n't) (?:identify|find|see|notice|spot|check|verify|read)|do(?: not|n't) (?:have|see"
    r"|find) any|not (?:familiar|an expert|qualified)|i am not (?:an? )?(?:expert|familiar|sure i)|(?:have|has"
    r"|is|are) (?:been )?(?:adequately|properly|well) (?:addressed|discussed|evaluated|supported))\b",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"\b(?:well[- ](?:written|organi[sz]ed|structured)|easy to (?:follow|read)|no (?:\w+ )?(?:concerns?|issues?"
    r"|questions?|weakness\w*)|otherwise excellent)\b",
    re.IGNORECASE,
)
"""Praise that is no concern even among weaknesses."""
_TURNS = re.compile(
    r"\b(?:however|but|although|though|yet|nevertheless|on the other hand|that said|unfortunately|except"
    r"|unless|despite)\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"^\W*(?:no|yes|none|n/?a|nil|nothing|not (?:applicable|related|any|relevant)|no (?:comments?|questions?"
    r"|concerns?|issues?|limitations?)|see (?:above|below|weaknesses|questions|strengths.*|claims.*)|as above"
    r"|-+|(?:the )?(?:authors?|limitations?).{0,30}adequately.{0,40}"
    r"|yes .{0,40}|(?:yes|no)[,.].{0,40}|(?:please )?(?:see|refer to) .{0,80}|same as .{0,40})\W*$",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"\b(?:(?:comments?|questions?|concerns?|points?|weakness(?:es)?|issues?|part"
    r"|sections?) (?:\w+ ){0,3}(?:above|below)\b|(?:above|below|following|aforementioned) (?:comments?"
    r"|questions?|concerns?|points?|weakness(?:es)?|issues?)"
    r"|on the (?:claims?|theory|experiments?|other) part|see (?:above|below)|remain positive|(?:raise|increase"
    r"|keep|maintain|revise|lower|change) my (?:score|rating|recommendation)|things i would like to see"
    r"|(?:leaning|lean) towards)",
    re.IGNORECASE,
)
_ABOUT_SELF = re.compile(
    r"^\W*(?:i (?:have )?checked|i believe that most|my (?:score|rating|recommendation)|i am (?:happy|willing"
    r"|open) to|overall,? i\b)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+")
_NEW = re.compile(
    r"^\W*(?:also|additionally|in addition|furthermore|moreover|another|finally|lastly|besides|secondly"
    r"|thirdly|fundamentally|minor\b|i (?:am|was|'m) also|i also|(?:i|we) (?:would"
    r"|also) (?:\w+ ){0,2}(?:recommend|encourage|suggest)|i encourage|i recommend|i suggest|apart from"
    r"|other than that)\b",
    re.IGNORECASE,
)
_SPELLS = re.compile(r"\btypos?\b|\bmisprints?\b|\bproof-?read", re.IGNORECASE)
_PROPOSES = re.compile(r"^\W*i (?:would |also |strongly )*(?:recommend|encourage|suggest)\b", re.IGNORECASE)
"""A wish that follows an objection is its remedy."""
_LEADS = re.compile(r"\b(?:strength|positive|pros|merits?)\w*\b", re.IGNORECASE)
_WEAK = re.compile(
    r"\b(?:weakness|concern|negative|cons|issue|problem|drawback|unclear|questions?|missing|clarif)\w*\b", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"^\W*(?:could the authors? (?:provide|give|share) any|same (?:with|for)|if (?:so|not|yes|no)\b|why\W*$"
    r"|or\b|and\b|is (?:this|that|it) (?:because|due)|(?:can|could) (?:you"
    r"|the authors?) (?:please )?(?:explain|elaborate|clarify|comment)\W*$)",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^\W*(?:however|but|so|thus|hence|therefore|for (?:example|instance)|e\.g|i\.e|specifically|in particular|given)\b"
    r"|\b(?:this|that|these|those|such|it|they|them|its|their|the latter|same)\b",
    re.IGNORECASE,
)
_WHOLE = 8
"""Words of a sentence that can be a concern of its own below another one."""
_MORE = 6
"""Words; "Same with …" that is longer asks for something else."""
_FEW = 4
"""Words; a shorter point says nothing by itself where it neither objects nor asks."""


@dataclass(frozen=True, slots=True)
class Found:
    """A concern as it was found in a review."""

    said: Said
    label: str
    """Its number as the reviewer printed it, "W2"; else how manieth of its field it is: "weakness 2"."""
    place: int
    """How manieth point of its field it is, from 1."""
    use: FieldUse


def find_concerns(thread: ReviewThread) -> list[Found]:
    """The concerns of every review, in the order of the text."""
    found: list[Found] = []
    for index, post in enumerate(thread.posts):
        if post.kind is PostKind.REVIEW:
            for field in post.fields:
                found += _in_field(thread.text, index, field)
    return found


def _in_field(text: str, post: int, field: PostField) -> list[Found]:
    use = FieldUse.MIXED if not field.name else use_of(field.name) or FieldUse.MIXED
    if use in (FieldUse.NOTHING, FieldUse.LATER):
        return []
    found: list[Found] = []
    place = 0
    for unit in units(text, field.start, field.end):
        mode = _mode(use, unit)
        if mode is FieldUse.NOTHING:
            continue
        place += 1
        if unit.item and found and _SPELLS.search(found[-1].said.text) and found[-1].said.field == english(field.name):
            found[-1] = replace(found[-1], said=_said(text, post, found[-1].said.start, unit.end, field))
            continue  # the misprints that a remark on misprints lists
        for start, end in _stretches(text, unit, mode):
            found.append(Found(_said(text, post, start, end, field), unit.label, place, use))
    return found


def _said(text: str, post: int, start: int, end: int, field: PostField) -> Said:
    return Said(post=post, start=start, end=end, text=" ".join(text[start:end].split()), field=english(field.name))


def _mode(use: FieldUse, unit: Unit) -> FieldUse:
    """What the line that leads a list in makes of its items."""
    if not unit.lead:
        return use
    if _LEADS.search(unit.lead) and not _WEAK.search(unit.lead):
        return FieldUse.MIXED if use is FieldUse.MIXED else use
    return FieldUse.CONCERNS if _WEAK.search(unit.lead) else use


def _stretches(text: str, unit: Unit, use: FieldUse) -> Iterator[tuple[int, int]]:
    """Where the concerns of a point stand in it."""
    whole = " ".join(text[unit.start : unit.end].split())
    if _EMPTY.match(whole) or _says_nothing(whole):
        return
    said = [(start, end, _kind(text[start:end], use)) for start, end in unit.sentences]
    if use is FieldUse.REFERENCES and not any(kind == "concern" for *_, kind in said):
        said = [(a, b, "concern" if kind == "plain" else kind) for a, b, kind in said]
    if not any(kind == "concern" for *_, kind in said):
        return
    groups = _groups(text, said, alone=unit.item)
    for group in groups:
        start, end = group[0][0], group[-1][1]
        if not _says_nothing(" ".join(text[start:end].split())):
            yield start, end


_Sentence = tuple[int, int, str]


def _groups(text: str, said: Sequence[_Sentence], *, alone: bool) -> list[list[_Sentence]]:
    """Sentences that make one concern: an item is one from its first concern on, a paragraph may hold several."""
    groups: list[list[_Sentence]] = []
    waiting: list[_Sentence] = []
    if alone:
        first = next(number for number, (*_, kind) in enumerate(said) if kind == "concern")
        before = said[:first]
        if not _TURNS.match(text[said[first][0] :].lstrip(' "(*')) and all(kind == "plain" for *_, kind in before):
            said = [(before[0][0], said[first][1], "concern"), *said[first + 1 :]] if before else said
    for one in said:
        start, end, kind = one
        words = text[start:end]
        if kind == "concern":
            fresh = not groups or (not alone and _begins(text, groups[-1], words)) or (waiting and not alone)
            if fresh:
                lead = [before for before in waiting[-1:] if before[2] == "plain" and not alone and not groups]
                groups.append([*lead, one])
            else:
                groups[-1].append(one)
            waiting = []
        elif groups and kind == "plain" and not waiting:
            groups[-1].append(one)
        else:
            waiting.append(one)
    return groups


def _begins(text: str, group: Sequence[_Sentence], words: str) -> bool:
    """Whether a sentence opens another concern than the one before it."""
    last = text[group[-1][0] : group[-1][1]]
    if match := _GOES_ON.match(words):
        return match[0].lower().startswith("same") and len(words.split()) > _MORE
    if _ASKS.search(words) and _ASKS.search(last):
        return True
    if _stands_alone(words, " ".join(text[start:end] for start, end, _ in group)):
        return True
    if _PROPOSES.match(words) and _OBJECTS.search(last) and not _WISHES.search(last):
        return False
    if _NEW.match(words):
        return True
    return _ASKS.search(words) is not None and not _ASKS.search(last) and len(group) > 1


def _stands_alone(words: str, before: str) -> bool:
    """Whether a sentence points back at nothing and shares no word that carries meaning with what is before it."""
    if _BACK.search(words) or len(words.split()) < _WHOLE or _WISHES.search(words):
        return False
    return not content_words(words) & content_words(before)


def _kind(sentence: str, use: FieldUse) -> str:
    """`concern`, `praise` or `plain`."""
    words = _ADDRESS.sub(" ", sentence)
    if _POINTER.search(words) or (_ABOUT_SELF.match(words) and not _TURNS.search(words)):
        return "praise"
    turned = _TURNS.search(words)
    after = words[turned.end() :] if turned else words
    speaks = _OBJECTS.search(words) or _WISHES.search(words) or _ASKS.search(words)
    asked_for = use in (FieldUse.CONCERNS, FieldUse.QUESTIONS)
    if _PRAISES.search(words) and not (turned and (_OBJECTS.search(after) or _WISHES.search(after))):
        told = _ASKS.search(words) or (asked_for and not _CONTENT.search(words))
        return "concern" if told else "praise"
    return "concern" if speaks or asked_for else "plain"


def _says_nothing(text: str) -> bool:
    words = _ADDRESS.sub(" ", text)
    short = len(text.split()) <= _FEW and not text.rstrip().endswith("?")
    return not content_words(words) or (short and not _OBJECTS.search(words) and not _WISHES.search(words))


def sentence_kind(sentence: str) -> str:
    """`concern`, `praise` or `plain`: what a sentence does in a text that holds all of these."""
    return _kind(sentence, FieldUse.MIXED)


def numbered(found: Sequence[Found]) -> list[Found]:
    """The same with labels as answers name them: "W3" and "Q1", "M2" for the second of the minor comments."""
    return [
        replace(one, label=f"{_letter(one)}{one.label or one.place}")
        if one.use in (FieldUse.CONCERNS, FieldUse.QUESTIONS) and not one.label[:1].isalpha()
        else one
        for one in found
    ]


def _letter(one: Found) -> str:
    if one.use is FieldUse.QUESTIONS:
        return "Q"
    return "W" if "weak" in one.said.field.lower() else one.said.field.lstrip("*#_ ")[:1].upper() or "W"
