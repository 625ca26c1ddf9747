"""The layers of the sandbox, for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def layers(state: Mapping[str, Any]) -> tuple[str, ...]:
    """What is in force, as a worker says it."""
    found = []
    if state.get("namespaces"):
        how = " in a user namespace" if state["namespaces"] == "user" else ""
        found.append(f"namespaces of network, mounts and processes{how}")
    if state.get("landlock_abi"):
        found.append(f"Landlock (ABI {state['landlock_abi']})")
    if state.get("seccomp"):
        found.append("seccomp")
    if state.get("nobody"):
        found.append("a user without rights")
    return (*found, "limits on CPU, memory, files")
