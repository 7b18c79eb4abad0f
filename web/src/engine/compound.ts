// Fields of several parts: records, lists, what may be absent, variants with something in them.

import { button, h } from "../dom";
import { words } from "../words";
import { changed, type Case, type Control, type Field, fieldset, named, type Path, type Place } from "./control";

/** A field for each part of a record, in the order in which they are shown. */
export type Parts<T> = { [K in keyof T]-?: Field<T[K]> };

interface Look<T> {
  /** Without a frame of its own. */
  bare?: boolean;
  /** What stands behind "more". */
  folded?: (keyof T)[];
  /** The text that a slug is suggested from. */
  slugOf?: keyof T & string;
}

/** A record. Every field of the interface's record has to be named. */
export function record<T extends object>(parts: Parts<T>, more: Look<T> = {}): Field<T> {
  const names = Object.keys(parts) as (keyof T & string)[];
  const build = <R>(part: (name: keyof T & string) => R) =>
    Object.fromEntries(names.map((name) => [name, part(name)]));
  return {
    empty: () => build((name) => parts[name].empty()) as T,
    make: (place) => {
      const controls = build((name) => parts[name].make(named(name))) as { [K in keyof T]: Control<T[K]> };
      const folded = new Set(more.folded ?? []);
      const shown = names.filter((name) => !folded.has(name)).map((name) => controls[name].node);
      const rest = names.filter((name) => folded.has(name)).map((name) => controls[name].node);
      const details = rest.length > 0 ? h("details", {}, h("summary", {}, words.form.more), ...rest) : null;
      if (more.slugOf) suggestSlug(controls[more.slugOf] as Control<unknown>, (controls as { slug?: Control<unknown> }).slug);
      const frame = more.bare ? null : fieldset(place, ...shown, details);
      const node = frame?.node ?? h("div", {}, ...shown, details);
      return {
        node,
        get: () => build((name) => controls[name].get()) as T,
        set: (value) => {
          for (const name of names) controls[name].set(value[name]);
        },
        isEmpty: () => names.every((name) => controls[name].isEmpty()),
        fault: ([step, ...deeper]: Path, reason) => {
          const control = names.find((name) => name === step);
          if (control !== undefined && controls[control].fault(deeper, reason)) {
            if (folded.has(control) && details) details.open = true;
            return true;
          }
          return frame !== null && frame.faults.show(reason);
        },
        clear: () => {
          frame?.faults.clear();
          for (const name of names) controls[name].clear();
        },
      };
    },
  };
}

/** Fills in a slug as its text is typed, until somebody types another. */
function suggestSlug(text: Control<unknown>, slug: Control<unknown> | undefined): void {
  let suggested = "";
  text.node.addEventListener("input", () => {
    if (!slug || (!slug.isEmpty() && slug.get() !== suggested)) return;
    suggested = String(text.get()).toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
      .replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).replace(/-+$/, "");
    slug.set(suggested);
  });
}

/** A value that may be absent: it is while nothing is entered. */
export function opt<T>(field: Field<T>): Field<[] | [T]> {
  return {
    empty: () => [],
    make: (place) => {
      const control = field.make(place);
      return {
        ...control,
        get: () => (control.isEmpty() ? [] : [control.get()]),
        set: (value) => {
          if (value.length === 1) control.set(value[0]);
        },
      };
    },
  };
}

/** A value that may be absent: a box says whether it is there. */
export function maybe<T>(field: Field<T>): Field<[] | [T]> {
  return {
    empty: () => [],
    make: (place) => {
      const inner = field.make(place);
      const box = h("input", { type: "checkbox" });
      const show = () => {
        inner.node.hidden = !box.checked;
      };
      box.addEventListener("change", show);
      const node = h("div", {}, h("label", { class: "check" }, box, " ", place.label), inner.node);
      show();
      return {
        node,
        get: () => (box.checked ? [inner.get()] : []),
        set: (value) => {
          box.checked = value.length === 1;
          if (value.length === 1) inner.set(value[0]);
          show();
        },
        isEmpty: () => !box.checked,
        fault: (path, reason) => inner.fault(path, reason),
        clear: () => inner.clear(),
      };
    },
  };
}

