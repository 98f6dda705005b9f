"""Writing files so that nothing half-written is left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import DataError

__all__ = ["replacing"]


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` to write to; renamed to ``path`` on success.

    Raises:
        DataError: the place cannot be written to.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.replace(path)
    except FileExistsError as error:
        raise DataError(
            f"{path}: cannot write: {path.parent} is no directory: choose another place"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: cannot write: {error.strerror}: choose another place") from error
    finally:
        with suppress(OSError):  # a place that cannot be has nothing to take away
            partial.unlink()
