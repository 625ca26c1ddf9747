"""What stages ask of each other, stated where neither has to import the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from synth.records import Asked, Hit, KeptAnswer, PairScore, PassageKind

T = TypeVar("T")


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    name: str
    """Model name and checksum: part of every cache key."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Embed `texts`; shape (len(texts), dimension), rows of Euclidean length 1, in the order given."""
        ...


class Retriever(Protocol):
    """Finds passages for a query."""

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        documents: Iterable[str] | None = None,
        kinds: Iterable[PassageKind] | None = None,
    ) -> list[Hit]:
        """The best passages for `query`, best first, at most `limit`, from the named documents and kinds only."""
        ...


class Keeper(Protocol):
    """Keeps judgements by kind and key: the library."""

    def get_json(self, kind: str, key: str) -> object | None:
        """What is kept for `key`, None where nothing is."""
        ...

    def put_json(self, kind: str, key: str, value: object) -> None:
        """Keep what JSON can hold; what was there is replaced."""
        ...


class ChatModel(Protocol):
    """A language model that fills in forms: a task is a prompt file, an answer a pydantic model."""

    name: str
    """`PROVIDER:MODEL`."""

    def ask(
        self, task: str, items: Sequence[Mapping[str, object]], answer: type[T], *, sample: int = 0
    ) -> list[Asked[T]]:
        """Ask the prompt `task` once for each of `items` (its variables); answers in their order.

        A question without a usable answer is a value with its reason. `answer` is a subclass of `pydantic.BaseModel`.
        """
        ...


class Writer(Protocol):
    """A language model that writes programs."""

    name: str
    """`PROVIDER:MODEL`."""
    chat: bool
    """Whether it answers in messages; else it goes on from a prompt."""

    def write(self, asked: Sequence[Mapping[str, object]], numbers: Sequence[int]) -> list[str | None]:
        """A program for each of `asked`, in order; None where there is no answer.

        Keys: `prompt`, `entry` (name of the function), `public` (tests that are shown), and from the second turn on
        `before` (the last answer) and `failed` (shown tests that it fails). `numbers` tells independent answers to
        equal questions apart.
        """
        ...

    def rate(self, asked: Sequence[Mapping[str, object]]) -> list[str | None]:
        """How sure it is that `program` solves `prompt`, as text with a number from 0 to 100."""
        ...


class PairScorer(Protocol):
    """Says how a passage stands to a claim, with probabilities."""

    @property
    def name(self) -> str:
        """As a reader is told."""
        ...

    @property
    def calibration(self) -> str:
        """Set and size that the probabilities were fitted to; empty where they were not."""
        ...

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[PairScore]:
        """Score (passage, claim) pairs, in the order given."""
        ...


class AnswerCache(Protocol):
    """Where answers of sources are kept between runs."""

    def get_answer(self, key: str) -> KeptAnswer | None:
        """The answer kept for `key`, however old; None where there is none."""
        ...

    def put_answer(self, key: str, answer: KeptAnswer) -> None:
        """Keep an answer in place of an older one."""
        ...


class Planner(Protocol):
    """Turns a question into search queries."""

    def plan(self, question: str) -> Sequence[str]:
        """Queries in plain words, phrases quoted, the most promising first; never empty."""
        ...

    def refine(self, question: str, titles: Sequence[str]) -> Sequence[str]:
        """Further queries, given the titles that the first ones found; may be empty."""
        ...
