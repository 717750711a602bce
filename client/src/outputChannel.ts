/**
 * The output channel "Legato API": what the language server searched, found and decided.
 *
 * It is created at once, so that the language client and every later feature write to the same one; `Legato API: Show Output` opens it. Its last lines are
 * kept, because VS Code gives nothing back of a channel, for `Legato API: Diagnose`.
 */
import * as vscode from "vscode";

const LINES_KEPT = 100;

export interface RecordedChannel {
  readonly channel: vscode.LogOutputChannel;
  /** Oldest first, at most a hundred. */
  readonly lastLines: () => readonly string[];
}

export function activateOutputChannel(context: vscode.ExtensionContext): RecordedChannel {
  const channel = vscode.window.createOutputChannel("Legato API", { log: true });
  const lines: string[] = [];
  const keep = (level: string, what: string | Error): void => {
    lines.push(`[${level}] ${what instanceof Error ? what.message : what}`);
    if (lines.length > LINES_KEPT) lines.shift();
  };
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand("legatoApi.showOutput", () => channel.show()),
  );
  return { channel: recorded(channel, keep), lastLines: () => lines };
}

/** The same channel, except that what is said at `info` and above is kept as well. */
function recorded(
  channel: vscode.LogOutputChannel,
  keep: (level: string, what: string | Error) => void,
): vscode.LogOutputChannel {
  return {
    name: channel.name,
    get logLevel() {
      return channel.logLevel;
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    append: (text) => channel.append(text),
    appendLine: (text) => channel.appendLine(text),
    replace: (text) => channel.replace(text),
    clear: () => channel.clear(),
    show: () => channel.show(),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
    trace: (message, ...more) => channel.trace(message, ...more),
    debug: (message, ...more) => channel.debug(message, ...more),
    info(message, ...more) {
      keep("info", message);
      channel.info(message, ...more);
    },
    warn(message, ...more) {
      keep("warning", message);
      channel.warn(message, ...more);
    },
    error(message, ...more) {
      keep("error", message);
      channel.error(message, ...more);
    },
  };
}
