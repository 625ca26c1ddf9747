"""A report with everything that a page must show, and two small PDFs that its evidence quotes."""

from __future__ import annotations

from pathlib import Path

import pymupdf

from synth.records import (
    AnswerSentence,
    ArxivId,
    Box,
    CellRef,
    Check,
    CheckedClaim,
    CheckStatus,
    Claim,
    ClaimType,
    Correction,
    Counts,
    Disagreement,
    Evidence,
    Facet,
    Notice,
    NoticeKind,
    Origin,
    Paper,
    PaperStatus,
    Quantity,
    Relation,
    Report,
    Reported,
    Review,
    Role,
    Rung,
    ScreenedOut,
    Screening,
    ScreenReason,
    SearchLog,
    Span,
    Stance,
    Verdict,
    VerdictLabel,
)

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)"> [click](http://evil.example/) ![x](http://evil.example/p) '
    '#import "secret.typ": * $x_1^{2}$ | a | b | `code` **bold** \x1b[31mred\x1b[0m \x9b2J \u202edlrow &lt;b&gt; _em_'
)

LEFT = [
    "We train a seven-billion model for six rounds on sixty thousand prompts drawn from public exercises.",
    "Training for pass@8 lifts pass@8 on HumanEval from 81.2% to 86.0% while pass@1 falls from 62.4% to 58.9%.",
    "The loss is largest on the problems that the base model already solves at its first attempt, which suggests that "
    "the two objectives pull the policy towards different answers.",
    "All figures are means over five seeds, and the temperature is 0.8 unless the text says otherwise.",
]
RIGHT = [
    "Evolved instructions add depth in each round; the gain of a fourth round is within noise.",
    "Table 2 lists the results of every model that we trained on the two benchmarks.",
]
TABLE = [
    ("Model", "HumanEval pass@1", "MBPP pass@1"),
    ("Base 7B", "62.4", "54.0"),
    ("Ours, pass@8 objective", "58.9", "51.3"),
    ("Ours, mixed objective", "63.1", "55.6"),
]
OTHER = [
    "A single study says little. We repeat the comparison on a second code base with ten times more samples.",
    "In our replication the pass@8 objective lowers pass@1 on HumanEval by 3.3 points, near the loss reported before.",
    "Reinforcement learning with verifiable rewards raises pass@1 on AIME from 23.3% to 40.0%, but pass@256 stays "
    "where it was for the base model.",
    "We found 57.1% for the same model on HumanEval, below the value of the original authors, with greedy decoding.",
    "To sum up, the reward adds 16.7 points at the first attempt on AIME and none at the last.",
]


def write_pdfs(folder: Path) -> tuple[Path, Path]:
    """A two-column page with a table, and a one-column page."""
    first, second = folder / "okafor.pdf", folder / "lindqvist.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.insert_htmlbox(pymupdf.Rect(50, 40, 545, 90), "<h2>When optimising for many tries costs the first</h2>")
        style = "font: 9.5pt serif; text-align: justify"
        left = "".join(f"<p style='{style}'>{text}</p>" for text in LEFT)
        right = "".join(f"<p style='{style}'>{text}</p>" for text in RIGHT)
        page.insert_htmlbox(pymupdf.Rect(50, 110, 290, 500), left)
        page.insert_htmlbox(pymupdf.Rect(305, 110, 545, 260), right)
        for row, cells in enumerate(TABLE):
            for x, cell in zip((310, 425, 505), cells, strict=True):
                page.insert_text((x, 290 + 14 * row), cell.replace("pass@1", "p@1"), fontsize=8)
        document.save(first)
    with pymupdf.open() as document:
        document.new_page()
        page = document.new_page()
        text = "".join(f"<p style='font: 11pt serif'>{sentence}</p>" for sentence in OTHER)
        page.insert_htmlbox(pymupdf.Rect(72, 80, 523, 500), text)
        document.save(second)
    return first, second


