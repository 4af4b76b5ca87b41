// frames → a tree of links, the outermost first. What isn't in the page is named, but no link.
import type { Frame } from "./Data";
import { el } from "./Dom";
import type { Place } from "./State";
import { withFewerArguments } from "./Words";

export interface Frames {
  go(place: Place): void;
  hasText(file: string): boolean;
}

export interface Step { function: string; file: string; line: number; column: number; how: string }

/** The inline chain of an instruction, which comes innermost first. */
export function chainDom(chain: Frame[], frames: Frames): HTMLElement {
  const steps = [...chain].reverse().map((frame, at) => ({ ...frame, how: at ? "inlined" : "" }));
  return el("div", { class: "chain" }, stepsDom(steps, frames));
}

export function stepsDom(steps: Step[], frames: Frames): HTMLElement {
  return el("ol", { class: "steps" }, ...steps.map((step, depth) => {
    const item = el("li", {},
      depth > 0 && el("span", { class: "branch", "aria-hidden": "true" }, "└ "),
      el("span", { class: "function", title: step.function }, withFewerArguments(step.function)),
      step.how !== "" && el("span", { class: "how" }, step.how),
      placeDom(step, frames));
    item.style.paddingLeft = `${Math.min(depth, 12) * 12}px`;
    return item;
  }));
}

export function placeDom(place: { file: string; line: number; column?: number }, frames: Frames): HTMLElement {
  if (!place.file) return el("span", { class: "place" }, "");
  const text = `${shortPath(place.file)}:${place.line}${place.column ? `:${place.column}` : ""}`;
  if (!frames.hasText(place.file) || !place.line) return el("span", { class: "place", title: place.file }, text);
  return el("button", { class: "place link", type: "button", title: place.file, on: { click: () => frames.go(place) } }, text);
}

/** The last parts of a long path. */
export function shortPath(path: string): string {
  if (path.length <= 48) return path;
  const parts = path.split("/");
  let kept = parts.pop()!;
  while (parts.length && kept.length + parts[parts.length - 1].length < 44) kept = `${parts.pop()}/${kept}`;
  return `…/${kept}`;
}
