"""Sentences that speak to a language model and not about one: they are never evidence, and are sent to no model."""

from __future__ import annotations

import re

_ADDRESSED = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|other|your)\b
        .{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|directions?)\b
    | \b(?:you\ are|act\ as|pretend\ to\ be)\b.{0,40}\b(?:assistant|chatbot|ai|language\ model|reviewer|system)\b
    | \b(?:note|notice|message|attention|instructions?)\b,?\s+(?:to|for)\s+(?:any\s+|all\s+|the\s+|an?\s+)?(?:\w+\s+)?
        \b(?:language\ models?|llms?|ai|assistants?|automated\ (?:readers?|reviewers?)|reviewers?)\b
    | \b(?:mark|label|judge|rate|score|report|classify|treat|list|consider|accept)\b.{0,60}
        \b(?:as|with)\b.{0,20}\b(?:supported|verified|true|correct|confirmed|trusted|10/10|the\ best)\b
    | \b(?:give|assign|award)\b.{0,30}\b(?:positive|highest|maximum|full|top|10/10)\b.{0,20}
        \b(?:review|score|rating|marks?)\b
    | ^\W*(?:respond|reply|answer|output|print|return)\b.{0,20}\bonly\b
    | \bdo\ not\b.{0,20}\b(?:mention|highlight|report|reveal|list)\b.{0,30}
        \b(?:negatives?|weakness(?:es)?|limitations?|contradictions?|this\ (?:note|instruction|message|sentence))\b
    | ^\W*(?:system|assistant|user|human)\s*(?:prompt|message)?\s*:
    | <\|?(?:im_start|im_end|system|endoftext|start_header_id|eot_id)\b | \[/?INST\] | <</?SYS>>
    """,
    re.IGNORECASE | re.VERBOSE,
)


def speaks_to_model(text: str) -> bool:
    """Whether `text` reads like an instruction to a machine reader.

    Meant to catch too much: a paper that quotes prompts loses those sentences as evidence, and nothing else.
    """
    return bool(_ADDRESSED.search(text))
