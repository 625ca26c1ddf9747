"""Reviews and rebuttals of papers on OpenReview, as documents beside the papers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from synth.errors import SynthError
from synth.fetch.access import Access
from synth.fetch.batch import stem_of_work, write_record
from synth.fetch.files import sha256_file
from synth.fetch.sources import OpenReview
from synth.records import Paper
from synth.store import write_atomic

logger = logging.getLogger(__name__)


def save_discussions(papers: Sequence[Paper], *, access: Access, folder: Path) -> Iterator[tuple[Path, Paper]]:
    """Write the discussion of each paper that OpenReview has into `folder`; gives its file and its record.

    Where OpenReview refuses or does not answer, there is none, and the log says why. Raises OutputError.
    """
    ours = [paper for paper in papers if any(one.startswith("openreview:") for one in paper.ids)]
    if not ours:
        return
    with closing(OpenReview(access)) as source:
        for paper in ours:
            try:
                text = source.discussion(paper)
            except SynthError as error:
                logger.info("no reviews of %s: %s", paper.id, error.message)
                return
            if not text:
                continue
            forum = next(one for one in paper.ids if one.startswith("openreview:"))
            record = Paper(
                id=f"{forum}#reviews",
                title=f"Reviews and rebuttals of: {paper.title}",
                authors=("OpenReview reviewers and authors",),
                year=paper.year,
                venue=paper.venue,
                url=f"https://openreview.net/forum?id={forum.partition(':')[2]}",
                source="openreview",
                ids=(f"{forum}#reviews",),
            )
            path = folder / f"{stem_of_work(record)}.md"
            write_atomic(path, text)
            record = replace(record, sha256=sha256_file(path))
            write_record(path.with_suffix(".json"), record)
            yield path, record
