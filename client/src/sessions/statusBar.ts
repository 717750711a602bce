/** The status bar item "3 sessions · 1 leak": shown while a runtime is connected, opens the sessions view. */
import * as vscode from "vscode";
import type { SessionsLink } from "./live.ts";
import { SESSIONS_VIEW } from "./sessionsView.ts";
import { plural } from "./words.ts";

export function activateSessionsStatus(link: SessionsLink): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("legatoApi.sessions", vscode.StatusBarAlignment.Left);
  item.name = "Legato sessions";
  item.command = `${SESSIONS_VIEW}.focus`;
  const draw = (): void => {
    if (link.state.kind !== "connected") {
      item.hide();
      return;
    }
    const { open, leaks, waiting } = link.store.counts();
    const parts = [
      plural(open, "session"),
      ...(waiting > 0 ? [`${waiting} waiting`] : []),
      ...(leaks > 0 ? [plural(leaks, "leak")] : []),
    ];
    item.text = `$(${leaks > 0 ? "warning" : "plug"}) ${parts.join(" · ")}`;
    item.tooltip = `Legato sessions under ${link.state.connection.runtime.directory}`;
    item.accessibilityInformation = { label: `Legato: ${parts.join(", ")}` };
    item.show();
  };
  const subscription = link.onChange(draw);
  draw();
  return vscode.Disposable.from(item, subscription);
}
