"""Mistakes: one line, exit status 2, no traceback."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govspan.annotations import Argument, DataError, Document, Event, Span, write_documents
from govspan.configs import CONFIG_DIR

Cli = Callable[..., Any]
Spawn = Callable[..., Any]

DEFAULT = CONFIG_DIR / "default.cfg"
MARKED = Path(__file__).parents[2] / "data"


# --- mistakes: one line, exit status 2, no traceback

BAD_LABEL = Document("d", "en", "the Ministry", (Span("a", 4, 12, "BODY"),))
BAD_OFFSETS = Document("d", "en", "the Ministry", (Span("a", 4, 99, "AGENCY"),))
NO_TRIGGER = Document("d", "en", "the Ministry", (), (Event("MEASUREMENT", "x"),))
NO_FILLER = Document("d", "en", "met", (), (Event("MEETING", (0, 3), (Argument("Chair", "x"),)),))

Arguments = list[object]
Case = Callable[[Path, Path], Arguments]


def training(**settings: object) -> Arguments:
    return [part for key, value in settings.items() for part in (f"--{key.replace('__', '.')}", value)]


def with_data(document: Document) -> Case:
    def build(folder: Path, _: Path) -> Arguments:
        write_documents(folder / "d.jsonl", [document])
        path = folder / "d.jsonl"
        return ["train", DEFAULT, "-o", folder / "run", *training(data__train=path, data__dev=path)]

    return build


def evaluating(document: Document) -> Case:
    def build(folder: Path, pipeline: Path) -> Arguments:
        write_documents(folder / "d.jsonl", [document])
        return ["evaluate", pipeline, folder / "d.jsonl"]

    return build


def converting(document: Document) -> Case:
    def build(folder: Path, _: Path) -> Arguments:
        write_documents(folder / "d.jsonl", [document])
        return ["annotations", "convert", folder / "d.jsonl", "--to", "spacy", "-o", folder / "d.spacy"]

    return build


def empty_train(folder: Path, _: Path) -> Arguments:
    (folder / "d.jsonl").write_text("")
    return ["train", DEFAULT, "-o", folder / "run", *training(data__train=folder, data__dev=folder)]


def empty_evaluate(folder: Path, pipeline: Path) -> Arguments:
    (folder / "d.jsonl").write_text("")
    return ["evaluate", pipeline, folder]


def no_files(folder: Path, _: Path) -> Arguments:
    return ["annotations", "validate", folder]


def mistyped_option(folder: Path, _: Path) -> Arguments:
    return ["train", DEFAULT, "-o", folder / "run", *training(training__sed=1)]


def mistyped_config(folder: Path, _: Path) -> Arguments:
    (folder / "my.cfg").write_text("[training]\nsed = 1\n")
    return ["train", folder / "my.cfg", "-o", folder / "run"]


def no_config(folder: Path, _: Path) -> Arguments:
    return ["train", folder / "my.cfg"]


def encoder_folder(folder: Path, name: str | None) -> Arguments:
    encoder = folder / "encoder"
    encoder.mkdir()
    (encoder / "config.json").write_text('{"model_type": "bert"}')
    (encoder / "tokenizer.json").write_text("{}")
    if name:
        (encoder / name).write_bytes(b"\x80\x04K\x01.")
    path = folder / "d.jsonl"
    write_documents(path, [Document("d", "en", "the Ministry")])
    settings = training(data__train=path, data__dev=path, encoder__path=encoder)
    return ["train", DEFAULT, "-o", folder / "run", *settings]


def encoder_without_weights(folder: Path, _: Path) -> Arguments:
    return encoder_folder(folder, None)


def encoder_pickle(folder: Path, _: Path) -> Arguments:
    return encoder_folder(folder, "pytorch_model.bin")


def pipeline_pickle(folder: Path, pipeline: Path) -> Arguments:
    shutil.copytree(pipeline, folder / "copy")
    weights = folder / "copy" / "extractor" / "model.safetensors"
    weights.rename(weights.with_name("pytorch_model.bin"))
    return ["extract", DEFAULT, "-p", folder / "copy"]


def pipeline_version(folder: Path, pipeline: Path) -> Arguments:
    shutil.copytree(pipeline, folder / "copy")
    config = folder / "copy" / "extractor" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "format_version": 99}))
    return ["extract", DEFAULT, "-p", folder / "copy"]


def no_pipeline(folder: Path, _: Path) -> Arguments:
    return ["extract", DEFAULT, "-p", folder / "nothing"]


def no_device(folder: Path, pipeline: Path) -> Arguments:
    return ["extract", DEFAULT, "-p", pipeline, "--device", "toaster"]


def no_input(folder: Path, pipeline: Path) -> Arguments:
    return ["extract", folder / "nothing.txt", "-p", pipeline]


def no_texts(folder: Path, pipeline: Path) -> Arguments:
    return ["extract", folder, "-p", pipeline]


def unwritable(folder: Path) -> Path:
    (folder / "file").write_text("")
    return folder / "file" / "out"


def unwritable_run(folder: Path, _: Path) -> Arguments:
    return ["train", DEFAULT, "-o", unwritable(folder)]


def unwritable_records(folder: Path, pipeline: Path) -> Arguments:
    return ["extract", DEFAULT, "-p", pipeline, "-o", unwritable(folder)]


def unwritable_page(folder: Path, pipeline: Path) -> Arguments:
    return ["extract", DEFAULT, "-p", pipeline, "-o", folder / "records.jsonl", "--html", unwritable(folder)]


def unwritable_conversion(folder: Path, _: Path) -> Arguments:
    return ["annotations", "convert", MARKED, "-o", unwritable(folder)]


def unwritable_scores(folder: Path, pipeline: Path) -> Arguments:
    write_documents(folder / "d.jsonl", [Document("d", "en", "a")])
    return ["evaluate", pipeline, folder / "d.jsonl", "--json", unwritable(folder)]


def not_utf8(*arguments: object) -> Case:
    def build(folder: Path, pipeline: Path) -> Arguments:
        (folder / "d.jsonl").write_bytes(b'{"id": "d", "lang": "vi", "text": "\xe9"}\n')
        named: dict[object, object] = {
            "PATH": folder / "d.jsonl",
            "PIPELINE": pipeline,
            "RUN": folder / "run",
        }
        return [named.get(argument, argument) for argument in arguments]

    return build


def marked_not_utf8(folder: Path, _: Path) -> Arguments:
    (folder / "d.txt").write_bytes(b"id: d\nlang: vi\n---\n\xe9\n---\n")
    return ["annotations", "convert", folder, "-o", folder / "out.jsonl"]


def no_schema(folder: Path, _: Path) -> Arguments:
    write_documents(folder / "d.jsonl", [Document("d", "en", "a")])
    return ["annotations", "validate", folder, "--schema", folder / "none.toml"]


MISTAKES: dict[str, tuple[Case, str]] = {
    "train-unknown-label": (
        with_data(BAD_LABEL),
        "document 'd': unknown label: span a 'BODY'; known: OFFICIAL, ",
    ),
    "train-offsets": (
        with_data(BAD_OFFSETS),
        r"document 'd': span or trigger out of the text's bounds: span a \[4:99\]",
    ),
    "train-trigger": (with_data(NO_TRIGGER), "document 'd': reference to a span that does not exist: .*'x'"),
    "train-empty": (empty_train, "no documents to train with: the files are empty"),
    "train-option": (mistyped_option, r"--training\.sed: unknown option; did you mean 'training\.seed'"),
    "train-config": (mistyped_config, r"my\.cfg: unknown key 'training\.sed'; did you mean 'training\.seed'"),
    "train-no-config": (no_config, r"my\.cfg: cannot read the config: No such file"),
    "train-no-weights": (encoder_without_weights, r"encoder: no weights there \(\*\.safetensors\)"),
    "train-pickle": (encoder_pickle, r"pytorch_model\.bin is a pickle, which is never loaded"),
    "train-output": (unwritable_run, "file/out: cannot write there: Not a directory"),
    "train-not-utf8": (
        not_utf8("train", DEFAULT, "-o", "RUN", "--data.train", "PATH"),
        r"d\.jsonl:1: not UTF-8 at byte 35 of the line: convert",
    ),
    "evaluate-empty": (empty_evaluate, "no documents to evaluate with: the files are empty"),
    "evaluate-output": (unwritable_scores, "file/out: cannot write: "),
    "evaluate-not-utf8": (not_utf8("evaluate", "PIPELINE", "PATH"), r"d\.jsonl:1: not UTF-8"),
    "evaluate-trigger": (evaluating(NO_TRIGGER), "'d'"),
    "evaluate-filler": (evaluating(NO_FILLER), "'d'"),
    "extract-pickle": (pipeline_pickle, r"pytorch_model\.bin is a pickle, which is never loaded: convert it"),
    "extract-version": (
        pipeline_version,
        r"config.json is of format 99 \(torch\), this govspan reads formats",
    ),
    "extract-no-pipeline": (no_pipeline, "nothing: cannot load a pipeline from there"),
    "extract-no-device": (no_device, "device 'toaster' cannot be used"),
    "extract-no-input": (no_input, r"nothing\.txt: no such file or directory"),
    "extract-no-texts": (no_texts, r"no \.txt or \.jsonl file in this directory"),
    "extract-output": (unwritable_records, "file/out: cannot write: "),
    "extract-html": (unwritable_page, "file/out: cannot write: "),
    "validate-not-utf8": (not_utf8("annotations", "validate", "PATH"), r"d\.jsonl:1: not UTF-8"),
    "validate-no-files": (no_files, r"no \.jsonl file under "),
    "validate-no-schema": (no_schema, r"none\.toml: cannot read the schema: No such file"),
    "stats-not-utf8": (not_utf8("annotations", "stats", "PATH"), r"d\.jsonl:1: not UTF-8"),
    "convert-output": (unwritable_conversion, "file/out: cannot write: "),
    "convert-not-utf8": (marked_not_utf8, r"d\.txt: not UTF-8"),
    "convert-trigger": (converting(NO_TRIGGER), "'d'"),
    "convert-filler": (converting(NO_FILLER), "'d'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_line(cli: Cli, exported: Path, tmp_path: Path, name: str) -> None:
    build, message = MISTAKES[name]
    done = cli(*build(tmp_path, exported))
    assert len(done.lines) == 1
    assert done.lines[0].startswith("error: ")
    assert re.search(message, done.lines[0])
    assert done.status == 2
    assert "Traceback" not in done.out
    # Nothing half-written is left.
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_debug_shows_the_traceback(cli: Cli, spawn: Spawn, tmp_path: Path) -> None:
    quiet = spawn("govspan", "annotations", "stats", tmp_path)
    assert (quiet.status, quiet.out) == (2, "")
    assert quiet.err == f"error: no .jsonl file under {tmp_path}\n"
    loud = spawn("govspan", "annotations", "stats", tmp_path, "--debug")
    assert loud.status == 1
    assert loud.lines[0] == "Traceback (most recent call last):"
    assert loud.lines[-1].endswith(f"DataError: no .jsonl file under {tmp_path}")
    # Wherever it stands.
    with pytest.raises(DataError):
        cli("--debug", "annotations", "stats", tmp_path)


@pytest.mark.parametrize(
    "arguments", [["fly"], ["extract"], ["extract", "--nothing"], ["annotations", "convert"]]
)
def test_a_wrong_call_is_explained(cli: Cli, arguments: list[str]) -> None:
    done = cli(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "Usage: govspan" in done.err
