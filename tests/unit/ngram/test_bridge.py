"""The worker's door: every request answered, every mistake told, nothing lost, stop at any moment."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_ngram import bridge, panels, requests
from pyodide_ngram.bridge import Session

EXPRESSIONS = {"type": "corpus", "kind": "expressions", "count": 400, "seed": 1}
BOOK = (
    b"It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness. "
    * 30
)


class Page:
    """A page that talks to a session: `ask` returns the last reply, `progress` what came before it."""

    def __init__(self) -> None:
        self.session = Session()
        self.ids = 0

    async def talk(self, **message: Any) -> list[dict[str, Any]]:
        self.ids += 1
        replies: list[dict[str, Any]] = []
        await self.session.handle({"id": self.ids, **message}, replies.append)
        assert {reply["id"] for reply in replies} == {self.ids}
        assert [reply["type"] for reply in replies[:-1]] == ["progress"] * (len(replies) - 1)
        self.progress = replies[:-1]
        return replies

    def ask(self, **message: Any) -> dict[str, Any]:
        reply = asyncio.run(self.talk(**message))[-1]
        assert reply["type"] == "result", reply
        return reply

    def fail(self, **message: Any) -> dict[str, Any]:
        reply = asyncio.run(self.talk(**message))[-1]
        assert reply["type"] == "error", reply
        assert reply["message"]
        assert isinstance(reply["hint"], str)
        return reply


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def trained(page: Page) -> tuple[Page, int, int]:
    """A page with an expression corpus and a model of order 4 on it."""
    corpus = page.ask(**EXPRESSIONS)["corpus"]
    return page, corpus, page.ask(type="train", corpus=corpus, order=4)["model"]


def test_train_and_sample(page: Page) -> None:
    corpus = page.ask(**EXPRESSIONS)
    assert corpus["size"] > 4000
    assert corpus["head"].count("=") > 10
    model = page.ask(type="train", corpus=corpus["corpus"], order=4.0)  # numbers from JavaScript are floats
    assert model["order"] == 4
    assert model["bytes_seen"] == corpus["size"]
    assert 0 < model["states"] < model["contexts"]
    assert page.progress[-1]["done"] == corpus["size"]
    traced = page.ask(type="sample", model=model["model"], prompt="max(", n=600, seed=3, trace=True)
    steps = [step for reply in page.progress for step in reply["steps"]]
    assert bytes(step["byte"] for step in steps) == traced["text_bytes"]
    assert len(steps) == 600
    for step in steps:
        assert len(step["context"]) == step["order_used"] <= 4
        assert len(step["candidates"]) <= 12
        assert 0 < step["probability"] <= 1
        assert 0 <= step["coin"] < 1
    assert 0.5 < traced["bits_per_byte"] < 3
    fast = page.ask(type="sample", model=model["model"], prompt="max(", n=600, seed=3)
    assert fast["text_bytes"] == traced["text_bytes"]


def test_all_engines_answer_alike(page: Page) -> None:
    corpus = page.ask(type="corpus", kind="text", name="book", bytes=memoryview(BOOK))["corpus"]
    models = [page.ask(type="train", corpus=corpus, order=5, engine=engine) for engine in ("dict", "packed", "suffix")]
    assert len({(m["states"], m["contexts"]) for m in models}) == 1
    texts = [page.ask(type="sample", model=m["model"], n=200, seed=1, temperature=0.8)["text_bytes"] for m in models]
    assert texts[0] == texts[1] == texts[2]
    bits = [page.ask(type="bits", model=m["model"], data="it was the age of reason")["bits_per_byte"] for m in models]
    assert bits == pytest.approx([bits[0]] * 3)


def test_learning_more_and_outgrowing_the_dictionaries(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = page.ask(type="corpus", kind="text", name="book", bytes=BOOK)["corpus"]
    model = page.ask(type="train", corpus=corpus, order=3)
    before = page.ask(type="distribution", model=model["model"], context="the ")
    monkeypatch.setattr(requests, "SMALL", len(BOOK) + 1)
    more = page.ask(type="train", corpus=corpus, model=model["model"])
    assert (model["engine"], more["engine"]) == ("dict", "packed")
    assert more["model"] == model["model"]
    assert more["bytes_seen"] == 2 * len(BOOK)
    after = page.ask(type="distribution", model=model["model"], context="the ")
    assert after["total"] == 2 * before["total"]


def test_one_step_slowly(trained: tuple[Page, int, int]) -> None:
    page, _, model = trained
    step = page.ask(type="step", model=model, context="~~max", temperature=0.5, top_k=1, coin=0.9)
    assert step["tried"] == [[b"~max", False], [b"max", True]]
    assert step["order_used"] == 3
    assert step["byte"] == ord("(")
    for k in range(2, 6):
        assert sum(row[k] for row in step["stages"]) == pytest.approx(1)
    forced = page.ask(type="step", model=model, context="max", byte=ord("!"))
    assert (forced["byte"], forced["coin"], forced["probability"]) == (ord("!"), None, 0.0)


def test_places_and_copies(page: Page) -> None:
    first = page.ask(type="corpus", kind="text", name="one", bytes=b"to be or not to be. ")["corpus"]
    second = page.ask(type="corpus", kind="text", name="two", bytes=b"that is not to be asked")["corpus"]
    model = page.ask(type="train", corpus=first, order=3)["model"]
    page.ask(type="train", corpus=second, model=model)
    found = page.ask(type="places", model=model, context="to ", byte=ord("b"))
    assert found["count"] == 3
    assert [(place["title"], place["offset"]) for place in found["places"]] == [("one", 3), ("one", 16), ("two", 15)]
    copies = page.ask(type="copied", model=model, text="or not to be asked?", at_least=8)
    assert [(c["start"], c["end"]) for c in copies["copies"]] == [(0, 12)]
    assert copies["share"] == pytest.approx(12 / 19)


def test_beam(trained: tuple[Page, int, int]) -> None:
    page, _, model = trained
    found = page.ask(type="beam", model=model, prompt="sum(1", n=6, width=3)
    assert len(found["best"]) == 6
    assert found["nodes"][0][1] == -1
    assert 2 ** found["log2_probability"] == pytest.approx(found["probability"])


@pytest.mark.parametrize("smoothing", ["absolute-discount", "kneser-ney"])
def test_orders(page: Page, smoothing: str) -> None:
    train, test = (page.ask(**{**EXPRESSIONS, "seed": seed})["corpus"] for seed in (1, 2))
    found = page.ask(type="orders", train=train, test=test, order=7, smoothing=smoothing)
    assert [len(found[key]) for key in ("train", "test", "unseen")] == [8, 8, 8]
    assert min(found["test"]) > found["floor"]
    assert found["train"][7] < found["train"][2]
    assert found["test"][7] > found["train"][7]
    assert found["unseen"] == sorted(found["unseen"])
    assert set(found["peers"]) == {"gzip", "bz2", "xz"}


def test_distance_process_and_answers(trained: tuple[Page, int, int]) -> None:
    page, corpus, model = trained
    found = page.ask(type="distance", model=model, corpus=corpus, count=30, seed=9)
    assert found["model"] > found["floor"] > 0.5
    assert found["divergence"] > 0
    process = page.ask(type="process", corpus=corpus, context="max(3,4")
    assert [row[0] for row in process["candidates"]] == [ord(","), ord(")")]
    assert process["entropy_rate"] == pytest.approx(1.0824, abs=1e-4)
    rows = page.ask(type="answers", model=model, corpus=corpus, count=60, seed=2)
    assert rows["seen"] == rows["unseen"] == 30
    assert rows["seen_right"] == sum(row["right"] for row in rows["rows"] if row["seen"])
    assert all(row["truth"] == row["answer"] for row in rows["rows"] if row["right"])


def test_states_and_backoff(page: Page) -> None:
    train, test = (
        page.ask(type="corpus", kind="text", name="book", bytes=part)["corpus"] for part in (BOOK[:2000], BOOK[2000:])
    )
    rows = page.ask(type="states", corpus=train, order=4, points=3)["rows"]
    assert len(rows) == 15
    assert [row["seen"] for row in rows[-5:]] == sorted(row["seen"] for row in rows[-5:])
    rules = page.ask(type="backoff", train=train, test=test, order=3, seed=1)["rows"]
    assert [row["rule"] for row in rules] == ["oldest", "newest", "random"]
    assert rules[0]["distances"] == [[], [1], [2, 1], [3, 2, 1]]
    assert rules[1]["distances"] == [[], [3], [3, 2], [3, 2, 1]]


def test_compress_and_costs(page: Page) -> None:
    packed = page.ask(type="compress", data=BOOK)
    assert packed["size"] == len(packed["blob"]) < 0.1 * len(BOOK)
    assert page.ask(type="decompress", blob=packed["blob"])["text_bytes"] == BOOK
    total = page.ask(type="costs", data=BOOK)
    costs = [bits for reply in page.progress for bits in reply["costs"]]
    assert len(costs) == total["bytes"] == len(BOOK)
    assert sum(costs) == pytest.approx(total["bits"])
    assert abs(total["bits"] / 8 + total["head"] - packed["size"]) < 4
    assert page.fail(type="decompress", blob=packed["blob"][:-1])["kind"] == "corrupt"


def test_lifelong(page: Page) -> None:
    first = page.ask(type="corpus", kind="text", name="book", bytes=BOOK[:2400])["corpus"]
    second = page.ask(**EXPRESSIONS)["corpus"]
    found = page.ask(type="lifelong", first=first, second=second, order=3, window=200)
    assert len(found["frozen"]) == len(found["adaptive"])
    assert found["change"] == 1200
    assert found["frozen"][-1] > 2 * found["adaptive"][-1]  # the frozen one never learns arithmetic's alphabet


def test_chain(page: Page) -> None:
    corpus = page.ask(type="corpus", kind="text", name="loop", bytes=b"round and round we go. " * 9)["corpus"]
    model = page.ask(type="train", corpus=corpus, order=2)["model"]
    found = page.ask(type="chain", model=model)
    assert sum(found["stationary"]) == pytest.approx(1)
    assert {move[0] for move in found["moves"]} == set(range(len(found["states"])))
    assert found["entropy_rate"] > 0
    assert sum(cycle["basin"] for cycle in found["cycles"]) == len(found["states"])


# --- mistakes ---

MISTAKES = [
    ({"type": "nonsense"}, "unknown request"),
    ({"type": None}, "unknown request"),
    ({"type": ["train"]}, "unknown request"),
    ({"type": "corpus", "kind": "film"}, "unknown kind"),
    ({"type": "corpus", "kind": "text", "bytes": b""}, "empty"),
    ({"type": "corpus", "kind": "text", "bytes": 7}, "text or bytes"),
    ({"type": "corpus", "kind": "expressions", "count": 0}, "count"),
    ({"type": "corpus", "kind": "expressions", "depth": 2.5}, "depth"),
    ({"type": "corpus", "kind": "expressions", "max_value": "9"}, "max_value"),
    ({"type": "train", "corpus": 99, "order": 2}, "no corpus 99"),
    ({"type": "train", "corpus": "1", "order": 2}, "corpus must be"),
    ({"type": "train", "corpus": 1, "order": -1}, "order"),
    ({"type": "train", "corpus": 1, "order": float("nan")}, "order"),
    ({"type": "train", "corpus": 1, "order": 65, "engine": "dict"}, "order"),
    ({"type": "train", "corpus": 1, "order": 8, "engine": "packed"}, "order"),
    ({"type": "train", "corpus": 1, "order": 2, "engine": "steam"}, "engine"),
    ({"type": "sample", "model": 99}, "no model 99"),
    ({"type": "sample", "model": 2, "temperature": -1}, "temperature"),
    ({"type": "sample", "model": 2, "temperature": float("nan"), "trace": True}, "temperature"),
    ({"type": "sample", "model": 2, "top_k": 0}, "top_k"),
    ({"type": "sample", "model": 2, "top_p": 0}, "top_p"),
    ({"type": "sample", "model": 2, "top_p": 1.5}, "top_p"),
    ({"type": "sample", "model": 2, "n": -5}, "n must be"),
    ({"type": "sample", "model": 2, "seed": -1}, "seed"),
    ({"type": "sample", "model": 2, "prompt": ["a"]}, "prompt"),
    ({"type": "step", "model": 2, "coin": 2}, "coin"),
    ({"type": "step", "model": 2, "byte": 256}, "byte"),
    ({"type": "bits", "model": 2, "data": ""}, "empty"),
    ({"type": "bits", "model": 2, "data": "a", "smoothing": "magic"}, "smoothing"),
    ({"type": "stop"}, "target"),
    ({"type": "forget", "corpus": 99}, "no corpus"),
    ({"type": "places", "model": 2, "byte": -1}, "byte"),
    ({"type": "copied", "model": 2, "text": b"a" * 30_000}, "too many"),
    ({"type": "beam", "model": 2, "width": 0}, "width"),
    ({"type": "orders", "train": 1, "test": 99}, "no corpus"),
    ({"type": "orders", "train": 1, "test": 1, "order": 8}, "order"),
    ({"type": "orders", "train": 1, "test": 1, "smoothing": "magic"}, "unknown smoothing"),
    ({"type": "distance", "model": 2, "corpus": 1}, "only a corpus of expressions"),
    ({"type": "process", "corpus": 1}, "only a corpus of expressions"),
    ({"type": "answers", "model": 2, "corpus": 1}, "only a corpus of expressions"),
    ({"type": "costs", "data": b""}, "empty"),
    ({"type": "compress", "data": b"a", "order": 0}, "order"),
    ({"type": "decompress", "blob": b"PK.."}, "no file of this compressor"),
    ({"type": "lifelong", "first": 1, "second": 99}, "no corpus"),
    ({"type": "lifelong", "first": 1, "second": 1, "learn": 10**9}, "learn"),
    ({"type": "chain", "model": 2, "limit": 1}, "more than 1 states"),
]


@pytest.fixture(scope="module")
def busy() -> Page:
    """A page with corpus 1 (a book) and model 2, which every mistake must leave as they are."""
    page = Page()
    page.ask(type="corpus", kind="text", name="book", bytes=BOOK)
    page.ask(type="train", corpus=1, order=2)
    return page


@pytest.mark.parametrize(("message", "words"), MISTAKES)
def test_every_mistake_is_told_and_nothing_is_lost(busy: Page, message: dict[str, Any], words: str) -> None:
    before = busy.ask(type="distribution", model=2, context="wa")
    error = busy.fail(**message)
    assert re.search(words, error["message"]), error
    after = busy.ask(type="distribution", model=2, context="wa")
    assert {**after, "id": 0} == {**before, "id": 0}


def test_messages_that_are_none(page: Page) -> None:
    for message in (
        None,
        7,
        [],
        "stop",
        {},
        {"type": "corpus"},
        {"id": -1, "type": "stop"},
        {"id": "1", "type": "stop"},
        {"id": [1], "type": "stop"},
    ):
        replies: list[dict[str, Any]] = []
        asyncio.run(page.session.handle(message, replies.append))  # type: ignore[arg-type]
        assert [reply["type"] for reply in replies] == ["error"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=3,
)
KEYS = sorted(
    {
        word
        for text in (bridge.__doc__, panels.__doc__)
        for word in re.findall(r"[a-z_]{3,}", text or "")
        if word not in ("kind",)
    }
)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from([*requests.REQUESTS, *panels.PANELS]),
    st.dictionaries(st.sampled_from(KEYS), anything, max_size=4),
    st.booleans(),
)
def test_hostile_messages_never_raise(kind: str, extra: dict[str, Any], handles: bool) -> None:
    page = Page()
    page.ask(type="corpus", kind="text", name="a", bytes=b"abcabcabd")
    page.ask(type="train", corpus=1, order=2)
    message = {"corpus": 1, "model": 2, "train": 1, "test": 1, "first": 1, "second": 1} if handles else {}
    message |= {"n": 3, "count": 3, "data": b"abc"} | extra | {"type": kind}
    for key in ("n", "count"):  # as large as they may be, but not in this test
        if isinstance(message[key], int | float) and message[key] > 50:
            message[key] = 50
    assert asyncio.run(page.talk(**message))[-1]["type"] in ("result", "error")


@settings(deadline=None, max_examples=40)
@given(
    text=st.binary(min_size=1, max_size=2000),
    order=st.integers(0, 3),
    seed=st.integers(0, 1000),
    temperature=st.sampled_from([0, 0.5, 1, 2]),
    top_k=st.sampled_from([None, 1, 20]),
)
def test_a_traced_step_tells_the_byte_that_it_took(
    text: bytes, order: int, seed: int, temperature: float, top_k: int | None
) -> None:
    page = Page()
    page.ask(type="corpus", kind="text", name="any", bytes=text + bytes(range(256)))
    page.ask(type="train", corpus=1, order=order)
    page.ask(type="sample", model=2, n=30, seed=seed, temperature=temperature, top_k=top_k, trace=True)
    for step in (step for reply in page.progress for step in reply["steps"]):
        bytes_told = [candidate[0] for candidate in step["candidates"]]
        assert step["byte"] in bytes_told
        assert len(set(bytes_told)) == len(bytes_told) <= requests.MAX_CANDIDATES


def test_ppm_by_order_is_ppm_of_each_order(page: Page) -> None:
    page.ask(type="corpus", kind="text", name="train", bytes=BOOK)
    page.ask(type="corpus", kind="text", name="test", bytes=b"It was the age of times, and it was best.")
    found = page.ask(type="orders", train=1, test=2, order=3, smoothing="ppm")
    for order in range(4):
        model = page.ask(type="train", corpus=1, order=order)["model"]
        one_by_one = page.ask(type="bits", model=model, corpus=2, smoothing="ppm")
        assert found["test"][order] == pytest.approx(one_by_one["bits_per_byte"])
    assert found["measured"] == 41


# --- stop ---


@pytest.mark.parametrize(
    "message",
    [
        {"type": "corpus", "kind": "expressions", "count": 200_000},
        {"type": "train", "corpus": 1, "order": 30, "engine": "dict"},
        {"type": "sample", "model": 2, "n": 10_000_000},
        {"type": "sample", "model": 2, "n": 10_000_000, "trace": True},
        {"type": "bits", "model": 2, "corpus": 1},
        {"type": "orders", "train": 1, "test": 1, "smoothing": "ppm"},
        {"type": "costs", "corpus": 1},
        {"type": "compress", "corpus": 1},
        {"type": "lifelong", "first": 1, "second": 1},
    ],
)
def test_stop_stops_and_keeps_what_was_done(message: dict[str, Any]) -> None:
    page = Page()
    page.ask(type="corpus", kind="text", name="long", bytes=BOOK * 40)
    page.ask(type="train", corpus=1, order=3, engine="dict")

    async def scene() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        replies: list[dict[str, Any]] = []
        job = asyncio.create_task(page.session.handle({"id": 70, **message}, replies.append))
        for _ in range(4):
            await asyncio.sleep(0)
        assert not job.done()
        answers: list[dict[str, Any]] = []
        await page.session.handle({"id": 71, "type": "stop", "target": 70}, answers.append)
        await job
        return replies, answers

    replies, answers = asyncio.run(scene())
    assert answers[-1] == {"id": 71, "type": "result", "running": True}
    assert replies[-1]["type"] == "result"
    assert replies[-1]["stopped"] is True
    assert page.ask(type="sample", model=2, n=10)["text_bytes"]
    assert page.ask(type="stop", target=70)["running"] is False


@pytest.mark.parametrize("size", [321, None])
def test_where_python_has_no_xz_the_browser_is_asked(
    page: Page, monkeypatch: pytest.MonkeyPatch, size: int | None
) -> None:
    asked: list[bytes] = []

    async def xz(data: bytes) -> int | None:
        asked.append(data)
        await asyncio.sleep(0)
        return size

    monkeypatch.setitem(sys.modules, "lzma", None)
    assert set(page.ask(type="compress", data=b"to be or not")["peers"]) == {"gzip", "bz2"}
    page.session.xz = xz
    found = page.ask(type="compress", data=b"to be or not")["peers"]
    assert asked == [b"to be or not"]
    assert found.get("≈ xz") == (None if size is None else pytest.approx(8 * size / 12))


def test_stop_is_heard_while_the_browser_compresses(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lzma", None)
    asked: list[bytes] = []

    async def never(data: bytes) -> int | None:
        asked.append(data)
        await asyncio.Event().wait()
        raise AssertionError

    page.session.xz = never

    async def scene() -> dict[str, Any]:
        replies: list[dict[str, Any]] = []
        job = asyncio.create_task(page.session.handle({"id": 1, "type": "compress", "data": "abc"}, replies.append))
        while not asked:
            await asyncio.sleep(0)
        await page.session.handle({"id": 2, "type": "stop", "target": 1}, lambda _: None)
        await job
        return replies[-1]

    answer = asyncio.run(scene())
    assert answer["stopped"] is True
    assert "≈ xz" not in answer["peers"]


def test_two_jobs_side_by_side(page: Page) -> None:
    page.ask(type="corpus", kind="text", name="book", bytes=BOOK)
    page.ask(type="train", corpus=1, order=2)

    async def scene() -> list[list[dict[str, Any]]]:
        message = {"type": "sample", "model": 2, "n": 2000, "seed": 5, "trace": True}
        heard: list[list[dict[str, Any]]] = [[], []]
        await asyncio.gather(*(page.session.handle({"id": 80 + i, **message}, heard[i].append) for i in range(2)))
        return heard

    one, two = asyncio.run(scene())
    assert one[-1]["text_bytes"] == two[-1]["text_bytes"]


def test_an_id_that_is_in_use(page: Page) -> None:
    async def scene() -> list[dict[str, Any]]:
        replies: list[dict[str, Any]] = []
        job = asyncio.create_task(page.session.handle({"id": 5, **EXPRESSIONS}, lambda _: None))
        await asyncio.sleep(0)
        await page.session.handle({"id": 5, **EXPRESSIONS}, replies.append)
        await job
        return replies

    assert "still running" in asyncio.run(scene())[-1]["message"]


def test_every_request_is_documented() -> None:
    documented = f"{bridge.__doc__}\n{panels.__doc__}"
    for name in [*requests.REQUESTS, *panels.PANELS]:
        assert re.search(rf"^    {name} ", documented, re.MULTILINE), name
