"""How well a place answers a question, and from which fit on it is an answer at all.

The weights are those of a conditional logit that was fitted on development questions about fifteen papers
(`benchmarks/ask.py --fit` fits it again; the test questions took no part).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from synth.extract.answering.places import Place
from synth.extract.answering.sought import Named, Sought, Want
from synth.extract.answering.subjects import Known
from synth.language.vocabulary import EntityKind, entities
from synth.language.words import content_words
from synth.protocols import Embedder

FEATURES = ("words", "words_near", "names", "cosine", "passage", "want", "row", "pointer", "cell")
WEIGHTS = (5.2, 2.2, 4.5, 4.5, 1.1, 2.4, 0.8, -1.3, 1.2)
UNKNOWN = 4.0
"""Times the share of the question's words that a paper never uses: it may speak of something else."""
ENOUGH = 10.1
"""From which fit on a place answers: between the best places for development questions without an answer, and with."""
STRANGER = 2.0
"""So much below it stays what speaks of something else: it is not shown beside an answer either."""
EMBEDDED = 48
"""Places whose sentences are embedded, the best by words first."""
_NAMES, _COSINE = FEATURES.index("names"), FEATURES.index("cosine")
_ROUGH = (1.0, 0.5, 1.0, 0.0, 1.0, 0.3, 0.0, 0.0, 0.0)
_DIGIT = re.compile(r"\d+(?:[.,]\d+)*")
_BECAUSE = re.compile(
    r"\b(?:because|since|due to|as a result|in order to|so that|to avoid|to prevent|owing to|therefore|reason|suffers?|"
    r"cause[sd]?|incur|would|hence)\b",
    re.IGNORECASE,
)
_POINTER = re.compile(r"^(?:Figures?|Fig\.|Tables?|Section|Appendix|Algorithm|Listing)\s*[A-Z]?\d", re.IGNORECASE)
_NO_VALUE = re.compile(
    r"\[[\d,;\s–-]+\]|\((?:[^()]*?\b(?:19|20)\d\d[a-z]?[^()]*?)\)|"
    r"\b(?:Figures?|Fig\.|Tables?|Sections?|Sec\.|Appendix|Eq\.|Equations?|Algorithm|Case|Step)\s*\(?[A-Z]?\d[\w.]*|"
    r"(?<=[A-Za-z])-?\d[\w.]*|\b\d+(?:\.\d+)*(?=[A-Za-z]*-[A-Za-z])",
)
"""Numbers that are no values: citations, years in brackets, labels of figures, parts of names."""
_BESIDE = 5
"""Words behind a number in which what is counted stands."""


def features(
    sought: Sought, places: Sequence[Place], known: Mapping[str, Known], embedder: Embedder
) -> npt.NDArray[np.float64]:
    """Features of the places, shape (len(places), len(FEATURES)); `known` by id of the document."""
    asked_numbers = frozenset(_DIGIT.findall(sought.text))
    asked_names = Named(" ".join(sought.names))
    rows = []
    for place in places:
        paper = known[place.document.id]
        own = content_words(place.text)
        share = paper.rarity.covered(sought.words, own)
        rows.append(
            (
                share,
                paper.rarity.covered(sought.words, own | content_words(place.near)) - share,
                _names_things(sought.names, paper.owned(sought.names), place, asked_names),
                0.0,
                place.cosine,
                _fits_want(sought, place, asked_numbers),
                float(place.row is not None),
                float(place.row is None and bool(_POINTER.match(place.text))),
                float(_names_a_cell(sought, place)),
            )
        )
    values = np.array(rows, dtype=np.float64).reshape(len(places), len(FEATURES))
    if len(places):
        best = np.argsort(-(values @ np.array(_ROUGH)), kind="stable")[:EMBEDDED]
        vectors = embedder.embed([sought.text, *(places[i].text for i in best)])
        values[best, _COSINE] = vectors[1:] @ vectors[0]
    return values


def scores(
    values: npt.NDArray[np.float64], sought: Sought, places: Sequence[Place], known: Mapping[str, Known]
) -> npt.NDArray[np.float64]:
    """Fit of each place; what does not name all that the question names is no answer, whatever else it says."""
    strange = {name: 1 - known[name].rarity.covered(sought.words, known[name].rarity.words) for name in known}
    fit = values @ np.array(WEIGHTS) - UNKNOWN * np.array([strange[place.document.id] for place in places])
    held: npt.NDArray[np.float64] = np.where(values[:, _NAMES] < 1, np.minimum(fit, ENOUGH - STRANGER), fit)
    return held


def _names_things(names: Sequence[str], owned: frozenset[str], place: Place, asked: Named) -> float:
    """Share of the names that its paper is about, or that it or what stands before it names.

    A sentence that names another model is not about the one before.
    """
    foreign = [name for name in names if name not in owned]
    if not foreign:
        return 1.0
    said, before = Named(place.text), Named(place.before)
    others = place.row is None and any(
        entity.kind is EntityKind.METHOD and not asked.has(entity.text) for entity in entities(place.text)
    )
    found = sum(said.has(name) or (not others and before.has(name)) for name in foreign)
    return (len(names) - len(foreign) + found) / len(names)


def _names_a_cell(sought: Sought, place: Place) -> bool:
    """Whether the question names the row and, by another name or a word, the column of a cell."""
    if place.row is None or place.table is None:
        return False
    label = Named(" ".join(place.row.path))
    others = [name for name in sought.names if not label.has(name)]
    if len(others) == len(sought.names):
        return False
    for cell in place.row.cells:
        header = " ".join(place.table.header_paths[cell.column])
        said = Named(header)
        if any(map(said.has, others)) or sought.words & content_words(header):
            return True
    return False


def _fits_want(sought: Sought, place: Place, asked: frozenset[str]) -> float:
    """Whether it has what is asked for: a number that the question does not name, best beside what is counted."""
    if sought.want is Want.REASON:
        return float(bool(_BECAUSE.search(place.text)))
    if sought.want is not Want.NUMBER:
        return 0.5
    plain = _NO_VALUE.sub(" ", place.text.rpartition(" | ")[2] if place.row is not None else place.text)
    values = [match for match in _DIGIT.finditer(plain) if match[0] not in asked]
    if not values:
        return 0.0
    if not sought.counted or place.row is not None:
        return 1.0
    beside = (content_words(" ".join(plain[value.end() :].split()[:_BESIDE])) for value in values)
    return 1.0 if any(sought.counted & words for words in beside) else 0.4
