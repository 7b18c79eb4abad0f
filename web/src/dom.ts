// Elements, made without markup: no text of others becomes markup on its way.

export type Child = Node | string | null | undefined | false;

type Value = string | number | boolean | null | undefined;

/** Attributes, and listeners under names that begin with "on". */
export type Props = { [name: string]: Value | ((event: Event) => void) };

/** An element with attributes, listeners and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button that does something. */
export function button(label: string, action: () => void, props: Props = {}): HTMLButtonElement {
  return h("button", { type: "button", class: "button", onclick: action, ...props }, label);
}

let last = 0;
/** An id that no other element of this page has. */
export function fresh(): string {
  last += 1;
  return `w${last}`;
}

/** What a page says of itself. */
export function meta(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
}
