"""The two ends of the wire, scripted: an OpenAI-compatible endpoint and an Elasticsearch that say what a test wants.

Each test that uses them has a twin on the real engine and the real model in `tests/integration/test_nlq*.py`.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MAPPING = {
    "author": {"type": "keyword"},
    "title": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
    "publication_date": {"type": "date"},
    "pages": {"type": "integer"},
}
COUNT_BY_AUTHOR = {"size": 0, "aggs": {"by_author": {"terms": {"field": "author"}}}}


@dataclass
class Endpoint:
    """A scripted language model. `answers` are sent in turn, the last one for ever; `behaviour` breaks things."""

    url: str = ""
    answers: list[str] = field(default_factory=lambda: [json.dumps(COUNT_BY_AUTHOR)])
    behaviour: str = "answer"
    most_choices: int = 128
    """Answers that one request gets at most, whatever it asks for."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    usage: dict[str, int] | None = None
    """What a whole answer says that it used."""
    released: threading.Event = field(default_factory=threading.Event)

    def next_answer(self) -> str:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class FakeEngine:
    """A scripted Elasticsearch over one mapping, which notes every search that reaches it, and what is looked up."""

    url: str = ""
    searches: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lookups: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    values: dict[str, list[str]] = field(default_factory=dict)
    """The values of keyword fields, by field."""
    texts: dict[str, str] = field(default_factory=dict)
    """What the text fields hold, by field, in lower case."""
    spelling: dict[str, str] = field(default_factory=dict)
    """Words that no document holds, and the nearest that some do."""

    def looked_up(self, body: dict[str, Any]) -> dict[str, Any]:
        """What Elasticsearch says of values, of words in texts, and of spelling."""
        aggs = {name: {"buckets": self._buckets(agg)} for name, agg in body.get("aggs", {}).items()}
        text = body.get("suggest", {}).get("words", {}).get("text", "")
        words = [
            {"text": word, "offset": text.index(word), "length": len(word), "options": [{"text": right}]}
            for word, right in self.spelling.items()
            if word in text
        ]
        return {"aggregations": aggs, "suggest": dict.fromkeys(body.get("suggest", {}), words)}

    def _buckets(self, agg: dict[str, Any]) -> Any:
        if "filters" not in agg:
            return [{"key": value} for value in self.values.get(agg["terms"]["field"], [])]
        asked = {name: one["match_phrase"] for name, one in agg["filters"]["filters"].items()}
        return {
            name: {"doc_count": sum(phrase.lower() in self.texts.get(field, "") for field, phrase in one.items())}
            for name, one in asked.items()
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet, or the other side waits 40 ms for the second

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""

    def reply(self, status: int, body: Any, **headers: str) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def body(self) -> Any:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return json.loads(content) if content else None


def _model_handler(endpoint: Endpoint) -> type[_Handler]:
    class Handler(_Handler):
        def do_GET(self) -> None:
            if endpoint.behaviour == "dead":
                endpoint.released.wait(20)
            self.reply(200, {"object": "list", "data": [{"id": "scripted"}]})

        def do_POST(self) -> None:
            endpoint.requests.append(self.body())
            endpoint.keys.append(self.headers.get("Authorization"))
            match endpoint.behaviour:
                case "answer" if self.path.endswith("/embeddings"):
                    texts = endpoint.requests[-1]["input"]
                    data = [
                        {"object": "embedding", "index": at, "embedding": letters(text)}
                        for at, text in enumerate(texts)
                    ]
                    self.reply(200, {"object": "list", "model": "scripted", "data": data[::-1]})
                case "answer" if not endpoint.requests[-1].get("stream"):
                    message = {"role": "assistant", "content": endpoint.next_answer()}
                    choice = {"index": 0, "finish_reason": "stop", "message": message}
                    self.reply(200, {"id": "1", "object": "chat.completion", "created": 0, "model": "scripted",
                                     "choices": [choice], "usage": endpoint.usage})  # fmt: skip
                case "answer":
                    many = min(endpoint.requests[-1].get("n", 1), endpoint.most_choices)
                    self.stream(*(endpoint.next_answer() for _ in range(many)))
                case "break off":
                    self.stream('{"size":0,"ag', whole=False)
                case "garbage":
                    self.raw("data: this is no JSON\n\n")
                case "dead" | "silent":
                    endpoint.released.wait(20)
                    self.close_connection = True
                case status:
                    self.reply(int(status), {"error": {"message": "no"}}, Retry_After="7")

        def stream(self, *texts: str, whole: bool = True) -> None:
            most = max(map(len, texts))
            pieces = [(at, text[i : i + 7]) for i in range(0, most, 7) for at, text in enumerate(texts) if text[i:]]
            lines = [{"choices": [{"index": at, "delta": {"content": piece}}]} for at, piece in pieces]
            sent = "".join(f"data: {json.dumps(line)}\n\n" for line in lines)
            self.raw(sent + ("data: [DONE]\n\n" if whole else ""), whole)

        def raw(self, text: str, whole: bool = True) -> None:
            content = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(content) + (0 if whole else 100)))
            self.end_headers()
            self.wfile.write(content)
            if not whole:
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True

    return Handler


