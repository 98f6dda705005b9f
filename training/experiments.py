"""Several taggers trained and scored on the same public sets, with the same splits and words."""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import spacy
import torch
from transformers import AutoConfig, AutoModel, AutoTokenizer

from ..annotations import ConfigError, Document, write_documents
from ..annotations.files import replacing
from ..pipeline.encoding import read_words
from ..pipeline.scoring import Annotated, score_documents
from ..pipeline.tokenizer import Tokenizer
from ..pipeline.words import ThaiDictionary
from .baselines import Tagger, train_crf, train_tok2vec
from .config import BaseConfig, Positive, Section, TrainConfig
from .encoders import encoder_folder
from .public import read_public, schema_of, write_schema
from .train import train

__all__ = ["SYSTEMS", "Experiment", "ExperimentConfig", "format_results", "run_experiment"]

System = Literal["crf", "tok2vec", "random", "compact"]
#: What is compared: a CRF, spaCy's NER, the encoder's architecture from random weights, the encoder.
SYSTEMS: tuple[System, ...] = ("crf", "tok2vec", "random", "compact")


class PublicData(Section):
    """``[public]``: a public set, see :func:`.public.read_public`."""

    name: str
    lang: str
    train: str
    dev: str
    test: str


class ExperimentConfig(BaseConfig):
    """A public set and how the extractor is trained on it; ``[train.data]`` is filled in."""

    public: PublicData
    seeds: Positive = 3
    train: TrainConfig = TrainConfig()


@dataclass(frozen=True, slots=True)
class Experiment:
    """One training and its score on the test split: strict span P, R, F1."""

    data: str
    system: System
    seed: int
    precision: float
    recall: float
    f1: float
    minutes: float
    words_per_second: float
    megabytes: float


def run_experiment(config: ExperimentConfig, system: System, seed: int, output: Path) -> Experiment:
    """Train one system on one set, or read what a former run has left in ``output``.

    The CRF is trained to convergence from zero and knows no seed.

    Raises:
        GovspanError: data, configuration or encoder cannot be used, or ``output``
            holds the result of another configuration.
    """
    folder = output / config.public.name / f"{system}-{seed}"
    result = folder / "result.json"
    stated = _stated(config, system)
    if result.exists():
        kept = json.loads(result.read_text(encoding="utf-8"))
        if kept["config"] != stated:
            raise ConfigError(f"{folder} holds the result of another config: choose another --output")
        return Experiment(**kept["result"])
    parts = {
        name: read_public(Path(getattr(config.public, name)), config.public.lang)
        for name in ("train", "dev", "test")
    }
    started = time.perf_counter()
    tagger = _train(config, system, seed, parts, folder)
    minutes = (time.perf_counter() - started) / 60
    started = time.perf_counter()
    found = tagger([document.text for document in parts["test"]])
    seconds = time.perf_counter() - started
    gold, predicted = [], []
    for document, entities in zip(parts["test"], found, strict=True):
        own = frozenset((span.start, span.end, span.label) for span in document.spans)
        gold.append(Annotated(document.lang, own, frozenset()))
        predicted.append(Annotated(document.lang, entities, frozenset()))
    score = score_documents(gold, predicted)["entities"]["overall"]
    tokenizer = Tokenizer.blank(ThaiDictionary.from_pythainlp())
    words = sum(
        len(read_words(document.text, tokenizer.offsets(document.text)).texts) for document in parts["test"]
    )
    experiment = Experiment(
        config.public.name,
        system,
        seed,
        score["precision"],
        score["recall"],
        score["f1"],
        minutes,
        words / seconds,
        _megabytes(folder),
    )
    with replacing(result) as partial:
        kept = {"result": asdict(experiment), "config": stated}
        partial.write_text(json.dumps(kept, indent=2), encoding="utf-8")
    return experiment


