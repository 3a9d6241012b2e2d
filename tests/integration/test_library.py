"""docs/library.md, line by line, on the real engine and the real model."""

from __future__ import annotations

import doctest
from pathlib import Path

from demo_server.embedded.launch import Talk

PAGE = Path(__file__).resolve().parents[2] / "docs/library.md"


def test_the_page_on_the_library_is_true(talk: Talk) -> None:
    (profile, *_) = talk.settings.profiles
    text = PAGE.read_text()
    given = {"ELASTICSEARCH": talk.settings.elasticsearch_url, "MODEL": profile.base_url}
    test = doctest.DocTestParser().get_doctest(text, given, PAGE.name, str(PAGE), 0)
    assert len(test.examples) >= 12
    said: list[str] = []
    outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert outcome.failed == 0, "".join(said)
