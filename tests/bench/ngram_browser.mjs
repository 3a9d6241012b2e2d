// node ngram_browser.mjs PYODIDE_DIR PROJECT NUMPY_WHEEL : runs ngram_browser.measure in Pyodide, as a reader's browser would.
import { pathToFileURL } from "node:url";

const [folder, project, wheel] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${folder}/` });
await python.loadPackage(wheel, { messageCallback: () => {}, checkIntegrity: false });
python.FS.mkdirTree("/project");
python.FS.mount(python.FS.filesystems.NODEFS, { root: project }, "/project");
python.runPython('import sys; sys.dont_write_bytecode = True; sys.path[:0] = ["/project", "/project/tests/bench"]');
// The process's own processor time: a busy machine does not count.
const clock = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const heap = () => python._module.HEAPU8.length;
python.pyimport("ngram_browser").measure("/project", clock, heap);
process.exit(0);
