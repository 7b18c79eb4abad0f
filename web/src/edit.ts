// What somebody who is signed in gets: what they may do on this page, and the forms for it. Loaded
// only then.

import { api } from "./net/api";
import { Rights } from "./net/rights";
import { present, signIn, signOut } from "./net/session";
import { fill } from "./page/controls";
import { fillMe } from "./page/me";

/** Goes on with the session that this browser remembers; false if there is none. */
export async function resume(): Promise<boolean> {
  const identity = await present();
  if (!identity) return false;
  await api.as(identity);
  const rights = new Rights(await api.call.whoami());
  const me = document.querySelector<HTMLElement>('body[data-page="me"] .controls');
  if (me) {
    await fillMe(me, rights);
    document.body.dataset.ready = "true";
  } else await fill(rights);
  return true;
}

export { signIn, signOut };
