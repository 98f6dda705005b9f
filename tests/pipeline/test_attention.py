"""Attention in blocks is attention to neighbours."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from govspan.pipeline.attention import attention_to_all, attention_to_neighbours

NEAR = 5


def parts(length: int) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(length)
    query, key, value = torch.randn(3, 3, 2, length, 8, generator=generator)
    present = torch.ones(3, length, dtype=torch.bool)
    present[1, (length + 1) // 2 :] = False
    present[2, 1:] = False
    return query, key, value, present


def plain(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return scaled_dot_product_attention(query, key, value, attn_mask=mask)


# One block and less, whole blocks, and a rest of one, some and nearly all.
@pytest.mark.parametrize("length", [1, 5, 128, 256, 257, 300, 383, 384, 512, 700])
def test_neighbours_are_seen_and_others_are_not(length: int) -> None:
    query, key, value, present = parts(length)
    hidden = torch.empty(3, length, 16)
    near = (torch.arange(length)[:, None] - torch.arange(length)).abs() <= NEAR
    found = attention_to_neighbours(hidden, None, NEAR)(query, key, value, 0.0)
    torch.testing.assert_close(found, plain(query, key, value, near))
    found = attention_to_neighbours(hidden, present, NEAR)(query, key, value, 0.0)
    assert torch.isfinite(found).all()
    wanted = plain(query, key, value, near & present[:, None, None, :])
    for row, there in enumerate(present):
        torch.testing.assert_close(found[row][:, there], wanted[row][:, there])


@pytest.mark.parametrize("length", [1, 300])
def test_all_are_seen_but_padding(length: int) -> None:
    query, key, value, present = parts(length)
    found = attention_to_all(present)(query, key, value, 0.0)
    torch.testing.assert_close(found, plain(query, key, value, present[:, None, None, :]))
    found = attention_to_all(None)(query, key, value, 0.0)
    torch.testing.assert_close(found, plain(query, key, value, torch.ones(length, length).bool()))


def test_gradients_are_the_same() -> None:
    query, key, value, present = parts(300)
    near = (torch.arange(300)[:, None] - torch.arange(300)).abs() <= NEAR
    gradients = []
    for attend in (
        attention_to_neighbours(torch.empty(3, 300, 16), present, NEAR),
        lambda *parts: plain(*parts[:3], near & present[:, None, None, :]),
    ):
        inputs = [part.clone().requires_grad_() for part in (query, key, value)]
        attend(*inputs, 0.0)[:2, :, :150].pow(3).sum().backward()
        gradients.append([part.grad for part in inputs])
    for found, wanted in zip(*gradients, strict=True):
        assert wanted is not None
        assert wanted.abs().max() > 0
        torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_what_sees_nothing_is_finite_in_every_precision(dtype: torch.dtype) -> None:
    query, key, value = (part.to(dtype) for part in parts(300)[:3])
    nothing = torch.zeros(3, 300, dtype=torch.bool)
    found = attention_to_neighbours(torch.empty(3, 300, 16, dtype=dtype), nothing, NEAR)(
        query, key, value, 0.0
    )
    assert found.dtype == dtype
    assert torch.isfinite(found).all()


def test_dropout_drops() -> None:
    query, key, value, _ = parts(300)
    attend = attention_to_neighbours(torch.empty(3, 300, 16), None, NEAR)
    assert not torch.equal(attend(query, key, value, 0.5), attend(query, key, value, 0.0))
