/** A rename as a workspace edit: changes in C are annotated, so that the editor asks before it makes them. */
import type { Span } from "@legato-api/language";
import {
  ErrorCodes,
  type Range,
  ResponseError,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Navigator, SymbolAtCursor } from "./navigation.ts";
import { rename } from "./rename.ts";

export interface RenameContext {
  readonly navigator: Navigator;
  readonly rangeIn: (path: string, span: Span) => Range;
  readonly versionOf: (path: string) => number | null;
  readonly uriOf: (path: string) => string;
  readonly annotate: boolean;
  readonly warn: (message: string) => void;
  /** A file of nobody's workspace, such as the SDK's. */
  readonly isOutside: (path: string) => boolean;
  readonly isCancelled: () => boolean;
}

const IN_C = "inC";

/** Rejects with the reason, which the editor shows, when the name is refused. */
export async function renameEdit(at: SymbolAtCursor, newName: string, context: RenameContext): Promise<WorkspaceEdit> {
  const answer = await rename(at, newName, context.navigator, context.isCancelled);
  if (answer.kind === "refused") throw new ResponseError(ErrorCodes.InvalidParams, answer.reason);
  const outside = answer.edits.find(({ path }) => context.isOutside(path));
  if (outside !== undefined) {
    throw new ResponseError(
      ErrorCodes.InvalidParams,
      `The name also stands in ${outside.path}, outside of the workspace, where nothing is changed. Add its folder to the workspace to rename it everywhere.`,
    );
  }
  const files = new Map<string, TextDocumentEdit["edits"]>();
  for (const { path, span, newText, inC } of answer.edits) {
    const edit = { range: context.rangeIn(path, span), newText };
    const edits = files.get(path) ?? [];
    edits.push(inC && context.annotate ? { ...edit, annotationId: IN_C } : edit);
    files.set(path, edits);
  }
  if (answer.changesProtocol) {
    context.warn(
      "This rename changes the protocol id: clients and servers built before it will refuse each other. Build both anew.",
    );
  }
  const documentChanges: TextDocumentEdit[] = [...files].map(([path, edits]) => ({
    textDocument: { uri: context.uriOf(path), version: context.versionOf(path) },
    edits,
  }));
  const annotated = context.annotate && answer.edits.some((one) => one.inC);
  return {
    documentChanges,
    ...(annotated
      ? {
          changeAnnotations: {
            [IN_C]: {
              label: "In C and C++ sources",
              description: "implementations and callers",
              needsConfirmation: true,
            },
          },
        }
      : {}),
  };
}
