// columns that lib/show/PageUnit.cpp writes → units, lines, functions, effects. Derives nothing.
import type { StageView } from "./Words";

/** Differences → the numbers themselves. */
export function numbers(steps: number[]): Int32Array {
  const values = new Int32Array(steps.length);
  let value = 0;
  for (let at = 0; at < steps.length; ++at) values[at] = value += steps[at];
  return values;
}

type Columns = { [field: string]: number[] };

export interface Counts {
  allocations: number;
  bytes: number;
  frees: number;
  freedBytes: number;
  lostBlocks: number;
  lostBytes: number;
}

/** Numbers of kinds and the like stand for what Words.ts lists. */
export interface Effect {
  kind: number;
  stage: number;
  certainty: number;
  phase: number;
  direct: boolean;
  inLoop: boolean;
  elided: boolean;
  mattersToHeap: boolean;
  callee: string;
  reason: string;
  type: string;
  subject: string;
  bytes: number; // -1 where not known
  elementBytes: number;
  path: Int32Array; // frames of the unit, outermost first
}

export interface Phrase {
  kind: number;
  tone: Tone;
  text: string;
}

/** As in lib/show/Phrases.h: the four kinds, and two that outweigh them. */
export enum Tone { Allocate, Deallocate, Destroy, Unknown, Elided, Exceptional }

export interface Line {
  unit: Unit;
  file: string;
  line: number;
  effects: Effect[];
  phrases: Record<StageView, Phrase[]>;
  observed?: Counts;
}

export interface Fn {
  unit: Unit;
  name: string;
  symbol: string;
  file: string; // empty where it tells no place
  line: number;
  end: number;
  phase: number;
  effects: Effect[];
}

export interface Frame {
  function: string;
  file: string;
  line: number;
  column: number;
  in: number; // -1 on the outermost
}

export interface Unmarked {
  file: string;
  line: number;
  allocates: boolean;
  frees: boolean;
  observed: Counts;
}

export interface FindingFrame { file: string; line: number; column: number; function: string; inlined: boolean }

export interface Finding {
  rule: string;
  severity: "warning" | "error";
  standing: "counts" | "suppressed" | "known";
  file: string;
  line: number;
  column: number;
  function?: string;
  message: string;
  way?: string;
  promise?: string;
  promise_file?: string;
  promise_line?: number;
  mend?: string;
  justification?: string;
  callee?: string;
  reason?: string;
  size?: string;
  path?: FindingFrame[];
}

export interface SourceFile { name: string; lines: number } // -1 lines where it couldn't be read

/* eslint-disable-next-line */
type Json = any;

export class Unit {
  readonly functions: Fn[];
  readonly unplaced: Fn[];
  readonly lines: Line[];
  readonly unmarked: Unmarked[];
  private readonly frameColumns: { [field: string]: Int32Array };

  constructor(readonly index: number, private readonly json: Json, private readonly strings: string[]) {
    const effects = this.readEffects(json.effects);
    let next = 0;
    const take = (count: number) => effects.slice(next, (next += count));
    this.functions = this.readFunctions(json.functions, take);
    this.unplaced = this.readFunctions(json.unplaced, take);
    this.lines = this.readLines(json.lines, take);
    for (const stage of ["written", "built", "both"] as const) this.readPhrases(json.phrases[stage], stage);
    this.unmarked = this.readUnmarked(json.unmarked);
    this.frameColumns = decoded(json.frames);
    json.effects = json.functions = json.lines = json.phrases = json.frames = undefined; // Columns are large.
  }

  get source(): string { return this.json.source; }
  get language(): string { return this.json.language; }
  get target(): string { return this.json.target; }
  get notes(): string[] { return this.json.notes; }
  get totals(): { [name: string]: number } { return this.json.totals; }
  get userFiles(): string[] { return this.json.user_files; }
  get hasAssembly(): boolean { return this.json.assembly; }
  /** "c++20 -O2 x86_64-pc-linux-gnu" */
  get how(): string {
    const only = this.json.absent_stage === "written" ? "built only" : "written only";
    const level = this.json.absent_stage ? only : `-O${this.json.optimization}`;
    return `${this.json.standard ?? this.json.language} ${level} ${this.json.target}`;
  }
  get absentStage(): "written" | "built" | undefined { return this.json.absent_stage; }

  frame(index: number): Frame {
    const columns = this.frameColumns;
    return {
      function: this.text(columns.function[index]),
      file: this.text(columns.file[index]),
      line: columns.line[index],
      column: columns.column[index],
      in: columns.in[index],
    };
  }

