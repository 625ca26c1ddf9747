"""References in the formats that reference managers read: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from synth.records import Paper, PaperStatus
from synth.report.text import clean

_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten", "ter", "zu", "zur")
)
_SUFFIX = re.compile(r"(?:jr|sr)\.?|ii|iii|iv", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:team|group|collaboration|consortium|project|labs?|research|university|institute|inc|(?-i:AI)|community)\b"
    r"|&|\band\b|:",
    re.IGNORECASE,
)
_PROCEEDINGS = re.compile(
    r"\b(?:proceedings|conference|workshop|symposium|findings|neurips|nips|iclr|icml|acl|naacl|emnlp|eacl|coling|aaai"
    r"|ijcai|kdd|cvpr|iccv|eccv|colm|icse|fse|ase|sigir|www|interspeech)\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"(?:an?|the|on|of|in|for|and|to|is|are|with|from|by|at|as|can|do|does|how|what|why|when|towards)", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """An author's name in its parts; a group has a family name only."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    group: bool = False


def split_name(name: str) -> Name:
    """The parts of a name written given name first, or family name first with a comma."""
    name = clean(name)
    if "," in name and not _GROUP.search(name):
        family, _, given = (part.strip() for part in name.partition(","))
        if _SUFFIX.fullmatch(given):
            parts = split_name(family)
            return Name(family=parts.family, given=parts.given, particle=parts.particle, suffix=given)
        return Name(family=family, given=given)
    words = name.split()
    if len(words) < 2 or _GROUP.search(name):
        return Name(family=name, group=True)
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(family=words[-1], given=" ".join(words[:start]), particle=" ".join(words[start:-1]), suffix=suffix)


def author_line(authors: Sequence[str], limit: int = 12) -> str:
    """Authors for a reference list; beyond `limit` the rest is counted."""
    names = [clean(author) for author in authors]
    if len(names) > limit:
        return f"{', '.join(names[: limit - 2])} and {len(names) - limit + 2} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def address(paper: Paper) -> str:
    """Where the paper can be read on the web: http(s) only, empty where unknown."""
    if paper.arxiv is not None:
        return f"https://arxiv.org/abs/{paper.arxiv}"
    if paper.doi:
        return f"https://doi.org/{quote(clean(paper.doi), safe='/:;.,()')}"
    url = clean(paper.url)
    return url if re.match(r"https?://[^\s\"'<>]+$", url) else ""


def is_proceedings(venue: str) -> bool:
    """Whether a venue is a conference or a workshop."""
    return bool(_PROCEEDINGS.search(venue))


def _cited(papers: Sequence[Paper]) -> list[Paper]:
    return [paper for paper in papers if paper.status is not PaperStatus.FAILED]


def keys(papers: Sequence[Paper]) -> dict[str, str]:
    """Paper id → citation key ("ChenEtal2021Evaluating"), unique; papers that could not be read have none."""
    taken: set[str] = set()
    result: dict[str, str] = {}
    for paper in _cited(papers):
        family = _ascii(split_name(paper.authors[0]).family.title() if paper.authors else "")
        words = [word for word in re.findall(r"\w+", clean(paper.title)) if not _STOP.fullmatch(word)]
        first = next((found for word in words if (found := _ascii(word))), "")
        base = f"{family}{'Etal' if family and len(paper.authors) > 1 else ''}{paper.year or ''}"
        base = (base + first[:1].upper() + first[1:]) or "Paper"
        key, number = base, 1
        while key.lower() in taken:
            number += 1
            key = f"{base}-{number}"
        taken.add(key.lower())
        result[paper.id] = key
    return result


def _ascii(text: str) -> str:
    folded = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L")
    folded = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]", "", folded)


_TEX = {
    "\\": r"{\textbackslash}",
    # BibTeX counts braces even behind a backslash, so an escaped brace must not show one.
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{character: "\\" + character for character in "%&#$_"},
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in clean(text))


def _tex_title(title: str) -> str:
    """The title with words like WizardCoder or GPT-4 protected from styles that write it small."""
    words = clean(title).split(" ")
    return " ".join("{" + _tex(w) + "}" if re.search(r"\w*[A-Z]", w[1:]) else _tex(w) for w in words)


