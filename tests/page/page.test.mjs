// What a reader does with a page of one C++ file, in a real browser.
import assert from "node:assert/strict";
import { after, afterEach, beforeEach, test } from "node:test";
import { end, line, linked, open, until } from "./browser.mjs";

let page, told, close;

const show = async (options) => ({ page, told, close } = await open("order-book.html", options));

beforeEach(() => show({ hash: "#tests/page/inputs/order-book.cpp:34" }));
afterEach(async () => {
  assert.deepEqual(told, { complaints: [], requests: [] });
  await close();
});
after(end);

test("phrases stand behind the code", async () => {
  const text = await line(page, "source", "push_back(order)").textContent();
  assert.match(text, /allocates sometimes/);
});

test("a clean line bears no phrase", async () => {
  assert.equal(await line(page, "source", "void match();").locator(".phrase").count(), 0);
});

test("pointing at a source line points out the instructions that it became", async () => {
  await line(page, "source", "history.push_back").hover();
  await page.locator(".pane.asm .asm-heap.linked-hover", { hasText: "operator new" }).waitFor(); // It scrolls there.
  const lines = await linked(page, "asm", "hover");
  assert.ok(lines.length > 3, `${lines.length} lines`);
  assert.ok(lines.some((text) => text.includes("operator new")), "its call of operator new");
});

test("pointing at a call of operator new points out the user's line", async () => {
  await line(page, "source", "history.push_back").click();
  const call = page.locator(".pane.asm .cm-line.asm-heap.linked-chosen").first();
  await call.hover();
  await page.locator(".pane.source .linked-hover", { hasText: "history.push_back" }).waitFor();
  assert.equal(await page.locator(".pane.source .linked-span-hover").first().textContent(), "push_back");
});

test("an instruction tells its inline chain, the outermost first, each frame of the page a link", async () => {
  await line(page, "source", "history.push_back").click();
  const call = page.locator(".pane.asm .cm-line.asm-heap.linked-chosen").first();
  await call.hover({ position: { x: 40, y: 8 } });
  const steps = page.locator(".cm-tooltip .steps li");
  await steps.first().waitFor();
  assert.match(await steps.first().textContent(), /OrderBook::match/);
  assert.match(await steps.last().textContent(), /inlined/);
  await steps.first().locator("button").click();
  await page.waitForURL(/#.*order-book\.cpp:40$/);
});

test("stages: what was elided is struck through where both are shown, and isn't there in what was built", async () => {
  const scratch = line(page, "source", "make_unique<int>(7)");
  await scratch.locator("s.phrase").first().waitFor();
  await page.locator(".stages label", { hasText: /^built$/ }).click();
  await scratch.locator(".phrase.kind-0").first().waitFor({ state: "detached" });
  await page.locator(".stages label", { hasText: /^written$/ }).click();
  await scratch.locator(".phrase.kind-0").first().waitFor();
});

test("filters of the assembly", async () => {
  await close();
  await show();
  const has = (text) => page.locator(".pane.asm .cm-line", { hasText: text }).count();
  await page.locator(".filters summary").click();
  await until(() => has("OrderBook::add(const Order&):"), "demangled");
  await page.locator("[data-switch=demangled]").uncheck();
  await until(() => has("_ZN9OrderBook3addERK5Order:"), "as the linker knows it");
  await page.locator("[data-switch=onlyHeap]").check();
  const texts = await page.locator(".pane.asm .cm-line").allTextContents();
  assert.ok(texts.length > 2 && texts.every((text) => /:$|call|jmp/.test(text)), texts.find((text) => !/:$|call|jmp/.test(text)));
});

test("a function folds to its name", async () => {
  const before = await page.locator(".pane.asm .cm-content").evaluate((content) => content.cmTile?.view?.contentHeight ?? content.scrollHeight);
  await page.locator(".pane.asm .cm-foldGutter span", { hasText: "▾" }).first().click();
  await page.locator(".pane.asm .cm-foldPlaceholder").waitFor();
  await until(() => page.locator(".pane.asm .cm-content").evaluate((content, was) => content.scrollHeight < was, before), "lower");
});

test("jumps within a function have arrows", async () => {
  await page.locator(".pane.asm .arrow").first().waitFor({ state: "attached" });
});

test("the list of effects is filtered, searched and sorted, and each shows its path", async () => {
  const rows = page.locator("#effects .row");
  const all = await rows.count();
  await page.getByRole("searchbox", { name: "Search effects" }).fill("push_back");
  await page.waitForFunction((count) => document.querySelectorAll("#effects .row").length < count, all);
  await page.getByRole("searchbox", { name: "Search effects" }).fill("");
  for (const kind of ["frees", "destroys", "unknown"]) await page.getByRole("checkbox", { name: kind, exact: true }).uncheck();
  const marks = await page.locator("#effects .row .what").allTextContents();
  assert.ok(marks.length && marks.every((text) => text.startsWith("allocates")), marks.join());
  await page.getByRole("combobox", { name: "Sort by" }).selectOption("certainty");
  await rows.first().click();
  await page.locator(".detail .steps li", { hasText: "operator new" }).last().waitFor();
});

test("keys alone: help, the next line, the stages, the panes", async () => {
  await page.keyboard.press("?");
  await page.locator("dialog.help[open]").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await page.waitForFunction(() => /:\d+$/.test(location.hash));
  const first = page.url();
  await page.keyboard.press("n");
  await page.waitForFunction((url) => location.href !== url, first);
  await page.keyboard.press("p");
  await page.waitForFunction((url) => location.href === url, first);
  await page.keyboard.press("3");
  await until(() => page.locator("input[name=stage][value=built]").isChecked(), "built");
  await page.keyboard.press("a");
  await page.locator(".pane.asm .cm-editor.cm-focused").waitFor();
  await page.keyboard.press("e");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.locator("#effects .row[aria-selected=true]").first().waitFor();
});

test("an address with a line opens there; back and forward", async () => {
  await close();
  await show({ hash: "#tests/page/inputs/order-book.cpp:41" });
  await page.locator(".pane.source .linked-chosen", { hasText: "std::string name" }).waitFor();
  await page.evaluate(() => { location.hash = "#tests/page/inputs/order-book.cpp:30"; });
  await page.locator(".pane.source .linked-chosen", { hasText: "push_back(order)" }).waitFor();
  await page.goBack();
  await page.locator(".pane.source .linked-chosen", { hasText: "std::string name" }).waitFor();
  await page.goForward();
  await page.locator(".pane.source .linked-chosen", { hasText: "push_back(order)" }).waitFor();
});

test("an address that is none of the page's leaves it as it is", async () => {
  await close();
  await show({ hash: "#nowhere.cpp:99%E0%A4%A" });
  assert.match(await page.locator(".pane.source .pane-title").textContent(), /order-book\.cpp/);
});

test("light and dark, by the system and by choice", async () => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.keyboard.press("t"); // light
  assert.equal(await ground(), light);
  await page.keyboard.press("t"); // dark
  assert.equal(await ground(), dark);
});

test("at 400 px one part is shown at a time, and nothing is wider than the screen", async () => {
  await close();
  await show({ width: 400, height: 800 });
  for (const part of ["Assembly", "Effects", "Index", "Source"]) {
    await page.getByRole("button", { name: part, exact: true }).click();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 400), part);
  }
});

test("on paper the marked lines stand with their phrases", async () => {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const text = await page.locator(".print").innerText();
  assert.match(text, /push_back\(order\)/);
  assert.match(text, /allocates sometimes/);
  assert.ok(!(await page.locator(".app").isVisible()));
});
