// report → the lists on the left: files with their counts, functions with their verdicts, findings.
import type { Finding, Fn, Line, Report } from "./Data";
import { el } from "./Dom";
import { icon, marksOf, markText } from "./Icons";
import { asShown, Choice } from "./Shown";
import { VirtualList } from "./VirtualList";
import { check } from "./EffectPanel";
import { shortPath } from "./Chain";
import { grouped, kindVerbs } from "./Words";

export interface IndexEvents {
  openFile(file: string): void;
  openFunction(one: Fn): void;
  openFinding(one: Finding): void;
}

interface FileEntry { folder: string; name: string; depth: number } // `name` is empty for a folder

export class Index {
  readonly dom: HTMLElement;
  readonly files: VirtualList<FileEntry>;
  readonly functions: VirtualList<Fn>;
  readonly findings?: VirtualList<Finding>;
  readonly search: HTMLInputElement;
  private choice: Choice = { stage: "both", all: false };
  private onlyHeap = false;

  constructor(private readonly report: Report, events: IndexEvents) {
    this.files = new VirtualList<FileEntry>({
      label: "Files", id: "files", rowHeight: 24, empty: "No file.",
      render: (entry) => this.renderFile(entry), onOpen: (entry) => entry.name && events.openFile(entry.name),
    });
    this.functions = new VirtualList<Fn>({
      label: "Functions", id: "functions", rowHeight: 24, empty: "No function fits.",
      render: (one) => this.renderFunction(one), onOpen: (one) => events.openFunction(one),
    });
    this.search = el("input", { type: "search", placeholder: "Find a function", "aria-label": "Find a function", on: { input: () => this.update() } });
    const parts = [
      el("section", { class: "index-files", "aria-label": "Files" }, el("h2", {}, "Files"), this.files.dom),
      el("section", { class: "index-functions", "aria-label": "Functions" }, el("h2", {}, "Functions"),
        el("div", { class: "bar" }, this.search, check("on the heap", (on) => { this.onlyHeap = on; this.update(); })), this.functions.dom),
    ];
    if (report.findings) {
      this.findings = new VirtualList<Finding>({
        label: "Findings", id: "findings", rowHeight: 44, empty: "No finding.",
        render: renderFinding, onOpen: (one) => events.openFinding(one),
      });
      this.findings.set(report.findings);
      parts.unshift(el("section", { class: "index-findings", "aria-label": "Findings" },
        el("h2", {}, "Findings"), el("p", { class: "summary" }, report.summary), this.findings.dom));
      parts[0].style.flexBasis = `${Math.min(8, Math.max(1, report.findings.length)) * 44 + 60}px`;
    }
    this.dom = el("nav", { class: "index", "aria-label": "Index" }, ...parts);
    const entries = entriesOf(report.files.map((file) => file.name));
    this.files.set(entries);
    (this.dom.querySelector(".index-files") as HTMLElement).style.flexBasis = `${Math.min(10, entries.length) * 24 + 40}px`;
  }

  show(choice: Choice): void {
    this.choice = choice;
    this.update();
  }

  markFile(file: string): void {
    const index = this.files.shown.findIndex((entry) => entry.name === file);
    this.files.mark(index);
  }

  private update(): void {
    const text = this.search.value.toLowerCase();
    const found: Fn[] = [];
    for (const unit of this.report.units)
      for (const one of [...unit.functions, ...unit.unplaced])
        if ((!text || one.name.toLowerCase().includes(text)) &&
            (!this.onlyHeap || asShown(one.effects, unit, this.choice).length)) found.push(one);
    this.functions.set(found);
    this.files.set([...this.files.shown], this.files.shown.findIndex((entry) => entry.name === this.current));
  }

  /** The file that is shown. */
  current = "";

  private renderFile(entry: FileEntry) {
    const text = entry.name ? entry.name.slice(entry.folder.length) : entry.folder;
    if (!entry.name) return { class: "folder", children: [el("span", { class: "cell name", title: entry.folder }, shortPath(text))] };
    const counts = countsOf([...this.report.lines(entry.name).values()], this.choice);
    const children: Node[] = [el("span", { class: `cell name depth-${entry.depth}`, title: entry.name }, text)];
    for (const kind of [0, 3, 1])
      if (counts[kind]) children.push(el("span", { class: "tally" }, icon({ kind, certainty: 2, elided: false }), grouped(counts[kind]), unseen(kindVerbs[kind])));
    return { class: entry.name === this.current ? "current" : "", children };
  }

  private renderFunction(one: Fn) {
    const marks = marksOf(asShown(one.effects, one.unit, this.choice));
    const place = one.file ? `${one.file.split("/").pop()}:${one.line}` : "";
    const shownPlace = this.report.files.length > 1 ? place : `:${one.line}`;
    const verdict = marks.length ? marks.map(markText).join("; ") : "stays off the heap";
    return {
      class: marks.length ? "" : "clean",
      children: [el("span", { class: "cell marks", title: verdict }, ...marks.map(icon), unseen(verdict)),
        el("span", { class: "cell name", title: one.name }, one.name), el("span", { class: "cell place", title: place }, shownPlace)],
    };
  }
}

function renderFinding(one: Finding) {
  const place = `${one.file.split("/").pop()}:${one.line}`;
  return {
    class: `finding ${one.severity} ${one.standing}`,
    children: [
      el("span", { class: "cell message", title: one.message }, el("b", {}, one.severity), ` ${one.message}`),
      el("span", { class: "cell place" }, `${place} · ${one.rule}${one.standing === "counts" ? "" : ` · ${one.standing}`}`),
    ],
  };
}

/** For who hears the page and doesn't see its marks. */
const unseen = (text: string) => el("span", { class: "visually-hidden" }, ` ${text} `);

/** Lines of each kind. */
function countsOf(lines: Line[], choice: Choice): number[] {
  const counts = [0, 0, 0, 0];
  for (const line of lines) {
    const kinds = new Set(asShown(line.effects, line.unit, choice).filter((one) => !one.elided).map((one) => one.kind));
    for (const kind of kinds) ++counts[kind];
  }
  return counts;
}

function entriesOf(names: string[]): FileEntry[] {
  const entries: FileEntry[] = [];
  let last: string | undefined;
  for (const name of names) {
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    if (folder !== last && folder) entries.push({ folder, name: "", depth: 0 });
    entries.push({ folder, name, depth: folder ? 1 : 0 });
    last = folder;
  }
  return entries;
}

