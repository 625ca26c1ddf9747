"""What every set needs: papers that were read, and a judge over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import synth
from synth.errors import InputError, NoPapersError
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.protocols import Embedder
from synth.records import Document, Hit, Origin, Paper, PassageKind
from synth.settings import Settings
from synth.store import Library
from synth.verify.audited import Auditor
from synth.workflows.ingest import Progress, ingest

ORIGIN = Origin(engine="embedded", version=synth.__version__)

Papers = tuple[tuple[Document, Paper], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """Options of a run and what it works with."""

    settings: Settings
    library: Library
    embedder: Embedder
    progress: Progress
    data: Path | None
    papers: tuple[Path, ...]
    """Folders of papers; empty for those of `data`, else the bundled ones."""
    seed: int
    limit: int | None
    per_kind: int

    @classmethod
    def make(
        cls,
        settings: Settings,
        library: Library,
        progress: Progress,
        *,
        data: Path | None = None,
        papers: Sequence[Path] = (),
        seed: int = 7,
        limit: int | None = None,
        per_kind: int = 6,
    ) -> World:
        """A world whose embeddings are kept in the library."""
        embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
        return cls(
            settings=settings,
            library=library,
            embedder=embedder,
            progress=progress,
            data=data,
            papers=tuple(papers),
            seed=seed,
            limit=limit,
            per_kind=per_kind,
        )

    def read_papers(self) -> Papers:
        """The papers of the run; NoPapersError where none can be read."""
        ingested = ingest(self.papers or (self._usual(),), self.library, self.settings, self.progress)
        if not ingested.pairs:
            raise NoPapersError("no paper could be read", hint="give a folder of papers with --papers DIR")
        return ingested.pairs

    @property
    def bundled(self) -> bool:
        """Whether the papers are the bundled ones, which hold planted errors."""
        return not self.papers and not (self.data is not None and (self.data / "papers").is_dir())

    def _usual(self) -> Path:
        if self.data is not None and not self.bundled:
            return self.data / "papers"
        from synth.data import folder

        return folder("corpora") / "passk" / "papers"

    def file(self, name: str) -> Path:
        """A file of the test data; InputError where there is none."""
        hint = "fetch the set from its authors, and name its folder with --data DIR or SYNTH_TEST_DATA"
        if self.data is None:
            raise InputError(f"this set needs {name}, and no data folder was named", hint=hint)
        path = self.data / name
        if not path.exists():
            raise InputError(f"no {name} in {self.data}", hint=hint)
        return path

    def judge(self, papers: Sequence[tuple[Document, Paper]]) -> Auditor:
        """A judge over the papers; their index is built when it is first asked."""
        return Auditor(papers, ORIGIN)


class LazyIndex:
    """A `Retriever` that reads, embeds and indexes nothing before the first query."""

    def __init__(self, papers: Sequence[tuple[Document, Paper]], embedder: Embedder) -> None:
        self._papers = papers
        self._embedder = embedder
        self._index: HybridIndex | None = None

    @property
    def index(self) -> HybridIndex:
        """The index, built now if it was not yet."""
        if self._index is None:
            passages = (passage for document, _ in self._papers for passage in passages_of(document))
            self._index = HybridIndex.build(passages, self._embedder)
        return self._index

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        documents: Iterable[str] | None = None,
        kinds: Iterable[PassageKind] | None = None,
    ) -> list[Hit]:
        """The best passages for `query`, as the index gives them."""
        return self.index.search(query, limit=limit, documents=documents, kinds=kinds)
