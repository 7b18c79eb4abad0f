// Forms of people, and of the links between them and principals.

import type {
  DecideLink, LinkTarget, RefuseLinkRequests, RequestLink, UnlinkPrincipal, UpdatePerson,
} from "../bindings/declarations/workgroups.did";
import { record, union } from "../engine/compound";
import { fixed } from "../engine/control";
import { flag, line, oneOf, paragraph, principal } from "../engine/leaf";
import { reference } from "../engine/reference";
import { api, ok } from "../net/api";
import { type Forms, found, type Target } from "./form";
import { person } from "./parts";

const read = async ({ id }: Target) => found(ok(await api.call.get_person({ id: id! })));

export const peopleForms: Forms<
  "create_person" | "update_person" | "request_link" | "decide_link" | "refuse_link_requests" | "unlink_principal"
> = {
  create_person: { creates: true, fields: () => person, start: async () => person.empty() },
  update_person: {
    fields: () => record<UpdatePerson>({ id: fixed(0n), expected_revision: fixed(0n), details: person }, { bare: true }),
    start: async (target) => {
      const { id, meta, details } = await read(target);
      return { id, expected_revision: meta.revision, details };
    },
  },
  request_link: {
    creates: true,
    fields: () => record<RequestLink>({
      target: union<LinkTarget>({ existing: reference("person"), newcomer: person }),
      evidence: paragraph,
    }, { bare: true }),
    start: async ({ id }) => ({ target: { existing: id ?? 0n }, evidence: "" }),
  },
  decide_link: {
    fields: () => record<DecideLink>({
      id: fixed(0n), expected_revision: fixed(0n), accept: flag, reason: line,
    }, { bare: true }),
    start: async ({ id, hint }) => ({ id: id!, expected_revision: hint as bigint, accept: false, reason: "" }),
  },
  refuse_link_requests: {
    fields: () => record<RefuseLinkRequests>({ ids: fixed<bigint[]>([]), reason: line }, { bare: true }),
    start: async ({ hint }) => ({ ids: hint as bigint[], reason: "" }),
  },
  unlink_principal: {
    fields: (target) => record<UnlinkPrincipal>({
      id: fixed(0n),
      expected_revision: fixed(0n),
      principal: oneOf(principal.empty(), async () => {
        const { principals } = await read(target);
        return principals.map((value) => ({ value, label: value.toText() }));
      }, (value) => value.toText()),
    }, { bare: true }),
    start: async (target) => {
      const { id, meta } = await read(target);
      return { id, expected_revision: meta.revision, principal: principal.empty() };
    },
  },
};
