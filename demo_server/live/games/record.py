"""Plays a Shannon game without people and prints its result: what a slide shows where nobody plays.

    python -m demo_server.live.games.record dist http://127.0.0.1:8081/v1 SmolLM2-135M-Instruct > shannon-game.json

The slide's copy is in `site/recorded/`. `dist` holds the corpus of the n-grams; the address is that of llama.cpp's
server, as `llama-server` opens it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from demo_server.live.games.kinds import OPEN, Game
from demo_server.live.games.llm import LlamaServer, Source, Tokens, opinion
from demo_server.live.games.ngram import Texts
from demo_server.live.games.result import json_object
from demo_server.live.games.shannon import Shannon, packed, sentences
from demo_server.live.games.shapes import StartShannon
from demo_server.profiles import Profile


def play(kind: Shannon, text: str, source: Source, name: str) -> Game:
    """The game from its first letter to its last, with nobody but the machines. Raises llm.NoLetters."""
    game = Game(1, "", "shannon", OPEN, 1, kind.begin(StartShannon(kind="shannon", text=text, given=None)), time.time())
    known: dict[tuple[int, ...], Tokens] = {}
    game.state["llm_name"] = name
    while game.phase == OPEN:
        at = game.state["at"]
        game.state["llm"][str(at)] = packed(opinion(source, game.state["text"][:at], known))
        kind.step(game, "reveal", [])
        kind.step(game, "next", [])
    return game


def main(site: str, url: str, model: str) -> None:
    """Print the result."""
    kind = Shannon(Texts(Path(site)).letters)
    game = play(kind, sentences()[0], LlamaServer(Profile("recorded", url, model)), model)
    whole = json_object(game, kind.table(game, []), {})
    kept = {name: whole[name] for name in ("kind", "began", "text", "given", "llm", "rows")}
    print(json.dumps(kept, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:4])
