// A page from disk → a real browser that has it open, and what it complained of or asked for.
import { chromium } from "playwright-core";

export const pages = process.env.HEAPLIGHT_PAGES;

let browser;

/** How it is looked at: viewport's width and height, colorScheme. */
export async function open(name, { hash = "", width = 1400, height = 900, colorScheme = "light" } = {}) {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const told = { complaints: [], requests: [] };
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && told.complaints.push(message.text()));
  page.on("pageerror", (error) => told.complaints.push(String(error)));
  page.on("dialog", (dialog) => { told.complaints.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  const url = new URL(`file://${pages}/${encodeURIComponent(name)}`).href;
  page.on("request", (request) => request.url().split("#")[0] !== url && told.requests.push(request.url()));
  await page.goto(url + hash);
  await page.waitForFunction(() => performance.getEntriesByName("heaplight-assembly").length > 0 || document.querySelector(".failure"));
  return { page, told, async close() { await context.close(); } };
}

export async function end() {
  await browser?.close();
  browser = undefined;
}

/** Waits until `holds` does; what a loaded machine takes for it is no failure. */
export async function until(holds, what) {
  for (const end = Date.now() + 20000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 50)))
    if (Date.now() > end) throw new Error(`not so in 20 s: ${what}`);
}

/** The line of an editor that holds `text`. */
export const line = (page, pane, text) => page.locator(`.pane.${pane} .cm-line`, { hasText: text }).first();

/** The texts of the lines that are pointed out in a pane. */
export const linked = (page, pane, why) => page.locator(`.pane.${pane} .cm-line.linked-${why}`).allTextContents();
