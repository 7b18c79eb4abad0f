// Forms that withhold what must not be shown any more: the data of a person, and texts of the log.

import type { WithholdBlocks } from "../bindings/declarations/workgroups.did";
import { h } from "../dom";
import { list, record } from "../engine/compound";
import { fixed } from "../engine/control";
import { lines, paragraph, position } from "../engine/leaf";
import type { Argument } from "../net/api";
import { words } from "../words";
import type { Forms } from "./form";
import { standing } from "./withdrawal";

/** What has to be known before it is sent: nothing brings back what is withheld. */
const told = (text: string) => h("p", { class: "notice" }, text);

export const withholdingForms: Forms<"withhold_person" | "withhold_blocks"> = {
  withhold_person: {
    moves: true,
    steps: true,
    fields: () => record<Argument<"withhold_person">>({
      id: fixed(0n), expected_revision: fixed(0n), reason: paragraph,
    }, { bare: true }),
    start: async ({ id }) => ({
      id: id!, expected_revision: (await standing("person", id!)).meta.revision, reason: "",
    }),
    aside: () => told(words.withholding.person),
  },
  withhold_blocks: {
    fields: () => record<WithholdBlocks>({ blocks: list(position), fields: lines, reason: paragraph }, { bare: true }),
    start: async ({ id }) => ({ blocks: [id ?? position.empty()], fields: [], reason: "" }),
    aside: () => told(words.withholding.blocks),
  },
};
