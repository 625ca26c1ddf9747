"""HTML papers as arXiv and ar5iv serve them: LaTeXML's classes, formulas by their TeX, footnotes, citations by link."""

# ruff: noqa: E501
from __future__ import annotations

from pathlib import Path

import pytest

from synth.parse.markup import read_markup
from synth.records import Document, Paper, SectionKind, SentenceKind

ARXIV = """\
<!DOCTYPE html><html lang="en">
<head><meta content="text/html; charset=utf-8" http-equiv="content-type"/>
<title>StepSampler: Sampling in Steps</title>
<!--Generated on Mon Jan 15 10:00:00 2024 by LaTeXML (version 0.8.8) http://dlmf.nist.gov/LaTeXML/.-->
<link href="x.css" rel="stylesheet"/><script>var a = "<p>no text</p>";</script></head>
<body>
<nav class="ltx_page_navbar"><nav class="ltx_TOC"><ol class="ltx_toclist"><li class="ltx_tocentry ltx_tocentry_section"><a class="ltx_ref" href="#S1"><span class="ltx_text ltx_ref_title"><span class="ltx_tag ltx_tag_ref">1 </span>Introduction</span></a></li></ol></nav></nav>
<div class="ltx_page_main"><div class="package-alerts ltx_document" role="alert"><p>HTML conversions sometimes display errors.</p></div>
<div class="ltx_page_content"><div class="section" id="target-section"><div id="license-tr">License: CC BY 4.0</div><div id="watermark-tr">arXiv:2401.00001v2 [cs.CL] 15 Jan 2024</div></div>
<article class="ltx_document ltx_authors_1line">
<h1 class="ltx_title ltx_title_document">StepSampler: Sampling in Steps</h1>
<div class="ltx_authors"><span class="ltx_creator ltx_role_author"><span class="ltx_personname">Ann Lee
</span><span class="ltx_author_notes"><span class="ltx_contact ltx_role_affiliation">University of Things</span></span></span>
<span class="ltx_author_before"> </span><span class="ltx_creator ltx_role_author"><span class="ltx_personname">Bo Chan</span></span></div>
<div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p" id="id1.id1">We sample in steps. Our model scores <math alttext="62.0\\%" class="ltx_Math" display="inline" id="m1"><semantics><mrow><mn>62.0</mn><mo>%</mo></mrow><annotation encoding="application/x-tex">62.0\\%</annotation></semantics></math> on HumanEval.</p></div>
<section class="ltx_section" id="S1"><h2 class="ltx_title ltx_title_section"><span class="ltx_tag ltx_tag_section">1 </span>Introduction</h2>
<div class="ltx_para" id="S1.p1"><p class="ltx_p">Training took <math alttext="10^{28}" class="ltx_Math" display="inline"><semantics><msup><mn>10</mn><mn>28</mn></msup></semantics></math> operations<span class="ltx_note ltx_role_footnote" id="footnote1"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>Counted once, as <em class="ltx_emph">all</em> do.</span></span></span> in all. Sampling helps <cite class="ltx_cite ltx_citemacro_citep">(Roe et al., <a class="ltx_ref" href="#bib.bib2" title="">2021</a>; Lee and Chan, <a class="ltx_ref" href="#bib.bib1">2020</a>)</cite>. As <cite class="ltx_cite ltx_citemacro_citet">Roe et al. (<a class="ltx_ref" href="#bib.bib2">2021</a>)</cite> say, <math alttext="k=100" display="inline"></math> suffices. It is shown in Table <a class="ltx_ref" href="#S2.T1"><span class="ltx_text ltx_ref_tag">1</span></a>.</p></div>
<div class="ltx_para"><table class="ltx_equation ltx_eqn_table" id="S1.E1"><tbody><tr class="ltx_equation ltx_eqn_row"><td class="ltx_eqn_cell ltx_eqn_center_padleft"></td><td class="ltx_eqn_cell"><math alttext="p=1-\\frac{a}{b}" display="block"></math></td><td class="ltx_eqn_cell ltx_eqn_eqno"><span class="ltx_tag ltx_tag_equation">(1)</span></td></tr></tbody></table><p class="ltx_p">where it is said what <math alttext="p"></math> is.</p></div>
</section>
<section class="ltx_section" id="S2"><h2 class="ltx_title ltx_title_section"><span class="ltx_tag ltx_tag_section">2 </span>Results</h2>
<section class="ltx_subsection" id="S2.SS1"><h3 class="ltx_title ltx_title_subsection"><span class="ltx_tag ltx_tag_subsection">2.1 </span>Main results</h3>
<figure class="ltx_table" id="S2.T1"><figcaption class="ltx_caption ltx_centering"><span class="ltx_tag ltx_tag_table">Table 1: </span>Scores of all systems. <math alttext="\\dagger"></math>: reported.</figcaption>
<table class="ltx_tabular ltx_centering ltx_guessed_headers ltx_align_middle"><thead class="ltx_thead">
<tr class="ltx_tr"><th class="ltx_td ltx_align_left ltx_th ltx_th_column ltx_th_row ltx_border_tt" rowspan="2"><span class="ltx_text">Model</span></th><th class="ltx_td ltx_align_center ltx_th ltx_th_column ltx_border_tt" colspan="2">HumanEval</th><th class="ltx_td ltx_th ltx_th_column" colspan="2">MBPP</th></tr>
<tr class="ltx_tr"><th class="ltx_td ltx_th ltx_th_column">pass@1</th><th class="ltx_td ltx_th ltx_th_column">pass@10</th><th class="ltx_td ltx_th ltx_th_column">pass@1</th><th class="ltx_td ltx_th ltx_th_column">pass@10</th></tr></thead>
<tbody class="ltx_tbody">
<tr class="ltx_tr"><th class="ltx_td ltx_align_center ltx_th ltx_th_row" colspan="5"><span class="ltx_text ltx_font_italic">Closed models</span></th></tr>
<tr class="ltx_tr"><th class="ltx_td ltx_align_left ltx_th ltx_th_row">Alpha<sup class="ltx_sup"><span class="ltx_text">†</span></sup></th><td class="ltx_td">41.7</td><td class="ltx_td">52.3</td><td class="ltx_td">43.0<math alttext="{}_{\\pm 0.4}"></math></td><td class="ltx_td">–</td></tr>
<tr class="ltx_tr"><th class="ltx_td ltx_align_center ltx_th ltx_th_row" colspan="5">Open models</th></tr>
<tr class="ltx_tr"><th class="ltx_td ltx_th ltx_th_row">StepSampler <cite class="ltx_cite">(<a class="ltx_ref" href="#bib.bib1">2020</a>)</cite></th><td class="ltx_td"><span class="ltx_text ltx_font_bold">62.0</span></td><td class="ltx_td"><span class="ltx_text ltx_framed ltx_framed_underline">71.5</span></td><td class="ltx_td"><math alttext="\\mathbf{60.9}"></math></td><td class="ltx_td">74.1</td></tr>
</tbody></table></figure>
<figure class="ltx_table" id="S2.T2"><div class="ltx_flex_figure"><div class="ltx_flex_cell"><div class="ltx_inline-block ltx_transformed_outer"><span class="ltx_transformed_inner"><span class="ltx_tabular ltx_align_middle"><span class="ltx_tr"><span class="ltx_td ltx_border_tt">Setting</span><span class="ltx_td ltx_border_tt">Value</span><span class="ltx_td">Cost</span></span><span class="ltx_tr"><span class="ltx_td">Rate</span><span class="ltx_td"><math alttext="5\\times 10^{-7}"></math></span><span class="ltx_td">3</span></span><span class="ltx_tr"><span class="ltx_td">Batch</span><span class="ltx_td">32</span><span class="ltx_td">4</span></span></span></span></div></div></div><figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_table">Table 2: </span>Settings.</figcaption></figure>
<div class="ltx_para"><p class="ltx_p">The model wins by 20.3 points.</p><ul class="ltx_itemize"><li class="ltx_item"><span class="ltx_tag ltx_tag_item">•</span><div class="ltx_para"><p class="ltx_p">It is fast.</p></div></li></ul></div>
<figure class="ltx_figure" id="S2.F1"><img alt="Refer to caption" class="ltx_graphics" src="x1.png"/><figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_figure">Figure 1: </span>A curve.</figcaption></figure>
</section></section>
<section class="ltx_bibliography" id="bib"><h2 class="ltx_title ltx_title_bibliography">References</h2><ul class="ltx_biblist">
<li class="ltx_bibitem" id="bib.bib1"><span class="ltx_tag ltx_role_refnum ltx_tag_bibitem">Lee and Chan (2020)</span><span class="ltx_bibblock">Ann Lee and Bo Chan. 2020.</span>
<span class="ltx_bibblock">On things vs. stuff.</span>
<span class="ltx_bibblock"><em class="ltx_emph ltx_font_italic">arXiv preprint arXiv:2001.00001</em>.</span></li>
<li class="ltx_bibitem" id="bib.bib2"><span class="ltx_tag ltx_role_refnum ltx_tag_bibitem">Roe et al. (2021)</span><span class="ltx_bibblock">Cy Roe, Dee Ux, and Eve Yo. 2021.</span><span class="ltx_bibblock"><a class="ltx_ref ltx_href" href="https://doi.org/10.1/x">A study of steps</a>.</span><span class="ltx_bibblock">In <em>Proceedings of ICML</em>, pages 1–9.</span></li>
</ul></section>
<section class="ltx_appendix" id="A1"><h2 class="ltx_title ltx_title_appendix"><span class="ltx_tag ltx_tag_appendix">Appendix A </span>Details</h2><div class="ltx_para"><p class="ltx_p">More is said here of the details.</p></div></section>
</article></div><footer class="ltx_page_footer"><div class="ltx_page_logo">Generated on Mon Jan 15 by LaTeXML</div></footer></div></body></html>
"""

