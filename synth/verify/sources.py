"""The papers that a claim is checked against, and who cites whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass, field

from synth.language.pieces import prints
from synth.language.rows import printed_row
from synth.language.vocabulary import Entity
from synth.language.words import locate
from synth.language.works import same_work
from synth.records import Document, Evidence, Paper, Relation, Sentence, Span, Stance
from synth.verify.bind import names_both
from synth.verify.places import CellPlace, Places


@dataclass(slots=True)
class Sources:
    """Documents with their papers, and every number that they print."""

    pairs: Sequence[tuple[Document, Paper]]
    known: InitVar[Sources | None] = None
    """Other sources, whose documents need not be gone through again."""
    places: Places = field(init=False)
    documents: dict[str, Document] = field(init=False)
    papers: dict[str, Paper] = field(init=False)
    """By id of the document."""
    _cites: dict[tuple[str, str], bool] = field(default_factory=dict)
    _exact: dict[tuple[str, str], dict[str, list[CellPlace]]] = field(default_factory=dict)

    def __post_init__(self, known: Sources | None) -> None:
        self.documents = {document.id: document for document, _ in self.pairs}
        self.papers = {document.id: paper for document, paper in self.pairs}
        self.places = Places.of((document for document, _ in self.pairs), known.places if known else None)

    def relation(self, document: str, other: str) -> Relation:
        """How a place in `other` stands to a claim taken from `document`."""
        if document == other:
            return Relation.SAME_PAPER
        linked = self._cited(document, other) or self._cited(other, document)
        return Relation.REPETITION if linked else Relation.INDEPENDENT

    def _cited(self, citing: str, cited: str) -> bool:
        key = (citing, cited)
        if key not in self._cites:
            paper = self.papers[cited]
            self._cites[key] = any(same_work(entry, paper) for entry in self.documents[citing].references)
        return self._cites[key]

    def exactly(self, method: Entity, dataset: Entity) -> dict[str, list[CellPlace]]:
        """Cells that name exactly this method and this dataset, by document, in the order of the documents.

        Kept, because the claims of a report speak of the same few methods and datasets.
        """
        key = (method.text, dataset.text)
        if key not in self._exact:
            # A cell can be exactly about a method only where its own paths name it.
            named = self.places.naming(method.text)
            both = {one: [p for p in places if names_both(method, dataset, p)] for one, places in named.items()}
            self._exact[key] = {one: places for one, places in both.items() if places}
        return self._exact[key]

    def page_text(self, document: str, page: int) -> str:
        """Raw text of one page, empty where there is no such page."""
        return next((p.text for p in self.documents[document].pages if p.number == page), "")

    def on_page(self, quote: str, document: str, page: int) -> bool:
        """Whether `quote` stands on that page, letter for letter but for spaces, hyphens and ligatures.

        It may go on in another column or at the head of the next page; marks of footnotes are no letters of it.
        """
        printed = self.page_text(document, page)
        if locate(quote, printed) is not None:
            return True
        pages = {one.number: one for one in self.documents[document].pages}
        return page in pages and prints(quote, [pages[n].unmarked for n in range(page, page + 3) if n in pages])

    def sentence_evidence(
        self, document: str, sentence: Sentence, *, stance: Stance, relation: Relation, note: str
    ) -> Evidence | None:
        """A sentence as evidence; None when it cannot be found on its page."""
        if not self.on_page(sentence.text, document, sentence.span.page):
            return None
        return Evidence(
            paper=self.papers[document].id,
            page=sentence.span.page,
            quote=sentence.text,
            span=sentence.span,
            stance=stance,
            relation=relation,
            note=note,
        )

    def cell_evidence(self, place: CellPlace, *, stance: Stance, relation: Relation, note: str) -> Evidence:
        """A cell as evidence: its row as printed where the page gives the row as one stretch, else the cell alone."""
        page = place.span.page
        quote = printed_row(place.row, self.page_text(place.document, page)) or place.cell.text
        return Evidence(
            paper=self.papers[place.document].id,
            page=page,
            quote=quote,
            span=Span(document=place.document, page=page, boxes=place.span.boxes),
            stance=stance,
            relation=relation,
            cell=place.ref,
            note=note,
        )
