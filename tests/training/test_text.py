from __future__ import annotations

import lzma
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from transformers import PreTrainedTokenizerFast

from govspan.annotations import DataError
from govspan.pipeline.tokenizer import Tokenizer
from govspan.training.encoders import train_subwords
from govspan.training.text import IGNORED, MaskedText, TextFile, encode_files, find_text, mixture, read_lines

LINES = {
    "vi": ["Sở Thủy lợi báo cáo sản lượng đạt 1.204,5 tấn.", "Ủy ban họp ngày 3/8/2031."],
    "th": ["กระทรวงเกษตรรายงานผลผลิต ๑๒ ตัน", "คณะรัฐมนตรีมีมติเห็นชอบ"],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two languages, one file plain and one compressed."""
    folder = tmp_path_factory.mktemp("text")
    (folder / "vi").mkdir()
    (folder / "th").mkdir()
    (folder / "vi" / "news.txt").write_text("\n".join(LINES["vi"] * 6) + "\n\n", encoding="utf-8")
    with lzma.open(folder / "th" / "law.txt.xz", "wt", encoding="utf-8") as file:
        file.write("\n".join(LINES["th"] * 6))
    (folder / "README.md").write_text("no text")
    return folder


@pytest.fixture(scope="module")
def subwords() -> PreTrainedTokenizerFast:
    return train_subwords(["Sở", "báo", "cáo", "กระทรวง", "1.204,5"] * 3, 400)


@pytest.fixture(scope="module")
def rows(
    folder: Path,
    subwords: PreTrainedTokenizerFast,
    tokenizer: Tokenizer,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, NDArray[np.int32]]:
    return encode_files(find_text(folder, {}), tokenizer, subwords, 32, tmp_path_factory.mktemp("cache"))


def test_files_and_shares(folder: Path) -> None:
    files = find_text(folder, {"vi/news": 0.5})
    assert [(file.name, file.share) for file in files] == [("th/law", 1.0), ("vi/news", 0.5)]
    assert [file.lang for file in files] == ["th", "vi"]
    assert len(list(read_lines(files[0]))) == 12
    assert len(list(read_lines(files[1]))) == 6


def test_nothing_there_and_an_unknown_share(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no text there: expected <language>"):
        find_text(tmp_path, {})
    with pytest.raises(DataError, match="'vi/old': no such file"):
        find_text(folder, {"vi/old": 0.5})


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "Sở".encode("utf-16"), "not UTF-8 .* save the file as UTF-8"),
        ("a.txt.xz", b"no xz", "cannot read"),
        ("a.txt.xz", lzma.compress(b"some text " * 99)[:-20], "cannot read"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / "vi" / name
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        list(read_lines(TextFile(path)))


def test_rows_hold_the_text_in_order(
    rows: dict[str, NDArray[np.int32]], subwords: PreTrainedTokenizerFast
) -> None:
    assert set(rows) == {"th", "vi"}
    for own in rows.values():
        assert own.shape[1] == 32
        assert (own[:, 0] == subwords.cls_token_id).all()
        assert (own[:, -1] == subwords.sep_token_id).all()
    stream = rows["vi"][:, 1:-1].ravel()
    ids = np.where(stream < 0, -1 - stream, stream)
    words = ["Sở", "Thủy", "lợi", "báo", "cáo", "sản", "lượng", "đạt", "1.204,5", "tấn", "."]
    expected = [piece for word in words for piece in subwords(word, add_special_tokens=False)["input_ids"]]
    assert ids[: len(expected) + 1].tolist() == [*expected, subwords.sep_token_id]
    # As many words as the line has, told by their first sub-words.
    assert (stream[: len(expected)] >= 0).sum() == len(words)


def test_encoded_files_are_kept(
    folder: Path, subwords: PreTrainedTokenizerFast, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    np.save(tmp_path / "vi-news.npy", np.full((2, 32), 7, dtype=np.int32))
    np.save(tmp_path / "th-law.npy", np.full((3, 32), 8, dtype=np.int32))
    kept = encode_files(find_text(folder, {}), tokenizer, subwords, 32, tmp_path)
    assert {lang: (own.shape, int(own[0, 0])) for lang, own in kept.items()} == {
        "th": ((3, 32), 8),
        "vi": ((2, 32), 7),
    }


@given(st.integers(0, 10**6), st.floats(0.05, 0.95))
def test_whole_words_are_hidden(
    rows: dict[str, NDArray[np.int32]], subwords: PreTrainedTokenizerFast, seed: int, rate: float
) -> None:
    own = rows["th"]
    item = MaskedText(own, np.arange(len(own)), subwords, rate, seed)[0]
    ids, labels = item["input_ids"].numpy(), item["labels"].numpy()
    row = own[0]
    original = np.where(row < 0, -1 - row, row)
    hidden = labels != IGNORED
    assert (labels[hidden] == original[hidden]).all()
    assert (ids[~hidden] == original[~hidden]).all()
    special = np.isin(original, subwords.all_special_ids)
    assert not hidden[special].any()
    for start in np.flatnonzero((row >= 0) & ~special):
        end = start + 1
        while end < len(row) and row[end] < 0:
            end += 1
        assert len(set(hidden[start:end])) == 1
        masked = ids[start:end] == subwords.mask_token_id
        assert masked.all() or not masked.any()


def test_what_is_hidden_depends_on_the_place_and_the_seed_alone(
    rows: dict[str, NDArray[np.int32]], subwords: PreTrainedTokenizerFast
) -> None:
    order = np.zeros(4, dtype=np.int64)
    first, again = (MaskedText(rows["vi"], order, subwords, 0.3, 1) for _ in range(2))
    assert len(first) == 4
    assert all((first[at]["input_ids"] == again[at]["input_ids"]).all() for at in (3, 0, 1))
    assert not (first[0]["labels"] == first[1]["labels"]).all()
    other = MaskedText(rows["vi"], order, subwords, 0.3, 2)
    assert not (first[0]["labels"] == other[0]["labels"]).all()


def test_shares_of_what_is_hidden(subwords: PreTrainedTokenizerFast) -> None:
    """Of 20,000 words a quarter is hidden, four fifths of it as [MASK]."""
    word = subwords("Sở", add_special_tokens=False)["input_ids"][0]
    row = np.full((1, 20_000), word, dtype=np.int32)
    text = MaskedText(row, np.zeros(1, dtype=np.int64), subwords, 0.25, 0)
    item = text[0]
    hidden = item["labels"] != IGNORED
    assert float(hidden.float().mean()) == pytest.approx(0.25, abs=0.02)
    shown = item["input_ids"][hidden]
    assert float((shown == subwords.mask_token_id).float().mean()) == pytest.approx(0.8, abs=0.02)
    assert float((shown == word).float().mean()) == pytest.approx(0.1, abs=0.02)


@given(
    st.dictionaries(st.sampled_from(["vi", "th", "hi", "en"]), st.integers(1, 300), min_size=1),
    st.integers(1, 900),
)
def test_mixture(sizes: dict[str, int], total: int) -> None:
    drawn = mixture(sizes, 2.0, total, 0)
    assert abs(sum(map(len, drawn.values())) - total) <= len(sizes)
    for lang, order in drawn.items():
        times = np.bincount(order, minlength=sizes[lang])
        # No row comes a second time before each has come once.
        assert times.max() - times.min() <= 1
    share = {lang: size**0.5 for lang, size in sizes.items()}
    for lang, order in drawn.items():
        assert len(order) == pytest.approx(total * share[lang] / sum(share.values()), abs=1)
