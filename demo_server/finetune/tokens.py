"""Text to tokens and the chat's frame, as the base model's own GGUF file has them.

The tokenizer is a byte-level BPE that keeps digits apart ("smollm" in llama.cpp); tests compare it with llama.cpp's.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

END = "<|im_end|>"


def tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a GGUF file."""
    import gguf
    from tokenizers import AddedToken, models, pre_tokenizers
    from tokenizers import Tokenizer as Made

    reader = gguf.GGUFReader(path)
    pieces = reader.get_field("tokenizer.ggml.tokens").contents()
    merges = [tuple(merge.split(" ")) for merge in reader.get_field("tokenizer.ggml.merges").contents()]
    kinds = reader.get_field("tokenizer.ggml.token_type").contents()
    made = Made(models.BPE({piece: number for number, piece in enumerate(pieces)}, merges))
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    control = [
        AddedToken(piece, special=True)
        for piece, kind in zip(pieces, kinds, strict=True)
        if kind == gguf.TokenType.CONTROL
    ]
    made.add_special_tokens(control)
    return made


def opened(system: str) -> str:
    """The beginning of a conversation (ChatML)."""
    return f"<|im_start|>system\n{system}<|im_end|>\n"


def turn(question: str) -> str:
    """A question, up to where the answer begins."""
    return f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
