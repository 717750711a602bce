/**
 * An editor without a screen: talks real JSON-RPC to the server over streams in this process, and keeps what it was told.
 *
 * Every call that reads an answer first waits until the server has taken in all that was sent and has nothing left to do, so tests need no clock.
 */
import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeLensRefreshRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  FileChangeType,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  ProposedFeatures,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RegistrationRequest,
  ShowMessageNotification,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { wasmPath } from "../assets.ts";
import { startServer } from "../server.ts";
import { pathOfUri, uriOfPath } from "../workspace/paths.ts";
import { type Fixture, type Squiggle, wantedSquiggles } from "./fixture.ts";

export interface TestClientOptions {
  /** Names of workspace folders in the fixture; the fixture's own folder if left out. */
  readonly folders?: readonly string[];
  /** The `legatoApi` section; by workspace folder name where it differs. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly settingsByFolder?: Readonly<Record<string, unknown>>;
  readonly initializationOptions?: unknown;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** A client that can do as little as possible. */
  readonly isPlain?: boolean;
}

const everything: ClientCapabilities = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    codeLens: { refreshSupport: true },
  },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    completion: { completionItem: { snippetSupport: true } },
    codeAction: {
      resolveSupport: { properties: ["edit"] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
    },
  },
};

export class TestClient {
  readonly log: string[] = [];
  /** Messages shown to the user. */
  readonly shown: string[] = [];
  /** How often the server asked for all code lenses to be asked for again. */
  lensRefreshes = 0;
  readonly registrations: { readonly method: string; readonly options: unknown }[] = [];
  /** How often diagnostics were published, by path. */
  readonly publications = new Map<string, number>();
  settings: Readonly<Record<string, unknown>>;
  initialized: InitializeResult | undefined;
  readonly connection: ProtocolConnection;
  readonly #fixture: Fixture;
  readonly #options: TestClientOptions;
  readonly #idle: () => Promise<void>;
  readonly #documents = new Map<string, TextDocument>();
  readonly #diagnostics = new Map<
    string,
    { readonly version: number | undefined; readonly list: readonly Diagnostic[] }
  >();

  static async start(fixture: Fixture, options: TestClientOptions = {}): Promise<TestClient> {
    const client = new TestClient(fixture, options);
    await client.#initialize();
    return client;
  }

