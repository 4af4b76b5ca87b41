// src/ → dist/page.js, dist/page.css: one script and one style, the same bytes each time.
import { build } from "esbuild";
import { readFileSync } from "node:fs";

// The editor's packages are all of one author and under one licence, which is to go with them.
const licence = readFileSync("node_modules/@codemirror/view/LICENSE", "utf8").trim();
const common = { bundle: true, minify: true, charset: "utf8", legalComments: "none", logLevel: "warning" };

await build({
  ...common,
  entryPoints: ["src/main.ts"],
  outfile: "dist/page.js",
  format: "iife",
  target: ["es2022"],
  banner: { js: `/*! Heaplight, Apache-2.0. It holds CodeMirror and Lezer:\n\n${licence}\n*/` },
});
await build({ ...common, entryPoints: ["src/page.css"], outfile: "dist/page.css" });
