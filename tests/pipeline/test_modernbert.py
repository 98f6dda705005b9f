"""Our ModernBERT is transformers' ModernBERT."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from transformers import BertConfig, ModernBertConfig, ModernBertModel

from govspan.pipeline.modernbert import ModernBert


def config(**changes: Any) -> ModernBertConfig:
    settings = {
        "vocab_size": 50,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 4,
        "num_attention_heads": 2,
        # Five on either side.
        "local_attention": 10,
        "max_position_embeddings": 1024,
        "pad_token_id": 0,
        **changes,
    }
    return ModernBertConfig(**settings)


def both(theirs: ModernBertConfig) -> tuple[ModernBertModel, ModernBert]:
    torch.manual_seed(0)
    wanted = ModernBertModel(theirs).eval()
    with torch.no_grad():
        for parameter in wanted.parameters():
            # Away from the start, where biases are 0 and norms are 1.
            parameter.add_(torch.randn_like(parameter), alpha=0.1)
    settings = theirs.to_dict()
    assert ModernBert.knows(settings)
    found = ModernBert(settings).eval()
    found.load_state_dict(wanted.state_dict())
    return wanted, found


@pytest.mark.parametrize("length", [1, 40, 300])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"attention_bias": True, "mlp_bias": True, "norm_bias": True},
        {"global_attn_every_n_layers": 2, "num_attention_heads": 4, "local_attention": 7, "norm_eps": 1e-3},
    ],
)
def test_the_vectors_are_the_same(changes: dict[str, Any], length: int) -> None:
    wanted, found = both(config(**changes))
    ids = torch.randint(1, 50, (3, length))
    mask = torch.ones_like(ids)
    with torch.no_grad():
        torch.testing.assert_close(
            found(ids).last_hidden_state, wanted(input_ids=ids).last_hidden_state, rtol=1e-4, atol=1e-5
        )
        mask[1, (length + 1) // 2 :] = 0
        mask[2, 1:] = 0
        left = found(ids, mask).last_hidden_state
        right = wanted(input_ids=ids, attention_mask=mask).last_hidden_state
    assert torch.isfinite(left).all()
    torch.testing.assert_close(left[mask.bool()], right[mask.bool()], rtol=1e-4, atol=1e-5)


def test_gradients_are_the_same() -> None:
    wanted, found = both(config())
    ids = torch.randint(1, 50, (2, 300))
    for model in (wanted, found):
        model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state.pow(3).sum().backward()
    theirs = dict(wanted.named_parameters())
    for name, parameter in found.named_parameters():
        assert parameter.grad is not None
        torch.testing.assert_close(parameter.grad, theirs[name].grad, rtol=1e-3, atol=1e-2, msg=name)


def test_padding_changes_nothing() -> None:
    _, found = both(config())
    ids = torch.randint(1, 50, (1, 400))
    padded = torch.nn.functional.pad(ids, (0, 200))
    with torch.no_grad():
        alone = found(ids).last_hidden_state
        left = found(padded, (padded > 0).long()).last_hidden_state
    torch.testing.assert_close(left[:, :400], alone, rtol=1e-4, atol=1e-5)


def test_dropouts_are_for_training() -> None:
    wanted, _ = both(config(embedding_dropout=0.5, attention_dropout=0.5, mlp_dropout=0.5))
    found = ModernBert(wanted.config.to_dict())
    found.load_state_dict(wanted.state_dict())
    ids = torch.randint(1, 50, (2, 30))
    with torch.no_grad():
        assert not torch.equal(found.train()(ids).last_hidden_state, found(ids).last_hidden_state)
        found.eval()
        torch.testing.assert_close(
            found(ids).last_hidden_state, wanted(input_ids=ids).last_hidden_state, rtol=1e-4, atol=1e-5
        )


def test_what_it_does_not_know_it_leaves_to_transformers() -> None:
    assert ModernBert.knows(config().to_dict())
    assert not ModernBert.knows(BertConfig().to_dict())
    assert not ModernBert.knows(config(hidden_activation="silu").to_dict())
    scaled = config().to_dict()
    scaled["rope_parameters"]["full_attention"] = {"rope_type": "linear", "factor": 2.0, "rope_theta": 1e4}
    assert not ModernBert.knows(scaled)
    assert not ModernBert.knows({})
