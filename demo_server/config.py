"""Every setting of the server in one frozen table, with its default; nothing else reads the environment.

>>> settings = Settings(elasticsearch_url="http://127.0.0.1:9200", profiles=())
>>> settings.indexes, settings.max_size
(('articles', 'gutenberg', 'speeches', 'movies'), 50)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from demo_server.profiles import Profile


@dataclass(frozen=True)
class Settings:
    """What the server needs to know. Times are in seconds, sizes in documents, characters or bytes as named."""

    elasticsearch_url: str
    profiles: tuple[Profile, ...]
    elasticsearch_api_key: str | None = field(default=None, repr=False)
    elasticsearch_ca_certs: str | None = None
    indexes: tuple[str, ...] = ("articles", "gutenberg", "speeches", "movies")
    """The only indexes that exist for a caller, whatever else the cluster holds."""
    examples_index: str = "nlq-examples"

    site: Path | None = None
    """The built site (`dist`), or None for the API alone."""
    site_refresh: bool = False
    """Look at the site's files on every request (while building with --watch) rather than once at the start."""
    data_dir: Path = Path(".data")
    presenter_token: str = field(default="", repr=False)
    """Allows writing and driving; empty: nobody may."""

    question_seconds: float = 30.0
    """From a question's arrival to its answer, all parts together."""
    connect_seconds: float = 1.0
    search_seconds: float = 1.5
    """One request to Elasticsearch; longer than that counts as down."""
    mapping_seconds: float = 30.0
    """How long a mapping is taken as unchanged."""
    values_seconds: float = 300.0
    """How long the values of an index's keyword fields are taken as unchanged."""
    health_seconds: float = 1.0

    max_question_chars: int = 500
    max_body_bytes: int = 64 * 1024
    max_size: int = 50
    """Most hits in one answer."""
    max_buckets: int = 100
    """Most buckets that one terms aggregation may ask for."""
    max_documents: int = 1_000_000
    """Documents that a search may look at per shard before it stops early."""
    hit_chars: int = 2_000
    """Longest text of one field in a hit; a whole book is not sent."""
    repairs: int = 2
    second_thoughts: int = 4
    """Further answers of the fine-tuned model, at most; asked for only where something speaks against the first."""
    without: frozenset[str] = frozenset()
    """Steps that are left out, to measure what each is worth: see nlq.pipeline.STEPS."""

    longest_line: int = 100
    """Askers that may wait for one model; how many it serves at once is in its profile."""

    teach_rate: int = 0
    """Every so many questions one goes to the teacher, too, in the background; 0: none does."""
    teach_profile: str = ""
    """The teacher: the name of a profile."""
    teach_calls: int = 200
    teach_tokens: int = 500_000
    teach_cost: float | None = None
    """What live teaching may use in a day; the cost in the currency of the profile's prices."""

    rate_questions: str = "60 per minute"
    """Questions and searches of one client (flask-limiter's notation)."""
    rate_reads: str = "600 per minute"
    log_questions: bool = False
    """Write the text of questions into the log, too."""
