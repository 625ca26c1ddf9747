"""Text of papers made safe for each kind of page: what they print is data, never markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# C0 and C1 controls (terminal escapes among them), and the marks that reorder text for the eye.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_SPACE = re.compile(r"[\s\u2028\u2029]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` on one line, without control characters, terminal escapes and marks that reorder it."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # most texts need nothing, and pages clean hundreds of thousands
    text = _CONTROLS.sub("", _ANSI.sub("", text))
    return _SPACE.sub(" ", _SURROGATE.sub("\ufffd", text)).strip()


def shown(text: str) -> str:
    """`text` as clean as that, its lines kept."""
    return "\n".join(_bare(line) for line in text.split("\n"))


def _bare(line: str) -> str:
    return _SURROGATE.sub("\ufffd", _CONTROLS.sub("", _ANSI.sub("", line.replace("\t", " "))))


def cleaned(sentences: Iterable[str]) -> tuple[str, ...]:
    """Each sentence cleaned."""
    return tuple(clean(sentence) for sentence in sentences)


_MARKDOWN_ANYWHERE = re.compile(r"[\\`*~$|]")
_MARKDOWN_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_MARKDOWN_LINK = re.compile(r"\](?=[(\[:])")
_MARKDOWN_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_MARKDOWN_ENTITY = re.compile(r"&(?=#?\w+;)")
_MARKDOWN_START = re.compile(r"^(?:[#>+=\-\[]|\d+(?=[.)](?:\s|$)))")


def markdown(text: str) -> str:
    """`text` escaped for Markdown with GitHub's extensions, no more than is needed to keep it readable raw."""
    text = _MARKDOWN_ANYWHERE.sub(lambda found: "\\" + found[0], clean(text))
    text = _MARKDOWN_UNDERSCORE.sub(r"\\_", text)
    text = _MARKDOWN_LINK.sub(r"\\]", text)
    text = _MARKDOWN_HTML.sub(r"\\<", text)
    text = _MARKDOWN_ENTITY.sub(r"\\&", text)

    def start(found: re.Match[str]) -> str:
        return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"

    return _MARKDOWN_START.sub(start, text)


_MATHEMATICAL = re.compile(r"[\U0001d400-\U0001d7ff\u2100-\u214f\ufb00-\ufb06]")
_FOR_PRINT = {"✓": "yes", "✔": "yes", "✗": "no", "✘": "no", "❌": "no", "✅": "yes", "\u00ad": ""}
_SPACES = re.compile(r"[\u2000-\u200a\u202f\u205f]")


def printable(text: str) -> str:
    """`text` in characters that the fonts of the PDF have: mathematical letters become plain ones."""
    text = _MATHEMATICAL.sub(lambda found: unicodedata.normalize("NFKC", found[0]), clean(text))
    for character, instead in _FOR_PRINT.items():
        text = text.replace(character, instead)
    return _SPACES.sub(" ", text)
