"""Feeds and a PDF of our own, for an arXiv on this machine."""

from __future__ import annotations

from xml.sax.saxutils import escape

from loopback import Reply

from synth.fetch.http import Patience

QUICK = Patience(attempts=4, base=0.01, longest=3.0)
ATOM = {"Content-Type": "application/atom+xml"}
PDF = b"%PDF-1.5\n" + bytes(range(256)) * 400 + b"\n%%EOF\n"


def entry(identifier: str, title: str = "A title", *, updated: str = "2024-05-06T07:08:09Z", comment: str = "") -> str:
    note = f"<arxiv:comment>{escape(comment)}</arxiv:comment>" if comment else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{identifier}</id><title>{escape(title)}</title><updated>{updated}</updated>"
        f"<published>2023-01-02T03:04:05Z</published><summary>An abstract.</summary>{note}"
        "<author><name>Ada  Lovelace</name></author><author><name>Alan Turing</name></author></entry>"
    )


def feed(*entries: str, total: int | None = None) -> Reply:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">'
        f"<opensearch:totalResults>{len(entries) if total is None else total}</opensearch:totalResults>"
        f"{''.join(entries)}</feed>"
    )
    return Reply(body=body.encode(), headers=ATOM)


def refusal(message: str) -> Reply:
    text = (
        f"<entry><id>https://arxiv.org/api/errors#x</id><title>Error</title><updated>2026-04-12T22:59:06Z</updated>"
        f"<summary>{escape(message)}</summary></entry>"
    )
    return Reply(status=400, body=feed(text).body, headers=ATOM)
