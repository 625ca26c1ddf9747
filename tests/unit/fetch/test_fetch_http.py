"""The connection: pacing over processes, retries, and errors that say what happened."""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from fetch_world import QUICK
from loopback import Loopback, Reply, free_port

from synth.errors import InputError, NetworkError, OutputError, RemoteError
from synth.fetch.http import USER_AGENT, AgainError, Http, Patience, read_all, retry_after
from synth.fetch.pace import Pacer

MakeHttp = Callable[..., Http]


def test_body_and_user_agent(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(body=b"fine"))
    assert make_http().send(url, read=read_all) == b"fine"
    assert loopback.requests[0].headers["user-agent"] == USER_AGENT


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_answers_are_tried_again(loopback: Loopback, make_http: MakeHttp, status: int) -> None:
    url = loopback.route("/x", Reply(status=status), Reply(status=status), Reply(body=b"fine"))
    assert make_http().send(url, read=read_all) == b"fine"
    assert len(loopback.requests) == 3


def test_retry_after_is_kept(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(status=429, headers={"Retry-After": "1"}), Reply(body=b"fine"))
    assert make_http().send(url, read=read_all) == b"fine"
    first, second = loopback.requests
    assert 1.0 <= second.time - first.time < 2.5


def test_retry_after_beyond_patience_ends_it_at_once(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(status=503, headers={"Retry-After": "3600"}))
    start = time.monotonic()
    with pytest.raises(RemoteError, match=r"HTTP 503 and asks to wait 3600 s"):
        make_http().send(url, read=read_all)
    assert time.monotonic() - start < 1
    assert len(loopback.requests) == 1


def test_a_long_retry_after_holds_back_other_processes(loopback: Loopback, tmp_path: Path) -> None:
    pacer = Pacer(tmp_path, name="host", spacing=0.0)
    url = loopback.route("/x", Reply(status=429, headers={"Retry-After": "40"}))
    with pytest.raises(RemoteError):
        Http(pacer=pacer, timeout=1, patience=QUICK).send(url, read=read_all)
    assert 35 < float((tmp_path / "host.next").read_text()) - time.time() < 41


def test_a_host_that_stays_busy_is_given_up_and_not_asked_again(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(status=429))
    http = make_http()
    with pytest.raises(RemoteError, match=r"answered HTTP 429 \(4 attempts\)") as caught:
        http.send(url, read=read_all)
    assert caught.value.exit_code == 3
    assert caught.value.hint
    with pytest.raises(RemoteError):
        http.send(loopback.route("/y", Reply(body=b"fine")), read=read_all)
    assert len(loopback.requests) == 4


def test_one_bad_page_does_not_close_the_host(loopback: Loopback, make_http: MakeHttp) -> None:
    http = make_http()
    with pytest.raises(RemoteError):
        http.send(loopback.route("/x", Reply(status=503)), read=read_all)
    assert http.send(loopback.route("/y", Reply(body=b"fine")), read=read_all) == b"fine"


def test_reader_may_ask_again(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(body=b"half"), Reply(body=b"whole"))

    def read(response: object) -> bytes:
        body = read_all(response)  # type: ignore[arg-type]
        if body == b"half":
            raise AgainError("only half")
        return body

    assert make_http().send(url, read=read) == b"whole"


def test_no_answer_in_time(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(delay=1.0))
    with pytest.raises(NetworkError, match=r"did not answer within 0\.2 s \(2 attempts\)"):
        make_http(timeout=0.2, patience=Patience(attempts=2, base=0.01, longest=3)).send(url, read=read_all)


def test_a_slow_answer_is_tried_again(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(delay=1.0), Reply(body=b"fine"))
    assert make_http(timeout=0.2).send(url, read=read_all) == b"fine"


def test_broken_body_is_tried_again(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(body=b"0123456789", cut=4), Reply(body=b"0123456789"))
    assert make_http().send(url, read=read_all) == b"0123456789"


