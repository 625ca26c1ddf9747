"""One record of each work: what is merged, what is never merged, and whose word counts."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from fetch_world import ATOM, QUICK
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, Reply
from recorded import cassettes, feeds

from synth.fetch import Arxiv, merge
from synth.fetch.ids import clean_doi, is_preprint_doi, read_id, work_ids
from synth.fetch.sources import crossref, openalex, semanticscholar
from synth.language.titles import same_author, same_title, shared_authors, shortened
from synth.records import ArxivId, FieldOrigin, Found, Notice, NoticeKind, Paper
from synth.settings import Settings

HERE = Path(__file__).parent
AUTHORS = ("Ada Lovelace", "Alan Turing", "Grace Hopper")
TITLE = "A study of rewards for programs that write programs"


def found(
    source: str = "crossref",
    title: str = TITLE,
    *,
    authors: tuple[str, ...] = AUTHORS,
    arxiv: str = "",
    doi: str = "",
    year: int | None = 2026,
    **more: object,
) -> Found:
    identifier = ArxivId.parse(arxiv) if arxiv else None
    own = {key: more.pop(key) for key in list(more) if key in ("venue", "abstract", "licence", "notices", "withdrawn")}
    paper = Paper(
        id=f"arxiv:{identifier}" if identifier else f"doi:{doi}" if doi else f"{source}:{title}",
        title=title,
        authors=authors,
        arxiv=identifier,
        doi=doi,
        year=year,
        source=source,
        ids=work_ids(identifier, doi),
        **own,  # type: ignore[arg-type]
    )
    paper = replace(
        paper, origins=tuple(FieldOrigin(field=f, source=source) for f in ("title", "authors", "year", "doi"))
    )
    return Found(paper=paper, sources=(source,), versions=(identifier,) if identifier else (), **more)  # type: ignore[arg-type]


def count(*records: Found) -> int:
    """How many works there are, whatever the order of the records."""
    counts = {len(merge(order)) for order in permutations(records)}
    assert len(counts) == 1, counts
    return counts.pop()


# -- one work ------------------------------------------------------------------------------------------------------


def test_a_doi_has_no_case() -> None:
    assert (
        count(found(doi="10.1023/a:1007"), found("openalex", "Another spelling of it", doi=clean_doi("10.1023/A:1007")))
        == 1
    )


def test_preprint_and_publication_are_one_work_with_both_ids() -> None:
    preprint = found("arxiv", arxiv="2304.05376v3", year=2023, abstract="The preprint's.")
    published = found("crossref", TITLE.upper(), doi="10.1038/s42256", year=2024, venue="Nature Machines")
    for order in permutations((preprint, published)):
        (work,) = merge(order)
        paper = work.paper
        assert paper.id == "arxiv:2304.05376v3"
        assert paper.ids[:1] != paper.ids[1:2]
        assert set(paper.ids) == {"arxiv:2304.05376", "doi:10.1038/s42256"}
        assert (paper.doi, paper.venue, paper.year) == (
            "10.1038/s42256",
            "Nature Machines",
            2023,
        )  # the year of what is read
        assert paper.title == TITLE
        origins = {one.field: one.source for one in paper.origins}
        assert origins["title"] == origins["year"] == "arxiv"
        assert origins["doi"] == origins["venue"] == "crossref"
        assert set(work.sources) == {"arxiv", "crossref"}
        assert work.preprint is False


def test_the_doi_that_arxiv_gives_is_its_id() -> None:
    assert count(found("arxiv", arxiv="2312.07559v2"), found("openalex", "Other", doi="10.48550/arxiv.2312.07559")) == 1


def test_a_bridge_joins_what_title_and_authors_do_not() -> None:
    bridge = found("semanticscholar", arxiv="2304.05376", doi="10.1038/s42256")
    changed = found("crossref", "Something quite renamed in print", doi="10.1038/s42256", year=2025)
    assert count(found("arxiv", arxiv="2304.05376v1"), bridge, changed) == 1


def test_links_of_the_source_join() -> None:
    preprint = found(doi="10.1101/2024.04.01", same_as=("doi:10.1016/j.xgen",), preprint=True, year=2022)
    assert count(preprint, found("openalex", doi="10.1016/j.xgen", year=2026)) == 1


@pytest.mark.parametrize(
    "other",
    [
        "A Study of Rewards for Programs That Write Programs.",
        "A study of rewards for programs that write programs",
        "Study of rewards for programs that write programs",
        "A study of rewards for programmes that write programs",
        "A Study of Re-wards for pro-grams that write programs",
    ],
)
def test_titles_that_differ_in_spelling_only(other: str) -> None:
    assert count(found("arxiv", arxiv="2304.05376v1"), found("openalex", other)) == 1


def test_names_in_any_order_and_with_initials() -> None:
    assert same_author("Ziyang Luo", "Luo, Ziyang")
    assert same_author("Z. Luo", "Ziyang Luo")
    assert same_author("T. Alex Perkins", "Perkins, T. A.")
    assert same_author("José García", "Jose Garcia")
    assert same_author("Luo Ziyang", "Ziyang Luo")
    assert not same_author("Ada Lovelace", "Ada Byron")
    assert not same_author("", "Ada")
    assert shared_authors(("A. Lovelace",), ("Ada Lovelace", "Alan Turing")) == 1.0
    assert shared_authors((), ("Ada",)) == 0.0


def test_versions_are_versions_of_one_work() -> None:
    (work,) = merge(
        [
            found("arxiv", arxiv="2401.00001v1"),
            found("openalex", arxiv="2401.00001"),
            found("arxiv", arxiv="2401.00001v3"),
        ]
    )
    assert [str(one) for one in work.versions] == ["2401.00001v1", "2401.00001", "2401.00001v3"] or [
        str(one) for one in work.versions
    ] == ["2401.00001", "2401.00001v1", "2401.00001v3"]
    assert work.paper.id == "arxiv:2401.00001v3"


def test_notices_of_all_are_kept_once() -> None:
    seen = Notice(kind=NoticeKind.RETRACTED, source="openalex")
    named = Notice(kind=NoticeKind.RETRACTED, source="retraction-watch", id="doi:10.1/n", date="2026-05-01")
    for order in permutations(
        (found("openalex", doi="10.1/x", notices=(seen,)), found(doi="10.1/x", notices=(named,)))
    ):
        (work,) = merge(order)
        assert work.paper.notices == (named,)


def test_nothing_and_one() -> None:
    assert merge([]) == []
    one = found(doi="10.1/x")
    assert merge([one]) == [one]
    assert merge([one, one])[0].paper.ids == one.paper.ids


# -- two works -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rewards for programs, Part I", "Rewards for programs, Part II"),
        ("Rewards for programs 1", "Rewards for programs 2"),
        ("A progress report on rewards 2012", "A progress report on rewards 2015"),
        ("Supervised learning of reward models", "Unsupervised learning of reward models"),
        ("Learning with positive rewards alone", "Learning with negative rewards alone"),
        ("Rewards for programs that write programs", "Correction: Rewards for programs that write programs"),
        ("Rewards for programs that write programs", "Reply to: Rewards for programs that write programs"),
        ("Rewards and programs: a survey", "Rewards and programs: an experiment"),
        ("Structure of GPT-4 in complex with tools", "Structure of GPT-3 in complex with tools"),
        ("Rewards in poor countries", "Rewards in rich countries"),
    ],
)
def test_titles_of_two_works(one: str, other: str) -> None:
    assert not same_title(one, other)
    assert count(found("arxiv", one), found("openalex", other)) == 2


def test_one_title_of_other_authors_is_another_work() -> None:
    assert count(found("arxiv"), found("openalex", authors=("Kurt Gödel",))) == 2


def test_one_title_years_apart_is_another_work() -> None:
    assert count(found("arxiv", year=2016), found("openalex", year=2026)) == 2


def test_two_dois_of_publishers_are_two_works() -> None:
    assert count(found(doi="10.1007/s40278-1"), found("semanticscholar", doi="10.1007/s40278-2")) == 2


def test_two_papers_on_arxiv_are_two_works() -> None:
    assert count(found("arxiv", arxiv="2401.00001v1"), found("arxiv", arxiv="2401.00002v1")) == 2


def test_a_preprint_does_not_join_two_publications() -> None:
    records = (found("arxiv", arxiv="2401.00001v1"), found(doi="10.1/a"), found(doi="10.1/b"))
    for order in permutations(records):
        works = merge(order)
        assert len(works) == 2
        assert {work.paper.doi for work in works} == {"10.1/a", "10.1/b"}


def test_the_doi_of_proceedings_joins_no_papers() -> None:
    one = found(
        "arxiv", "On the first of two subjects", authors=("Ada Lovelace",), arxiv="2401.00001v1", doi="10.1/proc"
    )
    other = found("arxiv", "Quite another thing", authors=("Kurt Gödel",), arxiv="2401.00002v1", doi="10.1/proc")
    third = found("openalex", "Quite another thing", authors=("Kurt Gödel",), doi="10.1/proc")
    assert count(one, other) == 2
    assert count(one, third) == 2


def test_short_titles_and_titles_without_authors_need_more() -> None:
    assert count(found("arxiv", "Introduction"), found("openalex", "Introduction", year=2025)) == 2
    assert count(found("arxiv", "Introduction"), found("openalex", "Introduction")) == 1
    assert count(found("arxiv", authors=()), found("openalex", authors=())) == 1
    assert count(found("arxiv", authors=()), found("arxiv", authors=(), year=2025)) == 2
    assert (
        count(
            found("arxiv", "Alan Turing: the enigma", authors=()), found("arxiv", "Alan Turing: the enigma", authors=())
        )
        == 2
    )


def test_a_subtitle_left_out_counts_only_with_all_authors() -> None:
    short, long = (
        "A study of rewards for small programs",
        "A study of rewards for small programs: evidence from a trial",
    )
    assert shortened(short, long)
    assert not shortened("Alan Turing", "Alan Turing: the enigma")
    assert not shortened(short, f"{short}: supplementary material")
    assert count(found("arxiv", short), found("openalex", long)) == 1
    assert count(found("arxiv", short), found("openalex", long, authors=AUTHORS[:2])) == 2


# -- laws ----------------------------------------------------------------------------------------------------------

_records = st.builds(
    found,
    st.sampled_from(["arxiv", "crossref", "openalex", "semanticscholar"]),
    st.sampled_from([TITLE, TITLE.upper(), "Another title, of four words", "Introduction", ""]),
    authors=st.sampled_from([(), AUTHORS, ("Kurt Gödel",)]),
    arxiv=st.sampled_from(["", "2401.00001v1", "2401.00001v2", "2401.00002"]),
    doi=st.sampled_from(["", "10.1/a", "10.1/b", "10.48550/arxiv.2401.00001", "10.1101/p"]),
    year=st.sampled_from([None, 2020, 2026]),
)


@given(st.lists(_records, max_size=7))
def test_merging_loses_no_id_and_never_joins_what_ids_tell_apart(records: list[Found]) -> None:
    works = merge(records)
    assert {one for work in works for one in work.paper.ids} >= {one for r in records for one in r.paper.ids}
    assert sum(len(work.sources) for work in works) <= len(records)
    for work in works:
        arxiv = {one for one in work.paper.ids if one.startswith("arxiv:")}
        published = {one for one in work.paper.ids if one.startswith("doi:") and not is_preprint_doi(one[4:])}
        assert len(arxiv) <= 1
        assert len(published) <= 1
    assert [w.paper.ids for w in merge(works)] == [w.paper.ids for w in works]  # merging again changes nothing


# -- ids -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("2409.02392v2", "arxiv:2409.02392v2"),
        ("https://arxiv.org/abs/2409.02392", "arxiv:2409.02392"),
        ("https://doi.org/10.1038/S42256-024-00832-8", "doi:10.1038/s42256-024-00832-8"),
        ("doi: 10.1023/A:1007154515475.", "doi:10.1023/a:1007154515475"),
        ("10.48550/arXiv.2312.07559", "arxiv:2312.07559"),
        ("https://openreview.net/forum?id=aBc-12_x&noteId=9", "openreview:aBc-12_x"),
        ("https://openalex.org/W4408732759", "openalex:W4408732759"),
        ("7e5d4466c8b85f93775fe183e1a318a3e65ac8e4", ""),
        ("reinforcement learning pass@k", ""),
        ("", ""),
    ],
)
def test_ids_in_one_form(text: str, identifier: str) -> None:
    assert read_id(text) == identifier


# -- the recorded answers ------------------------------------------------------------------------------------------


def recorded_records(data: Path, loopback: Loopback, tmp_path: Path) -> Iterator[Found]:
    """Every record of the recorded answers, read by the sources' own readers."""
    readers = {
        "api.crossref.org": crossref.to_found,
        "api.openalex.org": openalex.to_found,
        "api.semanticscholar.org": semanticscholar.to_found,
    }
    for answer in cassettes(data):
        reader = readers.get(answer.host)
        if reader is None or answer.status != 200 or not answer.body.startswith(b"{"):
            continue
        value = answer.json()
        rows = (
            value.get("data")
            or value.get("results")
            or value.get("message", {}).get("items")
            or [value.get("message", value)]
        )
        for row in rows:
            record = reader(row.get("citingPaper", row))
            if record is not None and "/author/" in answer.path:
                # The list is that of one author, and asked for titles only.
                record = replace(record, paper=replace(record.paper, authors=("L. Cantley",)))
            if record is not None:
                yield record
    settings = Settings(library=tmp_path, arxiv_url=f"{loopback.url}/api", arxiv_spacing=0.0)
    for feed in feeds(data / "arxiv"):
        if feed.status == 200:
            loopback.route(
                "/api",
                Reply(body=feed.body, headers=ATOM),
                Reply(body=b'<feed xmlns="http://www.w3.org/2005/Atom"/>', headers=ATOM),
            )
            with Arxiv(settings, folder=tmp_path, patience=QUICK) as arxiv:
                yield from arxiv.search("testing", limit=200).found


def test_recorded_duplicates_merge_and_nothing_else_does(test_data: Path, loopback: Loopback, tmp_path: Path) -> None:
    records = list(recorded_records(test_data / "metadata", loopback, tmp_path))
    assert len(records) > 3000
    places: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        for one in record.paper.ids:
            places[f"{record.sources[0]} {one}"].append(index)
    works = merge(records)
    work_of = {one: number for number, work in enumerate(works) for one in work.paper.ids}

    def works_of(pair: list[str]) -> tuple[int, int]:
        left = records[places[pair[0]][0]]
        right = records[places[pair[1]][1 if pair[0] == pair[1] else 0]]
        return work_of[left.paper.ids[-1]], work_of[right.paper.ids[-1]]

    pairs = tomllib.loads((HERE / "pairs.toml").read_text(encoding="utf-8"))
    assert len(pairs["same"]) == 50
    assert len(pairs["different"]) >= 50
    missed = [pair for pair in pairs["same"] if len(set(works_of(pair))) == 2]
    assert len(missed) <= 0.02 * len(pairs["same"]), missed
    joined = [pair for pair in pairs["different"] if len(set(works_of(pair))) == 1]
    assert joined == []
