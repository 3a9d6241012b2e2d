"""`/live/rooms/<code>/games/…` and `…/players/…`: the games over HTTP. Who may do what is decided in `games`."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from demo_server.config import Settings
from demo_server.errors import Problem
from demo_server.live.access import ERRORS, LOGIN, RoomPath, token
from demo_server.live.games.board import Board
from demo_server.live.games.games import Games
from demo_server.live.games.kinds import BadAnswer, GameError, Kind, Muted, NoGame, NoPlayer, TooLate
from demo_server.live.games.llm import LlamaServer, NoLetters
from demo_server.live.games.machine import Machine
from demo_server.live.games.ngram import Texts
from demo_server.live.games.poll import Poll
from demo_server.live.games.result import csv_text, json_object
from demo_server.live.games.shannon import Shannon
from demo_server.live.games.shapes import Answer, EntryBody, Moderation, Mute, PlayerBody, StartBody, Step, Vote
from demo_server.live.games.temperature import Temperature
from demo_server.live.rooms import Rooms


class GamePath(RoomPath):
    """A game in an address."""

    id: int = Field(description="The game's number, as POST …/games gave it", ge=1, le=2**53)


class EntryPath(GamePath):
    """A question in an address."""

    entry: int = Field(ge=1, le=2**53)


class PlayerPath(RoomPath):
    """A phone in an address."""

    player: str = Field(max_length=40)


class Round(BaseModel):
    """Which round is meant."""

    round: int | None = Field(
        None, ge=1, le=9999, description="Only from this round: a press that came twice counts once"
    )


def games_of(settings: Settings, rooms: Rooms) -> Games:
    """The games of a server: n-grams from its site's corpus, the language model of its first profile."""
    texts = Texts(settings.site)
    kinds: dict[str, Kind] = {
        "shannon": Shannon(texts.letters),
        "temperature": Temperature(texts.sample),
        "poll": Poll(),
        "questions": Board(),
        "ask": Board(),
    }
    games = Games(rooms, kinds)

    def source() -> LlamaServer:
        if not settings.profiles:
            raise NoLetters("this server has none")
        return LlamaServer(settings.profiles[0])

    name = settings.profiles[0].model if settings.profiles else ""
    games.watch = Machine(games, name, source).watch
    return games


