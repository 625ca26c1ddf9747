"""One small report, written in every format that an audit reads, and what is in it."""

from __future__ import annotations

import json
from pathlib import Path

from synth.extract.submitted import read_submission
from synth.parse import ParseJob, parse_file
from synth.records import Document
from synth.records.audit import Submission

TITLE = "Code Models Compared: A Short Review"
PROSE = (
    "WizardCoder-15B reaches 57.3 pass@1 on HumanEval [1].",
    "Codex solves 28.8% of the problems with a single sample (Chen et al., 2021).",
)
ITEMS = (
    "GRPO lowers pass@256 from 69.1 to 63.9 on Omni-MATH [3].",
    "StarCoder-15B scores 33.6 pass@1 on HumanEval.",
)
QUESTION = "Which of these models would win?"
ITSELF = "This report was generated automatically and does not constitute original research."
CLAIMS = (
    ("Evol-Instruct was run for four rounds on Code Alpaca.", "✓", "0.91", "[1]"),
    ("HumanEval consists of 164 handwritten problems.", "×", "0.40", "[2]"),
    ("The base models used include StarCoder, Code Llama and", "×", "0.05", ""),
)
RESULTS = (("WizardCoder-15B", "57.3", "51.8"), ("StarCoder-15B", "33.6", "43.6"))
WORKS = (
    "Ziyang Luo, Can Xu, and Pu Zhao. 2023. WizardCoder: Empowering Code Models with Evol-Instruct. "
    "arXiv:2306.08568v1.",
    "Mark Chen, Jerry Tworek, and Heewoo Jun. 2021. Evaluating Large Language Models Trained on Code. "
    "https://arxiv.org/abs/2107.03374",
    "Yang Yue and Zhiqi Chen. 2025. Does Reinforcement Learning Really Incentivize Reasoning? arXiv:2504.13837v2.",
    "Ann Roe. 2020. A Work That Nobody Cites. Journal of Code, 3.",
)
EXPECTED = {
    ("sentence", PROSE[0], (0,)),
    ("sentence", PROSE[1], (1,)),
    ("bullet", ITEMS[0], (2,)),
    ("bullet", ITEMS[1], ()),
    ("claim_row", CLAIMS[0][0], (0,)),
    ("claim_row", CLAIMS[1][0], (1,)),
    ("claim_row", CLAIMS[2][0], ()),
    ("table_row", "WizardCoder-15B: 57.3 on HumanEval, 51.8 on MBPP.", ()),
    ("table_row", "StarCoder-15B: 33.6 on HumanEval, 43.6 on MBPP.", ()),
}
"""Kind, text and cited works of every statement, whatever the format."""
HEAD = ("Claim", "Verified", "Confidence", "Source")
RESULT_HEAD = ("Model", "HumanEval", "MBPP")


def read(path: Path) -> tuple[Submission, Document]:
    """The file as the audit reads it."""
    parsed = parse_file(ParseJob(path, "0" * 64, submitted=True))
    return read_submission(parsed.document, parsed.paper), parsed.document


def found(submission: Submission) -> set[tuple[str, str, tuple[int, ...]]]:
    """What was found, to be compared with `EXPECTED`."""
    return {(s.kind.value, s.text, s.cited) for s in submission.statements}


def kinds(submission: Submission) -> list[str]:
    """Kinds of the findings."""
    return [finding.kind for finding in submission.findings]


def messages(submission: Submission, kind: str) -> list[str]:
    """Messages of the findings of one kind."""
    return [finding.message for finding in submission.findings if finding.kind == kind]


def as_markdown(path: Path) -> Path:
    def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
        lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
        return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])

    items = "\n".join(f"- {item}" for item in (*ITEMS, QUESTION))
    works = "\n".join(f"{number}. {work}" for number, work in enumerate(WORKS, 1))
    path.write_text(
        f"# {TITLE}\n\n## Abstract\n\n{ITSELF}\n\n## Findings\n\n{' '.join(PROSE)}\n\n{items}\n\n"
        f"## Listed Claims\n\n{table(HEAD, CLAIMS)}\n\n"
        f"## Figures\n\nHere they are.\n\n{table(RESULT_HEAD, RESULTS)}\n\n"
        f"## References\n\n{works}\n",
        encoding="utf-8",
    )
    return path


def as_text(path: Path) -> Path:
    def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
        return "\n".join("\t".join(row) for row in (head, *rows))

    items = "\n".join(f"  • {item}" for item in (*ITEMS, QUESTION))
    works = "\n".join(f"[{number}] {work}" for number, work in enumerate(WORKS, 1))
    path.write_text(
        f"{TITLE}\n\nAbstract\n\n{ITSELF}\n\n1 Findings\n\n{' '.join(PROSE)}\n\n{items}\n\n"
        f"2 Listed Claims\n\n{table(HEAD, CLAIMS)}\n\n3 Figures\n\nHere they are.\n{table(RESULT_HEAD, RESULTS)}\n\n"
        f"References\n\n{works}\n",
        encoding="utf-8",
    )
    return path