AR5IV = """\
<!DOCTYPE html><html lang="en"><head><meta http-equiv="content-type" content="text/html; charset=UTF-8">
<title>[2402.00001] Steps of All Sizes</title><link rel="stylesheet" href="/assets/ar5iv.0.8.0.min.css"></head><body>
<div class="ltx_page_main"><div class="ltx_page_content"><article class="ltx_document ltx_leqno">
<h1 class="ltx_title ltx_title_document">Steps of All Sizes</h1>
<div class="ltx_authors"><span class="ltx_creator ltx_role_author"><span class="ltx_personname">Cy Roe<sup class="ltx_sup">1</sup>
&nbsp;&nbsp;Dee Ux<sup class="ltx_sup">2</sup><br class="ltx_break">University of Steps</span></span></div>
<div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p">Steps of all sizes are compared.</p></div>
<section id="S1" class="ltx_section"><h2 class="ltx_title ltx_title_section"><span class="ltx_tag ltx_tag_section">I </span><span class="ltx_text ltx_font_smallcaps">Introduction</span></h2>
<div id="S1.p1" class="ltx_para"><p class="ltx_p">Steps were studied before.<sup class="ltx_sup"><cite class="ltx_cite ltx_citemacro_cite"><a href="#bib.bib1" title="" class="ltx_ref">1</a>,<a href="#bib.bib2" class="ltx_ref">2</a></cite></sup> They come in
<math id="S1.m1" class="ltx_Math" alttext="m^{2}" display="inline"><semantics><msup><mi>m</mi><mn>2</mn></msup></semantics></math> kinds <cite class="ltx_cite ltx_citemacro_cite">[<a href="#bib.bib2" class="ltx_ref">2</a>, <a href="#bib.bib3" class="ltx_ref">3</a>]</cite>.<sup class="ltx_note_mark">2</sup><span id="footnote2" class="ltx_note ltx_role_footnotetext"><sup class="ltx_note_mark">2</sup><span class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">2</sup>Not counting the smallest ones.</span></span></span></p></div></section>
<section id="bib" class="ltx_bibliography"><h2 class="ltx_title ltx_title_bibliography">References</h2><ul class="ltx_biblist">
<li id="bib.bib1" class="ltx_bibitem"><span class="ltx_tag ltx_role_refnum ltx_tag_bibitem">[1]</span><span class="ltx_bibblock">A.&nbsp;Lee and B.&nbsp;Chan, “On small steps,” <em class="ltx_emph ltx_font_italic">Journal of Steps</em>, vol.&nbsp;3, pp. 1–9, 2017.</span></li>
<li id="bib.bib2" class="ltx_bibitem"><span class="ltx_tag ltx_role_refnum ltx_tag_bibitem">[2]</span><span class="ltx_bibblock">C.&nbsp;Roe, “On large steps,” <em>arXiv:1901.00001</em>, 2019.</span></li>
<li id="bib.bib3" class="ltx_bibitem"><span class="ltx_tag ltx_role_refnum ltx_tag_bibitem">[3]</span><span class="ltx_bibblock">D.&nbsp;Ux, “On no steps,” in <em>Proc. STEPS</em>, 2020.</span></li>
</ul></section></article></div></div>
<div class="ar5iv-footer"><a href="/feeling_lucky">Feeling lucky?</a> Conversion report</div></body></html>
"""


