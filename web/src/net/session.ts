// Who is signed in: with Internet Identity on the network; on a reader's own machine with a key
// that the browser makes and keeps, which is worth nothing elsewhere.

import type { Identity } from "@icp-sdk/core/agent";
import { Ed25519KeyIdentity } from "@icp-sdk/core/identity";

import { isLocal, keep, kept, SESSION } from "../place";

/** How long a session lasts, in milliseconds. */
const SESSION_TIME = 8 * 60 * 60 * 1000;

/** Where the key for development is kept; on a local network only. */
const DEVELOPMENT_KEY = "workgroups-development-key";

/** Whether the session that this browser remembers still lasts. */
export function lasts(): boolean {
  return Number(kept(SESSION) ?? 0) > Date.now();
}

const begin = () => keep(SESSION, String(Date.now() + SESSION_TIME));

async function client() {
  const { AuthClient } = await import("@icp-sdk/auth/client");
  return new AuthClient({ idleOptions: { disableIdle: true } });
}

/** The identity of the session, if one lasts. */
export async function present(): Promise<Identity | undefined> {
  if (!lasts()) return undefined;
  if (isLocal) return developmentKey();
  const auth = await client();
  return auth.isAuthenticated() ? auth.getIdentity() : undefined;
}

/** Signs in. On the network a window of Internet Identity opens. */
export async function signIn(): Promise<Identity> {
  if (isLocal) {
    begin();
    return developmentKey();
  }
  const identity = await (await client()).signIn({ maxTimeToLive: BigInt(SESSION_TIME) * 1_000_000n });
  begin();
  return identity;
}

export async function signOut(): Promise<void> {
  keep(SESSION, null);
  if (!isLocal) await (await client()).signOut();
}

function developmentKey(): Identity {
  const known = kept(DEVELOPMENT_KEY);
  if (known) return Ed25519KeyIdentity.fromJSON(known);
  const made = Ed25519KeyIdentity.generate();
  keep(DEVELOPMENT_KEY, JSON.stringify(made.toJSON()));
  return made;
}
