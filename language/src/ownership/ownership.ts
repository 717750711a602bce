/**
 * Which functions of an interface hand a resource to the client and which take it back, from the `.api` alone.
 * Facts and rules: docs, "Who acquires". The analysis itself is `ownershipOf`.
 */
export type Role = "acquire" | "release" | "neutral";
/** `certain`: a REFERENCE and a strong release verb. `likely`: a weak verb or a rule without a reference. `hint`: name pairs only. */
export type Confidence = "certain" | "likely" | "hint";

export interface Ownership {
  readonly role: Role;
  /** What is held: a REFERENCE type's name, or a word for it (`lock`, `handle`). Present when role is not neutral. */
  readonly resource?: string;
  /** Name of the partner function in the same interface. */
  readonly pairedWith?: string;
  readonly confidence?: Confidence;
  /** Why, in words a user reads. */
  readonly reason: string;
}
