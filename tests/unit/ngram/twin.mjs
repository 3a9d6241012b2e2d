// node twin.mjs PYODIDE_DIR PROJECT NUMPY_WHEEL|"" BLOB_HEX : runs twin.py in Pyodide and prints its facts as JSON.
import { pathToFileURL } from "node:url";

const [folder, project, wheel, blob] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${folder}/` });
if (wheel) await python.loadPackage(wheel, { messageCallback: () => {}, checkIntegrity: false });
python.FS.mkdirTree("/project");
python.FS.mount(python.FS.filesystems.NODEFS, { root: project }, "/project");
python.runPython(
  'import sys; sys.dont_write_bytecode = True; sys.path[:0] = ["/project", "/project/tests/unit/ngram"]',
);
const facts = python
  .pyimport("twin")
  .facts(Boolean(wheel), python.toPy(new Uint8Array(Buffer.from(blob, "hex"))).tobytes());
console.log(python.pyimport("json").dumps(facts));
process.exit(0);
