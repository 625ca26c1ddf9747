"""The one door to language models: `open_model` for text, `open_scorer` for probabilities of claim and passage.

A model is named as `PROVIDER:MODEL` (through LangChain; a server of your own by `llm_url`) or `local:FOLDER_OR_HUB_ID`
(weights on this machine). Nothing is loaded and no network opened on import.
"""

from synth.llm.opening import open_model
from synth.llm.requests import Options, Prompt, Reply

__all__ = ["Options", "Prompt", "Reply", "open_model"]
