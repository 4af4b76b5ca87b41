// report and where its parts come from → the whole page, wired together. A server may hand it
// another report at any time.
import { Assembly } from "./Assembly";
import { AsmSwitches, usualSwitches } from "./AsmFilter";
import { AsmPane } from "./AsmPane";
import type { Frames } from "./Chain";
import { chainDom } from "./Chain";
import type { Chunks } from "./Chunks";
import type { Finding, Fn, Report, Unit } from "./Data";
import { append, el, refill } from "./Dom";
import { effectDetail, EffectPanel } from "./EffectPanel";
import type { Row } from "./EffectRows";
import { findingDetail } from "./FindingDetail";
import { bringIntoSight, pointOut } from "./Highlight";
import { Index } from "./Index";
import { helpDialog, Key, listen } from "./Keys";
import { Links } from "./Links";
import { Overview, Spot } from "./Overview";
import { printOn } from "./Print";
import { SourcePane } from "./SourcePane";
import { Place, Store } from "./State";
import { splitter } from "./Splitter";
import { Theme } from "./Theme";
import type { StageView } from "./Words";
import type { Text } from "@codemirror/state";

interface Open { unit: Unit; assembly: Assembly; links: Links }

export class App implements Frames {
  private readonly store: Store;
  private readonly source: SourcePane;
  private readonly asm: AsmPane;
  private readonly effects: EffectPanel;
  private readonly index: Index;
  private readonly sourceOverview: Overview;
  private readonly asmOverview: Overview;
  private readonly theme: Theme;
  private readonly detail = el("section", { class: "detail", "aria-label": "Detail", tabindex: 0 });
  private readonly title = el("h2", { class: "pane-title" });
  private readonly totals = el("span", { class: "totals" });
  private readonly status = el("div", { class: "visually-hidden", role: "status" });
  private readonly root = el("div", { class: "app" });
  private readonly opened = new Map<Unit, Promise<Open>>();
  private readonly texts = new Map<string, Text>();
  private switches: AsmSwitches = { ...usualSwitches };
  private open?: Open;
  private dwell = 0;
  private askedFor = ""; // the place whose detail was chosen already
  private keys: Key[] = [];

  constructor(parent: HTMLElement, private readonly report: Report, private readonly chunks: Chunks) {
    const file = report.findings?.[0]?.file || this.firstFile();
    this.store = new Store({ file, line: 0, stage: report.stage, all: false }, (name) => this.knows(name));
    const sourceBox = el("div", { class: "editor" });
    const asmBox = el("div", { class: "editor" });
    this.source = new SourcePane(sourceBox, report, chunks, {
      hover: (line) => this.hoverSource(line), caret: (line) => this.store.stay(line),
    });
    this.asm = new AsmPane(asmBox, {
      hover: (line) => this.hoverAsm(line), caret: (line) => this.chooseAsm(line),
      go: (place) => this.go(place), hasText: (name) => this.hasText(name),
    });
    this.sourceOverview = new Overview((line) => this.go({ file: this.store.now.file, line }));
    this.asmOverview = new Overview((line) => bringIntoSight(this.asm.view, [line]));
    this.effects = new EffectPanel(report, {
      open: (row) => this.openEffect(row), select: (row) => this.tell(effectDetail(row, this)),
    });
    this.index = new Index(report, {
      openFile: (name) => this.go({ file: name, line: 0 }), openFunction: (one) => this.openFunction(one),
      openFinding: (one) => this.openFinding(one),
    });
    this.theme = new Theme(() => this.repaint());
    this.keys = this.makeKeys();
    this.build(parent, sourceBox, asmBox);
    listen(this.keys);
    printOn(parent.appendChild(el("div", { class: "print" })), report, () => ({
      choice: this.store.now, textOf: (name) => this.texts.get(name),
    }));
  }

  /** Resolves when the source is there; the assembly comes after it. */
  async start(): Promise<void> {
    this.store.follow();
    this.store.writeAddress();
    this.store.onChange((now, before) => void this.changed(now, before));
    const { now } = this.store;
    this.effects.show(now);
    this.index.show(now);
    await this.showFile(now.file, now.line);
    performance.mark("heaplight-source");
    const first = this.report.findings?.[0];
    if (first) this.tell(findingDetail(first, this));
    await new Promise((resolve) => setTimeout(resolve)); // What is there is painted first.
    await this.showAssembly(now.file);
    performance.mark("heaplight-assembly");
    if (now.line) this.choose(now.line, true);
    for (const file of this.report.files) if (file.lines >= 0 && file.lines < 20000) this.texts.set(file.name, await this.source.text(file.name));
  }

  go(place: Place): void { this.store.go({ file: place.file, line: place.line }); this.focusPane("source", false); }
  hasText(file: string): boolean { return this.report.hasText(file); }

