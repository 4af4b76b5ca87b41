// Findings in the page, and a header of the user's.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { end, line, open } from "./browser.mjs";

after(end);

test("a finding stands in the list, with its way, and leads to its place", async () => {
  const { page, told, close } = await open("lint.html");
  const finding = page.locator("#findings .row", { hasText: "process" }).first();
  await finding.click();
  assert.match(await page.locator(".detail").innerText(), /nonallocating/);
  assert.match(await page.locator(".detail .steps").innerText(), /take/);
  await page.waitForURL(/#.*(engine\.cpp|pool\.h):6$/);
  assert.deepEqual(told, { complaints: [], requests: [] });
  await close();
});

test("a header of the user's is a file of the tree, and annotated", async () => {
  const { page, told, close } = await open("lint.html");
  await page.locator("#files .row", { hasText: "engine.cpp" }).click();
  await line(page, "source", "pool.take(sample)").waitFor();
  await page.locator("#files .row", { hasText: "pool.h" }).click();
  assert.match(await line(page, "source", "slots.push_back(slot)").textContent(), /allocates sometimes/);
  await page.goBack();
  await line(page, "source", "pool.take(sample)").waitFor();
  assert.deepEqual(told, { complaints: [], requests: [] });
  await close();
});
