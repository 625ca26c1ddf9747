"""The source of a report, rewritten so that links, list items, footnotes and loose tables outlive the reading of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synth.parse.markup.blocks import BULLET
from synth.parse.submitted.lines import as_markdown

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PRIVATE = re.compile("[\ue000-\ue0ff]")
_FENCE = re.compile(r"^\s{0,3}(?:`{3,}|~{3,})")
_FRONT = re.compile(r"\A---\n(?P<keys>[\s\S]{0,8000}?)\n(?:---|\.\.\.)[ \t]*\n")
_FRONT_KEY = re.compile(r"^(?P<key>question|research[ _]question)\s*:\s*(?P<value>\S.*)$", re.IGNORECASE | re.MULTILINE)
_LINK = re.compile(
    r"(?<!!)\[(?P<text>(?:[^\[\]\n]|\\[\[\]]|\[[^\[\]\n]{0,80}\]){1,600})\]\(\s*<?(?P<url>[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)?)>?"
    r"(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)"
)
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[\^(?P<key>[\w+-]{1,16})\]:\s*(?P<text>.+(?:\n(?:[ ]{2,}|\t)\S.*)*)$", re.MULTILINE
)
_NAMED_LINK = re.compile(
    r"^[ ]{0,3}\[(?P<key>[^\]\^\n]{1,60})\]:\s*<?(?P<url>https?://\S+?)>?(?:\s+[\"(].*)?$", re.MULTILINE
)
_RAISED = re.compile(r"(?P<stop>[.!?])(?P<notes>(?:\[\^[\w+-]{1,16}\](?!:))+)")


def markdown(text: str, *, plain: bool) -> str:
    """Markdown in which nothing is lost; with `plain` the text was not written as Markdown, only read as it."""
    text = _PRIVATE.sub("", text)
    asked = []
    if not plain and (front := _FRONT.match(text)):
        asked = [match["value"].strip().strip("\"'") for match in _FRONT_KEY.finditer(front["keys"])][:1]
    out: list[str] = []
    fence = ""
    prose: list[str] = []
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence:
            out.append(line)
            fence = "" if line.strip().startswith(fence) and not line.strip(" `~") else fence
        elif match and not plain:
            out.append(_prose("\n".join(prose), plain=plain))
            prose = []
            fence = match[0].strip()
            out.append(line)
        else:
            prose.append(line)
    out.append(_prose("\n".join(prose), plain=plain))
    question = f"\n\nResearch question: {asked[0]}" if asked else ""
    return "\n".join(out) + question


def _prose(text: str, *, plain: bool) -> str:
    """One stretch without code."""
    named = {match["key"].casefold(): match["url"] for match in _NAMED_LINK.finditer(text)}
    if not plain and named:
        text = _NAMED_LINK.sub("", text)
        text = re.sub(
            r"\[(?P<text>[^\]\[\n]{1,200})\]\[(?P<key>[^\]\[\n]{0,60})\]",
            lambda m: _linked(m["text"], named.get((m["key"] or m["text"]).casefold(), ""), m[0]),
            text,
        )
    text = _LINK.sub(lambda match: _linked(match["text"], match["url"], match[0]), text)
    notes = [(match["key"], " ".join(match["text"].split())) for match in _DEFINITION.finditer(text)]
    if notes:
        text = _DEFINITION.sub("", text)
    text = before_stop(text)
    text = as_markdown(text, plain=plain)
    if notes:
        text += "\n\n## Footnotes\n\n" + "\n\n".join(f"[^{key}] {note}" for key, note in notes) + "\n"
    return text


def before_stop(text: str) -> str:
    """Keys of footnotes put before the full stop that they follow: there they do not hide the sentence's end."""
    return _RAISED.sub(r" \g<notes>\g<stop>", text)


def _linked(text: str, url: str, raw: str) -> str:
    """The words of a link and its address behind them, as one would print it."""
    if re.match(r"^#(?:claim|fn|cite)", url):
        return "" if re.fullmatch(r"\W*\d+\W*", text) and url.startswith("#claim") else text
    if not re.match(r"https?://", url, re.IGNORECASE):
        return text if url.startswith("#") else raw
    if text.strip(" <>") == url:
        return f"<{url}>"
    if match := re.fullmatch(r"\\?\[?\^?(\d{1,3})\\?\]?", text.strip()):
        text = f"[{match[1]}]"
    return f"{text} (<{url}>)"


def tex(text: str) -> str:
    """LaTeX whose links print their address and whose items are marked."""
    text = _PRIVATE.sub("", text)
    text = re.sub(
        r"\\href\s*\{(?P<url>[^{}]{1,500})\}\s*\{(?P<text>(?:[^{}]|\{[^{}]*\}){0,500})\}",
        lambda m: m["text"] if m["text"].strip() == m["url"].strip() else f"{m['text']} (\\url{{{m['url']}}})",
        text,
    )
    return re.sub(r"(\\item(?![A-Za-z])(?:\s*\[[^\[\]]{0,300}\])?)", rf"\1 {BULLET}", text)


def html(text: str) -> str:
    """HTML whose links print their address, whose items are marked and whose notes carry their numbers."""
    from lxml import etree
    from lxml import html as lxml_html

    text = _PRIVATE.sub("", text)
    cleaned = re.sub(r"<\?xml[^>]*\?>", "", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
        root = lxml_html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return text
    targets = {element.get("id"): element for element in root.xpath("//*[@id]")}
    for link in list(root.iter("a")):
        _print_address(link, targets)
    for item in root.iter("li"):
        if not any(
            re.search("bib|ref", " ".join(p.get("class") or "" for p in (up, item))) for up in item.iterancestors()
        ):
            item.text = f"{BULLET} {item.text or ''}" if not _leads_with_block(item) else item.text
    return str(lxml_html.tostring(root, encoding="unicode"))


def _leads_with_block(item: HtmlElement) -> bool:
    """Whether the item's text stands in a paragraph of its own, which then carries the mark."""
    first = next(iter(item), None)
    if (item.text or "").strip() or first is None or first.tag not in {"p", "div"}:
        return False
    first.text = f"{BULLET} {first.text or ''}"
    return True


def _print_address(link: HtmlElement, targets: dict[str, HtmlElement]) -> None:
    url = (link.get("href") or "").strip()
    words = "".join(link.itertext()).strip()
    if re.match(r"https?://", url, re.IGNORECASE):
        if re.fullmatch(r"\d{1,3}", words):
            _bracket(link, words)
        if words != url:
            link.tail = f" ({url}){link.tail or ''}"
    elif url.startswith("#") and (note := re.fullmatch(r"\[?\^?(\d{1,3})\]?", words)):
        target = targets.get(url[1:])
        if url.startswith("#claim"):
            for child in list(link):
                link.remove(child)
            link.text = ""
            return
        if target is None or target.tag not in {"li", "p", "div", "span", "section"}:
            return
        _bracket(link, note[1])
        if target.tag == "li" and not re.match(r"\s*\[", "".join(target.itertext())):
            holder = target if (target.text or "").strip() or not len(target) else target[0]
            holder.text = f"[{note[1]}] {holder.text or ''}"
    elif words in {"↩", "↩︎", "↑", "^"}:
        link.text = ""


def _bracket(link: HtmlElement, number: str) -> None:
    """A raised number made one in brackets."""
    for child in list(link):
        link.remove(child)
    link.text = f"[{number}]"
    up = link.getparent()
    if up is not None and up.tag == "sup":
        up.tag = "span"
