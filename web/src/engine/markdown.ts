// Markdown as the pages show it: the canister turns it into HTML, of which only what a text is made
// of is taken over.

import { api } from "../net/api";
import { h } from "../dom";
import { parsed } from "../markup";
import { words } from "../words";
import { disclosure } from "./control";

const SHOWN = new Set([
  "P", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "LI", "A", "STRONG", "EM", "DEL", "CODE", "PRE",
  "BLOCKQUOTE", "HR", "BR", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD",
]);

/** A copy of the children of an element with nothing in it but text, its structure, and links. */
function copied(from: Node): (Node | string)[] {
  return [...from.childNodes].flatMap((node): (Node | string)[] => {
    if (node instanceof Text) return [node.data];
    if (!(node instanceof HTMLElement)) return [];
    const inner = copied(node);
    if (!SHOWN.has(node.tagName)) return inner;
    const copy = document.createElement(node.tagName);
    const address = node.getAttribute("href");
    if (address !== null && /^(https?:|mailto:|#|\/)/.test(address)) {
      copy.setAttribute("href", address);
      copy.setAttribute("rel", "nofollow noopener");
      copy.setAttribute("target", "_blank");
    }
    copy.append(...inner);
    return [copy];
  });
}

/** A text as the pages will show it. */
export async function shown(text: string): Promise<Node[]> {
  const html = await api.text(text);
  return copied(parsed(html).body).map((node) => (typeof node === "string" ? new Text(node) : node));
}

/** What goes with an input for Markdown: a button and the preview that it opens. */
export function withPreview(input: HTMLTextAreaElement): HTMLElement[] {
  const preview = h("div", { class: "preview prose", role: "region", "aria-label": words.form.preview, "aria-live": "polite" });
  let timer = 0;
  let asked = 0;
  const refresh = async () => {
    const turn = ++asked;
    try {
      const nodes = await shown(input.value);
      if (turn === asked) preview.replaceChildren(...nodes);
    } catch {
      if (turn === asked) preview.textContent = words.say.noAnswer;
    }
  };
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    if (!preview.hidden) timer = window.setTimeout(() => void refresh(), 400);
  });
  const toggle = disclosure(words.form.preview, preview, () => void refresh());
  toggle.classList.add("small");
  return [toggle, preview];
}