  private knows(file: string): boolean { return this.report.files.some((one) => one.name === file); }

  private firstFile(): string {
    const { units, files } = this.report;
    const source = units.find((unit) => this.hasText(unit.source))?.source;
    return source ?? files.find((file) => file.lines >= 0)?.name ?? files[0]?.name ?? "";
  }

  private build(parent: HTMLElement, sourceBox: HTMLElement, asmBox: HTMLElement): void {
    const hasAssembly = this.report.units.some((unit) => unit.hasAssembly);
    const source = el("section", { class: "pane source", "aria-label": "Source" },
      el("div", { class: "pane-head" }, this.title, this.totals), el("div", { class: "pane-body" }, sourceBox, this.sourceOverview.dom));
    const asm = el("section", { class: "pane asm", "aria-label": "Assembly" },
      el("div", { class: "pane-head" }, el("h2", { class: "pane-title" }, "Assembly"), this.asmSwitches()),
      el("div", { class: "pane-body" }, asmBox, this.asmOverview.dom));
    const panes = el("div", { class: "panes" }, source);
    if (hasAssembly) append(panes, splitter({ label: "Width of the assembly", axis: "x", part: asm, whole: panes, behind: true }, 42), asm);
    const bottom = el("section", { class: "bottom", "aria-label": "Effects" }, this.effects.dom, this.detail);
    const middle = el("div", { class: "middle" }, panes);
    append(middle, splitter({ label: "Height of the effects", axis: "y", part: bottom, whole: middle, behind: true }, 32), bottom);
    refill(this.detail, el("p", { class: "hint" }, "Choose a line, an instruction or an effect to see the way to the heap."));
    append(this.root, this.header(), el("div", { class: "body" }, this.index.dom, el("main", {}, middle)), this.tabs(hasAssembly), this.status);
    this.root.dataset.pane = "source";
    append(parent, this.root, this.helpBox);
  }

  private helpBox!: HTMLDialogElement;

  private header(): HTMLElement {
    this.helpBox = helpDialog(this.keys);
    const { report } = this;
    const unit = report.units[0];
    const notes = [...report.problems.map((one) => `${one.source}: ${one.message}`), ...report.units.flatMap((one) => one.notes)];
    const unmarked = report.units.flatMap((one) => one.unmarked);
    return el("header", {},
      el("button", { class: "index-button", type: "button", "aria-label": "Index of files and functions", on: { click: () => this.toggleIndex() } }, "☰"),
      el("h1", {}, "Heaplight"),
      unit !== undefined && el("span", { class: "how" }, report.units.length > 1 ? `${report.units.length} units` : unit.how),
      el("span", { class: "space" }),
      this.stageSwitch(),
      el("label", { class: "check" }, this.allBox(), "all destructors"),
      notes.length + unmarked.length > 0 && el("button", { type: "button", class: unmarked.length || report.problems.length ? "warns" : "",
        on: { click: () => this.tellNotes(notes) } }, `${notes.length + unmarked.length} notes`),
      el("button", { type: "button", class: "theme", on: { click: () => this.theme.next() } }, "Theme"),
      el("button", { type: "button", "aria-label": "Help", on: { click: () => this.helpBox.showModal() } }, "?"));
  }

  private stageSwitch(): HTMLElement {
    const names: [StageView, string][] = [["written", "written"], ["both", "both"], ["built", "built"]];
    return el("fieldset", { class: "stages" }, el("legend", { class: "visually-hidden" }, "Stage"), ...names.map(([stage, text]) =>
      el("label", {}, el("input", { type: "radio", name: "stage", value: stage, checked: this.store.now.stage === stage,
        on: { change: () => this.store.set({ stage }) } }), el("span", {}, text))));
  }

  private allBox(): HTMLElement {
    const box = el("input", { type: "checkbox", on: { change: () => this.store.set({ all: box.checked }) } });
    return box;
  }

  private asmSwitches(): HTMLElement {
    const names: [keyof AsmSwitches, string][] = [["onlyHeap", "only heap"], ["demangled", "demangled"], ["libraryFunctions", "library functions"]];
    return el("details", { class: "filters" }, el("summary", {}, "Filters"), el("div", { class: "menu" }, ...names.map(([name, text]) => {
      const box = el("input", { type: "checkbox", checked: this.switches[name], "data-switch": name,
        on: { change: () => this.filter(name, box.checked) } });
      return el("label", {}, box, text);
    })));
  }

  private tabs(hasAssembly: boolean): HTMLElement {
    const names: [string, string][] = [["source", "Source"], ...(hasAssembly ? [["asm", "Assembly"] as [string, string]] : []), ["bottom", "Effects"], ["index", "Index"]];
    return el("nav", { class: "tabs", "aria-label": "Parts" }, ...names.map(([pane, text]) =>
      el("button", { type: "button", "data-tab": pane, "aria-pressed": String(pane === "source"), on: { click: () => this.focusPane(pane, true) } }, text)));
  }

