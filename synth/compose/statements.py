"""What a report says about itself: how it was made, what was not checked, what it cannot know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from synth.records import CheckedClaim, Paper, PaperStatus, VerdictLabel

_REASONS = {
    "stance_without_nli": "state a finding without a number; whether other passages agree in substance was not judged, "
    "because no NLI model or language model was given",
    "model_undecided": "state a finding without a number, and no passage that the model named settles it",
    "model_disagrees": "are read otherwise by the model in a passage that no check bears out",
    "no_second_place": "have a number that stands in one place only",
    "partly_confirmed": "have some numbers that stand in one place only",
    "source_retracted": "stand in a paper that was retracted, where nothing counts as evidence",
    "source_withdrawn": "stand in a paper that was withdrawn, where nothing counts as evidence",
    "only_unsound": "were found again only in papers that were retracted or withdrawn",
    "only_repeated": "were found again only in papers linked by citation, which may repeat the number",
}


def not_checked(
    claims: Sequence[CheckedClaim], papers: Sequence[Paper], doubtful_tables: Mapping[str, int], *, rerun: bool
) -> tuple[str, ...]:
    """One sentence for each kind of thing that was not checked, with its count and reason.

    `rerun` says whether figures were to be run again where their samples are at hand.
    """
    out = []
    open_labels = (VerdictLabel.ABSTAINED, VerdictLabel.NOT_ENOUGH_EVIDENCE)
    reasons = Counter(c.verdict.reason for c in claims if c.verdict.label in open_labels)
    for reason, count in reasons.most_common():
        out.append(f"{count} of {len(claims)} claims {_REASONS.get(reason, reason.replace('_', ' '))}.")
    if total := sum(doubtful_tables.values()):
        out.append(
            f"{total} tables in {len(doubtful_tables)} papers were read with doubt; their cells "
            f"confirmed and refuted nothing."
        )
    for paper in papers:
        if paper.status is not PaperStatus.READ:
            word = "was not read" if paper.status is PaperStatus.FAILED else "was read in part"
            out.append(f"{paper.title} {word}: {paper.reason}.")
    if not rerun:
        out.append("No figure was run again (--rerun does it where samples are at hand), so none is “reproduced”.")
    elif not any(claim.reruns for claim in claims):
        out.append("No samples of a cited figure were at hand, so none was run again.")
    return tuple(out)


def method(
    *,
    facets: Sequence[str],
    read: int,
    candidates: int,
    checked: int,
    listed: int,
    embedding: str,
    model: Sequence[str] = (),
) -> tuple[str, ...]:
    """How the report was made, in the order in which it was done; `model` says what a language model did."""
    return (
        f"{read} papers were parsed into sections, sentences, tables and references, each with its page and place.",
        f"Passages were retrieved for the question and its {len(facets)} "
        f"part{'s' * (len(facets) != 1)} by BM25 and sentence "
        f"embeddings ({embedding}).",
        f"{candidates} sentences and table cells were considered; those that do not stand alone, "
        f"report nothing or do not "
        f"bear on the question were left out, near-duplicates were merged, and {checked} claims were checked.",
        "Each claim was located on its page, compared with its quoted place, and looked up in the "
        "other sentences and table "
        "cells of its paper and of the other papers: a number counts as found again only where "
        "method, dataset, metric and k "
        "do not conflict and its rounding interval fits. The place that a claim was taken from never "
        "counts as its evidence.",
        f"{listed} claims are listed, chosen by relevance, by how far they could be checked, and "
        f"spread over the papers; "
        "the share of verified claims is therefore a property of this list, not of the papers.",
        *(model or ("The answer is made of listed claims only; no language model wrote or judged any of it.",)),
    )


def limitations(papers: Sequence[Paper]) -> tuple[str, ...]:
    """What a reader must not read into the report."""
    years = sorted({paper.year for paper in papers if paper.year})
    span = f" They date from {years[0]} to {years[-1]}." if len(years) > 1 else ""
    return (
        f"The report knows only the papers listed below; work outside them may say otherwise.{span}",
        "A second place in the same paper shows that a paper agrees with itself, not that its experiment was right.",
        "Numbers are bound to names by rules; where a rule is unsure, the claim stays unverified rather than guessed.",
        "Relevance is measured by words and embeddings; a claim may bear on the question in a way that neither shows.",
    )
