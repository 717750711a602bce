/** What the text leaves unsaid: automatic enum and bitmask values, the value of a computed DEFINE, an implicit IN. */
import type { Span } from "@legato-api/language";
import { type InlayHint, InlayHintKind } from "vscode-languageserver";
import type { ApiView } from "../apiView.ts";
import { isHandler } from "./handlers.ts";

export interface InlayHintOptions {
  readonly values: boolean;
  readonly directions: boolean;
}

/** Hints inside of `range` (0-based UTF-16 offsets). */
export function inlayHints(
  view: ApiView,
  range: Span,
  options: InlayHintOptions = { values: true, directions: true },
): InlayHint[] {
  const hints: InlayHint[] = [];
  const add = (at: number, label: string, tooltip: string, kind: InlayHintKind): void => {
    if (at < range.start || at > range.end) return;
    hints.push({ position: view.lines.positionAt(at), label, tooltip, kind, paddingLeft: true });
  };
  if (options.values) addValues(view, add);
  if (options.directions) addDirections(view, add);
  return hints;
}

type Add = (at: number, label: string, tooltip: string, kind: InlayHintKind) => void;

function addValues(view: ApiView, add: Add): void {
  for (const type of view.interface.types.values()) {
    if (type.kind !== "enum" && type.kind !== "bitmask") continue;
    for (const member of type.members) {
      if (member.node.value !== undefined) continue;
      const value = type.kind === "bitmask" ? `0x${member.value.toString(16)}` : member.value.toString();
      add(member.node.name.end, `= ${value}`, `Automatic value of ${member.name}`, InlayHintKind.Type);
    }
  }
  for (const definition of view.interface.definitions.values()) {
    const written = definition.node.value;
    if (written.kind === "number" || written.kind === "string") continue;
    add(written.end, `= ${definition.value}`, `Value of ${definition.name}`, InlayHintKind.Type);
  }
}

function addDirections(view: ApiView, add: Add): void {
  for (const item of view.interface.source.items) {
    if (!("parameters" in item)) continue;
    for (const parameter of item.parameters) {
      // Nobody writes IN after a handler; a hint there would only be noise.
      if (parameter.direction !== undefined || isHandler(view.interface, parameter.type)) continue;
      add(
        parameter.array?.end ?? parameter.name.end,
        "IN",
        "Parameters go to the server unless marked OUT.",
        InlayHintKind.Parameter,
      );
    }
  }
}
