"""The command line: a subcommand is a module of `demo_server/commands/`; without one, the server is started.

>>> from click.testing import CliRunner
>>> CliRunner().invoke(main, ["--help"]).exit_code
0
"""

import importlib
import pkgutil

import click

from demo_server import commands

DEFAULT = "serve"


class Commands(click.Group):
    """Finds subcommands by module name and imports only the one that is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options without a subcommand are those of the default one."""
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """All modules of `demo_server.commands`, by name."""
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The `command` of one module, or None if there is no such module."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["--help"]})
def main() -> None:
    """The talk's server. Without a command it serves the site and answers questions (see `serve --help`)."""