def read(tmp_path: Path, name: str, text: str) -> tuple[Document, Paper]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_markup(path, document_id="d1", sha256="ab" * 32, parser="test")


@pytest.fixture
def arxiv(tmp_path: Path) -> tuple[Document, Paper]:
    return read(tmp_path, "2401.00001v2.html", ARXIV)


@pytest.fixture
def ar5iv(tmp_path: Path) -> tuple[Document, Paper]:
    return read(tmp_path, "2402.00001.html", AR5IV)


def texts(document: Document, kind: SentenceKind = SentenceKind.BODY) -> list[str]:
    return [sentence.text for sentence in document.sentences if sentence.kind is kind]


def test_front_matter(arxiv: tuple[Document, Paper]) -> None:
    _, paper = arxiv
    assert (paper.id, paper.year, paper.title) == ("arxiv:2401.00001v2", 2024, "StepSampler: Sampling in Steps")
    assert paper.authors == ("Ann Lee", "Bo Chan")
    assert paper.abstract == "We sample in steps. Our model scores 62.0% on HumanEval."


def test_text_without_the_pages_own_words(arxiv: tuple[Document, Paper]) -> None:
    document, _ = arxiv
    assert texts(document) == [
        "StepSampler: Sampling in Steps",
        "We sample in steps.",
        "Our model scores 62.0% on HumanEval.",
        "Training took 10^28 operations in all.",
        "Sampling helps (Roe et al., 2021; Lee and Chan, 2020).",
        "As Roe et al. (2021) say, k = 100 suffices.",
        "It is shown in Table 1.",
        "p = 1 − a/b",
        "where it is said what p is.",
        "The model wins by 20.3 points.",
        "It is fast.",
        "More is said here of the details.",
    ]
    assert texts(document, SentenceKind.FOOTNOTE) == ["Counted once, as all do."]
    assert texts(document, SentenceKind.CAPTION) == [
        "Table 1: Scores of all systems.", "†: reported.", "Table 2: Settings.", "Figure 1: A curve.",
    ]  # fmt: skip
    assert [(section.title, section.kind, section.level) for section in document.sections][2:5] == [
        ("1 Introduction", SectionKind.INTRODUCTION, 1),
        ("2 Results", SectionKind.RESULTS, 1),
        ("2.1 Main results", SectionKind.RESULTS, 2),
    ]


