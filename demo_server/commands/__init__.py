"""The subcommands of `python -m demo_server`, one module each; a module's `command` is its click command."""
