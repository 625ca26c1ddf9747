"""Scorers of claim and passage: the real loading code, batches, memory of pairs, calibration."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import tiny_models
import torch

from synth import settings
from synth.errors import InputError
from synth.llm.local import Local, load
from synth.llm.prompts import Prompts
from synth.llm.scoring import KeptScorer, likelihood, open_scorer
from synth.llm.scoring.calibrate import Calibration, fit, read_pairs
from synth.llm.scoring.classifier import Classifier, label_columns
from synth.llm.scoring.likelihood import Likelihood
from synth.llm.scoring.raw import NEVER, Logits, Pair, RawScorer
from synth.llm.scoring.seq2seq import YesNo
from synth.settings import Settings
from synth.store import Library

PAIRS = [(passage, claim) for passage in tiny_models.TEXT[:3] for claim in tiny_models.TEXT[:3]]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("scorers")
    return {
        "nli": tiny_models.classifier(root / "tiny-nli"),
        "check": tiny_models.classifier(root / "tiny-check", ("unsupported", "supported")),
        "seq2seq": tiny_models.seq2seq(root / "tiny-yes-no"),
        "causal": tiny_models.causal(root / "tiny-causal"),
    }


def raw(folders: dict[str, Path], kind: str) -> RawScorer:
    if kind == "causal":
        return Likelihood(Local(load(str(folders[kind]), "AutoModelForCausalLM", "cpu")), Prompts())
    if kind == "seq2seq":
        return YesNo(load(str(folders[kind]), "AutoModelForSeq2SeqLM", "cpu"))
    return Classifier(load(str(folders[kind]), "AutoModelForSequenceClassification", "cpu"))


@pytest.mark.parametrize("kind", ["nli", "check", "seq2seq", "causal"])
def test_a_batch_gives_what_each_pair_gives_alone(folders: dict[str, Path], kind: str) -> None:
    scorer = raw(folders, kind)
    together = scorer.logits(PAIRS)
    alone = [scorer.logits([pair])[0] for pair in PAIRS]
    for one, other in zip(together, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-3)
    assert len({round(one[0], 3) for one in together}) > 1
    if kind in ("check", "seq2seq"):
        assert all(one[1] == NEVER for one in together)


def test_labels_go_to_their_places(folders: dict[str, Path]) -> None:
    scorer = raw(folders, "nli")
    assert isinstance(scorer, Classifier)
    inputs = scorer.loaded.tokenizer(*PAIRS[1], return_tensors="pt")
    with torch.inference_mode():
        row = scorer.loaded.model(**inputs).logits[0].tolist()
    contradiction, neutral, entailment = row
    assert scorer.logits([PAIRS[1]])[0] == pytest.approx((entailment, contradiction, neutral), abs=1e-4)


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (("entailment", "neutral", "contradiction"), (0, 2, 1)),
        (("CONTRADICTION", "ENTAILMENT", "NEUTRAL"), (1, 0, 2)),
        (("not_entailment", "entailment"), (1, None, 0)),
        (("SUPPORTS", "REFUTES", "NOT ENOUGH INFO"), (0, 1, 2)),
        (("unsupported", "supported"), (1, None, 0)),
        (("LABEL_0", "LABEL_1"), (1, None, 0)),
    ],
)
def test_what_labels_mean(labels: tuple[str, ...], columns: tuple[int | None, ...]) -> None:
    assert label_columns(dict(enumerate(labels)), "x") == columns


def test_labels_that_say_nothing_are_refused(folders: dict[str, Path]) -> None:
    with pytest.raises(InputError, match="no labels that say supported"):
        label_columns({0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}, "x")
    with pytest.raises(InputError, match="writes text and classifies nothing"):
        open_scorer(str(folders["causal"]), settings.load(device="cpu"))
    with pytest.raises(InputError, match="no folder of a model"):
        open_scorer("/nowhere/at/all", settings.load(device="cpu"))


def test_pairs_are_scored_once(folders: dict[str, Path], tmp_path: Path) -> None:
    given = settings.load(device="cpu", library=tmp_path)
    with Library.open(tmp_path) as library:
        first = open_scorer(str(folders["nli"]), given, library)
        scores = first.score([*PAIRS, PAIRS[0]])
        assert first.computed == len(PAIRS)
        assert scores[0] == scores[-1]
        assert all(abs(one.supported + one.contradicted + one.open - 1) < 1e-9 for one in scores)
        again = open_scorer(str(folders["nli"]), given, library)
        assert again.score(PAIRS) == scores[:-1]
        assert again.computed == 0
        other = open_scorer(str(folders["check"]), given, library)
        other.score(PAIRS[:1])
        assert other.computed == 1
        local = Local(load(str(folders["causal"]), "AutoModelForCausalLM", "cpu"))
        by_letters = likelihood(local, given, library)
        assert by_letters is not None and by_letters.score(PAIRS[:2])
    assert first.calibration == ""


class Guess:
    """A scorer whose logits are far too sure: it is right three times in four."""

    name = identity = "guess"

    def logits(self, pairs: Sequence[Pair]) -> list[Logits]:
        chance = random.Random(4)
        out: list[Logits] = []
        for _, claim in pairs:
            right = int(claim[-1])
            said = right if chance.random() < 0.75 else (right + chance.choice([1, 2])) % 3
            out.append(tuple(12.0 if label == said else 0.0 for label in range(3)))  # type: ignore[arg-type]
        return out


def labelled(path: Path, count: int = 400) -> Path:
    chance = random.Random(5)
    words = ("supported", "contradicted", "not_enough")
    rows = []
    for number in range(count):
        label = chance.randrange(3)
        rows.append({"passage": f"p{number}", "claim": f"claim {number} {label}", "label": words[label]})
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_probabilities_are_fitted_to_a_set(tmp_path: Path) -> None:
    pairs, labels = read_pairs(labelled(tmp_path / "pairs.jsonl"))
    scorer = KeptScorer(Guess(), None)
    before = scorer.score(pairs)
    assert max(before[0].supported, before[0].contradicted, before[0].open) > 0.99
    scorer.calibrate(fit(scorer.logits(pairs), labels, "pairs.jsonl"))
    after = scorer.score(pairs)
    sure = [max(one.supported, one.contradicted, one.open) for one in after]
    assert sum(sure) / len(sure) == pytest.approx(0.75, abs=0.04)
    assert scorer.calibration == "pairs.jsonl, n = 400"
    assert scorer.computed == len(set(pairs))


def test_a_uniform_calibration_is_a_softmax() -> None:
    even = Calibration().probabilities((1.0, 1.0, 1.0))
    assert even.supported == pytest.approx(1 / 3)
    assert Calibration().probabilities((800.0, 0.0, NEVER)).supported == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "cannot read"),
        ('{"claim": "x", "label": "supported"}', "line 1 of"),
        ('{"claim": "x", "passage": "y", "label": "perhaps"}', "line 1 of"),
        ('{"claim": "x", "passage": "y", "label": "supported"}', "too few"),
        ("[1]", "line 1 of"),
    ],
)
def test_sets_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_pairs(path)


def test_a_set_of_pairs_is_named_in_the_settings(folders: dict[str, Path], tmp_path: Path) -> None:
    pairs = labelled(tmp_path / "set.jsonl", 60)
    given: Settings = settings.load(device="cpu", calibration=pairs, library=tmp_path)
    assert open_scorer(str(folders["nli"]), given).calibration == "set.jsonl, n = 60"
