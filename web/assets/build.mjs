// Bundles the pages' CSS and JavaScript into web/static/built/ with hashed names, and writes
// manifest.json (entry -> file) for web/staticfiles.py. Run: node web/assets/build.mjs
import { build } from "esbuild";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const target = path.join(root, "web/static/built");

/** What a template may ask for by name; a new page script is one more line here. */
const ENTRIES = {
  "zhenwu.css": "css/zhenwu.css",
  "staff.js": "js/staff.js",
  "portal.js": "js/portal.js",
};

async function bundle(outdir) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: Object.values(ENTRIES).map((file) => path.join(here, file)),
    outdir,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    // Town hall desks still run the Chromium 87 family; phones bring Safari 14.1.
    target: ["chrome87", "firefox86", "safari14.1"],
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".svg": "file", ".woff2": "file" },
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
  });
  return result.metafile.outputs;
}

function manifestOf(outputs) {
  const byEntry = new Map();
  for (const [file, info] of Object.entries(outputs)) {
    if (info.entryPoint) byEntry.set(path.resolve(root, info.entryPoint), path.basename(file));
  }
  return Object.fromEntries(
    Object.entries(ENTRIES).map(([name, file]) => [name, byEntry.get(path.join(here, file))]),
  );
}

/** Licence texts of everything that the lock ships to a browser (build tools are not shipped). */
async function thirdParty() {
  const lock = JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8"));
  const parts = [];
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (!place || entry.dev || entry.peer) continue;
    const folder = path.join(root, place);
    const files = await readdir(folder).catch(() => []);
    const licence = files.find((file) => /^licen[cs]e/i.test(file));
    const text = licence ? await readFile(path.join(folder, licence), "utf8") : "";
    const name = place.replace(/^.*node_modules\//, "");
    parts.push(`${name} ${entry.version} (${entry.license ?? "see text"})\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${"-".repeat(72)}\n\n`);
}

// Build beside the target and swap, so that a running server never reads half a build.
const fresh = `${target}.new`;
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
const outputs = await bundle(fresh);
await writeFile(path.join(fresh, "THIRD-PARTY.txt"), await thirdParty());
await writeFile(path.join(fresh, "manifest.json"), `${JSON.stringify(manifestOf(outputs), null, 2)}\n`);
await rm(target, { recursive: true, force: true });
await rename(fresh, target);

for (const [file, info] of Object.entries(outputs)) {
  if (info.entryPoint) console.log(`${path.basename(file)}  ${(info.bytes / 1024).toFixed(1)} KiB`);
}
