// lines and places to be pointed out → decorations of an editor, by a name for each reason.
import { Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, DecorationSet, EditorView } from "@codemirror/view";

/** Why: what the pointer is on, or what was chosen. */
export type Reason = "hover" | "chosen";

interface Pointed { reason: Reason; lines: number[]; spans: { from: number; to: number }[] }

const point = StateEffect.define<Pointed>();

interface Kept { hover: DecorationSet; chosen: DecorationSet }

export const highlights = StateField.define<Kept>({
  create: () => ({ hover: Decoration.none, chosen: Decoration.none }),
  update(kept, transaction) {
    if (transaction.docChanged) kept = { hover: kept.hover.map(transaction.changes), chosen: kept.chosen.map(transaction.changes) };
    for (const effect of transaction.effects)
      if (effect.is(point)) kept = { ...kept, [effect.value.reason]: decorations(transaction.newDoc, effect.value) };
    return kept;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (kept) => kept.chosen),
    EditorView.decorations.from(field, (kept) => kept.hover),
  ],
});

function decorations(doc: { lines: number; line(number: number): { from: number } }, pointed: Pointed): DecorationSet {
  const line = Decoration.line({ class: `linked-${pointed.reason}` });
  const span = Decoration.mark({ class: `linked-span-${pointed.reason}` });
  const ranges: Range<Decoration>[] = [];
  for (const number of pointed.lines)
    if (number >= 1 && number <= doc.lines) ranges.push(line.range(doc.line(number).from));
  for (const { from, to } of pointed.spans) if (to > from) ranges.push(span.range(from, to));
  return Decoration.set(ranges, true);
}

/** `lines` count from 1. */
export function pointOut(view: EditorView, reason: Reason, lines: number[], spans: { from: number; to: number }[] = []): void {
  const kept = view.state.field(highlights);
  if (!lines.length && kept[reason] === Decoration.none) return;
  view.dispatch({ effects: point.of({ reason, lines, spans }) });
}

/** Scrolls only where none of `lines` is in sight. */
export function bringIntoSight(view: EditorView, lines: number[]): void {
  if (!lines.length) return;
  const top = view.scrollDOM.scrollTop;
  const bottom = top + view.scrollDOM.clientHeight;
  const inSight = lines.some((number) => {
    if (number > view.state.doc.lines) return false;
    const block = view.lineBlockAt(view.state.doc.line(number).from);
    return block.top >= top && block.bottom <= bottom;
  });
  if (!inSight) scrollTo(view, lines[0]);
}

export function scrollTo(view: EditorView, line: number): void {
  const at = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines))).from;
  view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "center" }) });
}
