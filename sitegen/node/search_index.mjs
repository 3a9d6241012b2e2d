// Makes the search index that the reading page loads: documents as JSON on stdin, the index as JSON on stdout.
import { readFileSync } from "node:fs";
import MiniSearch from "minisearch";
import { searchOptions } from "../../site/scripts/read/search-options.js";

const index = new MiniSearch(searchOptions);
index.addAll(JSON.parse(readFileSync(0, "utf8")));
process.stdout.write(JSON.stringify(index));
