/**
 * The extension's entry point: wires the features together, one file each, and decides nothing itself.
 *
 * VS Code calls `activate` when an `.api` or a definition file is opened, or when the folder holds an `.api` file. Everything a feature
 * creates is disposed by VS Code through `context.subscriptions`; the language client stops its server that way too.
 */
import type * as vscode from "vscode";
import { activateCheckTask } from "./checkTask.ts";
import { activateConvertLineEnds } from "./convertLineEnds.ts";
import { activateDebugger } from "./debug/activate.ts";
import { activateDiagnose } from "./diagnose.ts";
import { activateOpenExample } from "./firstRun/openExample.ts";
import { activateProgress } from "./firstRun/progress.ts";
import { activateGeneratedView } from "./generatedView.ts";
import { activateLanguageClient } from "./languageClient.ts";
import { activateLanguageStatus } from "./languageStatus/activate.ts";
import { activateNewComponent } from "./newComponent.ts";
import { activateOutputChannel } from "./outputChannel.ts";
import { activateSessions } from "./sessions/activate.ts";
import { activateShowPlaces } from "./showPlaces.ts";
import { activateTimeline } from "./timeline/panel.ts";

export function activate(context: vscode.ExtensionContext): void {
  const { channel: outputChannel, lastLines } = activateOutputChannel(context);
  activateShowPlaces(context);
  activateConvertLineEnds(context);
  activateNewComponent(context);
  activateCheckTask(context);
  const server = activateLanguageClient(context, outputChannel);
  const live = activateSessions(context, outputChannel, server);
  activateDebugger(context, live);
  activateTimeline(context, live.link);
  activateGeneratedView(context, server);
  activateLanguageStatus(context, server);
  activateOpenExample(context, server);
  activateProgress(context, server, live.link);
  activateDiagnose(context, { server, link: live.link, lastLines });
}
