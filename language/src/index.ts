/** The public surface of the `.api` front end. Everything here is a pure function or a type: no file, no socket, no Node API. */
export type { Diagnostic, RelatedPlace, Severity } from "./diagnostics.ts";
export type * from "./model/interface.ts";
export { type Acquisition, acquisitionsOf } from "./ownership/acquisitions.ts";
export { type MisreadComment, misreadComments } from "./ownership/authorComments.ts";
export type { Confidence, Ownership, Role } from "./ownership/ownership.ts";
export { ownershipOf } from "./ownership/ownershipOf.ts";
export type * from "./syntax/tree.ts";
