from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from govspan.annotations import Argument, DataError, Document, Event, Span, parse_marked, read_marked

SOURCE = """\
id: a-1
lang: en
split: dev
---
[[AGENCY a1|Ports Board]] [[* e1|approved]] it.
---
---
On [[PERIOD|2 May]].
---
ISSUANCE e1 Issuer=a1

RATING a1
"""

_plain = any_text.map(lambda text: text.replace("[", "").replace("]", ""))


def test_marks_become_offsets_and_leave_the_text() -> None:
    text = "Ports Board approved it.\n---\n---\nOn 2 May."
    assert parse_marked(SOURCE) == Document(
        "a-1",
        "en",
        text,
        (Span("a1", 0, 11, "AGENCY"), Span("_3", 36, 41, "PERIOD")),
        (Event("ISSUANCE", (12, 20), (Argument("Issuer", "a1"),)), Event("RATING", "a1")),
        {"split": "dev"},
    )


@given(st.lists(st.tuples(_plain, _plain), max_size=5), _plain)
def test_every_mark_points_at_what_it_marked(pairs: list[tuple[str, str]], tail: str) -> None:
    marked = "".join(f"{before}[[X|{inside}]]" for before, inside in pairs) + tail
    document = parse_marked(f"id: a\nlang: en\n---\n{marked}\n---\n")
    assert document.text == "".join(before + inside for before, inside in pairs) + tail
    assert [document.text[span.start : span.end] for span in document.spans] == [
        inside for _, inside in pairs
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "id: a\nlang: en\n---\nno events part",
            "m: expected a header, '---', the text, '---' and the events",
        ),
        ("lang: en\n---\nx\n---\n", "m: the header has no 'id' line"),
        ("id: a\n---\nx\n---\n", "m: the header has no 'lang' line"),
        ("id: a\nlang\n---\nx\n---\n", "m:2: expected 'key: value' in the header, got 'lang'"),
        ("id: a\nlang:\n---\nx\n---\n", "m:2: expected 'key: value' in the header, got 'lang:'"),
        ("id: a\nlang: en\n---\none\nx ]] y\n---\n", "m:5: stray or nested ']]' near ']] y'"),
        ("id: a\nlang: en\n---\n[[A x|b [[A y|c]]]]\n---\n", "m:4: stray or nested '[[' near '[[A y|c'"),
        ("id: a\nlang: en\n---\n[[low x|b]]\n---\n", "m:4: stray or nested '[[' near '[[low x|b]]'"),
        ("id: a\nlang: en\n---\n[[A x|b]]\n[[A x|c]]\n---\n", "m:5: id 'x' stands twice"),
        ("id: a\nlang: en\n---\n[[*|ran]]\n---\n", "m:4: a trigger needs an id: [[* e1|ran]]"),
        ("id: a\nlang: en\n---\n[[* t|ran]]\n---\n", "m: trigger t 'ran' has no event line"),
        ("id: a\nlang: en\n---\nx\n---\n\nGO\n", "m:7: expected 'TYPE trigger Role=span …', got 'GO'"),
        ("id: a\nlang: en\n---\nx\n---\nGO t\n", "m:6: trigger 't' is marked nowhere"),
        ("id: a\nlang: en\n---\n[[A x|b]]\n---\nGO x Who\n", "m:6: 'Who' is not Role=id of a marked entity"),
        (
            "id: a\nlang: en\n---\n[[A x|b]]\n---\nGO x Who=y\n",
            "m:6: 'Who=y' is not Role=id of a marked entity",
        ),
        (
            "id: a\nlang: en\n---\n[[A x|b]] [[* t|c]]\n---\nGO t Who=t\n",
            "m:6: 'Who=t' is not Role=id of a marked entity",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(source: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_marked(source, "m")
    assert str(caught.value) == message


def test_a_file_is_read_like_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(SOURCE.replace("\n", "\r\n").encode())
    assert read_marked(path) == parse_marked(SOURCE)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"id: \xff")
    with pytest.raises(DataError) as caught:
        read_marked(path)
    assert str(caught.value) == f"{path}: not UTF-8 (byte 4): save the file as UTF-8"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SOURCE, encoding="utf-8-sig")
    assert read_marked(path) == parse_marked(SOURCE)


def test_a_missing_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        read_marked(tmp_path / "none.txt")


def test_the_small_documents_parse(documents: list[Document]) -> None:
    assert [
        (document.id, document.lang, len(document.spans), len(document.events)) for document in documents
    ] == [
        ("en", "en", 14, 4),
        ("hi", "hi", 10, 3),
        ("th", "th", 10, 3),
        ("vi", "vi", 13, 3),
    ]
