"""One training run: data, model, loop, export."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from torch import nn
from transformers import EarlyStoppingCallback, PreTrainedTokenizerFast, TrainingArguments, set_seed
from transformers.utils.logging import disable_progress_bar

from ..annotations import Document, Schema, read_schema
from ..configs import DEFAULT_SCHEMA
from ..pipeline.encoding import read_words
from ..pipeline.forms import normalise
from ..pipeline.model import Extractor
from ..pipeline.model_config import ExtractorConfig
from ..pipeline.runtime import Runtime
from ..pipeline.tokenizer import Tokenizer
from ..pipeline.words import ThaiDictionary
from .augment import augment
from .config import TrainConfig
from .dataset import Collator, balance, encode_dataset, load_documents
from .encoders import load_encoder, new_encoder, read_subwords, train_subwords
from .evaluate import evaluate_pipeline
from .evaluation.span_bias import fit_span_bias
from .evaluation.temperatures import fit_temperatures
from .export import export_pipeline, make_pipeline
from .gazetteer import GAZETTEERS, read_gazetteers
from .role_limits import find_role_limits
from .run import prepare_run, trainer_arguments
from .trainer import ExtractorTrainer, StopOnInterrupt

__all__ = ["TrainResult", "train"]

# Adam gives a rare feature steps as large as a frequent one's, which a linear
# model of rare features pays for. A large epsilon damps them: on dev, the linear
# tagger alone went from 0.74 to 0.77 entity F1.
_FORM_EPSILON = 1e-4

# Without pretraining an encoder only memorises a small corpus.
_NEW_ENCODER_DROPOUT = 0.1


@dataclass(frozen=True, slots=True)
class TrainResult:
    """What a run left: the pipeline's directory (None when interrupted) and its dev scores."""

    pipeline: Path | None
    scores: dict[str, Any]
    steps: int


def train(config: TrainConfig, output: Path, resume: bool = False) -> TrainResult:
    """Train from a configuration and export the best checkpoint on dev as a pipeline.

    Args:
        output: gets ``config.cfg``, ``subwords/``, ``checkpoints/``, ``logs/``,
            ``pipeline/`` and ``metrics.json``.
        resume: go on from the last checkpoint in ``output``.

    Raises:
        GovspanError: the configuration, the data, the encoder or ``output`` cannot be used.
    """
    last = prepare_run(config, output, resume)
    set_seed(config.training.seed)
    disable_progress_bar()  # one for every file of a checkpoint; the run's own stays
    schema = read_schema(Path(config.data.schema_file) if config.data.schema_file else DEFAULT_SCHEMA)
    documents = load_documents(config.data.train, "train", schema)
    dev = load_documents(config.data.dev, "evaluate", schema)

    tokenizer = Tokenizer.blank(ThaiDictionary.from_pythainlp())
    encoder, subwords = _encoder(config, documents, tokenizer, output / "subwords", last is not None)
    model = Extractor(_model_config(config, schema, encoder, find_role_limits(documents)))
    model.encoder.load_state_dict(encoder.state_dict())
    runtime = Runtime(model, read_subwords(subwords))
    gazetteers = read_gazetteers(Path(config.augmentation.gazetteers or GAZETTEERS))
    variants = augment(documents, gazetteers, config.augmentation, config.training.seed)
    dataset = encode_dataset([*documents, *variants], tokenizer, runtime.featurizer, schema)
    dataset = balance(dataset, config.data.temperature, config.training.seed)

    collator = Collator(runtime.featurizer.subwords.pad_id, schema, config.model.max_argument_distance)
    arguments = _arguments(config, output)
    interrupt = StopOnInterrupt()
    trainer = ExtractorTrainer(
        nlp=make_pipeline(tokenizer, runtime, device=str(arguments.device)),
        dev=dev,
        parts={
            "encoder": {"lr": config.training.encoder_learning_rate},
            "form_scores": {"lr": config.training.form_learning_rate, "eps": _FORM_EPSILON},
        },
        model=model,
        args=arguments,
        train_dataset=dataset,
        data_collator=collator,
        callbacks=[EarlyStoppingCallback(early_stopping_patience=config.training.patience), interrupt],
    )
    trainer.train(resume_from_checkpoint=last)
    steps = int(trainer.state.global_step)
    if interrupt.interrupted:
        return TrainResult(None, {}, steps)
    return _finish(trainer, config, output, runtime, tokenizer, dev)


