"""Whether two titles, and two lists of authors, are those of one work."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

NEAR = 0.86
"""Least share of letters that two spellings of one word have in common."""
_TAIL = re.compile(
    r"\b(?:supplement\w*|appendi\w+|errat\w+|corrig\w+|correction|reply|response|comment\w*|part|addendum|retract\w*|"
    r"editorial|review|abstract|poster|volume|chapter|series)\b"
)
"""Words by which a title that goes on names another work."""
_LETTERS = (
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
     "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega")
)  # fmt: skip
_GREEK = str.maketrans(
    {chr(0x3B1 + place): name for place, name in enumerate(_LETTERS)}
    | {"ϵ": "epsilon", "ß": "ss", "ø": "o", "ł": "l", "&": " and "}
)
_ROMAN = re.compile(r"(?:i{1,3}|iv|vi{0,3}|ix|x{1,2}i{0,3})")
_NUMBERS = {
    word: str(value)
    for value, words in enumerate(("zero", "one first", "two second", "three third", "four fourth", "five fifth"))
    for word in words.split()
}


@lru_cache(maxsize=16384)
def title_words(title: str) -> tuple[str, ...]:
    """Words of a title in small letters, accents and marks off; hyphens part words."""
    plain = unicodedata.normalize("NFKD", title.lower())
    bare = "".join(char for char in plain if not unicodedata.combining(char)).translate(_GREEK)
    return tuple(re.findall(r"[^\W_]+", re.sub(r"['’`´]", "", bare)))


@lru_cache(maxsize=16384)
def title_key(title: str) -> str:
    """What equal titles have in common, however they are spaced and hyphenated; empty for a title without letters."""
    return "".join(title_words(title))


def same_title(left: str, right: str) -> bool:
    """Whether two titles are one, but for marks, spacing and the spelling of a word.

    Numbers must agree ("Part I" is not "Part II"), and a word may differ in its spelling only, not be another one.
    """
    if not title_key(left) or not title_key(right):
        return False
    if title_key(left) == title_key(right):
        return True
    a, b = title_words(left), title_words(right)
    return _numbers(a) == _numbers(b) and _spelling(a, b)


def shortened(left: str, right: str) -> bool:
    """Whether one title is the other without its subtitle; two works may be so named, by the same authors too."""
    return _subtitle(left, right) or _subtitle(right, left)


def distinctive(title: str) -> bool:
    """Whether a title is long enough that two works hardly share it by chance ("Introduction" is not)."""
    words = title_words(title)
    return len(words) >= 4 and sum(map(len, words)) >= 20


def _numbers(words: Sequence[str]) -> Counter[str]:
    found = (word for word in words if any(c.isdigit() for c in word) or _ROMAN.fullmatch(word) or word in _NUMBERS)
    return Counter(_NUMBERS.get(word, word) for word in found)


def _spelling(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether the words are the same, one or two of them spelt otherwise."""
    from difflib import SequenceMatcher

    if min(len(a), len(b)) < 4:
        return False
    changed = 0
    a, b = [_NUMBERS.get(word, word) for word in a], [_NUMBERS.get(word, word) for word in b]
    for tag, a0, a1, b0, b1 in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        mine, theirs = "".join(a[a0:a1]), "".join(b[b0:b1])
        if mine == theirs or {*a[a0:a1], *b[b0:b1]} <= _SMALL:
            continue
        changed += max(a1 - a0, b1 - b0)
        if not _one_word(mine, theirs):
            return False
    return changed <= 2


_SMALL = frozenset(("a", "an", "the", "and"))
"""Words that one spelling of a title may leave out."""
_PREFIXES = (
    "un", "in", "im", "non", "anti", "dis", "de", "sub", "super", "hyper", "hypo", "inter", "intra", "multi", "uni"
)  # fmt: skip


def _one_word(mine: str, theirs: str) -> bool:
    """Whether two words are one, spelt in two ways or misspelt: "modelling", "modeling"."""
    from rapidfuzz import fuzz

    short, long = sorted((mine, theirs), key=len)
    if len(short) < 4 or any(long == prefix + short for prefix in _PREFIXES):
        return False
    if short[0] != long[0] or fuzz.ratio(mine, theirs) < 100 * NEAR:
        return False
    return not any(char.isdigit() for char in mine + theirs)


def _subtitle(short: str, long: str) -> bool:
    """Whether `long` is `short` with a subtitle, and the subtitle is not that of a reply or a part."""
    if re.search(r"[:?!.–—]\s", short):
        return False
    head, mark, tail = _cut(long)
    if not mark or title_key(head) != title_key(short) or len(title_words(short)) < 6:
        return False
    return not _TAIL.search(" ".join(title_words(tail)))


def _cut(title: str) -> tuple[str, str, str]:
    match = re.search(r"\s*[:?!.]\s+|\s+[–—-]\s+", title)
    return (title[: match.start()], match[0], title[match.end() :]) if match else (title, "", "")


@lru_cache(maxsize=65536)
def _name(author: str) -> tuple[str, frozenset[str]]:
    """Family name and all full words of a name; "Curie, Marie" and "Marie Curie" are one."""
    family, comma, given = author.partition(",")
    text = f"{given} {family}" if comma and len(given) > 1 else author
    words = title_words(text)
    words = tuple(word for word in words if word not in ("jr", "sr", "ii", "iii", "iv")) or words
    return (words[-1] if words else "", frozenset(word for word in words if len(word) > 1))


def same_author(left: str, right: str) -> bool:
    """Whether two names may be one person's: initials, order of the parts and accents make no difference."""
    family_a, words_a = _name(left)
    family_b, words_b = _name(right)
    if not family_a or not family_b:
        return False
    return family_a == family_b or (words_a == words_b and len(words_a) > 1)


def shared_authors(left: Sequence[str], right: Sequence[str]) -> float:
    """Share of the shorter list's authors that the longer one has; 0 where one is empty."""
    short, long = sorted((left, right), key=len)
    if not short:
        return 0.0
    return sum(any(same_author(one, other) for other in long) for one in short) / len(short)
