"""`synth site build`: the library as a folder of pages, each result and statement with its evidence.

`build.py` is the map. `shelf.py` says which papers, `cards.py` reads each card once and keeps it, `results.py` and
`related.py` compare all of them, `found.py` looks for reports, audits, reruns and reviews; `work.py` is what is done
for one paper, in a process of its own where there are many (`spread.py`). The pages are made in `synth/report/site`.
"""

from synth.workflows.site.build import BuiltSite, SiteOptions, build_site

__all__ = ["BuiltSite", "SiteOptions", "build_site"]