def boxes(file: Path, page: int, quote: str) -> tuple[Box, ...]:
    """Where `quote` stands."""
    printed = quote.replace("fi", "\ufb01").replace("ff", "\ufb00")
    with pymupdf.open(file) as document:
        found = document[page - 1].search_for(printed)
    assert found, f"{quote!r} not on page {page}"
    lines: dict[int, list[pymupdf.Rect]] = {}
    for rect in found:
        lines.setdefault(round(rect.y0), []).append(rect)
    return tuple(
        Box(page=page, x0=min(r.x0 for r in line), y0=line[0].y0, x1=max(r.x1 for r in line), y1=line[0].y1)
        for line in lines.values()
    )


def quantities(text: str, *raws: str, role: Role = Role.VALUE) -> tuple[Quantity, ...]:
    found = []
    for raw in raws:
        start = text.index(raw)
        digits = raw.rstrip("%").removesuffix(" points").replace(",", "")
        decimals = len(digits.partition(".")[2])
        unit = "%" if raw.endswith("%") else "points" if "points" in raw else ""
        half = 0.0 if role is Role.COUNT else 0.5 * 10**-decimals
        found.append(
            Quantity(
                raw=raw, value=float(digits), half_width=half, unit=unit, role=role, start=start, end=start + len(raw)
            )
        )
    return tuple(found)


A, B, C, D, E = "arxiv:2501.00001v2", "arxiv:2502.00002v1", "sha256:cc", "sha256:dd", "sha256:ee"
PAPERS = (
    Paper(
        id=A,
        title="When optimising for many tries costs the first: pass@k training of WizardCoder-like models",
        authors=("Ada Okafor", "José van der Berg", "Łukasz Świątek Jr."),
        year=2025,
        arxiv=ArxivId(id="2501.00001", version=2),
        sha256="a1b2c3d4e5f60718" * 4,
        venue="Proceedings of the Conference on Trying Again",
        licence="http://creativecommons.org/licenses/by/4.0/",
        abstract="We measure what training for several tries costs.",
    ),
    Paper(
        id=D,
        title="damaged.pdf",
        status=PaperStatus.FAILED,
        reason="The file ends in the middle of its cross-reference table; download it again.",
    ),
    Paper(
        id=B,
        title="Replicating trade-offs: 100% of what {we} could & could not repeat_",
        authors=("Åsa Lindqvist", "Gemini Team", "O'Neil, Sean"),
        year=2024,
        arxiv=ArxivId(id="2502.00002", version=1),
        sha256="0f1e2d3c4b5a6978" * 4,
        status=PaperStatus.PARTIAL,
        reason="Page 1 holds no text.",
    ),
    Paper(
        id=C,
        title=f"A hostile title {HOSTILE}",
        authors=("Müller & Söhne <b>", "王 小明"),
        year=2023,
        venue="Journal of | Pipes",
        doi="10.1234/abc_def",
        sha256="99" * 32,
        path="papers/hostile.pdf",
        notices=(
            Notice(
                kind=NoticeKind.RETRACTED,
                source="retraction-watch",
                date="2026-05-01",
                id="doi:10.1234/notice<9>",
                text=HOSTILE,
            ),
            Notice(kind=NoticeKind.NEWER, source="arxiv", date="2026-06-01", id="arxiv:2503.00003v4"),
        ),
    ),
    Paper(id=E, title="locked.pdf", status=PaperStatus.FAILED, reason="The file is encrypted."),
)

CELL = CellRef(
    table="t2", label="Table 2", row_path=("Ours, pass@8 objective",), column_path=("HumanEval", "p@1"), text="58.9"
)
ORIGIN = Origin(engine="embedded", version="0.1", embedding="minilm:abc")


