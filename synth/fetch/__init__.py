"""Fetch: from a query, ids, a reference list or a folder to papers on disk.

`scan` lists the papers of local folders, `read_list` those of a reference list. `search_all`, `lookup_all` and
`standing_of` ask the sources of `synth.fetch.sources`, `merge` makes one record of each work, `fetch_all` and
`fetch_found` get the files and yield a row for each. Only this stage opens the network; nothing is requested on import.
"""

from synth.fetch.access import Access
from synth.fetch.batch import (
    Fetched,
    FetchStatus,
    fetch_all,
    fetch_found,
    file_stem,
    read_record,
    stem_of_work,
    write_record,
)
from synth.fetch.discussions import save_discussions
from synth.fetch.download import Downloaded, download
from synth.fetch.files import FileKind, LocalFile, record_of, sha256_file, sha256_source
from synth.fetch.folder import scan
from synth.fetch.ids import read_id
from synth.fetch.merge import merge
from synth.fetch.searching import Asked, LookedUp, Standings, lookup_all, search_all, standing_of
from synth.fetch.sources import SOURCES, Arxiv, Listed, named, read_list

__all__ = [
    "SOURCES",
    "Access",
    "Arxiv",
    "Asked",
    "Downloaded",
    "FetchStatus",
    "Fetched",
    "FileKind",
    "Listed",
    "LocalFile",
    "LookedUp",
    "Standings",
    "download",
    "fetch_all",
    "fetch_found",
    "file_stem",
    "lookup_all",
    "merge",
    "named",
    "read_id",
    "read_list",
    "read_record",
    "record_of",
    "save_discussions",
    "scan",
    "search_all",
    "sha256_file",
    "sha256_source",
    "standing_of",
    "stem_of_work",
    "write_record",
]
