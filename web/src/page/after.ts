// What comes after a change: the page as it is now, with a word about what was done.

import type { Written } from "../bindings/declarations/workgroups.did";
import { type Form, pageOf } from "../forms/form";
import { parsed } from "../markup";
import { at, SAID } from "../place";

/** How often, and after how many milliseconds, the page is asked for until it shows the change. */
const TRIES = 12;
const PAUSE = 400;

const pause = (time: number) => new Promise((done) => window.setTimeout(done, time));

/** The page as it is served now, past the browser's own copy. */
async function revision(): Promise<bigint> {
  const response = await fetch(location.pathname + location.search, { cache: "reload" });
  return BigInt(parsed(await response.text()).body.dataset.revision ?? 0);
}

/** Shows what an operation has made of the page; a record that is new or has moved, on its own page. */
export async function show(written: Written, said: string, form: Pick<Form<unknown>, "creates" | "moves">): Promise<void> {
  sessionStorage.setItem(SAID, said);
  const { page, id } = document.body.dataset;
  const [kind] = written.kind.length === 1 ? Object.keys(written.kind[0]) : [];
  const isThis = !form.moves && kind === page && String(written.id) === id;
  for (let i = 0; i < TRIES; i += 1) {
    const present = await revision().catch(() => 0n);
    if (!isThis || written.revision === 0n || present >= written.revision) break;
    await pause(PAUSE);
  }
  const leads = form.moves === true || form.creates === true;
  const path = leads && !isThis ? await pageOf(written).catch(() => undefined) : undefined;
  if (path) location.assign(at(path));
  else location.reload();
}
