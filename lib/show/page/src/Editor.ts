// what both panes' editors have in common: only to be read, every character visible, searched by keys.
import { classHighlighter } from "@lezer/highlight";
import { codeFolding, foldGutter, foldKeymap, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { defaultKeymap } from "@codemirror/commands";
import { EditorState, Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap } from "@codemirror/view";
import { nameOf, unseen } from "./Characters";
import { el } from "./Dom";
import { highlights } from "./Highlight";

const nonce = () => document.body.dataset.nonce ?? "";

export function reading(label: string): Extension {
  return [
    EditorView.cspNonce.of(nonce()),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", inputmode: "none", spellcheck: "false", "aria-readonly": "true" }),
    EditorView.perLineTextDirection.of(false),
    highlightSpecialChars({
      specialChars: unseen,
      render: (code) => el("span", { class: "unseen", title: nameOf(String.fromCodePoint(code)) }, nameOf(String.fromCodePoint(code))),
    }),
    syntaxHighlighting(classHighlighter),
    drawSelection(),
    highlightActiveLine(),
    highlightSelectionMatches({ maxMatches: 200 }),
    search({ top: true }),
    codeFolding(),
    foldGutter({ openText: "▾", closedText: "▸" }),
    keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap]),
    highlights,
  ];
}

/** The line under a pointer; 0 beside the text's lines. */
export function lineAt(view: EditorView, event: MouseEvent): number {
  const height = event.clientY - view.documentTop;
  if (height < 0 || height > view.contentHeight) return 0;
  return view.state.doc.lineAt(view.lineBlockAtHeight(height).from).number;
}

/** Calls `each` when the pointer comes to another line; with 0 when it leaves. */
export function onHover(each: (line: number, view: EditorView) => void): Extension {
  let last = 0;
  const tell = (line: number, view: EditorView) => {
    if (line !== last) each((last = line), view);
  };
  return EditorView.domEventHandlers({
    mousemove: (event, view) => { tell(lineAt(view, event), view); },
    mouseleave: (_, view) => { tell(0, view); },
  });
}

/** Calls `each` when the user puts the caret on a line. */
export function onCaret(each: (line: number, view: EditorView) => void): Extension {
  return EditorView.updateListener.of((update) => {
    if (!update.selectionSet || update.docChanged) return;
    const line = update.state.doc.lineAt(update.state.selection.main.head).number;
    if (update.transactions.some((one) => one.isUserEvent("select"))) each(line, update.view);
  });
}