class Maker:
    """Makes claims whose quotes stand in the two files."""

    def __init__(self, first: Path, second: Path) -> None:
        self.files = {A: first, B: second}

    def span(self, paper: str, page: int, quote: str) -> Span:
        at = boxes(self.files[paper], page, quote) if paper in self.files else ()
        return Span(document=f"doc-{paper}", page=page, boxes=at, start=10, end=10 + len(quote))

    def place(
        self, paper: str, page: int, quote: str, stance: Stance, relation: Relation, cell: CellRef | None = None
    ) -> Evidence:
        note = "The same measurement in another place." if relation is not Relation.SOURCE else ""
        return Evidence(
            paper=paper,
            page=page,
            quote=quote,
            span=self.span(paper, page, quote),
            stance=stance,
            relation=relation,
            cell=cell,
            note=note,
        )

    def claim(
        self,
        number: int,
        text: str,
        label: VerdictLabel,
        rung: Rung,
        *,
        paper: str,
        page: int,
        quote: str,
        evidence: tuple[Evidence, ...] = (),
        numbers: tuple[str, ...] = (),
        checks: tuple[Check, ...] = (),
        correction: Correction | None = None,
        confidence: float | None = None,
        type_: ClaimType = ClaimType.VALUE,
        reason: str = "second_place",
        explanation: str = "",
        flags: tuple[str, ...] = (),
    ) -> CheckedClaim:
        id_ = f"clm{number:04d}"
        claim = Claim(
            id=id_,
            text=text,
            type=type_,
            paper=paper,
            span=self.span(paper, page, quote),
            quote=quote,
            quantities=quantities(text, *numbers),
            relevance=0.5 + number / 100,
            section="4.2 Main results",
            flags=flags,
        )
        verdict = Verdict(
            claim=id_,
            label=label,
            rung=rung,
            reason=reason,
            explanation=explanation,
            evidence=evidence,
            checks=checks,
            confidence=confidence,
            calibration="217 labelled claims of the benchmark" if confidence is not None else "",
            correction=correction,
            origin=ORIGIN,
        )
        return CheckedClaim(claim=claim, verdict=verdict)


