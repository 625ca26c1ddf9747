"""Sentence splitting on tricky sentences: each case is joined with spaces and must come apart again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.language.sentences import split

CASES: list[list[str]] = [
    ["Chen et al. (2021) report 28.8%.", "We confirm it."],
    ["This follows Chen et al. [3] closely.", "It works."],
    ["As shown by Li et al., the gap closes.", "It stays closed."],
    ["The estimator is due to Chen et al.", "We use it throughout."],
    ["We minimise Eq. (3) with Adam.", "It converges."],
    ["See Fig. 2 and Tab. 4 for details.", "They agree."],
    ["Details are in Sec. 4.2.", "Results follow in Sec. 5."],
    ["Figs. 3 and 4 show this.", "Eqs. (5)–(7) prove it."],
    ["Some tasks, e.g. HumanEval, are small.", "Others are not."],
    ["One sample, i.e. The first one, is kept.", "The rest is dropped."],
    ["It takes approx. 1.5 hours on one GPU.", "That is cheap."],
    ["We compare PPO vs. GRPO on MATH.", "GRPO wins."],
    ["By J. Smith and A. B. Jones.", "Published in 2020."],
    ["J. R. R. Tolkien wrote it.", "We did not."],
    ["Question No. 5 is hard.", "No. 7 is easy."],
    ["The loss is 0.5.", "The accuracy is 83.9%."],
    ["We report pass@k.", "It grows with k."],
    ["We vary k.", "The result holds for every k."],
    ["This is known [3].", "We repeat it."],
    ["This is known.[3]", "We repeat it."],
    ["It was shown before.3", "We show it again."],
    ["Our model reaches 28.4 BLEU on the task.", "It is good."],
    ["It gains +22.3 (57.3 vs. 35.0) on HumanEval and +8.2 (24.4 vs. 16.2) on MBPP.", "Gemini 1.5 Pro does not."],
    ['He calls it "solved."', "We disagree."],
    ["They stop (see Appendix B.)", "We go on."],
    ["It works well (in most cases).", "It fails rarely."],
    ["It fails (see Fig. 2. The curve drops.) on long inputs.", "We fix this."],
    ["1. Sample n programs.", "2. Run the tests."],
    ["Code is at https://github.com/a/b.", "Data is at www.example.org/x.html."],
    ["The U.S. market is large.", "The U.K. market is not."],
    ["Data came from the U.S.", "We removed duplicates."],
    ["We differentiate w.r.t. The parameters of the policy.", "This is standard."],
    ["The values are 3 and 5, resp.", "They differ."],
    ["It is bounded (cf. Theorem 2).", "The proof is short."],
    ["St. Gallen hosted it.", "Dr. Brown and Prof. White spoke."],
    ["We use code, maths, etc.", "We mix them evenly."],
    ["We use code, maths, etc. and prose.", "We mix them evenly."],
    ["How does it scale?", "It scales well!", "Why?"],
    ["Does it work?) asks the reader.", "It does."],
    ["We choose option B.", "It is cheaper."],
    ["Proofs are in Appendix C.", "Code is in Appendix D."],
    ["GPT-3.5 scores 48.1.", "GPT-4 scores 67.0."],
    ["Version v2.5 is out.", "R1 is older."],
    ["The best is o3.", "o1-mini is second."],
    ["We measure both.", "pass@1 falls while pass@10 rises."],
    ["The gain is 5.1 points...", "The cost is small."],
    ["We sample at T = 0.8.", "57.3% of the tasks are solved."],
    ["Adam et al. show that n = 200.", "With k = 100, it is exact."],
    ["In Proc. of ICML, pp. 1–10.", "Published 2021."],
    ["It holds a.s. for all x.", "Therefore we stop."],
    ["Llama 2 70B gets 56.8 (vs. 81.6).", "That is 24.8 less."],
    ["Prior work (Wang et al., 2022; Liu et al., 2023a) agrees.", "So do we."],
    ["Smith Jr. Designed the task.", "It is hard."],
    ["Inputs are i.i.d. samples.", "Outputs are not."],
    ["Ref. [12] proves it.", "Refs. [13] and [14] use it."],
    ["The model is by OpenAI Inc. and costs money.", "It is closed."],
    ["Training took 2 min. per step.", "We ran 500 steps."],
    ["Let x be given (e.g., x = 1.5).", "Then y = 3."],
    ["It ended at 5 p.m. on Monday.", "We left."],
    ["The ratio is approx. 2:1.", "“This is odd,” they say."],
    ["• First point.", "• Second point."],
    ["Alg. 1 lists the steps.", "Line 3 samples."],
    ["See also Def. 2 and Thm. 4.", "Both hold."],
    ["Ph.D. students labelled it.", "They agreed."],
    ["We follow Vol. 3 of the series.", "It is old."],
    ["The dataset has 1.2M rows.", "(We dropped 3.)", "The rest is used."],
]


def _pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize("sentences", CASES, ids=[case[0] for case in CASES])
def test_tricky_sentences(sentences: list[str]) -> None:
    assert _pieces(" ".join(sentences)) == sentences


def test_blank_lines_and_bullets_end_sentences() -> None:
    assert _pieces("A heading\n\nFirst sentence without stop\n• one\n• two") == [
        "A heading",
        "First sentence without stop",
        "• one",
        "• two",
    ]


def test_line_breaks_inside_a_sentence_do_not() -> None:
    assert _pieces("We sample\n200 programs.\nThen we\nrun them.") == ["We sample\n200 programs.", "Then we\nrun them."]


@given(st.text(alphabet="aB .!?()[]\"1\n•,'et al.Fig", max_size=120))
def test_offsets_cover_all_text_in_order(text: str) -> None:
    end = 0
    kept = ""
    for start, stop in split(text):
        assert end <= start < stop <= len(text)
        assert not text[end:start].strip()
        assert text[start:stop] == text[start:stop].strip()
        kept += text[start:stop]
        end = stop
    assert "".join(kept.split()) == "".join(text.split())


def test_a_megabyte_a_second() -> None:
    text = " ".join(sentence for case in CASES for sentence in case) + " "
    text *= 1_000_000 // len(text)
    started = time.process_time()
    split(text)
    assert time.process_time() - started < 10.0  # about 0.5 s; the margin is for busy machines
