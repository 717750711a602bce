/**
 * A difference between two versions of an interface and what it does to those who use it.
 *
 * Positions are 0-based UTF-16 offsets into the text of the version they belong to; the two versions of a file usually have one uri.
 */
import type { Span } from "../syntax/tree.ts";

export type Effect =
  /** C code that uses the interface must change, or no longer compiles. */
  | "SOURCE"
  /** Bytes of messages, their ids, or what a value means: built peers would misunderstand each other. */
  | "WIRE"
  /** Deployed peers refuse each other: the protocol id or the message size differs. */
  | "PROTOCOL"
  /** Documentation only. */
  | "DOC";

export interface Place {
  readonly uri: string;
  readonly span: Span;
}

export interface Change {
  /** Stable id in kebab case. */
  readonly rule: ChangeRule;
  /** Never empty, strongest first: SOURCE, WIRE, PROTOCOL, DOC. */
  readonly effects: readonly Effect[];
  readonly message: string;
  /** Where it was. What is new has the place of what it was added to: the declaration, else the start of the file. */
  readonly before: Place;
  /** Where it is. What is gone has the place of what it was removed from. */
  readonly after: Place;
  /** Of a change in an imported file: the changes there. */
  readonly details?: readonly Change[];
}

/** Every kind of change with its sentence for the rule lists of SARIF and the documentation. */
export const changeRules = {
  "interface-removed": "An interface was removed.",
  "definition-added": "A DEFINE was added.",
  "definition-removed": "A DEFINE was removed.",
  "definition-value": "A DEFINE has another value.",
  "type-added": "A type was added.",
  "type-removed": "A type was removed.",
  "type-kind": "A type became another kind of type.",
  "member-added": "A member was added to an ENUM or BITMASK.",
  "member-removed": "A member was removed from an ENUM or BITMASK.",
  "member-renamed": "A member of an ENUM or BITMASK has another name for the same value.",
  "member-value": "A member of an ENUM or BITMASK has another value.",
  "enum-width": "The values of an ENUM or BITMASK need another number of bytes.",
  "field-added": "A field was added to a STRUCT.",
  "field-removed": "A field was removed from a STRUCT.",
  "field-renamed": "A field of a STRUCT has another name.",
  "field-type": "A field of a STRUCT has another type.",
  "field-size": "A string or array field of a STRUCT has another size.",
  "fields-reordered": "The fields of a STRUCT stand in another order.",
  "function-added": "A FUNCTION was added.",
  "function-removed": "A FUNCTION was removed.",
  "function-renamed": "A FUNCTION has another name.",
  "event-added": "An EVENT was added.",
  "event-removed": "An EVENT was removed.",
  "event-renamed": "An EVENT has another name.",
  "result-type": "A FUNCTION returns another type.",
  "parameter-added": "A parameter was added.",
  "parameter-removed": "A parameter was removed.",
  "parameter-renamed": "A parameter has another name.",
  "parameter-type": "A parameter has another type.",
  "parameter-direction": "A parameter has another direction.",
  "parameter-size": "A string or array parameter has another size.",
  "parameters-reordered": "Parameters stand in another order.",
  "message-ids-moved": "Functions have other message ids.",
  reordered: "Declarations stand in another order.",
  "import-added": "An interface is imported that was not before.",
  "import-removed": "An interface is imported no longer.",
  "import-changed": "An imported interface changed.",
  "message-size": "The largest message has another size.",
  "protocol-id": "The protocol id changed.",
  documentation: "Documentation changed.",
  "telaf-id-changed": "A numbered FUNCTION or EVENT has another id (TelAF).",
  "telaf-id-reused": "An id belongs to another FUNCTION or EVENT than before (TelAF).",
  "telaf-id-removed": "An id that deployed clients use is gone, and they are still served (TelAF).",
  "telaf-version-not-raised": "The interface changed and API_VERSION did not (TelAF).",
  "telaf-version-lowered": "A version is lower than before (TelAF).",
  "telaf-serving-not-raised": "The interface changed incompatibly and old clients are still served (TelAF).",
} as const satisfies Readonly<Record<string, string>>;

export type ChangeRule = keyof typeof changeRules;

const order: readonly Effect[] = ["SOURCE", "WIRE", "PROTOCOL", "DOC"];

/** Collects changes; `isHashed` is false where the protocol id says nothing of the content. */
export class Changes {
  readonly #found: Change[] = [];
  readonly #isHashed: boolean;
  #isNewInterface = false;

  constructor(isHashed: boolean) {
    this.#isHashed = isHashed;
  }

  /** `effects` may name PROTOCOL for what the hash covers; it is left out where there is no hash. */
  add(
    rule: ChangeRule,
    effects: readonly Effect[],
    before: Place,
    after: Place,
    message: string,
    details?: readonly Change[],
  ): void {
    const meant = order.filter(
      (each) => effects.includes(each) && (each !== "PROTOCOL" || this.#isHashed || isAboutId(rule)),
    );
    this.#isNewInterface ||= rule !== "reordered" && rule !== "documentation";
    if (meant.length > 0) {
      this.#found.push({ rule, effects: meant, message, before, after, ...(details && { details }) });
    }
  }

  /** True when there was more than documentation and order, also where that has no effect of its own. */
  get isNewInterface(): boolean {
    return this.#isNewInterface;
  }

  /** By place in the new version. */
  list(): readonly Change[] {
    return this.#found.toSorted((left, right) => left.after.span.start - right.after.span.start);
  }
}

function isAboutId(rule: ChangeRule): boolean {
  return rule === "protocol-id" || rule === "message-size" || rule.startsWith("telaf-");
}
