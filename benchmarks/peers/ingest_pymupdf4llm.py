"""pymupdf4llm's Markdown of a folder of PDFs; runs in a virtual environment of its own.

    PEER/bin/python benchmarks/peers/ingest_pymupdf4llm.py FOLDER

Prints CPU seconds, files and characters as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

if __name__ == "__main__":
    import pymupdf4llm

    made = [pymupdf4llm.to_markdown(path, show_progress=False) for path in sorted(Path(sys.argv[1]).glob("*.pdf"))]
    found = {
        "cpu": time.process_time(),
        "files": len(made),
        "characters": sum(map(len, made)),
        "version": version("pymupdf4llm"),
    }
    print(json.dumps(found))
