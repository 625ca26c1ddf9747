"""Printed lines of a reference list made the texts of its entries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.language.wordset import word_set
from synth.parse.layout import PageLayout
from synth.parse.spelling import Vocabulary

_FIRST = word_set(
    "semi self cross high low large small zero few one two long short real open closed state task labelled"
)
_SECOND = word_set(
    "based free aware enhanced agnostic supervised dimensional level shot step scale specific intensive driven guided "
    "augmented efficient training tuned tuning quality world source end in and to of the by"
)


def soft_stems(page: PageLayout) -> list[str]:
    """Beginnings of words that end a line with a soft hyphen, which the layout leaves out."""
    return re.findall(r"(\w+)\u00ad\s*\n", page.text)


def join_entry(lines: Sequence[str], vocabulary: Vocabulary, soft: frozenset[str] = frozenset()) -> str:
    """The text of an entry's printed lines, words that were broken at line ends made whole."""
    text = ""
    for line in lines:
        part = line.strip()
        if not text:
            text = part
        elif re.search(r"[^\W\d]-$", text) and part[:1].isalpha():
            text = _dehyphenated(text, part, vocabulary)
        elif _broken_id(text, part) or (part[:1].islower() and re.split(r"\W", text)[-1] in soft):
            text += part
        else:
            text = f"{text} {part}"
    return " ".join(text.split())


def _dehyphenated(text: str, part: str, vocabulary: Vocabulary) -> str:
    head, tail = text[:-1].split()[-1].strip("(“\"'"), part.split()[0].strip(".,:;?!)”\"'’")
    return f"{text}{part}" if _true_hyphen(re.split(r"[-‐]", head)[-1], tail, vocabulary) else f"{text[:-1]}{part}"


def _true_hyphen(stem: str, tail: str, vocabulary: Vocabulary) -> bool:
    """Whether the hyphen between two parts of a word was printed because the word has one."""
    joined, kept = vocabulary.count(stem + tail), vocabulary.count(f"{stem}-{tail}")
    if joined or kept:
        return kept > joined or (kept == joined and not tail[:1].islower())
    first = re.split(r"[-‐]", tail)[0]
    if len(stem) == 1 or not first[:1].islower():
        return True
    if first.lower() in _SECOND or (stem.lower() in _FIRST and vocabulary.count(first)):
        return True
    # Two words that stand alone elsewhere ("learning-based") were joined by a true hyphen; here they count once.
    return min(len(stem), len(first)) > 2 and min(vocabulary.count(stem), vocabulary.count(first)) > 1


def _broken_id(text: str, part: str) -> bool:
    """Whether a line end cuts an arXiv id, a DOI or an address."""
    last, first = text.split()[-1], part.split()[0]
    if re.search(r"(?:^|[/:])\d{4}\.$", last) and re.match(r"\d{4,5}(?:v\d+)?\b", first):
        return True
    if re.search(r"arxiv:$", last, re.IGNORECASE) and re.match(r"\d{4}\.", first):
        return True
    cut = re.search(r"arxiv\.org/\S*/(\d{2,4}\.?\d{0,4})$", last, re.IGNORECASE)
    if cut and re.match(r"[\d.]+", first):
        return True
    if not re.search(r"https?:|www\.|^10\.\d{4}/|doi\.org|^//", last):
        return False
    return (
        first.startswith(("/", "-", "_", "?")) or last.endswith(("/", ":", "-", "_")) or bool(re.search(r"[/_]", first))
    )


def without_back_references(texts: list[str]) -> list[str]:
    """Drop the numbers of citing pages that some styles print after each entry (". 9, 17")."""
    tail = re.compile(r"(?<=[.\w/)])\.?\s+\d{1,3}(?:,\s*\d{1,3})*\.?$")
    cited = [bool(re.search(r"(?:\.|/\S*)\s\d{1,3}(?:,\s*\d{1,3})*$", text)) for text in texts]
    if sum(cited) * 2 < len(texts):
        return texts
    return [tail.sub(".", text) if has else text for text, has in zip(texts, cited, strict=True)]
