"""The project's errors: one base class, so that a caller catches one thing."""

from __future__ import annotations

__all__ = ["ConfigError", "DataError", "GovspanError", "MissingExtraError", "ModelError"]


class GovspanError(Exception):
    """What went wrong, where, and how to mend it, in one line.

    The command line prints it without a traceback and exits with status 2.
    """


class DataError(GovspanError):
    """Input that cannot be used: annotations, texts or a schema."""


class ConfigError(GovspanError):
    """A training configuration that cannot be used."""


class ModelError(GovspanError):
    """Weights, a tokenizer or a pipeline directory that cannot be loaded."""


class MissingExtraError(GovspanError):
    """A feature whose optional dependencies are not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs optional packages: pip install 'govspan[{extra}]'")
