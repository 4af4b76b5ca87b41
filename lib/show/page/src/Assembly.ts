// text and columns of one unit's assembly → lines that know their function, chain, effect and sort.
import { numbers } from "./Data";

export enum Sort { Instruction, Function, Label }

export interface AsmFunction {
  symbol: string;
  from: number; // its first line
  to: number; // behind its last
  library: boolean; // no instruction of it was made for a line of the user's
  heap: boolean; // some instruction of it comes to the heap
}

export class Assembly {
  readonly lines: string[];
  readonly frame: Int32Array; // -1 where the compiler gave none
  readonly effect: Int8Array; // a kind; -1 where none
  readonly sort: Uint8Array;
  readonly functions: AsmFunction[] = [];
  readonly readable = new Map<string, string>();
  private readonly owner: Int32Array; // the function of each line

  constructor(text: string, columns: string) {
    const json = JSON.parse(columns);
    this.lines = text.split("\n");
    this.frame = numbers(json.frame);
    this.effect = new Int8Array(json.count).fill(-1);
    const kinds = numbers(json.effect);
    numbers(json.effect_at).forEach((line, at) => (this.effect[line] = kinds[at]));
    for (let at = 0; at < json.readable.length; at += 2) this.readable.set(json.readable[at], json.readable[at + 1]);
    const labels = new Uint8Array(json.count);
    for (const line of numbers(json.label)) labels[line] = 1;
    this.owner = new Int32Array(json.count);
    this.readFunctions(json);
    this.sort = this.sorted(labels);
    this.findLibraryFunctions(json);
  }

  functionOf(line: number): AsmFunction { return this.functions[this.owner[line]]; }

  /** With readable names for mangled ones. */
  demangled(text: string): string {
    if (!this.readable.size) return text;
    return text.replace(/[A-Za-z_$][\w$.]*/g, (name) => this.readable.get(name) ?? name);
  }

  private readFunctions(json: { symbol_from: number[]; symbol: number[]; strings: string[]; count: number }): void {
    const from = numbers(json.symbol_from);
    numbers(json.symbol).forEach((symbol, at) => {
      const to = at + 1 < from.length ? from[at + 1] : json.count;
      const name = symbol < 0 ? "" : json.strings[symbol];
      this.owner.fill(this.functions.length, from[at], to);
      this.functions.push({ symbol: name, from: from[at], to, library: true, heap: false });
    });
  }

  private sorted(labels: Uint8Array): Uint8Array {
    return Uint8Array.from(this.lines, (text, at) => {
      const symbol = this.functionOf(at).symbol;
      if (!labels[at]) return Sort.Instruction;
      return text === `${symbol}:` || text === `"${symbol}":` ? Sort.Function : Sort.Label;
    });
  }

  private findLibraryFunctions(json: { place_from: number[]; place_line: number[]; count: number }): void {
    const from = numbers(json.place_from);
    numbers(json.place_line).forEach((line, at) => {
      if (!line) return;
      const to = at + 1 < from.length ? from[at + 1] : json.count;
      for (let next = from[at]; next < to; next = this.functionOf(next).to) this.functionOf(next).library = false;
    });
    this.effect.forEach((kind, line) => {
      if (kind >= 0) this.functionOf(line).heap = true;
    });
  }
}
