// effects and the stage that is looked at → those that are shown. The rule of lib/show/Phrases.cpp.
import type { Effect, Unit } from "./Data";
import type { StageView } from "./Words";

export interface Choice {
  stage: StageView;
  all: boolean; // destructors that leave the heap alone as well
}

function isShown(effect: Effect, unit: Unit, choice: Choice): boolean {
  const told = effect.kind === 2 && !effect.direct;
  if (!choice.all && (!effect.mattersToHeap || told)) return false;
  const last = unit.absentStage === "built" ? 0 : 1;
  if (choice.stage === "both") return effect.stage === last || (effect.elided && effect.certainty !== 0);
  return effect.stage === (choice.stage === "built" ? 1 : 0);
}

export function asShown(effects: Effect[], unit: Unit, choice: Choice): Effect[] {
  return effects.filter((effect) => isShown(effect, unit, choice));
}
