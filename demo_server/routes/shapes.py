"""What goes in and comes out of the API, as it stands in `/openapi.json`. Whatever is not named here is refused."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from demo_server.nlq.corrected import Why


class Input(BaseModel):
    """Something that a stranger sends."""

    model_config = ConfigDict(extra="forbid")


class IndexPath(BaseModel):
    """An index in an address."""

    index: str = Field(description="One of the names that GET /indexes lists", max_length=255)


class QuestionBody(Input):
    """A question in plain English."""

    question: StrictStr = Field(
        description="What you want to know", examples=["How many articles did each author write?"]
    )
    strategy: StrictStr | None = Field(None, description="How examples are chosen", examples=["few-shot"])
    profile: StrictStr | None = Field(None, description="The model to ask, see GET /profiles")
    execute: StrictBool = Field(True, description="Run the query, or only write it")


class QueryBody(Input):
    """A query that a person wrote or edited."""

    query: dict[str, Any] = Field(
        description="A query within the index's schema", examples=[{"size": 3, "query": {"match_all": {}}}]
    )


class ExamplesQuery(Input):
    """Which examples."""

    index: StrictStr | None = Field(None, description="Only those of this index")


class ExampleName(Input):
    """An example, by what makes it one."""

    index: StrictStr
    question: StrictStr


class ExampleBody(ExampleName):
    """A question with the query that answers it."""

    query: dict[str, Any]


class ExampleChange(ExampleName):
    """What becomes of an example; what is left out stays as it is."""

    new_question: StrictStr | None = Field(None, description="Its question from now on")
    query: dict[str, Any] | None = Field(None, description="Its query from now on")
    approved: StrictBool | None = Field(None, description="May models be shown it? What a presenter edits is approved")


class ExamplesLines(Input):
    """Examples as they are exported."""

    lines: StrictStr = Field(
        description="JSONL: an object with question, query and index a line",
        examples=['{"question": "Which articles mention language?", "index": "articles", "query": {"query": {}}}'],
    )


class ErrorDetail(BaseModel):
    """What is wrong and what to do."""

    model_config = ConfigDict(extra="allow")
    type: str
    message: str
    hint: str | None = None


class ErrorBody(BaseModel):
    """Every error of every endpoint."""

    error: ErrorDetail


class Hit(BaseModel):
    """A document that matches."""

    id: str = Field(alias="_id")
    score: float | None = Field(alias="_score")
    source: dict[str, Any] = Field(alias="_source")
    highlight: dict[str, list[str]] | None = Field(
        None, description="By text field that was searched: a fragment around what was found, its words in <em>"
    )


class Result(BaseModel):
    """What Elasticsearch found."""

    total: int = Field(description="Documents that match, also those that are not among the hits")
    hits: list[Hit]
    aggregations: dict[str, Any]
    took_ms: int = Field(description="Milliseconds inside Elasticsearch")
    partial: bool = Field(description="Stopped early by a limit on time or documents")


class SearchResult(Result):
    """A result and the query in plain English."""

    english: str


class ConditionShape(BaseModel):
    """One condition of a query, counted."""

    english: str
    alone: int = Field(description="Documents that meet it")
    without: int = Field(description="Documents that meet all the other conditions")
    query: dict[str, Any] = Field(description="The query without it")


class WhyShape(BaseModel):
    """What each condition of a query leaves."""

    total: int = Field(description="Documents in the index")
    english: str = Field(description="Which condition removes everything, written by rule")
    conditions: list[ConditionShape]


class AttemptShape(BaseModel):
    """One answer of the model."""

    output: str
    error: str | None = Field(description="Why it was rejected, or null")


class ExampleShape(BaseModel):
    """A question with its query."""

    question: str
    query: dict[str, Any]
    index: str
    mapping: str | None = None


class KeptShape(ExampleShape):
    """An example as it is kept."""

    made_by: str = Field(description="shipped, presenter, import, or teacher:PROFILE")
    made_at: str
    verified: Literal["hand", "run", "none"] = Field(
        description="hand: a person vouches for it; run: its query ran and found something; none: neither is known"
    )
    state: Literal["approved", "proposed"] = Field(description="Only approved ones are shown to models")
    fingerprint: str | None = Field(None, description="Of the mapping that the query was held against")
    problem: str | None = Field(None, description="Why the query no longer fits its mapping: it is kept and not used")
    english: str | None = Field(None, description="The query in plain English, where it fits")
    duplicate_of: str | None = Field(None, description="The question of an example that asks the same")


class ImportShape(BaseModel):
    """What became of the lines."""

    kept: int
    marked: int = Field(description="Kept, though the query does not fit its mapping")
    waiting: int = Field(description="Kept unapproved: the query finds nothing")
    duplicate: int = Field(description="Left out: there already")
    refused: int = Field(description="Left out: no example")
    notes: list[str] = Field(description="A sentence for each line that was not simply kept, at most 100")


class LinkShape(BaseModel):
    """A word or phrase of the question that names a value of the index, or that a text of it holds."""

    said: str
    field: str
    value: str = Field(description="Empty where the field is a text that holds the words")


class CorrectionShape(BaseModel):
    """What was changed in the model's query, by rule."""

    field: str = Field(description="Empty where the order was changed")
    was: str = Field(description="What stood there; empty where something was added")
    now: str
    why: Why = Field(
        description="`value`: the field holds no such value; `left out`: the question names it; `order`: the question "
        "asks to sort by it; `phrase`: it stands in quotation marks; `either`: the question says or"
    )


