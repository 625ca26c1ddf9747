"""What the commands and environments of LaTeX papers mean to a reader of the text."""

from __future__ import annotations

import re

from synth.language.wordset import word_set

LEVELS = {"part": 1, "chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3}
CITES = re.compile(r"^(?:no|paren|text|auto|full|foot|super|smart)?[cC]ite[a-zA-Z]*$")
TEXTUAL = word_set("citet Citet textcite citeauthor citealt citealp citeasnoun newcite citename shortcite")
MATH_ENVIRONMENTS = word_set(
    "equation equation* align align* gather gather* multline multline* eqnarray eqnarray* displaymath math flalign "
    "flalign* alignat alignat* dmath dmath* split"
)
DROPPED_ENVIRONMENTS = word_set(
    "tikzpicture pgfpicture algorithmic algorithm2e filecontents filecontents* comment CCSXML picture "
    "lstlisting verbatim "
    "verbatim* minted Verbatim forest axis keywords IEEEkeywords"
)
FLOATS = {
    "table": "Table", "sidewaystable": "Table", "wraptable": "Table", "longtable": "Table", "figure": "Figure",
    "wrapfigure": "Figure", "sidewaysfigure": "Figure", "SCfigure": "Figure", "algorithm": "Algorithm",
    "margintable": "Table", "marginfigure": "Figure", "xltabular": "Table",
}  # fmt: skip
ARGUMENT_DROPPED = {
    name: count
    for count, names in {
        1: "label vspace hspace usepackage documentclass bibliographystyle thispagestyle pagestyle "
        "includegraphics graphicspath "
        "bibliography addbibresource color setlist input include subfile phantom hphantom vphantom "
        "pagenumbering captionsetup "
        "theoremstyle hypersetup "
        "RequirePackage setcitestyle tableofcontents author date thanks title affil affiliation email "
        "address institute icmltitle "
        "icmltitlerunning icmlkeywords authorrunning titlerunning pgfplotsset tikzset usetikzlibrary lstset svgpath "
        "fontsize selectfont hyphenation PassOptionsToPackage keywords orcid ead urlstyle vskip todo",
        2: "setlength addtolength setcounter addtocounter definecolor rule resizebox fontsize newtheorem "
        "DeclareMathOperator "
        "icmlauthor icmlaffiliation icmlcorrespondingauthor newcolumntype rotatebox colorlet newtcolorbox titleformat",
    }.items()
    for name in names.split()
}
ARGUMENT_DROPPED |= {
    "resizebox": 2,
    "scalebox": 1,
    "rotatebox": 1,
    "textcolor": 1,
    "colorbox": 1,
    "raisebox": 1,
    "adjustbox": 1,
}
ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a",
}  # fmt: skip
LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "aa": "å", "AA": "Å", "i": "i", "j": "j",
    ""
    "oe": "œ", "OE": "Œ", "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘",
    "copyright": "©",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textbar": "|",
    ""
    "textless": "<", "textgreater": ">", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "textpm": "±",
    "texttimes": "×",
    ""
    "textdegree": "°", "textmu": "µ", "slash": "/", "textregistered": "®", "texttrademark": "™", "ding": "",
    "par": "\n\n",
    ""
    "quad": " ", "qquad": " ", "newline": " ", "linebreak": " ", "item": "\n\n", "eg": "e.g.", "ie": "i.e.",
    "etal": "et al.",
    "ldots": "…", "dots": "…", "textellipsis": "…", "xspace": "",
}  # fmt: skip
DINGS = {"51": "✓", "52": "✔", "55": "✗", "56": "✘"}