  private makeKeys(): Key[] {
    return [
      { key: "?", does: "this help", run: () => this.helpBox.showModal() },
      { key: "n", does: "next line that comes to the heap", run: () => this.step(1) },
      { key: "p", does: "the one before", run: () => this.step(-1) },
      { key: "s", does: "to the source", run: () => this.focusPane("source", true) },
      { key: "a", does: "to the assembly", run: () => this.focusPane("asm", true) },
      { key: "e", does: "to the effects", run: () => this.focusPane("bottom", true) },
      { key: "f", does: "to the files and functions", run: () => this.focusPane("index", true) },
      { key: "/", does: "search the effects", run: () => { this.focusPane("bottom", false); this.effects.search.focus(); } },
      { key: "1", does: "as written", run: () => this.pickStage("written") },
      { key: "2", does: "both stages", run: () => this.pickStage("both") },
      { key: "3", does: "as built", run: () => this.pickStage("built") },
      { key: "h", does: "only what touches the heap in the assembly, or all", run: () => this.filter("onlyHeap", !this.switches.onlyHeap) },
      { key: "i", does: "show or hide the index", run: () => this.toggleIndex() },
      { key: "t", does: "theme: the system's, light, dark", run: () => this.theme.next() },
    ];
  }

  private async changed(now: Store["now"], before: Store["now"]): Promise<void> {
    const chosen = now.stage !== before.stage || now.all !== before.all;
    if (chosen) {
      this.source.choose(now);
      this.effects.show(now);
      this.index.show(now);
      this.drawSourceOverview();
    }
    if (now.file !== before.file) {
      await this.showFile(now.file, now.line);
      await this.showAssembly(now.file);
    } else if (now.line !== before.line && now.line) {
      const caret = this.source.view.state.doc.lineAt(this.source.view.state.selection.main.head).number;
      if (caret !== now.line) await this.source.show(now.file, now.line, now);
    }
    if (!chosen && now.line) this.choose(now.line, true);
  }

  private async showFile(file: string, line: number): Promise<void> {
    this.title.textContent = "";
    append(this.title, file);
    this.title.title = file;
    this.index.current = file;
    await this.source.show(file, line, this.store.now);
    this.index.markFile(file);
    this.drawSourceOverview();
    const unit = this.report.unitOf(file);
    refill(this.totals, unit && unit.source === file ? totalsText(unit) : "");
  }

  private async showAssembly(file: string): Promise<void> {
    const unit = this.report.unitOf(file);
    if (!unit?.hasAssembly || this.open?.unit === unit) return;
    let opened = this.opened.get(unit);
    if (!opened) this.opened.set(unit, (opened = this.openUnit(unit)));
    this.open = await opened;
    this.drawAssembly();
  }

  private async openUnit(unit: Unit): Promise<Open> {
    const [text, columns] = await Promise.all([this.chunks.text(`assembly/${unit.index}`), this.chunks.text(`columns/${unit.index}`)]);
    const assembly = new Assembly(text, columns);
    return { unit, assembly, links: new Links(unit, assembly, (file) => this.hasText(file)) };
  }

  private drawAssembly(): void {
    if (!this.open) return;
    this.asm.show(this.open.assembly, this.open.links, this.switches);
    const spots = this.asm.effects.map((one): Spot => ({ ...one, weak: false }));
    this.asmOverview.set(spots, this.asm.view.state.doc.lines);
    if (this.store.now.line) this.choose(this.store.now.line, true);
  }

  private drawSourceOverview(): void {
    const { file, stage } = this.store.now;
    const spots: Spot[] = [];
    for (const [line, { phrases }] of this.report.lines(file))
      for (const phrase of phrases[stage]) spots.push({ line, kind: phrase.kind, weak: phrase.tone >= 4 });
    this.sourceOverview.set(spots, this.source.view.state.doc.lines);
  }

  private repaint(): void {
    this.sourceOverview.draw();
    this.asmOverview.draw();
    this.say(`theme: ${this.theme.name}`);
  }

  private filter(name: keyof AsmSwitches, on: boolean): void {
    this.switches = { ...this.switches, [name]: on };
    const box = this.root.querySelector<HTMLInputElement>(`[data-switch=${name}]`);
    if (box) box.checked = on;
    this.drawAssembly();
  }

  /** What the pointer is on, and after a while brings the other pane there. */
  private hoverSource(line: number): void {
    clearTimeout(this.dwell);
    pointOut(this.source.view, "hover", line ? [line] : []);
    const lines = line ? this.open?.links.of(this.source.shownFile, line) ?? [] : [];
    this.asm.pointOut("hover", lines, false);
    if (lines.length) this.dwell = window.setTimeout(() => this.asm.pointOut("hover", lines, true), 300);
  }

