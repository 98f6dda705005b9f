from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

import pytest
from spacy.tokens import Doc, Span

from govspan.pipeline.events import Argument, Event
from govspan.pipeline.html import html_foot, html_head, render_document
from govspan.pipeline.tokenizer import Tokenizer


class Page(HTMLParser):
    """The visible text of a page, and its tags in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def doc(tokenizer: Tokenizer) -> Doc:
    doc = tokenizer("<b>Okoye</b> & Co ออก it")
    agency = Span(doc, 3, 4, label="A")
    doc.ents = [agency]
    assert agency.text == "Okoye"
    doc._.events = [
        Event(
            "<GO>", Span(doc, 0, 1), (Argument("<Who>", agency), Argument("By", Span(doc, 0, 3, label="B")))
        )
    ]
    return doc


def test_entities_stand_marked_in_the_text(doc: Doc) -> None:
    page = Page(render_document(doc, "d", ["A"]))
    assert page.tags.count("mark") == 1
    assert "Okoye" in page.text
    assert "ออก it" in page.text


def test_a_text_cannot_add_to_the_page(doc: Doc) -> None:
    source = render_document(doc, "<script>", ["A"])
    page = Page(source)
    assert "b" not in page.tags
    assert not {"script", "go", "who"} & set(page.tags)
    assert "<h2>&lt;script&gt;</h2>" in source
    assert page.open == []


def test_events_stand_in_a_table(doc: Doc) -> None:
    source = render_document(doc, "d", ["A"])
    assert (
        "<table><tr><th>event</th><th>trigger</th><th>arguments</th></tr>"
        "<tr><td>&lt;GO&gt;</td><td>&lt;</td><td>&lt;Who&gt;: Okoye<br>By: &lt;b&gt;</td></tr></table>"
    ) in source


def test_without_events_there_is_no_table(doc: Doc) -> None:
    doc._.events = []
    assert "table" not in Page(render_document(doc, "d", ["A"])).tags


def test_labels_have_colours_in_their_order(doc: Doc) -> None:
    first, second = (render_document(doc, "d", labels) for labels in (["A", "B"], ["B", "A"]))
    assert "background: #f3c677" in first
    assert "background: #9fd0ee" in second
    assert "background: #f3c677" in render_document(doc, "d", [*"BCDEFGHIJ", "A"])


def test_head_and_foot_make_a_page(doc: Doc) -> None:
    page = Page(html_head() + render_document(doc, "d", ["A"]) + html_foot())
    assert page.tags[:5] == ["html", "head", "meta", "title", "style"]
    assert page.open == []


def test_a_document_without_entities_is_drawn_in_silence(tokenizer: Tokenizer) -> None:
    assert "nothing here" in Page(render_document(tokenizer("nothing here"), "d", ["A"])).text


def test_each_module_that_reads_events_works_on_its_own() -> None:
    # In a process where nothing else has registered them, forked for each module.
    program = """
import os
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

doc = Doc(Vocab(), words=["a"])
doc.ents = [Span(doc, 0, 1, label="A")]
for number in range(2):
    child = os.fork()
    if not child:
        try:
            if number:
                from govspan.pipeline.html import render_document
                render_document(doc, "d", ["A"])
            else:
                from govspan.pipeline.scoring import from_doc
                from_doc(doc)
            os._exit(0)
        finally:
            os._exit(1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "0\n0\n"
