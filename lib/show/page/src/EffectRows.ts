// report, what is asked for → the effects that the panel lists, in order. Knows no elements.
import type { Effect, Line, Report } from "./Data";
import { asShown, Choice } from "./Shown";
import { certainties, kinds, phases, stages } from "./Words";

export interface Row {
  line: Line;
  effect: Effect;
  function: string; // that the line stands in
}

export type SortKey = "place" | "kind" | "certainty" | "phase" | "bytes" | "function" | "seen";

export interface Wish {
  kinds: boolean[];
  certainty: number; // -1 for any
  phase: number; // -1 for any
  inLoop: boolean;
  direct: boolean;
  file: string; // empty for all
  text: string;
  sort: SortKey;
}

export const everything: Wish = {
  kinds: [true, true, true, true], certainty: -1, phase: -1, inLoop: false, direct: false, file: "", text: "", sort: "place",
};

export function rowsOf(report: Report, choice: Choice, wish: Wish): Row[] {
  const rows: Row[] = [];
  const text = wish.text.toLowerCase();
  for (const unit of report.units)
    for (const line of unit.lines) {
      if (wish.file && line.file !== wish.file) continue;
      for (const effect of asShown(line.effects, unit, choice)) {
        if (!fits(effect, wish)) continue;
        const row = { line, effect, function: unit.frame(effect.path[0]).function };
        if (!text || textOf(row).toLowerCase().includes(text)) rows.push(row);
      }
    }
  return rows.sort(orders[wish.sort]);
}

function fits(effect: Effect, wish: Wish): boolean {
  return wish.kinds[effect.kind] && (wish.certainty < 0 || effect.certainty === wish.certainty) &&
    (wish.phase < 0 || effect.phase === wish.phase) && (!wish.inLoop || effect.inLoop) && (!wish.direct || effect.direct);
}

const textOf = ({ line, effect, function: name }: Row) =>
  [`${line.file}:${line.line}`, name, effect.callee, effect.reason, effect.type, effect.subject, kinds[effect.kind],
   certainties[effect.certainty], phases[effect.phase], stages[effect.stage], effect.inLoop ? "loop" : ""].join("\n");

const byPlace = (left: Row, right: Row) =>
  left.line.file < right.line.file ? -1 : left.line.file > right.line.file ? 1
    : left.line.line - right.line.line || left.effect.kind - right.effect.kind;
const size = (row: Row) => Math.max(row.effect.bytes, row.effect.elementBytes);
const seen = (row: Row) => row.line.observed?.bytes ?? -1;

const orders: Record<SortKey, (left: Row, right: Row) => number> = {
  place: byPlace,
  kind: (left, right) => left.effect.kind - right.effect.kind || byPlace(left, right),
  certainty: (left, right) => right.effect.certainty - left.effect.certainty || byPlace(left, right),
  phase: (left, right) => left.effect.phase - right.effect.phase || byPlace(left, right),
  bytes: (left, right) => size(right) - size(left) || byPlace(left, right),
  function: (left, right) => left.function.localeCompare(right.function) || byPlace(left, right),
  seen: (left, right) => seen(right) - seen(left) || byPlace(left, right),
};
