/**
 * Code actions: the cures of findings, offered where a finding is shown and worked out when one is chosen.
 *
 * In: the request and the findings at its file. Out: one action a cure; its edit is computed by `resolveCodeAction`, or at once for clients
 * that cannot resolve. An edit names the versions of the open texts it was made for, so that a client can refuse it when they changed.
 */
import { ownershipOf } from "@legato-api/language";
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Range,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { viewOf } from "../apiView.ts";
import type { Engine } from "../engine.ts";
import type { Finding } from "../finding.ts";
import { type Cure, type CureAnswer, curesOf, type PlaceShown } from "../fixes/index.ts";
import { linesOf } from "../lines.ts";
import { isProblem } from "../workspace/files.ts";
import { pathOfUri } from "../workspace/paths.ts";
import { diagnosticsFor } from "./diagnostics.ts";
import { leftToDo } from "./leftToDo.ts";
import { newComponents } from "./newComponent.ts";
import { refactorings } from "./refactorings.ts";

export interface CodeActionContext {
  readonly engine: Engine;
  readonly findingsAt: (path: string) => readonly Finding[];
  readonly uriOf: (path: string) => string;
  /** LSP version of an open document. */
  readonly versionOf: (path: string) => number | null;
  readonly client: {
    readonly relatedInformation: boolean;
    readonly versionedEdits: boolean;
    readonly lazyEdits: boolean;
    /** The client is our own extension and has its commands. */
    readonly lensCommands: boolean;
  };
  readonly token: CancellationToken;
  /** True when a component of the workspace provides this `.api`. */
  readonly isServed: (path: string) => boolean;
  /** Tells the user why nothing happens. */
  readonly warn: (message: string) => void;
  /** Tells the user what is left to do. */
  readonly inform: (message: string) => void;
}

/** Names a finding between the two requests. */
interface ActionData {
  readonly shownAt: string;
  readonly rule: string;
  readonly path: string;
  readonly start: number;
  readonly cure: string;
}

export async function codeActions(
  params: CodeActionParams,
  context: CodeActionContext,
): Promise<readonly CodeAction[]> {
  const { only } = params.context;
  const wants = (kind: string): boolean =>
    only === undefined || only.some((asked) => asked === "" || kind === asked || kind.startsWith(`${asked}.`));
  const shownAt = pathOfUri(params.textDocument.uri);
  const others = rewrites(shownAt, params, context).filter(({ kind }) => wants(kind ?? ""));
  const offered = new Map<string, Offer>();
  if (!wants(CodeActionKind.QuickFix)) {
    return others;
  }
  for (const finding of context.findingsAt(shownAt)) {
    const shown = diagnosticsFor(shownAt, [finding], {
      files: context.engine.files,
      uriOf: context.uriOf,
      relatedInformation: context.client.relatedInformation,
    }).filter((diagnostic) => overlaps(diagnostic, params));
    const isBare = shown.length === 0 && isFixedAt(finding, shownAt, params, context.engine);
    if (shown.length === 0 && !isBare) {
      continue;
    }
    // Where nothing is seen to be wrong, only what is meant to be done from there makes sense: no word about ignoring.
    for (const cure of curesOf(finding, context.engine).filter(({ isPreferred }) => isPreferred || !isBare)) {
      const action = await actionFor(cure, finding, shownAt, shown, context);
      const key = JSON.stringify([cure.id, finding.rule, ownPlaceOf(cure, finding, shownAt)]);
      // Two components may share a source, and then the same is to be done for both.
      if (action !== undefined && !offered.has(key)) {
        offered.set(key, { action, detail: cure.detail });
      }
    }
    if (context.token.isCancellationRequested) {
      return [];
    }
  }
  return [...toldApart([...offered.values()]), ...others];
}

interface Offer {
  readonly action: CodeAction;
  readonly detail: string | undefined;
}

/** Actions of the same title name what each is about. */
function toldApart(offers: readonly Offer[]): readonly CodeAction[] {
  return offers.map(({ action, detail }) => {
    const isAlone = offers.every((other) => other.action === action || other.action.title !== action.title);
    return isAlone || detail === undefined ? action : { ...action, title: `${action.title} (${detail})` };
  });
}

/** Where the user was shown the finding: at its own place, or at another in the file. */
function placeIn(path: string, finding: Finding): PlaceShown {
  return [finding, ...(finding.shownAlsoAt ?? [])].find((place) => place.path === path) ?? finding;
}

/** What tells the effects of two cures of one kind apart. */
function ownPlaceOf({ id }: Cure, finding: Finding, shownAt: string): readonly [string, number] {
  const { path, span } = id === "ignore" ? placeIn(shownAt, finding) : finding;
  return [path, span.start];
}

/** What is offered without a finding; cheap, so the edit comes at once. */
function rewrites(path: string, { range }: CodeActionParams, context: CodeActionContext): CodeAction[] {
  const checked = path.endsWith(".api") ? context.engine.check(path) : "missing";
  if (isProblem(checked)) {
    return [];
  }
  const view = viewOf(checked.interface);
  const selected = { start: view.lines.offsetAt(range.start), end: view.lines.offsetAt(range.end) };
  const rewritten = refactorings(view, selected, ownershipOf(view.interface)).map(({ title, kind, edits }) => ({
    title,
    kind,
    edit: workspaceEdit({ files: [{ path, edits }] }, context),
  }));
  // New files can only be asked for by a client that knows more than edits of text.
  if (!context.client.versionedEdits || context.isServed(path)) {
    return rewritten;
  }
  const created = newComponents(view.interface, context.engine.files).map(({ title, newFiles }) => ({
    title,
    kind: CodeActionKind.RefactorRewrite,
    edit: workspaceEdit({ files: [], newFiles }, context),
  }));
  return [...rewritten, ...created];
}

