"""First paint and layout shift on a slow phone: 4 × slower processor, slow 4G (150 ms, 1.6 Mbit/s), nothing cached.

    python -m tests.bench.first_paint dist          # median of 5 loads of /slides/, /read/ and /join/

The pages come from our own server (compressed, as `make talk` serves them); the browser throttles by the DevTools
protocol. First paint is `first-contentful-paint`; a shift counts whatever moved without a touch (CLS).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from provision.browser import find_or_install
from tests.browser.rooms import PHONE, Server

RUNS = 5
PAGES = ("slides/", "read/", "join/")
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
WATCH = """
window.moved = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
MOVED = "window.moved"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def load(browser: Browser, address: str) -> tuple[float, float]:
    """Milliseconds to the first paint, and how much moved until two seconds after the page had loaded."""
    context = browser.new_context(**PHONE, service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", NETWORK)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(2000)
    found = float(page.evaluate(PAINT)), float(page.evaluate(MOVED))
    context.close()
    return found


def main(site: Path) -> None:
    """Print a line a page."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(site, Path(data))
        browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=["--no-sandbox"])
        try:
            for page in PAGES:
                paints, shifts = zip(*(load(browser, server.url + page) for _ in range(RUNS)), strict=True)
                median, worst = statistics.median(paints), max(paints)
                print(f"/{page:8} first paint {median:6.0f} ms (worst {worst:6.0f})   shift {max(shifts):.4f}")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
