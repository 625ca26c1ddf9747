"""Claims taken from the papers: how often their quote is found again on its page."""

from __future__ import annotations

import random

from synth.bench.outcome import Miss, Outcome, Sheet
from synth.bench.scores import Rate
from synth.bench.world import Papers, World
from synth.extract import all_claims
from synth.records import Claim
from synth.verify.sources import Sources


def claims_of(papers: Papers) -> list[Claim]:
    """Every claim that the papers give, whatever the question: from sentences and from tables."""
    return [claim for document, paper in papers for claim in all_claims(document, paper)]


def sampled(claims: list[Claim], limit: int | None, seed: int) -> list[Claim]:
    """At most `limit` claims, by seed."""
    if limit is None or limit >= len(claims):
        return claims
    return random.Random(f"{seed}:claims").sample(claims, limit)


def run_quotes(world: World) -> Outcome:
    """Look for the quote of every claim on the page that it names."""
    papers = world.read_papers()
    claims = sampled(claims_of(papers), world.limit, world.seed)
    sources = Sources(papers)
    located = [sources.on_page(claim.quote, claim.span.document, claim.span.page) for claim in claims]
    groups = (
        ("from sentences", [ok for claim, ok in zip(claims, located, strict=True) if claim.cell is None]),
        ("from tables", [ok for claim, ok in zip(claims, located, strict=True) if claim.cell is not None]),
        ("all", located),
    )
    return Outcome(
        name="quotes",
        title="Located quotes",
        sheets=(
            Sheet(
                title="Quotes that stand on the page that the claim names",
                columns=("claims", "n", "located"),
                rows=tuple((name, len(found), Rate(sum(found), len(found))) for name, found in groups),
            ),
        ),
        notes=(
            f"All claims of {len(papers)} papers, whatever the question. Letters, digits and decimal points must "
            "agree; spaces, hyphens, ligatures, accents and case may differ.",
        ),
        misses=tuple(
            Miss(
                kind="quote",
                wanted="located",
                got="not found",
                text=claim.quote,
                explanation=f"not on page {claim.span.page} of {claim.paper}",
            )
            for claim, ok in zip(claims, located, strict=True)
            if not ok
        ),
    )
