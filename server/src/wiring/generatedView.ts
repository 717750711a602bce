/** The generated view: the C header of an interface as it is now, and from which line of the `.api` each declaration comes. */
import { cHeader } from "@legato-api/language";
import type { Connection } from "vscode-languageserver";
import { C_INTERFACE_REQUEST, type CInterfaceParams, type CInterfaceResult } from "../protocol.ts";
import type { Questions } from "./questions.ts";

/** Answers null for a document that is no readable `.api`; one with errors shows what is understood of it. */
export function registerGeneratedView(connection: Connection, questions: Questions): void {
  connection.onRequest(C_INTERFACE_REQUEST, ({ uri, side }: CInterfaceParams): CInterfaceResult | null => {
    const view = questions.viewAt(uri);
    if (view === undefined) return null;
    const { text, declarations } = cHeader(view.interface, { side });
    return {
      text,
      declarations: declarations.map(({ line, endLine, name, source }) => ({
        line,
        endLine,
        name,
        source: view.lines.positionAt(source.start),
      })),
    };
  });
}
