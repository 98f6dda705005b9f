"""Pretraining of a compact encoder from plain text."""

from __future__ import annotations

import hashlib
import json
import math
import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.utils.data import ConcatDataset
from transformers import (
    AutoModelForMaskedLM,
    PreTrainedTokenizerFast,
    Trainer,
    TrainingArguments,
    default_data_collator,
    set_seed,
)
from transformers.utils.logging import disable_progress_bar

from ..annotations import ConfigError, DataError, ModelError
from ..pipeline.tokenizer import Tokenizer
from ..pipeline.words import ThaiDictionary
from .encoders import load_encoder, new_encoder, train_subwords
from .pretrain_config import PretrainConfig
from .replaced import ReplacedTokenTrainer, new_detector
from .run import prepare_run, trainer_arguments
from .text import MaskedText, TextFile, encode_files, find_text, line_words, mixture, read_lines
from .trainer import StopOnInterrupt

__all__ = ["PretrainResult", "pretrain"]

# Of each file, what a new sub-word vocabulary is learnt from: enough for the
# merges of 24,000 pieces to settle, and no file outweighs another by much.
_SUBWORD_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class PretrainResult:
    """What a run left: the encoder's directory (None when interrupted) and its measure on held-out text."""

    encoder: Path | None
    measure: str
    scores: dict[str, float]
    steps: int


