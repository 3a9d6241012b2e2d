"""A language model behind an OpenAI-compatible endpoint, token by token, with somebody watching the clock.

The stream is read on a thread of its own (a greenlet under gevent): a model that has died in silence, its socket
still open, is noticed by asking its endpoint something else, within two seconds rather than at the end of a long
time limit that a slow but living model needs.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
from openai.types.chat.chat_completion_chunk import Choice as ChunkChoice

from demo_server.nlq.deadline import Deadline
from demo_server.profiles import Profile

Message = dict[str, str]

PATIENCE = 0.9
"""Seconds of silence after which a model on this machine is asked whether it lives; as many again for its answer."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


CHARS_A_TOKEN = 3
"""For an endpoint that does not say what an answer used: rather too many tokens than too few."""


class ModelDown(Exception):
    """The endpoint cannot be reached, is silent, or broke off."""


class ModelBusy(Exception):
    """The endpoint asks us to come back later; `retry_after` in seconds, if it says when."""

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ModelRefused(Exception):
    """The endpoint answers, and refuses: the message says what to change in the profile."""


@dataclass(frozen=True)
class Completion:
    """A whole answer, and the tokens that went in and came out."""

    text: str
    tokens_in: int
    tokens_out: int


@dataclass
class Choice:
    """One answer of several: its text, and the logarithm of each token's probability, where the endpoint tells it."""

    text: str = ""
    scores: list[float] = field(default_factory=list)


