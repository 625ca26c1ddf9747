"""Themes of the tables that pdfLaTeX typesets, and which of them the reader was tuned on."""

from __future__ import annotations

from typing import Any

Themes = dict[str, dict[str, Any]]

DEVELOPMENT: Themes = {
    "plain booktabs": {"rules": "booktabs", "venue": ["arxiv", "neurips"], "depth": 1},
    "groups with trimmed rules": {"rules": "booktabs", "cmid": "lr", "depth": 2, "venue": ["neurips", "acl", "icml"]},
    "groups without rules": {"rules": ["hline", "none", "mid"], "cmid": "none", "depth": 2, "venue": "arxiv"},
    "lines around all cells": {"rules": "grid", "venue": ["arxiv", "acl"]},
    "vertical bar after labels": {"rules": "bars", "venue": ["arxiv", "icml"]},
    "rows in groups": {"stub": "group", "rows": 8, "venue": ["neurips", "arxiv"]},
    "section rows": {"sections": [2, 3], "rows": 8, "stub": "one", "venue": ["neurips", "acl"]},
    "small deviations": {"kind": "pm", "pm": ["sub", "small", "inline"], "venue": ["neurips", "acl"]},
    "marks": {"marks": 0.35, "venue": ["arxiv", "icml"]},
    "across both columns": {"wide": True, "venue": ["acl", "icml"], "depth": 2, "columns": 6},
    "counts": {"subject": "counts", "venue": ["acl", "arxiv"]},
    "labels wrapped": {"env": "tabularx", "long_labels": True, "stub": "one", "venue": ["neurips", "acl"]},
}  # fmt: skip

SECOND: Themes = {
    "IEEE": {"venue": "ieee"},
    "IEEE across": {"venue": "ieee", "wide": True, "depth": 2, "columns": 6},
    "Elsevier": {"venue": "elsarticle"},
    "patients": {"subject": "patients", "venue": ["plos", "elsarticle"], "size": "footnotesize"},
    "patients in two arms": {"subject": "patients", "venue": "plos", "depth": 2, "size": "footnotesize"},
    "regressions": {"subject": "regression", "venue": ["arxiv", "plos"]},
    "regressions in two levels": {"subject": "regression", "venue": "arxiv", "depth": 2},
    "leader board": {"subject": "ranking", "venue": ["neurips", "ieee"], "size": "footnotesize"},
    "turned on its side": {"float": "sidewaystable", "venue": ["arxiv", "plos"], "depth": 2, "columns": 6},
    "shrunk to fit": {"resize": 1.0, "columns": 8, "depth": [1, 2], "venue": ["acl", "neurips"], "size": "normalsize"},
    "notes below": {"notes": True, "marks": 0.2, "venue": ["arxiv", "plos"]},
    "turned group labels": {"stub": "group", "group_look": "turned", "rows": 8, "venue": ["neurips", "arxiv"]},
    "transposed": {"subject": "transposed", "venue": ["acl", "arxiv"], "size": "scriptsize"},
    "stretched": {"env": "tabular*", "venue": ["elsarticle", "plos"], "align": ["c", "r"]},
    "holes": {"holes": 0.4, "venue": ["neurips", "acl"]},
}  # fmt: skip
"""First looked at on the day of the second round, then developed on."""

HELD_OUT: Themes = {
    "Springer": {"venue": "llncs"},
    "APS": {"venue": "revtex", "rules": "double"},
    "Nature": {"venue": "nature", "rules": ["hline", "booktabs", "mid"]},
    "ACM": {"venue": "acm"},
    "numbered lines": {"venue": "review"},
    "hazard ratios": {"subject": "hazards", "venue": ["nature", "plos", "elsarticle"], "size": "footnotesize"},
    "hazard ratios, two models": {"subject": "hazards", "depth": 2, "venue": "plos", "size": "footnotesize"},
    "measurements": {"subject": "measurements", "venue": ["revtex", "elsarticle"], "size": "footnotesize",
                     "wide": True},
    "two runs": {"subject": "measurements", "depth": 2, "venue": ["revtex", "arxiv"], "wide": True},
    "ablation with losses": {"subject": "ablation", "venue": ["acl", "neurips", "acm"]},
    "correlations": {"subject": "correlations", "venue": ["plos", "elsarticle"], "size": "footnotesize"},
    "years": {"subject": "years", "venue": ["nature", "acm", "arxiv"], "size": "footnotesize"},
    "settings": {"subject": "settings", "venue": ["neurips", "icml"]},
    "counts in two levels": {"subject": "counts", "depth": 2, "venue": ["llncs", "acm"], "wide": True,
                             "size": "footnotesize"},
    "long table": {"env": "longtable", "rows": 20, "depth": 1, "stub": "one", "venue": ["arxiv", "plos"]},
    "long table, says continued": {"env": "longtable", "rows": 20, "again_text": "Table 1 continued from previous page",
                                    "venue": "neurips", "stub": "one"},
    "landscape page": {"float": "landscape", "venue": ["arxiv", "plos"], "columns": 6, "depth": 2},
    "aligned on the point": {"align": "S", "venue": ["arxiv", "elsarticle", "ieee"]},
    "turned heads": {"head": "rotated", "depth": 1, "venue": ["neurips", "acl"]},
    "slanted heads": {"head": "rotated", "angle": 45, "depth": 1, "venue": "arxiv"},
    "heads of two lines": {"head": "makecell", "long_heads": True, "depth": 1, "venue": ["arxiv", "acm"]},
    "two beside each other": {"parts": "captions", "columns": 2, "depth": 1, "stub": "one", "size": "footnotesize",
                              "venue": ["neurips", "plos"], "kind": ["plain", "two"], "sections": 0, "sep": 3},
    "one caption for two": {"parts": "one caption", "columns": 2, "depth": 1, "stub": "one", "size": "footnotesize",
                            "venue": ["neurips", "plos"], "kind": ["plain", "two"], "sections": 0, "sep": 3},
    "text flows around": {"float": "wraptable", "wrap": 0.5, "columns": 2, "depth": 1, "stub": "one",
                          "venue": "neurips", "size": "footnotesize", "long_caption": False, "kind": "plain",
                          "sections": 0},
    "stripes": {"rules": "stripes", "venue": ["arxiv", "neurips", "acm"]},
    "small capitals": {"head": ["small caps", "italic"], "venue": ["llncs", "icml"], "depth": 2},
    "patients in columns": {"subject": "patients", "venue": ["nature", "acm"], "wide": True, "size": "scriptsize"},
    "regressions in columns": {"subject": "regression", "venue": ["elsarticle", "acm"], "wide": True},
    "anything": {"venue": ["acl", "icml", "ieee", "elsarticle", "llncs", "revtex", "nature", "plos", "acm", "review"]},
}  # fmt: skip
"""Never developed on."""
