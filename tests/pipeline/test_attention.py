"""Attention in blocks is the attention that it stands in for."""

from __future__ import annotations

import pytest
import torch
from transformers import AutoModel, BertConfig, ModernBertConfig, PreTrainedModel

from govspan.pipeline.attention import BLOCKED, use_blocked_attention


@pytest.fixture(scope="module")
def encoder() -> PreTrainedModel:
    """Two layers with global and local attention to five neighbours."""
    torch.manual_seed(0)
    config = ModernBertConfig(
        vocab_size=50,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=2,
        local_attention=10,
        max_position_embeddings=1024,
        pad_token_id=0,
        global_attn_every_n_layers=2,
        attention_dropout=0.0,
    )
    model = AutoModel.from_config(config).eval()
    assert isinstance(model, PreTrainedModel)
    return model


def both(encoder: PreTrainedModel, **inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    found = []
    for wanted in (False, True):
        use_blocked_attention(encoder, wanted)
        found.append(encoder(**inputs).last_hidden_state)
    return found[0], found[1]


@pytest.mark.parametrize("length", [1, 5, 128, 256, 257, 300, 384, 512, 700])
def test_it_is_the_same_at_any_length(encoder: PreTrainedModel, length: int) -> None:
    ids = torch.randint(1, 50, (3, length))
    mask = torch.ones_like(ids)
    mask[1, (length + 1) // 2 :] = 0
    mask[2, 1:] = 0
    with torch.no_grad():
        expected, found = both(encoder, input_ids=ids, attention_mask=mask)
        assert torch.isfinite(found).all()
        torch.testing.assert_close(found[mask.bool()], expected[mask.bool()], rtol=1e-4, atol=1e-5)
        expected, found = both(encoder, input_ids=ids)
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def test_gradients_are_the_same(encoder: PreTrainedModel) -> None:
    ids = torch.randint(1, 50, (2, 300))
    gradients = []
    for wanted in (False, True):
        use_blocked_attention(encoder, wanted)
        encoder.zero_grad()
        encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[:, ::7].pow(
            3
        ).sum().backward()
        gradients.append(encoder.layers[1].attn.Wqkv.weight.grad.clone())
    assert gradients[0].abs().max() > 0
    torch.testing.assert_close(gradients[1], gradients[0], rtol=1e-3, atol=1e-4)


def test_padding_changes_nothing(encoder: PreTrainedModel) -> None:
    use_blocked_attention(encoder, True)
    ids = torch.randint(1, 50, (1, 400))
    padded = torch.nn.functional.pad(ids, (0, 200))
    with torch.no_grad():
        alone = encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        found = encoder(input_ids=padded, attention_mask=(padded > 0).long()).last_hidden_state
    torch.testing.assert_close(found[:, :400], alone, rtol=1e-4, atol=1e-5)


def test_only_encoders_that_have_it_are_switched(encoder: PreTrainedModel) -> None:
    use_blocked_attention(encoder, True)
    assert encoder.config._attn_implementation == BLOCKED
    use_blocked_attention(encoder, False)
    assert encoder.config._attn_implementation == "sdpa"
    config = BertConfig(
        vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    bert = AutoModel.from_config(config)
    use_blocked_attention(bert, True)
    assert bert.config._attn_implementation == "sdpa"
