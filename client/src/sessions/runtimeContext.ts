/** The context key `legatoApi.runtime`: `none`, `connected` or `lost`, for what the view says when it is empty, which buttons it has, and which commands make sense. */
import * as vscode from "vscode";
import type { LinkState, SessionsLink } from "./live.ts";

export function followRuntimeContext(link: SessionsLink): vscode.Disposable {
  let said: LinkState["kind"] | undefined;
  const say = (): void => {
    if (link.state.kind === said) return;
    said = link.state.kind;
    void vscode.commands.executeCommand("setContext", "legatoApi.runtime", said);
  };
  say();
  return vscode.Disposable.from(link.onChange(say));
}
