"""Each part as the supervisor wants it: module, configuration, port, health.

>>> part = model(Path("m.gguf"), Path(".data"), port=20001)
>>> part.name, part.health_url
('the language model', 'http://127.0.0.1:20001/health')
"""

import os
from pathlib import Path

import httpx2

from demo_server.config import Settings
from demo_server.embedded import ports
from demo_server.embedded.supervisor import Part
from demo_server.embedded.web import settings_to_json

ROOT = Path(__file__).resolve().parents[2]
DICTIONARY = ROOT / "node_modules" / "dictionary-en"

ENGINE, MODEL, WEB = "Elasticsearch", "the language model", "the web server"
ADAPTER = "the adapter"
HEAP_MB = 512
CONTEXT_TOKENS = 8192
SLOTS = 8
"""Two questions at a time, each with four answers (see profiles.toml): no answer waits for a slot."""


def engine(jars: Path, data_dir: Path, port: int, *, dictionary: Path = DICTIONARY, heap_mb: int = HEAP_MB) -> Part:
    """The embedded Elasticsearch on `port`, its data below `data_dir`."""
    return Part(
        name=ENGINE,
        module="demo_server.embedded.engine",
        config={
            "home": str((data_dir / "elasticsearch").absolute()),
            "jars": str(jars.absolute()),
            "dictionary": str(dictionary.absolute()),
            "port": port,
            "transport_port": ports.free(),
            "heap_mb": heap_mb,
        },
        health_url=f"http://127.0.0.1:{port}/_cluster/health?wait_for_status=yellow&timeout=2s",
        log=data_dir / "logs" / "elasticsearch.log",
    )


def model(gguf: Path, data_dir: Path, port: int, *, adapter: Path | None = None) -> Part:
    """The embedded language model on `port`; a LoRA adapter (a GGUF file) works where a request asks for it."""
    return Part(
        name=MODEL,
        module="demo_server.embedded.model",
        config={
            "model": str(gguf.absolute()),
            "alias": "SmolLM2-135M-Instruct",
            "port": port,
            "threads": os.cpu_count() or 2,
            "context": CONTEXT_TOKENS,
            "slots": SLOTS,
            "adapter": str(adapter.absolute()) if adapter else None,
        },
        health_url=f"http://127.0.0.1:{port}/health",
        log=data_dir / "logs" / "model.log",
    )


def web(settings: Settings, host: str, port: int) -> Part:
    """The web server on `host` and `port`. Whatever status it answers with, it is alive."""
    asked_at = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return Part(
        name=WEB,
        module="demo_server.embedded.web",
        config={"host": host, "port": port, "settings": settings_to_json(settings)},
        health_url=f"http://{asked_at}:{port}/",
        log=settings.data_dir / "logs" / "web.log",
        any_status=True,
    )


def has_adapter(model_url: str) -> bool:
    """Has the running model of that address loaded an adapter? False where there is no answer."""
    try:
        return bool(httpx2.get(f"{model_url}/lora-adapters", timeout=2.0).raise_for_status().json())
    except (httpx2.HTTPError, ValueError):
        return False
