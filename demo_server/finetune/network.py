"""The embedded model as a network that can be trained: its weights out of the GGUF file, with a LoRA adapter on top.

SmolLM2 is a Llama: RMS norms, grouped-query attention with rotary positions, a gated feed-forward, tied embeddings.
The weights stay as llama.cpp stores them (rows of q and k interleaved for its rotary order), so an adapter that is
trained on them goes back to llama.cpp as it is. Source of LoRA: Hu et al. 2021.

What makes it quick on two cores was measured: bfloat16 products where the processor has instructions for them (see
`quicker`), attention of grouped queries as one batched product, and logits only where an answer is to be learnt (see
`answer_loss`).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

LINEARS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
"""The matrices of a block that get an adapter, by their names in the GGUF file."""


class BaseError(Exception):
    """The base model's file cannot be used; the message says why."""


@dataclass(frozen=True)
class Shape:
    """The network's sizes, as the GGUF file states them."""

    blocks: int
    width: int
    heads: int
    key_heads: int
    norm_epsilon: float
    rope_base: float

    @property
    def head_width(self) -> int:
        return self.width // self.heads


class Adapted(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """A frozen matrix W with a trained one of low rank beside it: y = x Wᵀ + (alpha / rank) x Aᵀ Bᵀ."""

    weight: Tensor

    def __init__(self, weight: Tensor, rank: int, alpha: float, generator: torch.Generator) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        bound = 1 / math.sqrt(weight.shape[1])
        self.a = nn.Parameter((torch.rand(rank, weight.shape[1], generator=generator) * 2 - 1) * bound)
        self.b = nn.Parameter(torch.zeros(weight.shape[0], rank))
        self.scale = alpha / rank

    def forward(self, x: Tensor) -> Tensor:
        """(…, in) → (…, out)."""
        low = functional.linear(x, self.a.to(x.dtype))
        return functional.linear(x, self.weight) + functional.linear(low, (self.b * self.scale).to(x.dtype))


class Block(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """One layer: attention and feed-forward, each behind a norm and added to the stream."""

    def __init__(self, weights: dict[str, Tensor], shape: Shape, rank: int, alpha: float, rng: torch.Generator) -> None:
        super().__init__()
        self.shape = shape
        for name in LINEARS:
            setattr(self, name, Adapted(weights[name], rank, alpha, rng))
        self.register_buffer("attn_norm", weights["attn_norm"], persistent=False)
        self.register_buffer("ffn_norm", weights["ffn_norm"], persistent=False)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        """(batch, length, width) → the same."""
        x = x + self._attention(self._normed(x, self.attn_norm), turn, mask)
        h = self._normed(x, self.ffn_norm)
        return x + self.ffn_down(functional.silu(self.ffn_gate(h)) * self.ffn_up(h))

    def _normed(self, x: Tensor, weight: Tensor) -> Tensor:
        return functional.rms_norm(x, (x.shape[-1],), weight, self.shape.norm_epsilon)

    def _attention(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        width, groups = self.shape.head_width, self.shape.key_heads
        shared = self.shape.heads // groups
        q = _rotated(self.attn_q(x).view(batch, length, self.shape.heads, width).transpose(1, 2), turn) / math.sqrt(
            width
        )
        k = _rotated(self.attn_k(x).view(batch, length, groups, width).transpose(1, 2), turn)
        v = self.attn_v(x).view(batch, length, groups, width).transpose(1, 2)
        q = q.reshape(batch * groups, shared * length, width)
        scores = torch.bmm(q, k.reshape(batch * groups, length, width).transpose(1, 2))
        weights = torch.softmax(scores.view(batch, groups, shared, length, length) + mask, -1)
        mixed = torch.bmm(
            weights.view(batch * groups, shared * length, length), v.reshape(batch * groups, length, width)
        )
        mixed = mixed.view(batch, self.shape.heads, length, width).transpose(1, 2).reshape(batch, length, -1)
        out: Tensor = self.attn_output(mixed)
        return out


def _rotated(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Rotary positions in llama.cpp's order: neighbouring numbers form the pairs."""
    cos, sin = turn
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


class Network(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """The whole model; only the adapters' matrices are parameters."""

    embedding: Tensor
    output_norm: Tensor

    def __init__(
        self, path: Path, rank: int = 16, alpha: float = 32.0, seed: int = 0, dtype: torch.dtype = torch.bfloat16
    ) -> None:
        """Read a GGUF file of architecture `llama` with tied embeddings. Raises BaseError for any other."""
        super().__init__()
        self.shape, weights = read_base(path, dtype)
        generator = torch.Generator().manual_seed(seed)
        self.register_buffer("embedding", weights["token_embd"], persistent=False)
        self.register_buffer("output_norm", weights["output_norm"], persistent=False)
        self.blocks = nn.ModuleList(
            Block(_of_block(weights, number), self.shape, rank, alpha, generator) for number in range(self.shape.blocks)
        )

    def forward(self, tokens: Tensor, positions: Tensor | None = None, hidden: Tensor | None = None) -> Tensor:
        """Tokens (batch, length) → hidden states (batch, length, width).

        `positions` (batch, length) and `hidden` (batch, length, length), True where a token must not be seen, are those
        of one text from left to right unless given.
        """
        length = tokens.shape[1]
        half = self.shape.head_width // 2
        device, dtype = self.embedding.device, self.embedding.dtype
        if positions is None:
            positions = torch.arange(length, device=device)[None]
        if hidden is None:
            hidden = torch.ones(1, length, length, dtype=torch.bool, device=device).triu(1)
        speed = self.shape.rope_base ** (-torch.arange(half, device=device, dtype=torch.float32) / half)
        angle = positions[:, None, :, None].float() * speed
        turn = (angle.cos().to(dtype), angle.sin().to(dtype))
        mask = torch.zeros(hidden.shape, dtype=dtype, device=device).masked_fill(hidden, -math.inf)[:, None, None]
        x = functional.embedding(tokens, self.embedding)
        for block in self.blocks:
            x = block(x, turn, mask)
        return functional.rms_norm(x, (x.shape[-1],), self.output_norm, self.shape.norm_epsilon)


def quicker(device: str) -> torch.dtype:
    """bfloat16 or float32, whichever this device multiplies faster: measured, a tenth of a second.

    Without instructions for it a processor is some ten times slower in bfloat16 than in float32.
    """
    seconds = {}
    for dtype in (torch.bfloat16, torch.float32):
        rows = torch.ones(512, 576, dtype=dtype, device=device)
        matrix = torch.ones(576, 1536, dtype=dtype, device=device)
        best = math.inf
        for _ in range(4):
            begun = time.perf_counter()
            float((rows @ matrix)[0, 0])  # asking for a number waits for the product
            best = min(best, time.perf_counter() - begun)
        seconds[dtype] = best
    return min(seconds, key=seconds.__getitem__)


def _of_block(weights: dict[str, Tensor], number: int) -> dict[str, Tensor]:
    prefix = f"blk.{number}."
    return {name.removeprefix(prefix): weight for name, weight in weights.items() if name.startswith(prefix)}


class _AnswerLoss(torch.autograd.Function):  # type: ignore[misc]
    """Cross-entropy against a frozen output matrix, some rows at a time; the gradient is made on the way forward."""

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, output: Tensor, targets: Tensor) -> Tensor:
        gradient = torch.empty_like(hidden)
        total, rows, step = 0.0, len(targets), 128
        for start in range(0, rows, step):
            logits = functional.linear(hidden[start : start + step], output).float()
            wanted = targets[start : start + step, None]
            highest = logits.amax(1, keepdim=True)
            chosen = logits.gather(1, wanted)
            logits.sub_(highest).exp_()
            mass = logits.sum(1, keepdim=True)
            total += float((mass.log() + highest - chosen).sum())
            logits.div_(mass)
            logits.scatter_add_(1, wanted, torch.full_like(chosen, -1.0))
            gradient[start : start + step] = (logits.mul_(1.0 / rows).to(hidden.dtype)) @ output
        ctx.save_for_backward(gradient)
        return torch.tensor(total / rows, device=hidden.device)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None]:
        (gradient,) = ctx.saved_tensors
        return gradient * grads[0].to(gradient.dtype), None, None


def answer_loss(
    network: Network, tokens: Tensor, positions: Tensor, hidden: Tensor, places: Tensor, targets: Tensor
) -> Tensor:
    """Mean cross-entropy in nats of `targets` (n) at the flat `places` (n) of `tokens` (see packing.Packed)."""
    states = network(tokens, positions, hidden)
    rows = states.reshape(-1, states.shape[-1]).index_select(0, places)
    loss: Tensor = _AnswerLoss.apply(rows, network.embedding, targets)
    return loss


def read_base(path: Path, dtype: torch.dtype) -> tuple[Shape, dict[str, Tensor]]:
    """The sizes and the dequantised weights of a GGUF file, named as there but for the ending `.weight`."""
    import gguf

    reader = gguf.GGUFReader(path)

    def stated(key: str) -> Any:
        field = reader.get_field(key)
        if field is None:
            raise BaseError(f"{path} does not state {key}")
        return field.contents()

    if stated("general.architecture") != "llama":
        raise BaseError(f"{path} is of architecture {stated('general.architecture')}; only llama can be trained")
    shape = Shape(
        blocks=stated("llama.block_count"),
        width=stated("llama.embedding_length"),
        heads=stated("llama.attention.head_count"),
        key_heads=stated("llama.attention.head_count_kv"),
        norm_epsilon=stated("llama.attention.layer_norm_rms_epsilon"),
        rope_base=stated("llama.rope.freq_base"),
    )
    weights = {}
    for tensor in reader.tensors:
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        weights[tensor.name.removesuffix(".weight")] = torch.from_numpy(np.ascontiguousarray(values)).to(dtype)
    if "output" in weights:
        raise BaseError(f"{path} has an output matrix of its own; only tied embeddings can be trained")
    return shape, weights
