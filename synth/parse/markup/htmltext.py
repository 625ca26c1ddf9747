"""What an HTML page says in a line: text, formulas, raised and lowered signs, without its footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from synth.language.wordset import word_set
from synth.parse.layout import is_exponent, raised
from synth.parse.markup.blocks import squeeze
from synth.parse.markup.maths import math_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SKIPPED = word_set("script style noscript nav footer button form svg template iframe head object canvas select")
BLOCKS = word_set(
    "p div section article main body html li ul ol dl dt dd blockquote figure figcaption pre header aside center "
    "h1 h2 h3 h4 h5 h6 table details summary hr address fieldset"
)
DEPTH = 200
_TO_LIST = re.compile(r"#(?:bib|ref|cite?|cr)", re.IGNORECASE)


def tag_of(element: HtmlElement) -> str:
    """Name of an element in small letters; empty for what is none, as a comment."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def classes_of(element: HtmlElement) -> frozenset[str]:
    """Classes of an element."""
    return frozenset((element.get("class") or "").split())


def note_text(element: HtmlElement) -> str:
    """Text of a footnote without its mark."""
    content = next((e for e in element.iter() if "ltx_note_content" in classes_of(e)), element)
    parts = [content.text or ""]
    for child in content:
        if not classes_of(child) & {"ltx_note_mark", "ltx_tag_note", "ltx_tag"}:
            parts.append(inline_text(child, parts[-1]))
        parts.append(child.tail or "")
    return "".join(parts)


def formula_text(element: HtmlElement) -> str:
    """A displayed formula, its parts in order, its number left out."""
    formulas = [inline_text(math, "") for math in element.iter("math")]
    return " ".join(text for text in formulas if text)


def text_of(element: HtmlElement) -> str:
    """Readable text of an element, its footnotes left out."""
    parts: list[str] = []
    for piece in _inner(element, 0):
        parts.append(piece(parts[-1] if parts else "") if callable(piece) else piece)
    return "".join(parts)


def _inner(element: HtmlElement, depth: int) -> Iterator[str]:
    last = element.text or ""
    yield last
    for child in element:
        inside = inline_text(child, last, depth + 1) if depth < DEPTH and tag_of(child) else ""
        yield inside
        tail = child.tail or ""
        last = tail or inside or last
        yield tail


def inline_text(element: HtmlElement, before: str, depth: int = 0) -> str:
    """Text of an element inside a line; `before` is what stands directly left of it."""
    tag, classes = tag_of(element), classes_of(element)
    if not tag or tag in SKIPPED or depth > DEPTH:
        script = tag == "script" and "math/tex" in (element.get("type") or "")
        return math_text(element.text or "") if script else ""
    if classes & {"ltx_note", "ltx_note_mark", "MathJax_Preview", "katex-html", "MathJax", "MJX_Assistive_MathML"}:
        return ""
    if tag in {"br", "hr"}:
        return " "
    if tag == "img":
        return element.get("alt") or "" if "ltx_Math" in classes or "tex" in classes else ""
    if tag == "math":
        return _math(element)
    text = "".join(_inner(element, depth))
    if tag == "sup" or "ltx_sup" in classes:
        return _cited(element, text.strip()) or _raised(text.strip(), before)
    if (tag == "sub" or "ltx_sub" in classes) and text.strip():
        return f" {text.strip()}" if text.strip()[0] in "±↑↓" else f"_{text.strip()}"
    return f" {text} " if tag in BLOCKS else text


def _cited(element: HtmlElement, text: str) -> str:
    """A raised citation in brackets, as others print it; empty for what is none."""
    links = (link.get("href") or "" for link in element.iter("a"))
    if not re.fullmatch(r"[\d\s,;–-]+", text) or not any(_TO_LIST.search(link) for link in links):
        return ""
    return f" [{text}]"


def _raised(text: str, before: str) -> str:
    """A superscript: a power keeps its sign, an ordinal joins its number, a footnote mark goes."""
    if text.lower() in {"th", "st", "nd", "rd"}:
        return text
    words = before.split()
    if words and before[-1:].strip() and is_exponent(words[-1], text):
        return raised(text.replace("−", "-"))
    return f" {text}" if text[:1] in "[(±↑↓" and text else ""


def _math(element: HtmlElement) -> str:
    source = element.get("alttext") or ""
    if not source:
        for note in element.iter("annotation"):
            if "tex" in (note.get("encoding") or "").lower():
                source = note.text or ""
    if source:
        return math_text(re.sub(r"(?<!\\)%\s*\n", "", source))
    return squeeze(_presentation(element, 0))


def _presentation(element: HtmlElement, depth: int) -> str:
    """MathML without its TeX source."""
    tag = tag_of(element).rpartition(":")[2]
    if depth > DEPTH or tag in {"annotation", "annotation-xml"}:
        return ""
    children = [_presentation(child, depth + 1) for child in element if tag_of(child)]
    if tag in {"msup", "msub"} and len(children) == 2:
        return f"{children[0]}{'^' if tag == 'msup' else '_'}{children[1].replace('−', '-')}"
    if tag == "mfrac" and len(children) == 2:
        return f"{children[0]}/{children[1]}"
    if tag == "msqrt":
        return f"√{''.join(children)}"
    own = squeeze(element.text or "")
    if tag == "mo" and own in {"=", "<", ">", "×", "±", "≤", "≥", "≈", "+"}:
        own = f" {own} "
    return own + "".join(children)
