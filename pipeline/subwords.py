"""Words to sub-words: a Hugging Face fast tokenizer without transformers, which takes long to import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tokenizers import Tokenizer

from ..annotations import ModelError

__all__ = ["Subwords"]


class Subwords:
    """Sub-words of single words, and the special tokens around a window of them.

    Args:
        tokenizer: what ``tokenizer.json`` holds.
        special: name → special token, as ``tokenizer_config.json`` has them: ``pad_token``, ``unk_token``, …

    Attributes:
        prefix, suffix: special tokens before and after a window.
        pad_id: what a window is padded with.

    Raises:
        ModelError: there is no padding token.
    """

    #: The files that hold one.
    FILES = ("tokenizer.json", "tokenizer_config.json")

    def __init__(self, tokenizer: Tokenizer, special: Mapping[str, str]) -> None:
        # Windows are cut and padded elsewhere.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.tokenizer = tokenizer
        self.special = dict(special)
        probe = tokenizer.encode("a", add_special_tokens=False).ids
        full = tokenizer.encode("a").ids
        before = next((at for at in range(len(full)) if full[at : at + len(probe)] == probe), 0)
        self.prefix = full[:before]
        self.suffix = full[before + len(probe) :]
        pad = self._id("pad_token")
        if pad is None:
            raise ModelError(
                "the encoder's tokenizer has no padding token: set pad_token in its tokenizer_config.json"
            )
        self.pad_id = pad
        unknown = self._id("unk_token")
        # A word that the tokenizer turns into nothing still has a place and a vector.
        self._nothing = [pad if unknown is None else unknown]

    def _id(self, name: str) -> int | None:
        token = self.special.get(name)
        return None if token is None else self.tokenizer.token_to_id(token)

    def __call__(self, words: Sequence[str]) -> list[list[int]]:
        """The sub-words of each word, at least one."""
        encoded = self.tokenizer.encode_batch(words, add_special_tokens=False)
        return [each.ids or self._nothing for each in encoded]

    def to_parts(self) -> dict[str, bytes]:
        """File name → content, as transformers reads them too."""
        content = self.tokenizer.to_str(), json.dumps(self.special, indent=2, ensure_ascii=False)
        return {name: text.encode() for name, text in zip(self.FILES, content, strict=True)}

    @classmethod
    def from_parts(cls, parts: Mapping[str, bytes], where: str) -> Subwords:
        """Build from what :meth:`to_parts` gave; ``where`` stands in error messages.

        Raises:
            ModelError: a part is damaged.
        """
        vocabulary, settings = cls.FILES
        try:
            special = json.loads(parts[settings])
            tokens = {name: token for name, token in special.items() if isinstance(token, str)}
        except (ValueError, AttributeError) as error:
            raise ModelError(f"{where}: {settings} is damaged: {error}") from error
        try:
            tokenizer = Tokenizer.from_str(parts[vocabulary].decode())
        except Exception as error:  # the tokenizers library raises bare Exceptions
            raise ModelError(f"{where}: {vocabulary} is damaged: {error}") from error
        return cls(tokenizer, tokens)
