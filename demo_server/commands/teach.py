"""`teach`: a strong model proposes questions with queries; those that prove themselves wait for approval.

    python -m demo_server teach movies --profile openai --count 20 --max-cost 0.50

Progress goes to stderr, the examples that were kept go to stdout as JSONL.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from demo_server.commands.examples import PATIENCE_SECONDS, store
from demo_server.embedded import parts
from demo_server.nlq import transfer
from demo_server.nlq.budget import Budget, Limits
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.pipeline import UnknownChoice
from demo_server.nlq.teacher import BudgetSpent, Lesson, Teacher
from demo_server.profiles import Profile
from demo_server.services import Services
from demo_server.terminal import data_dir_option, profiles_option


@click.command()
@click.argument("index")
@click.option("--profile", required=True, help="The teacher: a strong model, by its name in the profiles' file.")
@click.option("--count", default=20, show_default=True, type=click.IntRange(1, 1000), help="So many are to be kept.")
@click.option("--max-calls", default=20, show_default=True, type=click.IntRange(1), help="The most requests to it.")
@click.option("--max-tokens", default=200_000, show_default=True, type=click.IntRange(1), help="In and out, together.")
@click.option(
    "--max-cost",
    type=click.FloatRange(min=0, min_open=True),
    help="In the currency of the profile's price_in and price_out, which it needs.  [default: none]",
)
@click.option("--approve", is_flag=True, help="Use what is kept at once, without a person's look.")
@data_dir_option
@profiles_option
def command(
    index: str,
    profile: str,
    count: int,
    max_calls: int,
    max_tokens: int,
    max_cost: float | None,
    approve: bool,
    data_dir: Path,
    profiles: Path,
) -> None:
    """Have a strong model propose examples for INDEX.

    An example is kept when its query fits the mapping, runs, finds something, and is not there already. It is shown to
    no model before a person approves it, on the page /nlq/.
    """
    console = Console(stderr=True, highlight=False)
    needed = (parts.ENGINE,)
    with store(data_dir, profiles, needed) as services:
        chosen = teacher_profile(services, index, profile)
        budget = Budget(chosen, Limits(max_calls, max_tokens, max_cost))
        teacher = Teacher(services.models, services.engine, services.store, budget, approve)
        lessons, ended = taught(teacher, index, count, console)
        kept = [lesson for lesson in lessons if lesson.refused is None]
        there = (services.store.one(index, lesson.question, Deadline(PATIENCE_SECONDS)) for lesson in kept)
        click.echo(transfer.written(one for one in there if one), nl=False)
    for line in summary(lessons, budget, ended):
        console.print(f"  {line}", markup=False)
    if len(kept) < count:
        sys.exit(1)


def teacher_profile(services: Services, index: str, profile: str) -> Profile:
    """Raises pipeline.UnknownChoice for an index or a profile that is not there."""
    services.translator.known_index(index)
    if profile not in services.models.profiles:
        raise UnknownChoice("profile", profile, tuple(services.models.profiles))
    return services.models.profiles[profile]


def taught(teacher: Teacher, index: str, count: int, console: Console) -> tuple[list[Lesson], str]:
    """Every lesson, with progress on the console, and why there are no more ("" if there need be none)."""
    lessons: list[Lesson] = []
    kept = 0
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[spent]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("asking the teacher", total=count, spent="")
        try:
            for lesson in teacher.propose(index, count):
                lessons.append(lesson)
                kept += lesson.refused is None
                bar.update(task, description=lesson.question[:50], completed=kept, spent=spent(teacher.budget))
        except BudgetSpent as error:
            return lessons, str(error)
    return lessons, "" if kept == count else "the teacher brought nothing new"


def summary(lessons: list[Lesson], budget: Budget, ended: str) -> list[str]:
    """What became of the proposals, in lines.

    >>> budget = Budget(Profile("strong", "http://llm/v1", "m"), Limits())
    >>> summary([Lesson("a?", {}), *[Lesson("b?", None, "it finds nothing")] * 2], budget, "")
    ['1 of 3 proposals kept; 0 calls, 0 tokens', '2 left out: it finds nothing']
    """
    refused = Counter(lesson.refused for lesson in lessons if lesson.refused)
    first = f"{sum(lesson.refused is None for lesson in lessons)} of {len(lessons)} proposals kept; {spent(budget)}"
    reasons = [f"{times} left out: {why}" for why, times in refused.most_common()]
    return [first, *reasons, *([f"stopped: {ended}"] if ended else [])]


def spent(budget: Budget) -> str:
    """What has been used, in words."""
    tokens = budget.tokens_in + budget.tokens_out
    cost = "" if budget.cost is None else f", cost {budget.cost:.4f}"
    return f"{budget.calls} calls, {tokens} tokens{cost}"
