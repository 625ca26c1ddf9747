"""Papers in the looks of several venues, typeset by pdfLaTeX, with one or more drawn tables each."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import subjects
from content import Content
from kit import LOREM, Truth
from texcode import Tabular, draw_look

PACKAGES = (
    r"\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{amsmath,amssymb,pifont,booktabs,multirow,makecell,"
    r"tabularx,longtable,array,graphicx,adjustbox,rotating,siunitx,threeparttable,wrapfig}"
    r"\usepackage[table]{xcolor}"
)
_CLASSES = {
    "arxiv": r"\documentclass[11pt]{article}\usepackage[margin=1in]{geometry}\usepackage{lmodern}",
    "neurips": r"\documentclass[10pt]{article}\usepackage[textwidth=5.5in,textheight=9in]{geometry}"
               r"\usepackage{mathptmx}",
    "acl": r"\documentclass[11pt,a4paper,twocolumn]{article}\usepackage[margin=2.5cm,columnsep=0.6cm]{geometry}"
           r"\usepackage{mathptmx}\usepackage[font=small]{caption}",
    "icml": r"\documentclass[10pt,twocolumn]{article}\usepackage[textwidth=6.75in,textheight=9in]{geometry}"
            r"\usepackage{mathptmx}\usepackage[font=small,labelfont=it]{caption}",
    "ieee": r"\documentclass[conference]{IEEEtran}",
    "elsarticle": r"\documentclass[final,5p,times,twocolumn]{elsarticle}",
    "llncs": r"\documentclass{llncs}",
    "revtex": r"\documentclass[aps,prd,twocolumn]{revtex4-2}",
    "nature": r"\documentclass[9pt,twocolumn]{extarticle}\usepackage[margin=1.8cm]{geometry}\usepackage[scaled]{helvet}"
              r"\renewcommand{\familydefault}{\sfdefault}\usepackage{caption}\DeclareCaptionLabelSeparator{bar}{ | }"
              r"\captionsetup{labelfont=bf,labelsep=bar,justification=raggedright,singlelinecheck=false,font=small}",
    "plos": r"\documentclass[10pt]{article}\usepackage[margin=1in]{geometry}\usepackage{mathpazo}\usepackage{caption}"
            r"\captionsetup{labelfont=bf,labelsep=period,justification=raggedright,singlelinecheck=false}",
    "acm": r"\documentclass[9pt,twocolumn]{extarticle}\usepackage[margin=1.9cm,columnsep=0.8cm]{geometry}"
           r"\usepackage{mathptmx}\usepackage[font={small,sf},labelfont=bf]{caption}",
    "review": r"\documentclass[10pt]{article}\usepackage[textwidth=5.5in,textheight=9in]{geometry}\usepackage{mathptmx}"
              r"\usepackage{lineno}\linenumbers",
}  # fmt: skip
TWO_COLUMNS = {"acl", "icml", "ieee", "elsarticle", "revtex", "nature", "acm"}
CAPITALS = {"ieee", "revtex"}
"""Venues that print TABLE I."""
CAPTIONS = ["Main results of all systems under the same budget.", "Results on the test sets.", "Overview of all runs.",
            "Effect of each part, averaged over five seeds."]  # fmt: skip


def available() -> bool:
    """Whether pdfLaTeX is installed."""
    return shutil.which("pdflatex") is not None


def document(rng: random.Random, fixed: dict[str, Any]) -> tuple[str, list[Truth]]:
    """LaTeX source of one paper and the truth about its tables."""
    look = draw_look(rng, fixed)
    names = ["TABLE I", "TABLE II", "TABLE III"] if look["venue"] in CAPITALS else ["Table 1", "Table 2", "Table 3"]
    truth: list[Truth] = []
    floats: list[str] = []
    count = 2 if look["parts"] else look["tables"]
    made: list[str] = []
    for at in range(count):
        content: Content = getattr(subjects, look["subject"])(rng, look)
        truth += content.truth(names[0 if look["parts"] == "one caption" else at])
        words = rng.choice(CAPTIONS) + (f" {LOREM}" if look["long_caption"] and not look["parts"] else "")
        if look["env"] == "longtable":
            look["caption"] = rf"\caption{{{words}}}"
            floats.append(Tabular(content, look).code())
            continue
        code = Tabular(content, look).code()
        made.append(_captioned(code, words, look) if look["parts"] != "one caption" else code)
    if look["parts"]:
        floats = [_float(_beside(made, look), look)]
    elif made:
        floats = [_float(code, look) for code in made]
    return _paper(floats, look), truth


def _captioned(code: str, words: str, look: dict[str, Any]) -> str:
    above = look["above"] if look["above"] is not None else look["venue"] not in {"acl", "acm"}
    if look["notes"]:
        note = "\\footnotesize\\item[a] Mean of 5 runs; 41.7 and above are significant."
        note = f"\\begin{{tablenotes}}{note}\\end{{tablenotes}}"
        code = f"\\begin{{threeparttable}}\n{code}\n{note}\n\\end{{threeparttable}}"
    caption = rf"\caption{{{words}}}"
    gap = r"\vspace{4pt}" if above else ""
    return f"{caption}{gap}\n{code}" if above else f"{code}\n{caption}"


def _beside(made: list[str], look: dict[str, Any]) -> str:
    share = 0.48
    boxes = "\\hfill\n".join(
        f"\\begin{{minipage}}[t]{{{share}\\linewidth}}\\centering\n{code}\n\\end{{minipage}}" for code in made
    )
    return f"\\caption{{{CAPTIONS[0]}}}\\vspace{{4pt}}\n{boxes}" if look["parts"] == "one caption" else boxes


def _float(code: str, look: dict[str, Any]) -> str:
    name = look["float"] + ("*" if look["wide"] and look["venue"] in TWO_COLUMNS else "")
    if name == "wraptable":
        return f"\\begin{{wraptable}}{{r}}{{{look['wrap']}\\textwidth}}\n\\centering\n{code}\n\\end{{wraptable}}"
    if name == "landscape":
        return f"\\begin{{landscape}}\n\\begin{{table}}[t]\\centering\n{code}\n\\end{{table}}\n\\end{{landscape}}"
    place = "" if name.startswith("sideways") else "[t]"
    return f"\\begin{{{name}}}{place}\n\\centering\n{code}\n\\end{{{name}}}"


def _paper(floats: list[str], look: dict[str, Any]) -> str:
    head = _CLASSES[look["venue"]] + "\n" + PACKAGES
    if look["float"] == "landscape":
        head += r"\usepackage{pdflscape}"
    before = r"\section{Results}" + "\n" + (LOREM * 2 + "\n\n") * 2
    if look["env"] == "longtable":
        before += r"\vspace*{10cm}"
    body = "".join(f"{LOREM * 3}\n\n{code}\n\n{LOREM * 3}\n\n" for code in floats)
    title = (
        "" if look["venue"] != "ieee" else r"\title{A study of tables}\author{\IEEEauthorblockN{A. Writer}}\maketitle"
    )
    after = (LOREM * 3 + "\n\n") * (6 if look["venue"] in TWO_COLUMNS else 2)
    return f"{head}\n\\begin{{document}}\n{title}\n{before}\n{body}\n{after}\n\\end{{document}}\n"


def typeset(folder: Path, name: str, source: str) -> Path | None:
    """A PDF of the source, None where a table runs into what stands beside it; RuntimeError with TeX's complaint."""
    path = folder / f"{name}.tex"
    path.write_text(source, encoding="utf-8")
    for _ in range(2 if "longtable}{" in source or "lineno" in source else 1):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    wide = [float(points) for points in re.findall(rb"Overfull .hbox \(([\d.]+)pt too wide\)", done.stdout)]
    if max(wide, default=0.0) > 1:
        return None
    if done.returncode:
        said = [line for line in done.stdout.decode(errors="replace").splitlines() if line.startswith(("!", "l."))]
        raise RuntimeError(f"{name}: {' '.join(said[:3])}")
    return path.with_suffix(".pdf")
