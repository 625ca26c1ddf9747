"""A server of models for each test."""

from __future__ import annotations

from model_server import model_server

__all__ = ["model_server"]
