"""Passages of documents, and how they are found: words (BM25) and meaning (sentence embeddings), fused."""

from synth.index.embedding import EmbeddingCache, SentenceEmbedder
from synth.index.hybrid import HybridIndex
from synth.index.passages import passages_of

__all__ = ["EmbeddingCache", "HybridIndex", "SentenceEmbedder", "passages_of"]
