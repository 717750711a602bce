/**
 * "Diagnose": one Markdown report of versions, settings, decisions and the last lines of the log, in a document of its own, to be read and then perhaps sent.
 *
 * In: the language server's half (without it where it does not run), the link to a runtime, the log. Out: an untitled document. Nothing is sent anywhere; the
 * home folder and the user's name are taken out.
 */
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { withoutPerson } from "@legato-api/server/privacy";
import { DIAGNOSIS_REQUEST, type DiagnosisResult } from "@legato-api/server/protocol";
import * as vscode from "vscode";
import type { LanguageServer } from "./languageServer.ts";
import type { SessionsLink } from "./sessions/live.ts";

const RUNTIME_LOG_LINES = 20;
/** Of other remotes VS Code tells the name of the machine, which is nobody's business. */
const REMOTES = new Set(["ssh-remote", "wsl", "dev-container", "attached-container", "codespaces", "tunnel"]);

export interface DiagnoseSurroundings {
  readonly server: LanguageServer;
  readonly link: SessionsLink;
  readonly lastLines: () => readonly string[];
}

export function activateDiagnose(context: vscode.ExtensionContext, surroundings: DiagnoseSurroundings): void {
  context.subscriptions.push(
    vscode.commands.registerCommand("legatoApi.diagnose", async () => {
      const report = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: "Legato API: asking the language server",
          cancellable: true,
        },
        (_, token) => reportOf(context, surroundings, token),
      );
      const content = withoutPerson(report, { home: os.homedir(), name: os.userInfo().username });
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "markdown", content }));
    }),
  );
}

async function reportOf(
  context: vscode.ExtensionContext,
  { server, link, lastLines }: DiagnoseSurroundings,
  token: vscode.CancellationToken,
): Promise<string> {
  // A server that hangs must not keep the rest of the report back: cancelling goes on without it.
  const cancelled = new Promise<string>((resolve) => token.onCancellationRequested(() => resolve("it did not answer")));
  const answer = await Promise.race([half(server), cancelled]);
  const runtimeLog = await readFile(path.join(context.globalStorageUri.fsPath, "runtime.log"), "utf8").catch(() => "");
  return [
    "# Legato API: diagnosis",
    "",
    "In here are versions, settings, names of folders and files, what was decided about them, and the last lines of the log. Not in here are the contents of files and the environment; the home folder and your name are written `~`. Nothing was sent anywhere: read it before you pass it on.",
    "",
    "## Versions",
    "",
    "| what | version |",
    "| --- | --- |",
    ...versions(context, typeof answer === "string" ? [] : answer.versions).map((row) => `| ${row.join(" | ")} |`),
    "",
    "## Editor",
    "",
    `* The workspace is ${vscode.workspace.isTrusted ? "" : "not "}trusted.`,
    `* Language server: ${typeof answer === "string" ? `${server.health}: ${answer}` : server.health}`,
    `* Runtime: ${runtimeWords(link)}`,
    ...changedSettings(context),
    "",
    ...(typeof answer === "string" ? [] : [answer.workspace]),
    "## Log",
    "",
    ...quoted(lastLines()),
    "## Log of the last runtime started from this editor",
    "",
    ...quoted(runtimeLog.trimEnd().split("\n").slice(-RUNTIME_LOG_LINES)),
  ].join("\n");
}

/** Why there is none, where there is none. */
async function half(server: LanguageServer): Promise<DiagnosisResult | string> {
  try {
    return await server.request<DiagnosisResult>(DIAGNOSIS_REQUEST, {});
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function versions(
  context: vscode.ExtensionContext,
  ofServer: DiagnosisResult["versions"],
): DiagnosisResult["versions"] {
  const { version }: { version: string } = context.extension.packageJSON;
  const { appName, remoteName, uiKind } = vscode.env;
  const where = [
    remoteName === undefined ? "local" : REMOTES.has(remoteName) ? remoteName : "remote",
    ...(uiKind === vscode.UIKind.Web ? ["in a browser"] : []),
  ].join(", ");
  return [["Extension", version], [appName, `${vscode.version}, ${where}`], ...ofServer];
}

function runtimeWords({ state, store }: SessionsLink): string {
  if (state.kind === "none") return "none was looked for, or none is running";
  if (state.kind === "lost") return `the one that served ${state.directory} has ended`;
  const { pid, directory } = state.connection.runtime;
  const { open, leaks, waiting } = store.counts();
  return `process ${pid} serves ${directory}: ${store.services().length} services, ${open} sessions open, ${waiting} waiting, ${leaks} leak suspects`;
}

/** As they were written, and where. */
function changedSettings(context: vscode.ExtensionContext): readonly string[] {
  const { contributes }: { contributes: { configuration: { properties: Readonly<Record<string, unknown>> } } } =
    context.extension.packageJSON;
  const configuration = vscode.workspace.getConfiguration();
  return Object.keys(contributes.configuration.properties).flatMap((key) => {
    const found = configuration.inspect(key);
    const values: readonly (readonly [string, unknown])[] = [
      ["user", found?.globalValue],
      ["workspace", found?.workspaceValue],
      ["folder", found?.workspaceFolderValue],
    ];
    return values.flatMap(([where, value]) =>
      value === undefined ? [] : [`* \`${key}\` (${where}): \`${JSON.stringify(value)}\``],
    );
  });
}

function quoted(lines: readonly string[]): readonly string[] {
  const some = lines.filter((line) => line !== "");
  return some.length === 0 ? ["Empty.", ""] : ["```", ...some, "```", ""];
}
