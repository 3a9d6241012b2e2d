"""The child that is the language model: llama.cpp's own OpenAI-compatible server inside this process.

Configuration: `model` (path of a GGUF file), `alias`, `port`, `threads` (for the prompt; a token takes two of them, or
half), `context` (tokens for all slots together), `slots` (answers written at the same time), `adapter` (path of a GGUF
adapter, or null). The adapter is loaded without effect; a request gives it its scale.
"""

import os
import sys
import threading
from pathlib import Path
from typing import Any

from demo_server.embedded import lifeline

GGUF_MAGIC = b"GGUF"
PROMPT_CACHE_MIB = 256  # llama.cpp's default is 8 GiB


def check(path: Path) -> None:
    """See that a file is a GGUF file at all, for llama.cpp aborts on others. Exits with the reason if not."""
    try:
        with path.open("rb") as source:
            magic = source.read(len(GGUF_MAGIC))
    except OSError as error:
        raise SystemExit(f"{path} cannot be read: {error.strerror}") from error
    if magic != GGUF_MAGIC:
        raise SystemExit(f"{path} is not a GGUF file")


def parameters(config: dict[str, Any]) -> Any:
    """llama.cpp's parameters: chat and embeddings from one model, on the loopback interface (its default)."""
    from xllamacpp import CommonAdapterLoraInfo, CommonParams, llama_pooling_type

    params = CommonParams()
    params.model.path = config["model"]
    params.model_alias = {config["alias"]}
    params.port = config["port"]
    params.n_ctx = config["context"]
    params.n_parallel = config["slots"]
    params.kv_unified = True  # texts embedded together differ from each alone without it, and long ones have room
    params.cpuparams.n_threads = min(config["threads"], max(2, config["threads"] // 2))
    params.cpuparams.poll = 0
    params.cpuparams_batch.n_threads = config["threads"]
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.embedding = True  # chat goes on working
    params.pooling_type = llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    params.ui = False
    params.endpoint_slots = False
    params.cors_origins = "null"  # pages of other origins have no business here
    if config["adapter"]:
        params.lora_adapters = [CommonAdapterLoraInfo(config["adapter"], 0.0)]
    return params


def main() -> None:
    """Serve the model until the parent says stop or is gone."""
    config = lifeline.configuration(sys.stdin)
    stopping = threading.Event()
    lifeline.hold(stopping.set)
    check(Path(config["model"]))
    # Threads wait for each other after every step, a thousand times a token. By default they spin for a millisecond and
    # more: on a busy machine the one that is waited for gets no core meanwhile. OpenMP reads this once, when it loads.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    from xllamacpp import Server

    server = Server(parameters(config))
    print(f"listening on {server.listening_address}", flush=True)
    while not stopping.wait(1.0):
        pass


if __name__ == "__main__":
    main()
