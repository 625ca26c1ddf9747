from __future__ import annotations

import json

import pytest
from made_papers import made_paper

from synth.bench import scifact, scitab
from synth.bench.calibration import Judged, calibration
from synth.bench.labels import ANSWERS, FEVER, SCIFACT, SCITAB, Answer, answer, label_in
from synth.bench.outcome import Miss, Outcome, Sheet, as_json, as_text
from synth.bench.scores import Rate
from synth.bench.speed import _copy
from synth.errors import InputError
from synth.records import ClaimType, Rung, Verdict, VerdictLabel

ENTRY = {
    "paper": "A paper",
    "paper_id": "1901.00001v1",
    "table_caption": "Table 2: [ITALIC] Results on the test set.",
    "table_column_names": ["[BOLD] Model", "<bold>F1</bold>", "Acc"],
    "table_content_values": [
        ["[BOLD] neural", "[EMPTY]", "[EMPTY]"],
        ["LSTM", "71.2", "[BOLD] 80.1"],
        ["CNN", "[BOLD] 73.4", "79.0"],
    ],
    "claim": "CNN is better than LSTM in F1.",
    "label": "supports",
}


def verdict(label, confidence=None):
    return Verdict(claim="c", label=label, rung=Rung.NONE, reason="r", explanation="e", confidence=confidence)


def test_every_verdict_has_an_answer_and_every_label_set_a_way_back():
    assert set(ANSWERS) == set(VerdictLabel)
    for names in (SCITAB, SCIFACT, FEVER):
        for name, value in names.items():
            assert label_in(names, value) == name
        assert names[label_in(names, Answer.OPEN)] is Answer.NOT_ENOUGH
    assert answer(VerdictLabel.IMPOSSIBLE) is Answer.REFUTED


def test_a_scitab_table_is_read_as_a_table_of_a_paper():
    document, paper = scitab.as_document(ENTRY)
    (table,) = document.tables
    assert table.label == "Table 2" and table.caption == "Table 2: Results on the test set."
    assert [path[-1] for path in table.header_paths[1:]] == ["F1", "Acc"]
    assert [row.path for row in table.rows] == [("neural", "LSTM"), ("neural", "CNN")]
    assert [(cell.text, cell.bold) for cell in table.rows[1].cells] == [("73.4", True), ("79.0", False)]
    assert "BOLD" not in document.text and document.pages[0].text == document.text
    assert paper.id != scitab.as_document(ENTRY | {"table_caption": "Table 3: Other."})[1].id


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"claim": "x"}]))
    with pytest.raises(InputError, match=r"no SciTab file"):
        scitab.read_items(path)
    path.write_text('{"id": 1}\n')
    with pytest.raises(InputError, match=r"no SciFact file"):
        scifact.read_items(path)


def test_scifact_claims_keep_abstracts_without_evidence(tmp_path):
    path = tmp_path / "claims.jsonl"
    entry = {
        "id": 3,
        "claim": "x",
        "evidence": {"5": [{"sentences": [1], "label": "CONTRADICT"}]},
        "cited_doc_ids": [5, 6],
    }
    path.write_text(json.dumps(entry) + "\n")
    (item,) = scifact.read_items(path)
    assert item.gold == {"5": Answer.REFUTED, "6": Answer.NOT_ENOUGH}


def test_abstract_sentences_stand_where_their_spans_say():
    document, _ = scifact.as_document({"doc_id": 9, "title": "A title", "abstract": ["One.", "Two."]})
    assert [document.text[s.span.start : s.span.end] for s in document.sentences] == ["A title", "One.", "Two."]


def test_without_confidences_nothing_is_called_calibrated():
    found = calibration([Judged(ClaimType.VALUE, verdict(VerdictLabel.SUPPORTED), True)], "these")
    assert not found.sheets and "none calibrated" in found.notes[0]


def test_reliability_is_told_by_claim_type():
    items = [Judged(ClaimType.VALUE, verdict(VerdictLabel.SUPPORTED, 0.95), n < 9) for n in range(10)]
    items.append(Judged(ClaimType.DELTA, verdict(VerdictLabel.SUPPORTED, 0.5), True))
    items.append(Judged(ClaimType.DELTA, verdict(VerdictLabel.ABSTAINED), False))
    found = calibration(items, "these")
    errors = {row[0]: row[1:] for row in found.sheets[1].rows}
    assert errors == {"value": (10, 0.05), "delta": (1, 0.5), "all": (11, 0.0909)}


def test_outcomes_as_text_and_json():
    sheet = Sheet(title="T", columns=("set", "n", "rate"), rows=(("a|b", 3, Rate(1, 3)), ("c", 0, Rate(0, 0))))
    miss = Miss(kind="k", wanted="w", got="g", text="statement", explanation="because")
    outcome = Outcome(name="x", title="X", sheets=(sheet,), misses=(miss,))
    text = as_text([outcome], misses=True)
    assert "| a\\|b | 3 | 33.3% [6.1, 79.2] |" in text and "| c | 0 | – |" in text and "statement" in text
    assert "statement" not in as_text([outcome], misses=False)
    made = json.loads(json.dumps(as_json(outcome, misses=True)))
    assert made["tables"][0]["rows"][0]["rate"]["n"] == 3 and made["misses"][0]["text"] == "statement"


def test_a_copy_is_the_same_paper_under_another_id():
    document, paper = made_paper()
    other, record = _copy((document, paper), 2)
    assert other.id != document.id and record.id != paper.id
    assert {sentence.span.document for sentence in other.sentences} == {other.id}
    assert other.tables == document.tables and other.text == document.text
