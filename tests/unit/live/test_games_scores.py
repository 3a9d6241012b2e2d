"""Scoring by hand: what a bet costs, what the room costs together, what the machines expect."""

from __future__ import annotations

import math

import pytest

from demo_server.live.games.kinds import CLOSED, OPEN, SHOWN, BadAnswer, Game, Said
from demo_server.live.games.letters import LETTERS, bits, mean, normal, pool, spread
from demo_server.live.games.llm import FLOOR, NoLetters, Tokens, opinion
from demo_server.live.games.ngram import Letters
from demo_server.live.games.shannon import Shannon, sentences
from demo_server.live.games.shapes import MAX_TEXT, Answer, StartShannon, StartTemperature
from demo_server.live.games.temperature import Temperature

SPREAD = 0.1 / 27  # a tenth of every bet lies on all letters


def shannon(text: str, given: int, letters: Letters | None = None) -> tuple[Shannon, Game]:
    kind = Shannon(lambda: letters)
    state = kind.begin(StartShannon(kind="shannon", text=text, given=given))
    return kind, Game(1, "ROOM", "shannon", OPEN, 1, state, 0.0)


@pytest.mark.parametrize(
    ("taps", "letter", "probability"),
    [
        ({"e": 1}, "e", 0.9 + SPREAD),
        ({"e": 1}, "a", SPREAD),
        ({"e": 3, "a": 1}, "e", 0.675 + SPREAD),
        ({"e": 1, "?": 1}, "z", 0.45 / 27 + SPREAD),
        ({"?": 5}, "q", 1 / 27),
    ],
)
def test_a_bet_by_hand(taps: dict[str, int], letter: str, probability: float) -> None:
    opinion = spread(taps)
    assert opinion[letter] == pytest.approx(probability)
    assert math.fsum(opinion.values()) == pytest.approx(1)
    assert bits(opinion, letter) == pytest.approx(-math.log2(probability))


def test_together_the_room_never_pays_more_than_its_members_on_average() -> None:
    bets = [{"e": 1}, {"a": 1}, {"t": 2, "e": 1}, {"?": 1}, {" ": 4, "s": 1}]
    opinions = [spread(taps) for taps in bets]
    room = pool(opinions)
    assert room is not None
    for letter in LETTERS:
        average = mean(bits(one, letter) for one in opinions)
        assert average is not None
        assert bits(room, letter) <= average + 1e-12
    assert room["e"] == pytest.approx((0.9 + 0.3 + 0.9 / 27) / 5 + SPREAD)


def test_nobody_is_no_room() -> None:
    assert pool([]) is None
    assert mean([]) is None


def test_the_texts_fit_the_game() -> None:
    for sentence in sentences():
        assert normal(sentence) == sentence
        assert 20 < len(sentence) <= MAX_TEXT


def test_a_round_and_the_means_by_hand() -> None:
    kind, game = shannon("Ab, AC!", given=1)
    assert game.state["text"] == "ab ac"
    costs = kind.step(game, "reveal", [Said("ann", {"b": 1}), Said("bob", {"c": 1})])
    assert costs == {"ann": pytest.approx(-math.log2(0.9 + SPREAD)), "bob": pytest.approx(-math.log2(SPREAD))}
    kind.step(game, "next", [])
    assert (game.round, game.phase, game.state["at"]) == (2, OPEN, 2)
    kind.step(game, "reveal", [Said("ann", {" ": 1, "a": 1})])
    means = kind.view(game, [])["bits"]
    first = -math.log2(0.45 + SPREAD)  # half of the room was right
    second = -math.log2(0.45 + SPREAD)  # Ann alone, half of her bet
    assert means["room"] == pytest.approx((first + second) / 2, abs=1e-4)
    assert means["people"] == pytest.approx(((costs["ann"] + costs["bob"]) / 2 + second) / 2, abs=1e-4)


def test_the_text_is_secret_until_its_turn() -> None:
    kind, game = shannon("secret words", given=3)
    said: list[Said] = []
    for action, seen in [
        (None, "sec"),
        ("reveal", "secr"),
        ("next", "secr"),
        ("give", "secret "),
        ("reveal", "secret w"),
    ]:
        if action:
            kind.step(game, action, said)
        view = kind.view(game, said)
        assert view["text"] == seen
        assert "words" not in str(view)
    kind.step(game, "close", said)
    assert kind.view(game, said)["text"] == "secret words"


def test_it_ends_with_the_text_and_takes_no_step_out_of_order() -> None:
    kind, game = shannon("ab", given=1)
    with pytest.raises(BadAnswer):
        kind.step(game, "next", [])
    kind.step(game, "reveal", [])
    assert game.phase == SHOWN
    with pytest.raises(BadAnswer):
        kind.step(game, "reveal", [])
    kind.step(game, "next", [])
    assert game.phase == CLOSED
    for action in ("reveal", "next", "give", "close"):
        with pytest.raises(BadAnswer):
            kind.step(game, action, [])
    assert kind.view(game, [])["bits"] == {}  # nobody said anything, and there was no machine


