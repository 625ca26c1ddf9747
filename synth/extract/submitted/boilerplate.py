"""What a report says about itself, its makers and its readers: nothing there is a claim about the literature."""

from __future__ import annotations

import re

_ITSELF = re.compile(
    r"^(?:This|The present|The following|Our) (?:report|review|synthesis|document|page|summary|survey|digest|"
    r"paper examines|website|site|section|overview|analysis was)\b"
    r"|^(?:Automated|Automatic) (?:retrieval|verification|extraction|checks?)\b|^Review scores?\b|^Readers?\b|^Users?\b"
    r"|\bmachine[- ]generated\b|\bAI[- ]generated\b|\b(?:was|were|is|are) generated (?:by|with|from|automatically)\b"
    r"|\bsystematic (?:literature )?search\b|\bsearch (?:across|of) (?:multiple |several )?databases\b"
    r"|\bclaims? (?:were |was )?(?:extracted|listed|verified|retrieved)\b|\bindependently verified\b"
    r"|\bpapers? (?:were )?(?:retrieved|read|screened)\b|\bquality (?:assessment|review|score)\b"
    r"|\breview(?:er)? assessment\b|\bconsult (?:the )?(?:primary|original)\b|\bdoes not constitute\b"
    r"|\bhuman peer review\b|^Generated (?:by|from|with|on)\b|\bmay (?:be inaccurate|introduce errors|contain errors)\b"
    r"|^Research question\b|^Papers?: \d|^Claims: \d|^Verified: \d|^Score: \d|\bprimary (?:source|reference) for\b"
    r"|\bcookies?\b.*\b(?:use|accept|experience)|\bsign (?:in|up)\b|\bsubscribe\b",
    re.IGNORECASE,
)
_MANNERS = re.compile(
    r"\b(?:thank(?:s|ed)?|appreciate|grateful|regards|sincerely|delighted|thrilled|glad)\b|^Dear\b|\bplease\b"
    r"|\b(?:I|we) (?:\w+ly )?(?:will|would|plan|hope|recommend|encourage|suggest|raise|keep|decide|respond|address|"
    r"value|agree|point|did not|have some|have checked|checked|am|are happy|have added|have updated|have provided|"
    r"refer|wonder|remain|leave|intend|think|believe|understand|find that it|feel)\b|\bI['’](?:m|d|ve|ll)\b"
    r"|\b[Mm]y (?:score|opinion|concerns?|questions?|review|points?|view)\b|^Below,"
    r"|^(?:Compare|Use|Validate|See|Note that we|Check|Consider|Read|Verify|Treat|Develop|Extend|Join|Post|Manage|Get|"
    r"Click|Let)\b"
    r"|\bthe reviewers?\b|\bReviewer [A-Za-z0-9]{4}\b|\b(?:the|this) (?:rebuttal|manuscript|camera[- ]ready)\b",
    re.IGNORECASE,
)
_I = re.compile(r"(?<!\w)I (?!and |or )(?=[a-z])")


def speaks_of_itself(text: str) -> bool:
    """Whether a sentence is about the report, its making or its manners, or tells the reader what to do."""
    return bool(_ITSELF.search(text) or _MANNERS.search(text) or _I.search(text))
