// The people of the journeys: each with a key of their own, and a browser that they are signed in to.
import { execFileSync } from "node:child_process";
import { Actor, HttpAgent } from "@icp-sdk/core/agent";
import { Ed25519KeyIdentity } from "@icp-sdk/core/identity";

const did = process.env.WORKGROUPS_DID ?? "../candid/workgroups.did";
execFileSync("node_modules/.bin/icp-bindgen",
  ["--did-file", did, "--out-dir", "src/bindings", "--actor-disabled", "--force"], { stdio: "ignore" });
const { idlFactory } = await import("../src/bindings/declarations/workgroups.did.js");

const HOUR = 3_600_000;

/** A person with a key: the first one has installed the canister. */
export class Person {
  constructor(name, number) {
    this.name = name;
    this.identity = Ed25519KeyIdentity.generate(new Uint8Array(32).fill(number));
    this.principal = this.identity.getPrincipal();
  }

  /** Calls the canister without a browser. */
  async calls(network) {
    const agent = await HttpAgent.create({ host: network.api, identity: this.identity, shouldFetchRootKey: true });
    return Actor.createActor(idlFactory, { agent, canisterId: network.canister });
  }

  /** What a browser keeps of a session on a local network. */
  session() {
    return {
      "workgroups-development-key": JSON.stringify(this.identity.toJSON()),
      "workgroups-session": String(Date.now() + 8 * HOUR),
    };
  }
}

export const admin = new Person("admin", 1);
export const lead = new Person("lead", 2);
export const stranger = new Person("stranger", 3);
export const newcomer = new Person("newcomer", 4);
export const scribe = new Person("scribe", 5);

/** The reply of a call that is to be accepted. */
export function ok(reply) {
  if ("Err" in reply) throw new Error(JSON.stringify(reply.Err, (_, v) => (typeof v === "bigint" ? `${v}` : v)));
  return reply.Ok;
}
