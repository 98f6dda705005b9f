"""Weights, tokenizer and model together: loading, saving and running them.

Kept apart from the spaCy component so that torch and transformers load only
when weights are needed: spaCy imports every registered factory at start-up.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_weights
from safetensors.torch import save as save_weights
from torch.overrides import TorchFunctionMode

from ..annotations import DataError, ModelError
from .encoding import EncodedDocument, Featurizer, Words, collate
from .model import Extractor, Prediction
from .model_config import ExtractorConfig
from .onnx_encoder import OnnxEncoder
from .subwords import Subwords
from .windows import group_by_length

__all__ = ["ENCODER_FILE", "FORMATS", "Runtime", "fast_bfloat16"]

# A forked worker of `nlp.pipe(n_process=…)` inherits OpenMP's locks without its
# threads, and would wait for them for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: torch.set_num_threads(1))

# Words that the layers over words hold at once, some 200 MB, and how many of
# them may be padding: the fewer, the more steps along the words.
_WORD_BUDGET = 1 << 16
_WORD_PADDING = 2048

#: What computes the encoder → version of the format that it is saved in: a new
#: one when older code could not read what newer code writes.
FORMATS = {"torch": 4, "onnx": 5}

#: Holds the encoder where ONNX Runtime computes it; else it is among the weights.
ENCODER_FILE = "encoder.onnx"


def fast_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 arithmetic is in the hardware (AMX, AVX512-BF16, or the GPU's)."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return bool(capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"))
    return False


class _Unfilled(TorchFunctionMode):
    """Modules are made without drawing random weights, which would take longer than all the rest to load.

    Whoever makes them fills them.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if getattr(func, "__module__", None) == torch.nn.init.__name__:
            return kwargs.get("tensor", args[0] if args else None)
        return func(*args, **kwargs)