def make_claims(make: Maker) -> tuple[CheckedClaim, ...]:
    L, R, S = VerdictLabel, Rung, Stance
    located = Check(name="located", status=CheckStatus.PASSED, detail="The quote stands on page 1, letter for letter.")
    cell = Check(
        name="table_cell",
        status=CheckStatus.PASSED,
        detail="Table 2, row “Ours, pass@8 objective”, column “HumanEval p@1” prints 58.9.",
        assumptions=("columns are read by their nearest header",),
    )
    grim = Check(name="granularity", status=CheckStatus.NO_POWER, detail="Means over five seeds fit any value here.")
    lost = Check(name="delta", status=CheckStatus.FAILED, detail="62.4 − 58.9 = 3.5, the claim says 5.3.")
    row = "Ours, pass@8 objective"
    return (
        make.claim(
            1,
            "Training for pass@8 lowers the pass@1 of a seven-billion model on HumanEval from 62.4% to 58.9% while its "
            "pass@8 rises from 81.2% to 86.0%.",
            L.SUPPORTED,
            R.CORROBORATED,
            paper=A,
            page=1,
            quote=LEFT[1],
            numbers=("62.4%", "58.9%", "81.2%", "86.0%"),
            evidence=(
                make.place(A, 1, row, S.SUPPORTS, Relation.SAME_PAPER, CELL),
                make.place(B, 2, OTHER[1], S.SUPPORTS, Relation.INDEPENDENT),
            ),
            checks=(located, cell, grim),
            confidence=0.9137,
            reason="other_paper",
            explanation="Table 2 of the same paper and a replication by another group print the same loss.",
        ),
        make.claim(
            2,
            "The pass@8 objective costs 5.3 points of pass@1 on HumanEval.",
            L.CONTRADICTED,
            R.FAITHFUL,
            paper=B,
            page=2,
            quote=OTHER[1],
            numbers=("5.3 points",),
            evidence=(make.place(A, 1, row, S.CONTRADICTS, Relation.INDEPENDENT, CELL),),
            checks=(lost,),
            correction=Correction(kind="delta", text="The pass@8 objective costs 3.5 points of pass@1 on HumanEval."),
            type_=ClaimType.DELTA,
            reason="cell_differs",
            explanation="The two cells of Table 2 differ by 3.5 points.",
        ),
        make.claim(
            3,
            "Reinforcement learning with verifiable rewards raises pass@1 on AIME from 23.3% to 40.0%, but leaves "
            "pass@256 where it was for the base model.",
            L.SUPPORTED,
            R.CONSISTENT,
            paper=B,
            page=2,
            quote=OTHER[2],
            numbers=("23.3%", "40.0%"),
            evidence=(
                make.place(B, 2, OTHER[2], S.SUPPORTS, Relation.SOURCE),
                make.place(B, 2, OTHER[4], S.SUPPORTS, Relation.SAME_PAPER),
            ),
            confidence=0.8,
        ),
        make.claim(
            4,
            "The same model reaches 57.1% on HumanEval.",
            L.DISPUTED,
            R.FAITHFUL,
            paper=B,
            page=2,
            quote=OTHER[3],
            numbers=("57.1%",),
            evidence=(make.place(A, 1, LEFT[1], S.CONTRADICTS, Relation.INDEPENDENT),),
            reason="other_paper_differs",
            explanation="The original authors print 58.9%, with sampling instead of greedy decoding.",
        ),
        make.claim(
            5,
            "A fourth round of evolved instructions gains nothing beyond noise.",
            L.SUPPORTED,
            R.FAITHFUL,
            paper=A,
            page=1,
            quote=RIGHT[0],
            type_=ClaimType.STANCE,
            reason="single_place",
            flags=("hedged", "resolved_we"),
        ),
        make.claim(
            6,
            "On a test of 164 problems the greedy pass@1 is 58.93%.",
            L.IMPOSSIBLE,
            R.LOCATED,
            paper=A,
            page=1,
            quote=RIGHT[1],
            numbers=("58.93%",),
            reason="granularity",
            explanation="No whole number of 164 problems rounds to 58.93%.",
        ),
        make.claim(
            7,
            "The loss is largest on the problems that the base model already solves at its first attempt.",
            L.NOT_ENOUGH_EVIDENCE,
            R.LOCATED,
            paper=A,
            page=1,
            quote=LEFT[2],
            type_=ClaimType.TREND,
            reason="no_second_place",
            explanation="No table or sentence splits the results by difficulty.",
        ),
        make.claim(
            8,
            "The two objectives pull the policy towards different answers.",
            L.ABSTAINED,
            R.LOCATED,
            paper=A,
            page=1,
            quote=LEFT[2],
            type_=ClaimType.STANCE,
            reason="stance_without_nli",
        ),
        make.claim(
            9,
            f"A claim that carries hostile text: {HOSTILE}",
            L.SOURCE_UNAVAILABLE,
            R.NONE,
            paper=C,
            page=3,
            quote=f"Quoted: {HOSTILE}",
            explanation=f"Explained: {HOSTILE}",
            reason="file_missing",
        ),
        make.claim(
            10,
            "Progress will continue, with " + "averyveryverylongidentifierwithoutanyspace" * 5 + " as the example.",
            L.NOT_CHECKABLE,
            R.NONE,
            paper=C,
            page=4,
            quote="Progress will continue.",
            type_=ClaimType.STANCE,
            reason="prediction",
        ),
        make.claim(
            11,
            "All figures are means over five seeds, and the temperature is 0.8 unless the text says otherwise; " * 6
            + "this is the last word.",
            L.SUPPORTED,
            R.LOCATED,
            paper=A,
            page=1,
            quote=LEFT[3],
            reason="single_place",
        ),
    )


