"""The words and colours of reruns."""

from __future__ import annotations

from synth.records import Basis, Decoding, RerunVerdict
from synth.report.words import Tone

VERDICTS = {
    RerunVerdict.REPRODUCED: Tone(
        key="verified", word="Reproduced", meaning="The estimate rounds to the figure as it is printed."
    ),
    RerunVerdict.REPRODUCED_BY_TRUNCATION: Tone(
        key="verified",
        word="Reproduced by truncation",
        meaning="The figure is the estimate with its digits cut off instead of rounded.",
    ),
    RerunVerdict.WITHIN_SAMPLING_ERROR: Tone(
        key="verified",
        word="Within sampling error",
        meaning="Other samples of the same problems; two draws differ by as much.",
    ),
    RerunVerdict.ONLY_UNDER_VARIANT: Tone(
        key="disputed",
        word="Only under a variant",
        meaning="Another way to put the programs together, another file or the archive's own record gives it.",
    ),
    RerunVerdict.NOT_REPRODUCED: Tone(
        key="contradicted", word="Not reproduced", meaning="No declared way to judge the samples gives it."
    ),
    RerunVerdict.NOT_TESTABLE: Tone(
        key="abstained", word="Not testable", meaning="These samples cannot say; that says nothing about the figure."
    ),
}
"""All of them, best first."""
BASES = {
    Basis.EXECUTED: "every sample was run against the tests in a sandbox",
    Basis.REDERIVED: "every answer was compared anew with the right one",
    Basis.RECORDED: "the outcomes that the archive records were counted; nothing was judged anew",
}
DECODINGS = {Decoding.GREEDY: "greedy", Decoding.SAMPLED: "sampled", Decoding.UNKNOWN: "not stated"}
OUTCOMES = {
    "passed": "passed all tests",
    "failed": "gave a wrong result",
    "error": "raised an error in a test",
    "load": "do not run at all",
    "no_entry": "lack the function",
    "timeout": "ran out of time, or never end",
    "crashed": "ended their process",
    "refused": "broke off or sent nonsense",
    "judge": "could not be judged",
    "no answer": "gave no final answer",
}
