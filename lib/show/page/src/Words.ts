// numbers of the data → the words of the house. The same words as lib/report/Words.cpp.

export const kinds = ["allocate", "deallocate", "destroy", "unknown"] as const;
export const kindVerbs = ["allocates", "frees", "destroys", "unknown"] as const;
export const stages = ["written", "built"] as const;
export const certainties = ["exceptional", "sometimes", "always"] as const; // weakest first
export const phases = ["run", "startup", "thread", "exit"] as const;

export type StageView = "written" | "built" | "both";

/** "1,204" */
export const grouped = (count: number) => count.toLocaleString("en-US");

/** "38 B", "45.4 KiB" */
export function memory(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  for (; bytes >= 1024 && unit + 1 < units.length; ++unit) bytes /= 1024;
  return `${Math.round(bytes * 10) / 10} ${units[unit]}`;
}

/** "1.2k": for narrow places. */
export function short(count: number): string {
  if (count < 1000) return String(count);
  const units = ["", "k", "M", "G", "T"];
  let unit = 0;
  for (; count >= 1000 && unit + 1 < units.length; ++unit) count /= 1000;
  return `${count < 10 ? Math.round(count * 10) / 10 : Math.round(count)}${units[unit]}`;
}

/** "std::vector<…>::push_back(const int&)": with "<…>" for template arguments where a name is long. */
export function withFewerArguments(name: string, longest = 60): string {
  if (name.length <= longest) return name;
  let depth = 0;
  let kept = "";
  for (let at = 0; at < name.length; ++at) {
    if (name.startsWith("operator", at)) {
      const sign = /^operator *[<>=\-!]*/.exec(name.slice(at))![0];
      if (!depth) kept += sign;
      at += sign.length - 1;
      continue;
    }
    const letter = name[at];
    if (letter === ">" && depth && name[at - 1] !== "-") --depth;
    if (!depth) kept += letter;
    if (letter === "<" && depth++ === 0) kept += "…";
  }
  return kept;
}

/** A function's own name, without scopes, arguments and parameters, for narrow places. */
export function shortName(name: string): string {
  let depth = 0;
  let kept = "";
  for (let at = 0; at < name.length; ++at) {
    if (!depth && name.startsWith("operator", at)) return name.slice(at).split("(")[0] || "operator()";
    const letter = name[at];
    if (letter === "<") ++depth;
    else if (letter === ">" && depth) --depth;
    else if (depth) continue;
    else if (letter === "(" && name.startsWith("(anonymous", at)) at = name.indexOf(")", at);
    else if (letter === "(") break;
    else if (letter === ":" || letter === " ") kept = "";
    else kept += letter;
  }
  return kept || name;
}
