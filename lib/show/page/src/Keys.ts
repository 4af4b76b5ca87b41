// key strokes → what they do, wherever the focus is but in a field that is typed into.
import { el } from "./Dom";

export interface Key {
  key: string;
  does: string;
  run(): void;
}

export function listen(keys: Key[]): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const target = event.target as HTMLElement;
    if (target.matches("input, select, textarea")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    const found = keys.find((key) => key.key === event.key);
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}

/** What `?` shows. */
export function helpDialog(keys: Key[]): HTMLDialogElement {
  const others: [string, string][] = [
    ["Tab, Shift+Tab", "from part to part"],
    ["arrows, Page Up, Page Down, Home, End", "move in a pane or a list"],
    ["Enter", "open what the list stands on"],
    ["Ctrl+F in a pane", "search in it"],
    ["Ctrl+Alt+[ and ]", "fold and unfold all functions"],
    ["Alt+Left, Alt+Right", "back and forward"],
  ];
  const rows = [...keys.map((key): [string, string] => [key.key, key.does]), ...others];
  const dialog = el("dialog", { class: "help", "aria-label": "Keys and signs" },
    el("h2", {}, "Keys"),
    el("table", {}, el("tbody", {}, ...rows.map(([key, does]) =>
      el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, does))))),
    el("h2", {}, "Signs"),
    el("p", {}, "▲ allocates, ▼ frees, ◆ destroys, ● unknown: a call that can't be followed. Filled: always, each time the line runs " +
      "to its end. Half filled: sometimes. Hollow: only when something fails. Struck through: written, but nothing is left of it " +
      "by the optimizer."),
    el("p", {}, "Point at a line, or put the caret on it, to see what it became; point at an instruction to see through which " +
      "inlined functions it came to be."),
    el("form", { method: "dialog" }, el("button", {}, "Close")));
  return dialog;
}