def _tex_name(name: str) -> str:
    parts = split_name(name)
    if parts.group:
        return "{" + _tex(parts.family) + "}"
    family = f"{parts.particle} {parts.family}".strip()
    return ", ".join(_tex(part) for part in (family, parts.suffix, parts.given) if part)


def bibtex(papers: Sequence[Paper]) -> str:
    """One entry a paper that was read; `@misc` with `eprint` for arXiv."""
    names = keys(papers)
    return "\n".join(_bibtex_entry(paper, names[paper.id]) for paper in _cited(papers))


def _bibtex_entry(paper: Paper, key: str) -> str:
    fields = {
        "title": _tex_title(paper.title),
        "author": " and ".join(_tex_name(author) for author in paper.authors),
        "year": str(paper.year or ""),
    }
    kind = "misc"
    if paper.arxiv is not None:
        fields |= {"eprint": str(paper.arxiv), "archivePrefix": "arXiv", "note": _tex(paper.venue)}
    elif paper.venue:
        kind, place = ("inproceedings", "booktitle") if _PROCEEDINGS.search(paper.venue) else ("article", "journal")
        fields[place] = _tex(paper.venue)
    fields |= {"doi": _tex(paper.doi), "url": address(paper).replace("{", "%7B").replace("}", "%7D")}
    fields["keywords"] = "withdrawn" if paper.withdrawn else ""
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def ris(papers: Sequence[Paper]) -> str:
    """One record a paper that was read, lines ended as RIS asks (CR LF)."""
    names = keys(papers)
    return "".join(_ris_record(paper, names[paper.id]) for paper in _cited(papers))


def _ris_record(paper: Paper, key: str) -> str:
    venue = clean(paper.venue)
    kind = ("CPAPER" if _PROCEEDINGS.search(venue) else "JOUR") if venue else "UNPB" if paper.arxiv else "GEN"
    fields: list[tuple[str, str]] = [("TY", kind), ("ID", key), ("TI", clean(paper.title))]
    for author in paper.authors:
        parts = split_name(author)
        family = f"{parts.particle} {parts.family}".strip()
        fields.append(("AU", ", ".join(part for part in (family, parts.given, parts.suffix) if part)))
    fields += [
        ("PY", str(paper.year or "")),
        ("T2", venue),
        ("PB", "arXiv" if paper.arxiv else ""),
        ("AN", f"arXiv:{paper.arxiv}" if paper.arxiv else ""),
        ("DO", clean(paper.doi)),
        ("UR", address(paper)),
        ("AB", clean(paper.abstract)),
    ]
    lines = [f"{tag}  - {value}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def csl(papers: Sequence[Paper]) -> str:
    """CSL-JSON: a list with one item a paper that was read."""
    names = keys(papers)
    items = [_csl_item(paper, names[paper.id]) for paper in _cited(papers)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _csl_item(paper: Paper, key: str) -> dict[str, object]:
    venue = clean(paper.venue)
    kind = "article" if paper.arxiv or not venue else "article-journal"
    if venue and _PROCEEDINGS.search(venue):
        kind = "paper-conference"
    item: dict[str, object] = {
        "id": key,
        "type": kind,
        "title": clean(paper.title),
        "author": [_csl_name(author) for author in paper.authors],
        "issued": {"date-parts": [[paper.year]]} if paper.year else None,
        "container-title": venue,
        "publisher": "arXiv" if paper.arxiv else "",
        "number": f"arXiv:{paper.arxiv}" if paper.arxiv else "",
        "DOI": clean(paper.doi),
        "URL": address(paper),
        "abstract": clean(paper.abstract),
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(author: str) -> dict[str, str]:
    parts = split_name(author)
    if parts.group:
        return {"literal": parts.family}
    named = {
        "family": parts.family,
        "given": parts.given,
        "non-dropping-particle": parts.particle,
        "suffix": parts.suffix,
    }
    return {name: value for name, value in named.items() if value}
