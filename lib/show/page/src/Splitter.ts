// a bar between two parts → their sizes, by pointer or by arrow keys.
import { el } from "./Dom";

interface Between {
  label: string;
  /** Which way the bar is moved. */
  axis: "x" | "y";
  /** The part whose size is set, in percent of `whole`. */
  part: HTMLElement;
  whole: HTMLElement;
  /** Whether the part lies behind the bar. */
  behind: boolean;
}

export function splitter(between: Between, start: number): HTMLElement {
  const { axis, part, whole, behind } = between;
  const bar = el("div", {
    class: `splitter ${axis}`, role: "separator", tabindex: 0, "aria-label": between.label,
    "aria-orientation": axis === "x" ? "vertical" : "horizontal", "aria-valuemin": 5, "aria-valuemax": 95,
  });
  let share = start;
  const apply = (percent: number) => {
    share = Math.max(5, Math.min(95, percent));
    part.style.flexBasis = `${share}%`;
    bar.setAttribute("aria-valuenow", String(Math.round(share)));
  };
  apply(start);
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const box = whole.getBoundingClientRect();
    const at = axis === "x" ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
    apply(100 * (behind ? 1 - at : at));
  });
  bar.addEventListener("keydown", (event) => {
    const forward = axis === "x" ? "ArrowRight" : "ArrowDown";
    const back = axis === "x" ? "ArrowLeft" : "ArrowUp";
    if (event.key !== forward && event.key !== back) return;
    apply(share + ((event.key === forward) === behind ? -4 : 4));
    event.preventDefault();
  });
  return bar;
}
