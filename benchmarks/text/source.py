"""What a LaTeX source says in words: paragraphs without commands, citations and displayed formulas.

Written apart from the product's own TeX reader, which must not be its own judge.
"""

from __future__ import annotations

import re

_DROPPED = re.compile(
    r"\\begin\{(filecontents\*?|comment|thebibliography)\}.*?\\end\{\1\}"
    r"|\\(?:cite\w*|ref|eqref|cref|Cref|autoref|pageref|label|bibliography(?:style)?|includegraphics|input|url|usepackage"
    r"|vspace\*?|hspace\*?|graphicspath|rule|begin|end|cmidrule|cline|specialrule|newcommand|scalebox|multicolumn\{\d+\}"
    r"|multirow\{-?\d+\})(?:\s*(?:\[[^]]*\]|\([^)]*\)))*\s*(?:\{(?:[^{}]|\{[^{}]*\})*\})*",
    re.DOTALL,
)
"""Commands whose arguments are not printed as words, or not as these words."""

_MATHS = re.compile(
    r"\\begin\{(equation|align|eqnarray|gather|multline)(\*?)\}.*?\\end\{\1\2\}|\\\[.*?\\\]|\$\$.*?\$\$", re.DOTALL
)
_INLINE = re.compile(r"(?<!\\)\$(.*?)(?<!\\)\$", re.DOTALL)
_KEPT = re.compile(r"\\(multirow|multicolumn)\{-?\d+\}\{[^{}]*\}")
_TABULAR = re.compile(r"\\begin\{tabular[x*]?\}(?:\[[^]]*\])?\{(?:[^{}]|\{[^{}]*\})*\}")
_DECIMAL = re.compile(r"(?<![\w.,])\d+\.\d+(?![\w]|\.\d)")
_WORD = re.compile(r"[^\W\d_]{2,}")


def paragraphs(source: str) -> list[str]:
    """Printed text of a source, one string a paragraph, caption or table row; inline formulas keep decimals only."""
    source = re.sub(r"(?<!\\)%.*", "", source)
    title = re.search(r"\\title\{((?:[^{}]|\{[^{}]*\})*)\}", source)
    head, found, body = source.partition(r"\begin{document}")
    body = (title[1] if title else "") + "\n\n" + (body if found else head.replace(title[0] if title else "\0", ""))
    body = re.sub(r"\\begin\{(?:minipage|subfigure|wrapfigure)\*?\}(?:\[[^]]*\])?\{[^{}]*\}", " ", body)
    body = _MATHS.sub("\n\n", body)
    body = re.sub(r"\\(?:section|(?:sub)+section|paragraph|caption|item)\b\*?", "\n\n", body)
    body = _TABULAR.sub("\n\n", body)
    body = _KEPT.sub("", body)
    body = _DROPPED.sub(" ", body)
    body = re.sub(r"\\\\(?:\[[^]]*\])?", "\n\n", body)
    body = _INLINE.sub(lambda match: " " + " ".join(_DECIMAL.findall(match[1])) + " ", body)
    body = re.sub(r"\\([%#&_$])", r"\1", body)
    body = re.sub(r"\\['`^\"~=.]\{?([A-Za-z])\}?", r"\1", body)
    body = re.sub(r"\\[a-zA-Z]+\*?(?:\[[^]]*\])?|[{}~]|(?<!\\)&", " ", body)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", body) if part.strip()]


def words(text: str) -> list[str]:
    """Runs of at least two letters, in lower case: "short-term" is two words, "mil-lion" two wrong ones."""
    return [word.casefold() for word in _WORD.findall(text)]


def decimals(text: str) -> list[str]:
    """Decimal numbers that stand by themselves."""
    return _DECIMAL.findall(text)