def test_tables(arxiv: tuple[Document, Paper]) -> None:
    main, settings = arxiv[0].tables
    assert (main.label, main.caption) == ("Table 1", "Table 1: Scores of all systems. †: reported.")
    assert main.header_paths[1:] == (
        ("HumanEval", "pass@1"), ("HumanEval", "pass@10"), ("MBPP", "pass@1"), ("MBPP", "pass@10"),
    )  # fmt: skip
    assert {row.path: [cell.text for cell in row.cells] for row in main.rows} == {
        ("Closed models", "Alpha"): ["41.7", "52.3", "43.0±0.4", "–"],
        ("Open models", "StepSampler (2020)"): ["62.0", "71.5", "60.9", "74.1"],
    }
    best = main.rows[1].cells
    assert [(cell.bold, cell.underlined) for cell in best] == [
        (True, False),
        (False, True),
        (True, False),
        (False, False),
    ]
    assert {row.path[0]: row.cells[0].text for row in settings.rows} == {"Rate": "5 × 10^-7", "Batch": "32"}
    assert settings.label == "Table 2"


def test_references_and_citations(arxiv: tuple[Document, Paper]) -> None:
    document, _ = arxiv
    assert [(r.title, r.year, str(r.arxiv or "")) for r in document.references] == [
        ("On things vs. stuff", 2020, "2001.00001"),
        ("A study of steps", 2021, ""),
    ]
    cited = {s.text[:8]: [citation.reference for citation in s.citations] for s in document.sentences if s.citations}
    assert cited == {"Sampling": [1, 0], "As Roe e": [1]}


def test_raised_citations_and_notes_of_ar5iv(ar5iv: tuple[Document, Paper]) -> None:
    document, paper = ar5iv
    assert (paper.id, paper.title) == ("arxiv:2402.00001", "Steps of All Sizes")
    assert paper.authors == ("Cy Roe", "Dee Ux")
    assert texts(document)[-2:] == ["Steps were studied before [1,2].", "They come in m^2 kinds [2, 3]."]
    assert texts(document, SentenceKind.FOOTNOTE) == ["Not counting the smallest ones."]
    assert [(r.key, r.title, r.year) for r in document.references] == [
        ("1", "On small steps", 2017), ("2", "On large steps", 2019), ("3", "On no steps", 2020),
    ]  # fmt: skip
    cited = [[citation.reference for citation in sentence.citations] for sentence in document.sentences]
    assert [numbers for numbers in cited if numbers] == [[0, 1], [1, 2]]