def pretrain(config: PretrainConfig, output: Path, resume: bool = False) -> PretrainResult:
    """Pretrain an encoder.

    Args:
        output: gets ``config.cfg``, ``subwords/``, ``text/`` (encoded once, and
            used again by a resumed run), ``checkpoints/``, ``logs/``,
            ``encoder/`` and ``metrics.json``.
        resume: go on from the last checkpoint in ``output``, at the same place of the data.

    Raises:
        GovspanError: the configuration, the text, the encoder or ``output`` cannot be used.
    """
    settings = config.training
    if settings.objective == "replaced" and not config.encoder.path:
        raise ConfigError(
            '[training] objective "replaced" needs a masked language model that fills the hidden words: '
            'train one with objective "masked", and name it in [encoder] path'
        )
    if settings.compile and not (shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")):
        raise ConfigError(
            "[training] compile needs a C++ compiler: install g++, or add --training.compile false"
        )
    last = prepare_run(config, output, resume)
    set_seed(settings.seed)
    disable_progress_bar()  # one for every file of a checkpoint; the run's own stays
    files = find_text(Path(config.data.text), config.data.shares)
    tokenizer = Tokenizer.blank(ThaiDictionary.from_pythainlp())
    arguments = _arguments(config, output)
    with arguments.main_process_first(desc="text"):
        subwords = _subwords(config, files, tokenizer, output / "subwords")
        rows = encode_files(files, tokenizer, subwords, settings.sequence, output / "text")
    held_out, train = _split(rows, config, subwords)
    interrupt = StopOnInterrupt()
    make_trainer, model = _objective(config, subwords)
    trainer = make_trainer(
        model=model,
        args=arguments,
        train_dataset=train,
        eval_dataset=held_out,
        data_collator=default_data_collator,
        callbacks=[interrupt],
    )
    trainer.train(resume_from_checkpoint=last)
    steps = int(trainer.state.global_step)
    if interrupt.interrupted:
        return PretrainResult(None, "", {}, steps)
    losses = trainer.evaluate()
    measure = {"masked": "perplexity", "replaced": "loss"}[settings.objective]
    value = math.exp if measure == "perplexity" else float
    scores = {lang: value(losses[f"eval_{lang}_loss"]) for lang in held_out}
    if trainer.is_world_process_zero():
        _export(trainer, subwords, output / "encoder")
        report = {
            "steps": steps,
            "tokens": len(train) * settings.sequence,
            measure: scores,
            "seconds": round(sum(log.get("train_runtime", 0) for log in trainer.state.log_history)),
            "machine": f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads, "
            f"{arguments.device}",
            "files": {file.name: _sha256(file.path) for file in files},
            "history": trainer.state.log_history,
        }
        (output / "metrics.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
    return PretrainResult(output / "encoder", measure, scores, steps)


def _objective(
    config: PretrainConfig, subwords: PreTrainedTokenizerFast
) -> tuple[Callable[..., Trainer], nn.Module]:
    """How to make the trainer, and the model that it trains."""
    path, window = config.encoder.path, config.training.sequence
    if path and config.training.objective == "replaced":
        special = sorted(subwords.all_special_ids)
        return partial(ReplacedTokenTrainer, generator=path, window=window, special=special), new_detector(
            path
        )
    if path:
        return Trainer, load_encoder(path, window, AutoModelForMaskedLM)[0]
    new = new_encoder(config.encoder.new, subwords, config.encoder.positions, 0.0, AutoModelForMaskedLM)
    return Trainer, new


def _subwords(
    config: PretrainConfig, files: Sequence[TextFile], tokenizer: Tokenizer, saved: Path
) -> PreTrainedTokenizerFast:
    if config.encoder.path:
        loaded = load_encoder(config.encoder.path, config.training.sequence, AutoModelForMaskedLM)[1]
        for name in ("cls_token", "sep_token", "mask_token"):
            if getattr(loaded, name) is None:
                raise ModelError(
                    f"[encoder] path {config.encoder.path!r}: its tokenizer names no {name}: "
                    "set it in tokenizer_config.json"
                )
        return loaded
    if not saved.exists():
        words = chain.from_iterable(
            chain.from_iterable(line_words(_sample(file), tokenizer)) for file in files
        )
        train_subwords(words, config.encoder.new.vocab_size).save_pretrained(saved)
    own: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(saved)
    return own


def _sample(file: TextFile) -> Iterator[str]:
    seen = 0
    for line in read_lines(file):
        yield line
        seen += len(line)
        if seen >= _SUBWORD_CHARACTERS:
            return


def _split(
    rows: dict[str, NDArray[np.int32]], config: PretrainConfig, subwords: PreTrainedTokenizerFast
) -> tuple[dict[str, MaskedText], ConcatDataset[dict[str, torch.Tensor]]]:
    """Held-out rows of each language, and the mixture of the rest."""
    settings, count = config.training, config.data.held_out
    for lang, own in rows.items():
        if len(own) <= count:
            raise DataError(
                f"{config.data.text}/{lang}: {len(own)} rows of {settings.sequence} sub-words, of which "
                f"{count} are held out: add text, or lower [data] held_out"
            )
    rate, seed = settings.hidden_words, settings.seed
    # The same rows whatever the seed: what goes on from another run has not read them there.
    shuffled = {lang: np.random.default_rng(0).permutation(len(own)) for lang, own in rows.items()}
    held_out = {
        lang: MaskedText(rows[lang], order[:count], subwords, rate, seed) for lang, order in shuffled.items()
    }
    drawn = mixture(
        {lang: len(order) - count for lang, order in shuffled.items()},
        config.data.temperature,
        settings.tokens // settings.sequence,
        seed,
    )
    train = [
        MaskedText(rows[lang], shuffled[lang][count:][order], subwords, rate, seed + 1)
        for lang, order in drawn.items()
    ]
    return held_out, ConcatDataset(train)


def _arguments(config: PretrainConfig, output: Path) -> TrainingArguments:
    settings = config.training
    arguments = trainer_arguments(
        settings,
        output,
        num_train_epochs=1,
        per_device_eval_batch_size=settings.batch_size,
        # Constant between warm-up and decay (Hu et al., 2024): what a run
        # learns before the decay serves a longer one as well.
        lr_scheduler_type="warmup_stable_decay",
        torch_compile=settings.compile,
        save_steps=settings.checkpoint_every,
        save_total_limit=2,
        logging_steps=max(1, settings.checkpoint_every // 5),
        prediction_loss_only=True,
    )
    rows = settings.batch_size * settings.gradient_accumulation * arguments.world_size
    steps = settings.tokens // (settings.sequence * rows)
    arguments.lr_scheduler_kwargs = {"num_decay_steps": max(1, int(settings.decay * steps))}
    return arguments


def _export(trainer: Trainer, subwords: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write the encoder with its head, in half precision, and its tokenizer."""
    model = trainer.accelerator.unwrap_model(trainer.model, keep_torch_compile=False)
    model.half().save_pretrained(folder)
    subwords.model_max_length = int(model.config.max_position_embeddings)
    subwords.save_pretrained(folder)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
