// The page as it looks, into HEAPLIGHT_PICTURES.
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { after, test } from "node:test";
import { end, open } from "./browser.mjs";

after(end);

const at = "#tests/page/inputs/order-book.cpp:29";
const pictures = {
  "page-light": ["order-book.html", { hash: at }],
  "page-dark": ["order-book.html", { hash: at, colorScheme: "dark" }],
  "page-narrow": ["order-book.html", { width: 400, height: 800 }],
  "page-lint": ["lint.html", {}],
};

for (const [name, [file, options]] of Object.entries(pictures))
  test(`picture: ${name}`, async () => {
    const { page, close } = await open(file, options);
    const path = `${process.env.HEAPLIGHT_PICTURES}/${name}.png`;
    await page.screenshot({ path });
    assert.ok((await stat(path)).size > 10000);
    await close();
  });
