"""govspan: entities and events from government communications.

``spacy.load("govspan")`` or :func:`load` gives the bundled pipeline.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["__version__", "load"]

__version__ = version("govspan")


def load(**overrides: Any) -> Language:
    """Load the bundled pipeline, offline.

    Args:
        overrides: what :func:`spacy.load` takes (``config``, ``disable``, …).

    Raises:
        ModelError: the installed package carries no bundled pipeline.
    """
    from .pipeline.bundled import load_bundled  # spaCy and torch load only when asked for

    return load_bundled(**overrides)
