"""Facts out of the evaluation's report: `{{ facts.known_rag }}` is what `rag` gets right on the talk's own indexes.

>>> share({"share": 0.824, "hits": 51, "n": 62, "interval": [0.71, 0.9]})
'82 %'
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sitegen.facts import Fact

REPORT = Path(__file__).parents[1] / "demo_server" / "evaluation" / "reports" / "test.json"
PROFILE = "embedded"


def share(found: dict[str, Any]) -> str:
    """A share as a slide prints it."""
    return "–" if found["share"] is None else f"{100 * found['share']:.0f} %"


def measured(report: Path = REPORT) -> dict[str, Fact]:
    """One fact for each strategy and figure; nothing without a report.

    `known_`, `unseen_`: execution accuracy; `refused_`: unanswerable questions refused; `wrong_`: answered by a query
    that is not right; `median_`, `p95_`: seconds an answer; all with the strategy behind, `+` and `-` as `_`.
    """
    if not report.is_file():
        return {}
    whole = json.loads(report.read_text(encoding="utf-8"))
    day = whole["made_at"][:10]
    facts: dict[str, Fact] = {}
    for run in whole["runs"]:
        if run["profile"] != PROFILE or run["without"]:
            continue
        name = run["strategy"].replace("+", "_").replace("-", "_")
        values = {
            "known": share(run["known"]["accuracy"]),
            "unseen": share(run["unseen"]["accuracy"]),
            "refused": share(run["all"]["refused"]),
            "wrong": share(run["all"]["wrong_queries"]),
            "median": f"{run['seconds']['p50']:.2f} s",
            "p95": f"{run['seconds']['p95']:.2f} s",
        }
        facts |= {f"{key}_{name}": Fact(value, whole["command"], day) for key, value in values.items()}
    short = re.sub(r"^python -m | --strategy \S+", "", whole["command"])
    facts["measured_by"] = Fact(f"{short}, {day}", whole["command"], day)
    facts["measured_questions"] = Fact(str(len(whole["questions"])), whole["command"], day)
    return facts
