/**
 * The workbench as a user sees and uses it: what is drawn, keys and clicks, pictures. Tests run in the extension host, which has no
 * DOM, so each call goes to the driver of test/vscode-host. In a desktop VS Code there is no driver, and `hasWorkbench` is false.
 */
import * as vscode from "vscode";

const driver = process.env["DRIVER_URL"];

export const hasWorkbench = driver !== undefined;

/** What can be seen and done in one window. Selectors are CSS or Playwright's; the first match counts. */
export interface Workbench {
  waitFor(selector: string): Promise<void>;
  waitUntilGone(selector: string): Promise<void>;
  /** The text of every match, as drawn. */
  texts(selector: string): Promise<string[]>;
  /** Roles and names of the first match and of what is in it, as a screen reader is given them: Playwright's snapshot, a line each. */
  spoken(selector: string): Promise<string>;
  /** With the left button. */
  click(selector: string): Promise<void>;
  /** The menu is VS Code's own. */
  rightClick(selector: string): Promise<void>;
  hover(selector: string): Promise<void>;
  /** For example `Control+.` or `Enter`. */
  press(keys: string): Promise<void>;
  /** Into what has the focus, key by key. */
  type(text: string): Promise<void>;
  /** Kept as `<name>.png` among the artifacts of the run. */
  screenshot(name: string): Promise<void>;
}

/** The window in which the tests run. */
export const here: Workbench = workbench({});
export const { waitFor, waitUntilGone, texts, spoken, click, rightClick, hover, press, type, screenshot } = here;

/**
 * What was said to the user, a message a line. It is read from the list behind the bell, which stays open until `forgetMessages`: what pops up goes
 * again, and VS Code 1.139 pops nothing up where it is driven by a test.
 */
export async function messages(): Promise<string> {
  await vscode.commands.executeCommand("notifications.showList");
  return (await texts(".notifications-center .notification-list-item-message")).join("\n");
}

export async function forgetMessages(): Promise<void> {
  await vscode.commands.executeCommand("notifications.clearAll");
  await vscode.commands.executeCommand("notifications.hideList");
}

/** Another VS Code of the same user, with settings of its own, that has a folder open. It shows modal questions; the window of the tests does not. */
export async function openSecondWindow(folder: string): Promise<Workbench & { close(): Promise<void> }> {
  const window = "second";
  await ask("openWindow", { window, workspace: folder });
  return { ...workbench({ window }), close: async () => void (await ask("closeWindow", { window })) };
}

/** As `Developer: Reload Window`. The extension host that asks for it ends, and the tests are begun again in a new one. */
export async function reloadWindow(): Promise<void> {
  await ask("reload", {});
}

function workbench(where: Readonly<Record<string, string>>): Workbench {
  const act = async (action: string, args: Readonly<Record<string, unknown>>): Promise<void> =>
    void (await ask(action, { ...where, ...args }));
  return {
    waitFor: (selector) => act("waitFor", { selector }),
    waitUntilGone: (selector) => act("waitFor", { selector, hidden: true }),
    async texts(selector) {
      const answer = await ask("texts", { ...where, selector });
      return Array.isArray(answer) ? answer.map(String) : [];
    },
    spoken: async (selector) => String(await ask("spoken", { ...where, selector })),
    click: (selector) => act("click", { selector }),
    rightClick: (selector) => act("click", { selector, button: "right" }),
    hover: (selector) => act("hover", { selector }),
    press: (keys) => act("press", { keys }),
    type: (text) => act("type", { text }),
    screenshot: async (name) => {
      if (hasWorkbench) await act("screenshot", { name });
    },
  };
}

async function ask(action: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await fetch(`${driver}/${action}`, { method: "POST", body: JSON.stringify(args) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${action} ${JSON.stringify(args)}: ${JSON.stringify(answer)}`);
  return answer;
}