  private constructor(fixture: Fixture, options: TestClientOptions) {
    this.#fixture = fixture;
    this.#options = options;
    this.settings = options.settings ?? {};
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    const serverConnection = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(toServer),
      new StreamMessageWriter(toClient),
    );
    const environment = options.environment ?? {};
    this.#idle = startServer(serverConnection, { wasmPath, environment }).idle;
    serverConnection.listen();
    this.connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    this.#listen();
    onTestFinished(async () => {
      await this.connection.sendRequest("shutdown");
      this.connection.dispose();
      serverConnection.dispose();
    });
  }

  /** What the Problems view shows for a file, after everything settled. */
  async diagnostics(name: string): Promise<readonly Diagnostic[]> {
    await this.settled();
    return this.#diagnostics.get(this.uri(name))?.list ?? [];
  }

  /** As lines that are easy to compare. */
  async squiggles(name: string): Promise<readonly Squiggle[]> {
    return (await this.diagnostics(name)).map(({ range, severity, code, message }) => ({
      line: range.start.line,
      start: range.start.character,
      end: range.start.line === range.end.line ? range.end.character : Number.POSITIVE_INFINITY,
      severity: ["", "error", "warning", "information", "hint"][severity ?? 0] ?? "",
      rule: String(code),
      message: typeof message === "string" ? message : message.value,
    }));
  }

  /** Squiggles the user sees and the markers of the file do not ask for, and the other way round; both empty when all is well. */
  async surprises(name: string): Promise<{ unexpected: readonly Squiggle[]; missed: readonly Squiggle[] }> {
    const seen = await this.squiggles(name);
    const wanted = wantedSquiggles(this.textOf(name));
    const same = (a: Squiggle, b: Squiggle): boolean =>
      a.line === b.line &&
      a.start === b.start &&
      a.end === b.end &&
      a.severity === b.severity &&
      a.rule === b.rule &&
      (a.message.includes(b.message) || b.message.includes(a.message));
    return {
      unexpected: seen.filter((one) => !wanted.some((other) => same(one, other))),
      missed: wanted.filter((one) => !seen.some((other) => same(one, other))),
    };
  }

  /** Version of the text that the last diagnostics are about. */
  diagnosedVersion(name: string): number | undefined {
    return this.#diagnostics.get(this.uri(name))?.version;
  }

  uri(name: string): string {
    return /^[a-z-]{2,}:/.test(name) ? name : uriOfPath(this.#fixture.path(name));
  }

  textOf(name: string): string {
    return this.#documents.get(this.uri(name))?.getText() ?? this.#fixture.read(name);
  }

  isOpen(name: string): boolean {
    return this.#documents.has(this.uri(name));
  }

  open(name: string, text?: string, languageId = "legato-api"): void {
    const uri = this.uri(name);
    const document = TextDocument.create(uri, languageId, 1, text ?? this.#fixture.read(name));
    this.#documents.set(uri, document);
    void this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text: document.getText() },
    });
  }

  /** Replaces the first occurrence of a text in an open document, as typing would. */
  edit(name: string, before: string, after: string): void {
    const uri = this.uri(name);
    const document = this.#documents.get(uri);
    const at = document?.getText().indexOf(before) ?? -1;
    if (document === undefined || at === -1) {
      throw new Error(`'${before}' is not in ${name}, or ${name} is not open.`);
    }
    const change = {
      range: { start: document.positionAt(at), end: document.positionAt(at + before.length) },
      text: after,
    };
    const version = document.version + 1;
    this.#documents.set(uri, TextDocument.update(document, [change], version));
    void this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [change],
    });
  }

  close(name: string): void {
    this.#documents.delete(this.uri(name));
    void this.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: this.uri(name) },
    });
  }

  save(name: string): void {
    this.#fixture.write(name, this.textOf(name));
    void this.connection.sendNotification(DidSaveTextDocumentNotification.type, {
      textDocument: { uri: this.uri(name) },
    });
  }

  /** What a watcher of the client tells: `created`, `changed` or `deleted`. */
  outside(events: Readonly<Record<string, "created" | "changed" | "deleted">>): void {
    const types: Readonly<Record<(typeof events)[string], FileChangeType>> = {
      created: FileChangeType.Created,
      changed: FileChangeType.Changed,
      deleted: FileChangeType.Deleted,
    };
    void this.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: Object.entries(events).map(([name, what]) => ({ uri: this.uri(name), type: types[what] })),
    });
  }

  configure(settings: Readonly<Record<string, unknown>>): void {
    this.settings = settings;
    void this.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: this.#options.isPlain ? { legatoApi: settings } : null,
    });
  }

  changeFolders(added: readonly string[], removed: readonly string[]): void {
    const folders = (names: readonly string[]) => names.map((name) => ({ uri: this.uri(name), name }));
    void this.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: folders(added), removed: folders(removed) },
    });
  }

  /** What Ctrl+. offers at the first occurrence of a text. */
  async codeActions(name: string, at: string): Promise<readonly CodeAction[]> {
    await this.settled();
    const range = this.rangeOf(name, at);
    const answer = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: this.uri(name) },
      range,
      context: { only: [CodeActionKind.QuickFix], diagnostics: [] },
    });
    return (answer ?? []).filter((action): action is CodeAction => "kind" in action);
  }

  async resolve(action: CodeAction): Promise<CodeAction> {
    return action.edit === undefined ? this.connection.sendRequest(CodeActionResolveRequest.type, action) : action;
  }

  rangeOf(name: string, text: string): Range {
    const document = TextDocument.create(this.uri(name), "", 0, this.textOf(name));
    const at = document.getText().indexOf(text);
    if (at === -1) {
      throw new Error(`'${text}' is not in ${name}.`);
    }
    return { start: document.positionAt(at), end: document.positionAt(at + text.length) };
  }

  /** Applies an edit as an editor does: open documents change, others are written to disk. */
  apply(edit: WorkspaceEdit): void {
    const changes = new Map(Object.entries(edit.changes ?? {}));
    for (const change of edit.documentChanges ?? []) {
      if ("edits" in change) {
        const edits = change.edits.filter((one): one is { range: Range; newText: string } => "newText" in one);
        changes.set(change.textDocument.uri, edits);
      }
    }
    for (const [uri, edits] of changes) {
      const open = this.#documents.get(uri);
      const document =
        open ?? TextDocument.create(uri, "", 0, this.textOf(uri.startsWith("file:") ? this.#nameOf(uri) : uri));
      const text = TextDocument.applyEdits(document, edits);
      if (open === undefined) {
        this.#fixture.write(this.#nameOf(uri), text);
      } else {
        this.edit(this.#nameOf(uri), open.getText(), text);
      }
    }
  }

  /** Resolves when the server has read all that was sent and has nothing left to do. */
  async settled(): Promise<void> {
    await this.#roundTrip();
    await this.#idle();
    await this.#roundTrip();
  }

  /** Messages are taken in order, so an answer, even one of refusal, means that all before it were read. */
  async #roundTrip(): Promise<void> {
    await this.connection.sendRequest("legatoApi/none").catch(() => undefined);
  }

  #nameOf(uri: string): string {
    return pathOfUri(uri).slice(this.#fixture.folder.length + 1);
  }

  #listen(): void {
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics, version }) => {
      this.#diagnostics.set(uri, { version, list: diagnostics });
      this.publications.set(uri, (this.publications.get(uri) ?? 0) + 1);
    });
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.log.push(message);
    });
    this.connection.onNotification(ShowMessageNotification.type, ({ message }) => {
      this.shown.push(message);
    });
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ scopeUri }) => {
        const name = scopeUri === undefined ? "" : this.#nameOf(scopeUri);
        return this.#options.settingsByFolder?.[name] ?? this.settings;
      }),
    );
    this.connection.onRequest(CodeLensRefreshRequest.type, () => {
      this.lensRefreshes++;
    });
    this.connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      for (const { method, registerOptions } of registrations) {
        this.registrations.push({ method, options: registerOptions });
      }
    });
    this.connection.listen();
  }

  async #initialize(): Promise<void> {
    const folders = this.#options.folders ?? [""];
    this.initialized = await this.connection.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      capabilities: this.#options.isPlain ? {} : everything,
      workspaceFolders: folders.map((name) => ({ uri: this.uri(name), name })),
      initializationOptions: this.#options.initializationOptions,
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
  }
}
