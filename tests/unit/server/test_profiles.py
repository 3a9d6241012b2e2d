"""The file of models: what it may say, and what is refused with the place named."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo_server.profiles import Profile, ProfileError, load


def written(folder: Path, text: str) -> Path:
    path = folder / "profiles.toml"
    path.write_text(text)
    return path


def test_the_first_one_comes_first_and_the_embedded_one_knows_its_port(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[cloud]\nbase_url = "https://models.example/v1"\nmodel = "m"\napi_key_env = "KEY"\n'
        '[here]\nbase_url = "embedded"\nmodel = "s"\nsupports = ["json_schema"]\n',
    )
    cloud, here = load(path, "http://127.0.0.1:7/v1")
    assert (cloud.name, here.base_url, here.can("json_schema")) == ("cloud", "http://127.0.0.1:7/v1", True)
    assert [profile.name for profile in load(path, None)] == ["cloud"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[a]\nbase_url = "embedded"\nmodel = "m"\ncolour = "red"', "unknown key 'colour'"),
        ('[a]\nmodel = "m"', "needs 'base_url'"),
        ('[a]\nbase_url = "ftp://x"\nmodel = "m"', "http"),
        ('[a]\nbase_url = "embedded"\nmodel = ""', "'model' must be a text"),
        ('[a]\nbase_url = "embedded"\nmodel = "m"\nsupports = ["telepathy"]', "'supports' must be"),
        ('[a]\nbase_url = "embedded"\nmodel = "m"\nmax_tokens = 0', "'max_tokens' must be"),
        ('[a]\nbase_url = "embedded"\nmodel = "m"\ntemperature = "hot"', "'temperature' must be"),
        ("a = 3", "must be a table"),
        ("[a", "profiles.toml"),
        ("", "no profile"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        load(written(tmp_path, text), "http://127.0.0.1:7/v1")


def test_a_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="nowhere"):
        load(tmp_path / "nowhere.toml", None)


def test_the_key_is_read_from_the_environment_alone() -> None:
    profile = Profile("a", "https://x/v1", "m", api_key_env="KEY")
    assert profile.api_key({"KEY": "secret"}) == "secret"
    assert profile.api_key({"KEY": ""}) is None
    assert "secret" not in repr(profile)
