"""Scripts and styles: bundled by esbuild under names that carry their hash, with fonts and emoji beside them.

>>> strip_old_fonts("src:url(a.woff2) format('woff2'), url(a.woff) format('woff'), url(a.ttf) format('truetype')}")
"src:url(a.woff2) format('woff2')}"
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.errors import BuildError
from sitegen.node_tools import MODULES, ROOT, run
from sitegen.output import Output

SITE = ROOT / "site"
SCRIPTS, STYLES = SITE / "scripts", SITE / "styles"
FONTS = MODULES / "@marp-team/marp-core/node_modules/katex/dist"  # the KaTeX that Marp renders with
EMOJI = MODULES / "@twemoji/svg"
ENTRIES = {
    "deck": SCRIPTS / "deck/main.js",
    "page": SCRIPTS / "page.js",
    "ngram-worker": SCRIPTS / "ngram/worker.js",
}
PACKAGE = re.compile(r".*node_modules/((?:@[^/]+/)?[^/]+)/")
OLD_FONT = re.compile(r""",\s*url\([^)]*\.(?:woff|ttf)['"]?\)\s*format\(['"](?:woff|truetype)['"]\)""")


@dataclass(frozen=True)
class Bundle:
    """What esbuild wrote. `files`: an entry's name → its path below the site's root, such as `assets/page-X.js`."""

    files: Mapping[str, str]
    packages: frozenset[str] = frozenset()  # the npm packages inside

    def __getitem__(self, name: str) -> str:
        return self.files[name]


def scripts(out: Output) -> Bundle:
    """Bundle the pages' modules, split so that a demo's code is fetched only when the demo is near."""
    return _esbuild(out, {name: path for name, path in ENTRIES.items() if path.is_file()}, ["--splitting"])


def theme_script(out: Output) -> Bundle:
    """The small classic script that runs before the first paint."""
    return _esbuild(out, {"theme": SCRIPTS / "theme.js"}, ["--format=iife"])


def styles(out: Output, deck_css: str) -> Bundle:
    """Bundle the pages' stylesheet and the deck's: palette, Marp's CSS for these slides, then the deck's shell."""
    with tempfile.TemporaryDirectory(prefix="talk-") as name:
        folder = Path(name)
        (folder / "marp.css").write_text(strip_old_fonts(deck_css).replace("katex-fonts/", f"{katex() / 'fonts'}/"))
        math = (katex() / "katex.min.css").read_text().replace("url(fonts/", f"url({katex() / 'fonts'}/")
        (folder / "katex.css").write_text(strip_old_fonts(math))
        (folder / "deck.css").write_text(
            _imports([STYLES / "tokens.css", folder / "marp.css", STYLES / "parts.css", STYLES / "deck.css"])
        )
        (folder / "page.css").write_text(_imports([STYLES / "tokens.css", STYLES / "page.css"]))
        (folder / "read.css").write_text(_imports([folder / "katex.css", STYLES / "read.css"]))
        return _esbuild(out, {name: folder / f"{name}.css" for name in ("deck", "page", "read")}, [])


def esbuild() -> Path:
    """The program itself where it is found: npm's wrapper starts a Node for each run, which takes longer still."""
    return next(iter(sorted(MODULES.glob("@esbuild/*/bin/esbuild"))), MODULES / ".bin/esbuild")


def katex() -> Path:
    """The folder of KaTeX's stylesheet and fonts: Marp's own copy, else the one that npm placed at the top."""
    folder = FONTS if FONTS.is_dir() else MODULES / "katex/dist"
    if not (folder / "katex.min.css").is_file():
        raise BuildError("assets", "KaTeX is not installed", "run `npm ci`")
    return folder


def strip_old_fonts(css: str) -> str:
    """Drop the woff and ttf twins: every browser with ES modules reads woff2."""
    return OLD_FONT.sub("", css)


def emoji(out: Output, pages: Iterable[str]) -> list[Path]:
    """Copy the emoji that the pages show, and no other, to `assets/emoji/`."""
    used = sorted({name for page in pages for name in re.findall(r"assets/emoji/([0-9a-f-]+\.svg)", page)})
    return [out.copy(f"assets/emoji/{name}", EMOJI / name) for name in used]


def _imports(paths: Iterable[Path]) -> str:
    return "".join(f'@import "{path}";\n' for path in paths)


def _esbuild(out: Output, entries: Mapping[str, Path], options: list[str]) -> Bundle:
    folder = out.folder / "assets"
    with tempfile.TemporaryDirectory(prefix="talk-") as name:
        report = Path(name) / "meta.json"
        run(
            "assets",
            [
                esbuild(),
                *(f"{name}={path}" for name, path in entries.items()),
                "--bundle",
                "--minify",
                "--format=esm",
                "--target=es2022",
                "--charset=utf8",
                "--log-level=error",
                "--legal-comments=none",
                "--loader:.woff2=file",
                "--entry-names=[name]-[hash]",
                "--chunk-names=chunks/[name]-[hash]",
                "--asset-names=fonts/[name]-[hash]",
                f"--outdir={folder}",
                f"--metafile={report}",
                *options,
            ],
        )
        outputs = json.loads(report.read_text())["outputs"]
    written = {(ROOT / path).resolve(): facts for path, facts in outputs.items()}
    out.keep(out.folder / path.relative_to(out.folder.resolve()) for path in written)
    by_source = {
        (ROOT / facts["entryPoint"]).resolve(): path for path, facts in written.items() if "entryPoint" in facts
    }
    root = out.folder.resolve()
    files = {name: by_source[path.resolve()].relative_to(root).as_posix() for name, path in entries.items()}
    inputs = {source for facts in outputs.values() for source in facts["inputs"]}
    return Bundle(files, frozenset(package[1] for source in inputs if (package := PACKAGE.search(source))))