def as_html(path: Path) -> Path:
    def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        top = "".join(f"<th>{cell}</th>" for cell in head)
        return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"

    items = "".join(f"<li>{item}</li>" for item in (*ITEMS, QUESTION))
    works = "".join(f"<li>{work}</li>" for work in WORKS)
    prose = " ".join(PROSE).replace("[1]", '<a href="#ref1">[1]</a>')
    path.write_text(
        f"<!doctype html><html><head><title>{TITLE}</title></head><body>"
        f"<h1>{TITLE}</h1><h2>Abstract</h2><p>{ITSELF}</p>"
        f"<h2>Findings</h2><p>{prose}</p><ul>{items}</ul><h2>Listed Claims</h2>{table(HEAD, CLAIMS)}"
        f"<h2>Figures</h2><p>Here they are.</p>{table(RESULT_HEAD, RESULTS)}"
        f"<h2>References</h2><ol>{works}</ol></body></html>",
        encoding="utf-8",
    )
    return path


def as_tex(path: Path) -> Path:
    def escaped(text: str) -> str:
        return text.replace("%", "\\%").replace("✓", "$\\checkmark$").replace("×", "$\\times$")

    def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
        lines = " \\\\\n".join(" & ".join(escaped(cell) for cell in row) for row in (head, *rows))
        return f"\\begin{{tabular}}{{{'l' * len(head)}}}\n{lines} \\\\\n\\end{{tabular}}"

    cite = {"[1]": "\\cite{w1}", "[2]": "\\cite{w2}", "[3]": "\\cite{w3}"}
    prose, items = " ".join(PROSE), "\n".join(f"\\item {item}" for item in (*ITEMS, QUESTION))
    claims = table(HEAD, CLAIMS)
    for key, command in cite.items():
        prose, items, claims = prose.replace(key, command), items.replace(key, command), claims.replace(key, command)
    works = "\n".join(f"\\bibitem{{w{number}}} {work}" for number, work in enumerate(WORKS, 1))
    path.write_text(
        "\\documentclass{article}\n\\begin{document}\n"
        f"\\title{{{TITLE}}}\n\\maketitle\n\\begin{{abstract}}{ITSELF}\\end{{abstract}}\n"
        f"\\section{{Findings}}\n{escaped(prose)}\n\\begin{{itemize}}\n{escaped(items)}\n\\end{{itemize}}\n"
        f"\\section{{Listed Claims}}\n{claims}\n\n"
        f"\\section{{Figures}}\nHere they are.\n\n{table(RESULT_HEAD, RESULTS)}\n"
        f"\\begin{{thebibliography}}{{9}}\n{works}\n\\end{{thebibliography}}\n\\end{{document}}\n",
        encoding="utf-8",
    )
    return path


def as_docx(path: Path) -> Path:
    from docx import Document as new_word

    word = new_word()
    word.add_heading(TITLE, 0)
    word.add_heading("Abstract", 1)
    word.add_paragraph(ITSELF)
    word.add_heading("Findings", 1)
    word.add_paragraph(" ".join(PROSE))
    for item in (*ITEMS, QUESTION):
        word.add_paragraph(item, style="List Bullet")
    for heading, head, rows in (("Listed Claims", HEAD, CLAIMS), ("Figures", RESULT_HEAD, RESULTS)):
        word.add_heading(heading, 1)
        table = word.add_table(rows=0, cols=len(head))
        for row in (head, *rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    word.add_heading("References", 1)
    for number, work in enumerate(WORKS, 1):
        word.add_paragraph(f"[{number}] {work}")
    word.save(str(path))
    return path


def as_json(path: Path) -> Path:
    claims = [
        {
            "claim": text,
            "verified": mark == "✓",
            "confidence": float(score),
            "citations": [int(cited[1])] if cited else [],
        }
        for text, mark, score, cited in CLAIMS
    ]
    path.write_text(
        json.dumps({"title": TITLE, "summary": " ".join(PROSE), "claims": claims, "references": list(WORKS)}),
        encoding="utf-8",
    )
    return path


def as_pdf(path: Path) -> Path:
    import typst

    def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], columns: str) -> str:
        cells = ", ".join(f"[{_typst(cell)}]" for row in (head, *rows) for cell in row)
        return f"#table(columns: {columns}, stroke: none, table.hline(), {cells}, table.hline())"

    items = "\n".join(f"- {_typst(item)}" for item in (*ITEMS, QUESTION))
    works = "\n\n".join(f"\\[{number}\\] {_typst(work)}" for number, work in enumerate(WORKS, 1))
    source = (
        "#set page(margin: 2.2cm)\n#set text(size: 10pt)\n#set heading(numbering: none)\n"
        f'#align(center, text(17pt, weight: "bold")[{_typst(TITLE)}])\n\n= Abstract\n{_typst(ITSELF)}\n\n= Findings\n'
        f"{_typst(' '.join(PROSE))}\n\n{items}\n\n= Listed Claims\n{table(HEAD, CLAIMS, '(1fr, auto, auto, auto)')}\n\n"
        f"= Figures\nHere they are.\n\n#figure(caption: [Accuracy of two models], kind: table, supplement: [Table], "
        f"{table(RESULT_HEAD, RESULTS, '3')[1:]})\n\n= References\n{works}\n"
    )
    file = path.with_suffix(".typ")
    file.write_text(source, encoding="utf-8")
    typst.compile(str(file), output=str(path))
    return path


def _typst(text: str) -> str:
    for sign in "\\[]@#*_$<>":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("//", "/\\/")
