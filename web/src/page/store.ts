// What was typed and not sent yet, kept in the browser: over refusals, lost connections, sessions
// that ended, and closed tabs.

import { fromText, toText } from "../engine/json";
import { keep, kept } from "../place";

export interface Typed {
  /** What was typed. */
  value: unknown;
  /** What the form began with: the ancestor, when somebody else was faster. */
  before: unknown;
  /** Makes the mark of the request another one for each form that is begun. */
  nonce: string;
}

const name = (key: string) => `workgroups-form ${key}`;

export function remember(key: string, typed: Typed): boolean {
  return keep(name(key), toText(typed));
}

export function forget(key: string): void {
  keep(name(key), null);
}

/** What was typed into a form; nothing if there is none, or it cannot be read any more. */
export function remembered(key: string): Typed | undefined {
  const text = kept(name(key));
  if (text === null) return undefined;
  try {
    return fromText(text) as Typed;
  } catch {
    return undefined;
  }
}
