"""A built site on this machine's own address, for browsers that treat pages from folders differently."""

from __future__ import annotations

import errno
import functools
import socket
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from synth.errors import InputError, StageError, UsageError
from synth.report.site.output import MARK

HOST = "127.0.0.1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    # Without it, two servers can share a port on some systems, and one of them is never asked.
    allow_reuse_port = False


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site, and nothing else; what is asked for is not printed."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        """A file of the site; browsers that look for an icon are told that there is none, which is no error."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def list_directory(self, path: Any) -> None:
        """No lists of folders."""
        self.send_error(404)

    def end_headers(self) -> None:
        """A page that was built again is shown at once."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def parse_request(self) -> bool:
        """Only for this machine's own name: a foreign page cannot read the site through a name of its own."""
        if not super().parse_request():
            return False
        name = str(self.headers.get("Host", "")).rsplit(":", 1)[0].strip("[]")
        if name not in (HOST, "localhost", "::1"):
            self.send_error(403)
            return False
        return True


def open_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server for the site in `folder`, bound and ready; port 0 takes a free one.

    Raises InputError where there is no site, UsageError for a port that is none, StageError for one that cannot be had.
    """
    if not 0 <= port <= 65535:
        raise UsageError(f"{port} is no port", hint="give a number from 1024 to 65535, or 0 for a free one")
    if not (folder / MARK).is_file() or not (folder / "index.html").is_file():
        raise InputError(f"no site in {folder}", hint=f"synth site build {folder}")
    handler = functools.partial(_Handler, directory=str(folder))
    try:
        return _Server((HOST, port), handler)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            why = "is in use" if error.errno == errno.EADDRINUSE else "may not be used"
            raise StageError(
                f"port {port} {why}", hint="give another one with --port N, or 0 for a free one"
            ) from error
        raise StageError(
            f"cannot serve on {HOST}:{port}: {error.strerror or error}", hint="give another --port"
        ) from error


def address_of(server: ThreadingHTTPServer) -> str:
    """Where the site is."""
    host, port = server.socket.getsockname()[:2]
    return f"http://{socket.inet_ntoa(socket.inet_aton(host))}:{port}/"
