"""The command line: what it prints, its exit status, and one line for every mistake."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import DocBin

from govspan.annotations import Argument, DataError, Document, Event, Span, read_documents, write_documents
from govspan.configs import CONFIG_DIR
from govspan.pipeline.convert import doc_to_record
from govspan.pipeline.runtime import FORMAT_VERSION

Cli = Callable[..., Any]
Spawn = Callable[..., Any]

DEFAULT = CONFIG_DIR / "default.cfg"
MARKED = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def exported(tiny_run: Path) -> Path:
    """The tiny run's pipeline; tests only read it."""
    return tiny_run / "pipeline"


# --- annotations validate


def test_validate_a_clean_corpus(cli: Cli, corpus: Path) -> None:
    done = cli("annotations", "validate", corpus)
    assert (done.status, done.out, done.err) == (0, "1 files: 0 problems\n", "")


def test_validate_groups_what_is_wrong(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    write_documents(
        path,
        [
            Document("one", "en", "the Ministry", (Span("a", 4, 12, "BODY"), Span("b", 4, 99, "AGENCY"))),
            Document("two", "en", "a Ministry", (Span("a", 2, 10, "BODY"),), (Event("PARTY", (0, 1)),)),
        ],
    )
    done = cli("annotations", "validate", path)
    assert done.status == 1
    lines = done.out.splitlines()
    assert [line for line in lines if not line.startswith("  ")] == [
        "E01 span or trigger out of the text's bounds: 1",
        "E05 unknown label: 2",
        "E06 unknown event type: 1",
        "1 files: 4 problems",
    ]
    assert f"  {path}:one: span b [4:99] in a text of 12 characters" in lines
    assert sum(line.startswith(f"  {path}:two: ") for line in lines) == 2


def test_validate_shows_twenty_of_each(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    write_documents(path, [Document(f"d{n}", "en", f"a{n}", (Span("s", 0, 1, "X"),)) for n in range(25)])
    done = cli("annotations", "validate", path)
    assert done.status == 1
    assert len(re.findall(r"^  .*span s 'X'", done.out, re.M)) == 20
    assert "  … and 5 more (--all lists them)" in done.out.splitlines()
    everything = cli("annotations", "validate", "--all", path)
    assert len(re.findall(r"^  .*span s 'X'", everything.out, re.M)) == 25
    assert "more" not in everything.out


def test_validate_only_notes_spans_off_the_tokens(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "off.jsonl"
    write_documents(path, [Document("d", "en", "the Ministry", (Span("a", 4, 9, "AGENCY"),))])
    done = cli("annotations", "validate", tmp_path)
    assert done.status == 0
    assert done.out.splitlines()[0] == "E15 span not on token boundaries: 1"
    assert done.out.splitlines()[-1] == "1 files: 0 problems, 1 spans off token boundaries"


def test_validate_takes_another_schema(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\n[labels]\nSHIP = "a ship"\n')
    path = tmp_path / "d.jsonl"
    write_documents(path, [Document("d", "en", "the Victory", (Span("s", 4, 11, "SHIP"),))])
    assert cli("annotations", "validate", path, "--schema", tmp_path / "mine.toml").status == 0
    assert cli("annotations", "validate", path).status == 1


# --- annotations stats


def test_stats(cli: Cli, corpus: Path, documents: list[Document]) -> None:
    done = cli("annotations", "stats", corpus)
    assert (done.status, done.err) == (0, "")
    rows = {line[:26].strip(): line[26:].split() for line in done.out.splitlines()}
    assert rows[""] == ["en/train", "hi/train", "th/train", "vi/train", "all"]
    assert rows["documents"] == ["1", "1", "1", "1", "4"]
    assert rows["characters"][-1] == str(sum(len(document.text) for document in documents))
    assert rows["spans"] == [*(str(len(document.spans)) for document in documents), "47"]
    assert rows["events"] == ["4", "3", "3", "3", "13"]
    arguments = [sum(len(event.arguments) for event in document.events) for document in documents]
    assert rows["arguments"] == [*map(str, arguments), "40"]
    assert rows["MEETING"] == ["1", "1", "1", "0", "3"]
    assert rows["MEETING.Chair"] == ["1", "1", "1", "0", "3"]


# --- annotations convert


def test_convert_marked_text(cli: Cli, documents: list[Document], tmp_path: Path) -> None:
    output = tmp_path / "new" / "small.jsonl"
    done = cli("annotations", "convert", MARKED, "--output", output)
    assert (done.status, done.out, done.err) == (0, f"4 documents → {output}\n", "")
    assert list(read_documents(output)) == documents


def test_convert_to_spacy(cli: Cli, corpus: Path, documents: list[Document], tmp_path: Path) -> None:
    output = tmp_path / "gold.spacy"
    done = cli("annotations", "convert", corpus, "--to", "spacy", "--output", output)
    assert (done.status, done.out, done.err) == (0, f"4 documents → {output}\n", "")
    from spacy.vocab import Vocab

    docs = list(DocBin().from_disk(output).get_docs(Vocab()))
    assert [doc.text for doc in docs] == [document.text for document in documents]
    assert [{(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents} for doc in docs] == [
        {(span.start, span.end, span.label) for span in document.spans} for document in documents
    ]
    assert [[event.type for event in doc._.events] for doc in docs] == [
        [event.type for event in document.events] for document in documents
    ]


def test_convert_tells_what_it_expanded(cli: Cli, tmp_path: Path) -> None:
    write_documents(
        tmp_path / "off.jsonl", [Document("d", "en", "the Ministry", (Span("a", 4, 9, "AGENCY"),))]
    )
    done = cli(
        "annotations", "convert", tmp_path / "off.jsonl", "--to", "spacy", "-o", tmp_path / "off.spacy"
    )
    assert (done.status, done.err) == (0, "d: [4:9] 'Minis' expanded to 'Ministry'\n")


def test_convert_of_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    done = cli("annotations", "convert", tmp_path / "empty.jsonl", "--output", tmp_path / "out.jsonl")
    assert (done.status, done.err) == (
        2,
        f"error: {tmp_path / 'empty.jsonl'}: no marked .txt or .jsonl file there\n",
    )
    assert not (tmp_path / "out.jsonl").exists()


# --- evaluate


def test_evaluate(cli: Cli, exported: Path, corpus: Path, tmp_path: Path) -> None:
    done = cli("evaluate", exported, corpus, "--json", tmp_path / "new" / "scores.json", "--device", "cpu")
    assert (done.status, done.err) == (0, "")
    scores = json.loads((tmp_path / "new" / "scores.json").read_text(encoding="utf-8"))
    assert scores["documents"] == 4
    assert scores["entities"]["overall"]["f1"] > 0.95
    assert f"{scores['entities']['overall']['f1']:8.3f}" in done.out.splitlines()[1]


# --- extract


@pytest.fixture
def news(documents: list[Document], tmp_path: Path) -> Path:
    """A directory of two text files and a JSONL file of two records."""
    folder = tmp_path / "news"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text(documents[0].text, encoding="utf-8")
    (folder / "deep" / "b.txt").write_text(documents[1].text, encoding="utf-8-sig")
    records = [{"id": "third", "body": documents[2].text}, {"body": documents[3].text}]
    (folder / "c.jsonl").write_text("\n\n".join(json.dumps(record) for record in records), encoding="utf-8")
    (folder / "ignored.csv").write_text("x")
    return folder


def parse(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def labelled(record: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(item["label"], item["start"], item["end"]) for item in record["entities"]]


def test_extract_a_directory(
    cli: Cli, exported: Path, news: Path, tiny: Language, documents: list[Document]
) -> None:
    done = cli("extract", news, "--pipeline", exported, "--text-field", "body")
    assert (done.status, done.err) == (0, "")
    found = parse(done.out)
    assert [(record["id"], record["source"]) for record in found] == [
        ("a", f"{news}/a.txt"),
        ("third", f"{news}/c.jsonl:1"),
        (f"{news}/c.jsonl:3", f"{news}/c.jsonl:3"),
        ("b", f"{news}/deep/b.txt"),
    ]
    for record, at in zip(found, (0, 2, 3, 1), strict=True):
        assert list(record) == ["id", "source", "entities", "events"]
        wanted = doc_to_record(tiny(documents[at].text))
        assert labelled(record) == labelled(wanted)
        assert [event["type"] for event in record["events"]] == [event["type"] for event in wanted["events"]]


def test_extract_files_to_a_file_and_a_page(cli: Cli, exported: Path, news: Path, tmp_path: Path) -> None:
    output, page = tmp_path / "out" / "records.jsonl", tmp_path / "page.html"
    done = cli(
        "extract", news / "a.txt", news / "deep" / "b.txt", "-p", exported, "-o", output, "--html", page
    )
    assert (done.status, done.out, done.err) == (0, "", "")
    assert [record["id"] for record in parse(output.read_text(encoding="utf-8"))] == ["a", "b"]
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert html.endswith("</body></html>\n")
    assert html.count("<h2>") == 2
    assert "Ministry of Fisheries" in html
    assert "मत्स्य विभाग" in html
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news", "out", "page.html"]


def test_extract_standard_input(cli: Cli, exported: Path, documents: list[Document]) -> None:
    done = cli("extract", "-", "-p", exported, stdin=documents[2].text.encode())
    assert done.status == 0
    (record,) = parse(done.out)
    assert record["source"] == "<stdin>"
    assert "กรมทรัพยากรน้ำ" in [item["text"] for item in record["entities"]]


def test_extract_with_a_threshold(cli: Cli, exported: Path, news: Path) -> None:
    everything, strict = (
        parse(cli("extract", news / "a.txt", "-p", exported, "--threshold", threshold).out)[0]
        for threshold in (0, 1)
    )
    assert len(everything["entities"]) > 10
    assert len(strict["entities"]) < len(everything["entities"])
    assert cli("extract", news / "a.txt", "-p", exported, "--threshold", "1.5").status == 2


def test_input_that_cannot_be_read_is_reported_and_passed_over(
    cli: Cli, exported: Path, news: Path, documents: list[Document], tmp_path: Path
) -> None:
    (news / "aa.txt").write_bytes("Sở Thủy lợi".encode("utf-16"))
    lines = [
        b'{"text": "the Ministry"}',
        b"{",
        b'{"body": "x"}',
        b'["text"]',
        b'{"text": 3}',
        b'{"id": 7, "text": ""}',
    ]
    (news / "c.jsonl").write_bytes(b"\n".join(lines))
    output, page = tmp_path / "records.jsonl", tmp_path / "page.html"
    done = cli("extract", news, "-p", exported, "-o", output, "--html", page)
    assert done.status == 1
    assert [line.partition(": ")[2].partition(": ")[0] for line in done.lines[:-1]] == [
        f"{news}/aa.txt",
        *(f"{news}/c.jsonl:{number}" for number in (2, 3, 4, 5)),
    ]
    assert all(line.startswith("error: ") for line in done.lines[:-1])
    assert done.lines[-1] == "5 inputs could not be read"
    records = parse(output.read_text(encoding="utf-8"))
    assert [record["id"] for record in records] == ["a", f"{news}/c.jsonl:1", "7", "b"]
    assert page.read_text(encoding="utf-8").endswith("</body></html>\n")


def test_a_line_that_is_not_utf8_is_passed_over(cli: Cli, exported: Path, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_bytes(
        b'{"id": "1", "text": "a"}\n{"text": "\xff"}\n{"id": "3", "text": "b"}\n'
    )
    done = cli("extract", tmp_path, "-p", exported)
    assert done.status == 1
    assert done.lines[0].startswith(f"error: {tmp_path}/c.jsonl:2: not UTF-8")
    assert [record["id"] for record in parse(done.out)] == ["1", "3"]


def test_a_lone_surrogate_is_passed_over(cli: Cli, exported: Path, tmp_path: Path) -> None:
    records = [r'{"id": "1", "text": "a"}', r'{"text": "\ud800"}', r'{"id": "3", "text": "b"}']
    (tmp_path / "c.jsonl").write_text("\n".join(records))
    done = cli("extract", tmp_path, "-p", exported)
    assert done.status == 1
    assert done.lines[0].startswith(f"error: {tmp_path}/c.jsonl:2: ")
    assert [record["id"] for record in parse(done.out)] == ["1", "3"]


def test_a_line_of_1_mb(cli: Cli, exported: Path, tmp_path: Path) -> None:
    text = "a" * (1 << 20)
    (tmp_path / "long.txt").write_text(text)
    done = cli("extract", tmp_path / "long.txt", "-p", exported)
    assert (done.status, done.err) == (0, "")
    assert len(parse(done.out)) == 1


def test_annotations_with_a_line_of_1_mb(cli: Cli, tmp_path: Path) -> None:
    text = "the Ministry " * ((1 << 20) // 13)
    write_documents(tmp_path / "long.jsonl", [Document("d", "en", text, (Span("a", 4, 12, "AGENCY"),))])
    assert (tmp_path / "long.jsonl").stat().st_size > 1_000_000
    done = cli("annotations", "validate", tmp_path / "long.jsonl")
    assert (done.status, done.out) == (0, "1 files: 0 problems\n")


# --- train


def test_train_help(cli: Cli) -> None:
    done = cli("train", "--help")
    assert done.status == 0
    for part in (
        "--output",
        "--resume",
        "--section.key value",
        "--training.learning_rate 3e-4",
        "tensorboard",
    ):
        assert part in " ".join(done.out.split())


def test_help_lists_the_commands(cli: Cli) -> None:
    done = cli("--help")
    assert done.status == 0
    for name in ("annotations", "train", "evaluate", "extract"):
        assert re.search(rf"\b{name}\b", done.out)


def test_train_and_evaluate_in_a_process_of_their_own(
    spawn: Spawn,
    short: dict[str, Any],
    options: Callable[[dict[str, Any]], list[str]],
    corpus: Path,
    tmp_path: Path,
) -> None:
    done = spawn("govspan", "train", DEFAULT, "--output", "run", *options(short), cwd=tmp_path)
    assert done.status == 0, done.err
    assert done.out.splitlines()[-1] == "6 steps; pipeline: run/pipeline"
    assert "entities (strict span)" in done.out
    assert "Traceback" not in done.err
    assert "Warning" not in done.err


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
    config.write_text(json.dumps({**json.loads(config.read_text()), "format_version": FORMAT_VERSION + 1}))
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
        f"written in format {FORMAT_VERSION + 1}, this govspan reads format",
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


def test_a_record_is_written_while_more_is_read(exported: Path, tiny: Language) -> None:
    # What the command does with its inputs: a stream, of which one batch is held.
    taken: list[int] = []

    def texts() -> Iterator[tuple[str, int]]:
        for number in range(10_000):
            taken.append(number)
            yield f"text {number}", number

    stream = tiny.pipe(texts(), as_tuples=True)
    next(stream)
    assert len(taken) <= 2 * tiny.batch_size
