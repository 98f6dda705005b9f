from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from evaluations import evaluated

from govspan.annotations import DataError, Document, MissingExtraError
from govspan.pipeline.scoring import from_document
from govspan.training.evaluation.learning_curve import Step
from govspan.training.evaluation.metrics import measure
from govspan.training.evaluation.predictions import Evaluated, read_predictions
from govspan.training.evaluation.report import write_report
from govspan.training.measurement_scores import MeasurementScores

HOSTILE = (
    "<script>alert('1')</script> & &amp; \u202eשלום مرحبا\u202c 👩\u200d🌾 \x00 <img src=x> \"q\" $x^$ น้ำ"
)

#: Attributes that make a browser load something.
LOADING = {"src", "href", "xlink:href", "data", "action", "srcset", "poster", "background"}


class Page(HTMLParser):
    """What a browser would see: tags, what is loaded, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.loads += [f"{tag} {value}" for name, value in attrs if name in LOADING and value]
        self.loads += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def written(
    folder: Path,
    items: Sequence[Evaluated],
    title: str = "A pipeline",
    subtitle: str = "Some documents",
    curve: Sequence[Step] = (),
    measurements: MeasurementScores | None = None,
) -> Page:
    """The report's page, which holds together and loads nothing."""
    write_report(folder, measure(items, None, measurements), items, title, subtitle, curve)
    html = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(html)
    assert page.open == []
    assert not page.tags.keys() & {"script", "link", "img", "iframe", "object", "embed", "base"}
    assert [load for load in page.loads if not re.fullmatch(r"\w+ #[\w-]+", load)] == []
    assert not re.search(r"@import|url\((?!#)", html)
    return page


def test_a_report(documents: list[Document], tmp_path: Path) -> None:
    items = []
    for document in documents:
        side = from_document(document)
        found = sorted(side.entities)[1:]
        items.append(evaluated(sorted(side.entities), found, name=document.id, text=document.text))
        items[-1] = Evaluated(
            document, items[-1].gold, items[-1].predicted, items[-1].entity_scores, {}, {}, items[-1].record
        )
    page = written(tmp_path / "new" / "report", items, "Tiny 1.0 on dev")
    assert sorted(path.name for path in (tmp_path / "new" / "report").iterdir()) == [
        "metrics.json",
        "predictions.jsonl",
        "report.html",
    ]
    assert "Tiny 1.0 on dev" in page.text
    # Plots by label, by group, of calibration and of thresholds.
    assert page.tags["svg"] == 4
    assert page.tags["details"] == 4
    metrics = json.loads((tmp_path / "new" / "report" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics == json.loads(json.dumps(measure(items).to_dict()))
    assert metrics["documents"] == 4
    assert metrics["scores"]["strict"]["all"]["recall"] == pytest.approx(43 / 47)
    assert metrics["errors"]["missed"] == 4
    again = read_predictions(tmp_path / "new" / "report" / "predictions.jsonl", documents)
    assert [item.record for item in again] == [item.record for item in items]
    assert [item.entity_scores for item in again] == [item.entity_scores for item in items]


def test_the_same_report_twice(tmp_path: Path) -> None:
    items = [evaluated([(0, 2, "A")], [(0, 3, "A")])]
    for name in "ab":
        written(tmp_path / name, items)
    for name in ("report.html", "metrics.json", "predictions.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_hostile_text_is_text(tmp_path: Path) -> None:
    at = HOSTILE.index("<img")
    items = [
        evaluated(
            [(0, 8, "<u>"), (at, at + 11, "A")],
            {(0, 8, "<u>"): 0.9, (at, at + 5, "A"): 0.8},
            text=HOSTILE,
            name="<b onload=x>",
            lang="<i>",
            meta={"register": HOSTILE, "genre": "</svg>"},
        ),
        evaluated(text=HOSTILE, name="&", lang="$\\bad$", meta={"register": "กระทรวง $a"}),
    ]
    page = written(tmp_path, items, HOSTILE, HOSTILE)
    assert page.tags["i"] == page.tags["u"] == 0
    # In tables and plots, and on both sides of the document.
    assert page.text.count("<u>") >= 5
    # As title, as heading, as subtitle and in the plot and the table of groups.
    assert page.text.count("<script>alert('1')</script> & &amp; \u202eשלום") >= 5
    assert page.text.count("👩\u200d🌾") >= 7
    assert "<b onload=x> · 1 mistakes" in page.text
    assert page.text.count("$\\bad$") >= 3
    documents = [item.document for item in items]
    again = read_predictions(tmp_path / "predictions.jsonl", documents)
    assert [item.record for item in again] == [item.record for item in items]
    json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_nothing_to_report(tmp_path: Path, number: int) -> None:
    items = [evaluated(name=f"d{at}", text="" if at else "Nothing.") for at in range(number)]
    page = written(tmp_path, items)
    assert page.tags["details"] == number
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["documents"] == number
    assert metrics["scores"]["strict"]["all"]["f1"] == 0
    assert len(read_predictions(tmp_path / "predictions.jsonl", [item.document for item in items])) == number


def test_only_gold_and_only_predictions(tmp_path: Path) -> None:
    gold, found = evaluated([(0, 2, "A")], name="x"), evaluated([], [(0, 2, "B")], name="y")
    for at, items in enumerate(([gold], [found], [gold, found])):
        page = written(tmp_path / str(at), items)
        assert page.text.count("✗") == 1 + len(items)  # and in the legend


def test_the_most_confident_mistake_comes_first(tmp_path: Path) -> None:
    items = [
        evaluated([(0, 2, "A")], {(0, 2, "A"): 0.99}, name="right"),
        evaluated([(0, 2, "A")], {(4, 6, "A"): 0.4}, name="unsure"),
        evaluated([(0, 2, "A"), (4, 6, "A")], {}, name="missed"),
        evaluated([], {(4, 6, "A"): 0.95}, name="sure"),
    ]
    text = written(tmp_path, items).text
    found = re.findall(r"(\w+) · (\d) mistakes(?: · most confident ([\d.]+))?", text)
    assert found == [("sure", "1", "0.95"), ("unsure", "2", "0.40"), ("missed", "2", ""), ("right", "0", "")]


def test_more_to_show(tmp_path: Path) -> None:
    curve = [Step(0.5, 10, {"entities": 0.4}), Step(1.0, 20, {"entities": 0.6, "entities, th": 0.5})]
    scores = MeasurementScores(Counter({("en", "row"): 1}), Counter({("en", "row"): 4}))
    page = written(tmp_path, [evaluated([(0, 2, "A")], [(0, 2, "A")])], curve=curve, measurements=scores)
    assert page.tags["svg"] == 5
    assert "Learning curve" in page.text
    assert "training documents" in page.text
    assert "Measurements, end to end" in page.text
    assert "0.250 (4)" in page.text


@pytest.mark.parametrize("name", ["jinja2", "matplotlib"])
def test_without_the_extra(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = measure([])
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'govspan\[report\]'"):
        write_report(tmp_path / "report", metrics, [], "", "")
    assert not (tmp_path / "report").exists()


def test_no_place_to_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="is no directory"):
        write_report(tmp_path / "file", measure([]), [], "", "")
