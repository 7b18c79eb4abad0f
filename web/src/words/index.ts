// The words of the forms, in the language of the page.

import { language } from "../place";
import { en } from "./en";
import { zh } from "./zh";

export type Words = typeof en;

export const words: Words = language === "zh" ? zh : en;
