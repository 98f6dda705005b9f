from __future__ import annotations

import unicodedata

from evaluations import evaluated

from govspan.annotations import Document, Span
from govspan.pipeline.scoring import from_document
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.evaluation.counts import SCHEMES, count
from govspan.training.evaluation.predictions import Evaluated
from govspan.training.evaluation.surfaces import SurfaceGroups

TEXT = "the Ministry of Ports and of Fisheries of the North met Ấn  Độ"


def test_lengths_in_words(tokenizer: Tokenizer) -> None:
    groups = SurfaceGroups(tokenizer)
    item = evaluated(text=TEXT)

    def length(words: str) -> str:
        start = TEXT.index(words)
        found = groups(item, (start, start + len(words), "AGENCY"))
        assert list(found) == ["length"]
        return found["length"]

    assert length("Ministry") == "1 word"
    assert length("the Ministry") == length("the Ministry of") == "2–3 words"
    assert length("the Ministry of Ports") == length("the Ministry of Ports and of Fisheries") == "4–7 words"
    assert length("the Ministry of Ports and of Fisheries of") == "8 words and more"
    # White space is no word.
    assert length("Ấn  Độ") == "2–3 words"


def test_part_of_a_word_is_a_word(tokenizer: Tokenizer) -> None:
    groups = SurfaceGroups(tokenizer)
    assert groups(evaluated(text=TEXT), (5, 8, "AGENCY"))["length"] == "1 word"


def test_documents_are_not_confused(tokenizer: Tokenizer) -> None:
    groups = SurfaceGroups(tokenizer)
    one, other = evaluated(text="a b c d", name="one"), evaluated(text="abcdefg", name="other")
    for _ in range(2):
        assert groups(one, (0, 7, "A"))["length"] == "4–7 words"
        assert groups(other, (0, 7, "A"))["length"] == "1 word"


def test_seen_in_train(tokenizer: Tokenizer) -> None:
    text = f"the {unicodedata.normalize('NFD', 'ẤN ĐỘ')} met"
    train = [Document("t", "vi", text, (Span("s", 4, text.index(" met"), "LOCATION"),))]
    groups = SurfaceGroups(tokenizer, train)
    item = evaluated(text=TEXT)
    start = TEXT.index("Ấn")
    # Case, white space and the form of letters do not matter; the label does.
    assert groups(item, (start, len(TEXT), "LOCATION"))["surface"] == "seen in train"
    assert groups(item, (start, len(TEXT), "AGENCY"))["surface"] == "unseen"
    assert groups(item, (start, start + 2, "LOCATION"))["surface"] == "unseen"


def test_a_corpus_has_seen_itself(documents: list[Document], tokenizer: Tokenizer) -> None:
    items = []
    for document in documents:
        side = from_document(document)
        items.append(Evaluated(document, side, side, {}, {}, {}, {}))
    table = count(items, SurfaceGroups(tokenizer, documents))
    for scheme in SCHEMES:
        assert table[scheme, "surface", "seen in train"].sum(0).tolist() == [47, 47, 47]
        assert (scheme, "surface", "unseen") not in table
        lengths = [counts.sum(0) for key, counts in table.items() if key[:2] == (scheme, "length")]
        assert sum(lengths).tolist() == [47, 47, 47]
        assert len(lengths) > 1
    nothing = count(items, SurfaceGroups(tokenizer, []))
    assert nothing["strict", "surface", "unseen"].sum(0).tolist() == [47, 47, 47]
