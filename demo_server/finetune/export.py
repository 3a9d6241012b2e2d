"""The trained adapter as a GGUF file that llama.cpp loads beside the base model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from demo_server.embedded.adapter import digest
from demo_server.finetune.network import LINEARS, Network


def write_adapter(network: Network, path: Path, *, alpha: float, base: Path, description: str) -> int:
    """Write all adapters in 16-bit floats; return the file's size in bytes.

    The base's sha256 goes into the file, so that a server can refuse an adapter that was made for another base.
    """
    import gguf

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    writer.add_string("general.name", "llm-talk questions to Elasticsearch queries")
    writer.add_string("general.description", description)
    writer.add_string("llm_talk.base_sha256", digest(base))
    for number, block in enumerate(network.blocks):
        for name in LINEARS:
            linear = getattr(block, name)
            for ending, matrix in (("lora_a", linear.a), ("lora_b", linear.b)):
                values = np.ascontiguousarray(matrix.detach().float().cpu().numpy().astype(np.float16))
                writer.add_tensor(f"blk.{number}.{name}.weight.{ending}", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path.stat().st_size


def read_adapter(network: Network, path: Path, *, alpha: float) -> None:
    """Put the matrices of an adapter that `write_adapter` wrote into the network, to train them further.

    Raises ValueError if they are of another rank or alpha.
    """
    import gguf

    reader = gguf.GGUFReader(path)
    stated = reader.get_field("adapter.lora.alpha")
    if stated is None or stated.contents() != alpha:
        raise ValueError(f"{path} was trained with another alpha than {alpha:g}")
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    for number, block in enumerate(network.blocks):
        for name in LINEARS:
            linear = getattr(block, name)
            for ending, matrix in (("lora_a", linear.a), ("lora_b", linear.b)):
                values = torch.from_numpy(tensors[f"blk.{number}.{name}.weight.{ending}"].astype(np.float32))
                if values.shape != matrix.shape:
                    raise ValueError(f"{path} holds matrices of another rank than {matrix.shape}")
                with torch.no_grad():
                    matrix.copy_(values)
