// a finding → what is told of it beside its message: the way, the promise, what to do.
import { Frames, placeDom, stepsDom } from "./Chain";
import type { Finding } from "./Data";
import { el } from "./Dom";

export function findingDetail(one: Finding, frames: Frames): HTMLElement {
  const path = one.path ?? [];
  const steps = path.map((frame, at) => ({ ...frame, how: at === 0 ? "" : frame.inlined ? "inlined" : "call" }));
  if (steps.length && (one.callee || one.reason))
    steps.push({ function: one.callee || one.reason!, file: "", line: 0, column: 0, how: one.size ?? "", inlined: false });
  return el("div", { class: "detail-finding" },
    el("h2", {}, el("span", { class: `severity ${one.severity}` }, one.severity), ` ${one.message}`),
    el("p", { class: "facts" }, `${one.rule} · `, placeDom(one, frames)),
    steps.length > 0 && stepsDom(steps, frames),
    one.promise !== undefined && el("p", {}, `${one.promise} `,
      one.promise_file !== undefined && placeDom({ file: one.promise_file, line: one.promise_line ?? 0 }, frames)),
    one.mend !== undefined && el("p", { class: "mend" }, el("b", {}, "mend: "), one.mend),
    one.standing !== "counts" && el("p", {}, one.standing === "known" ? "known: it stands in the baseline" : `suppressed${one.justification ? `: ${one.justification}` : ""}`));
}
