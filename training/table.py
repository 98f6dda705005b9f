"""One comparable table: a row for each measurement, as CSV, Parquet or Excel."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from ..annotations import DataError, MissingExtraError
from ..annotations.files import replacing
from ..pipeline.normalize import Measurement
from ..pipeline.normalize.canonical import plain

__all__ = ["COLUMNS", "TableWriter", "measurement_row", "open_table"]

#: What a row has, and of what kind.
COLUMNS: Mapping[str, type] = {
    "document": str,
    "language": str,
    "place": str,
    "place_id": str,
    "agency": str,
    "indicator_id": str,
    "indicator": str,
    "value": Decimal,
    "value_upper": Decimal,
    "value_total": Decimal,
    "unit": str,
    "modifier": str,
    "change": Decimal,
    "change_upper": Decimal,
    "change_unit": str,
    "plan_share": Decimal,
    "period": str,
    "period_start": str,
    "period_end": str,
    "baseline": str,
    "confidence": float,
    "indicator_start": int,
    "indicator_end": int,
    "value_start": int,
    "value_end": int,
    "change_start": int,
    "change_end": int,
}
# Rows that a Parquet file takes at once.
_GROUP = 10_000


def measurement_row(document: str, language: str, measurement: Measurement) -> dict[str, Any]:
    """A measurement as the table has it; offsets are code points of the document's text."""
    row: dict[str, Any] = {"document": document, "language": language}
    for name in COLUMNS:
        part, _, end = name.rpartition("_")
        if end in ("start", "end") and part != "period":
            offsets = measurement.offsets.get(part)
            row[name] = offsets[end == "end"] if offsets else None
        elif name not in row:
            row[name] = getattr(measurement, name)
    return row


class TableWriter(Protocol):
    """Takes rows, one by one."""

    def write(self, row: Mapping[str, Any]) -> None:
        """Add a row."""


@contextmanager
def open_table(path: Path) -> Iterator[TableWriter]:
    """A table to write rows to; its format is that of the file name.

    Numbers are plain decimals in CSV, and doubles in the others.

    Raises:
        DataError: another suffix, or no way to write.
        MissingExtraError: the format's library is not installed.
    """
    writers: dict[str, type[_Csv | _Parquet | _Excel]] = {".csv": _Csv, ".parquet": _Parquet, ".xlsx": _Excel}
    if path.suffix not in writers:
        raise DataError(f"{path}: a table is written as {', '.join(writers)}: choose one of these suffixes")
    with replacing(path) as partial:
        writer = writers[path.suffix](partial)
        try:
            yield writer
        finally:
            writer.close()


class _Csv:
    def __init__(self, path: Path) -> None:
        # With a byte order mark, for Excel takes UTF-8 for another encoding without.
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(COLUMNS)

    def write(self, row: Mapping[str, Any]) -> None:
        self._writer.writerow([_text(row[name]) for name in COLUMNS])

    def close(self) -> None:
        self._file.close()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)


class _Parquet:
    def __init__(self, path: Path) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise MissingExtraError("Writing Parquet", "table") from error
        self._arrow = pyarrow
        kinds = {
            str: pyarrow.string(),
            Decimal: pyarrow.float64(),
            float: pyarrow.float64(),
            int: pyarrow.int64(),
        }
        self._schema = pyarrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema)
        self._rows: list[dict[str, Any]] = []

    def write(self, row: Mapping[str, Any]) -> None:
        self._rows.append({name: _number(value) for name, value in row.items()})
        if len(self._rows) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._writer.close()


class _Excel:
    def __init__(self, path: Path) -> None:
        try:
            import openpyxl
        except ImportError as error:
            raise MissingExtraError("Writing Excel files", "table") from error
        self._path = path
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet = self._book.create_sheet("measurements")
        self._sheet.append(list(COLUMNS))

    def write(self, row: Mapping[str, Any]) -> None:
        self._sheet.append([_number(row[name]) for name in COLUMNS])

    def close(self) -> None:
        self._book.save(self._path)


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
