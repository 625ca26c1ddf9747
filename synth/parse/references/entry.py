"""One entry of a reference list, read into authors, title, year and identifiers."""

from __future__ import annotations

import re
import unicodedata

from synth.parse.imprint import arxiv_of_name
from synth.parse.names import PARTICLES, tidy
from synth.records import ArxivId, Reference

_KEY = re.compile(r"^\s*(?:\[([^\]]{1,16})\]|(\d{1,3})\.(?=\s))\s*")
_URL = re.compile(r"(?:URL|Available(?: at)?:?|Retrieved from)?\s*(?:https?:\s?//|www\.)\S+.*$", re.IGNORECASE)
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)])", re.IGNORECASE)
_YEAR = r"(?:19|20)\d\d"
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
# Year between authors and title: "…, and C. Roe. 2022a. Title." or "Roe, C. (2022, May). Title."
_DATED = re.compile(
    rf"^(?P<authors>.{{2,}}?)(?:[.,]?\s+\((?P<a>{_YEAR})(?P<sa>[a-z])?(?:,[^()]*)?\)[.,:]?|[.,]\s+(?P<b>{_YEAR})(?P<sb>[a-z])?[.:])\s+"
)
_QUOTED = re.compile(r"[“\"]\s?(?P<title>[^”\"]{8,}?)[,.]?\s?[”\"]|``(?P<tex>.{8,}?)[,.]?''|‘(?P<single>.{8,}?)’(?=,)")
_FAMILY = r"(?:[^\W\d_][\w'’`\-‐ʼ]*(?:\s+[^\W\d_][\w'’`\-‐ʼ]*){0,4})"
_INITIALS = r"(?:[^\W\d_]{1,2}\.(?:[\s\-‐]*[^\W\d_]{1,2}\.)*(?:\s+(?:van|von|de|der|den|del|da))*)"
_FAMILY_FIRST = re.compile(
    rf"^(?:{_FAMILY},\s+{_INITIALS}(?:,?\s+(?:Jr\.?|III|II))?)(?:(?:,|;)?\s+(?:and\s+|&\s*)?(?:{_FAMILY},\s+{_INITIALS}(?:,?\s+(?:Jr\.?|III|II))?))*"
    r"(?:,?\s+(?:et\s+al\.?|and\s+others\.?|…|\.\.\.))?"
)
_ONE_FAMILY_FIRST = re.compile(rf"(?:and\s+|&\s*)?({_FAMILY}),\s+({_INITIALS}(?:,?\s+(?:Jr\.?|III|II))?)")
_VENUE = re.compile(
    r"^(?:In[:\s]|arXiv|ArXiv|CoRR|Advances|Proc|Trans|Journal|Technical|Preprint|preprint|URL|https?|www|ACL|EMNLP|NAACL"
    r"|NeurIPS|NIPS|ICML|ICLR|AAAI|IJCAI|Nature|Science|IEEE|ACM|Communications|PhD|Ph\.D|Master|Available|Accessed|doi|DOI"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|edu|ai|gov)\b|Blog|Notion|GitHub|Github|OpenAI|Hugging|Online|eprint|Computational|Conference|International|OpenReview|TMLR|abs/"
    r"|Neural|Machine|Artificial|Springer|Cambridge|Oxford|MIT Press|PMLR|PloS|PLoS"
    r"|[^\W\d_][\w&\s-]{2,60},\s+(?:\d|abs|pp|vol))"
)
_ABBREVIATIONS = frozenset("vs e.g i.e dr mr mrs st no vol jr sr eds ed inc ltd co cf approx etc ph.d prof pp".split())  # noqa: SIM905
_ACCENTS = dict(zip("´`¨˜ˆˇ¯˙˚", "\u0301\u0300\u0308\u0303\u0302\u030c\u0304\u0307\u030a", strict=True))
_TYPES = re.compile(r"\s*\[(?:online|internet|j|c|m|d)\]\s*$", re.IGNORECASE)


def parse_entry(raw: str) -> Reference:
    """Read one entry as printed; fields that cannot be told apart stay empty."""
    key_match = _KEY.match(raw)
    key = next((group for group in key_match.groups() if group), "") if key_match else ""
    text = composed(raw[key_match.end() :] if key_match else raw)
    authors, title, year = _parts(text)
    arxiv = _arxiv(text)
    doi = _DOI.search(text)
    if year is None:
        year = _year(text) or (2000 + int(arxiv.id[:2]) if arxiv and arxiv.id[:4].isdigit() else None)
    return Reference(
        raw=raw,
        key=key,
        title=title,
        authors=_people(authors),
        year=year,
        arxiv=arxiv,
        doi=doi[1] if doi and "arxiv." not in doi[1].lower() else "",
    )


