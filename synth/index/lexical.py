"""Search by words: BM25 over tokens that keep "41.7", "pass@k" and "GPT-4" whole and also in parts."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.errors import MissingDependencyError

if TYPE_CHECKING:
    import numpy.typing as npt

K1 = 1.2
B = 0.4
"""Weak normalisation by length: passages are of one length, rows of tables are short. Best of five on SciFact train."""

_TOKEN = re.compile(r"[^\W_]+(?:[.,@+\-/'’_:][^\W_]+)*\+*")
_PART = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_HYPHENS = str.maketrans("‐‑–−", "----")
_FUNCTION_WORDS = """
a an and are as at be been but by can do does for from had has have how in into is it its of on or our so such than that
the their them then there these they this those to was we were what when where which while who why will with
"""
_STOP = frozenset(_FUNCTION_WORDS.split())


def tokens_of(text: str) -> list[str]:
    """Index terms of `text` in order: words stemmed, compounds whole and in parts, function words left out."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    return [term for token in _TOKEN.findall(plain.lower()) for term in _terms(token)]


@lru_cache(maxsize=1 << 16)
def _terms(token: str) -> tuple[str, ...]:
    if _THOUSANDS.fullmatch(token):
        return token, token.replace(",", "")
    parts = _PART.findall(token)
    whole = (token,) if len(parts) > 1 or token.endswith("+") else ()
    return *whole, *(stem(part) for part in parts if part not in _STOP)


def stem(word: str) -> str:
    """The stem of an English word (Snowball); words with digits and short words stay.

    On SciFact's train claims it lifts BM25 from 0.667 to 0.679 nDCG@10, and the fusion from 0.733 to 0.742.
    """
    if len(word) < 4 or not word.isalpha():
        return word
    return str(_stemmer().stemWord(word))


_LOCAL = threading.local()
"""A stemmer keeps what it stemmed last, and is not for two threads at once."""


def _stemmer() -> Any:
    if not hasattr(_LOCAL, "stemmer"):
        try:
            import Stemmer
        except ImportError as error:
            raise MissingDependencyError("PyStemmer is not installed", hint="pip install PyStemmer") from error
        _LOCAL.stemmer = Stemmer.Stemmer("english")
    return _LOCAL.stemmer


class LexicalIndex:
    """BM25 (Lucene's form) over a fixed list of texts."""

    def __init__(self, texts: Sequence[str], *, k1: float = K1, b: float = B) -> None:
        try:
            import bm25s
        except ImportError as error:
            raise MissingDependencyError("bm25s is not installed", hint="pip install bm25s") from error
        self._size = len(texts)
        corpus = [tokens_of(text) for text in texts]
        self._vocabulary: dict[str, int] = {}
        for terms in corpus:
            for term in terms:
                self._vocabulary.setdefault(term, len(self._vocabulary))
        self._index: Any = None
        if self._vocabulary:
            self._index = bm25s.BM25(method="lucene", k1=k1, b=b, backend="numpy")
            self._index.index(corpus, show_progress=False)

    def scores(self, query: str) -> npt.NDArray[np.float32]:
        """BM25 of every text for `query`; 0 where no word is shared."""
        terms = [term for term in dict.fromkeys(tokens_of(query)) if term in self._vocabulary]
        if self._index is None or not terms:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(terms), dtype=np.float32)
