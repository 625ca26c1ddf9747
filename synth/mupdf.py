"""PyMuPDF without what it loads beside itself.

Importing `pymupdf` also imports `pymupdf.layout` with three neural networks and `pymupdf4llm` with NumPy and ONNX: more
than half a CPU second for what nothing here asks. `from synth.mupdf import pymupdf` is how this project imports it.
"""

from __future__ import annotations

import sys
from typing import Any, cast

_modules = cast("dict[str, Any]", sys.modules)
_hidden = [name for name in ("pymupdf.layout", "pymupdf4llm") if name not in _modules]
for _name in _hidden:
    _modules[_name] = None  # importing it fails, which PyMuPDF is prepared for
try:
    import pymupdf as pymupdf
finally:
    for _name in _hidden:
        del _modules[_name]  # who wants it can import it after this

# `pymupdf4llm` does so wherever it is imported; done here, boxes of words are the same with and without it.
pymupdf.TOOLS.unset_quad_corrections(True)
