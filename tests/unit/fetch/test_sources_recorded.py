"""The real services' recorded answers, served over HTTP and read by the real clients."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pytest
from fetch_world import QUICK
from internet import JSON, Internet
from loopback import Loopback, Reply, Request
from recorded import Recorded, cassettes

from synth.fetch import Access, lookup_all, merge, search_all
from synth.fetch.sources import SOURCES

HOSTS = {"api.crossref.org": "/crossref", "api.openalex.org": "/openalex", "api.semanticscholar.org": "/s2"}
IGNORED = {"fields", "select", "mailto", "api_key", "limit", "per_page", "rows"}


@pytest.fixture
def access(test_data: Path, loopback: Loopback, tmp_path: Path) -> Access:
    """A world in which only what was recorded is known; the last answer to one question counts."""
    answers: dict[tuple[str, tuple[tuple[str, str], ...]], Recorded] = {}
    lists: dict[str, Recorded] = {}
    for answer in cassettes(test_data / "metadata"):
        if answer.host in HOSTS:
            path = HOSTS[answer.host] + answer.path.removeprefix("/graph/v1")
            query = tuple(sorted((k, v) for k, v in answer.query if k not in IGNORED))
            answers[path, query] = answer
            if len(answer.body) > len(lists[path].body) if path in lists else True:
                lists[path] = answer

    def replay(request: Request) -> Reply:
        path = unquote(request.path)
        query = tuple(sorted((k, v) for k, v in request.query.items() if k not in IGNORED))
        answer = answers.get((path, query)) or lists.get(path)
        if answer is None:
            return Reply(status=404, body=b"Resource not found.")
        return Reply(status=answer.status, body=answer.body, headers=JSON)

    net = Internet(loopback)
    for prefix in HOSTS.values():
        for path in [path for path in loopback._routes if path.startswith(prefix)]:
            loopback._routes.pop(path)
        for path in [path for path in loopback._below if path.startswith(prefix)]:
            loopback._below.pop(path)
        loopback.below(f"{prefix}/", replay)
    settings = net.settings(tmp_path / "library")
    return Access(settings=settings, folder=settings.library, patience=QUICK)


def test_a_preprint_and_its_publication(access: Access) -> None:
    records = []
    for one in ("doi:10.1016/j.xgen.2025.100814", "doi:10.1101/2024.04.01.587366"):
        looked = lookup_all([one], access=access)
        assert looked.errors == {}
        records += looked.found[one]
    assert len(records) == 4
    (work,) = merge(records)
    paper = work.paper
    assert paper.doi == "10.1016/j.xgen.2025.100814"
    assert {"doi:10.1016/j.xgen.2025.100814", "doi:10.1101/2024.04.01.587366", "openalex:W4408732759"} <= set(paper.ids)
    assert set(work.sources) == {"openalex", "semanticscholar", "crossref"}
    assert len(paper.authors) == 6
    assert paper.authors[0] == "Michael Herger"
    assert paper.venue == "Cell Genomics"
    assert paper.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert paper.notices == ()
    assert {one.field: one.source for one in paper.origins}["venue"] == "crossref"


@pytest.mark.parametrize(
    ("doi", "sources"),
    [
        ("10.1063/1.4938384", {"crossref", "semanticscholar"}),
        ("10.1038/s42256-024-00832-8", {"crossref", "semanticscholar"}),
        ("10.1023/a:1007154515475", {"crossref", "semanticscholar"}),
        ("10.1109/icdcsw.2003.1203662", {"crossref"}),
        ("10.3892/ijo_00000353", {"crossref"}),
        ("10.1016/j.neurobiolaging.2010.03.024", {"crossref"}),
    ],
)
def test_lookups_of_recorded_dois(access: Access, doi: str, sources: set[str]) -> None:
    looked = lookup_all([f"doi:{doi}"], access=access)
    assert looked.errors == {}
    (work,) = merge(looked.found[f"doi:{doi}"])
    assert set(work.sources) == sources
    assert work.paper.doi == doi
    assert work.paper.title and work.paper.authors and work.paper.year


def test_recorded_searches(access: Access) -> None:
    rows = search_all(["crossref", "openalex"], ["ecology"], access=access, limit=20)
    crossref, openalex = rows
    assert crossref.error is openalex.error is None
    assert crossref.answer.total == 1253
    assert len(crossref.answer.found) == 19  # one of the twenty is a data set
    assert all(found.paper.doi and found.paper.authors for found in crossref.answer.found)
    assert not any("<" in found.paper.title for found in crossref.answer.found)
    assert len(openalex.answer.found) == 1


def test_recorded_pages(access: Access) -> None:
    with closing(SOURCES["semanticscholar"](access)) as source:
        answer = source.search("turing", limit=150)
    assert answer.total == 70498
    assert len(answer.found) == 150
    assert len({found.paper.id for found in answer.found}) == 150


def test_what_is_not_there_is_not_found(access: Access) -> None:
    looked = lookup_all(["doi:10.1046/j.1365-2699.2003.00795"], access=access)
    assert looked.found == {}
    assert looked.errors == {}
