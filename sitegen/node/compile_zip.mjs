// Compile every .py of a zip to .pyc, with the very Pyodide that will import them: node compile_zip.mjs PYODIDE IN OUT PREFIX OPTIMIZE
// Dates are fixed and the .pyc files are checked by nothing (hash-based, unchecked), so equal input gives equal bytes.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodideFolder, input, output, prefix, optimize] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`));
// A fixed hash seed, because a .pyc holds constant sets in the order of their hashes.
const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0" };
const pyodide = await loadPyodide({ indexURL: `${pyodideFolder}/`, env });
pyodide.FS.writeFile("/tmp/in.zip", readFileSync(input));
pyodide.globals.set("prefix", prefix);
pyodide.globals.set("optimize", Number(optimize));
pyodide.runPython(readFileSync(new URL("compile_zip.py", import.meta.url), "utf8"));
writeFileSync(output, pyodide.FS.readFile("/tmp/out.zip"));
process.exit(0); // Pyodide keeps handles open
