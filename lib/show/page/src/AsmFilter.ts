// assembly and what is to be left out of it → the lines that are shown, and where each comes from.
// Directives, comments and labels that nothing names were left out when the assembly was read.
import { Assembly, Sort } from "./Assembly";

export interface AsmSwitches {
  libraryFunctions: boolean;
  demangled: boolean;
  onlyHeap: boolean;
}

export const usualSwitches: AsmSwitches = { libraryFunctions: true, demangled: true, onlyHeap: false };

/** What the assembly pane shows. */
export interface ShownAssembly {
  texts: string[];
  lines: Int32Array; // of the assembly, ascending: where each text comes from
}

const mnemonicColumns = 8;

export function filtered(assembly: Assembly, switches: AsmSwitches): ShownAssembly {
  const texts: string[] = [];
  const lines: number[] = [];
  for (const one of assembly.functions) {
    if (one.library && !switches.libraryFunctions) continue;
    if (switches.onlyHeap && !one.heap) continue;
    for (let at = one.from; at < one.to; ++at) {
      if (switches.onlyHeap && assembly.sort[at] !== Sort.Function && assembly.effect[at] < 0) continue;
      texts.push(shownText(assembly, at, switches));
      lines.push(at);
    }
  }
  return { texts, lines: Int32Array.from(lines) };
}

/** The printer's tabs as columns. */
function shownText(assembly: Assembly, at: number, switches: AsmSwitches): string {
  const text = switches.demangled ? assembly.demangled(assembly.lines[at]) : assembly.lines[at];
  if (assembly.sort[at] !== Sort.Instruction) return text;
  const [mnemonic, ...operands] = text.trimStart().split("\t");
  if (!operands.length) return "  " + mnemonic;
  return `  ${mnemonic.padEnd(mnemonicColumns - 1)} ${operands.join(" ")}`;
}
