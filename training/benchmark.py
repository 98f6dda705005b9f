"""What a pipeline costs, beside what its encoder alone costs and what others cost, on the same texts."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import psutil
import spacy
import torch
from spacy.language import Language
from torch import nn
from tqdm import tqdm
from transformers import AutoModelForTokenClassification, PreTrainedTokenizerFast, pipeline
from transformers.utils import logging

from ..annotations import DataError, Document
from ..pipeline.encoding import UNOWNED, read_words
from ..pipeline.model_config import hugging_face_config
from ..pipeline.runtime import Runtime
from ..pipeline.stream import pipe_stream
from ..pipeline.tokenizer import Tokenizer
from .baselines import train_tok2vec
from .encoders import hugging_face_encoder
from .export import get_extractor

__all__ = [
    "SPACY",
    "Latency",
    "Loading",
    "Stream",
    "Throughput",
    "benchmark",
    "entity_f1",
    "measure_stream",
    "spacy_baseline",
]

# What Hugging Face's pipeline is tried with; its best counts.
_HF_BATCH_SIZES = (1, 8, 32)
# Documents at once, which spaCy's own components like.
_SPACY_BATCH_SIZE = 256
# The best of so many runs counts: on a shared machine the others measure the neighbours.
_RUNS = 3
# Sub-words of a row of the floor: with longer ones, attention to all would make the floor higher.
_FLOOR_ROW = 512
_BYTES = 1e6


#: How the table calls spaCy's own.
SPACY = "spaCy tok2vec + ner"


@dataclass(frozen=True, slots=True)
class Throughput:
    """Time for all texts with one system; words are those of govspan's tokenizer."""

    system: str
    seconds: float
    words_per_second: float
    documents_per_second: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds for one document: median and 95th percentile."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Loading:
    """A fresh process: seconds of imports and of loading, megabytes at the peak after all texts."""

    import_govspan: float
    import_spacy_and_torch: float
    load: float
    peak_megabytes: float


@dataclass(frozen=True, slots=True)
class Stream:
    """Resident megabytes after a tenth and after all documents of a long stream."""

    documents: int
    seconds: float
    megabytes_at_tenth: float
    megabytes_at_end: float


def benchmark(
    nlp: Language,
    name: str,
    texts: Sequence[str],
    batch_sizes: Sequence[int] = (4, 8, 16),
    others: Mapping[str, Language] | None = None,
) -> Iterator[Throughput | Latency | Loading]:
    """Measure throughput, then the latency of one document, then a fresh process.

    Args:
        name: of the pipeline, to load it in a fresh process.
        batch_sizes: documents that ``nlp.pipe`` takes at once.
        others: further spaCy pipelines, by the name that the table shows.

    Raises:
        DataError: no text holds a word.
    """
    words = sum(1 for text in texts for token in nlp.make_doc(text) if not token.is_space)
    if not words:
        raise DataError("nothing to measure with: the texts hold no words")
    systems = dict(_systems(nlp, texts, batch_sizes, others or {}))
    best = dict.fromkeys(systems, float("inf"))
    # Round by round, so that what else a shared machine does slows all of them down alike.
    for system in tqdm([*systems] * _RUNS, "runs", disable=None):
        best[system] = min(best[system], _seconds(systems[system]))
    for system, seconds in best.items():
        yield Throughput(system, seconds, words / seconds, len(texts) / seconds)
    yield _latency(nlp, texts)
    yield _loading(name, texts)


