"""Plots of what runs leave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govspan.annotations import DataError
from govspan.training.evaluation.curves import draw_curves


def test_loss_and_perplexity_of_a_pretraining(pretrained: Path) -> None:
    found = draw_curves(pretrained / "metrics.json")
    assert set(found) == {"loss", "held-out-perplexity"}
    for svg in found.values():
        assert svg.startswith("<svg")
    assert all(f">{lang}<" in found["held-out-perplexity"] for lang in ("vi", "hi"))


def test_a_learning_curve(tmp_path: Path) -> None:
    path = tmp_path / "learning_curve.json"
    steps = [{"share": at / 2, "documents": 10 * at, "f1": {"entities": 0.3 * at}} for at in (1, 2)]
    path.write_text(json.dumps(steps))
    found = draw_curves(path)
    assert set(found) == {"learning-curve"}
    assert ">entities<" in found["learning-curve"]


@pytest.mark.parametrize("content", ["{}", '{"history": 3}', "7", "{", '[{"share": 1}]'])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(DataError, match=r"x\.json"):
        draw_curves(path)
    with pytest.raises(DataError, match="missing"):
        draw_curves(tmp_path / "missing.json")


def test_the_same_figures_are_the_same_file(pretrained: Path) -> None:
    first, second = (draw_curves(pretrained / "metrics.json") for _ in range(2))
    assert first == second
