// items → a list of which only what is in sight is in the page. One can be walked by keys.
import { el, refill } from "./Dom";

export interface ListOptions<Item> {
  label: string;
  id: string;
  rowHeight: number;
  render(item: Item): { children: Node[]; class?: string };
  /** A click, or Enter. */
  onOpen(item: Item): void;
  /** The one that keys stand on. */
  onSelect?(item: Item): void;
  empty: string;
}

export class VirtualList<Item> {
  readonly dom: HTMLElement;
  private readonly sizer = el("div", { class: "list-sizer", role: "presentation" });
  private items: Item[] = [];
  private selected = -1;

  constructor(private readonly options: ListOptions<Item>) {
    this.dom = el("div", {
      class: "list", role: "listbox", tabindex: 0, "aria-label": options.label, id: options.id,
      on: { scroll: () => this.draw(), click: (event: MouseEvent) => this.onClick(event), keydown: (event: KeyboardEvent) => this.onKey(event) },
    }, this.sizer);
    new ResizeObserver(() => this.draw()).observe(this.dom);
  }

  get shown(): readonly Item[] { return this.items; }

  set(items: Item[], selected = -1): void {
    this.items = items;
    this.selected = selected;
    this.sizer.style.height = `${Math.max(1, items.length) * this.options.rowHeight}px`;
    if (selected >= 0) this.reveal(selected);
    this.draw();
  }

  mark(index: number): void {
    this.selected = index;
    if (index >= 0) this.reveal(index);
    this.draw();
  }

  private select(index: number): void {
    if (!this.items.length) return;
    this.mark(Math.max(0, Math.min(this.items.length - 1, index)));
    this.options.onSelect?.(this.items[this.selected]);
  }

  /** By its place: rows are drawn anew at any time. */
  private onClick(event: MouseEvent): void {
    const index = Math.floor((event.clientY - this.sizer.getBoundingClientRect().top) / this.options.rowHeight);
    const item = this.items[index];
    if (item === undefined) return;
    this.select(index);
    this.options.onOpen(item);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.dom.clientHeight / this.options.rowHeight) - 1);
    const steps: { [key: string]: number } = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.items.length, End: this.items.length,
    };
    if (event.key in steps) this.select(this.selected + steps[event.key]);
    else if (event.key === "Enter" && this.selected >= 0) this.options.onOpen(this.items[this.selected]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private reveal(index: number): void {
    const top = index * this.options.rowHeight;
    const list = this.dom;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + this.options.rowHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = top + this.options.rowHeight - list.clientHeight;
  }

  private draw(): void {
    const { rowHeight } = this.options;
    const from = Math.max(0, Math.floor(this.dom.scrollTop / rowHeight) - 5);
    const to = Math.min(this.items.length, Math.ceil((this.dom.scrollTop + this.dom.clientHeight) / rowHeight) + 5);
    const rows: Node[] = [];
    for (let index = from; index < to; ++index) rows.push(this.row(index));
    if (!this.items.length)
      rows.push(el("div", { class: "row empty", role: "option", "aria-disabled": "true" }, this.options.empty));
    refill(this.sizer, ...rows);
    if (this.selected >= from && this.selected < to)
      this.dom.setAttribute("aria-activedescendant", `${this.options.id}-${this.selected}`);
    else this.dom.removeAttribute("aria-activedescendant");
  }

  private row(index: number): HTMLElement {
    const item = this.items[index];
    const drawn = this.options.render(item);
    const row = el("div", {
      class: `row ${drawn.class ?? ""}`, role: "option", id: `${this.options.id}-${index}`,
      "aria-selected": String(index === this.selected),
      "aria-setsize": this.items.length, "aria-posinset": index + 1,
    }, ...drawn.children);
    row.style.top = `${index * this.options.rowHeight}px`;
    return row;
  }
}
