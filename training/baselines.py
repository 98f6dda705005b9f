"""What a new tagger has to beat: a linear-chain CRF and spaCy's own NER, on the same words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import regex
import spacy
from spacy.cli.init_config import init_config
from spacy.language import Language
from spacy.training.loop import train as train_spacy
from spacy.util import load_model_from_config, registry, set_dot_to_object

from ..annotations import Document, MissingExtraError, ModelError
from ..pipeline.alignment import align
from ..pipeline.bio import OUTSIDE, bio_labels, spans_from_tags, tags_from_spans
from ..pipeline.convert import write_docbin
from ..pipeline.encoding import Words, read_words
from ..pipeline.tokenizer import Tokenizer

__all__ = ["Entities", "Tagger", "train_crf", "train_tok2vec"]

#: Start, end and label of each entity of one text.
Entities = frozenset[tuple[int, int, str]]
#: Finds the entities of texts.
Tagger = Callable[[Sequence[str]], list[Entities]]

# L1 and L2 regularisation, and the end of L-BFGS: sklearn-crfsuite's tutorial for NER.
_CRF = {"c1": 0.1, "c2": 0.1, "max_iterations": 100}

_DIGIT = regex.compile(r"\d")
_REPEAT = regex.compile(r"(.)\1{3,}")
# Words on either side that a CRF reads.
_WINDOW = 2


def train_crf(train: Sequence[Document], labels: Sequence[str], tokenizer: Tokenizer, folder: Path) -> Tagger:
    """A CRF (Lafferty et al., 2001) on words, shapes, affixes and bigrams in a window of two words.

    Raises:
        MissingExtraError: python-crfsuite is not installed.
    """
    try:
        import pycrfsuite
    except ImportError as error:
        raise MissingExtraError("The CRF baseline", "benchmarks") from error
    tags = bio_labels(labels)
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_CRF)
    for document in train:
        words = read_words(document.text, tokenizer.offsets(document.text))
        spans: list[tuple[int, int, int]] = []
        for span in document.spans:
            first, last, _ = align(words.offsets, span.start, span.end)
            if first < last and (not spans or first >= spans[-1][1]):
                spans.append((first, last, list(labels).index(span.label)))
        ids = tags_from_spans(len(words.texts), spans)
        trainer.append(list(_features(words)), [tags[tag] for tag in ids])
    folder.mkdir(parents=True, exist_ok=True)
    trainer.train(str(folder / "crf.model"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "crf.model"))
    index = {name: at for at, name in enumerate(tags)}

    def tag(texts: Sequence[str]) -> list[Entities]:
        found = []
        for text in texts:
            words = read_words(text, tokenizer.offsets(text))
            ids = _mended(index[name] for name in tagger.tag(list(_features(words))))
            found.append(
                frozenset(
                    (words.offsets[start][0], words.offsets[end - 1][1], labels[label])
                    for start, end, label in spans_from_tags(ids)
                )
            )
        return found

    return tag


def _mended(ids: Iterable[int]) -> list[int]:
    """The tags with an I that follows none of its type made a B, for crfsuite forbids no transition."""
    mended = [OUTSIDE]
    for tag in ids:
        inside = tag != OUTSIDE and tag % 2 == 0
        mended.append(tag - 1 if inside and mended[-1] not in (tag, tag - 1) else tag)
    return mended[1:]


def _features(words: Words) -> Iterator[list[str]]:
    own = [_word_features(word, gap) for word, gap in zip(words.texts, words.gaps, strict=True)]
    for at in range(len(own)):
        row = ["bias"]
        for offset in range(-_WINDOW, _WINDOW + 1):
            if 0 <= at + offset < len(own):
                row += [f"{offset}{name}={value}" for name, value in own[at + offset].items()]
            else:
                row.append(f"{offset}=outside")
        for offset in (-1, 0):
            if at + offset >= 0 and at + offset + 1 < len(own):
                row.append(f"{offset}pair={own[at + offset]['word']}|{own[at + offset + 1]['word']}")
        yield row


def _word_features(word: str, gap: str) -> dict[str, str]:
    word = unicodedata.normalize("NFC", word)
    lower = _DIGIT.sub("0", word.lower())
    shape = "".join("X" if c.isupper() else "d" if c.isdigit() else "x" if c.isalpha() else c for c in word)
    return {
        "word": lower,
        "prefix1": lower[:1],
        "prefix3": lower[:3],
        "suffix2": lower[-2:],
        "suffix3": lower[-3:],
        "shape": _REPEAT.sub(r"\1\1\1", shape),
        "gap": "line" if "\n" in gap else "space" if gap else "none",
    }


def train_tok2vec(
    train: Sequence[Document], dev: Sequence[Document], tokenizer: Tokenizer, seed: int, folder: Path
) -> Tagger:
    """spaCy's ``tok2vec`` and ``ner`` (HashEmbedCNN, transition-based) at the settings of ``init config``.

    Raises:
        ModelError: spaCy saved no model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = init_config(lang="xx", pipeline=["ner"], optimize="efficiency")
    for name, documents in (("train", train), ("dev", dev)):
        write_docbin(folder / f"{name}.spacy", documents, tokenizer)
        set_dot_to_object(config, f"paths.{name}", str(folder / f"{name}.spacy"))
    set_dot_to_object(config, "system.seed", seed)
    config["nlp"]["tokenizer"] = {"@tokenizers": "govspan.Tokenizer.v1"}
    nlp = load_model_from_config(config, auto_fill=True)
    nlp.tokenizer = Tokenizer(nlp.vocab, tokenizer.thai)
    corpora = registry.resolve(nlp.config.interpolate()["corpora"])
    nlp.initialize(lambda: corpora["train"](nlp))
    train_spacy(nlp, folder)
    best = folder / "model-best"
    if not best.is_dir():
        raise ModelError(f"{best}: spaCy's training saved no model")
    trained: Language = spacy.load(best)

    def tag(texts: Sequence[str]) -> list[Entities]:
        return [
            frozenset((span.start_char, span.end_char, span.label_) for span in doc.ents)
            for doc in trained.pipe(texts)
        ]

    return tag
