"""The training configuration: spaCy's ``.cfg`` format, checked key by key.

Every default here is explained in ``configs/default.cfg``, which states them
all; a test holds the two together.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from confection import Config
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..annotations import ConfigError

__all__ = [
    "Above0",
    "AugmentationConfig",
    "BaseConfig",
    "Count",
    "DataConfig",
    "EncoderConfig",
    "LoopConfig",
    "ModelConfig",
    "NewEncoderConfig",
    "Positive",
    "Rate",
    "Section",
    "TrainConfig",
    "TrainingConfig",
    "load_config",
    "parse_overrides",
    "write_config",
]

Positive = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Rate = Annotated[float, Field(ge=0, lt=1)]
Above0 = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """One section: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class DataConfig(Section):
    """``[data]``: annotations and labels."""

    train: str = "annotations/data/train"
    dev: str = "annotations/data/dev"
    schema_file: str | None = Field(None, alias="schema")
    temperature: Annotated[float, Field(ge=1)] = 2.0


class AugmentationConfig(Section):
    """``[augmentation]``: other versions of the training documents."""

    gazetteers: str | None = None
    variants: Count = 3
    entities: Share = 0.3
    abbreviations: Share = 0.0
    numbers: Share = 0.0
    dates: Share = 0.0
    noise: Share = 0.0


class NewEncoderConfig(Section):
    """``[encoder.new]``: the encoder that is made when none is named."""

    vocab_size: Annotated[int, Field(ge=300)] = 8000
    hidden_size: Positive = 128
    layers: Positive = 2
    heads: Positive = 4


class EncoderConfig(Section):
    """``[encoder]``: a pretrained encoder, or a new one."""

    path: str | None = "govspan"
    window: Annotated[int, Field(ge=16)] = 1024
    overlap: Count = 128
    new: NewEncoderConfig = NewEncoderConfig()


class ModelConfig(Section):
    """``[model]``: what stands on the encoder."""

    form_rows: Positive = 50000
    form_width: Count = 48
    form_window: Count = 1
    context_layers: Count = 2
    role_width: Positive = 128
    dropout: Rate = 0.3
    max_argument_distance: Positive = 512


class LoopConfig(Section):
    """What training and pretraining set alike."""

    seed: Count = 0
    batch_size: Positive
    gradient_accumulation: Positive = 1
    learning_rate: Above0 = 1e-3
    weight_decay: Annotated[float, Field(ge=0)] = 0.01
    warmup: Rate
    evaluate_every: Positive
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    device: Literal["auto", "cpu"] = "auto"


class TrainingConfig(LoopConfig):
    """``[training]``: the loop."""

    epochs: Above0 = 14
    max_steps: int = -1
    batch_size: Positive = 4
    encoder_learning_rate: Above0 = 3e-4
    form_learning_rate: Above0 = 3e-2
    warmup: Rate = 0.05
    max_grad_norm: Above0 = 5.0
    evaluate_every: Positive = 200
    patience: Positive = 5
    keep_checkpoints: Positive = 2


class BaseConfig(Section):
    """A whole configuration, of whatever command."""

    def to_dict(self) -> dict[str, Any]:
        """The configuration as nested dictionaries, under the names of the file."""
        return self.model_dump(by_alias=True)


class TrainConfig(BaseConfig):
    """What ``govspan train`` reads."""

    data: DataConfig = DataConfig.model_validate({})
    augmentation: AugmentationConfig = AugmentationConfig()
    encoder: EncoderConfig = EncoderConfig()
    model: ModelConfig = ModelConfig()
    training: TrainingConfig = TrainingConfig()


ConfigT = TypeVar("ConfigT", bound=BaseConfig)


def load_config(kind: type[ConfigT], path: Path, overrides: Mapping[str, Any] | None = None) -> ConfigT:
    """Read a ``.cfg`` file, apply ``section.key`` overrides and check every key.

    Raises:
        ConfigError: the file cannot be read, a key is unknown (with the nearest
            known one), or a value is of the wrong kind.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigError(f"{path}: cannot read the config: {reason}") from error
    known = _known_keys(kind)
    for key in overrides or {}:
        if key not in known:
            raise ConfigError(f"--{key}: unknown option{_nearest(key, known)}")
    try:
        stated = _keys(Config().from_str(source, interpolate=False))
        given = overrides or {}
        data = Config().from_str(source, overrides={key: given[key] for key in given if key in stated})
    except Exception as error:  # confection raises bare ValueErrors and configparser's errors alike
        reason = " ".join(str(error).split())
        undefined = re.search(r"Section '(.+?)' is not defined", reason)
        if undefined or isinstance(error, KeyError):
            unknown = undefined[1] if undefined else error.args[0]
            message = f"{path}: section [{unknown}] must stand before the sections inside it"
        else:
            message = f"{path}: not a valid config: {reason[:300]}"
        raise ConfigError(message) from error
    # Overrides may name keys that the file leaves at their defaults.
    for key, value in given.items():
        *parents, name = key.split(".")
        section: dict[str, Any] = data
        for parent in parents:
            section = section.setdefault(parent, {})
        section[name] = value
    return _check(data, path, known, kind)


def parse_overrides(arguments: Sequence[str]) -> dict[str, Any]:
    """``--section.key value`` or ``--section.key=value`` pairs; values are JSON or plain strings.

    Raises:
        ConfigError: an argument is not of that form.
    """
    overrides: dict[str, Any] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if not name.startswith("--") or "." not in name:
            raise ConfigError(f"{name}: unknown option; a setting of the config reads --section.key value")
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise ConfigError(f"{name}: a value is missing")
            value = rest.pop(0)
        try:
            overrides[name[2:]] = json.loads(value)
        except ValueError:
            overrides[name[2:]] = value
    return overrides


def write_config(config: BaseConfig, path: Path) -> None:
    """Write a complete configuration, every default spelled out."""
    Config(config.to_dict()).to_disk(path)


def _check(data: Mapping[str, Any], path: Path, known: list[str], kind: type[ConfigT]) -> ConfigT:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        problems = []
        for item in error.errors():
            key = ".".join(str(part) for part in item["loc"])
            if item["type"] == "extra_forbidden":
                problems.append(f"unknown key {key!r}{_nearest(key, known)}")
            else:
                problems.append(f"{key} = {item['input']!r}: {item['msg']}")
        raise ConfigError(f"{path}: {'; '.join(problems)}") from error


def _nearest(key: str, known: list[str]) -> str:
    name = key.rpartition(".")[2]
    by_name = {other.rpartition(".")[2]: other for other in known}
    # The same name in another section, a like key, a like name in another section.
    close = [by_name[name]] if name in by_name else difflib.get_close_matches(key, known, n=1)
    close = close or [by_name[other] for other in difflib.get_close_matches(name, by_name, n=1)]
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(known)}"


def _keys(data: Mapping[str, Any], prefix: str = "") -> set[str]:
    keys: set[str] = set()
    for name, value in data.items():
        keys |= _keys(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {f"{prefix}{name}"}
    return keys


def _known_keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    keys: list[str] = []
    for name, field in model.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys.extend(_known_keys(field.annotation, f"{key}."))
        else:
            keys.append(key)
    return keys
