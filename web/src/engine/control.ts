// What a form is built of. A field describes a value of the interface; of it a control is made,
// which shows the value, takes another one, and says where it is at fault.

import { button, fresh, h, type Child } from "../dom";
import { words } from "../words";

/** The steps to a part of a value: names of fields, positions in lists. */
export type Path = (string | number)[];

export interface Control<T> {
  readonly node: HTMLElement;
  get(): T;
  set(value: T): void;
  /** Whether nothing has been entered. */
  isEmpty(): boolean;
  /** Shows a fault at a part of the value; false if there is no place to show it at. */
  fault(path: Path, reason: string): boolean;
  /** Takes away the faults that are shown. */
  clear(): void;
}

/** What a control is called where it stands. */
export interface Place {
  label: string;
  hint?: string;
}

export interface Field<T> {
  /** A value that says nothing. */
  empty(): T;
  make(place: Place): Control<T>;
}

/** The names of the cases of a variant. */
export type Case<V> = V extends unknown ? keyof V & string : never;

/** Tells the form that a value has changed other than by typing. */
export function changed(node: HTMLElement): void {
  node.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The path that a fault names, such as `details.links[2].url`. */
export function pathOf(field: string): Path {
  const steps = field.match(/[^.[\]]+/g) ?? [];
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** A place for the faults of something, which its input points to. */
export class Faults {
  readonly node = h("ul", { class: "faults error", id: fresh(), hidden: true });

  constructor(private readonly input?: HTMLElement) {
    if (!input) return;
    const known = input.getAttribute("aria-describedby");
    input.setAttribute("aria-describedby", known ? `${known} ${this.node.id}` : this.node.id);
  }

  show(reason: string): true {
    this.node.append(h("li", {}, reason));
    this.node.hidden = false;
    this.input?.setAttribute("aria-invalid", "true");
    return true;
  }

  clear(): void {
    this.node.replaceChildren();
    this.node.hidden = true;
    this.input?.removeAttribute("aria-invalid");
  }
}

export type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** An input with its label, its hint and its faults. */
export function labelled(place: Place, input: Input, ...more: Child[]): { node: HTMLElement; faults: Faults } {
  input.id ||= fresh();
  const hint = place.hint ? h("span", { class: "hint", id: `${input.id}-hint` }, place.hint) : null;
  if (hint) input.setAttribute("aria-describedby", hint.id);
  const faults = new Faults(input);
  const label = h("label", { for: input.id }, place.label);
  return { node: h("div", { class: "field" }, label, hint, input, ...more, faults.node), faults };
}

/** A control that is one input. */
export function single<T>(
  place: Place,
  input: Input,
  rest: { get(): T; set(value: T): void; isEmpty?(): boolean },
  ...more: Child[]
): Control<T> {
  const { node, faults } = labelled(place, input, ...more);
  return {
    node,
    get: rest.get,
    set: rest.set,
    isEmpty: rest.isEmpty ?? (() => input.value.trim() === ""),
    fault: (_, reason) => faults.show(reason),
    clear: () => faults.clear(),
  };
}

/** Several controls under one heading. */
export function fieldset(place: Place, ...children: Child[]): { node: HTMLElement; faults: Faults } {
  const faults = new Faults();
  const hint = place.hint ? h("p", { class: "hint" }, place.hint) : null;
  const node = h("fieldset", {}, h("legend", {}, place.label), hint, ...children, faults.node);
  return { node, faults };
}

/** A button that shows or hides something. */
export function disclosure(label: string, shown: HTMLElement, onOpen?: () => void): HTMLButtonElement {
  shown.hidden = true;
  shown.id ||= fresh();
  const toggle = button(label, () => {
    shown.hidden = !shown.hidden;
    toggle.setAttribute("aria-expanded", String(!shown.hidden));
    if (!shown.hidden) onOpen?.();
  }, { "aria-expanded": "false", "aria-controls": shown.id });
  return toggle;
}

/** A value that the form keeps, and that nobody enters. */
export function fixed<T>(empty: T): Field<T> {
  return {
    empty: () => empty,
    make: () => {
      let held = empty;
      return {
        node: h("div", { hidden: true }),
        get: () => held,
        set: (value) => {
          held = value;
        },
        isEmpty: () => false,
        fault: () => false,
        clear: () => {},
      };
    },
  };
}

/** The words of a field's name, and its hint. */
export function named(name: string): Place {
  const known = (words.fields as Record<string, readonly string[]>)[name];
  return { label: known?.[0] ?? name, hint: known?.[1] };
}
