"""Random mappings with documents that fit them: every type that can be asked about, odd names, objects in objects.

Types that live in modules beside Elasticsearch's core (scaled_float, unsigned_long, version, …) are not among them: the
embedded engine is the core alone.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.one_of(
    st.sampled_from(
        ["name", "Größe", "total price", "a-b", "it's", 'the "best"', "$ref", "_note", "日付", "0", "and", "a/b~1"]
    ),
    st.from_regex(r"\A[A-Za-zäöü_$%&(][A-Za-z0-9_ äöü'\"$/\\%#()-]{0,12}\Z"),
)
NUMBERS: dict[str, tuple[int, int]] = {
    "byte": (-128, 127), "short": (-1000, 1000), "integer": (-(10**6), 10**6), "long": (-(10**12), 10**12),
    "half_float": (-1000, 1000), "float": (-(10**6), 10**6), "double": (-(10**9), 10**9),
}  # fmt: skip
DATES = {
    None: "2019-07-01",
    "yyyy-MM-dd||epoch_millis": "2020-02-29",
    "dd/MM/yyyy": "31/12/1999",
    "epoch_second": 1_600_000_000,
    "yyyy": "2001",
    "strict_date_optional_time||epoch_millis": "2021-05-06T07:08:09Z",
    "basic_date": "20240101",
}
TEXTS = st.sampled_from(["the moon", "a night at sea", "Ω", "", "1999", "x" * 300])
ADDRESSES = st.sampled_from(["10.0.0.1", "192.168.1.255", "::1", "2001:db8::ff"])

Definition = dict[str, Any]


@st.composite
def leaves(draw: st.DrawFn) -> Definition:
    """One field's definition."""
    kind = draw(st.sampled_from(["keyword", "text", "boolean", "date", "date_nanos", "ip", "geo_point", *NUMBERS]))
    made: Definition = {"type": kind}
    if kind == "date" and (form := draw(st.sampled_from(list(DATES)))):
        made["format"] = form
    if kind == "text":
        made |= draw(st.sampled_from([{}, {}, {"index": False}, {"index_options": "docs"}, {"norms": False}]))
        made |= draw(
            st.sampled_from(
                [
                    {},
                    {
                        "fields": {
                            "raw": {"type": "keyword", "ignore_above": 64},
                            "n": {"type": "ip", "ignore_malformed": True},
                        }
                    },
                ]
            )
        )
    elif kind != "geo_point":
        made |= draw(st.sampled_from([{}, {}, {}, {"index": False}, {"doc_values": False}]))
    return made


def properties(depth: int = 2) -> st.SearchStrategy[Definition]:
    """The properties of an index, with objects and nested objects to this depth."""
    below = leaves()
    if depth:
        inner = properties(depth - 1)
        below = st.one_of(
            leaves(),
            leaves(),
            inner.map(lambda found: {"properties": found}),
            inner.map(lambda found: {"type": "nested", "properties": found}),
        )
    return st.dictionaries(NAMES, below, min_size=1, max_size=5)


@st.composite
def mappings(draw: st.DrawFn) -> Definition:
    """The properties of an index, with an alias or two."""
    made = draw(properties())
    for number, target in enumerate(draw(st.permutations(own_leaves(made)))[:2]):
        made[f"alias {number}"] = {"type": "alias", "path": target}
    return made


def own_leaves(found: Definition, prefix: str = "") -> list[str]:
    """The names of fields that are in no nested object."""
    names = []
    for name, definition in found.items():
        if "properties" not in definition:
            names.append(prefix + name)
        elif definition.get("type") != "nested":
            names += own_leaves(definition["properties"], f"{prefix}{name}.")
    return names


def documents(found: Definition) -> st.SearchStrategy[dict[str, Any]]:
    """Documents of that mapping: each field there or not, once or several times."""
    return st.fixed_dictionaries(
        {},
        optional={name: _values(definition) for name, definition in found.items() if definition.get("type") != "alias"},
    )


def _values(definition: Definition) -> st.SearchStrategy[Any]:
    kind = definition.get("type", "object")
    if kind in ("object", "nested"):
        one: st.SearchStrategy[Any] = documents(definition["properties"])
    elif kind in NUMBERS:
        low, high = NUMBERS[kind]
        one = st.integers(low, high)
    else:
        one = {
            "boolean": st.booleans(),
            "date": st.just(DATES.get(definition.get("format"))),
            "date_nanos": st.just("2015-01-01T12:10:30.123456789Z"),
            "ip": ADDRESSES,
            "geo_point": st.just({"lat": 52.5, "lon": 13.4}),
        }.get(kind, TEXTS)
    return st.one_of(one, st.lists(one, min_size=1, max_size=3))
