"""A Chromium for the tests and the PDF: the machine's own, or one brought without asking anybody.

In this order: what `CHROMIUM` names; a chromium or chrome on the path; Playwright's; Playwright's own download; as
root Debian's package; npm's `@sparticuz/chromium`, which carries the libraries it needs. Each is tried out before it
is taken, for a name on the path may be a stub that asks for a snap.

    python -m provision.browser        prints the path
"""

import io
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

from provision.cache import cache_dir, locked
from provision.errors import FetchError
from provision.fetching import fetch

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ON_A_MAC = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
VERSION_SECONDS = 30
INSTALL_SECONDS = 600
WITHOUT = "everything but the browser tests and the PDF; or install chromium or chrome yourself"


def find_or_install() -> Path:
    """The path of a Chromium that runs here; installs one if there is none.

    Raises FetchError with what was tried and why it failed.
    """
    for path in _on_this_machine():
        if works(path):
            return path
    failures = []
    for install in (_by_playwright, _by_apt, _by_npm):
        try:
            path = install()
        except (subprocess.SubprocessError, OSError, FetchError, _NotHereError) as error:
            failures.append(f"{install.__doc__}: {_short(error)}")
            continue
        if works(path):
            return path
        failures.append(f"{install.__doc__}: {path} does not run")
    raise FetchError("a Chromium", "; ".join(failures), WITHOUT)


class _NotHereError(Exception):
    """This way of installing is none for this machine."""


def works(path: Path) -> bool:
    """Whether a browser starts far enough to tell its version."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=VERSION_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _on_this_machine() -> Iterator[Path]:
    if chosen := os.environ.get("CHROMIUM"):
        yield Path(chosen)
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    yield from (path for path in ON_A_MAC if path.exists())
    if (path := _playwrights()) and path.exists():
        yield path
    if (path := _unpacked_folder() / "chromium.sh").exists():
        yield path


def _playwrights() -> Path | None:
    """Where Playwright would have its Chromium, or None without Playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _by_playwright() -> Path:
    "Playwright's download"
    path = _playwrights()
    if path is None:
        raise _NotHereError("Playwright is not installed")
    _run([sys.executable, "-m", "playwright", "install", "chromium"])
    return path


def _by_apt() -> Path:
    "Debian's package"
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise _NotHereError("needs apt-get and root")
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    _run([apt, "-qq", "update"], quietly)
    _run([apt, "-qq", "install", "-y", "--no-install-recommends", "chromium"], quietly)
    found = shutil.which("chromium")
    if found is None:
        raise _NotHereError("the package brought no chromium")
    return Path(found)


def _by_npm() -> Path:
    "npm's @sparticuz/chromium"
    if sys.platform != "linux":
        raise _NotHereError("it is for Linux")
    folder = _unpacked_folder()
    with locked(cache_dir() / ".locks" / folder.name):
        if not (folder / "chromium.sh").exists():
            _unpack(fetch("chromium"), folder)
    return folder / "chromium.sh"


def _unpacked_folder() -> Path:
    return cache_dir() / "chromium-unpacked"


def _unpack(package: Path, folder: Path) -> None:
    """Unpack the browser, its libraries, fonts and software renderer, and write the script that starts it with them."""
    import brotli  # type: ignore[import-untyped]

    with tarfile.open(package) as packed:

        def member(name: str) -> bytes:
            source = packed.extractfile(f"package/bin/{name}.br")
            assert source is not None  # the package's hash is checked, so its members are known
            content: bytes = brotli.decompress(source.read())
            return content

        folder.mkdir(parents=True, exist_ok=True)
        for name in ("al2023.tar", "fonts.tar", "swiftshader.tar"):
            with tarfile.open(fileobj=io.BytesIO(member(name))) as inner:
                inner.extractall(folder, filter="data")
        _executable(folder / "chromium", lambda path: path.write_bytes(member("chromium")))
    script = (
        "#!/bin/sh\n"
        'here=$(dirname "$0")\n'
        'export LD_LIBRARY_PATH="$here/lib:$here${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"\n'
        'export FONTCONFIG_PATH="${FONTCONFIG_PATH:-$here/fonts}"\n'
        'exec "$here/chromium" --headless --no-sandbox "$@"\n'
    )
    _executable(folder / "chromium.sh", lambda path: path.write_text(script))  # last: it marks a whole folder


def _executable(path: Path, write: Callable[[Path], object]) -> None:
    write(path)
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    subprocess.run(
        command,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=True,
    )


def _short(error: Exception) -> str:
    """The last line of what a command said, or the error itself."""
    said = getattr(error, "stderr", None)
    lines = [line.strip() for line in (said or "").splitlines() if line.strip()] if isinstance(said, str) else []
    return lines[-1][:200] if lines else str(error)


if __name__ == "__main__":
    print(find_or_install())
