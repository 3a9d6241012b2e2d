"""`/live/…`: open a room, drive it, follow it. Who may do what is decided in `rooms`; here it becomes HTTP."""

from __future__ import annotations

import hmac
import json
import re
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import Field

from demo_server import presenter
from demo_server.config import Settings
from demo_server.errors import NotAllowed, Problem
from demo_server.live.access import ERRORS, LOGIN, RoomPath, token
from demo_server.live.games.routes import add_games, games_of
from demo_server.live.join import is_reachable, own_address, qr, shareable
from demo_server.live.limits import Buckets, steady
from demo_server.live.messages import Messages, Name
from demo_server.live.rooms import Full, LiveError, NoRoom, NotDriver, Rooms, Stale, TooFast
from demo_server.live.store import Store
from demo_server.live.stream import Stream
from demo_server.routes.shapes import Input

TAG = Tag(name="live", description="Present to a room")
BUILD = re.compile(r'<html\b[^>]* data-build="(\w+)"')
HEAD = 500  # characters of a page that hold its first tag


class DriverPath(RoomPath):
    """One who may drive, in an address."""

    id: Name


class After(Input):
    """Where to resume."""

    after: int = Field(0, ge=0, description="Number of the last event that was received")


class HandOver(Input):
    """Who drives from now on."""

    to: Name = Field(description="The id of a co-driver")


class Empty(Input):
    """Nothing needs to be said: `{}`."""


