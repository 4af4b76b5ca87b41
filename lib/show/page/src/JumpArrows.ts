// jumps within the function in sight → arrows in a gutter beside it, the short ones innermost.
import { gutter, GutterMarker } from "@codemirror/view";
import type { Extension } from "@codemirror/state";
import { svg } from "./Dom";

/** A function as it is shown: lines of the pane, from 1, `to` behind the last. */
export interface Stretch { from: number; to: number }

interface Arc { top: number; bottom: number; source: number; target: number; lane: number }

const lanes = 6;
const laneWidth = 5;
const width = lanes * laneWidth + 7;
const jump = /^\s+(?:j[a-z]+|b(?:\.[a-z]+)?|cbn?z|tbn?z|loop\w*)\s+(?:.*\s)?(\.L[\w$.]+)\s*$/;

/** `textAt` gives the text of a line of the pane. */
export function arcsOf(stretch: Stretch, textAt: (line: number) => string): Arc[] {
  const labels = new Map<string, number>();
  const jumps: { source: number; label: string }[] = [];
  for (let line = stretch.from; line < stretch.to; ++line) {
    const text = textAt(line);
    if (text.startsWith(".L")) labels.set(text.slice(0, text.indexOf(":")), line);
    const match = text.includes(".L") && jump.exec(text.split(/\s[#/]/)[0]);
    if (match) jumps.push({ source: line, label: match[1] });
  }
  const arcs: Arc[] = [];
  for (const { source, label } of jumps) {
    const target = labels.get(label);
    if (target) arcs.push({ source, target, top: Math.min(source, target), bottom: Math.max(source, target), lane: -1 });
  }
  return inLanes(arcs);
}

/** What finds no lane of its own is left out: a gutter of them would be a wall. */
function inLanes(arcs: Arc[]): Arc[] {
  const taken: Arc[][] = Array.from({ length: lanes }, () => []);
  arcs.sort((left, right) => left.bottom - left.top - (right.bottom - right.top) || left.source - right.source);
  for (const arc of arcs) {
    arc.lane = taken.findIndex((lane) => lane.every((other) => other.bottom < arc.top || other.top > arc.bottom ||
      (other.target === arc.target && lane.length < 40)));
    if (arc.lane >= 0) taken[arc.lane].push(arc);
  }
  return arcs.filter((arc) => arc.lane >= 0);
}

class Arrows extends GutterMarker {
  constructor(private readonly arcs: Arc[], private readonly line: number) { super(); }
  override eq(other: Arrows) { return other.arcs === this.arcs && other.line === this.line; }
  override toDOM() {
    const picture = svg("svg", { class: "arrows", width, height: 18, viewBox: `0 0 ${width} 18`, preserveAspectRatio: "none", "aria-hidden": "true" });
    for (const arc of this.arcs) {
      if (arc.top > this.line || arc.bottom < this.line) continue;
      const x = width - 6 - arc.lane * laneWidth;
      const from = this.line === arc.top ? 9 : 0;
      const to = this.line === arc.bottom ? 9 : 18;
      const back = arc.target < arc.source ? " back" : "";
      let path = `M${x} ${from} V${to}`;
      if (this.line === arc.source || this.line === arc.target) path += ` M${x} 9 H${width - 2}`;
      if (this.line === arc.target) path += ` M${width - 5} 6 L${width - 1} 9 L${width - 5} 12`;
      picture.appendChild(svg("path", { d: path, class: `arrow${back}` }));
    }
    return picture;
  }
}

/** `stretchOf` gives the function that a line of the pane stands in. */
export function jumpArrows(stretchOf: (line: number) => Stretch): Extension {
  const known = new Map<number, Arc[]>();
  return gutter({
    class: "gutter-arrows",
    lineMarker(view, block) {
      const { doc } = view.state;
      const line = doc.lineAt(block.from).number;
      const stretch = stretchOf(line);
      let arcs = known.get(stretch.from);
      if (!arcs) known.set(stretch.from, (arcs = arcsOf(stretch, (number) => doc.line(number).text)));
      return arcs.some((arc) => arc.top <= line && arc.bottom >= line) ? new Arrows(arcs, line) : null;
    },
  });
}
