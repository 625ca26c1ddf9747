"""A paper's card: its fields read, its sentences checked, the near papers of the library beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import synth
from synth.card import Profile, Read, profile, read_card, read_fields, related
from synth.errors import SynthError
from synth.extract.candidates import sentence_candidates
from synth.index import SentenceEmbedder
from synth.parse import PARSER
from synth.records import Card, Document, Hit, Origin, Paper, PassageKind, RelatedPaper, Verdict, VerdictLabel
from synth.settings import Settings
from synth.store import Library
from synth.verify import Verifier
from synth.workflows.engine import EMBEDDED
from synth.workflows.ingest import Progress
from synth.workflows.ledger import results_in
from synth.workflows.paper import ReadPaper

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPARED = 200
"""So many papers of the library are compared with a card's; in a larger one, those that were read last."""
_UNJUDGED = frozenset({VerdictLabel.ABSTAINED, VerdictLabel.NOT_CHECKABLE})
"""Verdicts that say nothing of the sentence."""
_ABSTRACT = 600
"""Characters of an abstract that are embedded with the title."""


class _Nowhere:
    """Finds no passage: a card checks numbers, whose places are known without a search."""

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        documents: Iterable[str] | None = None,
        kinds: Iterable[PassageKind] | None = None,
    ) -> list[Hit]:
        """Nothing."""
        return []


def make_card(read: ReadPaper, *, settings: Settings, progress: Progress) -> Card:
    """The card of a paper that was read; near papers are those of the library."""
    document, paper = read.document, read.paper
    progress("reading the card", 0, 1)
    fields = read_fields(document, paper)
    verdicts = check_statements(document, paper, fields)
    with Library.open(settings.library) as library:
        others = _others(paper, library)
        near = _near((document, paper), fields, others, library, settings, progress)
    progress("reading the card", 1, 1)
    return read_card(document, paper, fields, verdicts, near, others)


def check_statements(document: Document, paper: Paper, fields: Read) -> Mapping[int, Verdict]:
    """Verdicts on the card's sentences that print a number, by the offset at which each starts."""
    wanted = {one.quote.span.start for facet in fields[1] for one in facet.statements}
    indices = [index for index, sentence in enumerate(document.sentences) if sentence.span.start in wanted]
    verifier = Verifier([(document, paper)], _Nowhere(), Origin(engine=EMBEDDED, version=synth.__version__))
    claims = [one.claim for one in sentence_candidates(document, paper, indices, Counter())]
    verdicts = {claim.span.start: verifier.verify(claim) for claim in claims if claim.quantities}
    return {start: verdict for start, verdict in verdicts.items() if verdict.label not in _UNJUDGED}


def _near(
    pair: tuple[Document, Paper],
    fields: Read,
    others: Sequence[tuple[Document, Paper]],
    library: Library,
    settings: Settings,
    progress: Progress,
) -> Sequence[RelatedPaper]:
    document, paper = pair
    if not others:
        return ()
    progress("comparing with the library", 0, len(others))
    vectors = _vectors([paper, *(other for _, other in others)], library, settings)
    own = _profile(document, paper, fields, library, vectors[0])
    found: list[Profile] = []
    for count, ((text, other), vector) in enumerate(zip(others, vectors[1:], strict=True), start=1):
        found.append(_profile(text, other, read_fields(text, other), library, vector))
        progress("comparing with the library", count, len(others))
    return related(own, found)


def _others(paper: Paper, library: Library) -> list[tuple[Document, Paper]]:
    """Other papers as the library read them, each once."""
    known = {
        one.id: one for one in library.papers() if one.sha256 and one.id != paper.id and one.sha256 != paper.sha256
    }
    found = (library.get_document(one.sha256, PARSER) for one in list(known.values())[-COMPARED:])
    return [(document, replace(other, path="")) for document, other in filter(None, found)]


def text_of(paper: Paper) -> str:
    """What stands for the meaning of a paper: its title and the start of its abstract."""
    return f"{paper.title}. {paper.abstract}"[:_ABSTRACT]


def _vectors(papers: Sequence[Paper], library: Library, settings: Settings) -> Sequence[Sequence[float]]:
    """Unit vectors of titles and abstracts; empty ones where no embedding model can be used."""
    texts = [text_of(one) for one in papers]
    try:
        embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
        return [[float(x) for x in row] for row in embedder.embed(texts)]
    except SynthError:
        return [() for _ in papers]


def _profile(document: Document, paper: Paper, fields: Read, library: Library, vector: Sequence[float]) -> Profile:
    results = frozenset((one.dataset, one.metric) for one in results_in(document, paper, library) if one.dataset)
    return profile(paper, fields[0], results, vector)
