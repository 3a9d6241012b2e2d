"""`python -m pyodide_ngram …` is the command line of `cli`."""

import sys

from pyodide_ngram.cli import main

if __name__ == "__main__":
    sys.exit(main())
