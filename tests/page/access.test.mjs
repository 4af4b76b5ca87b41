// axe-core over each face of the page: no serious violation.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { end, open } from "./browser.mjs";

after(end);

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const faces = {
  light: ["order-book.html", {}],
  dark: ["order-book.html", { colorScheme: "dark" }],
  narrow: ["order-book.html", { width: 400, height: 800 }],
  "a line chosen": ["order-book.html", { hash: "#tests/page/inputs/order-book.cpp:29" }],
  lint: ["lint.html", {}],
};

for (const [name, [file, options]] of Object.entries(faces))
  test(`no serious violation: ${name}`, async () => {
    const { page, close } = await open(file, options);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
    const told = serious.map((one) => `${one.id}: ${one.nodes.slice(0, 4).map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
    assert.deepEqual(told, []);
    await close();
  });