def _encoder(
    config: TrainConfig, documents: list[Document], tokenizer: Tokenizer, saved: Path, resume: bool
) -> tuple[nn.Module, PreTrainedTokenizerFast]:
    if config.encoder.path:
        return load_encoder(config.encoder.path, config.encoder.window)
    if resume:
        subwords = PreTrainedTokenizerFast.from_pretrained(saved)
    else:
        words = (read_words(document.text, tokenizer.offsets(document.text)).texts for document in documents)
        subwords = train_subwords(map(normalise, chain.from_iterable(words)), config.encoder.new.vocab_size)
        # A resumed run reads the same sub-words again.
        subwords.save_pretrained(saved)
    encoder = new_encoder(config.encoder.new, subwords, config.encoder.window, _NEW_ENCODER_DROPOUT)
    return encoder, subwords


def _model_config(
    config: TrainConfig, schema: Schema, encoder: nn.Module, role_limits: dict[str, list[str]]
) -> ExtractorConfig:
    settings = config.model
    described = encoder.config.to_dict()  # type: ignore[operator,union-attr]
    # Where it lay on the machine that it was trained on is nobody's business.
    described.pop("_name_or_path", None)
    return ExtractorConfig(
        encoder=described,
        schema=schema.to_dict(),
        window=config.encoder.window,
        overlap=config.encoder.overlap,
        role_limits=role_limits,
        **settings.model_dump(),
    )


def _arguments(config: TrainConfig, output: Path) -> TrainingArguments:
    settings = config.training
    return trainer_arguments(
        settings,
        output,
        # An epoch reads each document once, in one of its versions.
        num_train_epochs=settings.epochs / (1 + config.augmentation.variants),
        max_steps=settings.max_steps,
        lr_scheduler_type="linear",
        max_grad_norm=settings.max_grad_norm,
        save_steps=settings.evaluate_every,
        save_total_limit=settings.keep_checkpoints,
        load_best_model_at_end=True,
        metric_for_best_model="eval_f1",
        greater_is_better=True,
        # The patience that early stopping has left is part of a checkpoint.
        restore_callback_states_from_checkpoint=True,
        logging_steps=max(1, settings.evaluate_every // 5),
        remove_unused_columns=False,
        # Documents without events leave the role head without gradients.
        ddp_find_unused_parameters=True,
    )


def _finish(
    trainer: ExtractorTrainer,
    config: TrainConfig,
    output: Path,
    runtime: Runtime,
    tokenizer: Tokenizer,
    dev: list[Document],
) -> TrainResult:
    steps = int(trainer.state.global_step)
    runtime.model.train(False)
    runtime.round_weights()
    if not trainer.is_world_process_zero():
        return TrainResult(output / "pipeline", {}, steps)
    nlp = make_pipeline(tokenizer, runtime)
    fit_span_bias(nlp, dev)
    fit_temperatures(nlp, dev)
    scores = evaluate_pipeline(nlp, dev)
    meta = {
        "name": "govspan",
        "version": version("govspan"),
        "description": "Entities and events from government communications",
        "license": "Apache-2.0",
        "performance": {
            "ents_f": scores["entities"]["overall"]["f1"],
            "triggers_f": scores["triggers"]["classification"]["f1"],
            "arguments_f": scores["arguments"]["classification"]["f1"],
        },
    }
    export_pipeline(nlp, output / "pipeline", meta)
    (output / "metrics.json").write_text(
        json.dumps({"steps": steps, "dev": scores}, indent=2), encoding="utf-8"
    )
    return TrainResult(output / "pipeline", scores, steps)
