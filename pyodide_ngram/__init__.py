"""A byte n-gram language model that one can see through, from its training text to its compressed file.

Bytes flow through the modules in this order: `expressions` and `process` make a text whose source is known exactly;
`model`, `packed` and `suffix` count what follows what (three ways, one answer); `sampling`, `beam` and `many` write new
text; `smoothing`, `evaluation` and `bulk` (with `lookup`) measure the model in bits; `provenance` finds where a byte
came from; `guessing` and `coding` turn prediction into compression; `machine` sees the model as a Markov chain.
`bridge` serves a browser's worker, `cli` a terminal. Importing the package does nothing, and only the modules that
need numpy import it.
"""

__version__ = "0.1.0"
