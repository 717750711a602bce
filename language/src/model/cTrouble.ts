/** What the compiler accepts and no C compiler takes. In: an accepted interface. Out: warnings, all of one rule. */
import type { Interface } from "./interface.ts";
import type { Reporter } from "./reporter.ts";

export function reportCTrouble(_checked: Interface, _reporter: Reporter): void {}
