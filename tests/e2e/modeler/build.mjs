// node tests/e2e/modeler/build.mjs OUT.js: the page's script in one file. The modeler is a development dependency;
// nothing of it is shipped.
import { build } from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";

await build({
  entryPoints: [path.join(path.dirname(fileURLToPath(import.meta.url)), "resave.js")],
  bundle: true,
  format: "iife",
  logLevel: "error",
  outfile: process.argv[2],
});
