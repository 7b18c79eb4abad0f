// Values of the interface as text, to be kept in the browser.

import { Principal } from "@icp-sdk/core/principal";

/** A value as text; the same values give the same text. */
export function toText(value: unknown): string {
  return JSON.stringify(value, function (this: unknown, key, plain) {
    // JSON.stringify has called toJSON of principals already: look at the value itself.
    const own = (this as Record<string, unknown>)[key];
    if (typeof own === "bigint") return { "#n": own.toString() };
    if (own instanceof Principal) return { "#p": own.toText() };
    if (own instanceof Uint8Array) return { "#b": Array.from(own) };
    return plain;
  });
}

/** The value that a text was made of. */
export function fromText(text: string): unknown {
  return JSON.parse(text, (_, value) => {
    if (value === null || typeof value !== "object") return value;
    if ("#n" in value) return BigInt(value["#n"]);
    if ("#p" in value) return Principal.fromText(value["#p"]);
    if ("#b" in value) return Uint8Array.from(value["#b"]);
    return value;
  });
}

/** Whether two values are the same. */
export const same = (a: unknown, b: unknown): boolean => toText(a) === toText(b);