def is_lookup(body: dict[str, Any]) -> bool:
    """What the server asks for itself: frequent values (aggregations by number), words
    in texts, or words as they are spelt there."""
    values = set(body) == {"size", "aggs"} and body["size"] == 0 and all(name.isdigit() for name in body["aggs"])
    texts = set(body) == {"size", "aggs"} and set(body["aggs"]) == {"holding"}
    return values or texts or set(body) == {"size", "suggest"}


def _engine_handler(engine: FakeEngine) -> type[_Handler]:
    class Handler(_Handler):
        def answer(self, body: Any) -> None:
            self.reply(engine.status, body, X_Elastic_Product="Elasticsearch")

        def do_GET(self) -> None:
            index = self.path.split("?")[0].split("/")[1]
            mapping = {index: {"mappings": {"properties": MAPPING}}}
            self.answer({"status": "green"} if index == "_cluster" else mapping)

        def do_HEAD(self) -> None:
            self.answer({})

        def do_POST(self) -> None:
            index, _, action = self.path.split("?")[0].lstrip("/").partition("/")
            body = self.body()
            if action == "_search" and is_lookup(body):
                engine.lookups.append((index, body))
                self.answer(engine.looked_up(body))
            elif action == "_search":
                engine.searches.append((index, body))
                hit = {"_id": "1", "_index": index, "_score": 1.0, "_source": {"author": "Ada", "title": "x" * 3000}}
                self.answer(
                    {
                        "took": 1,
                        "timed_out": False,
                        "_shards": {"total": 1, "failed": 0},
                        "hits": {"total": {"value": 1}, "hits": [] if body.get("size") == 0 else [hit]},
                        "aggregations": {},
                    }
                )
            else:
                self.answer({"count": 1})

    return Handler


def letters(text: str) -> list[float]:
    """A scripted embedding: how often each letter stands in the text."""
    return [float(text.lower().count(letter)) for letter in "abcdefghijklmnopqrstuvwxyz"]


@contextmanager
def serving(make: Callable[[], type[_Handler]]) -> Iterator[str]:
    """An HTTP server on a free port for the time of the block; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), make())
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def scripted_model() -> Iterator[Endpoint]:
    """A scripted model for the time of the block."""
    endpoint = Endpoint()
    with serving(lambda: _model_handler(endpoint)) as url:
        endpoint.url = f"{url}/v1"
        yield endpoint
        endpoint.released.set()


@contextmanager
def scripted_engine() -> Iterator[FakeEngine]:
    """A scripted Elasticsearch for the time of the block."""
    engine = FakeEngine()
    with serving(lambda: _engine_handler(engine)) as url:
        engine.url = url
        yield engine
