"""Shared fixtures: the schema, a tokenizer, small documents, and one tiny trained pipeline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

# Read when torch and huggingface_hub are imported, here and in the processes that
# tests start: no test needs a network, and threads only hinder a tiny model.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import pytest
from hypothesis import settings
from spacy.language import Language

from govspan.annotations import Document, Schema, parse_marked, read_schema, write_documents
from govspan.configs import DEFAULT_SCHEMA
from govspan.pipeline.tokenizer import Tokenizer
from govspan.pipeline.words import ThaiDictionary

# Timing on a shared two-core machine says nothing about a property.
settings.register_profile("govspan", deadline=None, max_examples=60)
settings.load_profile("govspan")

MARKED = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def schema() -> Schema:
    return read_schema(DEFAULT_SCHEMA)


@pytest.fixture(scope="session")
def thai() -> ThaiDictionary:
    return ThaiDictionary.from_pythainlp()


@pytest.fixture(scope="session")
def tokenizer(thai: ThaiDictionary) -> Tokenizer:
    return Tokenizer.blank(thai)


@pytest.fixture(scope="session")
def documents() -> list[Document]:
    """One small annotated document in each language."""
    return [
        parse_marked(path.read_text(encoding="utf-8"), path.name) for path in sorted(MARKED.glob("*.txt"))
    ]


@pytest.fixture(scope="session")
def corpus(documents: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small documents as a JSONL file."""
    path = tmp_path_factory.mktemp("corpus") / "small.jsonl"
    write_documents(path, documents)
    return path


#: Settings that make a training run tiny.
TINY = {
    "encoder.path": None,
    "augmentation.variants": 0,
    "encoder.window": 64,
    "encoder.overlap": 16,
    "encoder.new.vocab_size": 600,
    "encoder.new.hidden_size": 32,
    "encoder.new.layers": 1,
    "encoder.new.heads": 2,
    "model.form_rows": 500,
    "model.form_width": 8,
    "model.role_width": 16,
    "training.batch_size": 2,
    "training.device": "cpu",
    "training.precision": "float32",
}


@pytest.fixture(scope="session")
def overrides(corpus: Path) -> dict[str, Any]:
    """Config overrides with which a run takes a few seconds and learns the small documents."""
    return {
        **TINY,
        "data.train": str(corpus),
        "data.dev": str(corpus),
        "model.dropout": 0.0,
        "training.max_steps": 120,
        "training.evaluate_every": 60,
        "training.learning_rate": 0.01,
        "training.encoder_learning_rate": 0.005,
    }


@pytest.fixture(scope="session")
def tiny_run(overrides: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a real, tiny training run that has learnt its four documents."""
    from govspan.configs import CONFIG_DIR
    from govspan.training.config import TrainConfig, load_config
    from govspan.training.train import train

    output = tmp_path_factory.mktemp("run") / "tiny"
    train(load_config(TrainConfig, CONFIG_DIR / "default.cfg", overrides), output)
    return output


@pytest.fixture(scope="session")
def tiny(tiny_run: Path) -> Language:
    """The tiny run's exported pipeline, loaded."""
    import spacy

    return spacy.load(tiny_run / "pipeline")


@pytest.fixture(scope="session")
def exported(tiny_run: Path) -> Path:
    """The tiny run's pipeline; tests only read it."""
    return tiny_run / "pipeline"
