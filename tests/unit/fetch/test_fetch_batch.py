"""Many papers at once: rows, records, what is there already, and the command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from fetch_world import PDF, QUICK, entry, feed
from loopback import Loopback, Reply, Request, free_port, ranged
from typer.testing import CliRunner, Result

from synth.cli.fetch import fetch
from synth.errors import NetworkError, OutputError, RemoteError, SynthError, UnknownIdError
from synth.fetch import Arxiv, Fetched, fetch_all, file_stem, read_record, sha256_file, write_record
from synth.records import ArxivId, Paper, PaperStatus
from synth.settings import Settings

API = "/api/query"


def answer_ids(request: Request) -> Reply:
    """An arXiv that knows every id of 2401, in version 2, and finds two papers for every query."""
    if not request.query["id_list"]:
        return feed(entry("2401.00001v2", "One"), entry("2401.00007v1", "Seven"))
    ids = [ArxivId.parse(one) for one in request.query["id_list"].split(",")]
    return feed(*(entry(f"{one.id}v{one.version or 2}", f"Paper {one.id}") for one in ids if one.id[:4] == "2401"))


@pytest.fixture
def world(loopback: Loopback) -> Loopback:
    loopback.route(API, answer_ids)
    for name in ("2401.00001v2", "2401.00001v1", "2401.00002v2", "2401.00007v1"):
        loopback.route(f"/pdf/{name}", ranged(PDF + name.encode() + b"\n%%EOF", etag=f'"{name}"'))
    return loopback


def rows(arxiv: Arxiv, folder: Path, *wanted: str, limit: int = 5) -> list[Fetched]:
    return list(fetch_all(wanted, arxiv=arxiv, folder=folder, limit=limit))


def states(found: list[Fetched]) -> list[tuple[str, str]]:
    return [(str(row.paper.arxiv) if row.paper else row.asked, row.status.value) for row in found]


def test_ids_and_queries(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    found = rows(arxiv, tmp_path, "2401.00002", "code generation", "arXiv:2401.00001v1")
    assert states(found) == [
        ("2401.00002v2", "downloaded"),
        ("2401.00001v2", "downloaded"),
        ("2401.00007v1", "downloaded"),
        ("2401.00001v1", "downloaded"),
    ]
    names = ["2401.00001v1", "2401.00001v2", "2401.00002v2", "2401.00007v1"]
    assert sorted(path.name for path in tmp_path.glob("2401*")) == [
        name + suffix for name in names for suffix in (".json", ".pdf")
    ]
    assert len(world.asked(API)) == 2  # both ids in one request
    paper = read_record(tmp_path / "2401.00002v2.json")
    assert paper is not None
    assert paper == found[0].paper
    assert paper.sha256 == sha256_file(tmp_path / "2401.00002v2.pdf")
    assert paper.title == "Paper 2401.00002"


def test_what_is_there_is_not_fetched_again(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    rows(arxiv, tmp_path, "2401.00002")
    asked = len(world.requests)
    assert states(rows(arxiv, tmp_path, "2401.00002v2")) == [("2401.00002v2", "present")]
    assert len(world.requests) == asked  # a known version needs no network at all
    assert states(rows(arxiv, tmp_path, "2401.00002")) == [("2401.00002v2", "present")]
    assert len(world.requests) == asked + 1  # only which version is the newest


@pytest.mark.parametrize("damage", ["pdf", "json", "no json", "wrong json"])
def test_what_is_damaged_is_fetched_again(world: Loopback, arxiv: Arxiv, tmp_path: Path, damage: str) -> None:
    rows(arxiv, tmp_path, "2401.00002v2")
    pdf, record = tmp_path / "2401.00002v2.pdf", tmp_path / "2401.00002v2.json"
    good = pdf.read_bytes()
    match damage:
        case "pdf":
            pdf.write_bytes(good[:-5])
        case "json":
            record.write_text("{")
        case "no json":
            record.unlink()
        case _:
            record.write_text('{"id": 1}')
    assert states(rows(arxiv, tmp_path, "2401.00002v2")) == [("2401.00002v2", "downloaded")]
    assert pdf.read_bytes() == good
    assert read_record(record) is not None


def test_each_paper_once(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    found = rows(arxiv, tmp_path, "2401.00001v2", "2401.00001", "2401.00001v2", "words")
    assert states(found) == [("2401.00001v2", "downloaded"), ("2401.00007v1", "downloaded")]


def test_failures_are_rows_and_the_rest_is_done(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    world.route("/pdf/2401.00003v2", Reply(body=b"<html>no</html>", headers={"Content-Type": "text/html"}))
    found = rows(arxiv, tmp_path, "2401.00003", "2401.00004", "9999.00001", "arxiv:nonsense", "2401.00002")
    assert states(found) == [
        ("2401.00003v2", "failed"),
        ("2401.00004v2", "failed"),
        ("9999.00001", "failed"),
        ("arxiv:nonsense", "failed"),
        ("2401.00002v2", "downloaded"),
    ]
    kinds: list[type[SynthError] | None] = [type(row.error) if row.error else None for row in found]
    assert kinds == [RemoteError, RemoteError, UnknownIdError, UnknownIdError, None]
    assert found[0].paper is not None
    assert found[0].paper.status is PaperStatus.FAILED
    assert "a web page instead of a PDF" in found[0].paper.reason
    assert not (tmp_path / "2401.00003v2.json").exists()


def test_a_resumed_download_says_so(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    world.route("/pdf/2401.00002v2", ranged(PDF, etag='"x"', cut=50_000), ranged(PDF, etag='"x"'))
    assert states(rows(arxiv, tmp_path, "2401.00002")) == [("2401.00002v2", "resumed")]


def test_old_style_ids_have_no_slash_in_their_file(loopback: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    loopback.route(API, feed(entry("quant-ph/0201082v1")))
    loopback.route("/pdf/quant-ph/0201082v1", Reply(body=PDF))
    rows(arxiv, tmp_path, "quant-ph/0201082")
    assert (tmp_path / "quant-ph_0201082v1.pdf").read_bytes() == PDF
    assert file_stem(ArxivId(id="quant-ph/0201082", version=1)) == "quant-ph_0201082v1"


def test_a_search_without_result_is_a_row(loopback: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    loopback.route(API, feed())
    (row,) = rows(arxiv, tmp_path, "xyzzy")
    assert (row.status.value, row.error) == ("nothing", None)


def test_without_network_nothing_is_asked_twice(world: Loopback, settings: Settings, tmp_path: Path) -> None:
    with Arxiv(settings, folder=tmp_path, patience=QUICK) as arxiv:
        rows(arxiv, tmp_path, "2401.00002v2")
    gone = replace(settings, arxiv_url=f"http://127.0.0.1:{free_port()}/api/query")
    with Arxiv(gone, folder=tmp_path) as arxiv:
        found = rows(arxiv, tmp_path, "2401.00001", "2401.00002v2", "a query", "2401.00003")
    assert [row.status.value for row in found] == ["failed", "present", "failed", "failed"]
    assert all(isinstance(row.error, NetworkError) for row in found if row.error)


def test_metadata_that_came_before_an_error_is_kept(loopback: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    loopback.route(API, answer_ids, Reply(status=403))
    loopback.route("/pdf/2401.00000v2", Reply(body=PDF))
    found = rows(arxiv, tmp_path, "2401.00000", *(f"2401.{n:05}" for n in range(1, 102)))
    assert found[0].status.value == "downloaded"
    assert {row.error.message for row in found[100:] if row.error} == {f"{loopback.url[7:]} answered HTTP 403"}


def test_a_full_disk_ends_the_downloads(world: Loopback, arxiv: Arxiv, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    (tmp_path / "2401.00001v2.pdf.part").symlink_to("/dev/full")
    found = rows(arxiv, tmp_path, "2401.00001", "2401.00002")
    assert all(isinstance(row.error, OutputError) and row.error.exit_code == 3 for row in found)
    assert world.asked("/pdf/2401.00002v2") == []


def test_a_folder_that_cannot_be_made(arxiv: Arxiv, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        rows(arxiv, tmp_path / "file" / "papers", "2401.00001")


def test_a_record_survives_writing_and_reading(tmp_path: Path) -> None:
    paper = Paper(
        id="arxiv:2401.00001v1",
        title="“Ünïcode” → $x$",
        authors=("Å. Ø",),
        arxiv=ArxivId(id="2401.00001", version=1),
        withdrawn=True,
        status=PaperStatus.PARTIAL,
        reason="page 3",
    )
    write_record(tmp_path / "a.json", paper)
    assert read_record(tmp_path / "a.json") == paper
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert read_record(tmp_path / "b.json") is None


# The command


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("library", "arxiv_url", "arxiv_files_url", "arxiv_spacing", "timeout"):
        monkeypatch.setenv(f"SYNTH_{name.upper()}", str(getattr(settings, name)))
    app = typer.Typer()
    app.command()(fetch)

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return call


def test_command_prints_a_line_a_paper(world: Loopback, run, settings: Settings) -> None:  # type: ignore[no-untyped-def]
    result = run("2401.00001", "2401.00002")
    assert result.exit_code == 0, result.output
    first, second = result.stdout.splitlines()
    assert first.split()[:2] == ["downloaded", "2401.00001v2"]
    assert "Paper 2401.00002 — Lovelace and Turing (2024)" in second
    assert result.stderr == ""  # no bars without a terminal
    assert (settings.library / "papers" / "2401.00001v2.pdf").is_file()
    assert run("2401.00001v2").stdout.split()[0] == "present"
    assert run("-q", "2401.00001v2").stdout == ""


def test_command_as_json(world: Loopback, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result = run("words", "9999.00001", "--json", "--limit", "1", "--out", str(tmp_path / "here"))
    assert result.exit_code == 2
    answer = json.loads(result.stdout)
    got, lost = answer["papers"]
    assert (got["arxiv_id"], got["version"], got["status"]) == ("2401.00001", 2, "downloaded")
    assert sha256_file(Path(got["path"])) == got["sha256"]
    assert (lost["status"], lost["reason"]) == ("failed", "arXiv has no paper 9999.00001")
    assert answer["counts"]["downloaded"] == answer["counts"]["failed"] == 1
    assert (tmp_path / "here" / "2401.00001v2.json").is_file()


def test_command_exit_codes(world: Loopback, run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    unknown = run("9999.00001", "2401.00002")
    assert unknown.exit_code == 2
    assert "failed      9999.00001: arXiv has no paper 9999.00001; check the id" in unknown.stderr
    assert "downloaded" in unknown.stdout
    assert run("2401.00004").exit_code == 3  # no such PDF
    assert run("2401.00004", "9999.00001").exit_code == 3
    assert run("--limit", "0", "words").exit_code == 2
    monkeypatch.setenv("SYNTH_ARXIV_URL", f"http://127.0.0.1:{free_port()}/")
    offline = run("2401.00001")
    assert offline.exit_code == 3
    assert "network unreachable" in offline.stderr


def test_command_help_has_an_example(run) -> None:  # type: ignore[no-untyped-def]
    assert "Example: synth fetch 2107.03374v2" in " ".join(run("--help").output.split())
