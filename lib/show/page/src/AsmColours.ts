// lines of assembly in sight → their colours. Of each line by itself, so that a jump into the middle
// of a large listing is coloured at once.
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, DecorationSet, EditorView, ViewPlugin, ViewUpdate } from "@codemirror/view";

const token =
  /(?<string>"(?:[^"\\]|\\.)*")|(?<label>^[^\s:]+:)|(?<mnemonic>(?<=^\s+)[a-z][\w.]*)|(?<register>%\w+|\b(?:[re]?[abcd]x|[re]?[sd]i|[re]?[sb]p|[abcd][lh]|[xyz]mm\d+|r\d{1,2}[dwb]?|[wx]\d{1,2}|sp|lr)\b)|(?<number>[$#]?-?\b(?:0x[\da-f]+|\d+)\b)|(?<target>\.L[\w$.]+)/gi;

const classes: { [group: string]: Decoration } = {
  string: Decoration.mark({ class: "tok-string" }),
  label: Decoration.mark({ class: "tok-labelName" }),
  mnemonic: Decoration.mark({ class: "tok-keyword" }),
  register: Decoration.mark({ class: "tok-variableName2" }),
  number: Decoration.mark({ class: "tok-number" }),
  target: Decoration.mark({ class: "tok-labelName" }),
};

const longest = 2000; // What stands behind isn't looked at: names can be of any length.

export const asmColours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) { this.decorations = coloursIn(view); }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = coloursIn(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function coloursIn(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges)
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      for (const match of line.text.slice(0, longest).matchAll(token)) {
        const group = Object.keys(classes).find((name) => match.groups![name] !== undefined)!;
        const start = line.from + match.index;
        builder.add(start, start + match[0].length, classes[group]);
      }
      at = line.to + 1;
    }
  return builder.finish();
}
