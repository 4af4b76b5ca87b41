// effects of the whole report → a list to sort, filter and search; the chosen one's path beside it.
import { Chain, stepsOf } from "./EffectPath";
import { shortPath } from "./Chain";
import type { Report } from "./Data";
import { el, refill } from "./Dom";
import { everything, Row, rowsOf, SortKey, Wish } from "./EffectRows";
import { icon, markText } from "./Icons";
import type { Choice } from "./Shown";
import { VirtualList } from "./VirtualList";
import { certainties, kindVerbs, grouped, memory, phases, shortName, stages } from "./Words";

export interface EffectEvents {
  open(row: Row): void;
  select(row: Row): void;
}

export class EffectPanel {
  readonly dom: HTMLElement;
  readonly search: HTMLInputElement;
  readonly list: VirtualList<Row>;
  private wish: Wish = { ...everything, kinds: [...everything.kinds] };
  private choice: Choice = { stage: "both", all: false };
  private readonly count = el("span", { class: "count", role: "status" });

  constructor(private readonly report: Report, events: EffectEvents) {
    this.list = new VirtualList<Row>({
      label: "Effects", id: "effects", rowHeight: 24, empty: "No effect fits.",
      render: (row) => this.render(row), onOpen: (row) => events.open(row), onSelect: (row) => events.select(row),
    });
    this.search = el("input", {
      type: "search", placeholder: "Search effects", "aria-label": "Search effects",
      on: { input: () => this.want({ text: this.search.value }) },
    });
    this.dom = el("div", { class: "effects" }, this.bar(), this.list.dom);
  }

  show(choice: Choice): void {
    this.choice = choice;
    this.update();
  }

  /** The first row of a line, if one is listed. */
  mark(file: string, line: number): void {
    const index = this.list.shown.findIndex((row) => row.line.file === file && row.line.line === line);
    if (index >= 0) this.list.mark(index);
  }

  private want(change: Partial<Wish>): void {
    this.wish = { ...this.wish, ...change };
    this.update();
  }

  private update(): void {
    const rows = rowsOf(this.report, this.choice, this.wish);
    this.list.set(rows);
    refill(this.count, `${grouped(rows.length)} effect${rows.length === 1 ? "" : "s"}`);
  }

  private bar(): HTMLElement {
    const sorts: [SortKey, string][] = [["place", "place"], ["kind", "kind"], ["certainty", "certainty"], ["phase", "phase"],
      ["bytes", "bytes"], ["function", "function"]];
    if (this.report.runs.length) sorts.push(["seen", "bytes seen"]);
    const files = this.report.files.map((file): [string, string] => [file.name, shortPath(file.name)]);
    return el("div", { class: "bar", role: "group", "aria-label": "Which effects" },
      ...[0, 3, 1, 2].map((kind) => this.kindSwitch(kind)),
      select("Certainty", [["-1", "any certainty"], ["2", "always"], ["1", "sometimes"], ["0", "exceptional"]],
        (value) => this.want({ certainty: Number(value) })),
      select("Phase", [["-1", "any phase"], ...phases.map((name, at): [string, string] => [String(at), name])],
        (value) => this.want({ phase: Number(value) })),
      this.report.files.length > 1 && select("File", [["", "all files"], ...files], (value) => this.want({ file: value })),
      check("in a loop", (on) => this.want({ inLoop: on })),
      check("direct", (on) => this.want({ direct: on })),
      select("Sort by", sorts.map(([key, name]): [string, string] => [key, `by ${name}`]), (value) => this.want({ sort: value as SortKey })),
      this.search, this.count);
  }

  private kindSwitch(kind: number): HTMLElement {
    const box = el("input", {
      type: "checkbox", checked: true, "aria-label": kindVerbs[kind],
      on: { change: () => { this.wish.kinds[kind] = box.checked; this.want({}); } },
    });
    return el("label", { class: "kind-switch", title: kindVerbs[kind] }, box, icon({ kind, certainty: 2, elided: false }), kindVerbs[kind]);
  }

  private render({ line, effect, function: name }: Row) {
    const mark = icon(effect);
    const place = `${line.file.split("/").pop()}:${line.line}`;
    const what = effect.kind === 3 ? effect.reason : effect.kind === 2 ? effect.subject || effect.type : shortName(effect.callee);
    const seen = line.observed ? (line.observed.allocations ? `seen ${grouped(line.observed.allocations)} × · ${memory(line.observed.bytes)}` : "not seen") : "";
    const when = [phases[effect.phase] === "run" ? "" : phases[effect.phase], this.choice.stage === "both" && !effect.elided ? "" : stages[effect.stage],
      effect.inLoop ? "in loop" : ""].filter((text) => text).join(" · ");
    const cells = [place, markText(effect), when, sizeText(effect), what, shortName(name), seen];
    const classes = ["place", "what", "when", "size", "callee", "function", "seen"];
    return {
      class: effect.elided ? "elided" : "",
      children: [mark, ...cells.map((text, at) => el("span", { class: `cell ${classes[at]}`, title: at === 0 ? `${line.file}:${line.line}` : text.length > 16 ? text : undefined }, text))],
    };
  }
}

/** "24 B Node", "8 B int × n" */
export function sizeText(effect: { bytes: number; elementBytes: number; type: string }): string {
  if (effect.bytes >= 0) return `${memory(effect.bytes)} ${effect.type}`.trim();
  return effect.elementBytes >= 0 ? `${memory(effect.elementBytes)} ${effect.type} × n` : effect.type;
}

export function select(label: string, options: [string, string][], each: (value: string) => void): HTMLSelectElement {
  const box = el("select", { "aria-label": label, title: label, on: { change: () => each(box.value) } },
    ...options.map(([value, text]) => el("option", { value }, text)));
  return box;
}

export function check(label: string, each: (on: boolean) => void, on = false): HTMLElement {
  const box = el("input", { type: "checkbox", checked: on, on: { change: () => each(box.checked) } });
  return el("label", { class: "check" }, box, label);
}

/** What is known of one effect, with the way to it. */
export function effectDetail(row: Row, chain: Chain): HTMLElement {
  const { effect, line } = row;
  const facts = [markText(effect), effect.kind >= 2 || effect.elided ? certainties[effect.certainty] : "", phases[effect.phase] === "run" ? "at run time" : `at ${phases[effect.phase]}`,
    effect.elided ? "written only: the optimizer left nothing of it" : stages[effect.stage],
    effect.inLoop ? "in a loop" : "", effect.direct ? "direct" : "through code of yours", effect.subject, sizeText(effect)];
  return el("div", { class: "detail-effect" },
    el("h2", {}, icon(effect), ` ${line.file}:${line.line}`),
    el("p", { class: "facts" }, facts.filter((text) => text).join(" · ")),
    effect.reason !== "" && el("p", {}, `can't be seen: ${effect.reason}`),
    stepsOf(row, chain));
}
