"""`synth corpus`: papers pinned, made again on another machine, and the same report from them to the byte."""

from __future__ import annotations

import json
import shutil
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import story
from flow_world import CORPUS, Ran, inside, load, synth
from internet import Internet
from loopback import Loopback, free_port
from typeset import markdown

NAMES = ("tern", "plover", "godwit")


@pytest.fixture
def net(loopback: Loopback) -> Internet:
    world = Internet(loopback)
    story.begin(world)
    return world


def run(net: Internet, cwd: Path, *words: str | Path, **env: str) -> Ran:
    return inside(*words, cwd=cwd, env=net.environment(SYNTH_LIBRARY=str(cwd / "lib"), **env))


@pytest.fixture
def made(net: Internet, tmp_path: Path) -> Path:
    """A machine with a corpus: two papers that were fetched, and a file."""
    cwd = tmp_path / "mine"
    cwd.mkdir()
    (cwd / "avocet.md").write_text(markdown(story.manuscript("avocet")), encoding="utf-8")
    assert run(net, cwd, "corpus", "create", "birds", "--title", 'Birds, "and" rewards').code == 0
    done = run(net, cwd, "corpus", "add", "birds", story.identifier("tern"), story.identifier("godwit"), "avocet.md")
    assert done.code == 0, done.err
    assert done.out.splitlines()[-1] == "3 papers in birds"
    return cwd


def rows(corpus: Path) -> dict[str, dict[str, str]]:
    return {row["file"]: row for row in tomllib.loads((corpus / "corpus.toml").read_text())["paper"]}


def test_each_paper_is_pinned(net: Internet, made: Path) -> None:
    kept = rows(made / "birds")
    tern = kept[f"{story.identifier('tern')}v1.pdf"]
    assert tern["id"] == f"arxiv:{story.identifier('tern')}v1"
    assert tern["record"]["title"] == tern["title"] == story.manuscript("tern").title
    assert str(made) not in (made / "birds" / "corpus.toml").read_text()
    assert "id" not in kept["avocet.md"]
    before = (made / "birds" / "corpus.toml").read_bytes()
    again = run(net, made, "corpus", "add", "birds", story.identifier("tern"), "avocet.md")
    assert [line.split()[0] for line in again.out.splitlines()] == ["present", "present", "3"]
    assert (made / "birds" / "corpus.toml").read_bytes() == before
    listed = json.loads(run(net, made, "corpus", "list", "birds", "--json").out)
    assert {row["state"] for row in listed["papers"]} == {"present"}


