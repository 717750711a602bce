/**
 * The workbench as a user sees and uses it: what is drawn, keys and clicks, pictures. Tests run in the extension host, which has no
 * DOM, so each call goes to the driver of test/vscode-host. In a desktop VS Code there is no driver, and `hasWorkbench` is false.
 */
const driver = process.env["DRIVER_URL"];

export const hasWorkbench = driver !== undefined;

/** CSS or Playwright selector; the first match counts. */
export async function waitFor(selector: string): Promise<void> {
  await ask("waitFor", { selector });
}

export async function waitUntilGone(selector: string): Promise<void> {
  await ask("waitFor", { selector, hidden: true });
}

/** The text of every match, as drawn. */
export async function texts(selector: string): Promise<string[]> {
  const answer = await ask("texts", { selector });
  return Array.isArray(answer) ? answer.map(String) : [];
}

/** The first match, with the left button. */
export async function click(selector: string): Promise<void> {
  await ask("click", { selector });
}

/** The first match; its menu is VS Code's own. */
export async function rightClick(selector: string): Promise<void> {
  await ask("click", { selector, button: "right" });
}

export async function hover(selector: string): Promise<void> {
  await ask("hover", { selector });
}

/** For example `Control+.` or `Enter`. */
export async function press(keys: string): Promise<void> {
  await ask("press", { keys });
}

/** Into what has the focus, key by key. */
export async function type(text: string): Promise<void> {
  await ask("type", { text });
}

/** As `Developer: Reload Window`. The extension host that asks for it ends, and the tests are begun again in a new one. */
export async function reloadWindow(): Promise<void> {
  await ask("reload", {});
}

/** Kept as `<name>.png` among the artifacts of the run. */
export async function screenshot(name: string): Promise<void> {
  if (hasWorkbench) await ask("screenshot", { name });
}

async function ask(action: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await fetch(`${driver}/${action}`, { method: "POST", body: JSON.stringify(args) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${action} ${JSON.stringify(args)}: ${JSON.stringify(answer)}`);
  return answer;
}