class Runtime:
    """A model that is ready to predict."""

    def __init__(self, model: Extractor, subwords: Subwords) -> None:
        self.model = model
        self.model.train(False)
        config = model.settings
        self.featurizer = Featurizer(subwords, config.window, config.overlap, config.form_rows)

    @property
    def backend(self) -> str:
        """What computes the encoder: one of :data:`FORMATS`."""
        return "onnx" if isinstance(self.model.encoder, OnnxEncoder) else "torch"

    def place(self, device: str, precision: str) -> None:
        """Move to a device (``auto``, ``cpu``, ``cuda``, …) and choose the precision of what torch computes.

        Raises:
            ModelError: the device is unknown, not there or not the backend's, or the precision is unknown.
        """
        best = "cuda" if self.backend == "torch" and torch.cuda.is_available() else "cpu"
        try:
            self.device = torch.device(best if device == "auto" else device)
            if self.backend == "onnx" and self.device.type != "cpu":
                raise ModelError(
                    f"device {device!r} cannot be used: an ONNX encoder runs on the cpu only: "
                    "load the pipeline that it was exported from"
                )
            self.model.to(self.device)
        except (RuntimeError, AssertionError) as error:
            raise ModelError(f"device {device!r} cannot be used: {str(error).splitlines()[0]}") from error
        choices = {"auto": fast_bfloat16(self.device), "bfloat16": True, "float32": False}
        if precision not in choices:
            raise ModelError(f"precision {precision!r} is unknown: choose one of {', '.join(choices)}")
        self.bfloat16 = choices[precision]

    @property
    def threads(self) -> int:
        """Batches that can be computed side by side: torch's threads, or one on a GPU."""
        return torch.get_num_threads() if self.device.type == "cpu" else 1

    def round_weights(self) -> None:
        """Round the weights to half precision, in which they take half the space on disk."""
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter.copy_(parameter.half().float())

    def encode(self, documents: Sequence[Words]) -> list[EncodedDocument]:
        """Turn words into numbers."""
        return self.featurizer.encode(documents)

    def emissions(self, documents: Sequence[Words]) -> tuple[torch.Tensor, torch.Tensor]:
        """What the CRF reads of one batch, (B, N, BIO tags), and where there are words, (B, N)."""
        batch = collate(self.encode(documents), self.featurizer.subwords.pad_id).to(self.device)
        with self._inference():
            return self.model(**batch.as_dict())["emissions"], batch.word_mask

    def predict(self, documents: Sequence[EncodedDocument]) -> list[Prediction]:
        """Predict for encoded documents, those of like length together."""
        predictions: dict[int, Prediction] = {}
        sizes = [len(document.forms) for document in documents]
        for group in group_by_length(sizes, _WORD_BUDGET, padding=_WORD_PADDING):
            part = [documents[at] for at in group]
            batch = collate(part, self.featurizer.subwords.pad_id).to(self.device)
            breaks = [document.breaks for document in part]
            with self._inference():
                predictions.update(zip(group, self.model.predict(batch, breaks), strict=True))
        return [predictions[at] for at in range(len(documents))]

    @contextmanager
    def _inference(self) -> Iterator[None]:
        with torch.inference_mode(), torch.autocast(self.device.type, torch.bfloat16, self.bfloat16):
            yield

    def to_parts(self) -> dict[str, bytes]:
        """File name → content: all that is needed to build this again."""
        backend, encoder = self.backend, self.model.encoder
        config = {**self.model.settings.to_dict(), "backend": backend, "format_version": FORMATS[backend]}
        return {
            "config.json": json.dumps(config, indent=2, ensure_ascii=False).encode(),
            **self.featurizer.subwords.to_parts(),
            "model.safetensors": save_weights(
                {name: _compact(tensor.contiguous()) for name, tensor in self.model.state_dict().items()}
            ),
            **({ENCODER_FILE: encoder.content} if isinstance(encoder, OnnxEncoder) else {}),
        }

    @classmethod
    def from_parts(cls, parts: dict[str, bytes], where: str) -> Runtime:
        """Build from what :meth:`to_parts` gave; ``where`` stands in error messages.

        Raises:
            ModelError: a part is damaged, or of a version that this code does not read.
            MissingExtraError: it needs ONNX Runtime, which is not installed.
        """
        settings = _read_object(parts, "config.json", where)
        backend, version = settings.pop("backend", None), settings.pop("format_version", None)
        if (backend, version) not in list(FORMATS.items()):
            readable = " and ".join(f"{number} ({name})" for name, number in FORMATS.items())
            raise ModelError(
                f"{where}: config.json is of format {version} ({backend}), "
                f"this govspan reads formats {readable}: "
                "install the govspan that wrote it, or train and export it again"
            )
        try:
            config = ExtractorConfig(**settings)
            encoder = _read_encoder(parts, config, where) if backend == "onnx" else None
            with _Unfilled():
                model = Extractor(config, encoder)
        except (AttributeError, DataError, KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{where}: config.json does not describe a model: {error}") from error
        try:
            weights = load_weights(parts["model.safetensors"])
            model.load_state_dict({name: tensor.float() for name, tensor in weights.items()}, assign=True)
        except (SafetensorError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise ModelError(f"{where}: model.safetensors does not fit config.json: {reason}") from error
        return cls(model, Subwords.from_parts(parts, where))

    #: The files of a saved model, beside an :data:`ENCODER_FILE`; nothing else is
    #: read, and nothing is unpickled.
    FILES = ("config.json", *Subwords.FILES, "model.safetensors")

    def save(self, folder: Path) -> None:
        """Write the model's files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.to_parts().items():
            (folder / name).write_bytes(content)

    @classmethod
    def load(cls, folder: Path) -> Runtime:
        """Read the files that :meth:`save` wrote.

        Raises:
            ModelError: a file is missing, is a pickle, or is damaged.
            MissingExtraError: see :meth:`from_parts`.
        """
        present = [name for name in (*cls.FILES, ENCODER_FILE) if (folder / name).is_file()]
        missing = [name for name in cls.FILES if name not in present]
        if missing:
            pickles = sorted(path.name for path in folder.glob("*.bin"))
            hint = (
                f"{pickles[0]} is a pickle, which is never loaded: convert it to model.safetensors"
                if pickles
                else "point at the directory that `govspan train` exported (…/pipeline)"
            )
            raise ModelError(f"{folder}: {', '.join(missing)} missing: {hint}")
        return cls.from_parts({name: (folder / name).read_bytes() for name in present}, str(folder))


def _read_object(parts: dict[str, bytes], name: str, where: str) -> dict[str, Any]:
    try:
        data = json.loads(parts[name])
    except ValueError as error:
        raise ModelError(f"{where}: {name} is damaged: {error}") from error
    if not isinstance(data, dict):
        raise ModelError(f"{where}: {name} is damaged: it holds no object")
    return data


def _read_encoder(parts: dict[str, bytes], config: ExtractorConfig, where: str) -> OnnxEncoder:
    if ENCODER_FILE not in parts:
        raise ModelError(f"{where}: {ENCODER_FILE} missing: export the pipeline again")
    try:
        return OnnxEncoder(parts[ENCODER_FILE], config.width)
    except ModelError as error:
        raise ModelError(f"{where}: {ENCODER_FILE} is damaged: {error}") from error


def _compact(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor in half precision where that loses nothing, as after :meth:`Runtime.round_weights`."""
    if tensor.dtype == torch.float32 and torch.equal(tensor.half().float(), tensor):
        return tensor.half()
    return tensor
