// References to other records: by searching for their words, or by their number.

import type { Kind } from "../bindings/declarations/workgroups.did";
import { api } from "../net/api";
import { fresh, h } from "../dom";
import { type Case, type Field, single } from "./control";

/** The number at the end of what stands in the input: "Storage #12", or "12" alone. */
export function numberOf(text: string): bigint {
  const found = /(?:^|#)(\d{1,19})\s*$/.exec(text.trim());
  return found ? BigInt(found[1]!) : 0n;
}

/** The number of a record of a kind; 0 while none is chosen. */
export function reference(kind: Case<Kind>): Field<bigint> {
  return {
    empty: () => 0n,
    make: (place) => {
      const id = fresh();
      const options = h("datalist", { id });
      const input = h("input", { type: "text", list: id, autocomplete: "off", spellcheck: "false" });
      let timer = 0;
      const look = async () => {
        const found = await api.find(kind, input.value.replace(/#\d+\s*$/, "")).catch(() => []);
        options.replaceChildren(...found.map(({ id: number, name }) => h("option", { value: `${name} #${number}` })));
      };
      input.addEventListener("focus", () => {
        if (!options.firstChild) void look();
      });
      input.addEventListener("input", () => {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => void look(), 250);
      });
      return single(place, input, {
        get: () => numberOf(input.value),
        set: (value) => {
          input.value = value === 0n ? "" : `#${value}`;
          if (value === 0n) return;
          void api.nameOf(kind, value).then((name) => {
            if (numberOf(input.value) === value) input.value = `${name} #${value}`;
          }).catch(() => {});
        },
      }, options);
    },
  };
}
