"""Ways to bring a file: from an address, out of a package of pip, as a package of npm, from a Maven repository.

Each writes into a staging folder and knows nothing of hashes' consequences: it delivers a candidate, and `fetching`
decides. Which registries pip, npm and Maven ask is theirs to know; no address of one stands here.

>>> member_of("x-1.0/data/kjv.jsonl", ["x-1.0/setup.py", "x-1.0/data/kjv.jsonl"])
'x-1.0/data/kjv.jsonl'
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http import HTTPStatus
from pathlib import Path
from typing import IO

from provision.artifacts import File, Package
from provision.cache import sha256_of
from provision.errors import SourceError

Progress = Callable[[str, int, int], None]
"""Called with what is being fetched, the bytes there and the bytes in all."""

CONNECT_SECONDS = 10.0
CHUNK = 1 << 16
JARS_AT_ONCE = 4


def from_url(file: File, staging: Path, report: Callable[[int], None]) -> Path:
    """Download an address into the staging folder, going on where an earlier try broke off.

    Raises SourceError when the address cannot be reached, refuses, or ends early; what came stays for the next try.
    """
    assert file.url is not None
    partial = staging / (Path(file.path).name + ".partial")
    have = partial.stat().st_size if partial.exists() else 0
    if have >= file.size:  # too much of something else: start again
        partial.unlink()
        have = 0
    request = urllib.request.Request(file.url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=CONNECT_SECONDS) as answer:  # noqa: S310
            resumed = answer.status == HTTPStatus.PARTIAL_CONTENT
            with partial.open("ab" if resumed else "wb") as sink:
                _copy(answer, sink, file.size, report)
    except (OSError, urllib.error.URLError) as error:
        raise SourceError(f"{file.url}: {getattr(error, 'reason', error)}") from error
    if partial.stat().st_size < file.size:
        raise SourceError(f"{file.url}: the connection ended after {partial.stat().st_size} of {file.size} bytes")
    return partial


def _copy(answer: IO[bytes], sink: IO[bytes], limit: int, report: Callable[[int], None]) -> None:
    """Copy at most one byte more than `limit`: enough to see that a file is too long, not enough to fill a disk."""
    while (room := limit + 1 - sink.tell()) > 0 and (chunk := answer.read(min(CHUNK, room))):
        sink.write(chunk)
        report(sink.tell())


def from_pip(package: Package, staging: Path, report: Callable[[int], None]) -> Path:
    """Download a package (never install it) into the staging folder; pip refuses a wrong hash.

    A package that is there whole from an earlier try is taken as it is. Raises SourceError with pip's own last word.
    """
    for path in staging.glob("*.whl" if not package.sdist else "*.tar.gz"):
        if sha256_of(path) == package.sha256:
            return path
    name = re.split(r"[=<>~!]", package.requirement, maxsplit=1)[0]
    # A build that pip started may still be tidying up in there: what is left goes with the staging folder.
    with tempfile.TemporaryDirectory(dir=staging, ignore_cleanup_errors=True) as scratch:
        wanted = Path(scratch) / "requirements.txt"
        wanted.write_text(f"{package.requirement} --hash=sha256:{package.sha256}\n")
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--quiet"]
        command += ["--disable-pip-version-check", "--require-hashes", "--dest", str(staging), "-r", str(wanted)]
        command += ["--no-binary", name] if package.sdist else ["--only-binary", name]
        # pip downloads into TMPDIR: inside the staging folder it lies on the same disk, and its growth can be shown.
        pip = subprocess.Popen(
            command, env={**os.environ, "TMPDIR": scratch}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        words = _watch(pip, staging, report)
    if pip.returncode:
        said = [line for line in words.splitlines() if line.startswith("ERROR")] or words.splitlines()[-1:]
        raise SourceError(f"pip download {package.requirement}: {' '.join(said) or f'exit code {pip.returncode}'}")
    for path in staging.glob("*.whl" if not package.sdist else "*.tar.gz"):
        if sha256_of(path) == package.sha256:
            return path
    raise SourceError(f"pip download {package.requirement}: it brought no file of the hash that was asked for")


def _watch(child: subprocess.Popen[str], folder: Path, report: Callable[[int], None]) -> str:
    """Report the size of what a child writes into a folder until it ends; return what it said on stderr."""
    while True:
        try:
            return child.communicate(timeout=0.25)[1]
        except subprocess.TimeoutExpired:
            report(_bytes_below(folder))
        except BaseException:
            child.kill()  # Ctrl-C must not leave a download running
            child.wait()
            raise


def _bytes_below(folder: Path) -> int:
    """The bytes of all files below a folder whose owner adds and removes files meanwhile."""
    total = 0
    for parent, _, names in os.walk(folder):  # os.walk passes over what vanishes; Path.rglob raises
        for name in names:
            with suppress(FileNotFoundError):
                total += os.stat(os.path.join(parent, name)).st_size  # noqa: PTH116, PTH118
    return total


def unpack(archive: Path, member: str, target: Path) -> None:
    """Write one member of a wheel (zip) or a sdist (tar.gz) to `target`.

    Raises SourceError when the archive is damaged or has no such member.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as opened:
            if archive.suffix == ".whl":
                wheel = opened.enter_context(zipfile.ZipFile(archive))
                source: IO[bytes] | None = wheel.open(member_of(member, wheel.namelist()))
            else:
                sdist = opened.enter_context(tarfile.open(archive))
                source = sdist.extractfile(member_of(member, sdist.getnames()))
            if source is None:
                raise SourceError(f"{archive.name} holds no file {member}")
            with source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise SourceError(f"{archive.name} is damaged: {error}") from error


