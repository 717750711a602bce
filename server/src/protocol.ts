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