def add_games(api: APIBlueprint, games: Games) -> None:
    """Put the games' addresses below those of the rooms."""

    @api.errorhandler(GameError)
    def answer_error(error: GameError) -> Response:
        return described(error).response()

    @api.get("/rooms/<string:code>/games", responses={200: None, **ERRORS}, operation_id="games")
    def all_games(path: RoomPath) -> Response:
        """All games of the room, as everyone may see them."""
        return jsonify(games=games.all(path.code))

    @api.post("/rooms/<string:code>/games", responses={201: None, **ERRORS}, security=LOGIN, operation_id="start_game")
    def start_game(path: RoomPath, body: StartBody) -> Any:
        """Begin a game. Needs a driver's token. An open game of the same kind is closed."""
        id = games.start(path.code, token(), body.game)
        return jsonify(**games.desk(path.code, token(), id)), 201

    @api.get("/rooms/<string:code>/games/<int:id>", responses={200: None, **ERRORS}, operation_id="game")
    def look_at_game(path: GamePath) -> Response:
        """A game as everyone may see it."""
        return jsonify(**games.look(path.code, path.id))

    @api.get(
        "/rooms/<string:code>/games/<int:id>/desk", responses={200: None, **ERRORS}, security=LOGIN, operation_id="desk"
    )
    def desk(path: GamePath) -> Response:
        """A game as the speaker sees it, with the questions that wait. Needs a driver's token."""
        return jsonify(**games.desk(path.code, token(), path.id))

    @api.post(
        "/rooms/<string:code>/games/<int:id>/step",
        responses={200: None, **ERRORS},
        security=LOGIN,
        operation_id="step_game",
    )
    def step(path: GamePath, query: Round, body: Step) -> Response:
        """Reveal, go on, give the rest of the word, close. Needs a driver's token."""
        return jsonify(**games.step(path.code, token(), path.id, body.action, query.round))

    @api.delete(
        "/rooms/<string:code>/games/<int:id>", responses={204: None, **ERRORS}, security=LOGIN, operation_id="drop_game"
    )
    def drop(path: GamePath) -> Any:
        """Take a game away with all that was said in it. Needs a driver's token."""
        games.drop(path.code, token(), path.id)
        return "", 204

    @api.put(
        "/rooms/<string:code>/games/<int:id>/answer",
        responses={204: None, **ERRORS},
        security=LOGIN,
        operation_id="answer_game",
    )
    def answer(path: GamePath, body: Answer) -> Any:
        """A phone's answer to the round that is on; sent twice, or changed, it counts once. Needs a player's token."""
        games.answer(path.code, token(), path.id, body)
        return "", 204

    @api.get(
        "/rooms/<string:code>/games/<int:id>/mine",
        responses={200: None, **ERRORS},
        security=LOGIN,
        operation_id="my_game",
    )
    def mine(path: GamePath) -> Response:
        """What the phone that asks said so far. Needs a player's token."""
        return jsonify(**games.mine(path.code, token(), path.id))

    @api.post(
        "/rooms/<string:code>/games/<int:id>/entries",
        responses={201: None, **ERRORS},
        security=LOGIN,
        operation_id="enter",
    )
    def enter(path: GamePath, body: EntryBody) -> Any:
        """A question; the speaker reads it before anybody else does. Needs a player's token."""
        return jsonify(id=games.enter(path.code, token(), path.id, body)), 201

    @api.put(
        "/rooms/<string:code>/games/<int:id>/entries/<int:entry>/vote",
        responses={204: None, **ERRORS},
        security=LOGIN,
        operation_id="vote",
    )
    def vote(path: EntryPath, body: Vote) -> Any:
        """Vote for a question, or take the vote back. Needs a player's token."""
        games.vote(path.code, token(), path.id, path.entry, body.up)
        return "", 204

    @api.put(
        "/rooms/<string:code>/games/<int:id>/entries/<int:entry>",
        responses={204: None, **ERRORS},
        security=LOGIN,
        operation_id="moderate",
    )
    def moderate(path: EntryPath, body: Moderation) -> Any:
        """Let a question through, hide it, mark it as answered. Needs a driver's token."""
        games.moderate(path.code, token(), path.id, path.entry, body.status)
        return "", 204

    @api.get(
        "/rooms/<string:code>/games/<int:id>/result.json", responses={200: None, **ERRORS}, operation_id="result_json"
    )
    def result_json(path: GamePath) -> Response:
        """What came of it, nobody named. Before the game is closed it needs a driver's token."""
        return attached(jsonify(**json_object(*games.result(path.code, token(), path.id))), path, "json")

    @api.get(
        "/rooms/<string:code>/games/<int:id>/result.csv", responses={200: None, **ERRORS}, operation_id="result_csv"
    )
    def result_csv(path: GamePath) -> Response:
        """The same as a table."""
        _, table, _ = games.result(path.code, token(), path.id)
        return attached(Response(csv_text(table), mimetype="text/csv"), path, "csv")

    @api.post("/rooms/<string:code>/players", responses={201: None, **ERRORS}, operation_id="join_game")
    def join(path: RoomPath, body: PlayerBody) -> Any:
        """A phone wants to play: gives the token that it answers with, and a name drawn by lot if it wants one."""
        player, key = games.join(path.code, body.named, request.remote_addr or "")
        return jsonify(id=player.id, name=player.name, token=key), 201

    @api.put("/rooms/<string:code>/players/me", responses={200: None, **ERRORS}, security=LOGIN, operation_id="rename")
    def rename(path: RoomPath, body: PlayerBody) -> Response:
        """Draw another name, or have none. Needs a player's token."""
        return jsonify(name=games.rename(path.code, token(), body.named).name)

    @api.get("/rooms/<string:code>/players", responses={200: None, **ERRORS}, security=LOGIN, operation_id="players")
    def players(path: RoomPath) -> Response:
        """The phones that play. Needs a driver's token."""
        return jsonify(players=games.players(path.code, token()))

    @api.put(
        "/rooms/<string:code>/players/<string:player>",
        responses={204: None, **ERRORS},
        security=LOGIN,
        operation_id="mute",
    )
    def mute(path: PlayerPath, body: Mute) -> Any:
        """Refuse what a phone writes, or no longer. Needs a driver's token."""
        games.mute(path.code, token(), path.player, body.muted)
        return "", 204

    @api.delete(
        "/rooms/<string:code>/players/<string:player>",
        responses={204: None, **ERRORS},
        security=LOGIN,
        operation_id="remove",
    )
    def remove(path: PlayerPath) -> Any:
        """Forget a phone and all it said. Needs a driver's token."""
        games.remove(path.code, token(), path.player)
        return "", 204


def attached(response: Response, path: GamePath, ending: str) -> Response:
    """As a file to keep."""
    response.headers["Content-Disposition"] = f'attachment; filename="game-{path.id}.{ending}"'
    return response


def described(error: GameError) -> Problem:
    """The words for what is wrong with a game."""
    message = f"{str(error)[:1].upper()}{str(error)[1:]}."
    match error:
        case NoGame():
            return Problem(404, "no_game", message, "The speaker may have taken it away.")
        case NoPlayer():
            return Problem(403, "not_player", message, "Reload the page to take part again.")
        case Muted():
            return Problem(403, "muted", message)
        case TooLate():
            return Problem(409, "too_late", message, "Wait for the next one.")
        case BadAnswer():
            return Problem(422, "bad_answer", message)
    raise error
