"""Nothing that is measured was trained on, shown as an example, or offered as a sample question."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

import pytest

from demo_server.corpora.documents import FOLDER as CORPORA
from demo_server.evaluation import sets
from demo_server.evaluation.leakage import plain, template
from demo_server.evaluation.unseen.documents import properties
from demo_server.finetune.fields import archetypes
from demo_server.finetune.generate import groups
from demo_server.finetune.known import known_worlds
from demo_server.finetune.worlds import entities
from demo_server.nlq import shorthand
from demo_server.nlq.examples import FOLDER as EXAMPLES
from demo_server.nlq.examples import read
from tests.unit.finetune.shown import mapping_shown

SAMPLED = 20_000
SEED = 7

Seen = dict[str, str]


def templates(question: str, *answers: object) -> Iterator[str]:
    """The question itself, and its template by each of its answers."""
    yield plain(question)
    for answer in answers or ({},):
        yield template(question, answer)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def trained() -> Seen:
    """Questions and templates of what the training data generator writes, each with where it is from."""
    seen: Seen = {}
    for group in itertools.islice(groups(SEED, known_worlds()), SAMPLED // 4):
        for example in group.examples:
            question = example.asked.split("\n")[0]
            for form in templates(question, shorthand.read(example.answer, mapping_shown(group.system))):
                seen[form] = f"{group.index}: {question}"
    return seen


@pytest.fixture(scope="module")
def shipped() -> Seen:
    """The same of the examples that ship, and of the questions that the pages offer."""
    seen: Seen = {}
    for path in EXAMPLES.glob("*.jsonl"):
        for example in read(path):
            seen |= dict.fromkeys(templates(example.question, example.query), f"{path.name}: {example.question}")
    for path in CORPORA.glob("*/questions.json"):
        for sample in json.loads(path.read_text(encoding="utf-8"))["samples"]:
            seen |= dict.fromkeys(templates(sample), f"{path.parent.name}: {sample}")
    return seen


def met(asked: sets.Question, seen: Seen) -> list[str]:
    """Where a question, or its template by any of its gold queries, was met."""
    return [seen[form] for form in templates(asked.question, *asked.gold) if form in seen]


@pytest.mark.parametrize("source", ["trained", "shipped"])
def test_no_question_and_no_template_was_met_before(source: str, request: pytest.FixtureRequest) -> None:
    seen: Seen = request.getfixturevalue(source)
    assert len(seen) > (SAMPLED if source == "trained" else 50)
    assert {asked.question: found for asked in sets.load() if (found := met(asked, seen))} == {}


def test_the_check_would_find_one(trained: Seen, shipped: Seen) -> None:
    asked = sets.load(("articles",))[0]
    made = next(groups(SEED, known_worlds())).examples[0].asked.split("\n")[0]
    other = sets.Question(**{**vars(asked), "question": made.upper() + "?!"})
    assert met(other, trained)
    example = read(EXAMPLES / "articles.jsonl")[0]
    other = sets.Question(**{**vars(asked), "question": f"  {example.question.title()} ?", "gold": (example.query,)})
    assert met(other, shipped)


@pytest.mark.parametrize("index", sets.UNSEEN)
def test_training_knows_neither_the_unseen_indexes_nor_their_fields(index: str) -> None:
    names = {name for names, _, _ in entities() for name in names}
    fields = {name for kind in archetypes().values() for field in kind for name in field.names}
    assert index not in names | {world.index for world in known_worlds()}
    assert not fields & set(properties(index)["properties"])
    assert not any(read_path.stem == index for read_path in EXAMPLES.glob("*.jsonl"))


@pytest.mark.parametrize("index", sets.UNSEEN)
def test_no_example_store_holds_an_unseen_index(index: str) -> None:
    assert not [example for path in EXAMPLES.glob("*.jsonl") for example in read(path) if example.index == index]
