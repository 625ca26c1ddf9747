"""Every source over real HTTP: searches, pages, look-ups, standing, refusals, and several of them at once."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fetch_world import PDF, QUICK
from internet import JSON, Internet, Work
from loopback import Loopback, Reply, Request, free_port

from synth.errors import InputError, NetworkError, RemoteError, UsageError
from synth.fetch import Access, lookup_all, named, search_all, standing_of
from synth.fetch.sources import SOURCES, OpenReview, Source
from synth.records import NoticeKind, Paper
from synth.settings import Settings
from synth.store import AnswerShelf, Library

MakeAccess = Callable[..., Access]
ALL = tuple(SOURCES)


@pytest.fixture
def net(loopback: Loopback) -> Internet:
    world = Internet(loopback)
    world.add(
        Work(
            arxiv="2601.00001",
            title="Sharper rewards for code",
            abstract="Rewards for code raise pass@1.",
            date="2026-01-10",
            dates=["2026-01-10", "2026-02-20"],
            pdfs=[PDF, PDF + b"2"],
        ),
        Work(
            doi="10.5555/jour.2",
            title="Rewards, revisited",
            abstract="A study of rewards.",
            date="2026-03-05",
            pdfs=[PDF],
            venue="Journal of Rewards",
        ),
        Work(
            arxiv="2602.00003",
            doi="10.5555/JOUR.3",
            title="Rewards in print and out of it",
            authors=("Grace Hopper",),
            abstract="Rewards once more.",
            date="2026-02-01",
            pdfs=[PDF],
            openreview="fOrUm03x",
            venue="Conf 2026",
        ),
    )
    return world


@pytest.fixture
def make_access(net: Internet, tmp_path: Path) -> MakeAccess:
    def make(*, cache: object = None, fresh: bool = False, **more: object) -> Access:
        settings = net.settings(tmp_path / "library", **more)
        return Access(settings=settings, folder=settings.library, patience=QUICK, cache=cache, fresh=fresh)  # type: ignore[arg-type]

    return make


def source(name: str, access: Access) -> closing[Source]:
    return closing(SOURCES[name](access))


@pytest.mark.parametrize(("name", "count"), [("arxiv", 2), ("openalex", 3), ("semanticscholar", 3), ("crossref", 2)])
def test_a_search_gives_records_with_their_origin(make_access: MakeAccess, name: str, count: int) -> None:
    with source(name, make_access()) as one:
        answer = one.search("rewards", limit=10)
    assert len(answer.found) == answer.total == count
    assert answer.partial == ""
    assert [found.rank for found in answer.found] == list(range(1, count + 1))
    for found in answer.found:
        paper = found.paper
        assert found.sources == (name,)
        assert paper.title and paper.authors and paper.year == 2026 and paper.date and paper.abstract
        assert {origin.source for origin in paper.origins} == {name}
        assert {origin.field for origin in paper.origins} >= {"title", "authors", "year", "abstract"}
        assert paper.ids
        assert paper.id.split(":")[0] in ("arxiv", "doi")


def test_openreview_searches_too(make_access: MakeAccess) -> None:
    with source("openreview", make_access()) as one:
        (found,) = one.search("rewards", limit=5).found
    assert found.paper.id == "openreview:fOrUm03x"
    assert found.paper.authors == ("Grace Hopper",)
    assert found.paper.date == "2026-02-01"


@pytest.mark.parametrize("name", ["openalex", "semanticscholar", "crossref", "openreview", "arxiv"])
def test_pages_are_asked_for_until_there_are_enough(net: Internet, make_access: MakeAccess, name: str) -> None:
    net.add(
        *(
            Work(
                arxiv=f"2603.{n:05}",
                doi=f"10.5555/many.{n}",
                title=f"Flocking number {n}",
                abstract="starlings",
                openreview=f"forum-{n:04}",
            )
            for n in range(130)
        )
    )
    with source(name, make_access()) as one:
        answer = one.search("starlings", limit=120)
    assert len({found.paper.id for found in answer.found}) == 120
    assert answer.total == 130


@pytest.mark.parametrize("name", ["openalex", "semanticscholar", "crossref", "arxiv", "openreview"])
def test_only_what_is_new(make_access: MakeAccess, name: str) -> None:
    with source(name, make_access()) as one:
        titles = {found.paper.title for found in one.search("rewards", limit=9, since=datetime.date(2026, 2, 1)).found}
    newer = {"Rewards, revisited", "Rewards in print and out of it"}
    expected = {"arxiv": {"Rewards in print and out of it"}, "openreview": {"Rewards in print and out of it"}}
    assert titles == expected.get(name, newer)


def test_an_error_after_the_first_page_leaves_a_partial_answer(net: Internet, make_access: MakeAccess) -> None:
    net.add(*(Work(doi=f"10.5555/m.{n}", title=f"Flock {n}", abstract="starlings") for n in range(150)))
    good = net._openalex

    def flaky(request: Request) -> Reply:
        return good(request) if request.query["cursor"] == "*" else Reply(status=503)

    net.loopback.route("/openalex/works", flaky)
    with source("openalex", make_access()) as one:
        answer = one.search("starlings", limit=150)
    assert len(answer.found) == 100
    assert "HTTP 503" in answer.partial


def test_lookup_by_every_kind_of_id(make_access: MakeAccess) -> None:
    ids = ["arxiv:2601.00001v1", "arxiv:2601.00001", "doi:10.5555/jour.2", "openreview:fOrUm03x", "doi:10.5555/none"]
    looked = lookup_all(ids, access=make_access())
    assert looked.errors == {}
    assert sorted(looked.found) == sorted(ids[:-1])
    assert [str(f.paper.arxiv) for f in looked.found["arxiv:2601.00001v1"]] == ["2601.00001v1"]
    assert [str(f.paper.arxiv) for f in looked.found["arxiv:2601.00001"]] == ["2601.00001v2"]
    assert [f.sources for f in looked.found["doi:10.5555/jour.2"]] == [
        ("openalex",), ("semanticscholar",), ("crossref",)
    ]  # fmt: skip
    assert any(f.pdf for f in looked.found["doi:10.5555/jour.2"])


def test_keys_go_where_they_belong_and_nowhere_else(net: Internet, make_access: MakeAccess, tmp_path: Path) -> None:
    with Library.open(tmp_path / "kept") as library:
        access = make_access(
            cache=AnswerShelf(library), openalex_key="oa-key", semanticscholar_key="s2-key", contact="me@example.org"
        )
        search_all(ALL, ["rewards"], access=access, limit=5)
        urls = [row[0] for row in library.rows("SELECT url FROM answers")]
    by_path = {request.path: request for request in net.loopback.requests}
    assert by_path["/openalex/works"].query["api_key"] == "oa-key"
    assert by_path["/openalex/works"].query["mailto"] == by_path["/crossref/works"].query["mailto"] == "me@example.org"
    assert by_path["/s2/paper/search"].headers["x-api-key"] == "s2-key"
    assert "s2-key" not in str(by_path["/openalex/works"]) + str(by_path["/crossref/works"])
    data = (tmp_path / "kept" / "library.sqlite").read_bytes() + repr(urls).encode()
    for secret in (b"oa-key", b"s2-key", b"me@example.org", b"secret-word", b"a-token"):
        assert secret not in data
    assert len(urls) == 5
    assert "oa-key" not in repr(access.settings)


# -- what goes wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name", "reply", "said"),
    [
        ("/openalex/works", "openalex", Reply(status=403, body=b'{"message": "no key"}'), "refuses"),
        ("/openalex/works", "openalex", Reply(status=429, headers={"Retry-After": "86400"}), "asks to wait 86400 s"),
        ("/s2/paper/search", "semanticscholar", Reply(status=429), "HTTP 429"),
        ("/openreview/notes/search", "openreview", Reply(status=403, body=b"{}"), "refuses"),
        ("/crossref/works", "crossref", Reply(status=500), "HTTP 500"),
        ("/crossref/works", "crossref", Reply(body=b"<html>Log in</html>"), "something other than JSON"),
        ("/crossref/works", "crossref", Reply(body=b'{"message": {"items": ['), "cut off"),
    ],
)
def test_refusals_say_who_and_what_to_do(
    net: Internet, make_access: MakeAccess, path: str, name: str, reply: Reply, said: str
) -> None:
    net.loopback.route(path, reply)
    (row,) = search_all([name], ["rewards", "again"], access=make_access(), limit=5)
    assert isinstance(row.error, RemoteError)
    assert said in row.error.message
    assert row.error.hint
    if name in ("openalex", "semanticscholar", "openreview"):
        assert f"{name}_" in row.error.hint  # the setting that helps
    assert row.note == f"not asked: {row.error.message}"


def test_busy_hosts_are_asked_again(net: Internet, make_access: MakeAccess) -> None:
    net.loopback.route("/s2/paper/search", Reply(status=429), Reply(status=503), net._s2_search)
    with source("semanticscholar", make_access()) as one:
        assert len(one.search("rewards", limit=5).found) == 3


def test_a_bad_query_does_not_end_the_others(net: Internet, make_access: MakeAccess) -> None:
    def picky(request: Request) -> Reply:
        bad = "bad" in request.query["search"]
        return Reply(status=400, body=b'{"message": "bad syntax"}') if bad else net._openalex(request)

    net.loopback.route("/openalex/works", picky)
    bad, good = search_all(["openalex"], ["bad", "rewards"], access=make_access(), limit=5)
    assert isinstance(bad.error, InputError)
    assert len(good.answer.found) == 3


def test_one_source_down_leaves_the_others(net: Internet, make_access: MakeAccess) -> None:
    net.down.add("crossref")
    rows = search_all(ALL, ["rewards"], access=make_access(), limit=5)
    assert [row.source for row in rows] == list(ALL)
    assert [row.source for row in rows if row.error] == ["crossref"]


def test_unreachable_sources_are_said_at_once(make_access: MakeAccess) -> None:
    gone = f"http://127.0.0.1:{free_port()}"
    names = ("arxiv_url", "openalex_url", "semanticscholar_url", "crossref_url", "openreview_url")
    start = time.monotonic()
    rows = search_all(ALL, ["a", "b"], access=make_access(**dict.fromkeys(names, gone)), limit=5)
    assert time.monotonic() - start < 10
    assert len(rows) == len(ALL)
    for row in rows:
        assert isinstance(row.error, NetworkError)
        assert "unreachable" in row.error.message


def test_records_of_any_shape_are_read_or_left_out(net: Internet, make_access: MakeAccess) -> None:
    odd = [
        None, 7, "text", {}, {"DOI": "no doi"}, {"DOI": "10.1/x", "title": []}, {"DOI": "10.1/x", "title": [5]},
        {"DOI": "10.5555/ok", "title": ["<i>Fine</i> &amp; <scp>S</scp>mall"], "author": "nobody", "type": {},
         "published": {"date-parts": [[None]]}, "license": {}, "relation": [], "updated-by": ["x", {"type": 1}]},
        {"DOI": "10.5555/data", "title": ["A data set"], "type": "dataset"},
        {"DOI": "10.5555/notice", "title": ["Retraction of X"], "type": "journal-article", "update-to": [{}]},
    ]  # fmt: skip
    body = {"message": {"items": odd, "total-results": "many"}}
    net.loopback.route("/crossref/works", Reply(body=json.dumps(body).encode(), headers=JSON))
    with source("crossref", make_access()) as one:
        answer = one.search("x", limit=50)
    assert [found.paper.title for found in answer.found] == ["Fine & Small"]
    for path, name, field in (
        ("/openalex/works", "openalex", "results"),
        ("/s2/paper/search", "semanticscholar", "data"),
    ):
        for value in (odd, None, {}, "x", [[]]):
            net.loopback.route(path, Reply(body=json.dumps({field: value}).encode(), headers=JSON))
            with source(name, make_access()) as one:
                assert one.search("x", limit=5).found == ()


# -- answers that are kept -----------------------------------------------------------------------------------------


def test_nothing_is_asked_twice_in_a_day(net: Internet, make_access: MakeAccess, tmp_path: Path) -> None:
    with Library.open(tmp_path / "kept") as library:
        shelf = AnswerShelf(library)
        first = search_all(ALL, ["rewards"], access=make_access(cache=shelf), limit=5)
        asked = len(net.loopback.requests)
        second = search_all(ALL, ["rewards"], access=make_access(cache=shelf), limit=5)
        again = [r.path for r in net.loopback.requests[asked:]]
        assert again == ["/openreview/login"]  # a session is never kept
        assert [row.answer for row in first] == [row.answer for row in second]
        search_all(["crossref"], ["rewards"], access=make_access(cache=shelf, fresh=True), limit=5)
        search_all(["crossref"], ["rewards"], access=make_access(cache=shelf, cache_hours=0), limit=5)
        assert len(net.loopback.asked("/crossref/works")) == 3


def test_an_old_answer_serves_when_nobody_answers(net: Internet, make_access: MakeAccess, tmp_path: Path) -> None:
    with Library.open(tmp_path / "kept") as library:
        shelf = AnswerShelf(library)
        search_all(["crossref", "arxiv"], ["rewards"], access=make_access(cache=shelf), limit=5)
        library.write("UPDATE answers SET at = at - ?", [(10 * 86400,)])
        assert len(net.loopback.asked("/crossref/works")) == 1
        net.loopback.route("/crossref/works", Reply(delay=1.2))
        access = make_access(cache=shelf, timeout=0.3)
        (row,) = search_all(["crossref"], ["rewards"], access=access, limit=5)
        day = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=10)).date().isoformat()
        assert row.error is None
        assert len(row.answer.found) == 2
        assert row.note == f"answer of {day}, as nobody answers now"


def test_refusals_are_not_kept(net: Internet, make_access: MakeAccess, tmp_path: Path) -> None:
    with Library.open(tmp_path / "kept") as library:
        shelf = AnswerShelf(library)
        net.loopback.route("/crossref/works", Reply(body=b"<html>"), net._crossref)
        assert search_all(["crossref"], ["rewards"], access=make_access(cache=shelf), limit=5)[0].error
        assert not search_all(["crossref"], ["rewards"], access=make_access(cache=shelf), limit=5)[0].error


# -- standing ------------------------------------------------------------------------------------------------------


def read(found_id: str, **more: object) -> Paper:
    kind, _, value = found_id.partition(":")
    from synth.records import ArxivId

    arxiv = ArxivId.parse(value) if kind == "arxiv" else None
    doi = value if kind == "doi" else ""
    return Paper(id=found_id, title="A title", arxiv=arxiv, doi=doi, **more)  # type: ignore[arg-type]


def test_newer_versions_licences_and_dois(make_access: MakeAccess) -> None:
    papers = [read("arxiv:2601.00001v1"), read("arxiv:2602.00003v1"), read("sha256:abc")]
    standings = standing_of(papers, ["arxiv"], access=make_access())
    first, second, third = standings.papers
    assert standings.errors == {}
    (notice,) = first.notices
    assert (notice.kind, notice.id, notice.date) == (NoticeKind.NEWER, "arxiv:2601.00001v2", "2026-02-20")
    assert first.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert first.grave is None
    assert second.notices == ()
    assert second.doi == "10.5555/jour.3"
    assert third == papers[2]


def test_a_withdrawal(net: Internet, make_access: MakeAccess) -> None:
    net.works[0].withdrawn = "This paper has been withdrawn: the split was wrong"
    (paper,) = standing_of([read("arxiv:2601.00001v2")], ["arxiv"], access=make_access()).papers
    assert paper.withdrawn
    assert paper.grave is not None
    assert paper.grave.kind is NoticeKind.WITHDRAWN
    assert "the split was wrong" in paper.grave.text


def test_a_comment_about_another_withdrawal_is_none(net: Internet, make_access: MakeAccess) -> None:
    net.works[0].dates.append("2026-03-01")
    net.works[0].withdrawn = "The submission was withdrawn from Conf 2026"
    good = net._oai
    net.loopback.route("/oai", lambda r: Reply(body=good(r).body.replace(b"0kb", b"9kb").replace(b">I<", b">D<")))
    (paper,) = standing_of([read("arxiv:2601.00001v2")], ["arxiv"], access=make_access()).papers
    assert not paper.withdrawn
    assert [notice.kind for notice in paper.notices] == [NoticeKind.NEWER]


def test_a_retraction_whatever_the_case_of_the_doi(net: Internet, make_access: MakeAccess) -> None:
    net.works[1].retracted = "10.5555/notice.9"
    net.works[1].doi = "10.5555/Jour.2"
    paper = read("doi:10.5555/JOUR.2")
    (renewed,) = standing_of([paper], ["openalex", "crossref"], access=make_access()).papers
    (notice,) = renewed.notices
    assert notice.kind is NoticeKind.RETRACTED
    assert notice.source == "retraction-watch"
    assert notice.id == "doi:10.5555/notice.9"
    assert notice.date == "2026-05-01"
    net.works[1].retracted = ""
    (cleared,) = standing_of([renewed], ["openalex", "crossref"], access=make_access()).papers
    assert cleared.notices == ()  # taken back
    net.works[1].retracted = "10.5555/notice.9"
    (again,) = standing_of([cleared], ["openalex"], access=make_access()).papers
    assert again.notices == renewed.notices  # Crossref is asked wherever there is a DOI


def test_standing_without_an_answer_stays(net: Internet, make_access: MakeAccess) -> None:
    net.down.add("arxiv")
    paper = read("arxiv:2601.00001v1")
    standings = standing_of([paper], ["arxiv", "crossref"], access=make_access())
    assert standings.papers == (paper,)
    assert list(standings.errors) == ["arxiv"]


# -- OpenReview ----------------------------------------------------------------------------------------------------


def test_reviews_become_a_document(net: Internet, make_access: MakeAccess) -> None:
    net.works[2].replies = [
        {
            "id": "r2", "forum": "fOrUm03x", "replyto": "r1", "cdate": 2000,
            "invitations": ["Conf/2026/Submission9/-/Official_Comment"],
            "signatures": ["Conf/2026/Submission9/Authors"],
            "content": {"comment": {"value": "# Thanks\nWe reran it: pass@1 is 41.7."}},
        },
        {
            "id": "r1", "forum": "fOrUm03x", "replyto": "fOrUm03x", "cdate": 1000,
            "invitations": ["Conf/2026/Submission9/-/Official_Review"],
            "signatures": ["Conf/2026/Submission9/Reviewer_ab12"],
            "content": {
                "summary": {"value": "The paper claims 43.1 pass@1."}, "rating": {"value": 6}, "empty": {"value": ""},
            },
        },
        {"id": "r3", "forum": "fOrUm03x", "content": {"title": {"value": "An edge without a kind"}}},
    ]  # fmt: skip
    with closing(OpenReview(make_access())) as source:
        found = source.lookup(["openreview:fOrUm03x"])["openreview:fOrUm03x"]
        text = source.discussion(found.paper)
        assert source.discussion(read("arxiv:2601.00001v1")) == ""
    assert text.index("## Review (Reviewer ab12)") < text.index("## Rebuttal (Authors)")
    assert "**Summary.** The paper claims 43.1 pass@1." in text
    assert "\n# Thanks" not in text
    assert text.count("\n## ") == 3
    assert "## References\n\n1. Grace Hopper. Rewards in print and out of it. 2026." in text


def test_openreview_tells_guests_what_to_set(make_access: MakeAccess) -> None:
    access = make_access(openreview_user="", openreview_password="")
    with closing(OpenReview(access)) as source:
        assert len(source.search("rewards", limit=5).found) == 1
        with pytest.raises(RemoteError, match="Guests may not") as caught:
            source.lookup(["openreview:fOrUm03x"])
    assert "openreview_user" in caught.value.hint
    with closing(OpenReview(make_access(openreview_password="wrong"))) as source, pytest.raises(InputError):
        source.search("rewards", limit=5)


# -- names ---------------------------------------------------------------------------------------------------------


def test_names_of_sources(tmp_path: Path) -> None:
    assert named(" arXiv, openalex,arxiv") == ("arxiv", "openalex")
    assert named("all") == ALL
    with pytest.raises(UsageError, match="unknown source 'scopus'") as caught:
        named("arxiv,scopus")
    assert "semanticscholar" in caught.value.hint
    assert named(Settings(library=tmp_path).sources) == ("arxiv",)
