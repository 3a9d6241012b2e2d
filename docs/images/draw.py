"""The README's picture, taken of the built site: `python docs/images/draw.py` writes docs/images/talk.png.

Left, the slide on which the n-gram model trains and writes; right, a question on its way to a query (a recorded run,
labelled so). Both are the site itself in a Chromium, nothing is painted over them.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from provision.browser import find_or_install  # noqa: E402
from sitegen.recipe import Options, build  # noqa: E402
from sitegen.static_server import serve  # noqa: E402
from sitegen.steps import Steps  # noqa: E402

SIZE = {"width": 1280, "height": 720}


def slide(browser: Browser, url: str, question: str) -> bytes:
    """The first slide that holds `question` (a CSS selector), once its demo is at rest."""
    page = browser.new_page(viewport=SIZE, device_scale_factor=1, color_scheme="light", reduced_motion="reduce")
    page.goto(url + "slides/")
    number = page.locator(f".slide:has({question})").first.get_attribute("data-index")
    page.goto(f"{url}slides/#{number}")
    page.wait_for_timeout(20_000)
    picture = page.screenshot()
    page.close()
    return picture


def main() -> None:
    """Build, serve, photograph, join."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = Path(folder) / "dist"
        build(Options(out), Steps(1))
        browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=["--no-sandbox"])
        with serve(out) as url:
            left, right = (slide(browser, url, demo) for demo in ("ngram-sampler", "nlq-demo"))
        joined = browser.new_page(viewport={"width": 1600, "height": 470})
        joined.set_content(_pair(left, right))
        joined.screenshot(path=ROOT / "docs/images/talk.png")
        browser.close()


def _pair(left: bytes, right: bytes) -> str:
    style = "margin:10px;width:770px;border:1px solid #d9d5cb;border-radius:8px"
    sources = (f"data:image/png;base64,{base64.b64encode(one).decode()}" for one in (left, right))
    images = (f'<img style="{style}" src="{source}">' for source in sources)
    return f'<body style="margin:0;display:flex;background:#f1efe9">{"".join(images)}</body>'


if __name__ == "__main__":
    main()
