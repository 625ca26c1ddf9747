"""Runs foreign programs against tests, confined, and says which hold. `Sandbox` is its door."""

from __future__ import annotations

from synth.rerun.sandbox.engine import Sandbox
from synth.rerun.sandbox.inside.wire import ENDLESS, SPENT
from synth.rerun.sandbox.work import Judged, Limits, Suite, Task, Walls

__all__ = ["ENDLESS", "SPENT", "Judged", "Limits", "Sandbox", "Suite", "Task", "Walls"]
