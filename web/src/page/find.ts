// Hits while somebody types into a field of the search. They are asked for by a query, which costs
// the canister nothing that a page would not; the form itself leads to the whole page of hits.

import type { SearchHit } from "../bindings/declarations/workgroups.did";
import { h } from "../dom";
import { api, ok } from "../net/api";
import { at } from "../place";
import { words } from "../words/site";

/** After so many milliseconds without a key it is asked. */
const PAUSE = 200;
/** Fewer characters begin too many words; a Chinese one is enough. */
const LEAST = 2;
const MOST = 8;

const FOLDERS: Partial<Record<string, string>> = {
  group: "groups", meeting: "meetings", person: "people", initiative: "initiatives", report: "reports",
};

function pathOf(hit: SearchHit): string | undefined {
  const [kind] = hit.kind.length === 1 ? Object.keys(hit.kind[0]) : [];
  if (kind === "series") return `/series/${hit.id}`;
  const folder = FOLDERS[kind ?? ""];
  const [slug] = hit.slug;
  return folder && slug ? `/${folder}/${encodeURIComponent(slug)}` : undefined;
}

/** A text with the beginnings of its words marked that were typed. */
function marked(text: string, typed: string[]): (Node | string)[] {
  const small = text.toLowerCase();
  const parts: (Node | string)[] = [];
  let end = 0;
  while (end < text.length) {
    const places = typed.map((word) => ({ word, from: small.indexOf(word, end) })).filter(({ from }) => from >= 0);
    const next = places.sort((a, b) => a.from - b.from)[0];
    if (!next) break;
    parts.push(text.slice(end, next.from), h("mark", {}, text.slice(next.from, next.from + next.word.length)));
    end = next.from + next.word.length;
  }
  return [...parts, text.slice(end)];
}

/** What was found, below a field. */
class Hits {
  private readonly list = h("ul", { class: "found", "aria-live": "polite", hidden: true });
  private timer = 0;
  private asked = 0;

  constructor(private readonly field: HTMLInputElement) {
    field.form!.append(this.list);
    field.autocomplete = "off";
    field.form!.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.show([]);
    });
    field.form!.addEventListener("focusout", (event) => {
      if (!field.form!.contains(event.relatedTarget as Node | null)) this.show([]);
    });
  }

  typed(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask().catch(() => this.show([])), PAUSE);
  }

  private async ask(): Promise<void> {
    const text = this.field.value.trim();
    this.asked += 1;
    const mine = this.asked;
    if (text.length < LEAST && !/[^\u0000-\u02ff]/.test(text)) return this.show([]);
    if (!api.call) await api.anonymously();
    const { items } = ok(await api.call.search({
      text: text.slice(0, 80), kinds: [], tag: [], group: [], from: [], until: [], prev: [], take: [2 * MOST],
    }));
    // What was typed meanwhile is asked for by itself.
    if (mine === this.asked) this.show(items, text.toLowerCase().split(/\s+/));
  }

  private show(hits: SearchHit[], typed: string[] = []): void {
    const rows = hits.flatMap((hit) => {
      const path = pathOf(hit);
      if (!path) return [];
      const excerpt = hit.excerpt[0] ? h("span", { class: "of" }, ...marked(hit.excerpt[0], typed)) : null;
      return [h("li", {}, h("a", { href: at(path) }, h("span", {}, ...marked(hit.title, typed)), excerpt))];
    });
    const none = typed.length > 0 && rows.length === 0 ? [h("li", { class: "note" }, words.nothing)] : [];
    this.list.replaceChildren(...rows.slice(0, MOST), ...none);
    this.list.hidden = rows.length + none.length === 0;
  }
}

const known = new WeakMap<HTMLInputElement, Hits>();

/** Somebody has typed into a field of the search. */
export function typed(field: HTMLInputElement): void {
  const hits = known.get(field) ?? new Hits(field);
  known.set(field, hits);
  hits.typed();
}
