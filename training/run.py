"""The directory of a run: begun once, resumed as often as needed."""

from __future__ import annotations

from pathlib import Path

from transformers.trainer_utils import get_last_checkpoint

from ..annotations import ConfigError
from .config import BaseConfig, load_config, write_config

__all__ = ["CHECKPOINTS", "prepare_run"]

#: Where in a run's directory its checkpoints are.
CHECKPOINTS = "checkpoints"


def prepare_run(config: BaseConfig, output: Path, resume: bool) -> str | None:
    """Make the directory of a run and write its ``config.cfg``.

    Returns:
        The checkpoint to go on from, or None for a run from the beginning.

    Raises:
        ConfigError: there is nothing to resume, a run that would be overwritten,
            another config than the resumed run's, or no way to write.
    """
    checkpoints = output / CHECKPOINTS
    last: str | None = get_last_checkpoint(str(checkpoints)) if checkpoints.is_dir() else None
    saved = output / "config.cfg"
    if resume:
        if last is None:
            raise ConfigError(f"{checkpoints}: no checkpoint to go on from: leave out --resume")
        if saved.exists() and load_config(type(config), saved) != config:
            raise ConfigError(f"{saved} differs from the config given: resume with {saved} as the config")
        return last
    if last is not None:
        raise ConfigError(
            f"{output} holds a run already: add --resume to go on with it, or choose another --output"
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
        write_config(config, saved)
    except OSError as error:
        raise ConfigError(f"{output}: cannot write there: {error.strerror}") from error
    return None
