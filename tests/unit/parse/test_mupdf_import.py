"""PyMuPDF is imported without its networks, and whoever wants these can still have them."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from synth.mupdf import pymupdf
assert pymupdf.open().page_count == 0
heavy = [name for name in sys.modules if name.split(".")[0] in ("onnxruntime", "numpy", "pymupdf4llm", "torch")]
assert not heavy and "pymupdf.layout" not in sys.modules, heavy
import pymupdf.layout
assert pymupdf.layout is not None
"""


def test_only_what_is_asked_for_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
