"""Fetching, against a real HTTP server and the real pip: what arrives, what is refused, what is fetched twice."""

from __future__ import annotations

import hashlib
import http.server
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from provision.artifacts import listed
from provision.errors import FetchError
from provision.fetching import fetch

ROOT = Path(__file__).resolve().parents[3]
CONTENT = bytes(range(256)) * 2000  # 512,000 bytes
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Host:
    """A file host that counts requests, can break off after some bytes, be slow, deliver other bytes, ignore ranges."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.break_after: int | None = None
        self.ranges = True
        self.pause = 0.0
        self.asked: list[str | None] = []
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wanted = self.headers.get("Range")
                host.asked.append(wanted)
                start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and host.ranges else 0
                body = host.content[start:]
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for at in range(0, len(body), 16384):
                    if host.break_after is not None and at >= host.break_after:
                        return
                    try:
                        self.wfile.write(body[at : at + 16384])
                    except OSError:
                        return
                    time.sleep(host.pause)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/part.bin"


@pytest.fixture
def host() -> Iterator[Host]:
    served = Host()
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.fixture
def manifest(host: Host, tmp_path: Path) -> Path:
    """A list with one part of one file, from `host`."""
    path = tmp_path / "artifacts.toml"
    path.write_text(
        f'[part]\nwhat = "the part"\nwithout = "all the rest"\n'
        f'[part.files."part.bin"]\nsize = {len(CONTENT)}\nsha256 = "{SHA256}"\nurl = "{host.url}"\n'
    )
    return path


def test_a_part_is_fetched_once(host: Host, manifest: Path, tmp_path: Path) -> None:
    reports: list[tuple[int, int]] = []
    first = fetch(
        "part", lambda _what, done, total: reports.append((done, total)), cache=tmp_path / "c", manifest=manifest
    )
    second = fetch("part", cache=tmp_path / "c", manifest=manifest)
    assert first == second
    assert first.read_bytes() == CONTENT
    assert len(host.asked) == 1
    assert reports[-1] == (len(CONTENT), len(CONTENT))
    assert not list((tmp_path / "c" / ".staging").iterdir())


@pytest.mark.parametrize("delivered", [CONTENT[:-1] + b"?", CONTENT + b"more", b""], ids=["other", "longer", "empty"])
def test_wrong_bytes_are_refused_and_leave_nothing(
    host: Host, manifest: Path, tmp_path: Path, delivered: bytes
) -> None:
    host.content = delivered
    with pytest.raises(FetchError, match="the part could not be had") as raised:
        fetch("part", cache=tmp_path / "c", manifest=manifest)
    assert "What still works: all the rest." in str(raised.value)
    assert not (tmp_path / "c" / "part").exists()
    host.content = CONTENT
    assert fetch("part", cache=tmp_path / "c", manifest=manifest).read_bytes() == CONTENT


def test_a_hash_that_does_not_match_is_named(host: Host, manifest: Path, tmp_path: Path) -> None:
    host.content = CONTENT[:-1] + b"?"
    with pytest.raises(FetchError, match=f"refused: its sha256 is .*, not {SHA256[:16]}"):
        fetch("part", cache=tmp_path / "c", manifest=manifest)


def test_a_download_that_broke_off_goes_on_where_it_was(host: Host, manifest: Path, tmp_path: Path) -> None:
    host.break_after = 16384 * 4
    with pytest.raises(FetchError, match=f"{host.break_after} of {len(CONTENT)} bytes"):
        fetch("part", cache=tmp_path / "c", manifest=manifest)
    host.break_after = None
    assert fetch("part", cache=tmp_path / "c", manifest=manifest).read_bytes() == CONTENT
    assert host.asked == [None, f"bytes={16384 * 4}-"]


def test_a_host_without_ranges_starts_again(host: Host, manifest: Path, tmp_path: Path) -> None:
    host.break_after, host.ranges = 16384, False
    with pytest.raises(FetchError):
        fetch("part", cache=tmp_path / "c", manifest=manifest)
    host.break_after = None
    assert fetch("part", cache=tmp_path / "c", manifest=manifest).read_bytes() == CONTENT


def test_half_a_file_in_the_cache_is_fetched_again(manifest: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "c" / "part" / "part.bin"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(CONTENT[:1000])
    assert fetch("part", cache=tmp_path / "c", manifest=manifest).read_bytes() == CONTENT


def _fetching_process(manifest: Path, cache: Path) -> subprocess.Popen[bytes]:
    code = f"from pathlib import Path; from provision.fetching import fetch; fetch('part', cache=Path({str(cache)!r}), manifest=Path({str(manifest)!r}))"  # noqa: E501
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)


def test_two_processes_at_once_are_one_download(host: Host, manifest: Path, tmp_path: Path) -> None:
    host.pause = 0.02
    both = [_fetching_process(manifest, tmp_path / "c") for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert len(host.asked) == 1
    assert (tmp_path / "c" / "part" / "part.bin").read_bytes() == CONTENT


def test_a_killed_download_is_taken_up_by_the_next(host: Host, manifest: Path, tmp_path: Path) -> None:
    host.pause = 0.05
    process = _fetching_process(manifest, tmp_path / "c")
    partial = tmp_path / "c" / ".staging" / "part" / "part.bin.partial"
    while not (partial.exists() and partial.stat().st_size > 0):
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    host.pause = 0.0
    assert fetch("part", cache=tmp_path / "c", manifest=manifest).read_bytes() == CONTENT
    assert host.asked[1] is not None  # it went on, it did not begin again


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder in which this process may not write, also when the tests run as root."""
    everything = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in everything:
        path.chmod(0o555)
    for path in folder.parents:  # pytest's own folders are closed to others
        if path.stat().st_uid == os.geteuid() and path.name.startswith("pytest-"):
            path.chmod(0o755)
    folder.parent.chmod(0o755)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path in everything:
            path.chmod(0o755)


