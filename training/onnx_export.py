"""A model's encoder as an ONNX graph, in full precision or in 8 bits."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from ..annotations import MissingExtraError, ModelError
from ..pipeline.model_config import ExtractorConfig
from ..pipeline.onnx_encoder import INPUTS, OUTPUT, OnnxEncoder
from ..pipeline.runtime import Runtime
from .encoders import hugging_face_encoder

if TYPE_CHECKING:
    from onnx import ModelProto

__all__ = ["use_onnx"]

# Largest difference between the graph's vectors and torch's, which are of size
# one to ten: a hundred times what rounding makes, and far less than any mistake.
_TOLERANCE = 1e-3


def use_onnx(runtime: Runtime, int8: bool) -> None:
    """Let ONNX Runtime compute a model's encoder from now on.

    Args:
        runtime: a model on the CPU.
        int8: weights of the encoder's linear layers in 8 bits, but for those that
            narrow (see the source); their inputs are quantised as they come.

    Raises:
        ModelError: the encoder is one of ONNX already, or cannot be exported.
        MissingExtraError: the packages that exporting needs are not installed.
    """
    if runtime.backend == "onnx":
        raise ModelError(
            "the pipeline's encoder is one of ONNX already: export the pipeline that it came from"
        )
    try:
        import onnxruntime  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(f"Exporting to ONNX ({error.name} is missing)", "onnx") from error
    model = runtime.model
    width = model.settings.width
    graph = _export(model.encoder, model.settings)
    eight_bits = _quantise(graph) if int8 else None
    encoder = OnnxEncoder(_serialise(graph), width)
    _check(encoder, model.encoder, model.settings)
    model.encoder = OnnxEncoder(_serialise(eight_bits), width) if eight_bits else encoder


class _Graph(nn.Module):
    """An encoder as a function of two tensors that gives one."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden: torch.Tensor = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        return hidden


def _export(encoder: nn.Module, settings: ExtractorConfig) -> ModelProto:
    # Attention in plain matrix products: the fused one is exported with a search
    # for NaN in every attention matrix.
    plain = hugging_face_encoder(settings.encoder, encoder, "eager")
    # As long as any window, so that no mask is left out as if it hid nothing.
    sample = _batch(2, settings.window, settings)
    free = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    with _quiet():
        try:
            program = torch.onnx.export(
                _Graph(plain),
                sample,
                dynamo=True,
                dynamic_shapes=dict.fromkeys(INPUTS, free),
                input_names=INPUTS,
                output_names=(OUTPUT,),
                verbose=False,
            )
        except RuntimeError as error:
            reason = " ".join(str(error).split())[:200]
            raise ModelError(f"the encoder cannot be exported to ONNX: {reason}") from error
    assert program is not None
    graph: ModelProto = program.model_proto
    for node in graph.graph.node:
        del node.metadata_props[:]  # traces of the source, larger than the graph
    return graph


def _batch(rows: int, length: int, settings: ExtractorConfig) -> tuple[torch.Tensor, torch.Tensor]:
    """Sub-words and their mask; each row has more padding than the one before."""
    sub_words = torch.arange(rows * length).view(rows, length) % settings.encoder["vocab_size"]
    ends = length - torch.arange(rows) * (length // (rows + 1))
    return sub_words, (torch.arange(length) < ends.unsqueeze(1)).long()


def _check(exported: OnnxEncoder, encoder: nn.Module, settings: ExtractorConfig) -> None:
    """Compare the two on batches of another shape than the one that was exported.

    Raises:
        ModelError: the graph is right for that shape only.
    """
    for rows, length in ((1, 3), (1, settings.window), (3, settings.window // 2 + 1)):
        batch = dict(zip(INPUTS, _batch(rows, length, settings), strict=True))
        with torch.inference_mode():
            difference = (exported(**batch).last_hidden_state - encoder(**batch).last_hidden_state).abs()
        worst = float(difference[batch["attention_mask"].bool()].max())
        if not worst < _TOLERANCE:
            raise ModelError(
                f"the encoder cannot be exported to ONNX: {rows} windows of {length} sub-words "
                f"come out different by {worst:.2g}"
            )


def _quantise(graph: ModelProto) -> ModelProto:
    """The graph with most of its weights in 8 bits.

    In 7 of them, to be exact: without VNNI instructions the sum of two products of
    8 bits overflows, and the file should be right on any machine. Layers that
    narrow, the second ones of the feed-forward blocks, stay as they are: their
    inputs have outliers, and one scale for all leaves the others few of the bits.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    shapes = {tensor.name: tensor.dims for tensor in graph.graph.initializer}
    linear = [node for node in graph.graph.node if node.op_type == "MatMul" and node.input[1] in shapes]
    narrowing = [node.name for node in linear if np.greater(*shapes[node.input[1]])]
    with TemporaryDirectory() as folder, _quiet():
        path = Path(folder) / "encoder.onnx"
        quantize_dynamic(
            graph,
            path,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=narrowing,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
        return onnx.load(path)


def _serialise(graph: ModelProto) -> bytes:
    """The graph's file, with weights in half precision where that loses nothing, as in the torch file.

    The session widens them as it loads.
    """
    from onnx import TensorProto, helper, numpy_helper

    for tensor in graph.graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if weights.dtype != np.float32 or weights.ndim < 2:
            continue
        with np.errstate(over="ignore"):
            half = weights.astype(np.float16)
        if np.array_equal(half.astype(np.float32), weights):
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(half, f"{name}.half"))
            graph.graph.node.insert(0, helper.make_node("Cast", [tensor.name], [name], to=TensorProto.FLOAT))
    content: bytes = graph.SerializeToString()
    return content


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporters' remarks on what they do."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