def _systems(
    nlp: Language, texts: Sequence[str], batch_sizes: Sequence[int], others: Mapping[str, Language]
) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is compared: a name, and what reads all texts once."""
    _drain(nlp.pipe(texts))  # caches are warm for all
    runtime = get_extractor(nlp).runtime
    encoder = runtime.model.encoder
    yield "bare encoder, packed", _packed_encoder(nlp, texts, encoder)
    # An encoder in ONNX Runtime has no weights to give to others.
    if runtime.backend == "torch":
        theirs = hugging_face_encoder(runtime.model.settings.encoder, encoder, "sdpa")
        yield "the same in transformers", _packed_encoder(nlp, texts, theirs)
    for size in batch_sizes:
        yield f"govspan, batches of {size}", partial(_run, nlp, texts, batch_size=size)
    # Both processes get work only where there are several batches.
    size = max(1, min([*batch_sizes, len(texts) // 4]))
    yield f"govspan, n_process=2, batches of {size}", partial(_run, nlp, texts, size, n_process=2)
    for size in _HF_BATCH_SIZES if runtime.backend == "torch" else ():
        yield f"Hugging Face pipeline, batches of {size}", _hugging_face(runtime, texts, size)
    for system, other in others.items():
        _drain(other.pipe(texts[:1]))
        yield system, partial(_run, other, texts, batch_size=_SPACY_BATCH_SIZE)


def _run(nlp: Language, texts: Sequence[str], batch_size: int | None = None, n_process: int = 1) -> None:
    _drain(nlp.pipe(texts, batch_size=batch_size, n_process=n_process))


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _drain(items: Iterable[object]) -> None:
    for _ in items:
        pass


def _packed_encoder(nlp: Language, texts: Sequence[str], encoder: nn.Module) -> Callable[[], None]:
    """The floor: an encoder's forward pass over every sub-word once, in full rows without padding."""
    extractor = get_extractor(nlp)
    runtime = extractor.runtime
    docs = [nlp.make_doc(text) for text in texts]
    words = [read_words(doc.text, ((token.idx, token.idx + len(token)) for token in doc)) for doc in docs]
    flat = np.concatenate(
        [
            window[owner != UNOWNED]
            for document in runtime.encode(words)
            for window, owner in zip(document.pieces, document.owners, strict=True)
        ]
    )
    row = min(_FLOOR_ROW, runtime.model.settings.window)
    rows = torch.from_numpy(np.resize(flat, (max(1, round(len(flat) / row)), row)))
    batches = torch.split(rows, max(1, extractor.batch_tokens // row))

    def run() -> None:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, runtime.bfloat16):
            for batch in batches:
                encoder(input_ids=batch, attention_mask=torch.ones_like(batch))

    return run


def _hugging_face(runtime: Runtime, texts: Sequence[str], batch_size: int) -> Callable[[], None]:
    """Hugging Face's ``pipeline("token-classification")`` on the same encoder weights, in strides.

    Its classifier says O to all, so that what it does with entities costs it nothing.
    """
    encoder, config = runtime.model.encoder, runtime.model.settings
    labels = {"id2label": {0: "O", 1: "B-X"}, "label2id": {"O": 0, "B-X": 1}}
    settings = hugging_face_config({**config.encoder, **labels})
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        model = AutoModelForTokenClassification.from_config(settings)
    finally:
        logging.set_verbosity(verbosity)
    model.base_model.load_state_dict(encoder.state_dict())
    with torch.no_grad():
        model.classifier.bias.copy_(torch.tensor([1e3, 0.0]))
    if runtime.bfloat16:
        model = model.to(torch.bfloat16)
    subwords = runtime.featurizer.subwords
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=subwords.tokenizer, model_max_length=config.window, **subwords.special
    )
    tagger = pipeline(
        "token-classification",
        model=model,
        tokenizer=tokenizer,
        device="cpu",
        stride=config.overlap,
        aggregation_strategy="simple",
        batch_size=batch_size,
    )
    return lambda: _drain(tagger(list(texts)))


def _latency(nlp: Language, texts: Sequence[str]) -> Latency:
    taken = [1000 * _seconds(partial(nlp, text)) for text in texts]
    p50, p95 = np.percentile(taken, (50, 95))
    return Latency(float(p50), float(p95))


# Runs in a fresh process, and so imports in the order that is measured.
_LOADING = """
import json, sys, time
texts = json.load(sys.stdin)
started = time.perf_counter()
import govspan
imported = time.perf_counter()
import spacy, torch
ready = time.perf_counter()
nlp = spacy.load(sys.argv[1])
loaded = time.perf_counter()
for doc in nlp.pipe(texts):
    pass
import pathlib, re, resource
# On Linux the peak of getrusage is also that of the process that started this one.
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) * 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([imported - started, ready - imported, loaded - ready, peak]))
"""


def _loading(name: str, texts: Sequence[str]) -> Loading:
    done = subprocess.run(
        [sys.executable, "-c", _LOADING, name],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    imported, ready, loaded, peak = json.loads(done.stdout.splitlines()[-1])
    return Loading(imported, ready, loaded, peak / _BYTES)


def measure_stream(nlp: Language, texts: Sequence[str], documents: int) -> Stream:
    """Memory over a long stream of short documents: lines of the texts, each with a number of its own.

    The number makes every document bring a word that none has had before.
    """
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    if not lines:
        raise DataError("nothing to measure with: the texts hold no lines")
    process = psutil.Process()
    tenth, at_tenth = documents // 10, 0.0
    started = time.perf_counter()
    numbered = (
        (f"{line} {number}", number) for number, line in enumerate(islice(cycle(lines), documents), 1)
    )
    for _, number in pipe_stream(nlp, numbered):
        if number == tenth:
            at_tenth = process.memory_info().rss / _BYTES
    at_end = process.memory_info().rss / _BYTES
    return Stream(documents, time.perf_counter() - started, at_tenth, at_end)


def spacy_baseline(
    folder: Path, train: Sequence[Document], dev: Sequence[Document], nlp: Language
) -> Language:
    """spaCy's ``tok2vec`` and ``ner`` on the same words; trained once and kept in the folder."""
    best = folder / "model-best"
    if not best.is_dir():
        assert isinstance(nlp.tokenizer, Tokenizer)  # a pipeline of ours has no other
        train_tok2vec(train, dev, nlp.tokenizer, 0, folder)
    return spacy.load(best)


def entity_f1(nlp: Language, documents: Sequence[Document]) -> float:
    """Strict span F1 of the entities of any spaCy pipeline."""
    counts = np.zeros(3)
    for doc, document in zip(nlp.pipe(item.text for item in documents), documents, strict=True):
        gold = {(span.start, span.end, span.label) for span in document.spans}
        found = {(span.start_char, span.end_char, span.label_) for span in doc.ents}
        counts += len(gold & found), len(found), len(gold)
    return float(2 * counts[0] / max(1, counts[1] + counts[2]))
