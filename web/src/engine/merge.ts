// Joins what two people have made of the same record.

import type { Path } from "./control";
import { same, toText } from "./json";

/** A part that both have changed, each in another way. */
export interface Overlap {
  path: Path;
  before: unknown;
  mine: unknown;
  theirs: unknown;
}

export interface Merged<T> {
  /** What does not overlap of both; of what overlaps, mine. */
  value: T;
  overlaps: Overlap[];
}

/** Joins two versions that come from a common one. */
export function merge<T>(before: T, mine: T, theirs: T): Merged<T> {
  const overlaps: Overlap[] = [];
  const value = join([], before, mine, theirs, overlaps) as T;
  return { value, overlaps };
}

function join(path: Path, before: unknown, mine: unknown, theirs: unknown, overlaps: Overlap[]): unknown {
  if (same(mine, theirs) || same(before, theirs)) return mine;
  if (same(before, mine)) return theirs;
  const all = [before, mine, theirs];
  if (all.every((one) => typeof one === "string")) {
    const lines = threeWay(split(before as string), split(mine as string), split(theirs as string), (a, b) => a === b);
    if (lines) return lines.join("");
  } else if (all.every(Array.isArray)) {
    const [b, m, t] = all as unknown[][];
    if (b!.length === m!.length && m!.length === t!.length) {
      return b!.map((one, i) => join([...path, i], one, m![i], t![i], overlaps));
    }
    const entries = threeWay(b!, m!, t!, same);
    if (entries) return entries;
  } else if (all.every(isRecord)) {
    const [b, m, t] = all as Record<string, unknown>[];
    const names = (of: object) => Object.keys(of).sort().join();
    if (names(b!) === names(m!) && names(m!) === names(t!)) {
      const parts = Object.keys(m!).map((name) => [name, join([...path, name], b![name], m![name], t![name], overlaps)]);
      return Object.fromEntries(parts);
    }
  }
  overlaps.push({ path, before, mine, theirs });
  return mine;
}

const isRecord = (value: unknown) =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Lines with their ends. */
const split = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Joins two lists by what they have kept of a common one; nothing where their changes touch. */
function threeWay<T>(before: T[], mine: T[], theirs: T[], equal: (a: T, b: T) => boolean): T[] | undefined {
  const a = changes(before, mine, equal);
  const b = changes(before, theirs, equal);
  const all = [...a.map((c) => ({ ...c, by: 0 })), ...b.map((c) => ({ ...c, by: 1 }))];
  all.sort((x, y) => x.from - y.from || x.until - y.until);
  const out: T[] = [];
  let at = 0;
  for (const [i, change] of all.entries()) {
    const last = all[i - 1];
    if (last && last.by !== change.by && change.from <= last.until) {
      if (toText(last.now) === toText(change.now) && last.from === change.from && last.until === change.until) continue;
      return undefined;
    }
    out.push(...before.slice(at, change.from), ...change.now);
    at = change.until;
  }
  return [...out, ...before.slice(at)];
}

interface Change<T> {
  from: number;
  until: number;
  now: T[];
}

/** Which stretches of a list have become which others. */
function changes<T>(before: T[], after: T[], equal: (a: T, b: T) => boolean): Change<T>[] {
  const common = lengths(before, after, equal);
  const found: Change<T>[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && equal(before[i]!, after[j]!)) {
      i += 1;
      j += 1;
      continue;
    }
    const from = { i, j };
    while ((i < before.length || j < after.length)
      && !(i < before.length && j < after.length && equal(before[i]!, after[j]!))) {
      if (j >= after.length || (i < before.length && common[i + 1]![j]! >= common[i]![j + 1]!)) i += 1;
      else j += 1;
    }
    found.push({ from: from.i, until: i, now: after.slice(from.j, j) });
  }
  return found;
}

/** For each pair of places, how many entries the rests have in common, in order. */
function lengths<T>(a: T[], b: T[], equal: (x: T, y: T) => boolean): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i]![j] = equal(a[i]!, b[j]!)
        ? table[i + 1]![j + 1]! + 1
        : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
}
