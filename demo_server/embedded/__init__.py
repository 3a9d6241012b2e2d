"""The parts that run beside the server, each a child process: Elasticsearch, the language model, the web server.

`parts` says how each is started, `supervisor` starts them all at once, watches and restarts them; inside a child,
`lifeline` ties it to its parent. `engine`, `model` and `web` are the children's programs.
"""
