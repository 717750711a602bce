/**
 * The language server: wires a connection to the engine, and nothing else.
 *
 * In: a connection and what surrounds the process. Out: capabilities, published diagnostics, answers of the features. Every feature is a pure function in
 * features/; which check runs when is the validator's; what a file says is the engine's.
 */
import {
  type CancellationToken,
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
  type InitializeParams,
  type InitializeResult,
  MessageType,
  RegistrationRequest,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ClientSettings } from "./clientSettings.ts";
import { Engine } from "./engine.ts";
import { codeActions, resolveCodeAction } from "./features/codeActions.ts";
import { diagnosticsFor } from "./features/diagnostics.ts";
import { featureCapabilities, registerLanguageFeatures } from "./languageFeatures.ts";
import { Validator } from "./validator.ts";
import { isTrusted, registerCommittedHeads } from "./wiring/committedHeads.ts";
import { type Offer, offerTo } from "./wiring/ownLanguages.ts";
import { pathOfUri, uriOfPath } from "./workspace/paths.ts";
import { takeIn, watchers } from "./workspace/watch.ts";

export interface ServerOptions {
  readonly wasmPath: (fileName: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The server on a connection that is not listening yet; `idle` resolves when nothing is left to check. */
export function startServer(connection: Connection, options: ServerOptions): { idle(): Promise<void> } {
  let isShutDown = false;
  const log = (line: string): void => {
    if (!isShutDown) {
      connection.console.info(line);
    }
  };
  const documents = new TextDocuments(TextDocument);
  const settings = new ClientSettings(log);
  const engine = new Engine({
    ...options,
    currentFolder: process.cwd(),
    log,
    settingsFor: (folder) => settings.for(folder),
    committedAround: (file) => heads.around(file),
  });
  /** The client's own spelling of the URI of an open document. */
  const openUris = new Map<string, string>();
  const uriOf = (path: string): string => openUris.get(path) ?? uriOfPath(path);
  const published = new Map<string, string>();
  let client: ClientAbilities = abilitiesOf(undefined);
  let offer: Offer = { capabilities: featureCapabilities, registrations: [] };

  const validator = new Validator({
    engine,
    log,
    servicesChanged: () => {
      features.servicesChanged();
      if (client.lensRefresh) {
        // An editor that goes away meanwhile needs no lenses.
        connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
      }
    },
    worked: (hasMore) => features.worked(hasMore),
    scopeOf: (path) => engine.settingsOf(path).diagnosticsScope,
    publish: (path, findings) => {
      const uri = uriOf(path);
      const diagnostics = diagnosticsFor(path, findings, {
        files: engine.files,
        uriOf,
        relatedInformation: client.relatedInformation,
      });
      const version = documents.get(uri)?.version;
      const content = JSON.stringify(diagnostics);
      // An open document gets an answer to each of its versions; all others only what is new.
      const key = `${version} ${content}`;
      if ((published.get(uri) ?? "undefined []") !== key) {
        published.set(uri, key);
        void connection.sendDiagnostics({
          uri,
          diagnostics: [...diagnostics],
          ...(version === undefined ? {} : { version }),
        });
      }
    },
  });

  const featureContext = () => ({
    uriOf,
    versionOf: (path: string) => documents.get(uriOf(path))?.version ?? null,
    client,
    warn: (message: string): void =>
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message }),
    inform: (message: string): void =>
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message }),
  });
  const features = registerLanguageFeatures(connection, featureContext, engine);

  /** Reactions that wait for an answer of the client. */
  const underWay = new Set<Promise<void>>();
  const react = (reaction: () => Promise<void>): void => {
    const done = reaction()
      .catch((error: unknown) => log(`A reaction to the client failed: ${String(error)}`))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };
  const heads = registerCommittedHeads(connection, () => client, {
    files: engine.files,
    changed: () => validator.openFiles(),
    inBackground: react,
    log,
  });
  const readSettings = async (): Promise<void> => {
    if (client.configuration) {
      await settings.pull(connection, engine.folders);
    }
    engine.settingsChanged();
    validator.everything();
  };

  connection.onInitialize((params): InitializeResult => {
    client = abilitiesOf(params);
    settings.push(params.initializationOptions);
    if (isTrusted(params.initializationOptions)) {
      heads.allow();
    }
    engine.setFolders(foldersOf(params));
    offer = offerTo(params.capabilities, featureCapabilities);
    return {
      serverInfo: { name: "legato-api" },
      capabilities: {
        ...offer.capabilities,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        codeActionProvider: {
          codeActionKinds: [
            CodeActionKind.QuickFix,
            CodeActionKind.SourceOrganizeImports,
            CodeActionKind.RefactorRewrite,
          ],
          resolveProvider: true,
        },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: { willRename: { filters: [{ scheme: "file", pattern: { glob: "**/*.api" } }] } },
        },
      },
    };
  });

  connection.onInitialized(() => {
    react(async () => {
      if (offer.registrations.length > 0) {
        await connection.sendRequest(RegistrationRequest.type, { registrations: [...offer.registrations] });
      }
      if (client.configurationChanges) {
        await connection.client.register(DidChangeConfigurationNotification.type, { section: "legatoApi" });
      }
      if (client.watching) {
        await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [...watchers] });
      }
    });
    if (client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => pathOfUri(uri)));
        const kept = engine.folders.filter((folder) => !gone.has(folder));
        engine.setFolders([...new Set([...kept, ...added.map(({ uri }) => pathOfUri(uri))])]);
        react(readSettings);
      });
    }
    react(async () => {
      await readSettings();
      validator.start();
    });
  });

  connection.onDidChangeConfiguration(({ settings: sent }) => {
    if (!client.configuration) {
      settings.push(sent);
    }
    react(readSettings);
  });

  const changedOnDisk = (changes: readonly FileEvent[]): void => {
    engine.beginTurn();
    const { files, gone, settings: settingsToo } = takeIn(changes, engine.index, engine.files);
    if (settingsToo) {
      engine.settingsChanged();
    }
    files.forEach(features.changed);
    heads.changedOnDisk(changes.map(({ uri }) => pathOfUri(uri)));
    validator.changedOnDisk(files, gone);
  };
  connection.onDidChangeWatchedFiles(({ changes }) => changedOnDisk(changes));

  documents.onDidOpen(({ document }) => openUris.set(pathOfUri(document.uri), document.uri));
  documents.onDidChangeContent(({ document }) => {
    const path = pathOfUri(document.uri);
    engine.files.set(path, document.getText());
    features.changed(path);
    validator.edited(path);
  });
  documents.onDidClose(({ document }) => {
    const path = pathOfUri(document.uri);
    openUris.delete(path);
    engine.files.close(path);
    engine.beginTurn();
    validator.edited(path);
  });
  // An editor that does not watch tells at least this much about the disk.
  documents.onDidSave(({ document }) => {
    if (!client.watching) {
      changedOnDisk([{ uri: document.uri, type: FileChangeType.Created }]);
      heads.lookAgain();
    }
  });
  documents.listen(connection);

  const cureContext = (token: CancellationToken) => ({
    ...featureContext(),
    engine,
    findingsAt: (path: string) => validator.findingsAt(path),
    isServed: features.isServed,
    token,
  });
  connection.onCodeAction(async (params, token) => {
    engine.beginTurn();
    return [...(await codeActions(params, cureContext(token)))];
  });
  connection.onCodeActionResolve((action, token) => {
    engine.beginTurn();
    return resolveCodeAction(action, cureContext(token));
  });
  connection.onShutdown(() => {
    isShutDown = true;
    validator.stop();
    heads.dispose();
    engine.dispose();
  });

  return {
    idle: async () => {
      do {
        await Promise.all(underWay);
        await validator.idle();
        // A check may ask for what has to be waited for.
      } while (underWay.size > 0);
    },
  };
}

