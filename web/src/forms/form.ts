// What a form is: the fields of an operation's argument, and what it begins with.

import type { Written } from "../bindings/declarations/workgroups.did";
import type { Field } from "../engine/control";
import { api, type Argument, type Method, ok } from "../net/api";

/** What a form is about. */
export interface Target {
  /** The record that is changed. */
  id?: bigint;
  /** Where a new record belongs. */
  group?: bigint;
  meeting?: bigint;
  /** What is known of it already. */
  hint?: unknown;
}

export interface Form<A> {
  fields(target: Target): Field<A>;
  /** The argument before anything is entered; for a record that exists: as it stands now. */
  start(target: Target): Promise<A>;
  /** It makes a record: sent with a mark, so that a second sending does not make a second one. */
  creates?: true;
  /** Its record has another address afterwards, and none at the old one. */
  moves?: true;
  /** Of much to do one call does a part: called again while the reply has the expected revision. */
  steps?: true;
  /** More that is shown while the form is filled in. */
  aside?(target: Target, value: () => A, set: (value: A) => void): HTMLElement;
}

/** A form for each of some operations. */
export type Forms<M extends Method> = { [K in M]: Form<Argument<K>> };

/** The record that a form is about. */
export function found<T>(record: [] | [T]): T {
  const [one] = record;
  if (one === undefined) throw new Error("There is no such record.");
  return one;
}

/** The registry's own revision and settings. */
export const about = () => api.call.about();

/** The page of a record that was written. */
export async function pageOf(written: Written): Promise<string | undefined> {
  const [kind] = written.kind.length === 1 ? Object.keys(written.kind[0]) : [];
  const { id } = written;
  const call = api.call;
  switch (kind) {
    case "group": {
      const slug = ok(await call.get_group({ id }))[0]?.details.slug;
      return slug && `/groups/${slug}`;
    }
    case "meeting": {
      const slug = ok(await call.get_meeting({ id }))[0]?.details.slug;
      return slug && `/meetings/${slug}`;
    }
    case "report": {
      const slug = ok(await call.get_report({ id }))[0]?.details.slug;
      return slug && `/reports/${slug}`;
    }
    case "initiative": {
      const slug = ok(await call.get_initiative({ id }))[0]?.details.slug;
      return slug && `/initiatives/${slug}`;
    }
    case "person": {
      const handle = ok(await call.get_person({ id }))[0]?.details.handle;
      return handle && `/people/${encodeURIComponent(handle)}`;
    }
    case "series": return `/series/${id}`;
    default: return undefined;
  }
}