async function actionFor(
  cure: Cure,
  finding: Finding,
  shownAt: string,
  shown: readonly Diagnostic[],
  context: CodeActionContext,
): Promise<CodeAction | undefined> {
  const data: ActionData = {
    shownAt,
    rule: finding.rule,
    path: finding.path,
    start: finding.span.start,
    cure: cure.id,
  };
  const action: CodeAction = {
    title: cure.title,
    kind: CodeActionKind.QuickFix,
    ...(shown.length === 0 ? {} : { diagnostics: [...shown] }),
    isPreferred: cure.isPreferred,
    data,
  };
  if (cure.command !== undefined && context.client.lensCommands) {
    const uri = context.uriOf(finding.path);
    return { ...action, command: { title: cure.title, command: cure.command, arguments: [uri] } };
  }
  if (context.client.lazyEdits) {
    return action;
  }
  const answer = await cure.edits(finding, context.engine, placeIn(shownAt, finding));
  return "files" in answer ? { ...action, edit: workspaceEdit(answer, context) } : undefined;
}

/** The action with its edit; without one, and the user told why, where the finding is gone or cannot be cured. */
export async function resolveCodeAction(action: CodeAction, context: CodeActionContext): Promise<CodeAction> {
  const data: unknown = action.data;
  const finding = isActionData(data)
    ? context
        .findingsAt(data.shownAt)
        .find((found) => found.rule === data.rule && found.path === data.path && found.span.start === data.start)
    : undefined;
  if (action.command !== undefined || action.edit !== undefined) {
    return action;
  }
  const cure =
    finding && isActionData(data) ? curesOf(finding, context.engine).find((one) => one.id === data.cure) : undefined;
  const answer =
    finding === undefined || cure === undefined || !isActionData(data)
      ? { problem: "the problem is no longer there" }
      : await cure.edits(finding, context.engine, placeIn(data.shownAt, finding));
  if ("problem" in answer) {
    context.warn(`${action.title}: ${answer.problem}.`);
    return action;
  }
  const left = leftToDo(action.title, answer, context.engine.files);
  if (left !== undefined) {
    context.inform(left);
  }
  return { ...action, edit: workspaceEdit(answer, context) };
}

function isFixedAt(finding: Finding, path: string, { range }: CodeActionParams, engine: Engine): boolean {
  const file = engine.files.read(path);
  return (
    !isProblem(file) &&
    (finding.fixedAlsoAt ?? []).some(
      (place) => place.path === path && isTouched(linesOf(file).rangeOf(place.span), range),
    )
  );
}

function workspaceEdit(
  { files, newFiles = [] }: Extract<CureAnswer, { readonly files: unknown }>,
  context: CodeActionContext,
): WorkspaceEdit {
  const changes = files.flatMap(({ path, edits }) => {
    const file = context.engine.files.read(path);
    const textEdits = isProblem(file)
      ? []
      : edits.map((edit) => ({ range: linesOf(file).rangeOf(edit), newText: edit.newText }));
    return textEdits.length === 0 ? [] : [{ path, uri: context.uriOf(path), textEdits }];
  });
  if (!context.client.versionedEdits) {
    return { changes: Object.fromEntries(changes.map(({ uri, textEdits }) => [uri, textEdits])) };
  }
  const start = { line: 0, character: 0 };
  return {
    documentChanges: [
      ...newFiles.flatMap(({ path, text }) => [
        { kind: "create" as const, uri: context.uriOf(path), options: { ignoreIfExists: true } },
        {
          textDocument: { uri: context.uriOf(path), version: null },
          edits: [{ range: { start, end: start }, newText: text }],
        },
      ]),
      ...changes.map(({ path, uri, textEdits }) => ({
        textDocument: { uri, version: context.versionOf(path) },
        edits: textEdits,
      })),
    ],
  };
}

function overlaps(diagnostic: Diagnostic, { range, context }: CodeActionParams): boolean {
  return (
    isTouched(diagnostic.range, range) ||
    context.diagnostics.some((other) => other.code === diagnostic.code && other.message === diagnostic.message)
  );
}

function isTouched({ start, end }: Range, range: Range): boolean {
  return (
    (range.start.line < end.line || (range.start.line === end.line && range.start.character <= end.character)) &&
    (start.line < range.end.line || (start.line === range.end.line && start.character <= range.end.character))
  );
}

function isActionData(data: unknown): data is ActionData {
  return (
    typeof data === "object" &&
    data !== null &&
    "shownAt" in data &&
    typeof data.shownAt === "string" &&
    "rule" in data &&
    typeof data.rule === "string" &&
    "path" in data &&
    typeof data.path === "string" &&
    "start" in data &&
    typeof data.start === "number" &&
    "cure" in data &&
    typeof data.cure === "string"
  );
}
