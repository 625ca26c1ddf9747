"""Passages of documents, and how they are found: words (BM25) and meaning (sentence embeddings), fused."""

from synth.index.embedding import EmbeddingCache, SentenceEmbedder
from synth.index.hybrid import HybridIndex
from synth.index.passages import passages_of
from synth.index.ranking import Nearness, nearness

__all__ = ["EmbeddingCache", "HybridIndex", "Nearness", "SentenceEmbedder", "nearness", "passages_of"]
