import { createText } from "@shared/i18n";
import { en } from "./en";
import { zh } from "./zh";

export type { Messages } from "./en";
export const { TextProvider, useText } = createText({ en, "zh-CN": zh });