def test_another_machine_gives_the_same_report_to_the_byte(net: Internet, made: Path, tmp_path: Path) -> None:
    """Fetched by id and version though newer ones came, handed on where there is no id; another home, library, hash."""
    assert run(net, made, "corpus", "export", "birds", "--out", "birds.toml").code == 0
    story.new_version(net)
    net.by_arxiv(story.identifier("tern")).title = "What the sources say today"
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    shutil.copy(made / "birds.toml", theirs)
    partly = run(net, theirs, "corpus", "create", "kept", "--from", "birds.toml")
    assert partly.code == 2
    assert partly.err.startswith("failed   avocet.md: avocet.md has no id that it could be fetched by; give its folder")
    assert run(net, theirs, "report", story.QUESTION, "--corpus", "kept").code == 2
    done = run(net, theirs, "corpus", "create", "kept", "--from", "birds.toml", "--papers", made / "avocet.md")
    assert done.code == 0, done.err
    texts = []
    for cwd, corpus, seed in ((made, "birds", "1"), (theirs, "kept", "2")):
        env = {"SYNTH_LIBRARY": str(cwd / "other-library"), "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        ran = synth("report", story.QUESTION, "--corpus", corpus, "--out", "out", cwd=cwd, env=env)
        assert ran.code == 0, ran.err
        report = load(cwd / "out")
        assert report["recipe"]["corpus"] == "birds"
        assert len(report["papers"]) == 3
        text = (cwd / "out" / "report.json").read_text()
        assert text.count(report["created"]) == 1
        texts.append(text.replace(report["created"], "TIME"))
    assert texts[0] == texts[1]


def test_a_report_takes_a_corpus_only_as_its_manifest_says(net: Internet, made: Path) -> None:
    papers = made / "birds" / "papers"
    file, whole = papers / "avocet.md", (papers / "avocet.md").read_bytes()

    def said() -> str:
        listed = run(net, made, "corpus", "list", "birds")
        assert listed.code == 1
        done = run(net, made, "report", story.QUESTION, "--corpus", "birds")
        assert done.code == 2
        assert len(done.lines) <= 2
        return done.err

    file.write_bytes(whole + b"\nAnother number: 12.\n")
    assert "birds is not what its manifest says: avocet.md is changed" in said()
    file.write_bytes(whole)
    (papers / "more.md").write_text("# More\n\nWords.\n")
    assert "more.md is unlisted" in said()
    (papers / "more.md").unlink()
    record = papers / f"{story.identifier('tern')}v1.json"
    record.unlink()
    assert f"{record.stem}.pdf is changed" in said()
    assert run(net, made, "corpus", "create", "birds", "--from", "birds/corpus.toml").code == 0
    assert run(net, made, "corpus", "list", "birds").code == 0
    file.unlink()
    assert "avocet.md is missing" in said()


def test_all_of_it_in_one_file(net: Internet, made: Path, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        assert run(net, made, "corpus", "export", "birds", "--out", name).code == 0
    assert (made / "a.zip").read_bytes() == (made / "b.zip").read_bytes()
    with zipfile.ZipFile(made / "a.zip") as archive:
        archive.extractall(tmp_path)
    assert run(net, tmp_path, "corpus", "list", "birds").code == 0


def test_a_file_that_is_another_one_today_is_not_taken(net: Internet, made: Path, tmp_path: Path) -> None:
    net.by_arxiv(story.identifier("tern")).pdfs[0] = story.file_of("stilt")
    done = run(net, tmp_path, "corpus", "create", "kept", "--from", made / "birds.toml")
    assert done.code == 2  # not exported yet
    (made / "birds.toml").write_bytes((made / "birds" / "corpus.toml").read_bytes())
    done = run(net, tmp_path, "corpus", "create", "kept", "--from", made / "birds.toml", "--papers", made / "avocet.md")
    assert "is another file there than in the corpus" in done.err
    assert sorted(path.name for path in (tmp_path / "kept" / "papers").glob("*.[pm]d*")) == [
        f"{story.identifier('godwit')}v1.pdf",
        "avocet.md",
    ]


def test_offline_what_is_at_hand_is_taken(net: Internet, made: Path, tmp_path: Path) -> None:
    off = {"SYNTH_ARXIV_URL": f"http://127.0.0.1:{free_port()}/api"}
    manifest = made / "birds" / "corpus.toml"
    papers = ("--papers", made / "avocet.md")
    done = run(net, tmp_path, "corpus", "create", "kept", "--from", manifest, "--papers", made / "birds", **off)
    assert done.code == 0, done.err
    shutil.copy(manifest, tmp_path / "birds.toml")
    done = run(net, tmp_path, "corpus", "create", "lacking", "--from", "birds.toml", *papers, **off)
    assert done.code == 3
    assert "network unreachable" in done.err
    assert (tmp_path / "lacking" / "papers" / "avocet.md").is_file()


def test_the_bundled_corpus_is_one(net: Internet, tmp_path: Path) -> None:
    done = run(net, tmp_path, "corpus", "list", CORPUS)
    assert done.code == 0, done.out
    assert done.out.splitlines()[-1] == "10 papers in passk"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "nowhere"], "no corpus in nowhere"),
        (["add", "nowhere", "x.pdf"], "no corpus in nowhere"),
        (["create", "here"], "here is a corpus already"),
        (["add", "here", "x.pdf"], "no such file: x.pdf"),
        (["create", "there", "--papers", "."], "--papers goes with --from"),
        (["create", "there", "--from", "evil.toml"], "'../evil.md' is no plain name of a file"),
        (["create", "there", "--from", "bad.toml"], "cannot read bad.toml: it lacks 'sha256'"),
        (["export", "here", "--out", "here.tar"], "cannot export into here.tar"),
    ],
)
def test_what_cannot_be_done_is_one_line(net: Internet, tmp_path: Path, words: list[str], said: str) -> None:
    assert run(net, tmp_path, "corpus", "create", "here").code == 0
    (tmp_path / "evil.toml").write_text('[[paper]]\nfile = "../evil.md"\nsha256 = "0"\n')
    (tmp_path / "bad.toml").write_text('[[paper]]\nfile = "evil.md"\n')
    done = run(net, tmp_path, "corpus", *words)
    assert done.code == 2
    assert said in done.err
    assert len(done.lines) <= 2


def test_two_that_add_at_once_lose_nothing(net: Internet, tmp_path: Path) -> None:
    assert run(net, tmp_path, "corpus", "create", "birds").code == 0
    for number in range(12):
        paper = replace(story.manuscript("avocet"), title=f"Study number {number}")
        folder = tmp_path / f"heap{number % 3}"
        folder.mkdir(exist_ok=True)
        # One name for two files: each must get a place of its own.
        (folder / f"study{number // 3}.md").write_text(markdown(paper), encoding="utf-8")
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda n: synth("corpus", "add", tmp_path / "birds", tmp_path / f"heap{n}",
                                             cwd=tmp_path / f"heap{n}"), range(3)))  # fmt: skip
    assert [one.code for one in done] == [0, 0, 0], [one.err for one in done]
    kept = rows(tmp_path / "birds")
    assert len(kept) == len({row["sha256"] for row in kept.values()}) == 12
    assert {path.name for path in (tmp_path / "birds" / "papers").glob("*.md")} == set(kept)