def composed(text: str) -> str:
    """Letters that the text layer gives as an accent and a bare letter ("Rozi`ere", "Radim ˇReh") made one."""

    def compose(match: re.Match[str]) -> str:
        apart = " " if match["blank"] and match["letter"].isupper() else ""
        return apart + unicodedata.normalize("NFC", match["letter"] + _ACCENTS[match["accent"]])

    return re.sub(r"(?<=[^\W\d_])(?P<blank>\s?)(?P<accent>[´`¨˜ˆˇ¯˙˚])\s?(?P<letter>[^\W\d_])", compose, text)


def _parts(text: str) -> tuple[str, str, int | None]:
    """Authors as printed, title, and the year where it stands between them."""
    family_first = _family_first(text)
    dated = _DATED.match(text)
    beyond = bool(dated and family_first and dated.end("authors") > family_first.end() + 60)
    if dated and not beyond and _are_authors(dated["authors"]):
        year = int(dated["a"] or dated["b"])
        return dated["authors"], _title(text[dated.end() :]), year
    quoted = _QUOTED.search(text)
    if quoted and _are_authors(text[: quoted.start()].strip(" ,.:")):
        return text[: quoted.start()].strip(" ,.:"), _clean(quoted["title"] or quoted["tex"] or quoted["single"]), None
    if family_first and len(text) - family_first.end() > 8:
        # A last author may be printed in full: "…, Uszkoreit, J., and Ann Roe. Title."
        last = re.match(r"\.?,?\s+(?:and|&)\s+[^.,]{3,40}(?=\.\s)", text[family_first.end() :])
        end = family_first.end() + (last.end() if last else 0)
        return text[:end], _title(text[end:].lstrip(" .,;:")), None
    for end in _ends(text):
        left = text[:end].rstrip(".")
        # An initial before the full stop is inside a name: "L. B. Allal".
        if re.search(r"(?:^|[\s.\-‐])[^\W\d_]$", left) and not re.search(r"\bet al$", left):
            continue
        if (
            _are_authors(left)
            and len(text) - end > 6
            and not re.match(rf"\s*(?:{_YEAR}[a-z]?[.,]|URL|https?)", text[end:])
        ):
            return left, _title(text[end:].lstrip()), None
        break
    return "", _title(text), None


def _family_first(text: str) -> re.Match[str] | None:
    """The authors at the start of `text` where each is printed as "Roe, A. B."."""
    match = _FAMILY_FIRST.match(text)
    # "DeepSeek-AI, A. Liu, B. Feng, and C. Roe" only looks so at first: a family name without initials is left over.
    if match and re.match(rf"[\s.,;]*{_FAMILY},\s+(?:and|&)\s+{_INITIALS}\s*(?:[^\W\d_]|et\s+al)", text[match.end() :]):
        return None
    return match


def _ends(text: str) -> list[int]:
    """Offsets after full stops that may end a part of the entry."""
    return [match.end() for match in re.finditer(r"\.(?=\s)", text)]


def _are_authors(text: str) -> bool:
    """Whether `text` reads as a list of names: short capitalised parts, no sentence."""
    text = re.sub(r",?\s+(?:et al\.?|and others|eds?\.?|editors?)$|\((?:eds?\.?|editors?)\)$", "", text.strip(" ,."))
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+|&\s*)?|\s+and\s+|\s+&\s+|;\s*", text) if part.strip()]
    if not parts or _has_sentence(text) or (len(parts) > 1 and any(char.isdigit() for char in text)):
        return False
    good = 0
    for part in parts:
        words = part.split()
        capitals = sum(word[:1].isupper() or word.lower() in PARTICLES or not word[:1].isalpha() for word in words)
        good += len(words) <= 6 and capitals == len(words) and ":" not in part and "?" not in part
    if len(parts) == 1:
        return good == 1 and len(parts[0].split()) <= 5 and not re.search(rf"\b{_YEAR}\b", parts[0])
    return good >= 0.8 * len(parts)


