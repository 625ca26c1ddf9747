"""arXiv over the package `arxiv`: feeds, odd feeds, and answers that are no feeds."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fetch_world import ATOM, QUICK, entry, feed, refusal
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, Reply, Request, free_port

from synth.errors import InputError, NetworkError, RemoteError, UnknownIdError, UsageError
from synth.fetch import Arxiv
from synth.fetch.sources.arxiv import expressions
from synth.fetch.sources.atom import checked
from synth.records import ArxivId
from synth.settings import Settings

API = "/api/query"
HTML = {"Content-Type": "text/html"}


def test_a_paper_with_all_its_fields(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(entry("2409.02392v2", "A\n  long   title")))
    (paper,) = arxiv.by_ids(["2409.02392"])
    assert paper.id == "arxiv:2409.02392v2"
    assert paper.arxiv == ArxivId(id="2409.02392", version=2)
    assert paper.title == "A long title"
    assert paper.authors == ("Ada Lovelace", "Alan Turing")
    assert paper.year == 2024  # of this version, not of the first
    assert paper.abstract == "An abstract."
    assert paper.source == "arxiv"
    assert paper.url == "https://arxiv.org/abs/2409.02392v2"
    assert not paper.withdrawn
    (request,) = loopback.requests
    assert request.query["id_list"] == "2409.02392"


def test_versions_and_order_are_kept(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(entry("2401.00002v1"), entry("2401.00001v3")))
    papers = arxiv.by_ids(["arXiv:2401.00001v3", "https://arxiv.org/abs/2401.00002", "2401.00001v3"])
    assert [str(paper.arxiv) for paper in papers] == ["2401.00001v3", "2401.00002v1", "2401.00001v3"]
    assert len(loopback.requests) == 1


def test_another_version_is_not_the_one_asked_for(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(entry("2401.00001v2")))
    with pytest.raises(UnknownIdError, match=r"arXiv has no paper 2401\.00001v9$"):
        arxiv.by_ids(["2401.00001v9"])


def test_two_versions_of_one_paper(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(entry("2401.00001v1", "Old"), entry("2401.00001v2", "New")))
    assert [paper.title for paper in arxiv.by_ids(["2401.00001v2", "2401.00001v1"])] == ["New", "Old"]


def test_old_style_id_with_subject_class(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(entry("math/0309136v1")))
    (paper,) = arxiv.by_ids(["math.GT/0309136"])
    assert paper.id == "arxiv:math/0309136v1"


def test_unknown_id_is_named_and_exit_code_two(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(entry("2401.00001v1")))
    with pytest.raises(UnknownIdError, match=r"no paper 2401\.99999, 0000\.00000$") as caught:
        arxiv.by_ids(["2401.00001", "2401.99999", "0000.00000"])
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_a_refused_id_does_not_spoil_the_others(loopback: Loopback, arxiv: Arxiv) -> None:
    def answer(request: Request) -> Reply:
        ids = request.query["id_list"].split(",")
        if "9913.00001" in ids:
            return refusal("incorrect id format for 9913.00001")
        return feed(*(entry(f"{one}v1") for one in ids))

    loopback.route(API, answer)
    found = arxiv.papers([ArxivId.parse(one) for one in ("2401.00001", "9913.00001", "2401.00002")])
    assert sorted(item.id for item in found) == ["2401.00001", "2401.00002"]
    with pytest.raises(UnknownIdError, match=r"9913\.00001"):
        arxiv.by_ids(["9913.00001"])


def test_a_refusal_that_names_no_id_is_narrowed_down(loopback: Loopback, arxiv: Arxiv) -> None:
    def answer(request: Request) -> Reply:
        ids = request.query["id_list"].split(",")
        return refusal("something is wrong") if "2401.00003" in ids else feed(*(entry(f"{one}v1") for one in ids))

    loopback.route(API, answer)
    found = arxiv.papers([ArxivId.parse(f"2401.0000{n}") for n in range(1, 6)])
    assert sorted(item.id[-1] for item in found) == ["1", "2", "4", "5"]


def test_many_ids_are_few_requests(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, lambda request: feed(*(entry(f"{one}v1") for one in request.query["id_list"].split(","))))
    assert len(arxiv.by_ids(f"2401.{n:05}" for n in range(250))) == 250
    assert len(loopback.requests) == 3


def test_no_ids_no_request(loopback: Loopback, arxiv: Arxiv) -> None:
    assert arxiv.by_ids([]) == []
    assert loopback.requests == []


def test_what_is_no_id_is_unknown(arxiv: Arxiv) -> None:
    with pytest.raises(UnknownIdError, match="not an arXiv id"):
        arxiv.by_ids(["pass@k"])


def test_bad_rows_are_left_out(loopback: Loopback, arxiv: Arxiv) -> None:
    no_id = entry("2401.00004v1").replace("http://arxiv.org/abs/2401.00004v1", "")
    no_date = entry("2401.00005v1", updated="")
    rows = (entry("2401.00001v1"), entry("garbage"), no_id, no_date, entry("2401.00003v1", updated="last week"))
    loopback.route(API, feed(*rows, entry("2401.00002v1"), total=6), feed(total=6))
    papers = [one.paper for one in arxiv.search("anything", limit=10).found]
    assert [paper.id for paper in papers] == ["arxiv:2401.00001v1", "arxiv:2401.00002v1"]


def test_forbidden_characters_do_not_break_a_feed(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(entry("2401.00001v1", "Ti\x0btle\x01")))
    assert arxiv.by_ids(["2401.00001"])[0].title == "Title"


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the author due to an error in Lemma 2", True),
        ("Withdrawn: the proof is wrong", True),
        ("Paper withdrawn", True),
        ("12 pages; supersedes the withdrawn arXiv:2001.00001", False),
        ("12 pages, 3 figures", False),
        ("", False),
    ],
)
def test_withdrawn_papers_are_marked(loopback: Loopback, arxiv: Arxiv, comment: str, withdrawn: bool) -> None:
    loopback.route(API, feed(entry("2401.00001v2", comment=comment)))
    assert arxiv.by_ids(["2401.00001"])[0].withdrawn is withdrawn


def test_search_never_asks_for_more_than_the_limit(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(*(entry(f"2401.0000{n}v1") for n in range(5)), total=214881))
    assert len(arxiv.search("testing", limit=5).found) == 5
    (request,) = loopback.requests
    assert (request.query["search_query"], request.query["max_results"]) == ("all:testing", "5")


def test_search_reads_on_over_pages(loopback: Loopback, arxiv: Arxiv) -> None:
    def answer(request: Request) -> Reply:
        start, count = int(request.query["start"]), int(request.query["max_results"])
        return feed(*(entry(f"2401.{n:05}v1") for n in range(start, min(start + count, 230))), total=230)

    loopback.route(API, answer)
    papers = [one.paper for one in arxiv.search("testing", limit=220).found]
    assert [paper.id for paper in papers] == [f"arxiv:2401.{n:05}v1" for n in range(220)]
    assert [request.query["start"] for request in loopback.requests] == ["0", "100", "200"]


def test_a_mirror_that_ignores_offsets_does_not_keep_us(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(*(entry(f"2401.0000{n}v1") for n in range(3)), total=100_000))
    assert len(arxiv.search("testing", limit=50).found) == 3
    assert len(loopback.requests) <= 4


def test_fewer_papers_than_announced(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(entry("2401.00001v1"), total=9), feed(total=9))
    assert len(arxiv.search("testing", limit=5).found) == 1


@pytest.mark.parametrize("limit", [0, -1, 2001])
def test_no_unlimited_search(loopback: Loopback, arxiv: Arxiv, limit: int) -> None:
    with pytest.raises(UsageError, match="limit"):
        arxiv.search("testing", limit=limit)
    assert loopback.requests == []


def test_any_word_where_no_paper_has_all(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, feed(), feed(entry("2401.00001v1")))
    assert len(arxiv.search("does pass@k degrade greedy", limit=3).found) == 1
    queries = [request.query["search_query"] for request in loopback.requests]
    assert queries == ['all:"pass@k" AND all:degrade AND all:greedy', 'all:"pass@k" OR all:degrade OR all:greedy']


def test_a_refused_query_says_why(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, refusal("unbalanced parenthesis"))
    with pytest.raises(InputError, match="unbalanced parenthesis"):
        arxiv.search("ti:(x", limit=3)


@pytest.mark.parametrize("query", ["ti:pass AND cat:cs.LG", "au:Chen", "all:x ANDNOT all:y"])
def test_arxiv_syntax_is_left_alone(query: str) -> None:
    assert expressions(query) == [query]


def test_quoted_phrases_stay_whole() -> None:
    assert expressions('"pass at k" training') == [
        'all:"pass at k" AND all:training',
        'all:"pass at k" OR all:training',
    ]


@pytest.mark.parametrize("query", ["", "   ", "()[]", '""'])
def test_empty_queries(query: str) -> None:
    with pytest.raises(InputError):
        expressions(query)


@given(st.text())
def test_any_text_is_a_query_or_an_input_error(text: str) -> None:
    try:
        found = expressions(text)
    except InputError:
        return
    assert found
    assert all(found)


def test_html_with_status_200_is_an_error_not_an_empty_result(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, Reply(body=b"<html><body><p>Please log in</p></body></html>", headers=HTML))
    with pytest.raises(RemoteError, match="other than an Atom feed: 'Please log in'"):
        arxiv.search("testing", limit=3)
    assert len(loopback.requests) == 1


def test_rate_exceeded_page_with_status_200_is_backed_off(loopback: Loopback, arxiv: Arxiv) -> None:
    page = Reply(body=b"<html><body>Rate exceeded.</body></html>", headers=HTML)
    loopback.route(API, page, page, feed(entry("2401.00001v1")))
    assert len(arxiv.search("testing", limit=1).found) == 1
    assert len(loopback.requests) == 3


def test_rate_exceeded_for_ever_is_given_up(loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, Reply(body=b"Rate exceeded.", headers={"Content-Type": "text/plain"}))
    with pytest.raises(RemoteError, match="asks for fewer requests"):
        arxiv.search("testing", limit=1)


def test_half_a_feed_is_asked_for_again(loopback: Loopback, arxiv: Arxiv) -> None:
    whole = feed(entry("2401.00001v1"), entry("2401.00002v1"))
    loopback.route(API, replace(whole, body=whole.body[:-200]), whole)
    assert len(arxiv.search("testing", limit=2).found) == 2


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"{}", b"\xff\xfe\x00", b'<?xml version="1.0"?><feed>', b"<feed xmlns='x'></feed>"]
)
def test_what_is_no_feed_is_an_error(loopback: Loopback, arxiv: Arxiv, body: bytes) -> None:
    loopback.route(API, Reply(body=body, headers=ATOM))
    with pytest.raises(RemoteError):
        arxiv.search("testing", limit=1)


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE feed [<!ENTITY a "aaaa">]><feed xmlns="http://www.w3.org/2005/Atom">&a;</feed>'
    with pytest.raises(RemoteError):
        checked(bomb, "host")


@pytest.mark.parametrize(("status", "code"), [(403, 3), (404, 3), (400, 3)])
def test_other_statuses(loopback: Loopback, arxiv: Arxiv, status: int, code: int) -> None:
    loopback.route(API, Reply(status=status, body=b"<html>no</html>", headers=HTML))
    with pytest.raises(RemoteError, match=f"HTTP {status}") as caught:
        arxiv.by_ids(["2401.00001"])
    assert caught.value.exit_code == code
    assert len(loopback.requests) == 1


def test_no_network_is_not_an_unknown_id(settings: Settings) -> None:
    gone = replace(settings, arxiv_url=f"http://127.0.0.1:{free_port()}/api/query", timeout=10.0)
    start = time.monotonic()
    with Arxiv(gone, folder=settings.library) as source, pytest.raises(NetworkError, match="network unreachable"):
        source.by_ids(["2401.00001"])
    assert time.monotonic() - start < 5


def test_requests_are_spaced(loopback: Loopback, settings: Settings) -> None:
    loopback.route(API, feed(entry("2401.00001v1")))
    slow = replace(settings, arxiv_spacing=0.3)
    with Arxiv(slow, folder=settings.library, patience=QUICK) as one, Arxiv(slow, folder=settings.library) as other:
        one.by_ids(["2401.00001"])
        other.by_ids(["2401.00001"])
    first, second = loopback.requests
    assert second.time - first.time >= 0.28


# Recorded answers of the real service


def recorded(folder: Path, start: str) -> Reply:
    (path,) = (folder / "metadata/arxiv/arxiv.py_fixtures").glob(f"{start}*.json")
    answer = json.loads(path.read_text(encoding="utf-8"))
    return Reply(status=answer["status_code"], body=answer["body"].encode(), headers=ATOM)


@pytest.mark.parametrize(
    ("asked", "file", "title", "authors", "year"),
    [
        ("1605.08386", "id_1605.08386", "Heat-bath random walks with Markov bases", 2, 2016),
        ("2104.12255v1", "id_2104.12255v1", None, None, 2021),
        ("quant-ph/0201082v1", "id_quant-ph", "Quantum Computers and Quantum Computer Languages", 1, 2002),
        ("astro-ph/0601001", "id_astro-ph", "Frequency of Hot Jupiters and Very Hot Jupiters", 4, 2006),
    ],
)
def test_recorded_papers(
    test_data: Path,
    loopback: Loopback,
    arxiv: Arxiv,
    asked: str,
    file: str,
    title: str | None,
    authors: int | None,
    year: int,
) -> None:
    loopback.route(API, recorded(test_data, file))
    (paper,) = arxiv.by_ids([asked])
    assert paper.arxiv is not None
    assert paper.arxiv.version == 1
    assert paper.year == year
    assert paper.title.startswith(title or "")
    assert paper.title
    assert len(paper.authors) == authors if authors else paper.authors


@pytest.mark.parametrize("name", ["0000.0000", "0808.05394"])
def test_recorded_unknown_ids(test_data: Path, loopback: Loopback, arxiv: Arxiv, name: str) -> None:
    loopback.route(API, recorded(test_data, f"id_{name}_s0"))
    with pytest.raises(UnknownIdError, match=name):
        arxiv.by_ids([name])


def test_recorded_refusal(test_data: Path, loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, recorded(test_data, "id_abc"))
    with pytest.raises(InputError, match="incorrect id format for abc"):
        arxiv.search("id:abc", limit=1)


def test_recorded_half_known(test_data: Path, loopback: Loopback, arxiv: Arxiv) -> None:
    loopback.route(API, recorded(test_data, "id_0808.05394_1707"))
    with pytest.raises(UnknownIdError, match=r"no paper 0808\.05394$"):
        arxiv.by_ids(["0808.05394", "1707.08567"])


def test_recorded_search(test_data: Path, loopback: Loopback, arxiv: Arxiv) -> None:
    pages = [recorded(test_data, f"q_testing_s{start}_m10_") for start in (0, 10, 20, 30)]
    loopback.route(API, *pages)
    papers = [one.paper for one in arxiv.search("testing", limit=10).found]
    assert len({paper.id for paper in papers}) == 10
    assert all(paper.title and paper.authors and paper.year and paper.arxiv for paper in papers)


def test_recorded_older_feed(test_data: Path, loopback: Loopback, arxiv: Arxiv) -> None:
    body = (test_data / "metadata/arxiv/findpapers_arxiv-api-search.xml").read_bytes()
    loopback.route(API, Reply(body=body, headers=ATOM))
    papers = [one.paper for one in arxiv.search("nlp", limit=20).found]
    assert len(papers) == 20
    assert papers[0].title == "A Multitask Deep Learning Approach for User Depression Detection on Sina Weibo"
    assert {paper.id for paper in papers} >= {"arxiv:2008.11584v2"}
