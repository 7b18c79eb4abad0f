// One step of a client in Node: node node.mjs STEP URL CANISTER. It ends with an error unless
// everything is as the step expects.
import assert from "node:assert/strict";
import { Actor, AnonymousIdentity, CanisterStatus, HttpAgent } from "@icp-sdk/core/agent";
import { IDL } from "@icp-sdk/core/candid";
import { Ed25519KeyIdentity } from "@icp-sdk/core/identity";
import { Principal } from "@icp-sdk/core/principal";

const [step, host, canister] = process.argv.slice(2);

// The part of the interface that the steps use.
const Named = IDL.Variant({ id: IDL.Nat64, slug: IDL.Text });
const Details = IDL.Record({
  slug: IDL.Text,
  name: IDL.Text,
  kind: IDL.Opt(IDL.Variant({ working_group: IDL.Null })),
  scope: IDL.Text,
  links: IDL.Vec(IDL.Record({})),
  topics: IDL.Vec(IDL.Text),
  languages: IDL.Vec(IDL.Text),
});
const NewGroup = IDL.Record({
  details: Details,
  lifecycle: IDL.Vec(IDL.Record({ state: IDL.Variant({ active: IDL.Null }) })),
  roles: IDL.Vec(IDL.Record({})),
});
const Refusal = IDL.Record({ message: IDL.Text });
const Written = IDL.Record({ id: IDL.Nat64, revision: IDL.Nat64 });
const Group = IDL.Record({ id: IDL.Nat64, details: Details });

const service = () =>
  IDL.Service({
    create_group: IDL.Func([NewGroup], [IDL.Variant({ Ok: Written, Err: Refusal })], []),
    get_group: IDL.Func([Named], [IDL.Variant({ Ok: IDL.Opt(Group), Err: Refusal })], ["query"]),
  });

const storage = {
  details: {
    slug: "storage",
    name: "Storage 存储",
    kind: [{ working_group: null }],
    scope: "Where data is kept",
    links: [],
    topics: [],
    languages: ["en", "zh-Hans"],
  },
  lifecycle: [{ state: { active: null } }],
  roles: [],
};

// A different person for each key.
const person = (key) => Ed25519KeyIdentity.generate(new Uint8Array(32).fill(key));

const connect = (identity) => HttpAgent.create({ host, identity, shouldFetchRootKey: true });

async function actor(identity) {
  const agent = await connect(identity);
  return Actor.createActor(service, { agent, canisterId: canister });
}

const steps = {
  async write() {
    const admin = await actor(person(1));
    const written = await admin.create_group(storage);
    assert.equal(written.Ok?.revision, 1n, JSON.stringify(written.Err));
    const reader = await actor(new AnonymousIdentity());
    const read = await reader.get_group({ slug: "storage" });
    assert.equal(read.Ok[0].details.name, "Storage 存储");
  },

  async refuse() {
    const stranger = await actor(person(2));
    assert.match((await stranger.create_group(storage)).Err.message, /may not/);
    const anonymous = await actor(new AnonymousIdentity());
    // The network asks the canister first, which takes no message of an anonymous caller.
    await assert.rejects(anonymous.create_group(storage));
    assert.deepEqual((await anonymous.get_group({ slug: "storage" })).Ok, []);
  },

  async state() {
    const agent = await connect(new AnonymousIdentity());
    const status = await CanisterStatus.request({
      agent,
      canisterId: Principal.fromText(canister),
      paths: ["time", "controllers", "module_hash", "candid"],
    });
    assert.deepEqual(
      status.get("controllers").map(String),
      [person(1).getPrincipal().toText()],
    );
    assert.match(status.get("module_hash"), /^[0-9a-f]{64}$/);
    assert.match(status.get("candid"), /service : /);
    assert.ok(Math.abs(status.get("time") - Date.now()) < 60_000);
  },
};

await steps[step]();
