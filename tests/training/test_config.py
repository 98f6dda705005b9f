"""The training configuration: every shipped file, every key, and every mistake."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from confection import Config

from govspan.annotations import ConfigError
from govspan.configs import CONFIG_DIR
from govspan.training.config import BaseConfig, TrainConfig, load_config, parse_overrides, write_config
from govspan.training.pretrain_config import PretrainConfig

SHIPPED = sorted(CONFIG_DIR.glob("*.cfg"))


def write(folder: Path, text: str) -> Path:
    path = folder / "my.cfg"
    path.write_text(text, encoding="utf-8")
    return path


def keys(data: dict[str, Any], prefix: str = "") -> set[str]:
    """The dotted names of all settings."""
    found: set[str] = set()
    for name, value in data.items():
        found |= keys(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
    return found


def kind_of(path: Path) -> type[BaseConfig]:
    """Which command reads a shipped config."""
    return PretrainConfig if path.stem.startswith("pretrain") else TrainConfig


def test_there_are_configs() -> None:
    assert {"default.cfg", "smoke.cfg", "xlmr.cfg", "mmbert.cfg"} <= {path.name for path in SHIPPED}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_config_loads(path: Path) -> None:
    config = load_config(kind_of(path), path)
    stated = Config().from_disk(path, interpolate=False)
    complete = config.to_dict()
    for key in keys(stated):
        *sections, name = key.split(".")
        left, right = stated, complete
        for section in sections:
            left, right = left[section], right[section]
        assert right[name] == left[name], key


@pytest.mark.parametrize("name", ["default.cfg", "pretrain.cfg"])
def test_the_explained_configs_state_every_default(name: str) -> None:
    path = CONFIG_DIR / name
    kind = kind_of(path)
    stated = Config().from_disk(path, interpolate=False)
    if kind is PretrainConfig:
        # The one setting that speaks of files, which no default can know.
        assert stated["data"].pop("shares")
        assert load_config(kind, path, {"data.shares": {}}) == kind()
        assert keys(stated) == keys(kind().to_dict()) - {"data.shares"}
    else:
        assert load_config(kind, path) == kind()
        assert keys(stated) == keys(kind().to_dict())


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert load_config(TrainConfig, write(tmp_path, "")) == TrainConfig()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[training]\nlearning_rat = 1\n",
            "unknown key 'training.learning_rat'; did you mean 'training.learning_rate'?",
        ),
        ("[encoder.new]\nlayer = 1\n", "unknown key 'encoder.new.layer'; did you mean 'encoder.new.layers'?"),
        ("[training]\ndropout = 0.1\n", "unknown key 'training.dropout'; did you mean 'model.dropout'?"),
        ("[data]\nwindow = 32\n", "unknown key 'data.window'; did you mean 'encoder.window'?"),
    ],
)
def test_an_unknown_key_names_the_nearest(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, f"[encoder]\nwindow = 64\n\n{text}")
    with pytest.raises(ConfigError) as caught:
        load_config(TrainConfig, path)
    assert str(caught.value) == f"{path}: {message}"


def test_an_unknown_section(tmp_path: Path) -> None:
    path = write(tmp_path, "[trainer]\nseed = 1\n")
    with pytest.raises(ConfigError, match=r"unknown key 'trainer'"):
        load_config(TrainConfig, path)


def test_a_key_like_no_other_lists_all(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown key 'data\.zzzzzzzz'; known: data\.train, data\.dev, "):
        load_config(TrainConfig, write(tmp_path, "[data]\nzzzzzzzz = 1\n"))


def test_all_problems_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(TrainConfig, write(tmp_path, "[training]\nbatch_size = 0\nepochs = -1\nsede = 1\n"))
    for part in ("training.batch_size = 0: ", "training.epochs = -1: ", "did you mean 'training.seed'?"):
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("training.batch_size", "many"),
        ("training.batch_size", 0),
        ("training.batch_size", 1.5),
        ("training.learning_rate", 0),
        ("training.learning_rate", None),
        ("training.precision", "float16"),
        ("training.device", "tpu"),
        ("model.dropout", 1),
        ("data.temperature", 0.5),
        ("data.train", 3),
        ("encoder.window", 8),
        ("encoder.new.vocab_size", 100),
    ],
)
def test_a_value_of_the_wrong_kind(tmp_path: Path, key: str, value: Any) -> None:
    path = write(tmp_path, "")
    with pytest.raises(ConfigError) as caught:
        load_config(TrainConfig, path, {key: value})
    assert str(caught.value).startswith(f"{path}: {key} = {value!r}: ")


def test_a_mistyped_override_names_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(TrainConfig, CONFIG_DIR / "default.cfg", {"training.sed": 1})
    assert str(caught.value) == "--training.sed: unknown option; did you mean 'training.seed'?"


def test_a_section_is_no_setting() -> None:
    with pytest.raises(ConfigError, match=r"^--encoder\.new: unknown option; did you mean "):
        load_config(TrainConfig, CONFIG_DIR / "default.cfg", {"encoder.new": 1})


def test_overrides_win(tmp_path: Path) -> None:
    path = write(tmp_path, "[training]\nseed = 1\n")
    config = load_config(
        TrainConfig,
        path,
        {"training.seed": 2, "encoder.new.layers": 3, "encoder.path": "some/where", "data.schema": "s.toml"},
    )
    assert config.training.seed == 2
    assert config.encoder.new.layers == 3
    assert config.encoder.path == "some/where"
    assert config.data.schema_file == "s.toml"
    assert config.training.batch_size == TrainConfig().training.batch_size


def test_interpolation(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[data]\ntrain = "corpus"\ndev = ${data.train}\n\n[encoder]\nwindow = 96\n\n'
        "[model]\nmax_argument_distance = ${encoder.window}\n",
    )
    config = load_config(TrainConfig, path)
    assert config.data.dev == "corpus"
    assert config.model.max_argument_distance == 96
    # What an override changes, interpolation reads.
    assert load_config(TrainConfig, path, {"encoder.window": 128}).model.max_argument_distance == 128


def test_interpolation_of_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "[data]\ndev = ${data.nothing}\n")
    with pytest.raises(ConfigError, match=rf"^{re.escape(str(path))}: not a valid config: ") as caught:
        load_config(TrainConfig, path)
    assert "nothing" in str(caught.value)


def test_a_missing_parent_section(tmp_path: Path) -> None:
    path = write(tmp_path, "[encoder.new]\nlayers = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_config(TrainConfig, path)
    assert str(caught.value) == f"{path}: section [encoder] must stand before the sections inside it"


@pytest.mark.parametrize(
    "text", ["seed = 1\n", "[training\n", "[training]\nseed\n", "[training]\nseed = 1\nseed = 2\n"]
)
def test_not_a_config(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError, match=rf"^{re.escape(str(path))}: not a valid config: .") as caught:
        load_config(TrainConfig, path)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.cfg: cannot read the config: No such file or directory$"):
        load_config(TrainConfig, tmp_path / "none.cfg")
    with pytest.raises(ConfigError, match=r"cannot read the config: Is a directory$"):
        load_config(TrainConfig, tmp_path)
    (tmp_path / "latin.cfg").write_bytes(b'[data]\ntrain = "\xe9"\n')
    with pytest.raises(ConfigError, match=r"latin\.cfg: cannot read the config: not UTF-8$"):
        load_config(TrainConfig, tmp_path / "latin.cfg")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {}),
        (["--training.seed", "3"], {"training.seed": 3}),
        (["--training.seed=3"], {"training.seed": 3}),
        (["--training.learning_rate", "3e-4"], {"training.learning_rate": 3e-4}),
        (["--encoder.path", "null"], {"encoder.path": None}),
        (["--encoder.path", "FacebookAI/xlm-roberta-base"], {"encoder.path": "FacebookAI/xlm-roberta-base"}),
        (["--data.train=a=b.jsonl"], {"data.train": "a=b.jsonl"}),
        (["--data.train", '"123"'], {"data.train": "123"}),
        (["--data.train="], {"data.train": ""}),
        (["--training.max_steps", "-1"], {"training.max_steps": -1}),
        (["--a.b", "1", "--a.b", "2", "--c.d=x"], {"a.b": 2, "c.d": "x"}),
    ],
)
def test_the_forms_of_overrides(arguments: list[str], expected: dict[str, Any]) -> None:
    assert parse_overrides(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--training.seed"], "--training.seed: a value is missing"),
        (["--seed", "1"], "--seed: unknown option; a setting of the config reads --section.key value"),
        (["more.cfg"], "more.cfg: unknown option; a setting of the config reads --section.key value"),
        (["-x.y", "1"], "-x.y: unknown option; a setting of the config reads --section.key value"),
    ],
)
def test_what_is_no_override(arguments: list[str], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_overrides(arguments)
    assert str(caught.value) == message


def test_a_value_is_not_mistaken_for_the_next_option() -> None:
    with pytest.raises(ConfigError, match=r"^--training\.seed: a value is missing$"):
        parse_overrides(["--training.seed", "--training.epochs", "3"])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_written_config_loads_as_the_same(path: Path, tmp_path: Path) -> None:
    config = load_config(kind_of(path), path, {"encoder.path": "Bộ/ข้อมูล 1", "training.learning_rate": 1e-7})
    write_config(config, tmp_path / "again.cfg")
    assert load_config(kind_of(path), tmp_path / "again.cfg") == config
    assert keys(Config().from_disk(tmp_path / "again.cfg")) == keys(config.to_dict())


@pytest.mark.parametrize(
    "value",
    [
        "100",
        "null",
        "a%b",
        "a$b",
        "true",
        '"quoted"',
        "ค่า",
    ],
)
def test_awkward_strings_survive_writing(value: str, tmp_path: Path) -> None:
    config = TrainConfig.model_validate({"data": {"train": value}})
    write_config(config, tmp_path / "again.cfg")
    assert load_config(TrainConfig, tmp_path / "again.cfg").data.train == value


def test_a_config_cannot_be_changed() -> None:
    config = TrainConfig()
    with pytest.raises(ValueError, match="frozen"):
        config.training.seed = 1  # type: ignore[misc]
    assert json.loads(json.dumps(config.to_dict())) == config.to_dict()
