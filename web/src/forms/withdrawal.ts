// Forms that withdraw a record or put it back, and that merge two people who are one.

import type {
  MergePerson, Meta, RecordId, ReinstateRecord, WithdrawRecord, Withdrawal,
} from "../bindings/declarations/workgroups.did";
import { opt, record } from "../engine/compound";
import { type Case, fixed } from "../engine/control";
import { paragraph } from "../engine/leaf";
import { reference } from "../engine/reference";
import { api, ok } from "../net/api";
import { type Forms, found, type Target } from "./form";

/** The kinds of record that can be withdrawn. */
export type Sort = Case<RecordId>;

interface Standing {
  meta: Meta;
  withdrawn: [] | [Withdrawal];
}

/** What is known of a record's standing. */
export async function standing(sort: Sort, id: bigint): Promise<Standing> {
  const call = api.call;
  switch (sort) {
    case "group": return found(ok(await call.get_group({ id })));
    case "person": return found(ok(await call.get_person({ id })));
    case "meeting": return found(ok(await call.get_meeting({ id })));
    case "action_item": return found(ok(await call.get_action_item(id)));
    case "initiative": return found(ok(await call.get_initiative({ id })));
    case "report": return found(ok(await call.get_report({ id })));
    case "series": return found(ok(await call.get_series(id))).record;
  }
}

const sortOf = ({ hint }: Target) => hint as Sort;
const recordOf = ({ id, hint }: Target) => ({ [hint as Sort]: id! }) as unknown as RecordId;
const none = fixed<RecordId>({ group: 0n });
const seen = fixed(0n);
const revision = async (target: Target) => (await standing(sortOf(target), target.id!)).meta.revision;

export const withdrawalForms: Forms<"withdraw_record" | "reinstate_record" | "merge_person"> = {
  withdraw_record: {
    fields: (target) => record<WithdrawRecord>({
      record: none, expected_revision: seen, reason: paragraph, instead: opt(reference(sortOf(target))),
    }, { bare: true }),
    start: async (target) => ({
      record: recordOf(target), expected_revision: await revision(target), reason: "", instead: [],
    }),
  },
  reinstate_record: {
    fields: () => record<ReinstateRecord>({ record: none, expected_revision: seen, reason: paragraph }, { bare: true }),
    start: async (target) => ({ record: recordOf(target), expected_revision: await revision(target), reason: "" }),
  },
  merge_person: {
    steps: true,
    fields: () => record<MergePerson>({
      id: fixed(0n), expected_revision: seen, into: reference("person"), reason: paragraph,
    }, { bare: true }),
    start: async ({ id }) => ({
      id: id!, expected_revision: (await standing("person", id!)).meta.revision, into: 0n, reason: "",
    }),
  },
};