def blueprint(settings: Settings) -> APIBlueprint:
    """All addresses below `/live/`. Nothing is opened before the first request."""
    now = steady()
    rooms = Rooms(Store(settings.data_dir / "live.sqlite3"), now)
    wrong_codes = Buckets(rate=0.5, burst=60)
    api = APIBlueprint("live", __name__, abp_tags=[TAG], url_prefix="/live")

    @api.errorhandler(LiveError)
    def answer(error: LiveError) -> Response:
        who = request.remote_addr or "?"
        if isinstance(error, NoRoom | NotDriver) and not wrong_codes.take(who, now()):
            return Problem(429, "too_many_requests", "Too many wrong codes.", "Wait a little.", 60).response()
        return described(error).response()

    @api.post("/rooms", responses={201: None, **ERRORS}, security=LOGIN, operation_id="open_room")
    def open_room(body: Empty) -> Any:  # noqa: ARG001 - its shape is checked
        """Open a room. Needs the presenter's token; gives the room's code and the token that drives it."""
        expected = settings.presenter_token
        if not expected or not hmac.compare_digest(token().encode(), expected.encode()):
            raise NotAllowed
        code, driver = rooms.open()
        return jsonify(room=code, token=driver, role="driver", join=join_url(code)), 201

    @api.get("/rooms/<string:code>", responses={200: None, **ERRORS}, operation_id="look_at_room")
    def look(path: RoomPath) -> Response:
        """Where the room is, how many follow, and where others join; `reachable`: their devices can get there."""
        join = join_url(path.code)
        return jsonify(**rooms.look(path.code), join=join, reachable=is_reachable(join))

    @api.delete("/rooms/<string:code>", responses={204: None, **ERRORS}, security=LOGIN, operation_id="close_room")
    def close(path: RoomPath) -> Any:
        """End the room for everyone."""
        rooms.close(path.code, token())
        return "", 204

    @api.get("/rooms/<string:code>/events", responses={200: None, **ERRORS}, operation_id="follow_room")
    def follow(path: RoomPath, query: After) -> Response:
        """Follow the room as Server-Sent Events; `Last-Event-ID` (or `after`) resumes without a repetition."""
        said = request.headers.get("Last-Event-ID", "")
        after = int(said) if said.isascii() and said.isdigit() and len(said) < 16 else query.after
        stream = Stream(rooms, path.code, after, build_of(settings.site), request.remote_addr or "")
        response = Response(stream, mimetype="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"  # nginx would gather events before it passes them on
        return response

    @api.post("/rooms/<string:code>/messages", responses={200: None, **ERRORS}, security=LOGIN, operation_id="drive")
    def drive(path: RoomPath, body: Messages) -> Response:
        """Say something to the room: where the talk is, the laser, a line, a wiped slide. Needs a driver's token."""
        return jsonify(last=rooms.say(path.code, token(), body.sender, body.messages))

    @api.get("/rooms/<string:code>/drivers", responses={200: None, **ERRORS}, security=LOGIN, operation_id="drivers")
    def drivers(path: RoomPath) -> Response:
        """Who may drive."""
        return jsonify(drivers=rooms.drivers(path.code, token()))

    @api.post("/rooms/<string:code>/drivers", responses={201: None, **ERRORS}, security=LOGIN, operation_id="invite")
    def invite(path: RoomPath, body: Empty) -> Any:  # noqa: ARG001 - its shape is checked
        """Let another device drive: its token, the console's address with it, and that as a QR code. Driver only."""
        id, made = rooms.invite(path.code, token())
        link = presenter.console_address(root(), made, path.code)
        return jsonify(id=id, token=made, role="co-driver", link=link, qr=qr(link), reachable=is_reachable(link)), 201

    @api.delete(
        "/rooms/<string:code>/drivers/<string:id>",
        responses={204: None, **ERRORS},
        security=LOGIN,
        operation_id="dismiss",
    )
    def dismiss(path: DriverPath) -> Any:
        """Take a co-driver's right away."""
        rooms.dismiss(path.code, token(), path.id)
        return "", 204

    @api.post(
        "/rooms/<string:code>/handover", responses={200: None, **ERRORS}, security=LOGIN, operation_id="hand_over"
    )
    def hand_over(path: RoomPath, body: HandOver) -> Response:
        """Make a co-driver the driver; the caller becomes a co-driver."""
        rooms.hand_over(path.code, token(), body.to)
        return jsonify(drivers=rooms.drivers(path.code, token()))

    @api.get("/rooms/<string:code>/notes", responses={200: None, **ERRORS}, security=LOGIN, operation_id="notes")
    def notes(path: RoomPath) -> Response:
        """The speaker's notes, one list a slide, from `notes.json` in the data folder. Needs a driver's token."""
        rooms.allow(path.code, token())
        return presenter.notes(settings.data_dir)

    @api.get("/notes", responses={200: None, **ERRORS}, security=LOGIN, operation_id="speaker_notes")
    def speaker_notes() -> Response:
        """The speaker's notes, one list a slide, without a room. Needs the presenter's token."""
        presenter.require(settings.presenter_token)
        return presenter.notes(settings.data_dir)

    @api.get("/rooms/<string:code>/qr.svg", responses={200: None, **ERRORS}, operation_id="qr")
    def code_to_scan(path: RoomPath) -> Response:
        """A QR code of the address at which phones follow."""
        rooms.look(path.code)
        return Response(qr(join_url(path.code)), mimetype="image/svg+xml")

    add_games(api, games_of(settings, rooms))
    return api


def build_of(site: Path | None) -> str:
    """The version of the slides that are served now, as `<html data-build>` names it; "" where there is none."""
    try:
        with (site or Path()).joinpath("slides/index.html").open(encoding="utf-8") as page:
            found = BUILD.search(page.read(HEAD))
    except OSError:
        return ""
    return found[1] if found else ""


def root() -> str:
    """The site's address as other devices can reach it; the server's name is the address that it listens on."""
    return shareable(request.host_url, str(request.environ.get("SERVER_NAME", "")), own_address)


def join_url(code: str) -> str:
    """Where phones follow a room."""
    return f"{root()}join/?room={code}"


def described(error: LiveError) -> Problem:
    """The words for what is wrong with a room."""
    match error:
        case NoRoom():
            return Problem(404, "no_room", "There is no such room.", "Ask the speaker for the code; it may have ended.")
        case NotDriver():
            return Problem(403, "not_driver", f"You may not do that: {error}.", "Open the room anew for a new token.")
        case TooFast():
            return Problem(429, "too_fast", f"Slow down: {error}.", "Send fewer, larger messages.", 1)
        case Stale():
            return Problem(
                409, "stale", "A later place is known.", "Take it over.", more={"state": json.loads(error.state)}
            )
        case Full():
            return Problem(503, "full", f"There is no room for that: {error}.", "Try again later.", 30)
    raise error
