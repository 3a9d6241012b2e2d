"""What the audience's games show where nobody plays: a recorded game of the machines, two samples, a poll's question.

>>> values({"kind": "poll", "question": "Tabs?", "options": "yes | no"}, Path("unused"), dict)["options"]
['yes', 'no']
>>> name_of("ngram-3", "SmolLM2"), name_of("llm", "SmolLM2")
('n-gram, order 3', 'SmolLM2')
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

RECORDED = "shannon-game.json"  # by `python -m demo_server.live.games.record`
COLD, HOT = "0.5", "1"


def values(
    attributes: Mapping[str, str], recorded: Path, sample: Callable[[Mapping[str, str]], object]
) -> dict[str, Any]:
    """What the template needs for `<live-game>` with these attributes. `sample` writes a text, as `<ngram-sampler>`."""
    kind = attributes.get("kind", "shannon")
    shown: dict[str, Any] = {"kind": kind, "costs": [], "options": [], "samples": []}
    if kind == "poll":
        shown["options"] = [option.strip() for option in attributes.get("options", "").split("|") if option.strip()]
    if kind == "temperature":
        heats = attributes.get("cold", COLD), attributes.get("hot", HOT)
        common = {"corpus": "moby-dick", "order": "5", "seed": "3", "length": "180", "prompt": ". "}
        shown["samples"] = [sample({**common, "temperature": heat}) for heat in heats]
    path = recorded / RECORDED
    if kind == "shannon" and path.is_file():
        game = json.loads(path.read_text())
        means = game["rows"][-1]
        shown["game"] = game
        shown["costs"] = sorted(
            ((name_of(name, game["llm"]), cost) for name, cost in means.items() if name.startswith(("ngram", "llm"))),
            key=lambda one: float(one[1]),
        )
    return shown


def name_of(who: str, llm: str) -> str:
    """Who a column of the result is, as `site/scripts/live/letters.js` names it."""
    if who == "llm":
        return llm
    order = who.removeprefix("ngram-")
    return "Letter counts (order 0)" if order == "0" else f"n-gram, order {order}"
