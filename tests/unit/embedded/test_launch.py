"""What a person's choices become: parts to start, parts that are missing, and clear refusals."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from demo_server.config import Settings
from demo_server.embedded import parts
from demo_server.embedded.launch import LaunchError, Options, exposed, fitting, opened, plan, presenter_token

CERTIFICATE = Path(__file__).parents[1] / "server" / "elsewhere.pem"


@pytest.fixture
def nothing_to_fetch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty cache, and neither pip nor Maven to ask."""
    monkeypatch.setenv("LLM_TALK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nothing"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")


@pytest.mark.usefixtures("nothing_to_fetch")
def test_parts_that_cannot_be_had_are_named_and_the_rest_is_planned(tmp_path: Path) -> None:
    talk, children = plan(Options(data_dir=tmp_path), None, {})
    assert children == []
    assert set(talk.missing) == {parts.ENGINE, parts.MODEL}
    assert "What still works: the whole site" in talk.missing[parts.ENGINE]
    assert talk.settings.profiles[0].name == "embedded"


@pytest.mark.usefixtures("nothing_to_fetch")
def test_a_cluster_of_ones_own_needs_no_engine(tmp_path: Path) -> None:
    environment = {
        "ELASTICSEARCH_URL": "https://cluster.example:9243",
        "ELASTICSEARCH_API_KEY": "secret",
        "ELASTICSEARCH_CA_CERTS": str(CERTIFICATE),
    }
    talk, _ = plan(Options(data_dir=tmp_path), None, environment)
    assert set(talk.missing) == {parts.MODEL}
    assert not talk.embedded
    assert talk.settings.elasticsearch_url == "https://cluster.example:9243"
    assert talk.settings.elasticsearch_api_key == "secret"
    assert talk.settings.elasticsearch_ca_certs == str(CERTIFICATE)
    assert "secret" not in repr(talk.settings)


@pytest.mark.usefixtures("nothing_to_fetch")
@pytest.mark.parametrize(
    ("url", "ca_certs", "said"),
    [
        ("cluster.example:9200", None, "ELASTICSEARCH_URL: 'cluster.example:9200' is no address such as"),
        ("https://one.example:9200, two.example", None, "ELASTICSEARCH_URL: 'two.example' is no address such as"),
        ("https://cluster.example:99999", None, "ELASTICSEARCH_URL: Could not parse"),
        ("http://cluster.example:9200", str(CERTIFICATE), "must begin with https://"),
        ("https://cluster.example:9200", "/not/there.pem", "ELASTICSEARCH_CA_CERTS: '/not/there.pem' cannot be read"),
        ("https://cluster.example:9200", __file__, "no certificate"),
    ],
)
def test_a_cluster_that_cannot_be_connected_to_is_refused(
    tmp_path: Path, url: str, ca_certs: str | None, said: str
) -> None:
    environment = {"ELASTICSEARCH_URL": url, **({"ELASTICSEARCH_CA_CERTS": ca_certs} if ca_certs else {})}
    with pytest.raises(LaunchError) as caught:
        plan(Options(data_dir=tmp_path), None, environment)
    assert said in str(caught.value)


def test_a_data_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LaunchError, match="use --data-dir"), opened(Options(data_dir=tmp_path / "file" / "d"), print):
        pytest.fail("it started")


def test_the_presenters_token_is_kept_and_is_the_owners_alone(tmp_path: Path) -> None:
    token = presenter_token(tmp_path)
    assert len(token) >= 32
    assert presenter_token(tmp_path) == token
    assert stat.S_IMODE((tmp_path / "presenter-token").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("names", "url", "said"),
    [
        ("orders,*", "https://es", "'\\*' cannot be exposed"),
        ("_all", "https://es", "'_all' cannot be exposed"),
        ("-orders", "https://es", "cannot be exposed"),
        ("orders/_search", "https://es", "cannot be exposed"),
        ("elsewhere:orders", "https://es", "cannot be exposed"),
        ("nlq-examples", "https://es", "cannot be exposed"),
        ("orders", "", "the embedded engine has no 'orders'"),
    ],
)
def test_what_cannot_be_exposed_is_refused(names: str, url: str, said: str) -> None:
    with pytest.raises(LaunchError, match=said):
        exposed({"ELASTICSEARCH_URL": url, "ELASTICSEARCH_INDEXES": names})


@pytest.mark.usefixtures("nothing_to_fetch")
def test_the_environment_says_what_is_exposed_and_logged(tmp_path: Path) -> None:
    own = {
        "ELASTICSEARCH_URL": "https://a:9200,https://b:9200",
        "ELASTICSEARCH_INDEXES": "orders",
        "LOG_QUESTIONS": "1",
    }
    talk, _ = plan(Options(data_dir=tmp_path), None, own)
    assert (talk.settings.indexes, talk.settings.log_questions) == (("orders",), True)
    with talk.client() as client:
        assert len(client.transport.node_pool.all()) == 2
    talk, _ = plan(Options(data_dir=tmp_path), None, {"ELASTICSEARCH_URL": "https://es"})
    assert (talk.settings.indexes, talk.settings.log_questions) == (Settings.indexes, False)


@pytest.mark.parametrize("content", [None, b"", b"GGUF and no more"])
def test_an_adapter_that_is_gone_or_damaged_is_said_to_be(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "questions.gguf"
    if content is not None:
        path.write_bytes(content)
    missing: dict[str, str] = {}
    assert fitting(path, tmp_path / "base.gguf", missing) is None
    assert "questions.gguf" in missing[parts.ADAPTER]
    assert "the model runs untuned, without the strategies named finetuned" in missing[parts.ADAPTER]


def test_who_wants_no_adapter_is_told_nothing(tmp_path: Path) -> None:
    missing: dict[str, str] = {}
    assert fitting(None, tmp_path / "base.gguf", missing) is None
    assert missing == {}
