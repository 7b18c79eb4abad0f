// Forms of changes that take two admins.

import type { AdminChange, DropChange, ProposeChange, SetTwoAdmins } from "../bindings/declarations/workgroups.did";
import { opt, record } from "../engine/compound";
import { fixed } from "../engine/control";
import { from, paragraph } from "../engine/leaf";
import type { Argument } from "../net/api";
import { about, type Forms } from "./form";

const seen = fixed(0n);
const none = fixed<AdminChange>({ set_two_admins: { expected_revision: 0n, confirm_days: [] } });

export const confirmationForms: Forms<"set_two_admins" | "propose_change" | "confirm_change" | "drop_change"> = {
  set_two_admins: {
    fields: () => record<SetTwoAdmins>({ expected_revision: seen, confirm_days: opt(from(1)) }, { bare: true }),
    start: async () => {
      const { meta, confirm_days } = await about();
      return { expected_revision: meta.revision, confirm_days };
    },
  },
  propose_change: {
    creates: true,
    fields: () => record<ProposeChange>({ change: none, reason: paragraph }, { bare: true }),
    start: async ({ hint }) => ({ change: hint as AdminChange, reason: "" }),
  },
  confirm_change: {
    fields: () => record<Argument<"confirm_change">>({ id: seen, expected_revision: seen }, { bare: true }),
    start: async ({ id, hint }) => ({ id: id!, expected_revision: hint as bigint }),
  },
  drop_change: {
    fields: () => record<DropChange>({ id: seen, expected_revision: seen, reason: opt(paragraph) }, { bare: true }),
    start: async ({ id, hint }) => ({ id: id!, expected_revision: hint as bigint, reason: [] }),
  },
};