def _stated(config: ExperimentConfig, system: System) -> dict[str, Any]:
    """What a result belongs to: the data and, for our model, how it is trained and from which weights."""
    stated: dict[str, Any] = {"public": config.public.model_dump()}
    if system in ("random", "compact"):
        stated["train"] = config.train.to_dict()
        weights = Path(encoder_folder(config.train.encoder.path or "")) / (
            "model.safetensors" if system == "compact" else "config.json"
        )
        stated["encoder"] = hashlib.sha256(weights.read_bytes()).hexdigest() if weights.is_file() else None
    return stated


def _train(
    config: ExperimentConfig, system: System, seed: int, parts: dict[str, list[Document]], folder: Path
) -> Tagger:
    tokenizer = Tokenizer.blank(ThaiDictionary.from_pythainlp())
    schema = schema_of(config.public.name, [*parts["train"], *parts["dev"]])
    if system == "crf":
        return train_crf(parts["train"], list(schema.labels), tokenizer, folder / "model")
    if system == "tok2vec":
        return train_tok2vec(parts["train"], parts["dev"], tokenizer, seed, folder / "model")
    data = folder / "data"
    for name in ("train", "dev"):
        write_documents(data / f"{name}.jsonl", parts[name])
    write_schema(schema, data / "schema.toml")
    settings = config.train.to_dict()
    settings["data"] |= {
        "train": str(data / "train.jsonl"),
        "dev": str(data / "dev.jsonl"),
        "schema": str(data / "schema.toml"),
    }
    settings["training"]["seed"] = seed
    if system == "random":
        settings["encoder"]["path"] = str(_forget(config.train.encoder.path, seed, folder / "encoder"))
    checkpoints = folder / "model" / "checkpoints"
    train(
        TrainConfig.model_validate(settings), folder / "model", resume=any(checkpoints.glob("checkpoint-*"))
    )
    nlp = spacy.load(folder / "model" / "pipeline")
    return lambda texts: [
        frozenset((span.start_char, span.end_char, span.label_) for span in doc.ents)
        for doc in nlp.pipe(texts)
    ]


def _forget(path: str | None, seed: int, folder: Path) -> Path:
    """A copy of an encoder with random weights and its own tokenizer."""
    if path is None:
        raise ConfigError("[train.encoder] path is empty: name the encoder that is to be compared")
    path = encoder_folder(path)
    torch.manual_seed(seed)
    AutoModel.from_config(AutoConfig.from_pretrained(path)).save_pretrained(folder)
    AutoTokenizer.from_pretrained(path).save_pretrained(folder)
    return folder


def _megabytes(folder: Path) -> float:
    """Of what a user would keep: the exported pipeline, or the model's files without the data."""
    kept = next(
        (path for name in ("pipeline", "model-best") if (path := folder / "model" / name).is_dir()),
        folder / "model",
    )
    return sum(file.stat().st_size for file in kept.rglob("*") if file.is_file()) / 1e6


def format_results(results: Iterable[Experiment]) -> str:
    """A Markdown table: a row for each set and system, means over seeds and their spread."""
    groups: dict[tuple[str, System], list[Experiment]] = {}
    for item in results:
        groups.setdefault((item.data, item.system), []).append(item)
    lines = [
        "| set | system | F1 | spread | P | R | seeds | minutes | words/s | MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for (data, system), runs in groups.items():
        f1 = [run.f1 for run in runs]
        cells = [
            data,
            system,
            f"{statistics.mean(f1):.3f}",
            f"{max(f1) - min(f1):.3f}",
            f"{_mean(runs, 'precision'):.3f}",
            f"{_mean(runs, 'recall'):.3f}",
            str(len(runs)),
            f"{_mean(runs, 'minutes'):.1f}",
            f"{_mean(runs, 'words_per_second'):,.0f}",
            f"{_mean(runs, 'megabytes'):.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _mean(runs: Sequence[Experiment], name: str) -> float:
    return statistics.mean(float(getattr(run, name)) for run in runs)