class Models:
    """The endpoints of all profiles; clients are made when first needed (0.1 s each) and kept."""

    def __init__(
        self, profiles: tuple[Profile, ...], connect_seconds: float = 1.0, environment: Mapping[str, str] | None = None
    ) -> None:
        self.profiles = {profile.name: profile for profile in profiles}
        self.default = profiles[0].name if profiles else None
        self._connect = connect_seconds
        self._environment = environment
        self._clients: dict[str, openai.OpenAI] = {}

    def stream(
        self,
        profile: Profile,
        messages: list[Message],
        held: dict[str, Any] | str | None,
        deadline: Deadline,
        temperature: float | None = None,
        *,
        tuned: bool = False,
        scores: list[float] | None = None,
    ) -> Generator[str, None, None]:
        """The model's answer, piece by piece.

        `held`: a JSON Schema or a GBNF grammar that holds its decoding, where the endpoint can.
        `tuned`: with the adapter that the endpoint has loaded. `scores` gets the logarithm of each token's probability,
        where the endpoint tells it.

        Raises ModelDown, ModelBusy, ModelRefused, deadline.OutOfTime. Closing the iterator drops the work.
        """
        request = _request(profile, messages, held, temperature, tuned)
        choice = Choice(scores=scores if scores is not None else [])
        yield from self._streamed(profile, request, deadline, [choice])

    def several(
        self,
        profile: Profile,
        messages: list[Message],
        held: dict[str, Any] | str | None,
        deadline: Deadline,
        temperature: float,
        *,
        many: int,
        most: int,
        tuned: bool = False,
        seed: int = 0,
    ) -> list[Choice]:
        """`many` answers, written side by side; what is written when one is over `most` characters long.

        Together they take far less time than one after another, since each step reads the model's weights once.
        An endpoint that gives fewer leaves the others empty. Raises what `stream` raises.
        """
        request = _request(profile, messages, held, temperature, tuned, seed)
        if many > 1:
            request["n"] = many
        choices = [Choice() for _ in range(many)]
        with closing(self._streamed(profile, request, deadline, choices)) as pieces:
            for _ in pieces:
                if any(len(choice.text) > most for choice in choices):
                    break
        return choices

    def whole(
        self, profile: Profile, messages: list[Message], schema: dict[str, Any] | None, deadline: Deadline
    ) -> Completion:
        """The model's answer at once, with what it used: for work that nobody watches. Raises what `stream` raises."""
        request: dict[str, Any] = {
            "model": profile.model,
            "messages": messages,
            "max_tokens": profile.max_tokens,
            "temperature": profile.temperature,
        }
        if schema is not None and profile.can("json_schema"):
            request["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        with _told(profile):
            answer = self._client(profile).chat.completions.create(**request, timeout=deadline.left())
        text = (answer.choices[0].message.content if answer.choices else None) or ""
        if answer.usage:
            return Completion(text, answer.usage.prompt_tokens, answer.usage.completion_tokens)
        asked = sum(len(message["content"]) for message in messages)
        return Completion(text, asked // CHARS_A_TOKEN + 1, len(text) // CHARS_A_TOKEN + 1)

    def embed(self, profile: Profile, texts: list[str], deadline: Deadline) -> list[list[float]]:
        """A vector for each text. Raises what `stream` raises."""
        name = profile.embedding_model or profile.model
        with _told(profile):
            seconds = deadline.left(profile.first_token_seconds)
            answer = self._client(profile).embeddings.create(
                model=name, input=texts, encoding_format="float", timeout=seconds
            )
        vectors = [entry.embedding for entry in sorted(answer.data, key=lambda entry: entry.index)]
        if len(vectors) != len(texts):
            raise ModelDown(f"it sends {len(vectors)} embeddings for {len(texts)} texts")
        return vectors

    def _streamed(
        self, profile: Profile, request: dict[str, Any], deadline: Deadline, choices: list[Choice]
    ) -> Generator[str, None, None]:
        reader = _Reader(self._client(profile), request, self._timeout(profile, deadline), choices)
        try:
            yield from self._pieces(reader, profile, deadline)
        finally:
            reader.stop()

    def _pieces(self, reader: _Reader, profile: Profile, deadline: Deadline) -> Generator[str, None, None]:
        allowed, heard = profile.first_token_seconds, time.monotonic()
        while True:
            try:
                piece = reader.pieces.get(timeout=deadline.left(PATIENCE))
            except queue.Empty:
                if time.monotonic() - heard > allowed:
                    raise ModelDown(f"it says nothing for {allowed:g} seconds") from None
                self._must_live(profile)
                continue
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise _failure(piece, profile) from piece
            allowed, heard = profile.stall_seconds, time.monotonic()
            yield piece

    def _must_live(self, profile: Profile) -> None:
        if urlsplit(profile.base_url).hostname in LOOPBACK:
            self.check(profile, PATIENCE)

    def check(self, profile: Profile, seconds: float) -> None:
        """Raise ModelDown unless the endpoint gives any answer within `seconds`."""
        try:
            answer = httpx2.get(
                f"{profile.base_url.rstrip('/')}/models", headers=self._headers(profile), timeout=seconds
            )
        except httpx2.HTTPError as error:
            raise ModelDown("it does not answer") from error
        if answer.status_code >= 500:
            raise ModelDown(f"it answers with status {answer.status_code}")

    def _headers(self, profile: Profile) -> dict[str, str]:
        key = profile.api_key(self._environment)
        return {"Authorization": f"Bearer {key}"} if key else {}

    def _timeout(self, profile: Profile, deadline: Deadline) -> httpx2.Timeout:
        read = deadline.left(max(profile.first_token_seconds, profile.stall_seconds))
        return httpx2.Timeout(read, connect=min(self._connect, read))

    def _client(self, profile: Profile) -> openai.OpenAI:
        if profile.name not in self._clients:
            # The client insists on a key; endpoints without one ignore it.
            key = profile.api_key(self._environment) or "none"
            self._clients[profile.name] = openai.OpenAI(base_url=profile.base_url, api_key=key, max_retries=0)
        return self._clients[profile.name]


def _request(
    profile: Profile,
    messages: list[Message],
    held: dict[str, Any] | str | None,
    temperature: float | None,
    tuned: bool,
    seed: int = 0,
) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": profile.model,
        "messages": messages,
        "max_tokens": profile.max_tokens,
        "temperature": profile.temperature if temperature is None else temperature,
        "seed": seed,
        "stream": True,
    }
    if isinstance(held, dict) and profile.can("json_schema"):
        request["response_format"] = {"type": "json_schema", "json_schema": {"name": "query", "schema": held}}
    if profile.can("adapters"):
        request["logprobs"] = True
    if tuned:
        request["extra_body"] = {"lora": [{"id": 0, "scale": 1.0}]}
        if isinstance(held, str):
            request["extra_body"]["grammar"] = held
    return request


class _Reader:
    """Adds the stream to its choices, and puts every piece of it into `pieces`, then None, or what ended it."""

    def __init__(
        self, client: openai.OpenAI, request: dict[str, Any], timeout: httpx2.Timeout, choices: list[Choice]
    ) -> None:
        self._choices = choices
        self.pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._arguments = (client, request, timeout)
        threading.Thread(target=self._read, daemon=True, name="model-stream").start()

    def stop(self) -> None:
        """Let the stream go at its next piece; an endpoint then sees the connection close and stops working."""
        self._stopped.set()

    def _read(self) -> None:
        client, request, timeout = self._arguments
        try:
            with client.chat.completions.create(**request, timeout=timeout) as stream:
                for chunk in stream:
                    if self._stopped.is_set():
                        return
                    for part in chunk.choices or ():
                        self._take(part)
            self.pieces.put(None)
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits, which turns it into words
            self.pieces.put(error)

    def _take(self, part: ChunkChoice) -> None:
        at = part.index or 0
        if at not in range(len(self._choices)):
            return
        choice = self._choices[at]
        if part.logprobs:
            choice.scores += [token.logprob for token in part.logprobs.content or ()]
        if text := part.delta.content:
            choice.text += text
            self.pieces.put(text)


@contextmanager
def _told(profile: Profile) -> Iterator[None]:
    try:
        yield
    except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
        raise _failure(error, profile) from error


def _failure(error: BaseException, profile: Profile) -> Exception:
    match error:
        case openai.RateLimitError():
            after = error.response.headers.get("retry-after", "")
            return ModelBusy("it has too many requests", int(after) if after.isdigit() else None)
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            key = (
                f"set {profile.api_key_env} to a valid key"
                if profile.api_key_env
                else "it wants a key: set api_key_env"
            )
            return ModelRefused(f"it refuses our key; {key}")
        case openai.NotFoundError():
            return ModelRefused(f"it has no model '{profile.model}' at this address; check base_url and model")
        case openai.BadRequestError() if profile.can("json_schema"):
            return ModelRefused("it refuses the request; if it has no JSON Schema, take json_schema out of 'supports'")
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return ModelDown("it does not answer in time")
        case openai.APIConnectionError() | httpx2.HTTPError():
            return ModelDown("it cannot be reached, or broke off")
        case openai.APIStatusError() if error.status_code < 500:
            return ModelRefused(f"it refuses the request with status {error.status_code}")
        case openai.OpenAIError():
            return ModelDown("it failed while answering")
        case ValueError():  # a stream whose lines are no JSON
            return ModelDown("what it sends is not an answer of an OpenAI-compatible endpoint")
        case _:
            raise error
