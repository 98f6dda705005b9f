"""What every run has: a directory, begun once and resumed as often as needed, and a device."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from torch import distributed
from transformers import TrainingArguments
from transformers.trainer_utils import get_last_checkpoint

from ..annotations import ConfigError
from ..pipeline.runtime import fast_bfloat16
from .config import BaseConfig, LoopConfig, load_config, write_config

__all__ = ["CHECKPOINTS", "end_processes", "prepare_run", "trainer_arguments"]

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


def trainer_arguments(loop: LoopConfig, output: Path, **own: Any) -> TrainingArguments:
    """The arguments of Hugging Face's ``Trainer`` for a run in ``output``.

    Args:
        own: arguments that are not the same in every run.
    """
    device = torch.device("cuda" if torch.cuda.is_available() and loop.device == "auto" else "cpu")
    # The only way that Trainer's TensorBoard callback takes a directory.
    os.environ["TENSORBOARD_LOGGING_DIR"] = str(output / "logs")
    arguments = TrainingArguments(
        output_dir=str(output / CHECKPOINTS),
        use_cpu=device.type == "cpu",
        seed=loop.seed,
        per_device_train_batch_size=loop.batch_size,
        gradient_accumulation_steps=loop.gradient_accumulation,
        learning_rate=loop.learning_rate,
        weight_decay=loop.weight_decay,
        warmup_steps=loop.warmup,
        bf16={"auto": fast_bfloat16(device), "bfloat16": True, "float32": False}[loop.precision],
        eval_strategy="steps",
        eval_steps=loop.evaluate_every,
        save_strategy="steps",
        report_to=["tensorboard"],
        dataloader_pin_memory=device.type == "cuda",
        **own,
    )
    # Several GPUs are for `accelerate launch`: DataParallel would cut a batch of
    # documents apart.
    arguments._n_gpu = min(1, arguments.n_gpu)
    return arguments


def end_processes() -> None:
    """Close what joins the processes of `accelerate launch`, after the last run of this one.

    Its threads would still run while Python ends, which now and then kills the process.
    """
    if distributed.is_available() and distributed.is_initialized():
        distributed.destroy_process_group()
