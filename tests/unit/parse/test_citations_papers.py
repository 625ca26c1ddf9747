"""What the text of three papers cites, against the printed reference lists; each line was looked up by hand.

A citation is given by its page, the text as printed (dashes and quotes as the page has them) and what it must be bound
to: keys of a numbered list, or family name and title's first words.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from synth.parse import ParseJob, parse_file
from synth.parse.references import locate_citations
from synth.records import Document

CITED: dict[str, list[tuple[int, str, tuple[str, ...]]]] = {
    "2308.09583v1_WizardMath.pdf": [
        (1, "[1–4]", ("1", "2", "3", "4")),
        (1, "[5–13]", ("5", "6", "7", "8", "9", "10", "11", "12", "13")),
        (2, "[39]", ("39",)),
        (2, "[42]", ("42",)),
        (3, "[44]", ("44",)),
        (5, "[31]", ("31",)),
        (6, "[20]", ("20",)),
        (7, "[3, 51]", ("3", "51")),
        (8, "[16– 19, 36, 40, 46]", ("16", "17", "18", "19", "36", "40", "46")),
        (8, "[41, 83]", ("41", "83")),
        (8, "[2, 77–79]", ("2", "77", "78", "79")),
        (8, "[30, 42, 60–64]", ("30", "42", "60", "61", "62", "63", "64")),
        (9, "[87]", ("87",)),
    ],
    "2107.03374v2_Codex.pdf": [
        (1, "Vaswani et al., 2017", ("Vaswani: Attention is all",)),
        (1, "Oord et al., 2016", ("Oord: Wavenet: A generative",)),
        (1, "2018", ("Oord: Representation learning with",)),
        (2, "Kulal et al. (2019)", ("Kulal: Spoc: Search-based pseudocode",)),
        (4, "Rokon et al., 2020", ("Rokon: Sourcefinder: Finding malware",)),
        (10, "Gulwani, 2011", ("Gulwani: Automating string processing",)),
        (10, "Pantridge et al., 2017", ("Pantridge: On the difficulty",)),
        (12, "Abid et al., 2021", ("Abid: Persistent anti-muslim bias",)),
        (13, "Graves et al., 2014", ("Graves: Neural turing machines",)),
        (14, "Gulwani et al., 2012", ("Gulwani: Spreadsheet data manipulation",)),
        (14, "Allamanis et al. (2015)", ("Allamanis: Bimodal modelling of",)),
        (27, "Kenton et al., 2021", ("Kenton: Alignment of language",)),
        (32, "Menezes et al. (2018)", ("Menezes: Handbook of Applied",)),
        (32, "cwe, 2009", ("Cwe-780: Use of",)),
        (33, "Acemoglu & Restrepo, 2020a", ("Acemoglu: Robots and jobs:",)),
        (33, "b", ("Acemoglu: The wrong kind",)),
    ],
    "2020.acl-main.207_SPECTER.pdf": [
        (1, "Devlin et al., 2019", ("Devlin: BERT: Pre-training of",)),
        (2, "Devlin et al. (2019)", ("Devlin: BERT: Pre-training of",)),
        (5, "Agarwal et al., 2019", ("Agarwal: Estimating position bias",)),
        (6, "Arora et al., 2017", ("Arora: A simple but",)),
        (8, "Le and Mikolov, 2014", ("Le: Distributed Representations of",)),
        (8, "Zamani et al., 2018", ("Zamani: From neural re-ranking",)),
        (9, "Wu et al., 2019a", ("Wu: Simplifying graph convolutional",)),
        (12, "Hamilton et al., 2017b", ("Hamilton: Inductive representation learning",)),
        (12, "ˇReh˚uˇrek and Sojka, 2010", ("Řehůřek: Software Framework for",)),
    ],
}  # fmt: skip


@cache
def _document(path: Path) -> Document:
    return parse_file(ParseJob(path, "ab" * 32)).document


@pytest.mark.parametrize("name", CITED)
def test_citations(test_data: Path, name: str) -> None:
    document = _document(test_data / "papers" / name)
    bound: dict[tuple[int, str], list[str]] = {}
    for sentence in document.sentences:
        for one in locate_citations(sentence.text, document.references):
            entry = document.references[one.reference]
            who = f"{entry.authors[0].split()[-1]}: " if entry.authors else ""
            shown = entry.key or who + " ".join(entry.title.split()[:3])
            names = bound.setdefault((sentence.span.page, one.raw), [])
            if shown not in names:
                names.append(shown)
    wrong = {(page, raw): bound.get((page, raw)) for page, raw, to in CITED[name] if bound.get((page, raw)) != list(to)}
    assert not wrong
    cited = {citation.reference for sentence in document.sentences for citation in sentence.citations}
    # A list holds little that the text never cites; tables and figures, which are no sentences, cite the rest.
    assert len(cited) >= 0.85 * len(document.references)
