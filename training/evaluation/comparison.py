"""Two pipelines on the same documents: which differences are more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .counts import SCHEMES, Counts, Key, count
from .intervals import Comparison, compare_counts
from .metrics import document_groups
from .predictions import Evaluated, by_id

__all__ = ["Change", "PipelineComparison", "compare", "format_comparison"]

# Differences with a larger p value may well be chance.
_LEVEL = 0.05
# Changed documents that are printed; JSON has all of them.
_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Change:
    """A document whose entities the two find otherwise: how many are right with each, of how many."""

    document: str
    a: int
    b: int
    gold: int


@dataclass(frozen=True, slots=True)
class PipelineComparison:
    """Differences by measure and group, and the documents that changed, the most changed first."""

    rows: dict[str, Comparison]
    changes: list[Change]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "differences": {
                name: {**asdict(row), "difference": row.difference} for name, row in self.rows.items()
            },
            "changed_documents": [asdict(change) for change in self.changes],
        }


def compare(a: Sequence[Evaluated], b: Sequence[Evaluated]) -> PipelineComparison:
    """Compare predictions for the same documents.

    Raises:
        MissingExtraError: nervaluate is not installed.
    """
    a, b = by_id(a), by_id(b)
    first, second = count(a), count(b)
    rows = {}
    for key in [key for key in first if key in second]:
        measure, kind, value = key
        if measure in SCHEMES and measure != "strict" and kind != "all":
            continue  # strict tells enough of each label
        rows[measure if kind == "all" else f"{measure}, {value}"] = compare_counts(first[key], second[key])
    strict: Key = ("strict", "all", "")
    for name, members in document_groups(a).items():
        rows[f"strict, {name}"] = compare_counts(first[strict][members], second[strict][members])
    changes = [
        _change(one, other, first[strict], second[strict], at)
        for at, (one, other) in enumerate(zip(a, b, strict=True))
        if one.predicted.entities != other.predicted.entities
    ]
    return PipelineComparison(rows, sorted(changes, key=lambda change: -abs(change.b - change.a)))


def _change(one: Evaluated, other: Evaluated, first: Counts, second: Counts, at: int) -> Change:
    return Change(one.document.id, int(first[at, 0]), int(second[at, 0]), int(first[at, 2]))


def format_comparison(found: PipelineComparison) -> str:
    """A plain-text table; an asterisk marks what both tests call significant."""
    width = max(len(name) for name in found.rows)
    lines = [
        f"{'F1':{width}}  {'A':>6}  {'B':>6}  {'B - A':>7}  {'95% interval':>17}  "
        f"{'p (boot.)':>9}  {'p (rand.)':>9}"
    ]
    for name, row in found.rows.items():
        sure = max(row.p_bootstrap, row.p_randomisation) < _LEVEL
        lines.append(
            f"{name:{width}}  {row.a:6.3f}  {row.b:6.3f}  {row.difference:+7.3f}  "
            f"{f'{row.low:+.3f} – {row.high:+.3f}':>17}  {row.p_bootstrap:9.3f}  {row.p_randomisation:9.3f}"
            f"{' *' if sure else ''}"
        )
    lines += ["", f"{len(found.changes)} documents changed; right entities with A, with B, of gold:"]
    lines += [
        f"  {item.document:30} {item.a:5d} {item.b:5d} {item.gold:5d}" for item in found.changes[:_SHOWN]
    ]
    if len(found.changes) > _SHOWN:
        lines.append(f"  … and {len(found.changes) - _SHOWN} more")
    return "\n".join(lines)
