"""Worker start to first sampled byte, our build against stock Pyodide with numpy: `python tests/bench/ngram_boot.py`.

Both run the same package in a module worker of the same Chromium: ours as `python build.py` made it, stock as npm ships
Pyodide (its own standard library, numpy's wheel, our package as plain .py). Rounds alternate, so that a machine that
slows down slows both. Cold is a fresh browser profile, warm the same profile again. Needs a Chromium.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 9
GOAL = 0.6

STOCK_WORKER = """
import { loadPyodide } from "./pyodide.mjs";
self.onmessage = async () => {
  const pyodide = await loadPyodide({ packages: ["numpy", "pyodide-ngram"] });
  const session = pyodide.pyimport("pyodide_ngram.bridge").Session();
  const post = (reply) => self.postMessage(reply.toJs({ dict_converter: Object.fromEntries, create_proxies: false }));
  self.onmessage = ({ data }) => session.handle(pyodide.toPy(data), post);
  self.postMessage({ type: "ready" });
};
"""

MEASURE = """
async ([url, root]) => {
  const start = performance.now();
  const worker = new Worker(url, { type: "module" });
  const waiting = new Map();
  const reply = (id) => new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  worker.onerror = (event) => waiting.forEach(({ reject }) => reject(new Error(event.message)));
  worker.onmessage = ({ data }) => {
    if (["stage", "progress"].includes(data.type)) return;
    const { resolve, reject } = waiting.get(data.id ?? 0);
    if (["failed", "error"].includes(data.type)) reject(new Error(data.message));
    else resolve(data);
  };
  const ask = (message) => { worker.postMessage(message); return reply(message.id); };
  await ask({ id: 0, type: "init", root });
  const ready = performance.now() - start;
  const { corpus } = await ask({ id: 1, type: "corpus", kind: "expressions", count: 50, seed: 1 });
  const { model } = await ask({ id: 2, type: "train", corpus, order: 3 });
  await ask({ id: 3, type: "sample", model, prompt: "", n: 1, seed: 7, temperature: 1 });
  worker.terminate();
  return [ready, performance.now() - start];
}
"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """A static host that says how long a file may be kept, as real ones do."""

    extensions_map = {  # noqa: RUF012 - the base class's own attribute
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def stock(folder: Path, dist: Path) -> None:
    """Pyodide as npm ships it, numpy's wheel from the build, and our package uncompiled."""
    from sitegen.ngram_wheel import PACKAGE, pack, sources, zipped
    from sitegen.pyodide_runtime import PYODIDE, RUNTIME, STDLIB, write_lock

    folder.mkdir()
    for name in (*RUNTIME, STDLIB):
        shutil.copyfile(PYODIDE / name, folder / name)
    numpy = next((dist / "pyodide").glob("numpy*.whl"))
    shutil.copyfile(numpy, folder / numpy.name)
    plain = folder / "plain.zip"
    plain.write_bytes(zipped({f"pyodide_ngram/{name}": (PACKAGE / name).read_bytes() for name in sources(PACKAGE)}))
    wheel = pack(plain, "pyodide_ngram", "0.1.0", "py3-none-any", folder)
    write_lock(PYODIDE / "pyodide-lock.json", folder, wheel.name, numpy.name)
    (folder / "worker.js").write_text(STOCK_WORKER)
    (folder / "index.html").write_text("<!doctype html><title>bench</title>")


def round_of(browser: Browser, origin: str, worker: str) -> tuple[float, float]:
    """Milliseconds to the first sample: in a fresh profile, then in the same one again."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{origin}/stock/")
    cold, warm = (page.evaluate(MEASURE, [f"{origin}/{worker}", f"{origin}/site/"])[1] for _ in range(2))
    context.close()
    return cold, warm


def main() -> None:
    """Print the medians of both, cold and warm, and their ratios."""
    sys.path.insert(0, str(ROOT))
    from provision.browser import find_or_install

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, "build.py", "--out", folder / "site"], cwd=ROOT, check=True, capture_output=True
        )
        stock(folder / "stock", folder / "site")
        ours = next((folder / "site/assets").glob("ngram-worker-*.js")).relative_to(folder).as_posix()
        handler = functools.partial(_Quiet, directory=name)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            origin = f"http://127.0.0.1:{server.server_port}"
            browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=["--no-sandbox"])
            times: dict[str, list[tuple[float, float]]] = {"stock/worker.js": [], ours: []}
            for _ in range(ROUNDS):
                for worker, rounds in times.items():
                    rounds.append(round_of(browser, origin, worker))
            browser.close()
            server.shutdown()
    for i, kind in enumerate(("cold", "warm")):
        theirs, own = (statistics.median(one[i] for one in rounds) for rounds in times.values())
        met = "met" if own / theirs <= GOAL else "missed"
        print(f"{kind}: stock {theirs:.0f} ms   ours {own:.0f} ms   ratio {own / theirs:.2f}; goal <= {GOAL}: {met}")


if __name__ == "__main__":
    main()