def _has_sentence(text: str) -> bool:
    """Whether a full stop ends something longer than an initial inside `text`."""
    before = re.findall(r"([^\W\d_]+)\.\s+(?=\S)", text)
    return any(len(word) > 2 and word.lower() not in {"jr", "eds"} for word in before)


def _title(text: str) -> str:
    """The title at the start of `text`: up to the full stop before the venue, or the trailing year."""
    text = text.strip()
    quoted = _QUOTED.match(text)
    if quoted:
        return _clean(quoted["title"] or quoted["tex"] or quoted["single"])
    end = len(text)
    for match in re.finditer(r"[.?!]+[”\"’')]?(?=\s|$)", text):
        after = text[match.end() :].lstrip()
        word = text[: match.start()].split()[-1].lower() if text[: match.start()].split() else ""
        if word.strip("(") in _ABBREVIATIONS or (
            len(word) == 1 and word.isalpha() and match[0] == "." and word not in "ai"
        ):
            continue
        if match[0][0] in "?!" and after and not _VENUE.match(after) and not _ends_here(after):
            continue
        if match[0] == "." and after[:1].islower() and not _VENUE.match(after):
            continue
        if re.search(r"\d$", word) and re.match(r"\d+(?!\d*[.,])\D", after) and not re.match(_YEAR, after):
            continue
        end = match.end() if match[0][0] in "?!" else match.start()
        break
    return _clean(text[:end])


def _ends_here(after: str) -> bool:
    """Whether what follows a question mark is short and dated, as a venue is ("ACL, 2024.")."""
    return bool(re.match(rf"[^.]{{0,60}}?,?\s*{_YEAR}[a-z]?\.?$", after.strip()))


def _clean(title: str) -> str:
    title = _URL.sub("", title)
    title = re.sub(
        rf"[,(]?\s*(?:{_MONTHS}\s*(?:\d{{1,2}},?\s*)?)?\(?{_YEAR}[a-z]?\)?\.?\s*$", "", title, flags=re.IGNORECASE
    )
    title = re.sub(r",?\s+(?:arXiv preprint|CoRR\b|abs/|In Proceedings of).*$", "", title)
    title = _TYPES.sub("", title)
    title = title.strip(" .,;:")
    bare = title.strip('“”"')
    return title if re.search('[“”"]', bare) else bare.strip(" .,;:")


def _arxiv(text: str) -> ArxivId | None:
    """The entry's arXiv id, where it says that it is one."""
    for match in re.finditer(r"(?:arxiv|abs/|corr)", text, re.IGNORECASE):
        near = re.sub(r"(?<=\d)\.\s(?=\d{4,5}\b)", ".", text[match.start() : match.start() + 60])
        if found := arxiv_of_name(near):
            return found
    return None


def _year(text: str) -> int | None:
    """Year of publication: the last one before any address that is not part of pages, ids or dates of access."""
    plain = re.sub(
        r"\(?\baccessed\b[^.)]*|\bretrieved\b[^.)]*|arXiv[:.]\s*\S+|\babs/\S+", " ", text, flags=re.IGNORECASE
    )
    before = _URL.sub("", plain)
    for place in (before, re.sub(r"\S*https?:\S+", " ", plain), text):
        found = re.findall(rf"(?<![\d.:/–\-_])({_YEAR})[a-z]?(?![\d–\-/_]|\.\d)", place)
        if found:
            return int(found[-1])
    return None


def _people(authors: str) -> tuple[str, ...]:
    """Names, given name first; "et al." is left out."""
    text = re.sub(r",?\s+(?:et\s+al\b\.?|and\s+others)\.?|\s*[,(]\s*\(?(?:eds?|editors?)\.?\)?$", "", authors.strip())
    if re.search(r",\s+[^\W\d_]$", text):
        text += "."
    if _family_first(text):
        pairs = _ONE_FAMILY_FIRST.findall(text)
        names = [f"{given} {family}" for family, given in pairs]
    else:
        names = re.split(r",\s*(?:and\s+|&\s*)?|\s+and\s+|\s+&\s+|;\s*", text)
    cleaned = (" ".join(name.split()).strip(" ,;") for name in names)
    # A digit is part of an organisation's name here ("OpenO1 Team"); reference lists have no footnote marks.
    return tuple(
        name if re.search(r"\d", name) else tidy(name) or name
        for name in cleaned
        if any(char.isalpha() for char in name)
    )
