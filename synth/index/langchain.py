"""LangChain's interfaces over ours. Imported only by those who use them: `langchain_core` costs a CPU second."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from synth.protocols import Embedder, Retriever
from synth.records import PassageKind


class LangChainEmbeddings(Embeddings):  # type: ignore[misc]
    """An `Embedder` as LangChain's `Embeddings`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of `texts`, in order."""
        return [[float(x) for x in row] for row in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Unit vector of one text."""
        return self.embed_documents([text])[0]


class _Adapter(BaseRetriever):  # type: ignore[misc]
    retriever: Any
    limit: int
    documents: tuple[str, ...] | None
    kinds: tuple[PassageKind, ...] | None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = self.retriever.search(query, limit=self.limit, documents=self.documents, kinds=self.kinds)
        return [
            LangChainDocument(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    "document": hit.passage.document,
                    "page": hit.passage.span.page,
                    "kind": hit.passage.kind.value,
                    "score": hit.score,
                    "cosine": hit.cosine,
                    "bm25": hit.bm25,
                },
            )
            for hit in hits
        ]


def as_langchain(
    retriever: Retriever,
    *,
    limit: int = 10,
    documents: tuple[str, ...] | None = None,
    kinds: tuple[PassageKind, ...] | None = None,
) -> BaseRetriever:
    """`retriever` as a LangChain `BaseRetriever`, with a fixed limit and fixed filters."""
    return _Adapter(retriever=retriever, limit=limit, documents=documents, kinds=kinds)
