"""The spaCy component saved and loaded, streamed, and spread over processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import spacy
import torch
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from govspan.annotations import Document
from govspan.pipeline.convert import doc_to_record


def records(docs: list[Doc]) -> list[dict[str, object]]:
    return [doc_to_record(doc) for doc in docs]


@pytest.fixture(scope="module")
def expected(tiny: Language, documents: list[Document]) -> list[dict[str, object]]:
    return records([tiny(document.text) for document in documents])


def test_disk_round_trip(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]], tmp_path: Path
) -> None:
    tiny.to_disk(tmp_path / "copy")
    again = spacy.load(tmp_path / "copy")
    assert records([again(document.text) for document in documents]) == expected


def test_bytes_round_trip(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]]
) -> None:
    again = spacy.util.get_lang_class("xx").from_config(tiny.config)
    again.from_bytes(tiny.to_bytes())
    assert records([again(document.text) for document in documents]) == expected


_FRESH = """
import json, sys
import spacy
from spacy.tokens import Span
nlp = spacy.load(sys.argv[1])
texts = json.load(open(sys.argv[2], encoding="utf-8"))
docs = list(nlp.pipe(texts))
print(json.dumps([[[[e.start_char, e.end_char, e.label_] for e in d.ents], len(d._.events)] for d in docs]))
"""


def test_a_fresh_process_offline_needs_only_the_directory(
    exported: Path, documents: list[Document], expected: list[dict[str, object]], tmp_path: Path
) -> None:
    (tmp_path / "texts.json").write_text(
        json.dumps([document.text for document in documents]), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _FRESH, str(exported), "texts.json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        # HF_HUB_OFFLINE and OMP_NUM_THREADS are set by conftest.py.
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        [[[item["start"], item["end"], item["label"]] for item in record["entities"]], len(record["events"])]
        for record in expected
    ]


def test_pipe_streams_in_order(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]]
) -> None:
    component = tiny.get_pipe("extractor")
    threads = torch.get_num_threads()
    # Batches: one for each thread and one to read; with one thread nothing is computed ahead.
    held = threads + 1 if threads > 1 else 1
    taken = 0

    def stream() -> Iterator[Doc]:
        nonlocal taken
        for at in range(200):
            taken += 1
            yield tiny.make_doc(documents[at % 4].text)

    docs = component.pipe(stream(), batch_size=4)
    first = next(docs)
    assert taken == 4 * held
    rest = [next(docs) for _ in range(8)]
    assert taken == 4 * held + 8
    assert [doc.text for doc in (first, *rest)] == [documents[at % 4].text for at in range(9)]
    for at, doc in enumerate((first, *rest)):
        wanted = expected[at % 4]
        assert [(item["start"], item["end"], item["label"]) for item in wanted["entities"]] == [  # type: ignore[attr-defined]
            (ent.start_char, ent.end_char, ent.label_) for ent in doc.ents
        ]
    # The component's own batch size bounds what nlp.pipe asks for.
    taken = 0
    next(component.pipe(stream(), batch_size=1000))
    assert component.batch_size == 8
    assert taken == 8 * held


def test_nlp_pipe_equals_single_calls(exported: Path, documents: list[Document]) -> None:
    nlp = spacy.load(exported, config={"components.extractor.precision": "float32"})
    texts = [document.text for document in documents]
    texts = [*texts, "", texts[1][:40], " ", *reversed(texts), texts[2] * 3]
    single = records([nlp(text) for text in texts])
    for size in (1, 3, 100):
        piped = list(nlp.pipe(texts, batch_size=size))
        assert [doc.text for doc in piped] == texts
        for found, wanted in zip(records(piped), single, strict=True):
            assert_close(found, wanted)


def assert_close(found: object, wanted: object) -> None:
    """Equal, but for the last digits of floats."""
    if isinstance(wanted, dict):
        assert isinstance(found, dict)
        assert list(found) == list(wanted)
        for key, value in wanted.items():
            assert_close(found[key], value)
    elif isinstance(wanted, list):
        assert isinstance(found, list)
        assert len(found) == len(wanted)
        for left, right in zip(found, wanted, strict=True):
            assert_close(left, right)
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, abs=2e-3)
    else:
        assert found == wanted


def test_as_tuples_keeps_the_context(tiny: Language, documents: list[Document]) -> None:
    pairs = [(document.text, document.id) for document in documents]
    assert [(doc.text, name) for doc, name in tiny.pipe(pairs, as_tuples=True)] == pairs


def test_worker_processes_keep_events(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]]
) -> None:
    docs = list(tiny.pipe([document.text for document in documents], n_process=2, batch_size=2))
    for found, wanted in zip(records(docs), expected, strict=True):
        assert_close(found, wanted)


_THREADED = """
import sys, spacy
nlp = spacy.load(sys.argv[1])
# Long enough for torch to share the work among threads.
text = "the Ministry of Fisheries issued Decision No. 77/2031. " * 200
single = [len(nlp(text).ents)] * 2
assert [len(doc.ents) for doc in nlp.pipe([text] * 2, n_process=2, batch_size=1)] == single
"""


def test_worker_processes_survive_threads(exported: Path) -> None:
    # conftest.py allows one thread, with which nothing can hang.
    process = subprocess.Popen(
        [sys.executable, "-c", _THREADED, str(exported)],
        env={**os.environ, "OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "PASSIVE"},
        start_new_session=True,
    )
    try:
        assert process.wait(timeout=25) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_docbin_keeps_events(
    tiny: Language, documents: list[Document], expected: list[dict[str, object]]
) -> None:
    binary = DocBin(store_user_data=True, docs=[tiny(document.text) for document in documents])
    again = DocBin().from_bytes(binary.to_bytes())
    assert records(list(again.get_docs(tiny.vocab))) == expected
