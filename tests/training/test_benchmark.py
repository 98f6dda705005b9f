"""What a benchmark measures; no figure of time is tested."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from govspan.annotations import DataError, Document
from govspan.pipeline.convert import document_to_doc
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training import benchmark as module
from govspan.training.benchmark import (
    Latency,
    Loading,
    Throughput,
    benchmark,
    entity_f1,
    measure_stream,
    spacy_baseline,
)


def test_every_system_reads_the_same_words(
    tiny: Language, exported: Path, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_RUNS", 1)
    texts = [document.text for document in documents]
    words = sum(not token.is_space for text in texts for token in tiny.make_doc(text))
    figures = list(benchmark(tiny, str(exported), texts, (2,), {"itself": tiny}))
    rows = [figure for figure in figures if isinstance(figure, Throughput)]
    assert [row.system for row in rows] == [
        "bare encoder, packed",
        "the same in transformers",
        "govspan, batches of 2",
        "govspan, n_process=2, batches of 1",
        *(f"Hugging Face pipeline, batches of {size}" for size in (1, 8, 32)),
        "itself",
    ]
    for row in rows:
        assert row.words_per_second * row.seconds == pytest.approx(words)
        assert row.documents_per_second * row.seconds == pytest.approx(len(texts))
    latency, loading = figures[-2:]
    assert isinstance(latency, Latency)
    assert isinstance(loading, Loading)
    assert 0 < latency.p50 <= latency.p95
    assert loading.load > 0
    # Torch alone is larger than that.
    assert loading.peak_megabytes > 50


def test_texts_without_words_are_refused(tiny: Language) -> None:
    with pytest.raises(DataError, match="hold no words"):
        next(iter(benchmark(tiny, "tiny", ["", " \n"])))
    with pytest.raises(DataError, match="hold no lines"):
        measure_stream(tiny, ["", " \n"], 10)


def test_a_stream_is_as_long_as_asked_and_its_words_are_forgotten(
    tiny: Language, documents: list[Document]
) -> None:
    before = len(tiny.vocab.strings)
    found = measure_stream(tiny, [document.text for document in documents], 1500)
    assert found.documents == 1500
    assert found.megabytes_at_tenth > 0
    assert found.megabytes_at_end > 0
    # 1,500 numbers went by, and each was a new word.
    assert len(tiny.vocab.strings) - before < 500


def test_f1_of_entities(documents: list[Document], tokenizer: Tokenizer) -> None:
    class Oracle:
        def __init__(self, kept: int) -> None:
            self.kept = kept

        def pipe(self, texts: object) -> object:
            for document in documents:
                doc, _ = document_to_doc(document, tokenizer)
                doc.ents = doc.ents[: self.kept]
                yield doc

    assert entity_f1(Oracle(1000), documents) == 1.0  # type: ignore[arg-type]
    assert entity_f1(Oracle(0), documents) == 0.0  # type: ignore[arg-type]
    gold = sum(len(document.spans) for document in documents)
    one = entity_f1(Oracle(1), documents)  # type: ignore[arg-type]
    assert one == pytest.approx(2 * len(documents) / (len(documents) + gold))


def test_the_baseline_is_trained_once(
    tiny: Language, documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[Path] = []

    def fake(train: object, dev: object, tokenizer: object, seed: int, folder: Path) -> None:
        trained.append(folder)
        tiny.to_disk(folder / "model-best")

    monkeypatch.setattr(module, "train_tok2vec", fake)
    for _ in range(2):
        assert spacy_baseline(tmp_path, documents, documents, tiny).pipe_names == tiny.pipe_names
    assert trained == [tmp_path]