/** A list whose entries can be added, removed and moved. */
export function list<T>(field: Field<T>): Field<T[]> {
  return {
    empty: () => [],
    make: (place) => {
      const box = h("ol", { class: "entries" });
      let entries: { control: Control<T>; node: HTMLElement }[] = [];
      const arrange = () => {
        box.replaceChildren(...entries.map((entry) => entry.node));
        box.hidden = entries.length === 0;
        for (const [i, { node }] of entries.entries()) {
          // A frame or an input says which entry it is.
          const name = node.querySelector("legend, label");
          if (name) name.textContent = words.form.entry(place.label, i + 1);
        }
      };
      const moved = (entry: { control: Control<T>; node: HTMLElement }, by: number) => {
        const from = entries.indexOf(entry);
        const to = from + by;
        if (to < 0 || to >= entries.length) return;
        entries.splice(from, 1);
        entries.splice(to, 0, entry);
        arrange();
        changed(box);
      };
      const push = (value: T) => {
        const control = field.make({ label: place.label });
        control.set(value);
        const move = (by: number, label: string, sign: string) =>
          button(sign, () => {
            moved(entry, by);
            (document.activeElement ?? entry.node).scrollIntoView({ block: "nearest" });
          }, { class: "button small", "aria-label": `${label}: ${place.label}` });
        const entry = { control, node: h("li", { class: "entry" }) };
        const remove = button(words.form.remove, () => {
          const at = entries.indexOf(entry);
          entries = entries.filter((other) => other !== entry);
          arrange();
          changed(box);
          const near = entries[at] ?? entries[at - 1];
          (near?.node.querySelector<HTMLElement>("input, select, textarea, button") ?? add).focus();
        }, { class: "button small", "aria-label": `${words.form.remove}: ${place.label}` });
        const tools = h("div", { class: "row entry-tools" }, move(-1, words.form.up, "↑"), move(1, words.form.down, "↓"), remove);
        entry.node.append(control.node, tools);
        entries.push(entry);
        return entry;
      };
      const add = button(words.form.add(place.label), () => {
        const entry = push(field.empty());
        arrange();
        changed(box);
        entry.node.querySelector<HTMLElement>("input, select, textarea")?.focus();
      }, { class: "button small" });
      const { node, faults } = fieldset(place, box, add);
      arrange();
      return {
        node,
        get: () => entries.map((entry) => entry.control.get()),
        set: (values) => {
          entries = [];
          for (const value of values) push(value);
          arrange();
        },
        isEmpty: () => entries.length === 0,
        fault: ([position, ...deeper], reason) => {
          const entry = typeof position === "number" ? entries[position] : undefined;
          return (entry?.control.fault(deeper, reason) ?? false) || faults.show(reason);
        },
        clear: () => {
          faults.clear();
          for (const entry of entries) entry.control.clear();
        },
      };
    },
  };
}

/** A variant whose cases hold something. */
export function union<V extends object>(cases: { [K in Case<V>]: Field<Extract<V, Record<K, unknown>>[K & keyof Extract<V, Record<K, unknown>>]> }): Field<V> {
  const names = Object.keys(cases) as Case<V>[];
  const field = (name: Case<V>) => cases[name] as Field<unknown>;
  return {
    empty: () => ({ [names[0]!]: field(names[0]!).empty() }) as unknown as V,
    make: (place: Place) => {
      const choose = h("select", { "aria-label": place.label });
      const controls = new Map(names.map((name) => [name, field(name).make(named(name))]));
      for (const name of names) choose.append(h("option", { value: name }, named(name).label));
      const show = () => {
        for (const [name, control] of controls) control.node.hidden = name !== choose.value;
      };
      choose.addEventListener("change", show);
      const { node, faults } = fieldset(place, choose, ...[...controls.values()].map((control) => control.node));
      show();
      const present = () => controls.get(choose.value as Case<V>)!;
      return {
        node,
        get: () => ({ [choose.value]: present().get() }) as unknown as V,
        set: (value) => {
          const [name, inner] = Object.entries(value)[0]!;
          choose.value = name;
          present().set(inner);
          show();
        },
        isEmpty: () => present().isEmpty(),
        fault: ([step, ...deeper], reason) =>
          (step === choose.value && present().fault(deeper, reason)) || faults.show(reason),
        clear: () => {
          faults.clear();
          for (const control of controls.values()) control.clear();
        },
      };
    },
  };
}
