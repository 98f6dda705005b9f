"""The pipeline that the package carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.util import load_model_from_path

from ..annotations import ModelError

__all__ = ["BUNDLED", "load_bundled"]

BUNDLED = Path(__file__).parent / "default"


def load_bundled(**overrides: Any) -> Language:
    """Load the bundled pipeline; ``overrides`` are those of :func:`spacy.load`.

    Raises:
        ModelError: the package was built without it.
    """
    if not (BUNDLED / "config.cfg").exists():
        raise ModelError(
            f"{BUNDLED}: no bundled pipeline here: run `make model`, or load one of your own by path"
        )
    return load_model_from_path(BUNDLED, **overrides)
