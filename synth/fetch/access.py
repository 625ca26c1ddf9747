"""What every source is given, and answers that are kept on disk so that nothing is asked twice in a day.

The services send no Cache-Control, so that a cache by the rules of HTTP (RFC 9111) would keep nothing: here a whole,
checked answer is good for `cache_hours`. An older one serves only when nobody answers, and is named as such.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import NetworkError
from synth.fetch.http import Http, Patience
from synth.fetch.pace import Pacer
from synth.protocols import AnswerCache
from synth.records import KeptAnswer
from synth.settings import Settings

if TYPE_CHECKING:
    import requests

logger = logging.getLogger(__name__)

_SECRET = re.compile(r"(?<=[?&])(?:api_key|mailto)=[^&]*&?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """How sources reach the network."""

    settings: Settings
    folder: Path
    """Holds the files by which all processes keep the pace of each host."""
    cache: AnswerCache | None = None
    fresh: bool = False
    """Ask even where an answer is kept; what comes is kept."""
    patience: Patience | None = None

    def http(self, name: str, *, spacing: float | None = None) -> Http:
        """A connection to one host, paced under `name` over all processes."""
        pause = self.settings.source_spacing if spacing is None else spacing
        pacer = Pacer(self.folder, name=name, spacing=pause)
        return Http(pacer=pacer, timeout=self.settings.timeout, patience=self.patience)


class Answers:
    """Bodies of answers of one host."""

    def __init__(self, http: Http, access: Access) -> None:
        self.http = http
        self.stale = ""
        """Day of the oldest answer that was used because nobody answered; empty where there was none."""
        self._cache = access.cache
        self._hours = 0.0 if access.fresh else access.settings.cache_hours

    def get(
        self,
        url: str,
        *,
        read: Callable[[requests.Response], bytes],
        headers: Callable[[], Mapping[str, str]] = dict,
        post: bytes | None = None,
        hours: float | None = None,
    ) -> bytes:
        """The checked body that `read` makes of the answer; kept for `hours` where the setting is not to decide.

        Raises what `Http.send` and `read` raise; a NetworkError only where no older answer is kept.
        """
        key = _key(url, post)
        kept = self._cache.get_answer(key) if self._cache else None
        good = self._hours if hours is None or not self._hours else hours
        if kept and 0 <= time.time() - kept.at < good * 3600:
            return kept.body
        try:
            body = self.http.send(url, read=read, headers=headers, post=post)
        except NetworkError:
            if kept is None:
                raise
            day = datetime.datetime.fromtimestamp(kept.at, datetime.UTC).date().isoformat()
            logger.info("nobody answers; the answer of %s is used", day)
            self.stale = min(self.stale, day) if self.stale else day
            return kept.body
        if self._cache:
            self._cache.put_answer(key, KeptAnswer(url=_public(url), body=body, at=time.time()))
        return body


def _public(url: str) -> str:
    """The address without keys and mail addresses."""
    return _SECRET.sub("", url).rstrip("?&")


def _key(url: str, post: bytes | None) -> str:
    return hashlib.sha256(_public(url).encode() + b"\0" + (post or b"")).hexdigest()
