// Forms of groups: their records, roles, life, members.

import type {
  ConfirmGroup, CreateGroup, DecideLink, MoveGroup, ProposeGroup, RemoveMember, RemoveProposal, SetApproval,
  SetLifecycle, SetRelations, SetRoles, UpdateGroup,
} from "../bindings/declarations/workgroups.did";
import { opt, record } from "../engine/compound";
import { fixed } from "../engine/control";
import { flag, line, paragraph, principal } from "../engine/leaf";
import { reference } from "../engine/reference";
import { api, ok } from "../net/api";
import { type Forms, found, type Target } from "./form";
import { group, lifecycle, relations, roles } from "./parts";

const read = async ({ id }: Target) => found(ok(await api.call.get_group({ id: id! })));

/** The revision of a group, for what is asked of it as it stands. */
const seen = async (target: Target) => {
  const { id, meta } = await read(target);
  return { id, expected_revision: meta.revision };
};

const number = { fields: () => fixed(0n), start: async ({ id }: Target) => id! };

export const groupForms: Forms<
  | "create_group" | "propose_group" | "update_group" | "set_roles" | "set_lifecycle" | "move_group" | "join_group"
  | "leave_group" | "remove_member" | "support_group" | "withdraw_support" | "decide_proposal" | "remove_proposal"
  | "set_relations" | "set_approval" | "confirm_group"
> = {
  create_group: {
    creates: true,
    fields: () => record<CreateGroup>({
      details: group, parent: opt(reference("group")), roles, lifecycle,
    }, { bare: true }),
    start: async ({ group: parent }) => ({
      details: group.empty(),
      parent: parent === undefined ? [] : [parent],
      roles: [],
      lifecycle: [{ state: { active: null }, date: [], reason: [] }],
    }),
  },
  propose_group: {
    creates: true,
    fields: () => record<ProposeGroup>({ motivation: paragraph, details: group }, { bare: true }),
    start: async () => ({ motivation: "", details: group.empty() }),
  },
  update_group: {
    fields: () => record<UpdateGroup>({ id: fixed(0n), expected_revision: fixed(0n), details: group }, { bare: true }),
    start: async (target) => {
      const { id, meta, details } = await read(target);
      return { id, expected_revision: meta.revision, details };
    },
  },
  set_roles: {
    fields: () => record<SetRoles>({ id: fixed(0n), expected_revision: fixed(0n), roles }, { bare: true }),
    start: async (target) => {
      const { id, meta, roles: present } = await read(target);
      return { id, expected_revision: meta.revision, roles: present };
    },
  },
  set_lifecycle: {
    fields: () => record<SetLifecycle>({ id: fixed(0n), expected_revision: fixed(0n), lifecycle }, { bare: true }),
    start: async (target) => {
      const { id, meta, lifecycle: steps } = await read(target);
      return { id, expected_revision: meta.revision, lifecycle: steps };
    },
  },
  move_group: {
    fields: () => record<MoveGroup>({
      id: fixed(0n), expected_revision: fixed(0n), parent: opt(reference("group")),
    }, { bare: true }),
    start: async (target) => {
      const { id, meta, parent } = await read(target);
      return { id, expected_revision: meta.revision, parent };
    },
  },
  join_group: number,
  leave_group: number,
  support_group: number,
  withdraw_support: number,
  remove_member: {
    fields: () => record<RemoveMember>({ group: fixed(0n), principal, reason: line }, { bare: true }),
    start: async ({ id }) => ({ group: id!, principal: principal.empty(), reason: "" }),
  },
  decide_proposal: {
    fields: () => record<DecideLink>({
      id: fixed(0n), expected_revision: fixed(0n), accept: flag, reason: line,
    }, { bare: true }),
    start: async (target) => ({ ...(await seen(target)), accept: false, reason: "" }),
  },
  remove_proposal: {
    fields: () => record<RemoveProposal>({ id: fixed(0n), expected_revision: fixed(0n), reason: line }, { bare: true }),
    start: async (target) => ({ ...(await seen(target)), reason: "" }),
  },
  set_relations: {
    fields: () => record<SetRelations>({ id: fixed(0n), expected_revision: fixed(0n), relations }, { bare: true }),
    start: async (target) => {
      const { id, meta, relations: present } = await read(target);
      return { id, expected_revision: meta.revision, relations: present };
    },
  },
  set_approval: {
    fields: () => record<SetApproval>({
      id: fixed(0n), expected_revision: fixed(0n), approves_minutes: flag,
    }, { bare: true }),
    start: async (target) => {
      const { id, meta, approves_minutes } = await read(target);
      return { id, expected_revision: meta.revision, approves_minutes };
    },
  },
  confirm_group: {
    fields: () => record<ConfirmGroup>({ id: fixed(0n), expected_revision: fixed(0n) }, { bare: true }),
    start: seen,
  },
};
