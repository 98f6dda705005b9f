"""Annotated documents: records, JSONL, schema, validation.

Imports nothing else of the project.
"""

from __future__ import annotations

from .collect import read_annotations
from .errors import ConfigError, DataError, GovspanError, MissingExtraError, ModelError
from .jsonl import document_from_dict, document_to_dict, find_jsonl, read_documents, write_documents
from .marked import parse_marked, read_marked
from .records import Argument, Document, Event, Span
from .schema import EventType, Schema, read_schema
from .validation import Problem, validate_document, validate_files

__all__ = [
    "Argument",
    "ConfigError",
    "DataError",
    "Document",
    "Event",
    "EventType",
    "GovspanError",
    "MissingExtraError",
    "ModelError",
    "Problem",
    "Schema",
    "Span",
    "document_from_dict",
    "document_to_dict",
    "find_jsonl",
    "parse_marked",
    "read_annotations",
    "read_documents",
    "read_marked",
    "read_schema",
    "validate_document",
    "validate_files",
    "write_documents",
]
