// Puts what may be done to its places on the page.

import { button, h } from "../dom";
import type { Target } from "../forms/form";
import type { Method } from "../net/api";
import type { Rights } from "../net/rights";
import { words } from "../words";
import { type Entry, type Offer, ofEntry, offers, type Spot } from "./offers";
import { open } from "./panel";

/** What is offered, in words: where it means less than elsewhere, or one of several, in its own. */
function labelOf(method: Method, { group, id }: Target): string {
  if (method === "create_group" && group !== undefined) return words.subgroup;
  if (method === "withhold_blocks" && id !== undefined) return words.withholding.block(id);
  return words.operations[method];
}

/** A button for each thing that may be done, and the form that it opens. */
export function buttons(place: HTMLElement, found: Offer[], who: string): void {
  const list = found.map(({ method, target }) => {
    const opener: HTMLButtonElement = button(labelOf(method, target), () => {
      void open({ method, target, place, opener, who });
    }, { "data-method": method });
    return opener;
  });
  place.replaceChildren(...list);
  place.classList.add("row");
}

/** Fills all places of the page. */
export async function fill(rights: Rights): Promise<void> {
  const who = rights.who.principal.toText();
  const { page = "", id = "0" } = document.body.dataset;
  const here: Spot = { page, what: "", id: BigInt(id) };
  const places = [...document.querySelectorAll<HTMLElement>(".controls[data-for]")].map(async (place) => {
    const { for: what = "", id: own } = place.dataset;
    buttons(place, await offers({ page, what, id: own ? BigInt(own) : here.id }, rights), who);
  });
  const kinds: Entry[] = ["item", "feedback", "event"];
  const all = document.querySelectorAll<HTMLElement>(kinds.map((kind) => `li[data-${kind}]`).join());
  const entries = [...all].map(async (entry) => {
    const kind = kinds.find((one) => entry.dataset[one] !== undefined)!;
    const found = await ofEntry(kind, BigInt(entry.dataset[kind]!), here, rights);
    if (found.length === 0) return;
    const place = h("div", { class: "controls" });
    (entry.querySelector(".what") ?? entry).append(place);
    buttons(place, found, who);
  });
  await Promise.allSettled([...places, ...entries]);
  document.body.dataset.ready = "true";
}
