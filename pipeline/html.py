"""Documents with their entities and events as one HTML page, drawn by displaCy."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from spacy import displacy
from spacy.tokens import Doc

from .events import register_extensions

__all__ = ["html_foot", "html_head", "render_document"]

register_extensions()

# Okabe and Ito's colours, which people with colour blindness can tell apart, made lighter.
_COLORS = ("#f3c677", "#9fd0ee", "#7fcfb5", "#f5ec8a", "#84b6d9", "#eaa47a", "#e3b3cd", "#cccccc", "#c9e3a1")


def html_head() -> str:
    """What opens the page."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>govspan</title>\n'
        "<style>body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;margin:1rem 0 3rem}td,th{border:1px solid #ccc;padding:.2rem .6rem;"
        "text-align:left;vertical-align:top}</style></head><body>\n"
    )


def html_foot() -> str:
    """What closes the page."""
    return "</body></html>\n"


def render_document(doc: Doc, title: str, labels: Sequence[str]) -> str:
    """One document: its text with entities marked, and a table of its events."""
    colors = {label: _COLORS[at % len(_COLORS)] for at, label in enumerate(labels)}
    if not doc.ents:  # displaCy warns about such
        return f"<h2>{html.escape(title)}</h2>\n<p>{html.escape(doc.text)}</p>\n"
    entities = displacy.render(doc, style="ent", options={"colors": colors}, page=False, jupyter=False)
    rows = "".join(_row(event.to_dict()) for event in doc._.events)
    table = f"<table><tr><th>event</th><th>trigger</th><th>arguments</th></tr>{rows}</table>" if rows else ""
    return f"<h2>{html.escape(title)}</h2>\n{entities}\n{table}\n"


def _row(event: dict[str, Any]) -> str:
    arguments = "<br>".join(
        f"{html.escape(item['role'])}: {html.escape(item['text'])}" for item in event["arguments"]
    )
    return (
        f"<tr><td>{html.escape(event['type'])}</td><td>{html.escape(event['trigger']['text'])}</td>"
        f"<td>{arguments}</td></tr>"
    )
