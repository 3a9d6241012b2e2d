"""What a demo shows before it runs, on paper and without JavaScript: a real result, computed or recorded, labelled so.

>>> run = sampled({"corpus": "expressions", "order": "3", "length": "12", "seed": "7"}, Path("unused"))
>>> run.order, len(run.text), run.corpus_bytes > 50_000
(3, 12, True)
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment

from pyodide_ngram import expressions, sampling
from pyodide_ngram.model import Model
from sitegen import corpora as texts
from sitegen import live_results
from sitegen.artefacts import artefact, digest, digest_tree
from sitegen.ngram_wheel import PACKAGE, sources
from sitegen.panel_results import EXPRESSIONS, PANELS, Result, panel

SHOWN_CANDIDATES = 6


@dataclass(frozen=True)
class Sample:
    """A sampled text and how it came about. `candidates`: (byte, probability) of the first byte after the prompt."""

    corpus: str
    corpus_bytes: int
    order: int
    temperature: float
    seed: int
    prompt: str
    text: str
    bits_per_byte: float
    order_used: int
    candidates: list[tuple[int, float]]


def sampled(attributes: Mapping[str, str], corpora: Path) -> Sample:
    """Train and sample as `<ngram-sampler>` does with these attributes. `corpora` is the folder of texts.

    Raises OSError for an unknown corpus, ValueError for an attribute that is no number, and pyodide_ngram's own errors.
    """
    corpus, order = attributes.get("corpus", "expressions"), int(attributes.get("order", "5"))
    data = corpus_bytes(corpus, corpora)
    model = trained(data, order)
    seed, prompt = int(attributes.get("seed", "1")), attributes.get("prompt", "")
    temperature = float(attributes.get("temperature", "1"))
    steps = list(
        sampling.trace(
            model,
            prompt.encode(),
            int(attributes.get("length", "200")),
            random.Random(seed),
            temperature,
            int(attributes["top-k"]) if attributes.get("top-k") else None,
            float(attributes["top-p"]) if attributes.get("top-p") else None,
        )
    )
    counts, order_used = model.distribution(prompt.encode())
    total = sum(counts.values())
    best = sorted(sorted(counts), key=lambda byte: -counts[byte])[:SHOWN_CANDIDATES]
    return Sample(
        corpus=corpus,
        corpus_bytes=len(data),
        order=order,
        temperature=temperature,
        seed=seed,
        prompt=prompt,
        text=bytes(step.byte for step in steps).decode(errors="replace"),
        bits_per_byte=-sum(math.log2(step.raw_probability) for step in steps) / max(1, len(steps)),
        order_used=order_used,
        candidates=[(byte, counts[byte] / total) for byte in best],
    )


def corpus_bytes(name: str, corpora: Path) -> bytes:
    """The bytes of a corpus by its id: the talk's expressions, or a text of `corpora/`."""
    if name == "expressions":
        shape = {key: value for key, value in EXPRESSIONS.items() if key not in ("count", "seed")}
        return expressions.corpus(EXPRESSIONS["count"], random.Random(EXPRESSIONS["seed"]), **shape)
    return texts.text(name, corpora)


def trained(data: bytes, order: int) -> Model:
    """A model of the data: all of the package's models answer alike, and this one learns any order in a second."""
    from pyodide_ngram.suffix import SuffixModel  # here, because a warm build needs no numpy, and it takes 0.2 s

    model = SuffixModel(order)
    model.learn(data)
    return model