  private hoverAsm(asmLine: number): void {
    clearTimeout(this.dwell);
    this.asm.pointOut("hover", asmLine < 0 ? [] : [asmLine], false);
    const lines = this.source.pointOutFrames("hover", this.asm.chainOf(asmLine));
    if (lines.length) this.dwell = window.setTimeout(() => bringIntoSight(this.source.view, lines), 300);
  }

  private choose(line: number, scroll: boolean): void {
    const { file } = this.store.now;
    pointOut(this.source.view, "chosen", [line]);
    this.asm.pointOut("chosen", this.open?.links.of(file, line) ?? [], scroll);
    this.effects.mark(file, line);
    const marked = this.report.lines(file).get(line);
    const asked = this.askedFor === `${file}:${line}`;
    this.askedFor = "";
    if (!marked || asked) return;
    const texts = marked.phrases[this.store.now.stage].map((phrase) => phrase.text);
    this.say(`line ${line}: ${texts.join("; ")}`);
    const first = this.effects.list.shown.find((row) => row.line === marked);
    if (first) this.tell(effectDetail(first, this));
  }

  private chooseAsm(asmLine: number): void {
    const chain = this.asm.chainOf(asmLine);
    if (!chain.length) return;
    const lines = this.source.pointOutFrames("chosen", chain);
    if (lines.length) bringIntoSight(this.source.view, lines);
    this.asm.pointOut("chosen", [asmLine], false);
    this.tell(el("div", {}, el("h2", {}, "Instruction"), chainDom(chain, this)));
  }

  private openEffect(row: Row): void {
    this.openWith({ file: row.line.file, line: row.line.line }, effectDetail(row, this));
  }

  /** To a place, with a detail of its own instead of the line's first. */
  private openWith(place: Place, content: HTMLElement): void {
    this.askedFor = `${place.file}:${place.line}`;
    this.go(place);
    this.tell(content);
  }

  private openFunction(one: Fn): void {
    if (one.file && this.knows(one.file)) this.go({ file: one.file, line: one.line });
    if (this.open?.unit === one.unit) this.asm.goToFunction(one.symbol);
  }

  private openFinding(one: Finding): void {
    if (this.knows(one.file)) this.openWith(one, findingDetail(one, this));
    else this.tell(findingDetail(one, this));
  }

  private tell(content: HTMLElement): void { refill(this.detail, content); }

  private tellNotes(notes: string[]): void {
    const unmarked = this.report.units.flatMap((unit) => unit.unmarked);
    this.tell(el("div", {}, el("h2", {}, "Notes"),
      unmarked.length > 0 && el("p", {}, "Lines that came to the heap in the run and bear no mark: either Heaplight missed something there, or the run was of other code."),
      el("ul", {}, ...unmarked.map((one) => el("li", {}, `${one.file}:${one.line}: ${[one.allocates && "allocated", one.frees && "freed"].filter(Boolean).join(" and ")}`)),
        ...notes.map((note) => el("li", {}, note)))));
    this.focusPane("bottom", false);
  }

  private say(text: string): void { refill(this.status, text); }

  private step(by: 1 | -1): void {
    const { file, stage, line } = this.store.now;
    const lines = [...this.report.lines(file)].filter(([, one]) => one.phrases[stage].length).map(([number]) => number).sort((a, b) => a - b);
    const next = by > 0 ? lines.find((number) => number > line) : lines.reverse().find((number) => number < line || !line);
    if (next) this.store.go({ file, line: next });
  }

  private pickStage(stage: StageView): void {
    const box = this.root.querySelector<HTMLInputElement>(`input[name=stage][value=${stage}]`);
    if (box) box.checked = true;
    this.store.set({ stage });
  }

  private toggleIndex(): void {
    this.root.classList.toggle("index-toggled");
    if (getComputedStyle(this.index.dom).display !== "none") this.index.files.dom.focus();
  }

  private focusPane(pane: string, focus: boolean): void {
    this.root.dataset.pane = pane;
    for (const tab of this.root.querySelectorAll<HTMLElement>("[data-tab]")) tab.setAttribute("aria-pressed", String(tab.dataset.tab === pane));
    if (pane === "index" && focus && getComputedStyle(this.index.dom).display === "none") this.root.classList.add("index-toggled");
    if (!focus) return;
    if (pane === "source") this.source.view.focus();
    else if (pane === "asm") this.asm.view.focus();
    else if (pane === "bottom") this.effects.list.dom.focus();
    else this.index.files.dom.focus();
  }
}

function totalsText(unit: Unit): string {
  const { totals } = unit;
  return `${totals.allocating_lines} of ${totals.source_lines} lines allocate, ${totals.freeing_lines} free` +
    (totals.unknown_lines ? `, ${totals.unknown_lines} unknown` : "");
}
