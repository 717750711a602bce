/** Requests and notifications of our own beside LSP, for our own client: names and types, no code. */

/** `legatoApi/workspaceTrusted`: the user came to trust the folders after the start. Trusted from the start: `workspaceTrusted` in the options. */
export const WORKSPACE_TRUSTED_NOTIFICATION = "legatoApi/workspaceTrusted";

/** `legatoApi/cInterface`: the C that a build would generate for an `.api` as it is now, unsaved edits included. */
export const C_INTERFACE_REQUEST = "legatoApi/cInterface";

export type GeneratedSide = "client" | "server" | "asyncServer";

export interface CInterfaceParams {
  /** Document URI of the `.api`. */
  readonly uri: string;
  readonly side: GeneratedSide;
}

export interface CInterfaceResult {
  readonly text: string;
  /** In the order of the text; lines are 0-based, `source` is a position in the `.api`. */
  readonly declarations: readonly {
    readonly line: number;
    readonly endLine: number;
    readonly name: string;
    readonly source: { readonly line: number; readonly character: number };
  }[];
}

/**
 * `legatoApi/services`: what is known of the close handlers of the workspace's components, for a runtime that serves some of them. With `watch` the
 * client is told of changes from now on, without it no more.
 */
export const SERVICES_REQUEST = "legatoApi/services";

/** To a client that watches: `legatoApi/services` may have another answer now. It has no parameters. */
export const SERVICES_CHANGED_NOTIFICATION = "legatoApi/servicesChanged";

export interface ServicesParams {
  readonly watch: boolean;
}

export interface KnownService {
  /** One that a build of the `.api` may announce; a service has an entry for each. */
  readonly protocolId: string;
  /** Name on the server's side: the alias of the Component.cdef, else the `.api` file's base name. */
  readonly interface: string;
  /** Absolute path. */
  readonly api: string;
  /** `unknown`, too, where several components serve it and differ. */
  readonly closeHandler: "registered" | "missing" | "unknown";
  /** `path:line`, 1-based: registrations; the functions that hand something out where none is there. */
  readonly evidence: readonly string[];
}

export interface ServicesResult {
  readonly services: readonly KnownService[];
}

/** `legatoApi/acquiring`: the functions of an `.api`, as it is now, that hand something to a client, with what a caller has to give. */
export const ACQUIRING_REQUEST = "legatoApi/acquiring";

export interface AcquiringParams {
  /** Document URI of the `.api`. */
  readonly uri: string;
}

export interface AcquiringResult {
  /** In the order of the file. */
  readonly functions: readonly AcquiringFunction[];
}

export interface AcquiringFunction {
  readonly name: string;
  /** Of the name; lines and UTF-16 characters are 0-based. */
  readonly range: { readonly start: ProtocolPosition; readonly end: ProtocolPosition };
  /** What it hands out: a REFERENCE's name, or a word for it. */
  readonly resource: string;
  readonly arguments: readonly Argument[];
}

export interface ProtocolPosition {
  readonly line: number;
  readonly character: number;
}

/** An IN parameter. */
export interface Argument {
  readonly name: string;
  /** As the `.api` writes it, for a reader: `paper.Size`, `string[64]`. */
  readonly type: string;
  readonly form: ArgumentForm;
}

/** Which JSON values a type takes. */
export type ArgumentForm =
  | { readonly kind: "boolean" }
  /** One of these names. */
  | { readonly kind: "choice"; readonly values: readonly string[] }
  /** A list of these names. */
  | { readonly kind: "flags"; readonly values: readonly string[] }
  /** Decimal, both ends included: a JSON number cannot hold all of them. */
  | { readonly kind: "integer"; readonly least: string; readonly most: string }
  | { readonly kind: "number" }
  /** At most so many bytes of UTF-8. */
  | { readonly kind: "text"; readonly longest: number }
  /** An odd number, or 0 for none. */
  | { readonly kind: "reference" }
  | { readonly kind: "list"; readonly longest: number; readonly of: ArgumentForm }
  | { readonly kind: "object"; readonly fields: readonly { readonly name: string; readonly form: ArgumentForm }[] }
  /** A descriptor, which cannot be written down. */
  | { readonly kind: "descriptor" };

/**
 * `legatoApi/status`: what is indexed, whether work is under way, and what is known, or not, about the file at hand. With `watch` the client is told from
 * now on when the answer may be another, without it no more.
 */
export const STATUS_REQUEST = "legatoApi/status";

/** To a client that watches. It has no parameters: the client asks again when it still wants to know. */
export const STATUS_CHANGED_NOTIFICATION = "legatoApi/statusChanged";

export interface StatusParams {
  /** Document URI; null: no file. */
  readonly uri: string | null;
  /** Left out: as before. */
  readonly watch?: boolean;
}

export interface StatusResult {
  /** Folders are being walked or files checked: numbers and verdicts may still change. */
  readonly busy: boolean;
  readonly apis: number;
  readonly components: number;
  /** Services that the file serves, implements or declares. */
  readonly services: readonly ServiceStatus[];
  /** Why the build may not find an import of the file, though we did: one message an import. */
  readonly imports: readonly string[];
}

export interface ServiceStatus {
  readonly prefix: string;
  /** Absolute path of the Component.cdef. */
  readonly component: string;
  /** `none`: nothing that a client could leave behind. */
  readonly state: "registered" | "missing" | "unknown" | "none";
  /** In words for a user; never empty for `unknown`. */
  readonly reasons: readonly string[];
}

/** `legatoApi/diagnosis`: versions, folders and decisions, for a report. The person is still in it: privacy.ts takes them out. */
export const DIAGNOSIS_REQUEST = "legatoApi/diagnosis";

export interface DiagnosisResult {
  /** Name and value. */
  readonly versions: readonly (readonly [string, string])[];
  /** Markdown, from headings of the second level down. */
  readonly workspace: string;
}
