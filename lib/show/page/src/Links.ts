// inline chains of one unit's assembly → which instructions each source line was compiled into, and
// which lines each instruction stands for.
import type { Assembly } from "./Assembly";
import type { Unit } from "./Data";

export class Links {
  private readonly byFile = new Map<string, Map<number, number[]>>();

  constructor(private readonly unit: Unit, private readonly assembly: Assembly, hasText: (file: string) => boolean) {
    const places = new Map<number, { file: string; line: number }[]>();
    assembly.frame.forEach((frame, at) => {
      if (frame < 0) return;
      let lines = places.get(frame);
      if (!lines) {
        lines = unit.chain(frame).filter((one) => one.line && hasText(one.file));
        places.set(frame, lines);
      }
      for (const place of lines) this.add(place.file, place.line, at);
    });
  }

  /** Lines of the assembly, ascending; those inlined through it too. */
  of(file: string, line: number): number[] { return this.byFile.get(file)?.get(line) ?? []; }

  /** Places of an instruction in the source, innermost first. */
  from(asmLine: number) {
    const frame = this.assembly.frame[asmLine];
    return frame < 0 ? [] : this.unit.chain(frame);
  }

  private add(file: string, line: number, at: number): void {
    let lines = this.byFile.get(file);
    if (!lines) this.byFile.set(file, (lines = new Map()));
    const found = lines.get(line);
    if (!found) lines.set(line, [at]);
    else if (found[found.length - 1] !== at) found.push(at);
  }
}
