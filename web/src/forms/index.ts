// A form for every operation of the interface: one that is missing does not compile.

import type { Method } from "../net/api";
import type { Forms } from "./form";
import { confirmationForms } from "./confirmation";
import { groupForms } from "./groups";
import { meetingForms } from "./meetings";
import { peopleForms } from "./people";
import { seriesForms } from "./series";
import { settingsForms } from "./settings";
import { withdrawalForms } from "./withdrawal";
import { withholdingForms } from "./withholding";
import { workForms } from "./work";

export const forms: Forms<Method> = {
  ...confirmationForms,
  ...groupForms,
  ...meetingForms,
  ...peopleForms,
  ...seriesForms,
  ...settingsForms,
  ...withdrawalForms,
  ...withholdingForms,
  ...workForms,
};
