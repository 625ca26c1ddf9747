"""Downloads: whole, resumed, refused, and onto a disk that is full."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fetch_world import PDF
from loopback import Loopback, Reply, Request, free_port, ranged

from synth.errors import NetworkError, OutputError, RemoteError
from synth.fetch import download
from synth.fetch.http import Http

MakeHttp = Callable[..., Http]
TYPE = {"Content-Type": "application/pdf"}
HALF = len(PDF) // 2


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if ".part" in path.name)


def test_a_whole_file(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/a.pdf", Reply(body=PDF, headers=TYPE))
    seen: list[tuple[int, int | None]] = []
    got = download(
        url, tmp_path / "new" / "a.pdf", http=make_http(), on_bytes=lambda done, total: seen.append((done, total))
    )
    assert got.path.read_bytes() == PDF
    assert got.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (got.bytes, got.resumed) == (len(PDF), False)
    assert leftovers(got.path.parent) == []
    assert seen[-1] == (len(PDF), len(PDF))
    assert "range" not in loopback.requests[0].headers


def test_a_broken_download_is_resumed_in_the_same_call(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/a.pdf", ranged(PDF, etag='"one"', cut=HALF), ranged(PDF, etag='"one"'))
    got = download(url, tmp_path / "a.pdf", http=make_http())
    assert got.path.read_bytes() == PDF
    assert got.resumed
    second = loopback.requests[1].headers
    start = int(second["range"].removeprefix("bytes=").removesuffix("-"))
    assert HALF - 8192 <= start <= HALF
    assert second["if-range"] == '"one"'


def test_a_later_call_goes_on_where_it_broke_off(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/a.pdf", ranged(PDF, etag='"one"', cut=20_000))
    with pytest.raises(RemoteError, match=r"broke off after [\d,]+ of 102,416 bytes \(4 attempts\)"):
        download(url, tmp_path / "a.pdf", http=make_http())
    assert leftovers(tmp_path) == ["a.pdf.part", "a.pdf.part.json"]
    assert not (tmp_path / "a.pdf").exists()
    kept = (tmp_path / "a.pdf.part").read_bytes()
    assert len(kept) > 40_000
    assert PDF.startswith(kept)
    loopback.route("/a.pdf", ranged(PDF, etag='"one"'))
    got = download(url, tmp_path / "a.pdf", http=make_http())
    assert got.path.read_bytes() == PDF
    assert got.resumed
    assert loopback.requests[-1].headers["range"] == f"bytes={len(kept)}-"
    assert leftovers(tmp_path) == []


def test_a_file_that_changed_meanwhile_is_fetched_anew(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    other = PDF.replace(b"%PDF-1.5", b"%PDF-1.7")
    url = loopback.route("/a.pdf", ranged(PDF, etag='"one"', cut=HALF), ranged(other, etag='"two"'))
    got = download(url, tmp_path / "a.pdf", http=make_http())
    assert got.path.read_bytes() == other
    assert not got.resumed


def test_a_changed_size_without_etag_is_noticed(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    other = PDF.replace(b"\n%%EOF", b" longer \n%%EOF")
    url = loopback.route("/a.pdf", ranged(PDF, cut=HALF), ranged(other))
    assert download(url, tmp_path / "a.pdf", http=make_http()).path.read_bytes() == other


def test_a_part_longer_than_the_file_is_dropped(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/a.pdf", ranged(PDF))
    (tmp_path / "a.pdf.part").write_bytes(PDF + b"more")
    (tmp_path / "a.pdf.part.json").write_text(json.dumps({"url": url, "validator": "", "total": len(PDF)}))
    got = download(url, tmp_path / "a.pdf", http=make_http())
    assert got.path.read_bytes() == PDF
    assert [request.headers.get("range") for request in loopback.requests] == [f"bytes={len(PDF) + 4}-", None]


@pytest.mark.parametrize("note", ["", "[]", '{"url": "http://elsewhere/b.pdf", "validator": "", "total": 9}'])
def test_a_part_of_unknown_origin_is_not_used(
    loopback: Loopback, make_http: MakeHttp, tmp_path: Path, note: str
) -> None:
    url = loopback.route("/a.pdf", ranged(PDF))
    (tmp_path / "a.pdf.part").write_bytes(b"%PDF of something else")
    (tmp_path / "a.pdf.part.json").write_text(note)
    got = download(url, tmp_path / "a.pdf", http=make_http())
    assert got.path.read_bytes() == PDF
    assert not got.resumed


def test_a_server_without_ranges_sends_all_again(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/a.pdf", Reply(body=PDF, headers=TYPE, cut=HALF), Reply(body=PDF, headers=TYPE))
    got = download(url, tmp_path / "a.pdf", http=make_http())
    assert got.path.read_bytes() == PDF
    assert not got.resumed


def test_a_range_that_does_not_say_which(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/a.pdf", ranged(PDF, cut=HALF), Reply(status=206, body=PDF[HALF:]), ranged(PDF))
    assert download(url, tmp_path / "a.pdf", http=make_http()).path.read_bytes() == PDF


def test_the_wrong_range_is_not_appended(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    def wrong(request: Request) -> Reply:
        return Reply(
            status=206, body=PDF[50:], headers={"Content-Range": f"bytes 50-{len(PDF) - 1}/{len(PDF)}", **TYPE}
        )

    url = loopback.route("/a.pdf", ranged(PDF, cut=HALF), wrong, ranged(PDF))
    assert download(url, tmp_path / "a.pdf", http=make_http()).path.read_bytes() == PDF


def test_without_a_length_the_end_mark_counts(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    cut, whole = Reply(body=PDF[:HALF], announce=False), Reply(body=PDF, announce=False)
    url = loopback.route("/a.pdf", cut, whole)
    assert download(url, tmp_path / "a.pdf", http=make_http()).path.read_bytes() == PDF
    assert len(loopback.requests) == 2


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"<!DOCTYPE html><html><body>No PDF</body></html>", "text/html", r"a web page instead of a PDF \(text/html\)"),
        (b"<html>sign in</html>", "application/pdf", "a web page"),
        (b"PK\x03\x04 a zip", "application/zip", r"something else instead of a PDF \(application/zip\)"),
        (b"", "application/pdf", "nothing instead of a PDF"),
        (b"%P", "application/pdf", "something else"),
    ],
)
def test_what_is_no_pdf_is_refused(
    loopback: Loopback, make_http: MakeHttp, tmp_path: Path, body: bytes, kind: str, words: str
) -> None:
    url = loopback.route("/a.pdf", Reply(body=body, headers={"Content-Type": kind}))
    with pytest.raises(RemoteError, match=words) as caught:
        download(url, tmp_path / "a.pdf", http=make_http())
    assert url in caught.value.hint
    assert list(tmp_path.glob("a.pdf*")) == []
    assert len(loopback.requests) == 1


def test_a_pdf_with_a_wrong_content_type_is_a_pdf(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/a.pdf", Reply(body=PDF, headers={"Content-Type": "text/html"}))
    assert download(url, tmp_path / "a.pdf", http=make_http()).bytes == len(PDF)


def test_an_older_file_stays_until_the_new_one_is_whole(
    loopback: Loopback, make_http: MakeHttp, tmp_path: Path
) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    url = loopback.route("/a.pdf", Reply(status=404))
    with pytest.raises(RemoteError, match=r"has no PDF at /a\.pdf"):
        download(url, target, http=make_http())
    assert target.read_bytes() == b"old"
    loopback.route("/a.pdf", Reply(body=PDF))
    download(url, target, http=make_http())
    assert target.read_bytes() == PDF


def test_busy_then_fine(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/a.pdf", Reply(status=503), Reply(body=PDF))
    assert download(url, tmp_path / "a.pdf", http=make_http()).bytes == len(PDF)


def test_nobody_there(make_http: MakeHttp, tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="network unreachable"):
        download(f"http://127.0.0.1:{free_port()}/a.pdf", tmp_path / "a.pdf", http=make_http())


def test_a_full_disk(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    (tmp_path / "a.pdf.part").symlink_to(full)
    url = loopback.route("/a.pdf", Reply(body=PDF))
    with pytest.raises(OutputError, match="No space left on device") as caught:
        download(url, tmp_path / "a.pdf", http=make_http())
    assert caught.value.exit_code == 3
    assert not (tmp_path / "a.pdf").exists()


def test_a_folder_that_cannot_be_made(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    url = loopback.route("/a.pdf", Reply(body=PDF))
    with pytest.raises(OutputError, match="cannot write") as caught:
        download(url, tmp_path / "file" / "a.pdf", http=make_http())
    assert caught.value.exit_code == 2
    assert loopback.requests == []
