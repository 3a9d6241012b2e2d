"""The watcher's server: live pages there, and not a trace of it in the files."""

import threading
import urllib.request
from pathlib import Path

from sitegen.static_server import serve
from sitegen.watch import Listeners, LiveHandler


def test_pages_get_the_listener_and_files_do_not(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<html><head></head><body>hi</body></html>")
    handler = type("Listening", (LiveHandler,), {"listeners": Listeners()})
    with serve(tmp_path, "/", handler=handler) as url:
        served = urllib.request.urlopen(url).read().decode()
        script = urllib.request.urlopen(url + "live/reload.js").read().decode()
    assert 'src="/live/reload.js"' in served
    assert "EventSource" in script
    assert "live/" not in page.read_text()


def test_an_event_reaches_every_open_page(tmp_path: Path) -> None:
    listeners = Listeners()
    handler = type("Listening", (LiveHandler,), {"listeners": listeners})
    heard: list[str] = []
    listening = threading.Barrier(3)

    def listen(url: str) -> None:
        with urllib.request.urlopen(url + "live/events", timeout=10) as stream:
            stream.readline()  # the greeting: from here on nothing is missed
            stream.readline()
            listening.wait(10)
            heard.append(stream.readline().decode() + stream.readline().decode())

    with serve(tmp_path, "/", handler=handler) as url:
        pages = [threading.Thread(target=listen, args=(url,)) for _ in range(2)]
        for one in pages:
            one.start()
        listening.wait(10)
        listeners.tell("built", {"whole": True})
        for one in pages:
            one.join(10)
    assert heard == ['event: built\ndata: {"whole": true}\n'] * 2


def test_a_path_outside_the_site_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "site/404.html").write_text("nothing here")
    with serve(tmp_path / "site", "/talk/") as url:
        for path in ("../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt"):
            request = urllib.request.Request(url + path)
            try:
                body = urllib.request.urlopen(request).read()
            except urllib.error.HTTPError as answer:
                body = answer.read()
            assert b"secret" not in body