def test_n_grams_by_hand() -> None:
    model = Letters(b"abababababac")  # b follows a five times, c once
    one = model.opinions("a", (0, 1))[1]
    # Witten-Bell, order 1: (5 + 2 p0(b)) / (6 + 2), where p0(b) = (5 + 3/256) / (12 + 3); then kept to 27 letters
    p0 = (5 + 3 / 256) / 15
    outside = 2 / 8 * 3 / 15 * 229 / 256  # what Witten-Bell leaves to the bytes that are none of the 27
    assert one["b"] == pytest.approx((5 + 2 * p0) / 8 / (1 - outside))
    assert one["b"] / one["c"] == pytest.approx((5 + 2 * p0) / (1 + 2 * (1 + 3 / 256) / 15), rel=1e-9)
    assert math.fsum(one.values()) == pytest.approx(1)
    never = model.opinions("q", (0, 1))
    assert never[1] == never[0]  # the context was never seen: back off


def test_the_games_costs_name_every_order_and_the_language_model() -> None:
    kind, game = shannon("the the the", given=8, letters=Letters(b"the the the the " * 20))
    game.state["llm"]["8"] = [1 / 27] * 27
    game.state["llm_name"] = "a model"
    kind.step(game, "reveal", [])
    view = kind.view(game, [])
    assert set(view["bits"]) == {"ngram-0", "ngram-1", "ngram-2", "ngram-3", "ngram-5", "llm"}
    assert view["bits"]["llm"] == pytest.approx(math.log2(27), abs=1e-3)
    assert view["bits"]["ngram-3"] < view["bits"]["ngram-0"]
    table = kind.table(game, [])
    assert table.rows[0][:2] == [9, "t"]
    assert table.rows[-1][0] == "mean"


class Scripted:
    """Tokens after a few contexts, as a model might give them; ids are the texts' own places in `texts`."""

    def __init__(self, after: dict[str, list[tuple[str, float]]]) -> None:
        self._after = after
        self.texts: list[str] = []
        self.asked: list[str] = []

    def ids(self, text: str) -> list[int]:
        self.texts.append(text)
        return [len(self.texts) - 1]

    def after(self, ids: list[int]) -> Tokens:
        text = "".join(self.texts[id] for id in ids)
        self.asked.append(text)
        return [(self.ids(token)[0], token, p) for token, p in self._after.get(text, [])]


def test_tokens_become_letters_whatever_their_bounds() -> None:
    source = Scripted(
        {
            "the ship": [(" harbor", 0.2), (" hand", 0.1), (" ha", 0.1), (" Hall", 0.3), (".", 0.3)],
            "the ship ha": [("s", 0.5), ("r", 0.25), (",", 0.25)],
        }
    )
    p = opinion(source, "the ship ha")
    # harbor 0.2 and r after " ha" 0.1 · 0.25; hand 0.1; s 0.1 · 0.5; the comma counts as the space; " Hall" is no " ha"
    total = 0.2 + 0.1 + 0.1
    assert p["r"] == pytest.approx((1 - 27 * FLOOR) * 0.225 / total + FLOOR)
    assert p["n"] == pytest.approx((1 - 27 * FLOOR) * 0.1 / total + FLOOR)
    assert p["s"] == pytest.approx((1 - 27 * FLOOR) * 0.05 / total + FLOOR)
    assert p[" "] == pytest.approx((1 - 27 * FLOOR) * 0.025 / total + FLOOR)
    assert math.fsum(p.values()) == pytest.approx(1)


def test_the_first_letter_of_a_word_and_capitals() -> None:
    p = opinion(Scripted({"the": [(" Ship", 0.5), (" sea", 0.25), (" other", 0.25)]}), "the ")
    assert p["s"] == pytest.approx((1 - 27 * FLOOR) * 0.75 + FLOOR)


def test_a_model_with_nothing_to_say_is_said_so() -> None:
    with pytest.raises(NoLetters):
        opinion(Scripted({}), "the ship ha")


def test_the_samples_change_places_by_lot_and_only_the_end_tells() -> None:
    kind = Temperature(lambda heat, length, seed: f"{heat} {seed}")
    game = Game(1, "ROOM", "temperature", OPEN, 1, kind.begin(StartTemperature(kind="temperature")), 0.0)
    seen = set()
    for _ in range(40):
        seen.add(game.state["hotter"])
        hidden = kind.view(game, [Said("ann", 1)])
        assert hidden["hotter"] is hidden["temperatures"] is hidden["tally"] is None
        kind.step(game, "reveal", [Said("ann", game.state["hotter"]), Said("bob", 1 - game.state["hotter"])])
        shown = kind.view(game, [])
        assert shown["temperatures"][shown["hotter"]] == 1.0
        assert shown["tally"] == [1, 1]
        kind.step(game, "next", [])
    assert seen == {0, 1}
    with pytest.raises(BadAnswer):
        kind.accept(game, Answer(round=1, choice=2))
