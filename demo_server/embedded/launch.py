"""From options to a running talk: what can be had is started, what cannot is named, and all of it ends together.

`opened` is used by `serve` (with the web server) and by every command that needs an engine or a model (without):

    with opened(Options(), say=print) as talk:
        client = talk.client()
"""

import fcntl
import json
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from elasticsearch import Elasticsearch

from demo_server import connection, profiles
from demo_server.config import Settings
from demo_server.connection import connect
from demo_server.corpora.documents import SOURCES
from demo_server.embedded import adapter, parts, ports
from demo_server.embedded.supervisor import Part, Supervisor
from provision import FetchError, fetch

Progress = Callable[[str, int, int], None]

RECORD = "running.json"
INDEX_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
"""Names and aliases as Elasticsearch has them, without the signs that would make a pattern or a list of one."""
ADAPTER = Path(__file__).parents[1] / "adapter" / "questions.gguf"
"""The adapter that ships: made by `python -m demo_server finetune`, see the card beside it."""
GGUF, JARS = "smollm2-135m-instruct", "elasticsearch-9.2.0"


class LaunchError(Exception):
    """The talk cannot be started; the message says why and what to do."""


@dataclass(frozen=True)
class Options:
    """What a person chooses. `site` None: no pages, only the API."""

    data_dir: Path = Path(".data")
    site: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    profiles_file: Path = profiles.DEFAULT_FILE
    adapter: Path | None = ADAPTER
    """A LoRA adapter for the embedded model; None: untuned."""
    teach_rate: int = 0
    """Every so many questions one goes to the profile `teach_profile`, too; 0: none does."""
    teach_profile: str = ""


@dataclass
class Talk:
    """A running talk. `missing` says of each part that could not be started why, and what still works."""

    settings: Settings
    embedded: bool
    supervisor: Supervisor | None
    missing: dict[str, str] = field(default_factory=dict)

    def client(self) -> Elasticsearch:
        """A client of the engine, embedded or the user's own cluster."""
        settings = self.settings
        return connect(settings.elasticsearch_url, settings.elasticsearch_api_key, settings.elasticsearch_ca_certs)

    def require(self, name: str) -> None:
        """Wait until a part is healthy. Raises LaunchError with the reason if it will not be."""
        if not self.wait(name):
            raise LaunchError(self.missing.get(name, f"{name} did not start"))

    def wait(self, name: str, stop: threading.Event | None = None) -> bool:
        """Wait until a part is healthy; False (and a word in `missing`) if it will not be, or `stop` was set."""
        if self.supervisor is None or name not in self.supervisor.children:
            return name not in self.missing
        if self.supervisor.wait_healthy(name, stop=stop):
            return True
        child = self.supervisor.children[name]
        self.missing[name] = f"{name} does not start: {child.last_words() or 'it says nothing'} (log: {child.part.log})"
        return False


