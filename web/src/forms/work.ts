// Forms of initiatives and reports.

import type {
  Goal, InitiativeDetails, Milestone, ReportDetails, UpdateInitiative, UpdateReport,
} from "../bindings/declarations/workgroups.did";
import { list, opt, record } from "../engine/compound";
import { type Field, fixed } from "../engine/control";
import { partialDate } from "../engine/dates";
import { flag, line, lines, markdown, natural, terms } from "../engine/leaf";
import { reference } from "../engine/reference";
import { api, ok } from "../net/api";
import { type Forms, found } from "./form";
import { groups, links, progress } from "./parts";
import { changesOf } from "./period";

const initiative: Field<InitiativeDetails> = record<InitiativeDetails>({
  title: line,
  slug: line,
  groups,
  summary: opt(markdown),
  progress: opt(progress),
  from: opt(partialDate),
  until: opt(partialDate),
  milestones: list(record<Milestone>({
    title: line, progress: opt(progress), due: opt(partialDate), parent: opt(natural), new: flag, note: opt(markdown),
  }, { folded: ["parent", "new", "note"] })),
  links,
}, { bare: true, slugOf: "title" });

const report: Field<ReportDetails> = record<ReportDetails>({
  title: line,
  slug: line,
  groups,
  from: opt(partialDate),
  until: opt(partialDate),
  published: opt(partialDate),
  purpose: opt(markdown),
  focus: opt(markdown),
  highlights: lines,
  initiatives: list(reference("initiative")),
  goals: list(record<Goal>({ title: line, text: markdown, groups, links })),
  links,
  languages: terms,
}, { bare: true, slugOf: "title" });

export const workForms: Forms<"create_initiative" | "update_initiative" | "create_report" | "update_report"> = {
  create_initiative: {
    creates: true,
    fields: () => initiative,
    start: async ({ group }) => ({ ...initiative.empty(), groups: group === undefined ? [] : [group] }),
  },
  update_initiative: {
    fields: () => record<UpdateInitiative>({
      id: fixed(0n), expected_revision: fixed(0n), details: initiative,
    }, { bare: true }),
    start: async ({ id }) => {
      const { meta, details } = found(ok(await api.call.get_initiative({ id: id! })));
      return { id: id!, expected_revision: meta.revision, details };
    },
  },
  create_report: {
    creates: true,
    fields: () => report,
    start: async ({ group }) => ({ ...report.empty(), groups: group === undefined ? [] : [group] }),
    aside: (_, value, set) => changesOf(value, set),
  },
  update_report: {
    fields: () => record<UpdateReport>({ id: fixed(0n), expected_revision: fixed(0n), details: report }, { bare: true }),
    start: async ({ id }) => {
      const { meta, details } = found(ok(await api.call.get_report({ id: id! })));
      return { id: id!, expected_revision: meta.revision, details };
    },
  },
};
