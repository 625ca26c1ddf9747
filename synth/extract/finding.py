"""Whether a sentence says what was found, or only what somebody did, plans, wishes or wonders.

A list of claims that answer a question has no room for "we sample ten responses for each prompt", however near its
words are to the question.
"""

from __future__ import annotations

import re

from synth.language.wordset import word_set

_WE = re.compile(
    r"\b[Ww]e (?:(?:then|also|further|first|next|only|therefore|thus|additionally|\w+ly) )*(?P<verb>[\w-]+)"
)
_ACTIONS = word_set(
    "adopt adopted aim analyze analyzed analyse apply applied assess build built categorize choose chose classify "
    "collect collected combine combined compare compared compute conduct conducted consider considered construct "
    "constructed create created define denote describe design designed detail develop developed discuss employ "
    "employed evaluate evaluated examine examined expand expanded experiment experimented explore explored extend "
    "filter fine-tune fine-tuned focus follow followed generate generated illustrate implement implemented "
    "increase inspect introduce introduced investigate investigated keep label leave limit manually measure "
    "measured opt outline perform performed present presented propose proposed provide randomly release released "
    "remove replace report repeat reproduce reproduced review run sample sampled select selected set simulate "
    "split start started study studied summarize test tested train trained try use used utilize utilized vary "
    "visualize"
)
"""What authors say that they did."""
_FOUND = re.compile(
    r"\bprovides? evidence that\b|\bdo(?:es)? not (?:\w+ )?(?:bring|yield|lead|improve|help|change|outperform)\b|"
    r"(?<!\bto )\b(?:finds?|found|shows?|showed|observes?|observed|reveals?|revealed|demonstrates?|demonstrated|"
    r"indicates?|suggests?|confirms?|confirmed|concludes?|concluded|learn(?:ed|t)? that|notice[ds]?|"
    r"outperform(?:s|ed)?|surpass(?:es|ed)?|exceed(?:s|ed)?|achieves?|achieved|reaches|reached|attains?|attained|"
    r"improves|improved|degrades|degraded|decreases|decreased|increases|increased|reduces|drops|dropped|falls|fell|rises|"
    r"rose|leads? to|led to|results? in|resulted in|resulting in|yields?|yielded|fails?|failed|hurts?|"
    r"(?:is|are|was|were) (?:\w+ ){0,2}"
    r"(?:better|worse|higher|lower|best|worst|comparable|sufficient|insufficient|limited))\b"
)
"""Finite verbs that report an outcome; "to improve" states a purpose."""
_MAY = re.compile(r"\b(?:could|can|may|might|would|should) (?:\w+ly )?(?:be )?(?:\w+ly )?\w+", re.IGNORECASE)
"""What may be was not found."""
_ASIDE = re.compile(r",? (?:which|who) [^,;.]*")
"""What is said of a thing that was chosen or used: "we choose T5, which has achieved strong results"."""
_WISH = re.compile(
    r"\b(?:it (?:is|would be|becomes) (?:important|crucial|necessary|essential|vital|imperative|worth\w*|desirable|"
    r"useful|interesting|beneficial) (?:to|that|for)|"
    r"do(?:es)? not have (?:an? )?(?:strong |clear )?hypothes[ie]s|leaves? open\b|"
    r"leaves? (?:the|this|that|it|these)\b.*?\b(?:future|question|open)\b|"
    r"future (?:work|research|investigations?|stud(?:y|ies)|directions?|version)|"
    r"remains? (?:to be seen|unclear|an open|unknown)|will (?:benefit|enable|help|discuss|describe|explore)|"
    r"we (?:hope|expect|hypothesi[sz]e|conjecture|speculate|recommend|encourage|plan|intend|anticipate))\b",
    re.IGNORECASE,
)
_WILL = re.compile(r"\b[Ww]e (?:will|plan to|intend to)\b")
_OFFER = re.compile(
    r"\b[Ww]e (?:\w+ly )?(?:propose|introduce|present|release|open-source|develop|build|offer|provide|contribute)\b"
)


def says_what_was_found(text: str, *, measured: bool) -> bool:
    """Whether a sentence as printed (with its "we") reports a finding; `measured` where it has a result in numbers."""
    found = measured or bool(_FOUND.search(_MAY.sub(" ", text)))
    if (_WISH.search(text) and not found) or (_WILL.search(text) and not measured):
        return False
    if _OFFER.search(text) or _acts(text):
        return measured or bool(_FOUND.search(_ASIDE.sub(" ", _MAY.sub(" ", text))))
    return True


def _acts(text: str) -> bool:
    """Whether the first thing that "we" does is an action rather than an observation."""
    first = _WE.search(text)
    return first is not None and first["verb"].lower() in _ACTIONS
