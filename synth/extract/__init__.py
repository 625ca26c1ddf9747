"""From documents and a question to claims: complete, self-contained statements that bear on the question.

`extract` is the door. Without a language model the rules of the embedded engine read; with one it reads passages, and
only what is found again in them is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from synth.extract.candidates import Candidate, sentence_candidates
from synth.extract.coverage import About
from synth.extract.frame import Frame, read_frames
from synth.extract.planning import KeywordPlanner, names_subject
from synth.extract.question import Question, anchors, read_question
from synth.extract.relevance import LEAST, fits, least_relevance, speaks_of
from synth.extract.select import Selected, select
from synth.extract.standalone import own_name
from synth.extract.tablerows import table_candidates
from synth.language.thesaurus import concepts
from synth.protocols import ChatModel, Embedder, Retriever
from synth.records import Claim, Document, Paper, PassageKind, SentenceKind

__all__ = [
    "Extraction",
    "KeywordPlanner",
    "Question",
    "Selected",
    "about_papers",
    "about_text",
    "all_claims",
    "extract",
    "names_subject",
    "read_question",
]

PASSAGES_PER_FACET = 80
PASSAGES_PER_PAPER = 6
NAMING_SENTENCES = 150
"""Sentences that are read because they name what is asked about, wherever they stand."""
TABLE_CLAIMS_PER_PAPER = 40


@dataclass(frozen=True, slots=True)
class Extraction:
    """Claims, best first, and what was left out."""

    claims: tuple[Selected, ...]
    relevant: float
    """From which relevance on a claim bears on the question; those below it may, and are worth a look."""
    candidates: int
    """How many sentences and cells were considered."""
    refused: Counter[str]
    """How many of them were refused, by reason."""
    irrelevant: int
    """How many stood alone but do not bear on the question."""
    dropped: Counter[str] = field(default_factory=Counter)
    """How many statements of a language model were left out, by reason."""

    @property
    def only_near(self) -> bool:
        """Whether no claim joins what the question joins, so that the nearest were taken."""
        return bool(self.claims) and self.relevant < LEAST


def extract(
    question: Question,
    pairs: Sequence[tuple[Document, Paper]],
    retriever: Retriever,
    embedder: Embedder,
    *,
    limit: int,
    relevant: float | None = None,
    model: ChatModel | None = None,
    wider: int = 1,
) -> Extraction:
    """The claims of the papers that bear on the question, and those that may, at most `limit`.

    `relevant` is from where on they do, None for `least_relevance`. A `model` reads the passages; what it did not
    answer for is read by rules. `wider` reads so many times as many passages for each part of the question.
    """
    dropped: Counter[str] = Counter()
    candidates, considered, refused = gather(question, pairs, retriever, model, dropped, wider)
    if not candidates:
        return Extraction((), LEAST, considered, refused, 0, dropped)
    claims = [candidate.claim for candidate in candidates]
    level = min(LEAST if relevant is None else relevant, LEAST)
    fit, vectors = fits(question, claims, about_papers(pairs), embedder, level=level)
    relevant = least_relevance([one.relevance for one in fit]) if relevant is None else relevant
    selected = select(candidates, fit, vectors, threshold=min(relevant, LEAST), limit=limit)
    irrelevant = sum(1 for one in fit if one.relevance < relevant)
    return Extraction(tuple(selected), relevant, considered, refused, irrelevant, dropped)


def all_claims(document: Document, paper: Paper) -> list[Claim]:
    """Every claim that a paper gives, whatever the question: from its sentences, then from its tables."""
    sentences = sentence_candidates(document, paper, range(len(document.sentences)), Counter())
    return [candidate.claim for candidate in (*sentences, *table_candidates(document, paper))]


def about_papers(pairs: Sequence[tuple[Document, Paper]]) -> dict[str, About]:
    """What each paper is about, by its id."""
    return {paper.id: About(paper.title, about_text(paper), own_name(document, paper)) for document, paper in pairs}


def about_text(paper: Paper) -> str:
    """What a paper is about in its own words: what is embedded of it, whatever the question."""
    return f"{paper.title}. {paper.abstract}"[:600]


def gather(
    question: Question,
    pairs: Sequence[tuple[Document, Paper]],
    retriever: Retriever,
    model: ChatModel | None = None,
    dropped: Counter[str] | None = None,
    wider: int = 1,
) -> tuple[list[Candidate], int, Counter[str]]:
    """Candidate claims for a question, how many sentences and cells were considered, and why others were refused.

    `dropped` counts what a `model` stated and is no claim.
    """
    chosen = _sentences_to_read(question, pairs, retriever, wider)
    refused: Counter[str] = Counter()
    candidates: list[Candidate] = []
    considered = sum(map(len, chosen.values()))
    unread: Mapping[str, Sequence[int]] = {document: sorted(indices) for document, indices in chosen.items()}
    if model is not None:
        from synth.extract.llm_claims import read_claims  # pydantic costs a quarter of a second

        read = read_claims(question, pairs, chosen, model)
        candidates, unread = read.candidates, read.unread
        (dropped if dropped is not None else Counter()).update(read.dropped)
    for document, paper in pairs:
        candidates += sentence_candidates(document, paper, unread.get(document.id, ()), refused)
        cells = _table_results(question, document, paper)
        considered += len(cells)
        candidates += cells
    return candidates, considered, refused


def _sentences_to_read(
    question: Question, pairs: Sequence[tuple[Document, Paper]], retriever: Retriever, wider: int
) -> dict[str, set[int]]:
    """Indices of sentences, by document: those of the best passages, and those that name what is asked about."""
    kinds = [PassageKind.TEXT, PassageKind.CAPTION]
    hits = []
    for query in dict.fromkeys((question.text, *question.facets)):
        hits += retriever.search(query, limit=wider * PASSAGES_PER_FACET, kinds=kinds)
    for document, _ in pairs:
        hits += retriever.search(question.text, limit=wider * PASSAGES_PER_PAPER, documents=[document.id], kinds=kinds)
    chosen: dict[str, set[int]] = {}
    for hit in hits:
        chosen.setdefault(hit.passage.document, set()).update(hit.passage.sentences)
    for name, index in _naming(question, pairs):
        chosen.setdefault(name, set()).add(index)
    mine = {document.id for document, _ in pairs}  # the retriever may know more
    return {name: indices for name, indices in chosen.items() if name in mine}


def _naming(question: Question, pairs: Sequence[tuple[Document, Paper]]) -> list[tuple[str, int]]:
    """Document and index of the sentences that name most of what one sub-question asks about."""
    frames = read_frames(question.facets)
    found = [
        (speaks_of(frames, sentence.text), document.id, index)
        for document, _ in pairs
        for index, sentence in enumerate(document.sentences)
        if sentence.kind is SentenceKind.BODY
    ]
    found.sort(key=lambda one: -one[0])
    return [(name, index) for share, name, index in found[:NAMING_SENTENCES] if share > 0]


def _table_results(question: Question, document: Document, paper: Paper) -> list[Candidate]:
    """Results in tables that name something the question names, those that name most first."""
    found = []
    for candidate in table_claims(question, document, paper):
        common = len(anchors(candidate.claim.text) & question.anchors)
        if common:
            found.append((common, candidate))
    found.sort(key=lambda pair: -pair[0])
    return [candidate for _, candidate in found[:TABLE_CLAIMS_PER_PAPER]]


def table_claims(question: Question, document: Document, paper: Paper) -> Iterator[Candidate]:
    """What the tables of a paper report, worded for a question."""
    frames = read_frames(question.facets)
    return table_candidates(document, paper, asked=question.anchors, about=lambda label: _names_factor(frames, label))


def _names_factor(frames: Sequence[Frame], label: str) -> bool:
    """Whether the label of a row names what a sub-question asks about the effect of."""
    said = concepts(label)
    return any(aspect.concepts & said for frame in frames for aspect in frame.factor)