def test_refused_connection_is_unreachable_at_once(make_http: MakeHttp) -> None:
    http = make_http(timeout=10.0, patience=Patience())
    start = time.monotonic()
    with pytest.raises(NetworkError, match=r"^network unreachable: 127\.0\.0\.1:\d+ \(Connection refused\)$") as caught:
        http.send(f"http://127.0.0.1:{free_port()}/x", read=read_all)
    assert time.monotonic() - start < 2
    assert caught.value.exit_code == 3
    assert http.down is caught.value


def test_unknown_host_is_unreachable_within_ten_seconds(make_http: MakeHttp) -> None:
    start = time.monotonic()
    with pytest.raises(NetworkError, match=r"^network unreachable: nowhere\.invalid"):
        make_http(timeout=10.0, patience=Patience()).send("http://nowhere.invalid/x", read=read_all)
    assert time.monotonic() - start < 10


def test_silent_host_is_unreachable_within_ten_seconds(make_http: MakeHttp) -> None:
    """A listener whose queue is full drops further connections, as a firewall does."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(address)
            start = time.monotonic()
            with pytest.raises(NetworkError, match="network unreachable"):
                make_http(timeout=1.0, patience=Patience()).send(f"http://127.0.0.1:{address[1]}/x", read=read_all)
            assert time.monotonic() - start < 5
        finally:
            for one in waiting:
                one.close()


def test_not_an_address(make_http: MakeHttp) -> None:
    with pytest.raises(InputError, match="not a web address"):
        make_http().send("gopher://127.0.0.1/x", read=read_all)
    with pytest.raises(InputError, match="not a web address"):
        make_http().send("export.arxiv.org/api", read=read_all)


def test_requests_keep_their_distance(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(body=b"fine"))
    first, second = make_http(spacing=0.3), make_http(spacing=0.3)
    for http in (first, second, first):
        http.send(url, read=read_all)
    times = [request.time for request in loopback.requests]
    assert all(later - earlier >= 0.28 for earlier, later in itertools.pairwise(times))


def test_threads_share_one_connection(loopback: Loopback, make_http: MakeHttp) -> None:
    url = loopback.route("/x", Reply(body=b"fine", delay=0.1))
    threads = [threading.Thread(target=make_http().send, args=(url,), kwargs={"read": read_all}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(loopback.requests) == 4
    assert loopback.most_open == 1


def test_processes_keep_their_distance(loopback: Loopback, tmp_path: Path) -> None:
    url = loopback.route("/x", Reply(body=b"fine", delay=0.05))
    program = (
        "import sys; from pathlib import Path; from synth.fetch.http import Http, read_all; "
        "from synth.fetch.pace import Pacer; "
        "http = Http(pacer=Pacer(Path(sys.argv[1]), name='host', spacing=0.4)); "
        "[http.send(sys.argv[2], read=read_all) for _ in range(2)]"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "shared"), url]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    for process in running:
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors.decode()
    times = [request.time for request in loopback.requests]
    assert len(times) == 4
    assert loopback.most_open == 1
    # Three pauses of 0.4 s; a slow machine may be late to note the first request, never early.
    assert times[-1] - times[0] >= 0.8


@pytest.mark.parametrize("state", ["", "not a number", "99999999999.0"])
def test_a_damaged_or_absurd_pause_does_not_stop_us(
    tmp_path: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "host.next").write_text(state)
    slept: list[float] = []
    monkeypatch.setattr("synth.fetch.pace.time.sleep", slept.append)
    with Pacer(tmp_path, name="host", spacing=0.1).turn():
        pass
    assert sum(slept) <= 60
    assert float((tmp_path / "host.next").read_text()) < time.time() + 1


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"), Pacer(tmp_path / "file" / "x", name="h", spacing=0).turn():
        pass


def test_retry_after_forms() -> None:
    assert retry_after("7") == 7
    assert retry_after(None) is None
    assert retry_after("soon") is None
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30))
    assert 28 < (retry_after(later) or 0) <= 30
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
