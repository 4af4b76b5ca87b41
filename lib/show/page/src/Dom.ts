// names and texts → elements. Texts become text nodes, and no text becomes markup.
import { visible } from "./Characters";

type Child = Node | string | undefined | false;
type Handlers = { [event: string]: (event: never) => void };

export interface Props {
  class?: string;
  on?: Handlers;
  [attribute: string]: string | number | boolean | undefined | Handlers;
}

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, handler] of Object.entries(value as Handlers))
        element.addEventListener(event, handler as EventListener);
    } else {
      const text = value === true ? "" : String(value);
      element.setAttribute(name, name === "title" || name === "aria-label" ? visible(text) : text);
    }
  }
  append(element, ...children);
  return element;
}

export function append(parent: Node, ...children: Child[]): void {
  for (const child of children)
    if (child) parent.appendChild(typeof child === "string" ? document.createTextNode(visible(child)) : child);
}

export function refill(parent: Node, ...children: Child[]): void {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  append(parent, ...children);
}

export function svg(tag: string, attributes: { [name: string]: string | number }, ...children: Node[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  children.forEach((child) => element.appendChild(child));
  return element;
}
