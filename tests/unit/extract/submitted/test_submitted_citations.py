"""Citations of every shape, and those that lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import submitted_world as world

from synth.records.audit import Submission

LIST = (
    "\n\n## References\n\n[1] Ziyang Luo and Can Xu. 2023. WizardCoder: Empowering Code Models. arXiv:2306.08568.\n\n"
    "[2] Mark Chen and Jerry Tworek. 2021. Evaluating Large Language Models Trained on Code. arXiv:2107.03374.\n\n"
    "[3] Yang Yue. 2025. Does Reinforcement Learning Really Incentivize Reasoning? doi:10.1000/xyz.123\n"
)


def audited(folder: Path, text: str, name: str = "report.md") -> Submission:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return world.read(path)[0]


@pytest.mark.parametrize(
    ("citation", "cited"),
    [
        ("[1]", (0,)),
        ("[1, 3]", (0, 2)),
        ("[1–3]", (0, 1, 2)),
        ("[1][2]", (0, 1)),
        ("(Chen and Tworek, 2021)", (1,)),
        ("(Luo and Xu, 2023; Yue, 2025)", (0, 2)),
        ("as Yue (2025) reports", (2,)),
        ("(arXiv:2107.03374v2)", (1,)),
        ("(https://arxiv.org/pdf/2306.08568v1.pdf)", (0,)),
        ("([WizardCoder](https://arxiv.org/abs/2306.08568))", (0,)),
        ("(see <https://doi.org/10.1000/xyz.123>)", (2,)),
        ("", ()),
    ],
)
def test_shapes_of_citation(tmp_path: Path, citation: str, cited: tuple[int, ...]) -> None:
    submission = audited(
        tmp_path, f"# On Code\n\n## Results\n\nThe model reaches 57.3 pass@1 on HumanEval {citation}.{LIST}"
    )
    assert [statement.cited for statement in submission.statements] == [cited]
    assert len(submission.works) == 3
    assert "not_listed" not in world.kinds(submission)


def test_a_citation_behind_the_full_stop_belongs_to_its_sentence(tmp_path: Path) -> None:
    submission = audited(tmp_path, f"# On Code\n\n## Results\n\nIt reaches 57.3 pass@1 on HumanEval. [2]{LIST}")
    assert submission.statements[0].cited == (1,)


def test_links_are_works_of_their_own_where_no_list_has_them(tmp_path: Path) -> None:
    text = (
        "# On Code\n\nWizardCoder reaches 57.3 pass@1 on HumanEval [1](https://arxiv.org/abs/2306.08568v2). "
        "Codex solves 28.8% of it ([Chen et al.](https://arxiv.org/abs/2107.03374)).\n"
    )
    submission = audited(tmp_path, text)
    assert [statement.cited for statement in submission.statements] == [(0,), (1,)]
    assert [str(work.arxiv) for work in submission.works] == ["2306.08568v2", "2107.03374"]
    assert submission.statements[1].text == "Codex solves 28.8% of it (Chen et al.)."
    assert world.kinds(submission) == []


def test_footnotes_of_markdown(tmp_path: Path) -> None:
    text = (
        "# On Code\n\nWizardCoder reaches 57.3 pass@1 on HumanEval.[^1] Codex solves 28.8% of it.[^b]\n\n"
        "[^1]: Luo et al., WizardCoder: Empowering Code Models, 2023. <https://arxiv.org/abs/2306.08568>\n"
        "[^b]: https://arxiv.org/abs/2107.03374\n"
    )
    submission = audited(tmp_path, text)
    assert [statement.cited for statement in submission.statements] == [(0,), (1,)]
    assert [work.key for work in submission.works] == ["^1", "^b"]
    assert submission.works[0].title == "WizardCoder: Empowering Code Models"
    assert submission.statements[1].text == "Codex solves 28.8% of it [^b]."


def test_footnotes_and_links_of_html(tmp_path: Path) -> None:
    text = (
        "<html><body><h1>On Code</h1><p>WizardCoder reaches 57.3 pass@1 on HumanEval.<sup><a href='#fn1'>1</a></sup> "
        "Codex solves <a href='https://arxiv.org/abs/2107.03374'>28.8% of it</a>.</p>"
        "<h2>Footnotes</h2><ol><li id='fn1'>Luo and Xu, 2023, https://arxiv.org/abs/2306.08568 "
        "<a href='#r1'>↩</a></li></ol>"
        "</body></html>"
    )
    submission = audited(tmp_path, text, "report.html")
    assert [statement.cited for statement in submission.statements] == [(0,), (1,)]
    assert submission.statements[1].text == "Codex solves 28.8% of it."


def test_links_and_notes_of_latex(tmp_path: Path) -> None:
    text = (
        "\\documentclass{article}\\title{On Code}\\begin{document}\\maketitle\\section{Results}\n"
        "WizardCoder reaches 57.3 pass@1 on HumanEval (\\href{https://arxiv.org/abs/2306.08568}{Luo}).\n\\end{document}"
    )
    submission = audited(tmp_path, text, "report.tex")
    assert [str(work.arxiv) for work in submission.works] == ["2306.08568"]
    assert submission.statements[0].cited == (0,)


def test_links_and_notes_of_word(tmp_path: Path) -> None:
    from docx import Document as new_word
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    word = new_word()
    paragraph = word.add_paragraph("WizardCoder reaches 57.3 pass@1 on HumanEval, as ")
    link = OxmlElement("w:hyperlink")
    address = "https://arxiv.org/abs/2306.08568"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link.set(qn("r:id"), word.part.relate_to(address, kind, is_external=True))
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "its authors"
    run.append(text)
    link.append(run)
    paragraph._p.append(link)
    paragraph.add_run(" report.")
    word.save(str(tmp_path / "report.docx"))
    submission, _ = world.read(tmp_path / "report.docx")
    assert [s.text for s in submission.statements] == [
        "WizardCoder reaches 57.3 pass@1 on HumanEval, as its authors report."
    ]
    assert submission.statements[0].cited == (0,)
    assert submission.works[0].url == address


def test_citations_that_no_entry_fits(tmp_path: Path) -> None:
    prose = "A reaches 57.3% [1]. B reaches 61.2% [9]. C reaches 63.4% (Miller et al., 2019)."
    submission = audited(tmp_path, f"# On Code\n\n## Results\n\n{prose}{LIST}")
    assert world.messages(submission, "not_listed") == [
        "The report cites [9], which its reference list does not have.",
        "The report cites Miller et al. (2019), which its reference list does not have.",
    ]
    assert [statement.cited for statement in submission.statements] == [(0,), (), ()]


def test_an_interval_is_no_citation(tmp_path: Path) -> None:
    text = f"# On Code\n\n## Results\n\nAccuracy of 57.3% lies in the range [1, 3]. B reaches 61.2% [2].{LIST}"
    assert [statement.cited for statement in audited(tmp_path, text).statements] == [(), (1,)]


def test_bare_and_run_together_links(tmp_path: Path) -> None:
    text = (
        "# On Code\n\n## Results\n\nIt reaches 57.3% [2].\n\n## References\n\n"
        "- <http://arxiv.org/abs/2410.12381v3>\n- <http://arxiv.org/abs/2306.08568v2><http://arxiv.org/abs/2409.02392v2>\n"
    )
    submission = audited(tmp_path, text)
    assert [str(work.arxiv) for work in submission.works] == ["2410.12381v3", "2306.08568v2", "2409.02392v2"]
    assert submission.statements[0].cited == (1,)  # a list without keys is counted


def test_the_same_work_twice(tmp_path: Path) -> None:
    text = (
        "# On Code\n\n## Results\n\nIt reaches 57.3% [1, 2, 3].\n\n## References\n\n"
        "1. <http://arxiv.org/abs/2306.08568v1>\n2. Luo and Xu. 2023. WizardCoder. arXiv:2306.08568v2.\n"
        "3. <http://arxiv.org/abs/2409.02392v2>\n"
    )
    (message,) = world.messages(audited(tmp_path, text), "duplicate_reference")
    assert "2 times, as 2306.08568v1 and 2306.08568v2" in message


def test_each_part_of_a_thread_has_its_own_list(tmp_path: Path) -> None:
    text = (
        "Our method follows [1] and gains 3.1% over it.\n\nReferences\n\n"
        "[1] Qu et al., Recursive Introspection, 2024\n\n"
        "I have read this.\n\nTheorem proving reaches 41.7% with the tools of [1].\n\nReferences\n\n"
        "[1] Dong et al., Self-play Theorem Provers, 2025\n"
    )
    submission = audited(tmp_path, text, "thread.txt")
    assert [(s.text[:10], s.cited) for s in submission.statements] == [("Our method", (0,)), ("Theorem pr", (1,))]
    assert [work.title for work in submission.works] == ["Recursive Introspection", "Self-play Theorem Provers"]


def test_a_title_in_the_source_column_binds(tmp_path: Path) -> None:
    text = (
        "# On Code\n\n## Claims\n\n| Claim | Paper |\n|---|---|\n"
        "| Codex solves 28.8% of the problems. | Evaluating Large Language Models Trained on Code |\n"
        "| WizardCoder reaches 57.3 on HumanEval. | Luo and Xu (2023) |\n"
        f"| It has 15B parameters in all. | 1, 3 |{LIST}"
    )
    assert [statement.cited for statement in audited(tmp_path, text).statements] == [(1,), (0,), (0, 2)]


def test_a_named_and_linked_work_is_not_missing(tmp_path: Path) -> None:
    text = "# On Code\n\n## Results\n\nCoverage falls to 63.9% (Roe et al. 2025; https://arxiv.org/abs/2504.13837v2)."
    submission = audited(tmp_path, text + LIST)
    assert submission.statements[0].cited == (3,)
    assert "not_listed" not in world.kinds(submission)
