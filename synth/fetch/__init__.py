"""Fetch: from a query, arXiv ids or a folder to papers on disk.

`scan` lists the papers of local folders. `Arxiv` searches and looks up, `download` gets one PDF, `fetch_all` does both
for many and yields a row for each. Only this stage opens the network; nothing is requested on import.
"""

from synth.fetch.arxiv import Arxiv
from synth.fetch.batch import Fetched, FetchStatus, fetch_all, file_stem, read_record, write_record
from synth.fetch.download import Downloaded, download
from synth.fetch.files import FileKind, LocalFile, record_of, sha256_file, sha256_source
from synth.fetch.folder import scan

__all__ = [
    "Arxiv",
    "Downloaded",
    "FetchStatus",
    "Fetched",
    "FileKind",
    "LocalFile",
    "download",
    "fetch_all",
    "file_stem",
    "read_record",
    "record_of",
    "scan",
    "sha256_file",
    "sha256_source",
    "write_record",
]
