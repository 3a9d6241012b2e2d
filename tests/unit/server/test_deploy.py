"""Dockerfile and compose file against what they name: commands, options, variables, versions. No Docker is needed."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import yaml

from demo_server.cli import main
from demo_server.embedded.engine import VERSION
from provision.artifacts import listed

ROOT = Path(__file__).resolve().parents[3]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
READ_BY_US = set(re.findall(r'"([A-Z][A-Z_]+)"', (ROOT / "demo_server/embedded/launch.py").read_text()))


def steps(instruction: str) -> list[str]:
    """What follows an instruction of the Dockerfile, continued lines joined."""
    whole = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{instruction} +(.*)$", whole, re.MULTILINE)


def options_exist(arguments: list[str]) -> None:
    """Every argument that begins with dashes is an option of the subcommand before it."""
    name, *rest = arguments
    command = main.get_command(None, name)  # type: ignore[attr-defined, arg-type]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {argument for argument in rest if argument.startswith("--")} <= known


def test_the_image_is_made_by_the_makefile_and_runs_as_a_user() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    made = [target for step in steps("RUN") for target in re.findall(r"^make (\w+)", step)]
    assert made
    assert set(made) <= targets
    fetched = [part for step in steps("RUN") for part in re.findall(r"-m provision (\S+)", step)]
    assert fetched
    assert set(fetched) <= set(listed())
    assert steps("USER") == ["talk"]
    assert DOCKERFILE.index("\nUSER talk") < DOCKERFILE.index("\nENTRYPOINT")
    (entry,) = (json.loads(step) for step in steps("ENTRYPOINT"))
    assert entry[:2] == [".venv/bin/python", "-m"]
    importlib.import_module(entry[2])
    (command,) = (json.loads(step) for step in steps("CMD"))
    options_exist(command)


def test_secrets_and_builds_stay_out_of_the_image() -> None:
    ignored = set((ROOT / ".dockerignore").read_text().split())
    assert {".git", ".data", ".venv", "node_modules"} <= ignored


def test_the_services_fit_together() -> None:
    services = COMPOSE["services"]
    assert services["elasticsearch"]["image"].endswith(f":{VERSION}")
    assert "ports" not in services["elasticsearch"]
    for network in services["elasticsearch"]["networks"]:
        assert COMPOSE["networks"][network]["internal"] is True
    for name in ("load", "server"):
        assert set(services[name]["environment"]) <= READ_BY_US
        assert services[name]["image"] == "llm-talk"
    options_exist(services["load"]["command"])
    assert all(port.startswith("127.0.0.1:") for port in services["server"]["ports"])
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert volumes <= set(COMPOSE["volumes"])


def test_the_document_names_what_there_is() -> None:
    text = (ROOT / "docs/deploy.md").read_text()
    for variable in re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE):
        assert variable in READ_BY_US | {"LLM_TALK_CACHE"}
    for name in set(re.findall(r"`(talk_[a-z]+)(?:_total)?`", text)):
        assert name.removesuffix("_total") in (ROOT / "demo_server/metrics.py").read_text()
    for block in re.findall(r"```json\nPOST \S+\n(.*?)```", text, re.DOTALL):
        json.loads(block)
    for arguments in re.findall(r"-m demo_server ((?:cluster|load)[^\n`]*)", text):
        options_exist(arguments.split())
