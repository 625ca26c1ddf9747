"""Names of people as title pages print them: marks, numbers and separators taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "di",
        "da",
        "du",
        "dos",
        "das",
        "del",
        "della",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "ter",
        "ten",
        "te",
        "af",
        "av",
        "zu",
        "zum",
        "y",
        "e",
        "i",
        "st",
    ]
)
"""Parts of a family name that may begin with a small letter."""

_ORGANISATION = re.compile(
    r"universi|institut|college|school|academ|departm|dept|faculty|fakult|labs?\b|laborator|centre|center|research\b"
    r"|corporation|\binc\b|\bltd\b|\bllc\b|gmbh|\bgroup\b|foundation|hospital|polytechn|ministry|council|society"
    r"|association|technolog|\bAI\b|\.ai\b|google|microsoft|openai|\bmeta\b|facebook|amazon|\bibm\b|nvidia|alibaba|tencent"
    r"|bytedance|deepmind|anthropic|deepseek|hugging|baidu|huawei|salesforce|\bapple\b|\bteam\b|collaboration|consortium"
    r"|\bETH\b|EPFL|\bMIT\b|INRIA|CNRS|MBZUAI|KAIST|\bSJTU\b|\bUSA\b|\bU\.S\.|\bUK\b|\bChina\b|Germany|\bFrance\b|Canada"
    r"|Singapore|Switzerland|Australia|\bJapan\b|\bKorea\b|\bIndia\b|\bIsrael\b|Netherlands|\bItaly\b|\bSpain\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"@|https?:|www\.|\b(?:abstract|equal|contribut\w*|correspond\w*|author|authors|anonymous|review|preprint"
    r"|homepage|github|website|project|code|data|dataset|model|models|demo|blog|leaderboard|keywords?|date|dated|version"
    r"|report|technical|conference|proceedings|workshop|published|submitted|accepted|copyright|arxiv|member|fellow|ieee|student"
    r"|introduction|work|done|during|intern|internship|leader|advisor|advising|email|e-mail|avenue|city|received|revised|article|journal|volume|editor|figure|table)\b",
    re.IGNORECASE,
)
_MARKS = "0-9∗*⁎＊†‡§¶‖♠♡♢♣♥♦△▽▲▼⋆★☆◇◆⋄✉⊠□■○●♯♮♭#¹²³⁴⁵⁶⁷⁸⁹⁰⁺ˆ^∥⟂⊥⋇⨳✝"
_TAIL = re.compile(rf"[{_MARKS},;:\\(){{}}]*[{_MARKS}][{_MARKS},;:\\(){{}}]*$")
_ONLY_MARKS = re.compile(rf"^[{_MARKS},;.:\\(){{}}\[\]+&]*$|^[a-h](?:,[a-h])*,?$")
_LEADING = re.compile(rf"^[{_MARKS}\\({{]+")
_WORD = re.compile(r"^[^\W\d_](?:[^\W\d_]|[.'’`´ʼ\-‐‑])*$")
_SEPARATORS = frozenset({"and", "&", "And", "AND", "with", "·", "•", "|", "⋅", "∙", "/"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an author line and what stands after it."""

    text: str
    gap: float = 0.0
    """Blank before it, as a multiple of the row's ordinary space; 1 where it is not known."""
    superscript: bool = False


def is_organisation(text: str) -> bool:
    """Whether `text` names a place of work rather than a person."""
    return bool(_ORGANISATION.search(text))


def is_person(text: str) -> bool:
    """Whether `text` has the form of a full name: two to seven words, capitals, no organisation's words."""
    words = text.split()
    if not 2 <= len(words) <= 7 or _NO_NAME.search(text) or is_organisation(text):
        return False
    if not all(_WORD.match(word) for word in words):
        return False
    if not all(word[0].isupper() or word.lower().strip(".") in PARTICLES or not word[0].islower() for word in words):
        return False
    if words[-1].lower() in PARTICLES and len(words) == 2 and words[-1].islower():
        return False
    return any(len(word.strip(".")) > 1 for word in words)


def tidy(name: str) -> str:
    """One name without marks, in mixed case where it was set in capitals."""
    words = [_TAIL.sub("", word).strip(",;:") for word in name.replace("’", "'").split()]
    words = [word for word in words if word and not _ONLY_MARKS.match(word)]
    words = [word for word in words if word.rstrip(".").lower() not in {"phd", "ph.d", "md", "prof", "dr", "mr", "ms"}]
    text = " ".join(words)
    letters = [char for char in text if char.isalpha()]
    if len(letters) > 6 and all(char.isupper() for char in letters) and all(len(w.strip(".")) != 2 for w in words):
        text = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), text)
    return text


def tokens_of(text: str) -> list[Token]:
    """Tokens of a plain line (no geometry); escapes of Markdown and raised marks are undone."""
    plain = re.sub(r"\$\s*\^\s*\{?([^$]*?)\}?\s*\$|<sup>(.*?)</sup>", r" \1\2 ", text)
    plain = re.sub(r"\\([*_&#])", r"\1", plain).replace("**", " ").replace("__", " ")
    return [Token(word, 1.0) for word in plain.split()]


def split_names(rows: Iterable[Sequence[Token]]) -> list[list[str]]:
    """Segments of each row, in order; a name that runs over a row's end is given with the row where it begins.

    A name ends at a comma, "and", a mark (number, asterisk, dagger) or a wide gap.
    """
    out: list[list[str]] = []
    open_end = False
    for row in rows:
        segments, ended = _segments(row)
        if open_end and out and out[-1] and segments and _runs_on(out[-1][-1], segments[0]):
            out[-1][-1] = f"{out[-1][-1]} {segments.pop(0)}"
        out.append(segments)
        open_end = not ended and any("," in token.text for token in row)
    return out


def _runs_on(before: str, after: str) -> bool:
    """Whether two pieces at a row's end and the next row's start are one name."""
    if len(before.split()) >= 2 and len(after.split()) >= 2:
        return False
    return is_person(f"{before} {after}")


def _segments(row: Sequence[Token]) -> tuple[list[str], bool]:
    commas = any("," in token.text for token in row)
    segments: list[str] = []
    words: list[str] = []
    ended = False

    def close() -> None:
        if words:
            segments.append(" ".join(words))
            words.clear()

    for token in row:
        text = token.text
        if text in _SEPARATORS:
            close()
            ended = False
            continue
        letters = sum(char.isalpha() for char in text)
        if _ONLY_MARKS.match(text) or (token.superscript and letters <= 1):
            close()
            ended = True
            continue
        # With commas about, a wide gap is justified setting; without them it parts two columns of names.
        if words and token.gap > (2.5 if commas else 1.35):
            close()
        lead = _LEADING.match(text)
        if lead:
            close()
            text = text[lead.end() :]
        bare = _TAIL.sub("", text)
        marked = bare != text or bare.endswith((",", ";"))
        bare = bare.strip(",;")
        if bare:
            words.append(bare)
        ended = marked
        if marked:
            close()
    close()
    return segments, ended
