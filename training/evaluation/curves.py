"""Curves out of what runs leave: loss and perplexity of a pretraining, F1 of a learning curve."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...annotations import DataError
from .learning_curve import Step, read_curve
from .plots import curve_plot

__all__ = ["draw_curves", "draw_learning_curve"]


def draw_curves(path: Path) -> dict[str, str]:
    """The plots of ``metrics.json`` of a pretraining, or of ``learning_curve.json``: SVG by name.

    Raises:
        DataError: neither of them.
        MissingExtraError: matplotlib is not installed.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    if isinstance(data, list):
        return {"learning-curve": draw_learning_curve(read_curve(path))}
    if not isinstance(data, dict) or not isinstance(data.get("history"), list):
        raise DataError(
            f"{path}: no history of a run: name the metrics.json of `govspan pretrain` "
            "or the learning_curve.json of `govspan learning-curve`"
        )
    return _draw_pretraining(data["history"], "perplexity" in data)


def draw_learning_curve(steps: Sequence[Step]) -> str:
    """F1 on dev against training documents."""
    names = sorted({name for step in steps for name in step.f1})
    curves = {name: [(step.documents, step.f1[name]) for step in steps if name in step.f1] for name in names}
    return curve_plot(curves, "training documents", "F1 on dev")


def _draw_pretraining(history: Sequence[Mapping[str, Any]], perplexity: bool) -> dict[str, str]:
    loss = [(log["step"], log["loss"]) for log in history if "loss" in log]
    held_out: dict[str, list[tuple[float, float]]] = {}
    for log in history:
        for name, value in log.items():
            if name.startswith("eval_") and name.endswith("_loss"):
                lang = name.removeprefix("eval_").removesuffix("_loss")
                held_out.setdefault(lang, []).append((log["step"], math.exp(value) if perplexity else value))
    measure = "perplexity" if perplexity else "loss"
    return {
        "loss": curve_plot({"training": loss}, "steps", "loss"),
        f"held-out-{measure}": curve_plot(held_out, "steps", f"{measure} on held-out text", perplexity),
    }
