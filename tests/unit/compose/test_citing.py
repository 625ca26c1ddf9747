"""Statements are bound to what they cite or are about, never to something else; wrong citations are findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from synth.compose.citing import Citing
from synth.compose.matching import match_subject, match_work
from synth.compose.tallying import audit_limitations, tally, tempered
from synth.records import (
    ArxivId,
    AuditedClaim,
    CitedWork,
    Claim,
    ClaimType,
    Evidence,
    Hit,
    Paper,
    PaperStatus,
    Passage,
    PassageKind,
    Relation,
    Rung,
    Span,
    Stance,
    Statement,
    StatementKind,
    Submission,
    Verdict,
    VerdictLabel,
)

NOWHERE = Span(document="d", page=1)
CODER = Paper(
    id="arxiv:2306.08568v1",
    title="WizardCoder: Empowering Code Large Language Models with Evol-Instruct",
    arxiv=ArxivId(id="2306.08568", version=1),
    year=2023,
)
MATH = Paper(
    id="arxiv:2308.09583v1",
    title="WizardMath: Empowering Mathematical Reasoning via Reinforced Evol-Instruct",
    arxiv=ArxivId(id="2308.09583", version=1),
    year=2023,
)
LOCAL = Paper(
    id="sha256:abc",
    title="Proofs of nothing at all",
    year=2020,
    doi="10.1/XY",
    path="lib/2020.acl-main.207_Nothing.pdf",
)
PAPERS = (CODER, MATH, LOCAL)
CODER_WORK = CitedWork(raw="Luo. WizardCoder.", key="1", arxiv=ArxivId(id="2306.08568", version=2))
GONE = CitedWork(raw="Li. Something else.", key="2", title="Something else that nobody has", year=2024)


def statement(text: str, *cited: int, cut_off: bool = False) -> Statement:
    return Statement(
        text=text, kind=StatementKind.SENTENCE, span=NOWHERE, where="Results", cited=cited, cut_off=cut_off
    )


def submission(
    *statements: Statement, works: Iterable[CitedWork] = (), subjects: Iterable[str] = (), title: str = "A report"
) -> Submission:
    return Submission(
        document="d",
        title=title,
        question="",
        subjects=tuple(subjects),
        statements=statements,
        works=tuple(works),
    )


class Search:
    """Finds what it is told to, in the documents that are asked for."""

    def __init__(self, *found: tuple[str, float | None]) -> None:
        self.found = found
        self.asked: list[frozenset[str]] = []

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        documents: Iterable[str] | None = None,
        kinds: Iterable[PassageKind] | None = None,
    ) -> list[Hit]:
        allowed = frozenset(documents or ())
        self.asked.append(allowed)
        return [
            Hit(
                passage=Passage(id=name, document=name, kind=PassageKind.TEXT, text="", span=NOWHERE),
                score=1.0,
                cosine=cosine,
            )
            for name, cosine in self.found
            if name in allowed
        ][:limit]


PAPER_OF = {"coder": CODER.id, "math": MATH.id, "local": LOCAL.id}


def test_a_citation_binds_whatever_else_is_at_hand() -> None:
    said = statement("It reaches 57.3.", 0)
    citing = Citing(submission(said, works=[CODER_WORK, GONE], subjects=[MATH.title]), PAPERS)
    bound = citing.bind(said, Search(("math", 0.9)), PAPER_OF)
    assert (bound.sources, bound.by, bound.missing) == ((CODER.id,), "citation", ())


def test_a_cited_work_that_is_not_at_hand_is_not_replaced() -> None:
    said, both = statement("It reaches 57.3.", 1), statement("Both do.", 0, 1)
    citing = Citing(submission(said, both, works=[CODER_WORK, GONE], subjects=[MATH.title]), PAPERS)
    bound = citing.bind(said, Search(("math", 0.9)), PAPER_OF)
    assert (bound.sources, bound.by, bound.missing) == ((), "", (GONE.name,))
    bound = citing.bind(both, Search(), PAPER_OF)
    assert (bound.sources, bound.by, bound.missing) == ((CODER.id,), "citation", (GONE.name,))


@pytest.mark.parametrize("subject", [MATH.title, MATH.title.upper() + ".", "arXiv:2308.09583", "2308.09583v3"])
def test_the_named_subject_binds_what_cites_nothing(subject: str) -> None:
    said = statement("It reaches 81.6.")
    citing = Citing(submission(said, works=[CODER_WORK], subjects=[subject]), PAPERS)
    bound = citing.bind(said, Search(("coder", 0.9)), PAPER_OF)
    assert (bound.sources, bound.by) == ((MATH.id,), "subject")
    assert citing.needed == (MATH.id,)


def test_a_named_subject_that_is_not_at_hand_is_not_replaced() -> None:
    said = statement("It reaches 81.6.")
    citing = Citing(submission(said, works=[CODER_WORK], subjects=["Why things degrade other things"]), PAPERS)
    bound = citing.bind(said, Search(("coder", 0.99)), PAPER_OF)
    assert (bound.sources, bound.by) == ((), "")
    assert bound.missing == ("Why things degrade other things",)
    assert citing.needed == ()
    assert [finding.kind for finding in citing.findings({})] == ["not_found", "other_version"]


def test_a_page_with_a_papers_own_title_is_about_that_paper() -> None:
    said = statement("It reaches 81.6.")
    citing = Citing(submission(said, title=MATH.title), PAPERS)
    assert citing.bind(said, Search(("coder", 0.9)), PAPER_OF).sources == (MATH.id,)


def test_the_only_source_binds() -> None:
    said = statement("It reaches 57.3.")
    assert Citing(submission(said, works=[CODER_WORK]), PAPERS).bind(said, Search(), PAPER_OF).by == "only_source"
    assert Citing(submission(said), [LOCAL]).bind(said, Search(), PAPER_OF).sources == (LOCAL.id,)


def test_one_work_of_several_at_hand_is_not_the_only_source() -> None:
    said = statement("It reaches 57.3.")
    citing = Citing(submission(said, works=[CODER_WORK, GONE]), PAPERS)
    assert citing.bind(said, Search(("coder", 0.2)), PAPER_OF).by == ""
    assert citing.bind(said, Search(("coder", 0.8)), PAPER_OF).by == "content"


def test_else_the_nearest_of_the_cited_works() -> None:
    said = statement("It reaches 57.3.")
    works = [CODER_WORK, CitedWork(raw="WizardMath", arxiv=ArxivId(id="2308.09583"))]
    search = Search(("local", 0.99), ("math", None), ("coder", 0.7))
    bound = Citing(submission(said, works=works), PAPERS).bind(said, search, PAPER_OF)
    assert (bound.sources, bound.by) == ((CODER.id,), "content")
    assert search.asked == [frozenset({"coder", "math"})]


def test_without_any_source_at_hand_nothing_is_bound() -> None:
    said = statement("It reaches 57.3.")
    bound = Citing(submission(said, works=[GONE]), PAPERS).bind(said, Search(), PAPER_OF)
    assert (bound.sources, bound.by, bound.missing) == ((), "", (GONE.name,))
    assert Citing(submission(said), ()).bind(said, Search(), {}).sources == ()


@pytest.mark.parametrize(
    "work",
    [
        CitedWork(raw="x", arxiv=ArxivId(id="2306.08568")),
        CitedWork(raw="x", title="WizardCoder: empowering code large language models with Evol-Instruct", year=2024),
        CitedWork(raw="x", title="WizardCoder - Empowering Code Large Language Models with Evol Instruct"),
        CitedWork(raw=f"the lab. {CODER.title}. 2023.", title="the lab", year=2023),
    ],
)
def test_a_work_is_found_by_id_or_title(work: CitedWork) -> None:
    assert match_work(work, PAPERS).papers == (CODER.id,)


@pytest.mark.parametrize(
    "work",
    [
        CitedWork(raw="x", doi="10.1/xy"),
        CitedWork(raw="x", url="https://www.aclanthology.org/2020.acl-main.207/"),
        CitedWork(raw="x", url="https://aclanthology.org/2020.acl-main.207.pdf"),
    ],
)
def test_a_work_is_found_by_doi_or_address(work: CitedWork) -> None:
    assert match_work(work, PAPERS).papers == (LOCAL.id,)


@pytest.mark.parametrize(
    "work",
    [
        CitedWork(
            raw="x", title="WizardLM: Empowering Large Language Models to Follow Complex Instructions", year=2023
        ),
        CitedWork(raw="x", title="Proofs of nothing at all", year=2011),
        CitedWork(raw="x", url="https://example.org/207"),
        CitedWork(raw=f"the lab. {CODER.title}. 2019.", title="the lab", year=2019),
        CitedWork(raw="x"),
    ],
)
def test_a_similar_work_is_another(work: CitedWork) -> None:
    assert match_work(work, PAPERS).papers == ()


def test_the_cited_version_comes_first_where_several_are_at_hand() -> None:
    second = replace(CODER, id="arxiv:2306.08568v2", arxiv=ArxivId(id="2306.08568", version=2))
    assert match_work(CODER_WORK, [CODER, second]).papers == (second.id, CODER.id)
    citing = Citing(submission(works=[CODER_WORK]), [CODER, second])
    assert citing.findings({}) == ()


def test_empty_subjects_name_nothing() -> None:
    assert match_subject("  ", PAPERS) == ()


def only(works: Iterable[CitedWork], **reasons: str) -> tuple[str, str, str]:
    (finding,) = Citing(submission(works=works), PAPERS).findings(reasons)
    return finding.kind, finding.message, finding.where


def test_findings_name_other_versions_and_missing_works() -> None:
    kind, message, where = only([CODER_WORK])
    assert (kind, where) == ("other_version", "References, [1]")
    assert "cites v2 of arXiv:2306.08568; read was v1" in message
    kind, message, where = only([GONE], **{GONE.name: "network unreachable"})
    assert (kind, where) == ("not_found", "References, [2]")
    assert message == f"A cited work is not at hand: {GONE.name} (network unreachable)."


def test_findings_name_wrong_titles_and_ids() -> None:
    wrong = CitedWork(raw="x", title="Attention is all you need for parsing", arxiv=ArxivId(id="2306.08568", version=1))
    kind, message, _ = only([wrong])
    assert kind == "wrong_title" and CODER.title in message and "Attention" in message
    shortened = replace(wrong, title="WizardCoder")
    assert Citing(submission(works=[shortened]), PAPERS).findings({}) == ()
    misnumbered = CitedWork(raw="x", title=CODER.title, arxiv=ArxivId(id="2306.00001"))
    kind, message, _ = only([misnumbered])
    assert kind == "wrong_title" and "arXiv:2306.08568v1" in message
    assert match_work(misnumbered, PAPERS).papers == (CODER.id,)


def test_an_id_that_does_not_exist_is_told_apart_from_one_that_was_not_fetched() -> None:
    work = CitedWork(raw="x", arxiv=ArxivId(id="2699.99999"))
    (finding,) = Citing(submission(works=[work]), PAPERS).findings({work.name: "…"}, frozenset({work.name}))
    assert finding.kind == "unknown_id" and "2699.99999" in finding.message


def audited(
    label: VerdictLabel, *cited: int, by: str = "citation", supporting: Iterable[str] = (), paper: str = ""
) -> AuditedClaim:
    places = tuple(
        Evidence(paper=id_, page=1, quote="q", span=NOWHERE, stance=Stance.SUPPORTS, relation=Relation.SOURCE)
        for id_ in supporting
    )
    claim = Claim(id="a", text="t", type=ClaimType.VALUE, paper=paper, span=NOWHERE, quote="")
    verdict = Verdict(claim="a", label=label, rung=Rung.FAITHFUL, reason="r", explanation="E.", evidence=places)
    return AuditedClaim(statement=statement("t", *cited), claim=claim, verdict=verdict, bound_by=by)


def test_precision_and_recall_of_citations() -> None:
    label = VerdictLabel
    matches = [("a",), ("b",), ()]
    claims = [
        audited(label.SUPPORTED, 0, supporting=["a"]),  # right
        audited(label.SUPPORTED, 0, 1, supporting=["a"]),  # one of two carries it
        audited(label.CONTRADICTED, 1),  # wrong
        audited(label.NOT_ENOUGH_EVIDENCE, 1),  # searched in vain
        audited(label.ABSTAINED, 0),  # not counted
        audited(label.SOURCE_UNAVAILABLE, 2),  # not counted
        audited(label.SUPPORTED, by="subject", supporting=["a"]),  # right, but cites nothing
    ]
    counts = tally(claims, matches)
    assert counts.citation_precision == pytest.approx(2 / 5)
    assert counts.citation_recall == pytest.approx(2 / 7)
    assert (counts.checked, counts.supported, counts.contradicted, counts.uncited) == (4, 3, 1, 1)
    assert (counts.cited_works, counts.works_found) == (3, 2)


def test_without_citations_there_is_no_precision() -> None:
    counts = tally([audited(VerdictLabel.SUPPORTED, by="subject")], [])
    assert (counts.citation_precision, counts.citation_recall) == (None, 0.0)
    assert tally([], []).citation_recall is None


def test_impossible_counts_as_contradicted_and_as_checked() -> None:
    counts = tally([audited(VerdictLabel.IMPOSSIBLE), audited(VerdictLabel.DISPUTED)], [])
    assert (counts.checked, counts.contradicted, counts.disputed) == (2, 1, 1)


def test_what_was_not_found_may_stand_in_a_source_that_is_not_at_hand() -> None:
    searched = audited(VerdictLabel.NOT_ENOUGH_EVIDENCE).verdict
    assert tempered(searched, (), at_hand=2) == searched
    open_ = tempered(searched, ("[2] A work",), at_hand=2)
    assert open_.label is VerdictLabel.SOURCE_UNAVAILABLE and "[2] A work" in open_.explanation
    decided = audited(VerdictLabel.CONTRADICTED).verdict
    assert tempered(decided, ("[2] A work",), at_hand=2) == decided
    unbound = tempered(audited(VerdictLabel.SOURCE_UNAVAILABLE).verdict, (), at_hand=3)
    assert "any of the 3 papers" in unbound.explanation


def test_limitations_name_what_could_not_be_read_and_what_was_guessed() -> None:
    failed = Paper(id="f", title="x.pdf", status=PaperStatus.FAILED, reason="encrypted")
    flat = replace(LOCAL, path="a/b.md")
    said = " ".join(audit_limitations([audited(VerdictLabel.SUPPORTED, by="content")], [failed, flat]))
    assert "x.pdf could not be read: encrypted." in said
    assert "1 of 1 statements name no source" in said
    assert "1 of 2 sources were read from files without pages" in said
