// Puts what may be done to its places on the page.

import { button, h } from "../dom";
import type { Rights } from "../net/rights";
import { words } from "../words";
import { type Offer, ofEntry, offers, type Spot } from "./offers";
import { open } from "./panel";

/** A button for each thing that may be done, and the form that it opens. */
export function buttons(place: HTMLElement, found: Offer[], who: string): void {
  const list = found.map(({ method, target }) => {
    const label = method === "create_group" && target.group !== undefined ? words.subgroup : words.operations[method];
    const opener: HTMLButtonElement = button(label, () => {
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
  const entries = [...document.querySelectorAll<HTMLElement>("li[data-item], li[data-feedback]")].map(async (entry) => {
    const { item, feedback } = entry.dataset;
    const found = item !== undefined
      ? await ofEntry("item", BigInt(item), here, rights)
      : await ofEntry("feedback", BigInt(feedback!), here, rights);
    if (found.length === 0) return;
    const place = h("div", { class: "controls" });
    (entry.querySelector(".what") ?? entry).append(place);
    buttons(place, found, who);
  });
  await Promise.allSettled([...places, ...entries]);
  document.body.dataset.ready = "true";
}