  /** Of one instruction, innermost first. */
  chain(frame: number): Frame[] {
    const frames: Frame[] = [];
    for (let at = frame; at >= 0; at = frames[frames.length - 1].in) frames.push(this.frame(at));
    return frames;
  }

  private text(index: number): string { return index < 0 ? "" : this.strings[index]; }

  private readEffects(json: Columns): Effect[] {
    const of = decoded(json, "bytes", "element_bytes");
    let from = 0;
    return Array.from(of.kind, (kind, at) => {
      const flags = of.flags[at];
      const path = of.path.subarray(from, (from += of.steps[at]));
      return {
        kind, path, stage: of.stage[at], certainty: of.certainty[at], phase: of.phase[at],
        direct: !!(flags & 1), inLoop: !!(flags & 2), elided: !!(flags & 4), mattersToHeap: !!(flags & 8),
        callee: this.text(of.callee[at]), reason: this.text(of.reason[at]), type: this.text(of.type[at]),
        subject: this.text(of.subject[at]), bytes: json.bytes[at], elementBytes: json.element_bytes[at],
      };
    });
  }

  private readFunctions(json: Columns, take: (count: number) => Effect[]): Fn[] {
    const of = decoded(json);
    return Array.from(of.name, (name, at) => ({
      unit: this, name: this.text(name), symbol: this.text(of.symbol[at]), file: this.text(of.file[at]),
      line: of.line[at], end: of.end_line[at], phase: of.phase[at], effects: take(of.effects[at]),
    }));
  }

  private readLines(json: Json, take: (count: number) => Effect[]): Line[] {
    const of = decoded(json, "observed");
    return Array.from(of.file, (file, at) => ({
      unit: this, file: this.text(file), line: of.line[at], effects: take(of.effects[at]),
      phrases: { written: [], built: [], both: [] }, observed: json.observed && countsAt(json.observed, at),
    }));
  }

  private readPhrases(json: Columns, stage: StageView): void {
    const of = decoded(json);
    let next = 0;
    of.count.forEach((count, at) => {
      for (const end = next + count; next < end; ++next)
        this.lines[at].phrases[stage].push({ kind: of.kind[next], tone: of.tone[next], text: this.text(of.text[next]) });
    });
  }

  private readUnmarked(json: Json): Unmarked[] {
    const of = decoded(json, "observed");
    return Array.from(of.file, (file, at) => ({
      file: this.text(file), line: of.line[at], allocates: !!of.allocate[at], frees: !!of.deallocate[at],
      observed: countsAt(json.observed, at),
    }));
  }
}

function decoded(json: Columns, ...plain: string[]): { [field: string]: Int32Array } {
  const columns: { [field: string]: Int32Array } = {};
  for (const field of Object.keys(json)) if (!plain.includes(field)) columns[field] = numbers(json[field]);
  return columns;
}

function countsAt(json: Columns, at: number): Counts {
  return {
    allocations: json.allocations[at], bytes: json.bytes[at], frees: json.frees[at], freedBytes: json.freed_bytes[at],
    lostBlocks: json.lost_blocks[at], lostBytes: json.lost_bytes[at],
  };
}

/** All that a page shows but texts of files and assembly. */
export class Report {
  readonly version: string;
  readonly stage: StageView;
  readonly files: SourceFile[];
  readonly units: Unit[];
  readonly runs: { source: string; program: string }[];
  readonly problems: { source: string; message: string }[];
  readonly findings?: Finding[];
  readonly summary: string;
  private readonly linesOf = new Map<string, Map<number, Line>>();

  constructor(text: string) {
    const json: Json = JSON.parse(text);
    this.version = json.heaplight;
    this.stage = json.stage;
    this.files = json.files;
    this.units = json.units.map((unit: Json, index: number) => new Unit(index, unit, json.strings));
    this.runs = json.runs;
    this.problems = json.problems;
    this.findings = json.findings;
    this.summary = json.summary ?? "";
    for (const unit of this.units) for (const line of unit.lines) this.lines(line.file).set(line.line, line);
  }

  /** The marked lines of a file, by number, ascending. */
  lines(file: string): Map<number, Line> {
    let lines = this.linesOf.get(file);
    if (!lines) this.linesOf.set(file, (lines = new Map()));
    return lines;
  }

  /** The unit that a file is best shown with: the first that has code of it. */
  unitOf(file: string): Unit | undefined {
    return this.units.find((unit) => unit.source === file) ??
      this.units.find((unit) => unit.functions.some((one) => one.file === file)) ??
      this.units.find((unit) => unit.userFiles.includes(file)) ?? this.units[0];
  }

  hasText(file: string): boolean { return this.files.some((one) => one.name === file && one.lines >= 0); }
}
