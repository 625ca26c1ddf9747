"""`synth ingest`: folders of papers brought into a library beforehand, each paper by itself.

`folders.py` is the map, and brings papers to the functions of `onepaper.py` on this machine; `many.py` does so on many
machines with Ray. `attempts.py` are the marks that dead workers leave at a paper.
"""

from synth.workflows.fill.folders import Filled, State, fill

__all__ = ["Filled", "State", "fill"]
