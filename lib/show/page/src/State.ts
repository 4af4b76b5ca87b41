// what is looked at, and who is to know when it changes. Keeps the address bar in step.
import type { StageView } from "./Words";

export interface State {
  file: string;
  line: number; // from 1; 0 for none
  stage: StageView;
  all: boolean;
}

export interface Place { file: string; line: number; column?: number }

type Listener = (state: State, before: State) => void;

export class Store {
  private readonly listeners: Listener[] = [];

  constructor(private state: State, private readonly knows: (file: string) => boolean) {
    addEventListener("hashchange", () => this.follow());
  }

  get now(): State { return this.state; }

  onChange(listener: Listener): void { this.listeners.push(listener); }

  set(change: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    for (const listener of this.listeners) listener(this.state, before);
  }

  /** To a place, so that "back" comes back. */
  go(place: Place): void {
    const hash = hashOf(place);
    if (location.hash !== hash) location.hash = hash;
    this.set({ file: place.file, line: place.line });
  }

  /** What the address says; the start where it says nothing that is known. */
  follow(): void {
    const place = placeOf(location.hash);
    if (!place || !this.knows(place.file)) return;
    if (place.file !== this.state.file || place.line !== this.state.line) this.set(place);
  }

  /** A small move, such as of the caret, leaves no trace behind it. */
  stay(line: number): void {
    this.set({ line });
    this.writeAddress();
  }

  /** So that "back" comes back here as well. */
  writeAddress(): void {
    try {
      history.replaceState(null, "", hashOf(this.state));
    } catch {
      // Some browsers limit how often; the address is old then.
    }
  }
}

export function hashOf(place: Place): string {
  const file = encodeURIComponent(place.file).replace(/%2F/g, "/");
  return `#${file}${place.line ? `:${place.line}` : ""}`;
}

function placeOf(hash: string): Place | undefined {
  const match = /^#(.+?)(?::(\d+))?$/.exec(hash);
  if (!match) return undefined;
  try {
    return { file: decodeURIComponent(match[1]), line: Number(match[2] ?? 0) };
  } catch {
    return undefined; // Not an address of ours.
  }
}
