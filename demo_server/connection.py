"""One way to connect to Elasticsearch, for everything that does: one node, or several of which one may be gone.

>>> client = connect("http://10.0.0.1:9200, http://10.0.0.2:9200")
>>> sorted(node.config.host for node in client.transport.node_pool.all())
['10.0.0.1', '10.0.0.2']
"""

from __future__ import annotations

from typing import Any

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
