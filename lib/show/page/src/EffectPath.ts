// one effect → its path as a tree, from the line out to what is called at its end.
import { Frames, Step, stepsDom } from "./Chain";
import type { Row } from "./EffectRows";

export type Chain = Frames;

export function stepsOf({ line, effect }: Row, frames: Frames): HTMLElement {
  const steps: Step[] = Array.from(effect.path, (index, at) => {
    const frame = line.unit.frame(index);
    return { ...frame, how: at === 0 ? "" : frame.in >= 0 ? "inlined" : "call" };
  });
  const size = effect.bytes >= 0 ? `${effect.bytes} B` : "";
  steps.push({ function: effect.callee || effect.reason, file: "", line: 0, column: 0, how: size });
  return stepsDom(steps, frames);
}
