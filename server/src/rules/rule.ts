/**
 * What a lifecycle rule is: one thing that can be wrong with how a server looks after its clients' resources.
 *
 * A rule sees a component, as facts, and says what it finds; it reads no file and keeps no state. Where facts are missing it is silent. Its
 * examples are fixtures: the tests run them, the documentation prints them.
 */
import type { Severity } from "@legato-api/language";
import type { Component } from "../component/index.ts";
import type { Finding } from "../finding.ts";

export interface Rule {
  readonly id: string;
  /** `off`: found, but shown only where settings ask for it. */
  readonly defaultSeverity: Severity | "off";
  /** One sentence: what is found. */
  readonly summary: string;
  /** Why it matters, in a few sentences. */
  readonly why: string;
  /** Files after `//- /path` lines; `//^^^ severity[rule]: text` under what is found. */
  readonly bad: string;
  /** The same, put right: nothing is found. */
  readonly good: string;
  check(component: Component): readonly Finding[];
}
