"""One way to connect to Elasticsearch, for everything that does: one node, or several of which one may be gone.

>>> client = connect("http://10.0.0.1:9200, http://10.0.0.2:9200")
>>> sorted(node.config.host for node in client.transport.node_pool.all())
['10.0.0.1', '10.0.0.2']
"""

from __future__ import annotations

import ssl
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch


def addresses(url: str) -> list[str]:
    """The addresses in `ELASTICSEARCH_URL`: one, or several with commas between.

    >>> addresses("https://a:9200,https://b:9200")
    ['https://a:9200', 'https://b:9200']
    """
    return [part.strip() for part in url.split(",") if part.strip()]


def connect(url: str, api_key: str | None = None, ca_certs: str | None = None, **more: Any) -> Elasticsearch:
    """A client for the nodes at `url`. A node that cannot be reached is passed over for the next one.

    With a single node nothing is retried, since a person is waiting; a node that answers late is not asked again
    either. Raises ValueError for something that is no address.
    """
    nodes = addresses(url)
    certificates: dict[str, Any] = {"ca_certs": ca_certs} if ca_certs else {}
    return Elasticsearch(
        nodes,
        api_key=api_key,
        max_retries=len(nodes) - 1,
        retry_on_timeout=False,
        retry_on_status=(),
        **certificates,
        **more,
    )


def check(url: str, ca_certs: str | None = None) -> None:
    """Raise ValueError, which names the variable to change, for what cannot be connected to, whoever listens there.

    >>> check("search.example:9200")
    Traceback (most recent call last):
    ValueError: ELASTICSEARCH_URL: 'search.example:9200' is no address such as https://search.example:9200
    """
    for address in addresses(url) or [url]:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"ELASTICSEARCH_URL: '{address}' is no address such as https://search.example:9200")
        if ca_certs and parts.scheme != "https":
            raise ValueError(f"ELASTICSEARCH_URL: with ELASTICSEARCH_CA_CERTS '{address}' must begin with https://")
    if ca_certs:
        try:
            ssl.create_default_context(cafile=ca_certs)
        except OSError as error:
            why = error.strerror or "it is no PEM file"
            raise ValueError(f"ELASTICSEARCH_CA_CERTS: '{ca_certs}' cannot be read ({why})") from error
    try:
        connect(url, ca_certs=ca_certs).close()
    except ValueError as error:
        raise ValueError(f"ELASTICSEARCH_URL: {error}") from error
