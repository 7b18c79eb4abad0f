// Checks the log of a registry by the text of ICRC-3: node log.mjs URL CANISTER. It prints how
// many blocks there are, and ends with an error at the first thing that does not hold. It knows
// nothing of the registry but the standard's methods, and how blocks are shown of which texts are
// withheld (docs/log.md).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  Actor,
  Cbor,
  Certificate,
  HttpAgent,
  LookupPathStatus,
  lookup_path,
  reconstruct,
} from "@icp-sdk/core/agent";
import { IDL } from "@icp-sdk/core/candid";
import { Principal } from "@icp-sdk/core/principal";

const Value = IDL.Rec();
Value.fill(
  IDL.Variant({
    Blob: IDL.Vec(IDL.Nat8),
    Text: IDL.Text,
    Nat: IDL.Nat,
    Int: IDL.Int,
    Array: IDL.Vec(Value),
    Map: IDL.Vec(IDL.Tuple(IDL.Text, Value)),
  }),
);
const Range = IDL.Record({ start: IDL.Nat, length: IDL.Nat });
const Blocks = IDL.Record({
  log_length: IDL.Nat,
  blocks: IDL.Vec(IDL.Record({ id: IDL.Nat, block: Value })),
});
const Tip = IDL.Record({ certificate: IDL.Vec(IDL.Nat8), hash_tree: IDL.Vec(IDL.Nat8) });
const BlockType = IDL.Record({ block_type: IDL.Text, url: IDL.Text });
const Archive = IDL.Record({ canister_id: IDL.Principal, start: IDL.Nat, end: IDL.Nat });
const service = () =>
  IDL.Service({
    icrc3_get_blocks: IDL.Func([IDL.Vec(Range)], [Blocks], ["query"]),
    icrc3_get_tip_certificate: IDL.Func([], [IDL.Opt(Tip)], ["query"]),
    icrc3_supported_block_types: IDL.Func([], [IDL.Vec(BlockType)], ["query"]),
    icrc3_get_archives: IDL.Func(
      [IDL.Record({ from: IDL.Opt(IDL.Principal) })],
      [IDL.Vec(Archive)],
      ["query"],
    ),
  });

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// LEB128 of a natural number, and its signed form.
const leb128 = (number) => {
  const bytes = [];
  do {
    const low = Number(number & 0x7fn);
    number >>= 7n;
    bytes.push(number === 0n ? low : low | 0x80);
  } while (number !== 0n);
  return Uint8Array.from(bytes);
};
const sleb128 = (number) => {
  const bytes = [];
  for (;;) {
    const low = Number(number & 0x7fn);
    number >>= 7n;
    const done = (number === 0n && (low & 0x40) === 0) || (number === -1n && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return Uint8Array.from(bytes);
  }
};

// The representation-independent hash of a value.
const hashOf = (value) => {
  const [[kind, content]] = Object.entries(value);
  switch (kind) {
    case "Blob":
      return sha256(Uint8Array.from(content));
    case "Text":
      return sha256(Buffer.from(content, "utf8"));
    case "Nat":
      return sha256(leb128(content));
    case "Int":
      return sha256(sleb128(content));
    case "Array":
      return sha256(...content.map(hashOf));
    case "Map": {
      const pairs = content.map(([name, field]) =>
        Buffer.concat([sha256(Buffer.from(name, "utf8")), hashOf(field)]),
      );
      return sha256(...pairs.sort(Buffer.compare));
    }
    default:
      throw new Error(`a value of no kind: ${kind}`);
  }
};

// The hash of a block. Of parts of which something is withheld, the block tells the hashes.
const hashOfBlock = (block) => {
  const call = field(block, "tx");
  const withheld = call && field(call, "withheld");
  if (!withheld) return hashOf(block);
  const hashOfFields = (fields, hash) =>
    sha256(
      ...fields
        .map(([name, part]) => Buffer.concat([sha256(Buffer.from(name, "utf8")), hash(name, part)]))
        .sort(Buffer.compare),
    );
  const told = (name, part) => {
    const hash = name !== "by" && field(withheld, name);
    return hash ? Buffer.from(hash.Blob) : hashOf(part);
  };
  const open = call.Map.filter(([name]) => name !== "withheld");
  return hashOfFields(block.Map, (name, part) => (name === "tx" ? hashOfFields(open, told) : hashOf(part)));
};

const field = (value, name) => value.Map.find(([key]) => key === name)?.[1];

const [host, canister] = process.argv.slice(2);
const canisterId = Principal.fromText(canister);
const agent = await HttpAgent.create({ host, shouldFetchRootKey: true });
const registry = Actor.createActor(service, { agent, canisterId });

// The tip: the certificate is verified against the root key, for this canister and this hour.
const [tip] = await registry.icrc3_get_tip_certificate();
const certificate = await Certificate.create({
  certificate: Uint8Array.from(tip.certificate),
  rootKey: agent.rootKey,
  principal: { canisterId },
});
const certified = certificate.lookup_path(["canister", canisterId.toUint8Array(), "certified_data"]);
assert.equal(certified.status, LookupPathStatus.Found);
const tree = Cbor.decode(Uint8Array.from(tip.hash_tree));
assert.deepEqual(Buffer.from(await reconstruct(tree)), Buffer.from(certified.value));
const leaf = (label) => {
  const found = lookup_path([label], tree);
  assert.equal(found.status, LookupPathStatus.Found, label);
  return Buffer.from(found.value);
};

// The blocks, in pages that are smaller than the log.
const blocks = [];
for (;;) {
  const range = { start: BigInt(blocks.length), length: 97n };
  const page = await registry.icrc3_get_blocks([range]);
  if (page.blocks.length === 0) {
    assert.equal(page.log_length, BigInt(blocks.length));
    break;
  }
  for (const { id, block } of page.blocks) {
    assert.equal(id, BigInt(blocks.length));
    blocks.push(block);
  }
}

const types = new Set((await registry.icrc3_supported_block_types()).map((t) => t.block_type));
let before;
for (const [position, block] of blocks.entries()) {
  const parent = field(block, "phash");
  assert.deepEqual(parent && Buffer.from(parent.Blob), before, `phash of block ${position}`);
  assert.ok(types.has(field(block, "btype").Text), `btype of block ${position}`);
  assert.equal(typeof field(block, "ts").Nat, "bigint");
  before = hashOfBlock(block);
}
assert.deepEqual(leaf("last_block_index"), Buffer.from(leb128(BigInt(blocks.length - 1))));
assert.deepEqual(leaf("last_block_hash"), before);
assert.deepEqual(await registry.icrc3_get_archives({ from: [] }), []);

console.log(blocks.length);