@contextmanager
def opened(
    options: Options,
    say: Callable[[str], None],
    *,
    web: bool = False,
    progress: Progress | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[Talk]:
    """Start all parts at once and stop them at the end; without `web`, use those of a server that already runs.

    Raises LaunchError when another server uses the data folder (with `web`), the folder cannot be written, or the
    port cannot be had; ProfileError for a profiles file that cannot be used.
    """
    data_dir = options.data_dir.absolute()
    options = replace(options, data_dir=data_dir)
    if web:
        try:
            ports.claim(options.host, options.port)
        except ports.PortError as error:
            raise LaunchError(str(error)) from error
    with _owned(data_dir) as owned:
        if not owned and web:
            raise LaunchError(f"another server is running on the data folder {data_dir}; stop it, or use --data-dir")
        if not owned:
            yield _attach(options, environment)
            return
        talk, children = plan(options, progress, environment)
        if web:
            children.append(parts.web(talk.settings, options.host, options.port))
        with Supervisor(children, data_dir / RECORD, say) as supervisor:
            talk.supervisor = supervisor
            yield talk


def plan(options: Options, progress: Progress | None, environment: Mapping[str, str]) -> tuple[Talk, list[Part]]:
    """Settings and children for what can be had; a part that cannot be fetched is noted as missing."""
    missing: dict[str, str] = {}
    children: list[Part] = []
    external = environment.get("ELASTICSEARCH_URL")
    engine_port, model_port = ports.free(), ports.free()
    tuned: Path | None = None
    if not external:
        with _noting(missing, parts.ENGINE):
            children.append(parts.engine(fetch(JARS, progress), options.data_dir, engine_port))
    with _noting(missing, parts.MODEL):
        gguf = fetch(GGUF, progress)
        tuned = fitting(options.adapter, gguf, missing)
        children.append(parts.model(gguf, options.data_dir, model_port, adapter=tuned))
    engine_url = external or f"http://127.0.0.1:{engine_port}"
    settings = _settings(options, engine_url, f"http://127.0.0.1:{model_port}/v1", environment, tuned=tuned is not None)
    return Talk(settings, embedded=not external, supervisor=None, missing=missing), children


def fitting(path: Path | None, base: Path, missing: dict[str, str]) -> Path | None:
    """The adapter if it can be used; else a word in `missing`, and the model goes without."""
    if path is None:
        return None
    try:
        adapter.check(path, base)
    except adapter.AdapterError as error:
        missing[parts.ADAPTER] = f"{error}; the model runs untuned, without the strategies named finetuned"
        return None
    return path


@contextmanager
def _noting(missing: dict[str, str], name: str) -> Iterator[None]:
    try:
        yield
    except FetchError as error:
        missing[name] = str(error)


def _settings(
    options: Options, engine_url: str, model_url: str, environment: Mapping[str, str], *, tuned: bool
) -> Settings:
    known = tuple(
        replace(profile, supports=profile.supports | {"adapters"})
        if tuned and profile.base_url == model_url
        else profile
        for profile in profiles.load(options.profiles_file, model_url)
    )
    names = [profile.name for profile in known]
    if options.teach_rate and options.teach_profile not in names:
        raise LaunchError(f"there is no profile '{options.teach_profile}' to teach; known are {', '.join(names)}")
    ca_certs = environment.get("ELASTICSEARCH_CA_CERTS") or None
    try:
        connection.check(engine_url, ca_certs)
    except ValueError as error:
        raise LaunchError(str(error)) from error
    return Settings(
        elasticsearch_url=engine_url,
        elasticsearch_api_key=environment.get("ELASTICSEARCH_API_KEY") or None,
        elasticsearch_ca_certs=ca_certs,
        indexes=exposed(environment),
        log_questions=environment.get("LOG_QUESTIONS", "") not in ("", "0"),
        profiles=known,
        teach_rate=options.teach_rate,
        teach_profile=options.teach_profile,
        site=options.site.absolute() if options.site else None,
        data_dir=options.data_dir,
        presenter_token=presenter_token(options.data_dir),
    )


def exposed(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The indexes that may be asked about: those that ELASTICSEARCH_INDEXES lists, or the talk's own.

    Raises LaunchError for a name that is none (a pattern is none), and for others than the talk's without a cluster.

    >>> exposed({"ELASTICSEARCH_URL": "https://es", "ELASTICSEARCH_INDEXES": "orders, customers"})
    ('orders', 'customers')
    """
    names = tuple(name.strip() for name in environment.get("ELASTICSEARCH_INDEXES", "").split(",") if name.strip())
    for name in names:
        if not INDEX_NAME.fullmatch(name) or name == Settings.examples_index:
            raise LaunchError(f"ELASTICSEARCH_INDEXES: '{name}' cannot be exposed; list whole names of indexes")
        if name not in SOURCES and not environment.get("ELASTICSEARCH_URL"):
            raise LaunchError(f"ELASTICSEARCH_INDEXES: the embedded engine has no '{name}'; set ELASTICSEARCH_URL")
    return names or Settings.indexes


def presenter_token(data_dir: Path) -> str:
    """The secret that allows writing and driving: made once, kept in a file that only its owner may read."""
    path = data_dir / "presenter-token"
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    token = secrets.token_urlsafe(24)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as sink:
        sink.write(token + "\n")
    return token


@contextmanager
def _owned(data_dir: Path) -> Iterator[bool]:
    """Whether the data folder is ours alone, until the end. It is given up with the process, however that dies."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / ".lock").open("a")
    except OSError as error:
        raise LaunchError(f"the data folder {data_dir} cannot be written ({error.strerror}); use --data-dir") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _attach(options: Options, environment: Mapping[str, str]) -> Talk:
    """The parts of the server that owns the data folder, by the ports it has written down."""
    try:
        running = json.loads((options.data_dir / RECORD).read_text())["parts"]
    except (OSError, ValueError, KeyError) as error:
        raise LaunchError(f"a server on {options.data_dir} is just starting or stopping; try again") from error
    external = environment.get("ELASTICSEARCH_URL")
    engine_port = running.get(parts.ENGINE, {}).get("port")
    model_port = running.get(parts.MODEL, {}).get("port")
    if not external and engine_port is None:
        raise LaunchError(f"the server on {options.data_dir} runs without its engine")
    engine_url = external or f"http://127.0.0.1:{engine_port}"
    model_url = f"http://127.0.0.1:{model_port}/v1"
    tuned = parts.has_adapter(f"http://127.0.0.1:{model_port}")
    settings = _settings(options, engine_url, model_url, environment, tuned=tuned)
    return Talk(settings, embedded=not external, supervisor=None)
