// a user's file → the left pane: its code, coloured and marked.
import { cpp } from "@codemirror/lang-cpp";
import { rust } from "@codemirror/lang-rust";
import { Compartment, EditorState, Text } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import type { Chunks } from "./Chunks";
import type { Frame, Report } from "./Data";
import { onCaret, onHover, reading } from "./Editor";
import { pointOut, Reason, scrollTo } from "./Highlight";
import { marked, heatGutter, phraseWidgets, signGutter } from "./SourceMarks";
import type { Choice } from "./Shown";

export interface SourceEvents {
  hover(line: number): void;
  caret(line: number): void;
}

export class SourcePane {
  readonly view: EditorView;
  private readonly texts = new Map<string, Promise<Text>>();
  private readonly marks = new Compartment();
  private file = "";

  constructor(parent: HTMLElement, private readonly report: Report, private readonly chunks: Chunks,
              private readonly events: SourceEvents) {
    this.view = new EditorView({ parent, state: EditorState.create({ extensions: reading("Source") }) });
  }

  get shownFile(): string { return this.file; }

  /** Goes to `line` if there is one. */
  async show(file: string, line: number, choice: Choice): Promise<void> {
    const old = this.file === file;
    this.file = file;
    const text = await this.text(file);
    if (this.file !== file) return; // Another was asked for meanwhile.
    if (!old) this.view.setState(EditorState.create({ doc: text, extensions: this.extensions(file, choice) }));
    if (line > 0) {
      const doc = this.view.state.doc;
      const at = doc.line(Math.min(line, doc.lines)).from;
      this.view.dispatch({ selection: { anchor: at } });
      scrollTo(this.view, line);
    }
  }

  choose(choice: Choice): void {
    this.view.dispatch({ effects: this.marks.reconfigure(marked.of(this.markedOf(this.file, choice))) });
  }

  /** The places of frames that stand in this file; a column points out a word. */
  pointOutFrames(reason: Reason, frames: Frame[]): number[] {
    const here = frames.filter((frame) => frame.file === this.file && frame.line > 0 && frame.line <= this.view.state.doc.lines);
    const spans = here.filter((frame) => frame.column > 0).map((frame) => this.spanOf(frame));
    const lines = here.map((frame) => frame.line);
    pointOut(this.view, reason, [...new Set(lines)], spans);
    return lines;
  }

  async text(file: string): Promise<Text> {
    let text = this.texts.get(file);
    if (!text) {
      const index = this.report.files.findIndex((one) => one.name === file);
      text = this.report.hasText(file)
        ? this.chunks.text(`text/${index}`).then((all) => Text.of(all.split("\n")))
        : Promise.resolve(Text.of(["// The text of this file could not be read when the report was made."]));
      this.texts.set(file, text);
    }
    return text;
  }

  private extensions(file: string, choice: Choice) {
    const rusty = file.endsWith(".rs");
    return [
      this.marks.of(marked.of(this.markedOf(file, choice))),
      this.report.runs.length ? heatGutter : [],
      lineNumbers(),
      signGutter,
      reading("Source"),
      rusty ? rust() : cpp(),
      phraseWidgets,
      onHover((line) => this.events.hover(line)),
      onCaret((line) => this.events.caret(line)),
    ];
  }

  private markedOf(file: string, choice: Choice) {
    const lines = this.report.lines(file);
    let most = 0;
    for (const line of lines.values()) most = Math.max(most, line.observed?.bytes ?? 0);
    return { lines, choice, most };
  }

  private spanOf(frame: Frame): { from: number; to: number } {
    const line = this.view.state.doc.line(frame.line);
    const start = Math.min(line.length, unitsIn(line.text, frame.column - 1));
    const word = /^(?:[\w$~]+(?:::[\w$~]+)*|\S)/.exec(line.text.slice(start, start + 200));
    return { from: line.from + start, to: line.from + start + (word ? word[0].length : 0) };
  }
}

/** Columns count bytes, an editor units of UTF-16. */
function unitsIn(text: string, bytes: number): number {
  let units = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    bytes -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes < 0) break;
    units += letter.length;
  }
  return units;
}
