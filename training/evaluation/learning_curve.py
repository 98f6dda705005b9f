"""How the score grows with the training documents: what more annotation would bring."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ...annotations import (
    ConfigError,
    DataError,
    Document,
    read_documents,
    read_schema,
    write_documents,
)
from ...annotations.files import replacing
from ...configs import DEFAULT_SCHEMA
from ..config import TrainConfig, load_config
from ..dataset import load_documents
from ..run import CHECKPOINTS
from ..train import train

__all__ = ["SHARES", "Step", "learning_curve", "read_curve"]

#: Parts of the training documents that are trained on.
SHARES = (0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Step:
    """One training: its share of the documents, their number, and F1 on dev by measure and language."""

    share: float
    documents: int
    f1: dict[str, float]


def learning_curve(config: TrainConfig, output: Path, shares: Sequence[float] = SHARES) -> Iterator[Step]:
    """Train on growing parts of the training data; each holds the smaller ones.

    ``output`` gets a run for each share and ``learning_curve.json``. A run that is
    there is read, one that was cut off goes on.

    Raises:
        ConfigError: a share is not in (0, 1], or ``output`` holds the curve of another config
            or of other documents.
        GovspanError: the configuration, the data or the encoder cannot be used.
    """
    if not shares or any(not 0 < share <= 1 for share in shares):
        raise ConfigError(f"shares {list(shares)}: each is more than 0 and at most 1")
    schema = read_schema(Path(config.data.schema_file) if config.data.schema_file else DEFAULT_SCHEMA)
    documents = load_documents(config.data.train, "train", schema)
    steps = []
    for share in sorted(shares):
        part = _part(documents, share, config.training.seed)
        folder = output / f"{share:g}"
        data, run = folder / "train.jsonl", folder / "run"
        settings = config.to_dict()
        settings["data"]["train"] = str(data)
        own = TrainConfig.model_validate(settings)
        saved = run / "config.cfg"
        if saved.exists() and load_config(TrainConfig, saved) != own:
            raise ConfigError(f"{run} holds the run of another config: choose another --output")
        if saved.exists() and data.exists() and list(read_documents(data)) != part:
            raise ConfigError(f"{run} holds the run of other training documents: choose another --output")
        write_documents(data, part)
        result = run / "metrics.json"
        if not result.exists():
            done = train(own, run, resume=any((run / CHECKPOINTS).glob("checkpoint-*")))
            if done.pipeline is None:
                return
        dev = json.loads(result.read_text(encoding="utf-8"))["dev"]
        f1 = {
            "entities": dev["entities"]["overall"]["f1"],
            "triggers": dev["triggers"]["classification"]["f1"],
            "arguments": dev["arguments"]["classification"]["f1"],
        }
        f1 |= {
            f"entities, {lang}": part_of_dev["entities"]["overall"]["f1"]
            for lang, part_of_dev in dev["languages"].items()
        }
        steps.append(Step(share, len(part), f1))
        with replacing(output / "learning_curve.json") as partial:
            partial.write_text(json.dumps([asdict(step) for step in steps], indent=2), encoding="utf-8")
        yield steps[-1]


def _part(documents: Sequence[Document], share: float, seed: int) -> list[Document]:
    """The first of each language's documents in an order that the seed decides."""
    by_language: dict[str, list[Document]] = {}
    for document in sorted(documents, key=lambda item: item.id):
        by_language.setdefault(document.lang, []).append(document)
    part = []
    for own in by_language.values():
        random.Random(seed).shuffle(own)
        part += own[: max(1, round(share * len(own)))]
    return part


def read_curve(path: Path) -> list[Step]:
    """What :func:`learning_curve` wrote.

    Raises:
        DataError: not of that form.
    """
    try:
        return [Step(**step) for step in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"{path}: not a learning curve of `govspan learning-curve`: {error}") from error
