"""The shipped configurations: training configs (``*.cfg``) and the label schema (``*.toml``)."""

from __future__ import annotations

from pathlib import Path

__all__ = ["CONFIG_DIR", "DEFAULT_SCHEMA"]

CONFIG_DIR = Path(__file__).parent
DEFAULT_SCHEMA = CONFIG_DIR / "government.toml"