def test_a_read_only_cache_serves_what_it_has(host: Host, manifest: Path, tmp_path: Path) -> None:
    cache = tmp_path / "c"
    fetch("part", cache=cache, manifest=manifest)
    with read_only(cache):
        assert fetch("part", cache=cache, manifest=manifest).read_bytes() == CONTENT
    assert len(host.asked) == 1


def test_a_read_only_cache_without_the_part_says_what_to_do(manifest: Path, tmp_path: Path) -> None:
    cache = tmp_path / "c"
    cache.mkdir()
    with (
        read_only(cache),
        pytest.raises(FetchError, match=r"cannot be used .*set LLM_TALK_CACHE to another.*all the rest"),
    ):
        fetch("part", cache=cache, manifest=manifest)


def test_a_file_where_the_cache_should_be_says_what_to_do(manifest: Path, tmp_path: Path) -> None:
    (tmp_path / "c").write_text("not a folder")
    with pytest.raises(FetchError, match="set LLM_TALK_CACHE to another"):
        fetch("part", cache=tmp_path / "c", manifest=manifest)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel that the real pip finds in a folder, with no index to ask."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    wheel = shelf / "talkpart-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("talkpart/part.bin", CONTENT)
        archive.writestr("talkpart-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: talkpart\nVersion: 1.0\n")
        archive.writestr(
            "talkpart-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("talkpart-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    return wheel


def _with_package(
    manifest: Path, package: Path, *, sha256: str | None = None, member: str = "talkpart/part.bin"
) -> None:
    wheel = sha256 or hashlib.sha256(package.read_bytes()).hexdigest()
    text = manifest.read_text().replace(
        'without = "all the rest"\n',
        textwrap.dedent(f"""\
        without = "all the rest"
        pip = {{ requirement = "talkpart==1.0", sha256 = "{wheel}" }}
    """),
    )
    manifest.write_text(text + f'member = "{member}"\n')


def test_when_one_source_fails_the_next_is_asked(host: Host, manifest: Path, package: Path, tmp_path: Path) -> None:
    host.server.shutdown()
    host.server.server_close()
    _with_package(manifest, package)
    assert fetch("part", cache=tmp_path / "c", manifest=manifest).read_bytes() == CONTENT


def test_when_all_sources_fail_each_says_why(host: Host, manifest: Path, package: Path, tmp_path: Path) -> None:
    host.break_after = 16384
    _with_package(manifest, package, sha256="0" * 64)
    with pytest.raises(FetchError) as raised:
        fetch("part", cache=tmp_path / "c", manifest=manifest)
    assert "the connection ended after" in raised.value.why
    assert "pip download talkpart==1.0" in raised.value.why


def test_a_package_without_the_member_is_no_source(host: Host, manifest: Path, package: Path, tmp_path: Path) -> None:
    host.break_after = 16384
    _with_package(manifest, package, member="talkpart/other.bin")
    with pytest.raises(FetchError, match=r"holds no file talkpart/other\.bin"):
        fetch("part", cache=tmp_path / "c", manifest=manifest)


def test_every_listed_file_has_a_hash_a_size_and_a_source() -> None:
    for artifact in listed().values():
        assert artifact.without
        for file in artifact.files:
            assert len(file.sha256) == 64
            assert int(file.sha256, 16)
            assert file.size > 0
            assert file.url or artifact.pip or file.npm or file.maven
            assert not Path(file.path).is_absolute()
            assert ".." not in Path(file.path).parts


def test_a_slip_in_the_list_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "artifacts.toml"
    path.write_text('[part]\nwhat = "x"\nwithout = "y"\nwitout = "z"\nfiles = {}\n')
    with pytest.raises(TypeError, match="witout"):
        listed(path)
