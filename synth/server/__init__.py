"""The library as tools for assistants, over the Model Context Protocol: the only place that knows the `mcp` package."""

from synth.server.tools import serve

__all__ = ["serve"]
