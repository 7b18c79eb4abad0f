// Somebody else was faster: what both have changed in another way is shown, and the person decides.

import { button, h } from "../dom";
import { named, type Path } from "../engine/control";
import type { Overlap } from "../engine/merge";
import { words } from "../words";

/** The words of a path, such as "Links 2: Address". */
function called(path: Path): string {
  const shown = path.filter((step) => step !== "details");
  return shown.map((step) => (typeof step === "number" ? `${step + 1}` : named(step).label)).join(" › ");
}

/** A value in a few lines that can be read. */
function told(value: unknown): string {
  if (value === null || value === undefined) return words.conflict.nothing;
  if (Array.isArray(value)) return value.length === 0 ? words.conflict.nothing : value.map(told).join("\n");
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.entries(value)
      .map(([name, inner]) => (inner === null ? (words.choices as Record<string, string>)[name] ?? name : `${named(name).label}: ${told(inner)}`))
      .join("\n");
  }
  return String(value);
}

/** Puts a value at a place of another; what it is a part of is copied. */
export function placed(whole: unknown, [step, ...deeper]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(whole)) return whole.map((one, i) => (i === step ? placed(one, deeper, value) : one));
  const record = whole as Record<string, unknown>;
  return { ...record, [step]: placed(record[step], deeper, value) };
}

/** Shows what overlaps; `take` puts a version into the form. */
export function conflict(overlaps: Overlap[], take: (path: Path, value: unknown) => void): HTMLElement {
  const version = (title: string, value: unknown) =>
    h("div", { class: "version" }, h("h4", {}, title), h("pre", {}, told(value)));
  const parts = overlaps.map(({ path, before, mine, theirs }) => {
    const choose = (label: string, value: unknown) => {
      const chosen: HTMLButtonElement = button(label, () => {
        take(path, value);
        for (const other of chosen.parentElement!.querySelectorAll("button")) other.setAttribute("aria-pressed", "false");
        chosen.setAttribute("aria-pressed", "true");
      }, { "aria-pressed": String(value === mine), class: "button small" });
      return chosen;
    };
    return h("section", { class: "overlap" }, h("h3", {}, called(path)),
      h("div", { class: "versions" },
        version(words.conflict.before, before), version(words.conflict.mine, mine), version(words.conflict.theirs, theirs)),
      h("div", { class: "row" }, choose(words.conflict.keepMine, mine), choose(words.conflict.takeTheirs, theirs)));
  });
  const text = overlaps.length === 0 ? words.conflict.merged : words.conflict.decide;
  return h("div", { class: "notice conflict", role: "alert" }, h("h3", { tabindex: -1 }, words.conflict.title), h("p", {}, text), ...parts);
}