class AnswerShape(BaseModel):
    """A question's whole way."""

    index: str
    question: str
    strategy: str
    profile: str
    model: str
    query: dict[str, Any] | None = Field(description="Null where the index cannot answer")
    english: str | None = Field(description="The query in plain English, written by rule")
    refusal: str | None = Field(description="Why there is no query: the index cannot answer")
    confidence: float | None = Field(
        description="How likely the answer is right, from the model's probabilities and checks by rule; "
        "null for a strategy of which nobody has measured it"
    )
    signs: dict[str, float] = Field(description="What the confidence is made of")
    links: list[LinkShape] = Field(description="Words of the question, and the values of the index that they may mean")
    corrections: list[CorrectionShape] = Field(description="What was changed in the query, by rule")
    attempts: list[AttemptShape]
    examples: list[ExampleShape]
    result: Result | None
    timings_ms: dict[str, float]


class FieldShape(BaseModel):
    """A field of an index, and what its documents hold where that is known."""

    name: str
    type: str
    nested: str | None = Field(None, description="The path of the nested objects that it is in")
    values: list[str] | None = Field(None, description="Its values, the most frequent first")
    whole: bool | None = Field(None, description="Are these all of its values?")
    low: float | str | None = Field(None, description="The least number or the first day")
    high: float | str | None = Field(None, description="The greatest number or the last day")


class MappingShape(BaseModel):
    """What can be asked about in an index."""

    index: str
    fields: list[FieldShape]
    json_schema: dict[str, Any] = Field(description="The JSON Schema of every query that may run")


class IndexShape(BaseModel):
    """An index that may be asked."""

    name: str
    description: str
    count: int | None = Field(description="Documents; null while Elasticsearch cannot tell")
    samples: list[str] = Field(description="Questions to begin with")


class IndexesShape(BaseModel):
    """All indexes that may be asked."""

    indexes: list[IndexShape]


class ExamplesShape(BaseModel):
    """Examples that models are shown."""

    examples: list[KeptShape]


class ProfileShape(BaseModel):
    """A model that may be asked."""

    name: str
    title: str
    model: str
    default: bool
    supports: list[str]
    strategies: list[str] = Field(description="Those that it can follow; the last one is its default")


class ProfilesShape(BaseModel):
    """All models, and the strategies to ask them by."""

    profiles: list[ProfileShape]
    strategies: list[str]


class PartShape(BaseModel):
    """One part of the server."""

    state: str = Field(description="up or down")
    detail: str


class HealthShape(BaseModel):
    """Each part's state."""

    service: str
    status: str = Field(description="ok, or degraded when a part is down")
    parts: dict[str, PartShape]
