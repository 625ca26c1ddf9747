"""Where sentences of scientific prose begin and end.

A full stop ends a sentence unless its word is an abbreviation, an initial, a label ("Fig.") or a list number. Words
that often begin a sentence ("We", "The", "However") settle the cases in which an abbreviation may also end one.
"""

from __future__ import annotations

import re

from synth.language.wordset import word_set

_STOP = re.compile(
    r"(?<![.!?…])[.!?…]+(?P<close>[)\]\"'”’»]*)"
    r"(?P<mark>(?:\[[0-9]{1,3}(?:[,;– -]+[0-9]{1,3})*\]|(?<![0-9]\.)[0-9]{1,2}(?=\s+[A-Z“\"(])|[¹²³⁰⁴-⁹†‡]+)?)"
    r"(?=\s|$)|\n\s*\n|\n(?=\s*[•▪◦‣●■]\s)"
)
_NEXT = re.compile(r"\s*(?P<open>[(\[\"'“‘«•▪◦‣●■]*)\s*(?P<word>[^\s]+)?")
_TOKEN_BEFORE = re.compile(r"[^\s(\[{\"“‘«—–/,;]+$")
_INITIALS = re.compile(r"^(?:[A-Z]\.-?)*[A-Z]$")
_LOWER_NAME = re.compile(r"^[a-z]+-?[@0-9]")
_LIST_NUMBER = re.compile(r"^\s*[(\[]?(?:[0-9]{1,2}|[ivx]{1,4}|[a-z])$")

# Never end a sentence.
_NEVER = word_set(
    "e.g i.e eg ie cf vs viz ca w.r.t i.i.d dr prof mr mrs ms st mt lt gen rev proc conf int trans adv univ dept "
    "eds vol pp ed hrsg cf incl excl esp acc avg approx a.k.a aka s.t proc.of n.b p.s symp assoc intl natl feat "
    "op wrt"
)
# Followed by a number, a letter or a bracket they are labels, else the end of a sentence.
_LABELS = word_set(
    "fig figs eq eqs eqn eqns sec secs sect tab tabs ref refs no nos alg algs app def defs thm lem prop cor ch "
    "chap ex rem art nr p l ver"
)
# May end a sentence: it ends where the next word opens one.
_MAYBE = word_set("al etc resp u.s u.k u.s.a e.u inc ltd co corp ph.d m.sc b.sc a.m p.m jr sr seq sq et ibid dist")
_LABEL_NEXT = re.compile(r"^[(\[§]?(?:[0-9]|[A-Z](?:[.)\d,]|$)|[IVX]+\b)|^[(\[]")

_OPENERS = word_set(
    "a about according additionally after all also although among an and another any appendix are as at based "
    "because before below besides beyond both but by can clearly compared consequently conversely crucially "
    "despite did do does due during each either empirically even every except figure finally first firstly "
    "following for from further furthermore given has have hence here how however if importantly in indeed "
    "instead interestingly is it its last lastly later let like likewise many meanwhile more moreover most much "
    "namely nearly nevertheless next no none nonetheless notably note notice now of on once one only or other "
    "others otherwise our out over overall particularly perhaps please previous prior rather recall recent "
    "recently regarding remarkably results second secondly see several should similarly simply since so some "
    "specifically still subsequently such suppose surprisingly table thanks that the their them then there "
    "thereby therefore these they third this those though three through throughout thus to together towards two "
    "typically ultimately under unfortunately unless unlike until upon using via was we were what when where "
    "whereas whether which while who why with within without yet you"
)
_LETTERED = word_set("appendix section sections figure table part option class theorem case step type group")
_NEAR = 160


def split(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text`, in order; white space at their edges is left out."""
    sentences: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.start() < start:
            continue
        blank = stop[0][0] == "\n"
        if blank or _ends(text, start, stop):
            _append(sentences, text, start, stop.end())
            start = stop.end()
    _append(sentences, text, start, len(text))
    return sentences


def _append(sentences: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        sentences.append((start, start + len(stripped)))


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    following = _NEXT.match(text, stop.end())
    word = following["word"] if following else None
    if word is None:
        return True
    before = _TOKEN_BEFORE.search(text, max(start, stop.start() - 40), stop.start())
    token = before[0] if before else ""
    if _inside_bracket(text, start, stop):
        return False
    opener = word.strip(".,;:!?)]\"'”’").split("-")[0].split("’")[0].split("'")[0]
    opens = opener.lower() in _OPENERS and opener[:1].isupper()
    if stop[0][0] == "." and len(stop[0].rstrip(")]\"'”’»")) == 1:
        decided = _abbreviation(text[start : stop.start()], token, word, opens, following)
        if decided is not None:
            return decided
    if word[0].islower() and not (following and following["open"][:1] in tuple('“"•▪◦‣●■')):
        # Few sentences begin with a small letter; "pass@1 …" and "o1-mini …" do.
        return bool(_LOWER_NAME.match(word)) and len(token) > 1
    # What follows ", ;" or an operator is no sentence.
    return word[0] not in ",;:)]}=<>%&/|"


def _inside_bracket(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether the stop stands in a bracket that closes soon: "(see Fig. 2. It shows …)"."""
    end = stop.end()
    opened = text.count("(", start, end) - text.count(")", start, end)
    if opened <= 0:
        return False
    closing = text.find(")", end, end + _NEAR)
    opening = text.find("(", end, end + _NEAR)
    return closing != -1 and (opening == -1 or closing < opening)


def _abbreviation(head: str, token: str, word: str, opens: bool, following: re.Match[str] | None) -> bool | None:
    """Whether a sentence ends after `token` and its full stop; None where the token says nothing."""
    lower = token.lower().rstrip(".")
    opening = following["open"] if following else ""
    if lower in _NEVER:
        # "approx." and "avg." close a sentence now and then, "e.g." never.
        return opens and lower in ("approx", "avg", "acc", "incl") and not opening
    if lower in _LABELS and (token[:1].isupper() or lower in ("no", "eq", "fig", "sec", "tab", "ref", "p", "ch", "ex")):
        if _LABEL_NEXT.match(opening + word):
            return False
        return None if len(token) > 1 or opens else False
    if lower in _MAYBE:
        return opens and opening[:1] not in ("(", "[")
    if _INITIALS.match(token):
        words = head[: len(head) - len(token)].split()
        lettered = bool(words) and words[-1].lower().strip("(,") in _LETTERED
        return True if opens or (lettered and len(token) == 1) else (None if word[0].islower() else False)
    if _LIST_NUMBER.match(head):
        return False
    return None
