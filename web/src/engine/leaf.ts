// Fields of one input: texts, numbers, choices.

import { Principal } from "@icp-sdk/core/principal";

import { h } from "../dom";
import { words } from "../words";
import { changed, type Case, type Control, type Field, type Place, single } from "./control";
import { withPreview } from "./markdown";

/** A name or title: one line. */
export const line: Field<string> = {
  empty: () => "",
  make: (place) => {
    const input = h("input", { type: "text", autocomplete: "off" });
    return single(place, input, textOf(input));
  },
};

/** A paragraph. */
export const paragraph: Field<string> = {
  empty: () => "",
  make: (place) => {
    const input = h("textarea", { rows: 3 });
    return single(place, input, textOf(input));
  },
};

/** Markdown, with a preview. */
export const markdown: Field<string> = {
  empty: () => "",
  make: (place) => {
    const input = h("textarea", { rows: 6 });
    return single(place, input, textOf(input), ...withPreview(input));
  },
};

function textOf(input: HTMLInputElement | HTMLTextAreaElement) {
  return {
    get: () => (input.type === "text" ? input.value.trim() : input.value),
    set: (value: string) => {
      input.value = value;
    },
  };
}

/** Short words in one line, with commas between. */
export const terms: Field<string[]> = {
  empty: () => [],
  make: (place) => {
    const input = h("input", { type: "text", autocomplete: "off" });
    return single({ ...place, hint: place.hint ?? words.form.commas }, input, {
      get: () => input.value.split(/[,，、]/).map((one) => one.trim()).filter((one) => one !== ""),
      set: (value) => {
        input.value = value.join(", ");
      },
    });
  },
};

/** Texts, one in each line. */
export const lines: Field<string[]> = {
  empty: () => [],
  make: (place) => {
    const input = h("textarea", { rows: 3, spellcheck: "false" });
    return single({ ...place, hint: place.hint ?? words.form.oneALine }, input, {
      get: () => input.value.split("\n").map((one) => one.trim()).filter((one) => one !== ""),
      set: (value) => {
        input.value = value.join("\n");
      },
    });
  },
};

/** A natural number of at most 32 bits, which is something at first. */
export const from = (first: number): Field<number> => ({
  empty: () => first,
  make: (place) => {
    const input = h("input", { type: "number", min: 0, step: 1, inputmode: "numeric" });
    return single(place, input, {
      get: () => Math.max(0, Math.trunc(Number(input.value.trim()) || 0)),
      set: (value) => {
        input.value = String(value);
      },
    });
  },
});

export const natural: Field<number> = from(0);

/** A position that no log reaches: that of an entry in which nothing is entered, or no number. */
const NOWHERE = 2n ** 64n - 1n;

/** The position of a block in the log. */
export const position: Field<bigint> = {
  empty: () => NOWHERE,
  make: (place) => {
    const input = h("input", { type: "text", inputmode: "numeric", autocomplete: "off" });
    return single(place, input, {
      get: () => (/^\d{1,19}$/.test(input.value.trim()) ? BigInt(input.value.trim()) : NOWHERE),
      set: (value) => {
        input.value = value === NOWHERE ? "" : String(value);
      },
    });
  },
};

/** Yes or no. */
export const flag: Field<boolean> = {
  empty: () => false,
  make: (place) => {
    const input = h("input", { type: "checkbox" });
    const control = single(place, input, {
      get: () => input.checked,
      set: (value) => {
        input.checked = value;
      },
      isEmpty: () => !input.checked,
    });
    control.node.classList.add("check");
    return control;
  },
};

/** One of some words. Each case of the variant has to be named. */
export function choice<V extends object>(cases: Record<Case<V>, true>): Field<V> {
  const names = Object.keys(cases) as Case<V>[];
  const value = (name: string) => ({ [name]: null }) as unknown as V;
  return {
    empty: () => value(names[0]!),
    make: (place) => {
      const input = h("select", {}, h("option", { value: "" }, words.form.choose));
      for (const name of names) {
        const label = (words.choices as Record<string, string>)[name] ?? name;
        input.append(h("option", { value: name }, label));
      }
      return single(place, input, {
        get: () => value(input.value || names[0]!),
        set: (chosen) => {
          input.value = Object.keys(chosen)[0] ?? "";
        },
      });
    },
  };
}

/** A principal in its textual form. */
export const principal: Field<Principal> = {
  empty: () => Principal.anonymous(),
  make: (place) => {
    const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false" });
    const control: Control<Principal> = single(place, input, {
      get: () => {
        try {
          return Principal.fromText(input.value.trim());
        } catch {
          return Principal.anonymous();
        }
      },
      set: (value) => {
        input.value = value.isAnonymous() ? "" : value.toText();
      },
    });
    return control;
  },
};

/** One of some values, which are asked for when the form is shown. */
export function oneOf<T>(
  empty: T,
  options: () => Promise<{ value: T; label: string }[]>,
  key: (value: T) => string,
): Field<T> {
  return {
    empty: () => empty,
    make: (place: Place) => {
      const known = new Map<string, T>();
      let held = empty;
      const input = h("select", {}, h("option", { value: "" }, words.form.choose));
      const add = (value: T, label: string) => {
        if (known.has(key(value))) return;
        known.set(key(value), value);
        input.append(h("option", { value: key(value) }, label));
      };
      const control = single(place, input, {
        get: () => known.get(input.value) ?? empty,
        set: (value: T) => {
          held = value;
          if (key(value) !== key(empty)) add(value, key(value));
          input.value = key(value) === key(empty) ? "" : key(value);
        },
      });
      void options().then((all) => {
        const typed = input.value;
        for (const { value, label } of all) {
          if (!known.has(key(value))) add(value, label);
          else input.querySelector(`option[value="${CSS.escape(key(value))}"]`)!.textContent = label;
        }
        input.value = typed || (key(held) === key(empty) ? "" : key(held));
        if (input.value !== typed) changed(input);
      });
      return control;
    },
  };
}
