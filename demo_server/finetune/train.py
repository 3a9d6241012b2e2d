"""Training the adapter: batches of composed examples, a loss on the answers alone, checkpoints that survive a kill."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from demo_server.finetune.generate import Group
from demo_server.finetune.network import Network, answer_loss
from demo_server.finetune.packing import batches, pack
from demo_server.finetune.worlds import World

WIDTHS = 32
"""Rows are padded to multiples of it."""


@dataclass(frozen=True)
class Recipe:
    """All that shapes a run: the same recipe on the same kind of processor gives the same adapter.

    `begins_as`: the sha256 of the adapter that the run goes on from; empty for one from nothing.
    """

    steps: int = 1400
    rows: int = 8
    rank: int = 16
    alpha: float = 32.0
    rate: float = 8e-4
    warm_steps: int = 40
    seed: int = 1
    begins_as: str = ""


@dataclass(frozen=True)
class Progress:
    """Where a run stands. `loss` in nats a token, smoothed; `tokens_per_second` since the start or the resumption."""

    step: int
    steps: int
    loss: float
    tokens_per_second: float


def train(
    network: Network,
    tokens: Tokenizer,
    recipe: Recipe,
    known: tuple[World, ...],
    checkpoint: Path,
    watch: Callable[[Progress], None],
    checkpoint_every: int = 100,
    more: tuple[Group, ...] = (),
) -> None:
    """Train the network's adapters in place, going on from `checkpoint` if it is of the same recipe.

    `more`: examples from elsewhere, mixed in.

    Raises ValueError if the checkpoint is of another recipe.
    """
    parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.0)
    steps = recipe.steps
    start = _resumed(network, optimizer, recipe, checkpoint)
    device = network.embedding.device
    smoothed, seen, begun = 0.0, 0, time.monotonic()
    network.train()
    for step, batch in enumerate(itertools.islice(batches(recipe.seed, recipe.rows, known, tokens, more), steps)):
        if step < start:
            continue
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * _schedule(step, steps, recipe.warm_steps)
        packed = pack(batch, WIDTHS)
        arrays = (packed.tokens, packed.positions, packed.hidden, packed.places, packed.targets)
        loss = answer_loss(network, *(torch.from_numpy(array).to(device) for array in arrays))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen += packed.total
        smoothed = loss.item() if smoothed == 0 else 0.95 * smoothed + 0.05 * loss.item()
        watch(Progress(step + 1, steps, smoothed, seen / (time.monotonic() - begun)))
        if (step + 1) % checkpoint_every == 0 or step + 1 == steps:
            _save(network, optimizer, recipe, checkpoint, step + 1)


def _schedule(step: int, steps: int, warm: int) -> float:
    """Up in a line, down along a cosine to 3 %."""
    return min(1.0, (step + 1) / warm) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def _save(network: Network, optimizer: torch.optim.Optimizer, recipe: Recipe, path: Path, step: int) -> None:
    whole = {
        "recipe": asdict(recipe),
        "step": step,
        "adapter": network.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    part = path.with_suffix(".part")
    torch.save(whole, part)
    part.replace(path)


def _resumed(network: Network, optimizer: torch.optim.Optimizer, recipe: Recipe, path: Path) -> int:
    if not path.exists():
        return 0
    whole = torch.load(path, weights_only=True)
    if whole["recipe"] != asdict(recipe):
        raise ValueError(f"{path} belongs to another recipe ({whole['recipe']}); remove it or name another folder")
    network.load_state_dict(whole["adapter"])
    optimizer.load_state_dict(whole["optimizer"])
    return int(whole["step"])
