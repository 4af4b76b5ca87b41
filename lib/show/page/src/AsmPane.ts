// one unit's assembly → the right pane: filtered, coloured, with its calls of the heap marked.
import { foldService } from "@codemirror/language";
import { EditorState, Text } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker, hoverTooltip, ViewPlugin, ViewUpdate } from "@codemirror/view";
import { RangeSetBuilder } from "@codemirror/state";
import { asmColours } from "./AsmColours";
import { AsmSwitches, filtered, ShownAssembly } from "./AsmFilter";
import type { Assembly } from "./Assembly";
import type { Frame } from "./Data";
import { chainDom } from "./Chain";
import { onCaret, onHover, reading } from "./Editor";
import { bringIntoSight, pointOut, Reason, scrollTo } from "./Highlight";
import { icon } from "./Icons";
import { jumpArrows, Stretch } from "./JumpArrows";
import type { Links } from "./Links";
import type { Place } from "./State";
import { kindVerbs } from "./Words";

export interface AsmEvents {
  hover(asmLine: number): void; // of the assembly; -1 beside it
  caret(asmLine: number): void;
  go(place: Place): void;
  hasText(file: string): boolean;
}

class Sign extends GutterMarker {
  constructor(private readonly kind: number) { super(); }
  override eq(other: Sign) { return other.kind === this.kind; }
  override toDOM() {
    const sign = document.createElement("span");
    sign.className = "signs";
    sign.title = kindVerbs[this.kind];
    sign.appendChild(icon({ kind: this.kind, certainty: 2, elided: false }));
    return sign;
  }
}
const signs = [0, 1, 2, 3].map((kind) => new Sign(kind));
const heapLines = [0, 1, 2, 3].map((kind) => Decoration.line({ class: `asm-heap kind-${kind}` }));

export class AsmPane {
  readonly view: EditorView;
  private assembly?: Assembly;
  private links?: Links;
  private shown: ShownAssembly = { texts: [], lines: new Int32Array() };
  private stretches: Stretch[] = [];

  constructor(parent: HTMLElement, private readonly events: AsmEvents) {
    this.view = new EditorView({ parent, state: EditorState.create({ extensions: reading("Assembly") }) });
  }

  show(assembly: Assembly, links: Links, switches: AsmSwitches): void {
    this.assembly = assembly;
    this.links = links;
    this.shown = filtered(assembly, switches);
    this.stretches = this.findStretches();
    const doc = this.shown.texts.length ? Text.of(this.shown.texts) : Text.of(["  (nothing is left by the filters)"]);
    this.view.setState(EditorState.create({ doc, extensions: this.extensions() }));
  }

  /** Which of the shown lines, from 1, have an effect: what the overview shows. */
  get effects(): { line: number; kind: number }[] {
    const found: { line: number; kind: number }[] = [];
    this.shown.lines.forEach((at, index) => {
      const kind = this.assembly!.effect[at];
      if (kind >= 0) found.push({ line: index + 1, kind });
    });
    return found;
  }

  /** Lines of the assembly → lines of the pane; those that are left out have none. */
  pointOut(reason: Reason, asmLines: number[], scroll: boolean): void {
    const lines = asmLines.map((line) => this.shownLine(line)).filter((line) => line > 0);
    pointOut(this.view, reason, lines);
    if (scroll) bringIntoSight(this.view, this.heapFirst(lines));
  }

  goToFunction(symbol: string): void {
    const one = this.assembly?.functions.find((other) => other.symbol === symbol);
    if (!one) return;
    for (let at = one.from; at < one.to; ++at)
      if (this.shownLine(at) > 0) return scrollTo(this.view, this.shownLine(at));
  }

  /** The instruction that the caret is on; -1 where it is on none. */
  asmLineOf(line: number): number { return this.shown.lines[line - 1] ?? -1; }

  chainOf(asmLine: number): Frame[] { return asmLine < 0 ? [] : this.links?.from(asmLine) ?? []; }

  /** A call of the heap is what a reader looks for. */
  private heapFirst(lines: number[]): number[] {
    const heap = lines.filter((line) => this.assembly!.effect[this.shown.lines[line - 1]] >= 0);
    return heap.length ? heap : lines;
  }

  private shownLine(asmLine: number): number {
    const { lines } = this.shown;
    let low = 0;
    for (let high = lines.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (lines[middle] < asmLine) low = middle + 1;
      else high = middle;
    }
    return lines[low] === asmLine ? low + 1 : 0;
  }

  private findStretches(): Stretch[] {
    const stretches: Stretch[] = [];
    let last: unknown;
    this.shown.lines.forEach((at, index) => {
      const one = this.assembly!.functionOf(at);
      if (one === last) stretches[stretches.length - 1].to = index + 2;
      else stretches.push({ from: index + 1, to: index + 2 });
      last = one;
    });
    return stretches;
  }

  private stretchOf(line: number): Stretch {
    let low = 0;
    for (let high = this.stretches.length; low + 1 < high; ) {
      const middle = (low + high) >> 1;
      if (this.stretches[middle].from <= line) low = middle;
      else high = middle;
    }
    return this.stretches[low] ?? { from: line, to: line + 1 };
  }

  private extensions() {
    const kindOf = (line: number) => this.assembly!.effect[this.shown.lines[line - 1] ?? -1] ?? -1;
    return [
      gutter({
        class: "gutter-signs",
        lineMarker: (view, block) => signs[kindOf(view.state.doc.lineAt(block.from).number)] ?? null,
      }),
      jumpArrows((line) => this.stretchOf(line)),
      foldService.of((state, from) => {
        const line = state.doc.lineAt(from);
        const stretch = this.stretchOf(line.number);
        if (stretch.from !== line.number || stretch.to <= line.number + 1) return null;
        return { from: line.to, to: state.doc.line(Math.min(state.doc.lines, stretch.to - 1)).to };
      }),
      reading("Assembly"),
      asmColours,
      ViewPlugin.define((view) => ({
        decorations: heapIn(view, kindOf),
        update(update: ViewUpdate) { if (update.viewportChanged || update.docChanged) this.decorations = heapIn(update.view, kindOf); },
      }), { decorations: (plugin) => plugin.decorations }),
      hoverTooltip((view, position) => this.tooltip(view, position), { hoverTime: 250 }),
      onHover((line) => this.events.hover(line ? this.asmLineOf(line) : -1)),
      onCaret((line) => this.events.caret(this.asmLineOf(line))),
    ];
  }

  private tooltip(view: EditorView, position: number) {
    const line = view.state.doc.lineAt(position);
    const chain = this.chainOf(this.asmLineOf(line.number));
    if (!chain.length) return null;
    return { pos: position, end: line.to, above: false, create: () => ({ dom: chainDom(chain, this.events) }) };
  }
}

function heapIn(view: EditorView, kindOf: (line: number) => number) {
  const builder = new RangeSetBuilder<Decoration>();
  const { doc } = view.state;
  for (const { from, to } of view.visibleRanges) {
    const last = doc.lineAt(to).number;
    for (let line = doc.lineAt(from).number; line <= last; ++line) {
      const kind = kindOf(line);
      if (kind >= 0) builder.add(doc.line(line).from, doc.line(line).from, heapLines[kind]);
    }
  }
  return builder.finish();
}
