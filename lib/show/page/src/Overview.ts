// marked lines of a whole file → a strip beside its scroll bar; a click goes there. Each kind has a
// column of its own, so that colour isn't all that tells them apart.
import { el } from "./Dom";

export interface Spot { line: number; kind: number; weak: boolean }

const columns = [0, 2, 2, 1]; // of allocate, deallocate, destroy, unknown

export class Overview {
  readonly dom = el("canvas", { class: "overview", "aria-hidden": "true", width: 14, height: 10 });
  private spots: Spot[] = [];
  private lines = 1;

  constructor(go: (line: number) => void) {
    this.dom.addEventListener("click", (event) => {
      const at = Math.max(1, Math.round((event.offsetY / this.dom.clientHeight) * this.lines));
      const near = this.spots.reduce<Spot | undefined>((best, spot) =>
        !best || Math.abs(spot.line - at) < Math.abs(best.line - at) ? spot : best, undefined);
      const reach = (this.lines * 6) / this.dom.clientHeight;
      go(near && Math.abs(near.line - at) <= reach ? near.line : at);
    });
    new ResizeObserver(() => this.draw()).observe(this.dom);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  set(spots: Spot[], lines: number): void {
    this.spots = spots;
    this.lines = Math.max(1, lines);
    this.draw();
  }

  draw(): void {
    const scale = devicePixelRatio || 1;
    const width = this.dom.clientWidth;
    const height = this.dom.clientHeight;
    const context = this.dom.getContext("2d");
    if (!context || !height) return;
    this.dom.width = width * scale;
    this.dom.height = height * scale;
    context.scale(scale, scale);
    const style = getComputedStyle(this.dom);
    const inks = ["allocate", "free", "destroy", "unknown"].map((name) => style.getPropertyValue(`--${name}`));
    for (const spot of this.spots) {
      const top = Math.min(height - 2, (spot.line / this.lines) * height);
      context.globalAlpha = spot.weak ? 0.4 : 1;
      context.fillStyle = inks[spot.kind];
      context.fillRect(2 + columns[spot.kind] * 4, top, 3, 2);
    }
  }
}
