// a kind and how sure it is → a mark that shape alone tells: the shape is the kind, its filling the
// certainty. Filled: always; half: sometimes; hollow: exceptional; hollow and struck: elided.
import type { Effect } from "./Data";
import { svg } from "./Dom";
import { certainties, kindVerbs } from "./Words";

export interface Mark {
  kind: number;
  certainty: number;
  elided: boolean;
}

const shapes = [
  "M6 1.5 L11 10.5 L1 10.5 Z", // up
  "M6 10.5 L11 1.5 L1 1.5 Z", // down
  "M6 0.8 L11.2 6 L6 11.2 L0.8 6 Z", // diamond
  "M6 1 A5 5 0 1 1 5.99 1 Z", // disc
];
const lowerHalves = [
  "M3.5 6 L8.5 6 L11 10.5 L1 10.5 Z", "M3.5 6 L8.5 6 L6 10.5 Z", "M0.8 6 L11.2 6 L6 11.2 Z", "M1 6 L11 6 A5 5 0 0 1 1 6 Z",
];

export function icon(mark: Mark): SVGElement {
  const picture = svg("svg", { viewBox: "0 0 12 12", class: `mark kind-${mark.kind}`, "aria-hidden": "true" });
  const shape = shapes[mark.kind];
  picture.appendChild(svg("path", { d: shape, class: mark.certainty === 2 && !mark.elided ? "full" : "hollow" }));
  if (mark.certainty === 1 && !mark.elided) picture.appendChild(svg("path", { d: lowerHalves[mark.kind], class: "full" }));
  if (mark.elided) picture.appendChild(svg("path", { d: "M0.5 11.5 L11.5 0.5", class: "hollow" }));
  return picture;
}

/** "allocates always", "unknown", "frees, elided" */
export function markText(mark: Mark): string {
  const sure = mark.kind === 2 || mark.kind === 3 ? "" : ` ${certainties[mark.certainty]}`;
  return kindVerbs[mark.kind] + (mark.elided ? ", elided" : sure);
}

/** The surest of each kind. */
export function marksOf(effects: Effect[]): Mark[] {
  const marks: Mark[] = [];
  for (const effect of effects) {
    const mark = { kind: effect.kind, certainty: effect.certainty, elided: effect.elided };
    const same = marks.findIndex((other) => other.kind === effect.kind);
    if (same < 0) marks.push(mark);
    else if (rank(mark) > rank(marks[same])) marks[same] = mark;
  }
  return marks.sort((left, right) => order[left.kind] - order[right.kind]);
}

const order = [0, 3, 2, 1];
const rank = (mark: Mark) => (mark.elided ? 0 : 1 + mark.certainty);
