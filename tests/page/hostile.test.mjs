// Sources, names and symbols that would be more than text.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { end, line, open } from "./browser.mjs";

after(end);

test("what a source holds stays text, whatever it is", async () => {
  const { page, told, close } = await open("hostile.html");
  assert.equal(await page.locator(".failure").count(), 0);
  assert.equal(await page.locator("img:not(.cm-widgetBuffer), iframe, object, embed, link, base").count(), 0);
  assert.equal(await page.evaluate(() => window.broken), undefined);
  await line(page, "source", "</script><script>window.broken = 1</script>").waitFor();
  assert.deepEqual(told, { complaints: [], requests: [] });
  await close();
});

test("characters that turn or hide text are shown as such", async () => {
  const { page, close } = await open("hostile.html");
  const shown = await page.locator(".pane.source .unseen").allTextContents();
  for (const name of ["U+202E", "U+2066", "U+200B"]) assert.ok(shown.includes(name), `${name} in ${shown}`);
  await close();
});

test("a line of 10 MB is a line", async () => {
  const { page, told, close } = await open("long-line.html");
  await page.keyboard.press("n");
  await page.locator(".pane.source .linked-chosen", { hasText: "new int" }).waitFor();
  assert.deepEqual(told, { complaints: [], requests: [] });
  await close();
});

test("the policy lets no other script run and nothing be fetched", async () => {
  const { page, close } = await open("order-book.html");
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.broken = 1";
    document.body.append(script);
    const fetched = await fetch("data:text/plain,x").then(() => true, () => false);
    return [window.broken, fetched];
  });
  assert.deepEqual(ran, [undefined, false]);
  await close();
});
