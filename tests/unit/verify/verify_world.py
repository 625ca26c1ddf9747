"""Small papers made by hand: a few sentences, a table, a reference list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synth.language.quantities import parse
from synth.language.words import content_words
from synth.records import (
    ArxivId,
    Box,
    Cell,
    Claim,
    ClaimType,
    Document,
    Hit,
    Origin,
    Page,
    Paper,
    Passage,
    PassageKind,
    Reference,
    Section,
    SectionKind,
    Sentence,
    Span,
    Table,
    TableRow,
)
from synth.verify import Verifier

ORIGIN = Origin(engine="embedded", version="test")
Pair = tuple[Document, Paper]


def table(
    columns: Sequence[str | tuple[str, ...]],
    rows: dict[str, Sequence[str]],
    *,
    caption: str = "Table 1: Results.",
    label: str = "Table 1",
    confidence: float = 1.0,
    stub: str = "Model",
) -> Table:
    """A table with one label column; an empty string is an empty cell."""
    box = Box(page=1, x0=50, y0=400, x1=500, y1=500)
    paths = [(stub,), *((c,) if isinstance(c, str) else c for c in columns)]
    made = []
    for number, (name, values) in enumerate(rows.items()):
        top = 410.0 + 12 * number
        cells = tuple(
            Cell(text=text, column=i, box=Box(page=1, x0=100.0 * i, y0=top, x1=100.0 * i + 40, y1=top + 10))
            for i, text in enumerate(values, start=1)
            if text
        )
        made.append(TableRow(path=(name,), cells=cells))
    return Table(
        id=f"t-{label}-{abs(hash(caption)) % 10**6}",
        label=label,
        caption=caption,
        header_paths=tuple(paths),
        rows=tuple(made),
        box=box,
        confidence=confidence,
    )


def pair(
    name: str,
    sentences: Sequence[str],
    *,
    tables: Sequence[Table] = (),
    cites: Sequence[Pair] = (),
    kind: SectionKind = SectionKind.RESULTS,
) -> Pair:
    """A paper of one page and one section. `cites` are papers that its reference list names."""
    text, made = "", []
    for number, sentence in enumerate(sentences, start=1):
        start = len(text)
        text += sentence + " "
        line = Box(page=1, x0=50, y0=50.0 + 12 * number, x1=300, y1=60.0 + 12 * number)
        span = Span(document=name, page=1, boxes=(line,), start=start, end=start + len(sentence))
        made.append(Sentence(text=sentence, span=span, section=0))
    printed = text + " ".join(
        " ".join((*row.path, *(cell.text for cell in row.cells))) for one in tables for row in one.rows
    )
    document = Document(
        id=name,
        sha256=name,
        parser="test",
        text=text,
        pages=(Page(number=1, width=612, height=792, text=printed),),
        sections=(Section(title="Results", kind=kind, start=0, end=len(text)),),
        sentences=tuple(made),
        tables=tuple(tables),
        references=tuple(
            Reference(raw=f"{p.title}. arXiv:{p.arxiv}", title=p.title, arxiv=p.arxiv, year=p.year) for _, p in cites
        ),
    )
    number = sum(ord(c) * 7**i for i, c in enumerate(name)) % 90000 + 10000
    paper = Paper(
        id=f"paper:{name}",
        title=f"The Long Title of the Study Called {name}",
        authors=(f"Ann {name.title()}", "Bob Other", "Cy Third"),
        year=2024,
        arxiv=ArxivId(id=f"2401.{number}"),
    )
    return document, paper


def claim(of: Pair, index: int = 0, *, text: str = "") -> Claim:
    """The claim that one sentence of a paper makes; `text` where it is worded otherwise."""
    document, paper = of
    sentence = document.sentences[index]
    text = text or sentence.text
    return Claim(
        id=f"c-{document.id}-{index}",
        text=text,
        type=ClaimType.VALUE,
        paper=paper.id,
        span=sentence.span,
        quote=sentence.text,
        quantities=parse(text),
    )


class WordRetriever:
    """Passages of one sentence each, ranked by common words."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._passages = [
            Passage(
                id=f"{document.id}-{index}",
                document=document.id,
                kind=PassageKind.TEXT,
                text=sentence.text,
                span=sentence.span,
                sentences=(index,),
            )
            for document, _ in pairs
            for index, sentence in enumerate(document.sentences)
        ]

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        documents: Iterable[str] | None = None,
        kinds: Iterable[PassageKind] | None = None,
    ) -> list[Hit]:
        """The passages with the most words in common."""
        allowed = None if documents is None else set(documents)
        words = content_words(query)
        hits = [
            Hit(passage=passage, score=float(len(words & content_words(passage.text))))
            for passage in self._passages
            if allowed is None or passage.document in allowed
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]


def verifier(*pairs: Pair) -> Verifier:
    """A verifier that knows these papers."""
    return Verifier(pairs, WordRetriever(pairs), ORIGIN)
