"""The report's plots, as SVG that needs nothing from a network."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...annotations import MissingExtraError
from .intervals import Score
from .sweep import Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["curve_plot", "reliability_plot", "score_plot", "sweep_plot"]

# Okabe and Ito's colours, which people with colour blindness can tell apart.
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
# Inches.
_WIDTH = 7.5
_ROW = 0.27
# Characters of a name that leave room for the plot.
_NAME = 40


def _figure(height: float, columns: int = 1) -> tuple[Figure, list[Axes]]:
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("Plots", "report") from error
    with rc_context({"font.size": 9}):
        # Without pyplot: no window, no state.
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        axes = [figure.add_subplot(1, columns, at + 1) for at in range(columns)]
    for each in axes:
        each.spines[["top", "right"]].set_visible(False)
        each.grid(color="#dddddd", linewidth=0.6)
        each.set_axisbelow(True)
    return figure, axes


def _svg(figure: Figure) -> str:
    from matplotlib import rc_context

    buffer = io.StringIO()
    # Text stays text, and the same figure is the same file.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "govspan"}), warnings.catch_warnings():
        # The reader's browser has the glyphs of other scripts.
        warnings.filterwarnings("ignore", "(?s).*(Glyph|does not support)", UserWarning)
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _plain(name: str) -> str:
    """A name from the data, of no formula and not too long."""
    return (name if len(name) <= _NAME else f"{name[: _NAME - 1]}…").replace("$", r"\$")


def score_plot(scores: Mapping[str, Score]) -> str:
    """F1 of some groups with their 95% intervals, one below the other."""
    names = list(scores)
    figure, (axes,) = _figure(0.8 + _ROW * len(names))
    places = list(range(len(names)))[::-1]
    for place, name in zip(places, names, strict=True):
        score = scores[name]
        axes.plot((score.low, score.high), (place, place), color=_COLORS[0], linewidth=2, alpha=0.5)
        axes.plot(score.f1, place, "o", color=_COLORS[0], markersize=5)
        axes.annotate(
            f"{score.f1:.3f}  (n = {score.support})",
            (1.02, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8,
        )
    axes.set_yticks(places, [_plain(name) for name in names])
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.7, len(names) - 0.3)
    axes.set_xlabel("F1, 95% interval by document")
    return _svg(figure)


def reliability_plot(calibration: Mapping[str, Mapping[str, Any]]) -> str:
    """Accuracy against confidence, a panel for each kind: hollow before the temperature, full with it."""
    figure, panels = _figure(2.9, len(calibration))
    for axes, (name, found) in zip(panels, calibration.items(), strict=True):
        axes.plot((0, 1), (0, 1), color="#888888", linewidth=1, linestyle="--")
        title = f"{name}: calibration error\n{found['error']:.3f}"
        if "before" in found:
            _bins(axes, found["before"]["bins"], facecolors="none", edgecolors="#888888")
            title += f", before {found['before']['error']:.3f}"
        _bins(axes, found["bins"], color=_COLORS[0], alpha=0.75)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share that is right")
        axes.set_title(title, fontsize=9)
    return _svg(figure)


def _bins(axes: Axes, bins: Sequence[Mapping[str, Any]], **style: Any) -> None:
    most = max((each["count"] for each in bins), default=1)
    axes.scatter(
        [each["confidence"] for each in bins],
        [each["accuracy"] for each in bins],
        # The area shows how many predictions there are.
        s=[15 + 150 * each["count"] / most for each in bins],
        clip_on=False,
        **style,
    )


def sweep_plot(points: Sequence[Point]) -> str:
    """Precision and recall at each threshold, and precision against coverage."""
    figure, (left, right) = _figure(2.9, 2)
    thresholds = [point.threshold for point in points]
    for at, name in enumerate(("precision", "recall", "F1")):
        values = [getattr(point, name.lower()) for point in points]
        left.plot(thresholds, values, color=_COLORS[at], label=name)
    left.set(xlabel="threshold", ylim=(0, 1.02))
    left.legend(frameon=False, fontsize=8)
    right.plot([point.coverage for point in points], [point.precision for point in points], color=_COLORS[0])
    right.set(xlabel="coverage: share of the predictions that stay", ylabel="precision", ylim=(0, 1.02))
    return _svg(figure)


def curve_plot(
    curves: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str, logarithmic: bool = False
) -> str:
    """Some curves of (x, y), such as F1 against training documents, or a loss against steps."""
    figure, (axes,) = _figure(3.2)
    for at, (name, points) in enumerate(curves.items()):
        marker = "o" if len(points) <= 20 else None
        axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=_COLORS[at % len(_COLORS)],
            marker=marker,
            markersize=4,
            label=_plain(name),
        )
    axes.set(xlabel=across, ylabel=up)
    if logarithmic:
        axes.set_yscale("log")
        for ticks in (axes.yaxis.set_major_formatter, axes.yaxis.set_minor_formatter):
            ticks("{x:g}")
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure)
