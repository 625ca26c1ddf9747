"""TeX sources from arXiv: what may come, how it is kept, and the command."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from fetch_world import PDF, entry, feed
from loopback import Loopback, Reply, Request, ranged
from typer.testing import CliRunner

from synth.cli.fetch import fetch
from synth.errors import RemoteError
from synth.fetch import Arxiv, Fetched, download, fetch_all, read_record, scan
from synth.fetch.http import Http
from synth.fetch.tex import SOURCE
from synth.records import ArxivId

MakeHttp = Callable[..., Http]
TEX = b"\\documentclass{article}\n\\begin{document}\nWe measure things.\n\\end{document}\n"
GZ = gzip.compress(TEX + b"% " + bytes(range(33, 127)) * 900, mtime=0)


def tar(*names: str, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz" if packed else "w") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(TEX)
            archive.addfile(member, io.BytesIO(TEX))
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "ending"),
    [(tar("main.tex"), ".tar.gz"), (GZ, ".gz"), (PDF, ".pdf"), (tar("a.tex", packed=False), ".tar"), (TEX, ".tex")],
)
def test_the_name_tells_what_came(
    loopback: Loopback, make_http: MakeHttp, tmp_path: Path, body: bytes, ending: str
) -> None:
    url = loopback.route("/e-print/1", Reply(body=body))
    got = download(url, tmp_path / "2401.00001v2", http=make_http(), expected=SOURCE)
    assert got.path == tmp_path / f"2401.00001v2{ending}"
    assert got.path.read_bytes() == body
    assert got.sha256 == hashlib.sha256(body).hexdigest()
    assert [path.name for path in tmp_path.glob("2401*")] == [got.path.name]


def test_compression_named_an_encoding_is_kept(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    body = tar("main.tex")
    headers = {"Content-Encoding": "x-gzip", "Content-Type": "application/x-eprint-tar"}
    url = loopback.route("/e-print/1", Reply(body=body, headers=headers))
    assert download(url, tmp_path / "a", http=make_http(), expected=SOURCE).path.read_bytes() == body


def test_a_broken_download_is_resumed(loopback: Loopback, make_http: MakeHttp, tmp_path: Path) -> None:
    url = loopback.route("/e-print/1", ranged(GZ, etag='"a"', cut=len(GZ) // 2), ranged(GZ, etag='"a"'))
    got = download(url, tmp_path / "a", http=make_http(), expected=SOURCE)
    assert got.resumed
    assert gzip.decompress(got.path.read_bytes()).startswith(TEX)


def test_a_stream_of_unknown_length_is_checked_by_its_own_sum(
    loopback: Loopback, make_http: MakeHttp, tmp_path: Path
) -> None:
    short = Reply(body=GZ[:-200], announce=False)
    url = loopback.route("/e-print/1", short, Reply(body=GZ, announce=False))
    assert download(url, tmp_path / "a", http=make_http(), expected=SOURCE).path.read_bytes() == GZ
    loopback.route("/e-print/1", short)
    with pytest.raises(RemoteError, match="broke off"):
        download(url, tmp_path / "b", http=make_http(), expected=SOURCE)


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><html>rate exceeded</html>", b"no source here", b""])
def test_anything_else_is_refused(loopback: Loopback, make_http: MakeHttp, tmp_path: Path, body: bytes) -> None:
    url = loopback.route("/e-print/1", Reply(body=body, headers={"Content-Type": "text/html"}))
    with pytest.raises(RemoteError, match="instead of a TeX source"):
        download(url, tmp_path / "a", http=make_http(), expected=SOURCE)
    assert list(tmp_path.glob("a*")) == []
    with pytest.raises(RemoteError, match="has no TeX source"):
        download(loopback.url + "/e-print/2", tmp_path / "a", http=make_http(), expected=SOURCE)


def answer_ids(request: Request) -> Reply:
    ids = [ArxivId.parse(one) for one in request.query["id_list"].split(",")]
    return feed(*(entry(f"{one.id}v{one.version or 2}", f"Paper {one.id}") for one in ids))


@pytest.fixture
def world(loopback: Loopback) -> Loopback:
    loopback.route("/api/query", answer_ids)
    loopback.route("/e-print/2401.00001v2", ranged(tar("main.tex"), etag='"t"'))
    loopback.route("/pdf/2401.00001v2", ranged(PDF, etag='"p"'))
    loopback.route("/e-print/2401.00002v1", ranged(PDF, etag='"q"'))
    return loopback


def rows(arxiv: Arxiv, folder: Path, *wanted: str, tex: bool = True) -> list[Fetched]:
    return list(fetch_all(wanted, arxiv=arxiv, folder=folder, tex=tex))


def test_a_source_is_kept_with_its_checksum_and_known_again(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    (row,) = rows(arxiv, tmp_path, "2401.00001")
    assert (row.status, row.note) == ("downloaded", "")
    assert row.path == tmp_path / "2401.00001v2.tar.gz"
    noted = (tmp_path / "2401.00001v2.tar.gz.sha256").read_text(encoding="utf-8")
    assert row.paper is not None
    assert noted == f"{row.paper.sha256}  2401.00001v2.tar.gz\n"
    record = read_record(tmp_path / "2401.00001v2.json")
    assert record is not None
    assert record.title == "Paper 2401.00001"
    asked = len(world.requests)
    (again,) = rows(arxiv, tmp_path, "2401.00001v2")
    assert again.status == "present"
    assert len(world.requests) == asked
    row.path.write_bytes(row.path.read_bytes()[:-1])
    (anew,) = rows(arxiv, tmp_path, "2401.00001v2")
    assert anew.status == "downloaded"


def test_pdf_and_source_side_by_side(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    (pdf,) = rows(arxiv, tmp_path, "2401.00001v2", tex=False)
    (source,) = rows(arxiv, tmp_path, "2401.00001v2")
    assert (pdf.status, source.status) == ("downloaded", "downloaded")
    asked = len(world.requests)
    assert [row.status for row in rows(arxiv, tmp_path, "2401.00001v2", tex=False)] == ["present"]
    assert [row.status for row in rows(arxiv, tmp_path, "2401.00001v2")] == ["present"]
    assert len(world.requests) == asked
    (file,) = scan([tmp_path])
    assert (file.path, file.source) == (pdf.path, source.path)


def test_a_paper_without_a_source_is_said_to_have_none(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    (row,) = rows(arxiv, tmp_path, "2401.00002v1")
    assert row.path == tmp_path / "2401.00002v1.pdf"
    assert "no TeX source" in row.note
    assert [row.status for row in rows(arxiv, tmp_path, "2401.00002v1")] == ["present"]
    assert [row.status for row in rows(arxiv, tmp_path, "2401.00002v1", tex=False)] == ["present"]


def test_the_command(world: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SYNTH_ARXIV_URL", world.url + "/api/query")
    monkeypatch.setenv("SYNTH_ARXIV_FILES_URL", world.url)
    monkeypatch.setenv("SYNTH_ARXIV_SPACING", "0")
    app = typer.Typer()
    app.command()(fetch)
    folder = tmp_path / "papers"
    common = ["--out", str(folder), "--library", str(tmp_path / "library")]
    done = CliRunner().invoke(app, ["2401.00001v2", "2401.00002v1", "--source", "tex", *common])
    assert done.exit_code == 0
    assert "(arXiv has no TeX source, only the PDF)" in done.stdout
    told = CliRunner().invoke(app, ["2401.00001v2", "2401.00002v1", "--source", "tex", "--json", *common])
    papers = json.loads(told.stdout)["papers"]
    assert [Path(paper["path"]).name for paper in papers] == ["2401.00001v2.tar.gz", "2401.00002v1.pdf"]
    wrong = CliRunner().invoke(app, ["2401.00001v2", "--source", "word", *common])
    assert wrong.exit_code != 0
    assert "--source takes pdf or tex" in getattr(wrong.exception, "hint", "")
