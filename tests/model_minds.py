"""Minds for the model server: one that keeps to what it is given, and pieces of which liars are made."""

from __future__ import annotations

import re
from collections.abc import Callable

from model_server import Call, ModelServer

_SENTENCE = re.compile(r"[^\s.!?][^.!?]*(?:\.\d[^.!?]*)*[.!?](?=\s|$)")
_CONTENT = re.compile(r"[A-Za-z]{5,}")
_ANAPHORA = re.compile(r"\b(?:we|our|this|these|it|they|here)\b", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    return [match[0].strip() for match in _SENTENCE.finditer(text)]


def findings(call: Call, wanted: Callable[[str], bool] | None = None) -> list[dict[str, object]]:
    """Whole sentences with a number, each with itself as its quote."""
    out: list[dict[str, object]] = []
    for passage in call.fenced:
        if passage.name != "passage":
            continue
        for sentence in sentences(passage.text):
            long = 8 <= len(sentence.split()) <= 45 and sentence[0].isupper()
            if long and not _ANAPHORA.search(sentence) and (wanted or _has_number)(sentence):
                number = int(passage.attributes["number"])
                out.append({"passage": number, "quote": sentence, "claim": sentence})
    return out


def _has_number(sentence: str) -> bool:
    return re.search(r"\d", sentence) is not None


def read(call: Call) -> object:
    return {"claims": findings(call), "ambiguous": 1}


def parts(call: Call) -> object:
    question = call.fenced[0].text
    head, _, tail = question.partition(", and ")
    rest = f"{tail[:1].upper()}{tail[1:]}" if tail else ""
    return {"parts": [head.rstrip("?") + "?", *([rest] if rest else [])]}


def sort(call: Call) -> object:
    claims = [one for one in call.fenced if one.name == "finding"]
    return {
        "sorted": [{"claim": int(one.attributes["number"]), "part": 1 + index % 2} for index, one in enumerate(claims)]
    }


def answer(call: Call) -> object:
    claims = [one for one in call.fenced if one.name == "finding"][:6]
    return {
        "sentences": [
            {"text": f"{one.attributes['paper']} report that {one.text}", "claims": [int(one.attributes["number"])]}
            for one in claims
        ]
    }


def judge(call: Call) -> object:
    """Supported where a passage has most of the claim's longer words; else nothing is said."""
    claim = next(one.text for one in call.fenced if one.name == "claim")
    words = set(_CONTENT.findall(claim.lower()))
    for passage in call.fenced:
        if passage.name == "passage":
            for sentence in sentences(passage.text):
                if len(words & set(_CONTENT.findall(sentence.lower()))) >= 0.6 * len(words):
                    number = int(passage.attributes["number"])
                    return {"label": "supported", "passage": number, "quote": sentence, "why": "It says so."}
    return {"label": "not_enough", "passage": 0, "quote": "", "why": "No passage says it."}


def split(call: Call) -> object:
    statement = next(one.text for one in call.fenced if one.name == "statement")
    return {"parts": [statement]}


def ask(call: Call) -> object:
    """The sentence that has most of the question's longer words; nothing where that is less than two thirds of them."""
    question = next(one.text for one in call.fenced if one.name == "question")
    words = set(_CONTENT.findall(question.lower()))
    best: tuple[float, int, str] = (0.0, 0, "")
    for passage in call.fenced:
        if passage.name == "passage":
            for sentence in sentences(passage.text):
                share = len(words & set(_CONTENT.findall(sentence.lower()))) / max(len(words), 1)
                best = max(best, (share, int(passage.attributes["number"]), sentence))
    if best[0] < 0.66:
        return {"answered": False, "sentences": []}
    return {"answered": True, "sentences": [{"passage": best[1], "quote": best[2], "claim": best[2]}]}


def review(call: Call) -> object:
    numbers = [int(one.attributes["number"]) for one in call.fenced if one.name == "claim"]
    return {
        "opinion": "The claims are short and most name their numbers.",
        "claims": numbers[:2],
        "raise_by": "More papers.",
    }


def chair(call: Call) -> object:
    return {"summary": "The reviewers agree that the evidence is thin."}


def honest(server: ModelServer) -> ModelServer:
    """Give the server a mind for every task."""
    server.mind.update(
        claims=read,
        parts=parts,
        facets=sort,
        answer=answer,
        verify=judge,
        split=split,
        review=review,
        chair=chair,
        ask=ask,
    )
    return server