def make_report(first: Path, second: Path) -> Report:
    make = Maker(first, second)
    claims = make_claims(make)
    reported = [
        Reported(
            paper=paper,
            value=quantities(raw, raw)[0],
            quote=quote,
            page=page,
            span=make.span(paper, page, quote),
            cell=cell,
            claim=claim,
        )
        for paper, raw, quote, page, cell, claim in (
            (A, "58.9", "Ours, pass@8 objective", 1, CELL, "clm0001"),
            (B, "57.1%", OTHER[3], 2, None, "clm0004"),
        )
    ]
    return Report(
        question="Does optimising for pass@k degrade pass@1, and how do Evol-Instruct and reinforcement learning "
        "change the trade-off?",
        created="2026-06-07T12:34:56+00:00",
        engine="embedded",
        version="0.1.0",
        title="Pass@k against pass@1: what training for many tries costs",
        papers=PAPERS,
        answer=(
            AnswerSentence(
                text="Yes: training for pass@8 costs about three and a half points of pass@1 on HumanEval.",
                claims=("clm0001", "clm0002"),
            ),
            AnswerSentence(
                text="Reinforcement learning moves the other way: it raises pass@1 and leaves pass@256 where it was.",
                claims=("clm0003",),
            ),
            AnswerSentence(
                text="Deeper evolution of instructions adds little after three rounds.", claims=("clm0005",)
            ),
        ),
        facets=(
            Facet(
                title="What does pass@k training cost at pass@1?", claims=("clm0001", "clm0002", "clm0004", "clm0007")
            ),
            Facet(title="What does reinforcement learning change?", claims=("clm0003", "clm0008", "clm0001")),
            Facet(title="What does Evol-Instruct change?", claims=("clm0005", "clm0006")),
        ),
        claims=claims,
        disagreements=(
            Disagreement(
                subject="Seven-billion model, pass@8 objective, HumanEval pass@1",
                values=tuple(reported),
                note="The second paper decodes greedily; the first samples at temperature 0.8.",
            ),
        ),
        not_checked=("One stance claim was not judged: no NLI model is configured.", f"Hostile reason: {HOSTILE}"),
        method=("Five files were looked at; three could be read.", "The embedded engine judged every claim."),
        limitations=("Figures that stand only in plots are not read.",),
        search=(
            SearchLog(source="folder", query="papers/ | *.pdf", found=5, kept=3),
            SearchLog(source="arxiv", query=HOSTILE, found=9, kept=1, date="2026-11-28T10:00:00+00:00", total=1200),
            SearchLog(source="openalex", query='"pass@k"', found=0, kept=0, note="not asked: HTTP 403 <b>key</b>"),
        ),
        screening=Screening(
            identified=9,
            duplicates=2,
            screened=7,
            read=3,
            out=(
                ScreenedOut(
                    id="doi:10.5555/x",
                    title=f"Left out {HOSTILE}",
                    year=2025,
                    sources=("arxiv", "openalex"),
                    reason=ScreenReason.NOT_RETRIEVED,
                    detail="the host sent a web page",
                    score=0.91,
                ),
                ScreenedOut(
                    id="a", title="Birds", year=None, sources=("arxiv",), reason=ScreenReason.UNRELATED, score=0.1
                ),
                ScreenedOut(
                    id="b", title="Beams", year=2001, sources=("arxiv",), reason=ScreenReason.UNRELATED, score=0.2
                ),
                ScreenedOut(id="c", title="Gone", year=2020, sources=("crossref",), reason=ScreenReason.RETRACTED),
            ),
        ),
        reviews=(
            Review(reviewer="evidence", score=7.4321, reasons=("Two of eleven claims are verified.",)),
            Review(reviewer="numbers", score=6.0, reasons=("Every number was parsed.", "One | is impossible.")),
        ),
        score=6.71605,
        counts=Counts(
            papers=3,
            papers_failed=2,
            claims=11,
            verified=2,
            contradicted=2,
            disputed=1,
            not_enough_evidence=1,
            abstained=1,
            candidates=240,
            refused=31,
            irrelevant=198,
        ),
    )
