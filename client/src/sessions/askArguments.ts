/**
 * Asks for the arguments of a call, one after the other, each as its type wants it: names to pick from, or a box that says what is wrong while one types.
 *
 * In: what the language server says of the function, and values to start from. Out: the values, or undefined when the user leaves.
 */
import type { JsonObject, JsonValue } from "@legato-api/runtime/inspector-protocol";
import type { AcquiringFunction, Argument } from "@legato-api/server/protocol";
import * as vscode from "vscode";
import { describeForm, exampleOf, readArgument } from "./callArguments.ts";

export async function askArguments(
  { name, arguments: wanted }: AcquiringFunction,
  before: JsonObject,
): Promise<JsonObject | undefined> {
  const descriptor = wanted.find(({ form }) => form.kind === "descriptor");
  if (descriptor !== undefined)
    throw new Error(`${name} takes the file '${descriptor.name}', which a client that is killed cannot pass.`);
  const given: Record<string, JsonValue> = {};
  for (const [index, argument] of wanted.entries()) {
    const title = `${name}: ${argument.name} (${index + 1} of ${wanted.length})`;
    const value = await askOne(title, argument, before[argument.name]);
    if (value === undefined) return undefined;
    given[argument.name] = value;
  }
  return given;
}

async function askOne(
  title: string,
  argument: Argument,
  before: JsonValue | undefined,
): Promise<JsonValue | undefined> {
  const { form, type } = argument;
  switch (form.kind) {
    case "boolean": {
      const picked = await pick(title, type, ["false", "true"], before);
      return picked === undefined ? undefined : picked === "true";
    }
    case "choice":
      return pick(title, type, form.values, before);
    case "flags": {
      const items = form.values.map((label) => ({ label, picked: Array.isArray(before) && before.includes(label) }));
      const options = { title, placeHolder: type, ignoreFocusOut: true, canPickMany: true } as const;
      return (await vscode.window.showQuickPick(items, options))?.map(({ label }) => label);
    }
    default:
      return askText(title, argument, before);
  }
}

/** The one before stands first, so that Enter repeats it. */
function pick(
  title: string,
  placeHolder: string,
  values: readonly string[],
  before: JsonValue | undefined,
): Thenable<string | undefined> {
  const first = values.filter((value) => value === String(before));
  const others = values.filter((value) => value !== String(before));
  return vscode.window.showQuickPick([...first, ...others], { title, placeHolder, ignoreFocusOut: true });
}

async function askText(
  title: string,
  { form, type, name }: Argument,
  before: JsonValue | undefined,
): Promise<JsonValue | undefined> {
  const start = before ?? exampleOf(form);
  const text = await vscode.window.showInputBox({
    title,
    prompt: `${type}: ${describeForm(form)}`,
    value: typeof start === "string" ? start : JSON.stringify(start),
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const read = readArgument(form, typed);
      return "problem" in read ? `${name} ${read.problem}.` : undefined;
    },
  });
  if (text === undefined) return undefined;
  const read = readArgument(form, text);
  return "problem" in read ? undefined : read.value;
}
