/**
 * The catalogue of everything the front end can report: one entry for each rule id, with why and with examples that are tests.
 *
 * The user documentation is made from it, and ids that are not in it do not compile.
 */
import { ACCEPTED_RULES } from "./rules/accepted.ts";
import type { RuleInfo } from "./rules/info.ts";
import { NAME_RULES } from "./rules/names.ts";
import { TELAF_RULES } from "./rules/telaf.ts";
import { TEXT_RULES } from "./rules/text.ts";
import { TYPE_RULES } from "./rules/types.ts";

const ALL = [...TEXT_RULES, ...NAME_RULES, ...TYPE_RULES, ...ACCEPTED_RULES, ...TELAF_RULES];

export type RuleId = (typeof ALL)[number]["id"];
export type { RuleInfo };

export const RULES: readonly RuleInfo<RuleId>[] = ALL;
