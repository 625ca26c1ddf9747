"""Which papers of a library are near each other, for all of them at once."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from synth.card import Profile, related_to_each
from synth.errors import SynthError
from synth.index import SentenceEmbedder
from synth.index.embedding import text_key
from synth.records import Paper, RelatedPaper, Result
from synth.report.site.view import PaperEntry
from synth.settings import Settings
from synth.store import Library
from synth.workflows.card import text_of
from synth.workflows.ingest import Progress

NEW = 600
"""Titles and abstracts that are embedded for this at most; where more are new, nearness is that of their words."""
_SIZE = 1024
"""Numbers of a vector of words."""
_WORD = re.compile(r"[a-z][a-z0-9-]{2,}")


def related_of(
    entries: Sequence[PaperEntry],
    results: Mapping[str, Sequence[Result]],
    library: Library,
    settings: Settings,
    progress: Progress,
) -> dict[str, tuple[RelatedPaper, ...]]:
    """The nearest papers of each paper, by its id; `results` holds what each prints, by its id."""
    progress("comparing papers", 0, len(entries))
    vectors, meaning = _vectors([entry.paper for entry in entries], library, settings)
    profiles = [
        Profile(
            paper=entry.paper,
            signals={name: frozenset(values) for name, values in entry.signals.items()},
            results=frozenset((r.dataset, r.metric) for r in results.get(entry.paper.id, ()) if r.dataset),
            vector=vector,
        )
        for entry, vector in zip(entries, vectors, strict=True)
    ]
    found = {}
    for count, (one, near) in enumerate(
        zip(profiles, related_to_each(profiles, meaning=meaning), strict=True), start=1
    ):
        found[one.paper.id] = near
        progress("comparing papers", count, len(entries))
    return found


def _vectors(papers: Sequence[Paper], library: Library, settings: Settings) -> tuple[Sequence[Sequence[float]], str]:
    """Unit vectors of titles and abstracts, and what they stand for."""
    texts = [text_of(paper) for paper in papers]
    try:
        embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
        kept = library.get_embeddings(embedder.name, list({text_key(text) for text in texts}))
        if len({text_key(text) for text in texts}) - len(kept) <= NEW:
            return list(embedder.embed(texts)), "of title and abstract"
    except SynthError:
        pass
    return _by_words(texts), "of the words of title and abstract"


def _by_words(texts: Sequence[str]) -> list[list[float]]:
    """Unit vectors of words, weighted by how few texts have them; words share places, so that vectors stay short."""
    counts = [Counter(_WORD.findall(text.lower())) for text in texts]
    having = Counter(word for count in counts for word in count)
    made = []
    for count in counts:
        vector: defaultdict[int, float] = defaultdict(float)
        for word, times in count.items():
            vector[zlib.crc32(word.encode()) % _SIZE] += (1 + math.log(times)) * math.log(len(texts) / having[word])
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        made.append([vector.get(n, 0.0) / length for n in range(_SIZE)])
    return made
