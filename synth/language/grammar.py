"""What the number grammar recognises: its tokens, tried in order at each place of a text, and numbers said in words.

Digits that belong to names, labels, dates and the like come before plain numbers, so that these are what is left. Each
token is a named group; `quantities.py` says what is read from it.
"""

from __future__ import annotations

import re

from synth.language.numerals import NUMERAL

_ARROWS = "↑↓▲▼⬆⬇△▽"

WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "zero": 0, "one": 1,
}  # fmt: skip
PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
FACTORS = {"twice": 2.0, "doubles": 2.0, "doubled": 2.0, "tripled": 3.0, "halved": 0.5}

_CARDINAL = "|".join(word for word in WORDS if word not in ("zero", "one"))
_INT_LIST = (
    r"[0-9]+[kK]?(?![0-9%]|\.[0-9])"
    r"(?:\s?(?:,\s?and|,|and|or|to|–|-|/|\.\.\.|…|,\s?\.\.\.,|,\s?…,)\s?[0-9]+[kK]?(?![0-9%]|\.[0-9]))*"
)
_REF = r"\(?[A-Z]?\.?[0-9]+(?:\.[0-9]+)*(?:[a-z](?![a-z]))?\)?"
_PLURAL_LABEL = (
    r"(?:Tables|Tabs\.|Figures|Figs\.?|Sections|Sects\.|Secs\.|§§|Equations|Eqs\.?|Eqns\.|Appendices|Algorithms|"
    r"Theorems|Lemmas|Definitions|Listings|Chapters|Examples|Steps|Stages|Lines|RQs|Questions|Pages|pp\.|Refs\.)"
)
_LABEL = (
    r"(?:Table|Tab\.|Figure|Fig\.?|Section|Sect\.?|Sec\.?|§|Equation|Eq\.?|Eqn\.|Appendix|App\.|Algorithm|Alg\.|"
    r"Theorem|Thm\.|Lemma|Proposition|Corollary|Remark|Assumption|Definition|Def\.|Listing|Chapter|Ch\.|Example|Step|"
    r"Stage|Line|Footnote|RQ|Question|Page|Volume|Vol\.|No\.|Row|Column|Hypothesis|Observation|Finding|Takeaway|Ref\.)"
)
_NAMED_BY_NUMBER = (
    r"(?:(?:AIME|AMC|HMMT|BRUMO|USAMO|CMIMC|OlymMATH)\s?['’‘]?\s?(?:20)?[0-9]{2}(?!%|\.?[0-9])"
    r"(?:\s?(?:,|and|/|&|-|–)\s?['’‘]?(?:20)?[0-9]{2}(?!%|\.?[0-9]))*"
    r"|(?:GPT|Claude|Gemini|Gemma|L[lL][aA][mM][aA]|Qwen|PaLM|Phi|Mistral|Grok|Python|CUDA|PyTorch|Kimi|InternLM|Java)"
    r"\s[0-9](?:\.[0-9]{1,2})?(?![0-9%,.]*[0-9%])(?![bBMkK]))"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*"
_GRAMMAR = rf"""
    (?P<skip> (?:https?://|www\.)[^\s]+ | (?<![\w.+-])[\w.+-]+@[\w-]+\.[a-z][\w.-]+
            | \b(?:arXiv|ARXIV|arxiv)\s?:\s?[\w./-]+ | (?<![\w/.])10\.[0-9]{{4,}}/\S+
            | (?<![\w.])(?:0[7-9]|1[0-9]|2[0-9])(?:0[1-9]|1[0-2])\.[0-9]{{4,5}}v[0-9]+\b
            | (?<![\w.])[0-9]+(?:\.[0-9]+){{2,}}(?![\w%]) )
  | (?P<cite> \[[1-9][0-9]{{0,2}}(?:\s?[,;–-]\s?[1-9][0-9]{{0,2}})*\] )
  | (?P<label> (?<!\w)(?i:{_PLURAL_LABEL})\s?{_REF}(?:\s?(?:,\s?and|,|and|or|to|–|-|&)\s?{_REF}(?![0-9%]))*
            | (?<!\w)(?i:{_LABEL})\s?{_REF}(?:\s?–\s?{_REF})?(?:,\s?[0-9]{{1,2}}(?=,|\sand|\.\s|\)))*
            (?:,?\sand\s[0-9]{{1,2}}(?=[.,)](?:\s|$)))? )
  | (?P<item> (?<![\w)])\([0-9]{{1,2}}\)(?=\s[A-Za-z]) | (?:(?<=[:;.]\s)|(?<=\sand\s))[0-9]\)(?=\s[A-Za-z]) )
  | (?P<at> (?<![\w@])[A-Za-z][\w-]*\s?@\s?\{{?\s?{_INT_LIST}\}}? | (?<![\w@.])[0-9]+[kK]?@[0-9]+[kK]?\b )
  | (?P<top> (?<!\w)(?i:top|best[-\s]of|bo|first)[-‑][0-9]+(?![0-9.%])
            | (?<!\w)(?i:top|best[-\s]of)\s[0-9]+(?![0-9.%]) )
  | (?P<k> (?<![\w])[kK]\s?(?:=|∈|≤|<|>|≥|≪|≫|:=)\s?[{{\[(]?\s?{_INT_LIST} )
  | (?P<var> (?<![\w])(?P<name>[A-Za-zα-ωΑ-Ωϵ\U0001d400-\U0001d7ff]|lr|top[-_]?[pk]|seed)\s?(?P<op>=|≈|:=|≤|≥|<|>)\s?
            (?P<num>[-−–]?{NUMERAL})(?P<varunit>\s?%)?(?![\w]) )
  | (?P<named> (?<!\w){_NAMED_BY_NUMBER} )
  | (?P<fraction> (?<![\w-])(?i:one|two|three|four|five|seven|nine)[-\s](?i:{"|".join(PARTS)})\b(?!\s(?i:place|best))
            | (?<![\w./])[1-9]/[2-9](?=\sof\b) )
  | (?P<date> (?<![\w.])[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![\w]) | (?<!\w){_MONTH}\.?\s[0-9]{{1,2}},?\s[0-9]{{4}}(?!\w)
            | (?<![\w.])[0-9]{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}\.?,?\s[0-9]{{4}}(?!\w) )
  | (?P<place> (?<!\w)(?i:{"|".join(ORDINALS)})(?=[-\s](?i:place|rank|position|best|highest|lowest|worst|largest)\b)
            | (?:(?<=\branked\s)|(?<=\branks\s)|(?<=\bplaced\s))(?:{"|".join(ORDINALS)})\b
            | (?<![\w.,])[0-9]{{1,3}}(?:st|nd|rd|th)\b )
  | (?P<factor> (?<![\w-])(?i:{"|".join(FACTORS)})(?![\w-])
            | (?<![\w-])(?i:{_CARDINAL}|[0-9]+(?:\.[0-9]+)?)[-\s]?fold\b(?!\scross) )
  | (?P<cardinal> (?<![\w-])(?i:{_CARDINAL})(?!\w)
            | (?<![\w-])(?i:zero|one)(?=-(?i:shot|turn|step|pass)\b) )
  | (?P<version> (?<!\w)(?i:version|ver\.|release)\s[0-9]+(?:\.[0-9]+)* | (?<!\w)[vV]\.?[0-9]+(?:\.[0-9]+)*(?!\w) )
  | (?P<word> [^\W\d_](?:\w|(?<=[0-9])\.(?=[0-9]))*\+*(?:[-_‑](?:\w|(?<=[0-9])\.(?=[0-9]))+\+*)* )
  | (?P<number> (?P<pm>±\s?|\+/[-−]\s?)?
            (?P<sign>[{_ARROWS}]\s?|\+(?=[0-9.$])|(?<![\w)\]%.])[-−]|(?<![\w)\]%–.])(?<![0-9%]\s)–(?=[0-9.]))?
            \$?(?P<digits>{NUMERAL})
            (?P<unit>\s?%(?:\s?points?\b|-points?\b)?|[\s-]?(?:(?:percentage|percent|absolute|accuracy)[\s-])?points?\b|\s?(?:pts?|pp|p\.p\.)(?!\w)
              |\s(?:percent|per\scent)\b|\s?×(?!\s?[0-9A-Z])|x(?![\w×])(?!\s?[0-9A-Z+=^−-])
              |\stimes(?=\s(?:faster|slower|more|less|fewer|as|higher|lower|larger|smaller|greater|better|the)\b))?
            (?P<tail>[A-Za-z]\w*)? )
    """
# A run of words before a word can hold no number, unless it is said in words: such texts take the long way.
_PLAIN_WORDS = r"""
    (?P<plain> [^\W\d_]+(?:[\s,.;:()'’"“”]+[^\W\d_]+){0,40}(?=[\s,;]+[^\W\d_])(?!\sof\s[0-9]|\s[A-Z]\.?[0-9]) ) |
    """
TOKEN = re.compile(_GRAMMAR, re.VERBOSE)
QUICK_TOKEN = re.compile(_PLAIN_WORDS + _GRAMMAR, re.VERBOSE)
