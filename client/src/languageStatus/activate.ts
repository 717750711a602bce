/**
 * The language status items (behind `{}` in the status bar): what is indexed and how it is with the server; and about the file at hand what is not known, and
 * why.
 *
 * Nothing is asked of the server while no file of ours is the active one; while one is, the server tells when to ask again. A C file is ours when it
 * belongs to a component.
 */
import { STATUS_CHANGED_NOTIFICATION, STATUS_REQUEST, type StatusResult } from "@legato-api/server/protocol";
import * as vscode from "vscode";
import type { LanguageServer } from "../languageServer.ts";
import { tell } from "../messages.ts";
import { fileLine, indexLine, type StatusLine } from "./words.ts";

const OWN_LANGUAGES = new Set(["legato-api", "legato-definition"]);
const EXPLAIN = "legatoApi.explainStatus";
const C_LANGUAGES = new Set(["c", "cpp"]);

export function activateLanguageStatus(context: vscode.ExtensionContext, server: LanguageServer): void {
  const index = vscode.languages.createLanguageStatusItem("legatoApi.index", []);
  index.name = "Legato API: index";
  const file = vscode.languages.createLanguageStatusItem("legatoApi.file", []);
  file.name = "Legato API: this file";
  const watch = new StatusWatch(server, (document, status) => {
    const { languageId } = document;
    const isOurs = OWN_LANGUAGES.has(languageId) || (status?.services.length ?? 0) > 0;
    const selector = isOurs ? [{ language: languageId }] : [];
    const about = isOurs ? fileLine(status) : undefined;
    draw(index, indexLine(server.health, status), selector);
    index.command =
      server.health === "failed"
        ? { title: "Restart", command: "legatoApi.restartServer" }
        : { title: "Show Output", command: "legatoApi.showOutput" };
    if (about === undefined) file.selector = [];
    else {
      draw(file, about, selector);
      file.command = { title: "Explain", command: EXPLAIN, arguments: [about.spoken] };
    }
  });
  context.subscriptions.push(index, file, watch, vscode.commands.registerCommand(EXPLAIN, explain));
}

/** The line has no room for long reasons. */
async function explain(text: string): Promise<void> {
  const diagnose = "Diagnose";
  const picked = await tell(text, diagnose);
  if (picked === diagnose) await vscode.commands.executeCommand("legatoApi.diagnose");
}

function draw(item: vscode.LanguageStatusItem, line: StatusLine, selector: vscode.DocumentSelector): void {
  item.text = line.text;
  item.detail = line.detail;
  item.busy = line.isBusy;
  item.severity = line.isError ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  item.accessibilityInformation = { label: line.spoken };
  item.selector = selector;
}

/** Keeps the answer about the active document true; one question at a time. */
class StatusWatch implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #show: (document: vscode.TextDocument, status: StatusResult | undefined) => void;
  readonly #subscriptions: { dispose(): unknown }[];
  #isAsking = false;
  #askAgain = false;
  /** The running server tells when something changed. */
  #isWatched = false;

  constructor(server: LanguageServer, show: (document: vscode.TextDocument, status: StatusResult | undefined) => void) {
    this.#server = server;
    this.#show = show;
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(() => this.#ask()),
      server.onNotification(STATUS_CHANGED_NOTIFICATION, () => this.#ask()),
      server.onHealth((health) => {
        if (health !== "running") this.#isWatched = false;
        this.#ask();
      }),
    ];
    this.#ask();
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
  }

  #ask(): void {
    this.#askAgain = true;
    if (!this.#isAsking) void this.#askUntilSettled();
  }

  async #askUntilSettled(): Promise<void> {
    this.#isAsking = true;
    while (this.#askAgain) {
      this.#askAgain = false;
      await this.#askOnce();
    }
    this.#isAsking = false;
  }

  async #askOnce(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const watch = document !== undefined && isPossible(document);
    if (this.#server.health !== "running") {
      if (watch) this.#show(document, undefined);
      return;
    }
    if (!watch && !this.#isWatched) return;
    this.#isWatched = watch;
    const params = { uri: watch ? document.uri.toString() : null, watch };
    // A server that ends meanwhile has said so by its health.
    const status = await this.#server.request<StatusResult>(STATUS_REQUEST, params).catch(() => undefined);
    if (watch && document === vscode.window.activeTextEditor?.document) this.#show(document, status);
  }
}

function isPossible({ languageId, uri }: vscode.TextDocument): boolean {
  return OWN_LANGUAGES.has(languageId) || (uri.scheme === "file" && C_LANGUAGES.has(languageId));
}
