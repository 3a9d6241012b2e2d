"""The language model plays too: its tokens become a distribution over the next letter.

    T = "the ship left the ha", and the model speaks in tokens: after "the ship left the" it gives
        " harbor" 0.03, " hand" 0.002, " harb" 0.004, …      these begin with " ha" and say what the next letter is
        " ha" 0.0001, " h" 0.0002                            these end within " ha": ask again after them

The chance of a letter is the sum over all tokens that lead to it, divided by the chance of what is there already. So
nothing depends on where the tokens happen to break. Source: Vieira et al. 2024, "From language models over tokens to
language models over characters"; here with a beam of 3 unfinished words. Capitals count as their small letters,
everything else as the space, as in the text itself.

This needs the distribution over whole tokens, which llama.cpp's server gives (`/completion` with `n_probs`), the
embedded one as well. Other endpoints give five alternatives at most; then the game says that no such model plays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx2

from demo_server.live.games.letters import LETTERS, Distribution, letter_of
from demo_server.live.join import is_loopback
from demo_server.profiles import Profile

TOKENS = 16_384  # of 49,152; they hold more than 99.8 % of the mass, and all 49,152 take 0.3 s and 5 MB
BEAM = 3
DEPTH = 4  # tokens inside one word
LEAST = 1e-3  # of the mass: an unfinished word below that is left out
FLOOR = 1e-4  # mixed in, so that no letter is impossible: 13 bits at most

Tokens = list[tuple[int, str, float]]  # id, text, probability


class NoLetters(Exception):
    """This model gives no distribution over letters; the message says why."""


class Source(Protocol):
    """Where token probabilities come from."""

    def ids(self, text: str) -> list[int]:
        """The text as tokens."""
        ...

    def after(self, ids: list[int]) -> Tokens:
        """The likeliest next tokens."""
        ...


def opinion(source: Source, before: str, remember: dict[tuple[int, ...], Tokens] | None = None) -> Distribution:
    """What the model expects after `before` (in the 27 letters, not empty). Raises NoLetters.

    `remember` keeps what was asked, for the next letter of the same word.
    """
    known = {} if remember is None else remember
    start = max(before.rfind(" "), 0)  # the word that is being written, with the space before it
    masses = dict.fromkeys(LETTERS, 0.0)
    unfinished = [(source.ids(before[:start]) if start else source.ids("\n"), before[start:], 1.0)]
    for _ in range(DEPTH):
        following: list[tuple[list[int], str, float]] = []
        for ids, rest, weight in unfinished:
            key = tuple(ids)
            if key not in known:
                known[key] = source.after(ids)
            for id, text, p in known[key]:
                if len(text) > len(rest) and text.startswith(rest):
                    masses[letter_of(text[len(rest)])] += weight * p
                elif text and rest.startswith(text):
                    following.append(([*ids, id], rest[len(text) :], weight * p))
        least = LEAST * sum(masses.values())
        unfinished = sorted((one for one in following if one[2] > least), key=lambda one: -one[2])[:BEAM]
    total = math.fsum(masses.values())
    if total <= 0:
        raise NoLetters("it gives no token that goes on from there")
    return {letter: (1 - 27 * FLOOR) * mass / total + FLOOR for letter, mass in masses.items()}


class LlamaServer:
    """llama.cpp's own server, next to its OpenAI-compatible address. Only on this machine: a stranger's endpoint is
    not sent requests that it does not know."""

    def __init__(self, profile: Profile, seconds: float = 20.0) -> None:
        address = urlsplit(profile.base_url)
        if not is_loopback(address.hostname or ""):
            raise NoLetters(f"{profile.title or profile.name} does not run on this machine")
        self.name = profile.model
        self._root = f"{address.scheme}://{address.netloc}"
        self._seconds = seconds

    def ids(self, text: str) -> list[int]:
        """The text as tokens."""
        return [int(id) for id in self._ask("/tokenize", {"content": text}, lambda answer: answer["tokens"])]

    def after(self, ids: list[int]) -> Tokens:
        """The likeliest next tokens."""
        body = {"prompt": ids, "n_predict": 1, "n_probs": TOKENS, "temperature": 0.0, "cache_prompt": True}
        found = self._ask("/completion", body, lambda answer: answer["completion_probabilities"][0]["top_logprobs"])
        return [(int(one["id"]), str(one["token"]), math.exp(float(one["logprob"]))) for one in found]

    def _ask(self, path: str, body: dict[str, object], read: Callable[[Any], Any]) -> Any:
        try:
            answer = httpx2.post(self._root + path, json=body, timeout=self._seconds)
            answer.raise_for_status()
            return read(answer.json())
        except httpx2.HTTPStatusError as error:
            raise NoLetters(f"it answers {path} with status {error.response.status_code}") from error
        except httpx2.HTTPError as error:
            raise NoLetters("it cannot be reached") from error
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise NoLetters(f"what it answers to {path} holds no probabilities of tokens") from error
