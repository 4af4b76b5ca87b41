// marked lines of a file → signs in the gutter, phrases behind the code, heat of what was seen.
import { Facet, RangeSetBuilder } from "@codemirror/state";
import { Decoration, DecorationSet, EditorView, gutter, GutterMarker, ViewPlugin, ViewUpdate, WidgetType } from "@codemirror/view";
import { Counts, Line, Phrase, Tone } from "./Data";
import { el } from "./Dom";
import { icon, marksOf, markText } from "./Icons";
import { asShown, Choice } from "./Shown";
import { grouped, memory, short } from "./Words";

export interface Marked {
  lines: Map<number, Line>;
  choice: Choice;
  most: number; // bytes seen at the hottest line; 0 without a run
}

export const marked = Facet.define<Marked, Marked>({
  combine: (values) => values[0] ?? { lines: new Map(), choice: { stage: "both", all: false }, most: 0 },
});

class Signs extends GutterMarker {
  constructor(private readonly line: Line, private readonly choice: Choice) { super(); }
  override eq(other: Signs) { return other.line === this.line && other.choice === this.choice; }
  override toDOM() {
    const marks = marksOf(asShown(this.line.effects, this.line.unit, this.choice));
    return el("span", { class: "signs", title: marks.map(markText).join("; ") }, ...marks.map(icon));
  }
}

class Heat extends GutterMarker {
  constructor(private readonly counts: Counts, private readonly most: number) { super(); }
  override eq(other: Heat) { return other.counts === this.counts; }
  override toDOM() {
    const { allocations, bytes, frees } = this.counts;
    const events = allocations || frees;
    const degree = bytes ? 1 + Math.round(4 * Math.log1p(bytes) / Math.log1p(this.most)) : events ? 1 : 0;
    const title = events ? `seen: ${grouped(allocations)} allocations, ${memory(bytes)}, ${grouped(frees)} frees` : "not seen";
    return el("span", { class: `heat heat-${degree}`, title }, events ? short(events) : "·");
  }
}

export const signGutter = gutter({
  class: "gutter-signs",
  lineMarker(view, block) {
    const { lines, choice } = view.state.facet(marked);
    const line = lines.get(view.state.doc.lineAt(block.from).number);
    return line && asShown(line.effects, line.unit, choice).length ? new Signs(line, choice) : null;
  },
  lineMarkerChange: (update) => update.startState.facet(marked) !== update.state.facet(marked),
});

export const heatGutter = gutter({
  class: "gutter-heat",
  lineMarker(view, block) {
    const { lines, most } = view.state.facet(marked);
    const seen = lines.get(view.state.doc.lineAt(block.from).number)?.observed;
    return seen ? new Heat(seen, most) : null;
  },
});

class Phrases extends WidgetType {
  constructor(private readonly phrases: Phrase[]) { super(); }
  override eq(other: Phrases) { return other.phrases === this.phrases; }
  override toDOM() {
    return el("span", { class: "phrases" }, ...this.phrases.map(phraseOf));
  }
  override ignoreEvent() { return false; }
}

export function phraseOf(phrase: Phrase): HTMLElement {
  const tag = phrase.tone === Tone.Elided ? "s" : "span";
  return el(tag, { class: `phrase kind-${phrase.kind} tone-${phrase.tone}` }, phrase.text);
}

export const phraseWidgets = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) { this.decorations = phrasesIn(view); }
    update(update: ViewUpdate) {
      if (update.viewportChanged || update.docChanged || update.startState.facet(marked) !== update.state.facet(marked))
        this.decorations = phrasesIn(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function phrasesIn(view: EditorView): DecorationSet {
  const { lines, choice } = view.state.facet(marked);
  const builder = new RangeSetBuilder<Decoration>();
  const { doc } = view.state;
  let last = 0;
  for (const { from, to } of view.visibleRanges) {
    const end = doc.lineAt(to).number;
    for (let number = Math.max(last + 1, doc.lineAt(from).number); number <= end; ++number) {
      last = number;
      const line = lines.get(number);
      if (!line) continue;
      const at = doc.line(number);
      const phrases = line.phrases[choice.stage];
      if (phrases.length) {
        builder.add(at.from, at.from, Decoration.line({ class: `marked kind-${phrases[0].kind} tone-${phrases[0].tone}` }));
        builder.add(at.to, at.to, Decoration.widget({ widget: new Phrases(phrases), side: 1 }));
      }
    }
  }
  return builder.finish();
}
