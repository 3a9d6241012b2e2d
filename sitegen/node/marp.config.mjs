// Configuration of marp-cli: our engine, the bare template (no script of Marp's), and the sidecar that the build reads.
import { env } from "node:process";
import { TalkEngine } from "./engine.mjs";

export default {
  template: "bare",
  html: true,
  lang: "en",
  engine: (options) => new TalkEngine(options, { sidecar: env.TALK_SIDECAR, finished: env.TALK_FINISHED }),
};
