"""What is written, kept, compressed and thrown away."""

import gzip
import os
from pathlib import Path

import brotli
import pytest

from sitegen.artefacts import artefact, digest
from sitegen.compress import compress
from sitegen.output import Output


def test_an_equal_file_is_left_alone(tmp_path: Path) -> None:
    path = Output(tmp_path).write("a.txt", "one")
    os.utime(path, ns=(1, 1))
    Output(tmp_path).write("a.txt", "one")
    assert path.stat().st_mtime_ns == 1
    assert Output(tmp_path).write("a.txt", "two").stat().st_mtime_ns != 1


def test_only_what_an_earlier_build_wrote_is_deleted(tmp_path: Path) -> None:
    site, records = tmp_path / "site", tmp_path / "records"
    (site / "mine").mkdir(parents=True)
    (site / "mine/letter.txt").write_text("not the build's")
    first = Output(site)
    first.write("old/page.html", "old")
    first.write("kept.html", "kept")
    first.prune(records)
    second = Output(site)
    second.write("kept.html", "kept")
    assert second.prune(records) == [site / "old/page.html"]
    assert not (site / "old").exists()
    assert (site / "mine/letter.txt").read_text() == "not the build's"


def test_compressed_files_unpack_to_the_file_and_are_made_once(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>slides</p>" * 200)
    packs = compress([page], tmp_path / "cache")
    assert brotli.decompress((tmp_path / "page.html.br").read_bytes()) == page.read_bytes()
    assert gzip.decompress((tmp_path / "page.html.gz").read_bytes()) == page.read_bytes()
    times = [pack.stat().st_mtime_ns for pack in packs]
    assert [pack.stat().st_mtime_ns for pack in compress([page], tmp_path / "cache")] == times


def test_a_changed_file_is_compressed_again_even_if_it_looks_older(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("a" * 2000)
    compress([page], tmp_path / "cache")
    page.write_text("b" * 2000)
    compress([page], tmp_path / "cache")
    assert brotli.decompress((tmp_path / "page.html.br").read_bytes()) == b"b" * 2000


def test_pictures_and_tiny_files_are_not_compressed(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(bytes(5000))
    (tmp_path / "a.txt").write_text("short")
    assert compress([tmp_path / "a.png", tmp_path / "a.txt"], tmp_path / "cache") == []


def test_a_failed_artefact_leaves_nothing_half_made(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        artefact(tmp_path, "kind", digest("key"), fails)
    assert list((tmp_path / "kind").iterdir()) == []
