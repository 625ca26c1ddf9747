"""arXiv's OAI-PMH: what its search interface does not tell (https://info.arxiv.org/help/oa).

The format `arXivRaw` lists the versions with date and size, and the licence. A withdrawn version has no file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from synth.errors import RemoteError
from synth.fetch.access import Answers
from synth.fetch.http import AgainError, read_all
from synth.records import ArxivId

if TYPE_CHECKING:
    import requests

KEPT_HOURS = 30 * 24.0
"""A version's licence never changes, so that its record is good for long; a new version is another request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OaiRecord:
    """What OAI-PMH says about one paper."""

    versions: tuple[str, ...]
    """Names of its versions, oldest first: "v1"."""
    licence: str
    comment: str
    withdrawn: bool | None
    """Whether the newest version has no file; None where the record does not say."""


class Oai:
    """Records of single papers, over the connection that arXiv's other interfaces use."""

    def __init__(self, answers: Answers, url: str) -> None:
        self._answers = answers
        self._url = url

    def record(self, identifier: ArxivId) -> OaiRecord | None:
        """The record of a paper, None where there is none. `identifier` carries the newest version."""
        wanted = {"verb": "GetRecord", "identifier": f"oai:arXiv.org:{identifier.id}", "metadataPrefix": "arXivRaw"}
        # The version is part of the address only so that a new version is asked for anew.
        url = f"{self._url}?{urlencode(wanted)}#v{identifier.version or 0}"
        return read_record(self._answers.get(url, read=_read, hours=KEPT_HOURS))


def read_record(body: bytes) -> OaiRecord | None:
    """The record in an answer; None where arXiv has no such paper."""
    root = ElementTree.fromstring(body)
    raw = next((element for element in root.iter() if _name(element) == "arXivRaw"), None)
    if raw is None:
        return None
    found: dict[str, str] = {}
    versions: list[tuple[str, str, str]] = []
    for element in raw:
        if _name(element) == "version":
            inner = {_name(child): " ".join((child.text or "").split()) for child in element}
            versions.append((element.get("version", ""), inner.get("size", ""), inner.get("source_type", "")))
        else:
            found[_name(element)] = " ".join((element.text or "").split())
    withdrawn = None
    if versions and (match := re.match(r"(\d+)", versions[-1][1])):
        withdrawn = int(match[1]) == 0 or "I" in versions[-1][2]
    return OaiRecord(
        versions=tuple(name for name, _, _ in versions),
        licence=found.get("license", ""),
        comment=found.get("comments", "")[:300],
        withdrawn=withdrawn,
    )


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _read(response: requests.Response) -> bytes:
    host = urlsplit(response.url).netloc
    body = read_all(response)
    if response.status_code != 200:
        raise RemoteError(f"{host} answered HTTP {response.status_code}", hint="check the setting arxiv_oai_url")
    if b"<OAI-PMH" not in body[:2000] or b"<!DOCTYPE" in body[:2000]:
        raise RemoteError(f"{host} answered with something other than OAI-PMH", hint="check the setting arxiv_oai_url")
    try:
        ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise AgainError(f"the record is cut off or broken ({error})") from error
    return body
