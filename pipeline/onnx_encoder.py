"""An encoder that ONNX Runtime computes instead of torch, on the CPU.

``govspan export --onnx`` makes its file. It needs the extra ``onnx``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import torch
from torch import nn

from ..annotations import MissingExtraError, ModelError
from .modernbert import EncoderOutput

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["INPUTS", "OUTPUT", "OnnxEncoder"]

#: The names of the graph's inputs, both (batch, length), and of its output, (batch, length, width).
INPUTS = ("input_ids", "attention_mask")
OUTPUT = "last_hidden_state"


class OnnxEncoder(nn.Module):
    """Stands where the torch encoder stands; it has no parameters and cannot be trained.

    Args:
        content: the ONNX file.
        width: of the encoder's vectors.

    Raises:
        ModelError: the content is no such encoder.
        MissingExtraError: ONNX Runtime is not installed.
    """

    def __init__(self, content: bytes, width: int) -> None:
        super().__init__()
        self.content = content
        self.width = width
        # (Process, number of threads) → the session made for them. A forked
        # process inherits a session without its threads: it can neither run nor
        # close it, so it keeps it and makes its own.
        self._sessions: dict[tuple[int, int], InferenceSession] = {}
        session = self._session()
        inputs = sorted(item.name for item in session.get_inputs())
        outputs = [(item.name, item.shape[-1:]) for item in session.get_outputs()]
        if inputs != sorted(INPUTS) or outputs != [(OUTPUT, [width])]:
            raise ModelError(f"it computes {outputs} from {inputs}, not {OUTPUT} of width {width}")

    def __reduce__(self) -> tuple[type[OnnxEncoder], tuple[bytes, int]]:
        # A session cannot be pickled.
        return OnnxEncoder, (self.content, self.width)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> EncoderOutput:
        """The last layer's vectors."""
        feed = dict(zip(INPUTS, (input_ids.numpy(), attention_mask.numpy()), strict=True))
        (hidden,) = self._session().run([OUTPUT], feed)
        return EncoderOutput(torch.from_numpy(hidden))

    def _session(self) -> InferenceSession:
        """This process's session, with as many threads as torch has now."""
        threads = torch.get_num_threads()
        key = os.getpid(), threads
        if key not in self._sessions:
            # Two threads at once may both open one; the first to be kept serves both.
            self._sessions.setdefault(key, _open(self.content, threads))
        return self._sessions[key]


def _open(content: bytes, threads: int) -> InferenceSession:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtraError("An exported ONNX encoder", "onnx") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no base of their own
        raise ModelError(" ".join(str(error).split())[:200]) from error