@dataclass
class Fallbacks:
    """Fills demos with results. `recorded` holds recorded runs by index; computed samples are kept in `cache`."""

    templates: Environment
    cache: Path
    corpora: Path
    recorded: Path

    def __call__(self, tag: str, attributes: Mapping[str, str]) -> str:
        """The content of a demo, as HTML on one line (Markdown and slides leave it alone then)."""
        values: dict[str, object] = {"attributes": attributes}
        template = tag
        if tag == "nlq-demo":
            values |= self.answer(attributes)
        elif tag == "live-game" and "over" in attributes:
            return ""  # it lies over a slide, which shows something itself until then
        elif tag == "live-game":
            values |= live_results.values(attributes, self.recorded, self.sample)
        elif tag in PANELS:
            values["result"], template = self.panel(tag, attributes), "ngram-panel"
        else:
            values["run"] = self.sample(attributes)
        html = self.templates.get_template(f"demos/{template}.html.j2").render(values)
        return "".join(line.strip() for line in html.splitlines())

    def sample(self, attributes: Mapping[str, str]) -> Sample:
        """`sampled`, made once for the same attributes, texts and package."""
        key = digest(self._package, json.dumps(dict(attributes), sort_keys=True), str(EXPRESSIONS), Path(__file__))

        def make(folder: Path) -> None:
            (folder / "sample.json").write_text(json.dumps(asdict(sampled(attributes, self.corpora))))

        return Sample(**json.loads((artefact(self.cache, "samples", key, make) / "sample.json").read_text()))

    def panel(self, tag: str, attributes: Mapping[str, str]) -> Result:
        """`panel_results.panel`, made once for the same attributes, texts and package."""
        how = (Path(__file__).with_name("panel_results.py"), Path(texts.__file__))
        key = digest(self._package, tag, json.dumps(dict(attributes), sort_keys=True), *how)

        def make(folder: Path) -> None:
            (folder / "panel.json").write_text(json.dumps(asdict(panel(tag, attributes, self.corpora))))

        return Result(**json.loads((artefact(self.cache, "panels", key, make) / "panel.json").read_text()))

    def answer(self, attributes: Mapping[str, str]) -> dict[str, Any]:
        """The recorded run of a question (`run`), who recorded it (`by`), its result's chart (`bars`) and `values`."""
        path = self.recorded / f"{attributes.get('index', '')}.json"
        by = json.loads(path.read_text()) if path.is_file() else {"runs": []}
        asked, strategy = same(attributes.get("question", "")), attributes.get("strategy")
        runs = [run for run in by["runs"] if same(run["question"]) == asked and strategy in (None, "", run["strategy"])]
        run = runs[0] if runs else None
        result = (run and run.get("result")) or {}
        return {"run": run, "by": by, "bars": bars(result), "values": values(result)}

    @cached_property
    def _package(self) -> str:
        return digest_tree(PACKAGE, sources(PACKAGE))


def same(question: str) -> str:
    """What is left of a question without case, spacing and closing punctuation, as site/scripts/nlq compares them.

    >>> same("How  many?") == same("how many")
    True
    """
    return " ".join(question.lower().split()).rstrip("?!. ")


def bars(result: Mapping[str, Any], most: int = 8) -> list[tuple[str, int]]:
    """The first aggregation's buckets as (label, count), at most `most`; empty when there is none.

    >>> bars({"aggregations": {"by": {"buckets": [{"key": "Shannon", "doc_count": 4}]}}})
    [('Shannon', 4)]
    >>> bars({"aggregations": {"years": {"buckets": [{"key_as_string": "1948-01-01T00:00:00.000Z", "doc_count": 1}]}}})
    [('1948', 1)]
    """
    for aggregation in (result.get("aggregations") or {}).values():
        buckets = aggregation.get("buckets") if isinstance(aggregation, dict) else None
        if isinstance(buckets, list) and buckets:
            return [(_label(bucket), int(bucket["doc_count"])) for bucket in buckets[:most]]
    return []


def values(result: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The aggregations that are one number, as (name, number).

    >>> values({"aggregations": {"mean_rating": {"value": 6.25}, "none": {"value": None}}})
    [('mean rating', 6.25)]
    """
    found = (result.get("aggregations") or {}).items()
    return [
        (name.replace("_", " "), one["value"])
        for name, one in found
        if isinstance(one, dict) and isinstance(one.get("value"), int | float)
    ]


def _label(bucket: Mapping[str, Any]) -> str:
    label = str(bucket.get("key_as_string", bucket.get("key")))
    day = label[:10] if len(label) >= 20 and label[10:11] == "T" else label
    return day[:4] if day != label and day.endswith("-01-01") else day