/** What the client can do, as far as it matters here. */
export interface ClientAbilities {
  readonly configuration: boolean;
  readonly configurationChanges: boolean;
  readonly workspaceFolders: boolean;
  readonly watching: boolean;
  readonly watchingAnywhere: boolean;
  readonly relatedInformation: boolean;
  readonly versionedEdits: boolean;
  readonly lazyEdits: boolean;
  readonly changeAnnotations: boolean;
  readonly snippets: boolean;
  /** Lenses can be asked for again. */
  readonly lensRefresh: boolean;
  /** Named in the initialization options: the commands that code lenses call. */
  readonly lensCommands: boolean;
}

function abilitiesOf(params: InitializeParams | undefined): ClientAbilities {
  const workspace = params?.capabilities.workspace;
  const textDocument = params?.capabilities.textDocument;
  return {
    configuration: workspace?.configuration === true,
    configurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    watching: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchingAnywhere: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    lensCommands: hasLensCommands(params?.initializationOptions),
    lazyEdits: textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true,
  };
}

function hasLensCommands(options: unknown): boolean {
  return typeof options === "object" && options !== null && "lensCommands" in options && options.lensCommands === true;
}

function foldersOf(params: InitializeParams): readonly string[] {
  const uris = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
  return uris.map(pathOfUri);
}
