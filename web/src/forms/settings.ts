// Forms of the registry's own settings.

import type {
  Doors, Limits, Patience, Profile, SetDoors, SetLimits, SetOrigins, SetPatience, SetProfile,
} from "../bindings/declarations/workgroups.did";
import { record } from "../engine/compound";
import { fixed } from "../engine/control";
import { line, lines, markdown, natural, oneOf, paragraph, principal } from "../engine/leaf";
import { opt } from "../engine/compound";
import { api } from "../net/api";
import { about, type Forms } from "./form";
import { links } from "./parts";

const seen = { expected_revision: fixed(0n) };

export const settingsForms: Forms<
  "set_profile" | "set_limits" | "set_doors" | "set_origins" | "add_admin" | "remove_admin" | "set_patience"
> = {
  set_profile: {
    fields: () => record<SetProfile>({
      ...seen,
      profile: record<Profile>({ name: line, summary: paragraph, guidelines: opt(markdown), links }, { bare: true }),
    }, { bare: true }),
    start: async () => {
      const { meta, profile } = await about();
      return { expected_revision: meta.revision, profile };
    },
  },
  set_limits: {
    fields: () => record<SetLimits>({
      ...seen,
      limits: record<Limits>({
        operations_per_hour: natural,
        records_per_group: natural,
        members_per_group: natural,
        memberships_per_principal: natural,
        feedback_per_subject: natural,
        open_proposals_per_principal: natural,
        open_link_requests_per_principal: natural,
        principals_per_person: natural,
        admins: natural,
        batch_operations: natural,
        list_entries: natural,
        name_bytes: natural,
        paragraph_bytes: natural,
        text_bytes: natural,
        url_bytes: natural,
        record_bytes: natural,
      }, { bare: true }),
    }, { bare: true }),
    start: async () => {
      const [{ meta }, { limits }] = await Promise.all([about(), api.call.limits()]);
      return { expected_revision: meta.revision, limits };
    },
  },
  set_doors: {
    fields: () => record<SetDoors>({
      ...seen,
      doors: record<Doors>({
        operations_per_day: natural,
        bytes_per_day: natural,
        bytes_per_hour: natural,
        operation_bytes: natural,
        open_proposals: natural,
        open_link_requests: natural,
        link_request_days: natural,
      }, { bare: true }),
    }, { bare: true }),
    start: async () => {
      const { meta, doors } = await about();
      return { expected_revision: meta.revision, doors };
    },
  },
  set_origins: {
    fields: () => record<SetOrigins>({
      ...seen, custom_domains: lines, alternative_origins: lines, trusted_origins: lines,
    }, { bare: true }),
    start: async () => {
      const { meta, origins } = await about();
      return { expected_revision: meta.revision, ...origins };
    },
  },
  set_patience: {
    fields: () => record<SetPatience>({
      ...seen,
      patience: record<Patience>({
        minutes_days: natural,
        approval_days: natural,
        overdue_days: natural,
        idle_days: natural,
        vacant_days: natural,
        term_days: natural,
        meeting_days: natural,
        series_days: natural,
        confirmed_days: natural,
        report_days: natural,
        decision_days: natural,
        successor_days: natural,
      }, { bare: true }),
    }, { bare: true }),
    start: async () => {
      const { meta, patience } = await about();
      return { expected_revision: meta.revision, patience };
    },
  },
  add_admin: { fields: () => principal, start: async () => principal.empty() },
  remove_admin: {
    fields: () => oneOf(principal.empty(), async () => {
      const { admins } = await about();
      return admins.map((value) => ({ value, label: value.toText() }));
    }, (value) => value.toText()),
    start: async () => principal.empty(),
  },
};
