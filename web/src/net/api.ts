// The canister, as this page calls it.

import { Actor, type ActorSubclass, AnonymousIdentity, HttpAgent, type Identity } from "@icp-sdk/core/agent";
import { IDL } from "@icp-sdk/core/candid";
import { Principal } from "@icp-sdk/core/principal";

import {
  idlFactory,
  type _SERVICE,
  type ConsentInfo,
  type Group,
  type Kind,
  type Operation,
  type Refusal,
  type Written,
} from "../bindings/declarations/workgroups.did";
import { meta } from "../dom";
import type { Case } from "../engine/control";
import { isLocal, language } from "../place";

/** The names of the operations. */
export type Method = Case<Operation>;

/** The argument of an operation. */
export type Argument<M extends Method> = Extract<Operation, Record<M, unknown>> extends infer O
  ? M extends keyof O ? O[M] : never
  : never;

type Reply<T> = { Ok: T } | { Err: Refusal };

/** A refusal of the canister. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** What a reply holds, unless it is a refusal. */
export function ok<T>(reply: Reply<T>): T {
  if ("Err" in reply) throw new Refused(reply.Err);
  return reply.Ok;
}

const NETWORK = "https://icp-api.io";

const service = idlFactory({ IDL }) as IDL.ServiceClass;
const types = new Map(service._fields);

/** A value with lists of numbers as lists: the decoder makes typed arrays of them. */
function withLists(value: unknown): unknown {
  if (value instanceof BigUint64Array || value instanceof Uint32Array) return [...value];
  if (Array.isArray(value)) return value.map(withLists);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withLists(inner)]));
}

class Api {
  readonly canister = Principal.fromText(meta("canister") ?? "aaaaa-aa");
  private agent!: HttpAgent;
  private names = new Map<string, Promise<string>>();
  private groups = new Map<bigint, Promise<Group | undefined>>();
  call!: ActorSubclass<_SERVICE>;

  /** Calls as somebody from now on. */
  async as(identity: Identity): Promise<void> {
    this.agent = await HttpAgent.create({
      identity,
      host: isLocal ? location.origin : NETWORK,
      // Elsewhere the key of the network is built into the agent.
      shouldFetchRootKey: isLocal,
    });
    const actor = Actor.createActor<_SERVICE>(idlFactory, { agent: this.agent, canisterId: this.canister });
    const methods = actor as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    const names = service._fields.map(([name]) => name);
    const plain = names.map((name) => [name, async (...given: unknown[]) => withLists(await methods[name]!(...given))]);
    this.call = Object.fromEntries(plain) as ActorSubclass<_SERVICE>;
  }

  async anonymously(): Promise<void> {
    await this.as(new AnonymousIdentity());
  }

  /** The argument of a method as it is signed. */
  encoded(method: string, argument: unknown): Uint8Array {
    return IDL.encode(types.get(method)!.argTypes, [argument]);
  }

  /** Sends an operation. `mark` makes that it is not done again if it is sent again. */
  async send<M extends Method>(method: M, argument: Argument<M>, mark?: Uint8Array): Promise<Written> {
    if (mark) {
      const [written] = ok(await this.call.apply_batch(batch(method, argument, mark)));
      return written!;
    }
    const update = this.call[method] as unknown as (argument: Argument<M>) => Promise<Reply<Written>>;
    return ok(await update(argument));
  }

  /** What exactly sending an operation would sign, in the words of the canister. */
  async consent<M extends Method>(method: M, argument: Argument<M>, mark?: Uint8Array): Promise<string> {
    const [name, whole] = mark ? ["apply_batch", batch(method, argument, mark)] as const : [method, argument] as const;
    const reply = await this.call.icrc21_canister_call_consent_message({
      method: name,
      arg: this.encoded(name, whole),
      user_preferences: {
        metadata: { language, utc_offset_minutes: [-new Date().getTimezoneOffset()] },
        device_spec: [{ GenericDisplay: null }],
      },
    });
    if ("Err" in reply) throw new Error(describe(reply.Err));
    const message = (reply.Ok as ConsentInfo).consent_message;
    return "GenericDisplayMessage" in message ? message.GenericDisplayMessage : message.FieldsDisplayMessage.intent;
  }

  /** Markdown in HTML, as pages show it. */
  async text(markdown: string): Promise<string> {
    return ok(await this.call.preview_text(markdown));
  }

  /** Records of a kind that have some words. */
  async find(kind: Case<Kind>, text: string): Promise<{ id: bigint; name: string }[]> {
    if (kind === "series") {
      const { items } = ok(await this.call.list_series({ tag: [], group: [], prev: [], take: [200] }));
      return items.map((one) => ({ id: one.id, name: one.title }));
    }
    const page = ok(await this.call.search({
      text: text.trim().slice(0, 80), kinds: [{ [kind]: null } as Kind],
      tag: [], group: [], from: [], until: [], prev: [], take: [30],
    }));
    return page.items.map((hit) => ({ id: hit.id, name: hit.title }));
  }

  /** What a record is called. */
  nameOf(kind: Case<Kind>, id: bigint): Promise<string> {
    const key = `${kind} ${id}`;
    if (!this.names.has(key)) this.names.set(key, this.askName(kind, id));
    return this.names.get(key)!;
  }

  private async askName(kind: Case<Kind>, id: bigint): Promise<string> {
    const call = this.call;
    switch (kind) {
      case "group": return (await this.group(id))?.details.name ?? "";
      case "person": {
        const found = ok(await call.get_person({ id }))[0];
        return found?.details.name[0] ?? found?.details.handle ?? "";
      }
      case "meeting": return ok(await call.get_meeting({ id }))[0]?.details.title ?? "";
      case "series": return ok(await call.get_series(id))[0]?.record.series.details.title ?? "";
      case "initiative": return ok(await call.get_initiative({ id }))[0]?.details.title ?? "";
      case "report": return ok(await call.get_report({ id }))[0]?.details.title ?? "";
      case "action_item": return ok(await call.get_action_item(id))[0]?.details.title ?? "";
      default: return "";
    }
  }

  /** A group; asked for once. */
  group(id: bigint): Promise<Group | undefined> {
    if (!this.groups.has(id)) {
      this.groups.set(id, this.call.get_group({ id }).then((reply) => ok(reply)[0]));
    }
    return this.groups.get(id)!;
  }
}

function batch<M extends Method>(method: M, argument: Argument<M>, mark: Uint8Array) {
  const operations = [{ [method]: argument } as unknown as Operation];
  return { request_id: [mark] as [Uint8Array], numbers: [] as [], operations };
}

function describe(error: object): string {
  const [kind, info] = Object.entries(error)[0]!;
  return (info as { description?: string }).description ?? kind;
}

export const api = new Api();
