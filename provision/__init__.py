"""Provision brings what pip and npm do not install: one cache folder, every file checked by its sha256.

`artifacts` reads the list, `sources` fetch, `cache` checks, locks and puts files in their place; `browser` finds a
Chromium for the tests. The rest of the project uses one call:

>>> from provision import fetch
>>> fetch("pyodide-numpy").suffix                                         # doctest: +SKIP
'.whl'
"""

from provision.cache import cache_dir
from provision.errors import FetchError
from provision.fetching import fetch
from provision.sources import Progress

__all__ = ["FetchError", "Progress", "cache_dir", "fetch"]
