"""Words for matching: tokens, stems, direction, hedging; and quotes found on a page whatever its typography."""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache

from synth.language.wordset import word_set

_TOKEN = re.compile(
    r"[a-z]+[0-9]*@[a-z0-9]+"
    r"|[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?%?|[0-9]+(?:\.[0-9]+)?%?(?![\w.-]{0,40}[a-z])"
    r"|[^\W_]+(?:\.[0-9]+)*\+*(?:[-_'’][^\W_]+(?:\.[0-9]+)*\+*)*"
)
_HYPHENS = str.maketrans({"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "\u00ad": ""})

STOP_WORDS = word_set(
    "a about above after again against all also am an and any are as at be because been before being below "
    "between both but by can cannot could did do does doing down during each e.g few for from further had has "
    "have having he her here hers him his how i i.e if in into is it its itself let me more most my no nor not of "
    "off on once only or other ought our ours out over own per same she should so some such than that the their "
    "theirs them then there these they this those through to too under until up upon us very via was we were what "
    "when where whether which while who whom why will with within without would you your yours al et eg ie etc vs "
    "respectively however thus hence therefore moreover furthermore additionally et paper work section table "
    "figure show shows shown"
)

_UP = (
    "increase increases increased increasing improve improves improved improving improvement improvements gain "
    "gains gained higher better best greater larger more rise rises rose rising grow grows grew growing growth "
    "boost boosts boosted outperform outperforms outperformed outperforming surpass surpasses surpassed "
    "surpassing exceed exceeds exceeded exceeding beat beats enhance enhances enhanced enhancing enhancement "
    "superior above faster stronger raise raises raised widen widens widened ahead benefit benefits benefited "
    "help helps helped advantage advantages double doubles doubled"
)
_DOWN = (
    "decrease decreases decreased decreasing reduce reduces reduced reducing reduction reductions drop drops "
    "dropped dropping lower lowers lowered worse worst smaller fewer less fall falls fell falling decline declines "
    "declined declining degrade degrades degraded degrading degradation hurt hurts harm harms harmed harming "
    "underperform "
    "underperforms underperformed deteriorate deteriorates deteriorated worsen worsens worsened inferior below "
    "slower weaker lag lags lagged behind lose loses lost shrink shrinks shrank narrow narrows narrowed diminish "
    "diminishes diminished collapse collapses collapsed suffer suffers suffered limit limits "
    "limited impair impairs impaired halve halves halved"
)
DIRECTIONS: dict[str, int] = {**dict.fromkeys(_UP.split(), 1), **dict.fromkeys(_DOWN.split(), -1)}
"""+1 for words that say more or better, -1 for words that say less or worse."""

SET_AGAINST = (
    r"than|versus|vs\.?|compared|over|against|surpass\w*|outperform\w*|exceed\w*|match\w*|above|below|behind|beat\w*|"
    r"close to|relative to"
)
"""Words before what something is compared with, as alternatives of a pattern: a number that follows may be either's."""

NEGATIONS = word_set(
    "not no never neither nor none without cannot can't don't doesn't didn't isn't aren't wasn't weren't won't "
    "hardly barely scarcely fails failed fail lack lacks lacking unable"
)
HEDGES = word_set(
    "may might could possibly perhaps likely unlikely suggest suggests suggested appear appears appeared seem "
    "seems seemed potentially presumably probably tend tends tended hypothesize hypothesise conjecture speculate "
    "believe expect roughly approximately about around nearly almost somewhat often sometimes generally typically "
    "usually can"
)
_STRONG_HEDGES = HEDGES - word_set("roughly approximately about around nearly almost can often generally usually")


def normalise(text: str) -> str:
    """NFKC, lower case, one kind of hyphen and apostrophe, no soft hyphens."""
    return unicodedata.normalize("NFKC", text).translate(_HYPHENS).lower()


def tokens(text: str) -> list[str]:
    """Lower-cased words and numbers; "pass@k", "gpt-4" and "83.9%" stay whole, "multi-turn" becomes two words."""
    found: list[str] = []
    for token in _TOKEN.findall(normalise(text)):
        if "-" in token and not any(character.isdigit() for character in token):
            found.extend(part for part in token.split("-") if part)
        else:
            found.append(token)
    return found


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Take plural and verb endings off, so that "improves", "improved" and "improving" meet; numbers stay."""
    if len(word) < 4 or not word.isalpha() or not word.isascii():
        return word
    if word.endswith("'s"):
        word = word[:-2]
    word = re.sub(r"is(e|es|ed|ing|ation|ations)$", r"iz\1", word) if len(word) > 6 else word
    for ending, least in (
        ("ations", 4),
        ("ation", 4),
        ("ments", 4),
        ("ment", 4),
        ("ings", 4),
        ("ing", 3),
        ("edly", 3),
        ("ed", 3),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= least and re.search("[aeiouy]", word[: -len(ending)]):
            word = _undouble(word[: -len(ending)])
            break
    else:
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith(("sses", "xes", "ches", "shes", "zzes")):
            word = word[:-2]
        elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _undouble(word: str) -> str:
    double = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
    return word[:-1] if double else word


@lru_cache(maxsize=1 << 14)  # labels of tables and sentences are asked for again and again
def content_words(text: str) -> frozenset[str]:
    """Stems of the words of `text` that carry meaning, numbers included."""
    return frozenset(stem(token) for token in tokens(text) if token not in STOP_WORDS)


def containment(a: str, b: str) -> float:
    """Share of the content words of `a` that `b` has too; 0 where `a` has none."""
    wanted = content_words(a)
    return len(wanted & content_words(b)) / len(wanted) if wanted else 0.0


def polarity(text: str) -> int:
    """Direction that `text` claims: +1 more or better, -1 less or worse, 0 none or both ways.

    A negation turns the first direction word after it round ("does not improve" is -1).
    """
    total, negated = 0, 0
    for token in tokens(text):
        direction = DIRECTIONS.get(token, 0)
        if token in NEGATIONS and not (direction and not negated):
            negated = 4
        elif direction:
            total += -direction if negated else direction
            negated = 0
        elif negated:
            negated -= 1
    return (total > 0) - (total < 0)


def negated(text: str) -> bool:
    """Whether `text` has a negation."""
    return any(token in NEGATIONS for token in tokens(text))


def hedged(text: str) -> bool:
    """Whether `text` says that something may be so rather than that it is."""
    return any(token in _STRONG_HEDGES for token in tokens(text))


@lru_cache(maxsize=8192)
def _squashed(character: str) -> str:
    # A modifier letter is an accent that the text layer sets apart: the hat in "ˆp".
    return "".join(
        part for part in unicodedata.normalize("NFKD", character).lower() if part.isalnum() and not "ʰ" <= part <= "˿"
    )


def squash(text: str) -> str:
    """Only the letters and digits of `text`, lower-cased, ligatures resolved and accents taken off.

    Two printings of one sentence squash to the same string whatever their hyphens, line breaks and spaces.
    """
    return _squash_name(text) if len(text) <= _NAME else _squash(text)


_NAME = 64
"""Names are asked for again and again; pages and sentences are not worth keeping."""


@lru_cache(maxsize=1 << 15)
def _squash_name(text: str) -> str:
    return _squash(text)


def _squash(text: str) -> str:
    if text.isascii():
        return _NOT_ALNUM.sub("", text).lower()
    return "".join(map(_squashed, text))


def numberless(text: str) -> str:
    """Squashed text without its numbers: the same for sentences that differ in their numbers alone."""
    return squash(NUMERAL.sub("", text))


NUMERAL = re.compile(r"(?<![\w@.])(?<![A-Za-z]-)\d+(?:[.,]\d+)*(?![\w@]|[.,]\d)")
"""A number that is none of a name's: not the 7 of "LM-7B", the 4 of "GPT-4", the 1 of "pass@1"."""
_NOT_ALNUM = re.compile(r"[^A-Za-z0-9]+")
_TIGHT_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_LOOSE_POINT = re.compile(r"(?<=[0-9])\s?\.\s?(?=[0-9])")


def letters_of(text: str) -> tuple[str, array[int]]:
    """`text` squashed, and for each character of that its offset in `text`."""
    pieces = [_squashed(character) for character in text]
    return "".join(pieces), array("I", (index for index, piece in enumerate(pieces) for _ in piece))


_page_letters = lru_cache(maxsize=256)(letters_of)
"""The pages of a paper are searched for one quote after the other."""


def locate(quote: str, raw_text: str) -> tuple[int, int] | None:
    """Offsets in `raw_text` of the first place that prints `quote`, None where there is none.

    Hyphens, ligatures, accents, case and white space may differ; letters, digits and decimal points may not.
    """
    wanted = squash(quote)
    if not wanted:
        return None
    squashed, origin = _page_letters(raw_text)
    at = squashed.find(wanted)
    while at != -1:
        start, end = origin[at], origin[at + len(wanted) - 1] + 1
        if same_points(quote, raw_text[start:end]):
            return start, end
        at = squashed.find(wanted, at + 1)
    return None


def same_points(a: str, b: str) -> bool:
    """Whether decimal points stand between the same digits: squashed, "8.39" and "83.9" are one string."""
    return _points(a, _TIGHT_POINT) <= _points(b, _LOOSE_POINT) and _points(b, _TIGHT_POINT) <= _points(a, _LOOSE_POINT)


def _points(text: str, pattern: re.Pattern[str]) -> set[int]:
    return {len(squash(text[: found.start()])) for found in pattern.finditer(text)}