def member_of(member: str, names: Iterable[str]) -> str:
    """The member if an archive lists it. Raises SourceError otherwise."""
    if member not in names:
        raise SourceError(f"the package holds no file {member}")
    return member


def from_npm(file: File, staging: Path, report: Callable[[int], None]) -> Path:
    """Pack a package of npm (never install it) into the staging folder. Raises SourceError with npm's own last word."""
    assert file.npm is not None
    npm = shutil.which("npm")
    if npm is None:
        raise SourceError(f"npm pack {file.npm}: npm is not installed")
    command = [npm, "pack", file.npm, "--pack-destination", str(staging), "--silent", "--no-update-notifier"]
    pack = subprocess.Popen(command, cwd=staging, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    words = _watch(pack, staging, report)
    packed = staging / file.path
    if pack.returncode or not packed.exists():
        said = (words.strip().splitlines() or [f"exit code {pack.returncode}"])[0]
        raise SourceError(f"npm pack {file.npm}: {said}")
    return packed


def from_maven(files: Iterable[File], staging: Path, arrived: Callable[[File, Path], None]) -> None:
    """Fetch listed jars, a few at a time, and hand each to `arrived` as it comes.

    Coordinates are listed with their versions, so nothing is resolved: jgo only downloads. Raises SourceError with
    the first jar that did not come; those that did have been handed over, so a later try starts from there.
    """
    from jgo.maven import MavenContext

    # A repository of our own: a half file that a killed try left in it must not pass for a whole one.
    repository = staging / "maven"
    shutil.rmtree(repository, ignore_errors=True)
    context = MavenContext(repo_cache=repository, local_repos=[])

    def bring(file: File) -> tuple[File, Path]:
        assert file.maven is not None
        group, artifact, version = file.maven.split(":")
        try:
            return file, context.project(group, artifact).at_version(version).artifact().resolve()
        except (RuntimeError, OSError) as error:
            raise SourceError(f"{file.maven}: {error}") from error

    with ThreadPoolExecutor(JARS_AT_ONCE) as pool:
        try:
            for file, path in pool.map(bring, files):
                arrived(file, path)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
