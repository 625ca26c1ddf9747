"""Makes sure that an answer is an Atom feed that the package `arxiv` can read.

The package turns anything else (an HTML page, half a feed) into an empty result, and stops at one bad date.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime
from xml.etree import ElementTree

from synth.errors import RemoteError
from synth.fetch.http import AgainError
from synth.records import ArxivId

logger = logging.getLogger(__name__)

_ATOM = "{http://www.w3.org/2005/Atom}"
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # not XML 1.0, yet found in abstracts


class RefusedError(Exception):
    """ArXiv answered with an error entry instead of papers; the message is its own."""


def checked(body: bytes, host: str) -> bytes:
    """The feed in `body` without the entries that cannot be read.

    Raises RefusedError for an error entry, AgainError for half a feed or a page that asks for fewer requests,
    RemoteError for anything that is not a feed.
    """
    body = _FORBIDDEN.sub(b"", body)
    head = body[:2000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if not head.startswith(b"<") or b"<feed" not in head:
        raise _not_a_feed(body, host)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:  # a feed has neither; refuse to expand what they declare
        raise _not_a_feed(body, host)
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise AgainError(f"the feed is cut off or broken ({error})") from error
    if root.tag != f"{_ATOM}feed":
        raise _not_a_feed(body, host)
    bad = [entry for entry in root.iterfind(f"{_ATOM}entry") if not _readable(entry)]
    if not bad:
        return body
    for entry in bad:
        root.remove(entry)
    feed: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return feed


def _readable(entry: ElementTree.Element) -> bool:
    identifier = (entry.findtext(f"{_ATOM}id") or "").strip()
    if "/api/errors" in identifier:
        raise RefusedError(" ".join((entry.findtext(f"{_ATOM}summary") or identifier).split()))
    try:
        ArxivId.parse(identifier)
        for name in ("updated", "published"):
            datetime.fromisoformat((entry.findtext(f"{_ATOM}{name}") or "").strip())
    except ValueError as error:
        logger.warning("arXiv sent an entry that cannot be read, left out: %s", error)
        return False
    return True


def _not_a_feed(body: bytes, host: str) -> Exception:
    text = re.sub(rb"<[^>]*>|\s+", b" ", body[:4000]).decode("utf-8", "replace")
    text = " ".join(text.split())[:80]
    if re.search(r"rate.{0,9}exceeded|too many requests", text, re.IGNORECASE):
        return AgainError(f"asks for fewer requests ({text!r})", limited=True)
    hint = "a proxy or a login page may stand in between; open the address in a browser"
    return RemoteError(f"{host} answered with something other than an Atom feed: {text!r}", hint=hint)
