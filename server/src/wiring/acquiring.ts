/** What an `.api` hands out and what its callers give, for our own client. */
import type { Connection } from "vscode-languageserver";
import { acquiringFunctions } from "../features/acquiring.ts";
import { ACQUIRING_REQUEST, type AcquiringParams, type AcquiringResult } from "../protocol.ts";
import type { Questions } from "./questions.ts";

/** Answers an empty list for a document that is no readable `.api`. */
export function registerAcquiring(connection: Connection, questions: Questions): void {
  connection.onRequest(ACQUIRING_REQUEST, ({ uri }: AcquiringParams): AcquiringResult => {
    const view = questions.viewAt(uri);
    return { functions: view === undefined ? [] : acquiringFunctions(view) };
  });
}
