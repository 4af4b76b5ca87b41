// measure.mjs PAGE: opens it and scrolls through its assembly; prints as JSON when it was first painted and when the
// source and the assembly were there, in milliseconds, and how many of the places scrolled to stayed blank.
import { chromium } from "playwright-core";

const places = 40;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
await page.goto(new URL(`file://${process.argv[2]}`).href);
await page.waitForFunction(() => performance.getEntriesByName("heaplight-assembly").length > 0);
const times = await page.evaluate(() => Object.fromEntries(
  ["first-contentful-paint", "heaplight-source", "heaplight-assembly"].map((name) => [name, performance.getEntriesByName(name)[0].startTime])));
const blanks = await page.evaluate(async (count) => {
  let blank = 0;
  for (const pane of ["source", "asm"]) {
    const scroller = document.querySelector(`.pane.${pane} .cm-scroller`);
    if (!scroller) continue;
    for (let place = 0; place < count; ++place) {
      scroller.scrollTop = ((place * 17) % count) / count * scroller.scrollHeight;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const box = scroller.getBoundingClientRect();
      const lines = [...scroller.querySelectorAll(".cm-line")].map((line) => line.getBoundingClientRect());
      const reaches = (y) => lines.some((line) => line.top <= y && line.bottom >= y);
      if (!reaches(box.top + box.height / 2)) ++blank;
    }
  }
  return blank;
}, places);
console.log(JSON.stringify({ paint: times["first-contentful-paint"], source: times["heaplight-source"], assembly: times["heaplight-assembly"], blanks }));
await browser.close();
