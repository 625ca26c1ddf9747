"""A judge of answers that knows no paper, no tables and no samples."""

from __future__ import annotations

from collections.abc import Sequence

from synth.records import ClaimRerun, Verdict


class Silent:
    """Says nothing to any statement."""

    def paper(self, statement: str) -> Verdict | None:
        """Nothing."""
        return None

    def tables(self, statement: str, tables: str) -> Verdict | None:
        """Nothing."""
        return None

    def reruns(self, statements: Sequence[str]) -> Sequence[ClaimRerun]:
        """Nothing."""
        return ()
