// report → marked lines with some lines around them, for paper: an editor holds only what is in sight.
import type { Text } from "@codemirror/state";
import type { Report } from "./Data";
import { el, refill } from "./Dom";
import { phraseOf } from "./SourceMarks";
import type { Choice } from "./Shown";

const context = 3;
const most = 5000; // Nobody prints more lines; a browser can't lay out many more.

/** Fills `sheet` each time before printing; `textOf` gives a file's text if it is there already. */
export function printOn(sheet: HTMLElement, report: Report, now: () => { choice: Choice; textOf(file: string): Text | undefined }): void {
  addEventListener("beforeprint", () => {
    const { choice, textOf } = now();
    let left = most;
    const parts: Node[] = [];
    for (const file of report.files) {
      const text = textOf(file.name);
      if (!text || left <= 0) continue;
      const rows = rowsOf(file.name, report, choice, text).slice(0, left);
      left -= rows.length;
      if (rows.length) parts.push(el("h2", {}, file.name), el("div", { class: "print-code" }, ...rows));
    }
    refill(sheet, ...parts);
  });
  addEventListener("afterprint", () => refill(sheet));
}

function rowsOf(file: string, report: Report, choice: Choice, text: Text): HTMLElement[] {
  const lines = report.lines(file);
  const shown = new Set<number>();
  for (const [number, line] of lines)
    if (line.phrases[choice.stage].length)
      for (let near = Math.max(1, number - context); near <= Math.min(text.lines, number + context); ++near) shown.add(near);
  return [...shown].sort((left, right) => left - right).map((number) => {
    const phrases = lines.get(number)?.phrases[choice.stage] ?? [];
    return el("div", { class: phrases.length ? "print-row marked" : "print-row" }, el("span", { class: "number" }, String(number)),
      el("code", {}, text.line(number).text.slice(0, 500)), el("span", { class: "phrases" }, ...phrases.map(phraseOf)));
  });
}
