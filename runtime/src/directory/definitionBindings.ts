/**
 * The bindings that an application's or a system's definition file says.
 *
 * In: the text of an .adef or .sdef file. Out: bindings under the names that the processes use at run time. Parsing never fails: what is
 * no binding is skipped. Two things differ from a target. Every application there has a user of its own, here all run as the developer's:
 * users and application names are dropped. And the branches of `#if` are all read. The real tools write these names: an
 * interface made `extern:` is known by its alias, or by its last segment, any other one by `exe.component.api`.
 */
import type { Binding } from "./events.ts";

export type DefinitionKind = "adef" | "sdef";

export function readDefinition(text: string, kind: DefinitionKind): readonly Binding[] {
  const sections = readSections(tokens(text));
  const external = kind === "adef" ? externalNames(sections.get("extern") ?? []) : new Map<string, string>();
  const runtimeName = (written: string): string => {
    const name = written.replace(/^<[^<>]*>\./, "");
    if (name !== written || name.startsWith("*.")) return name;
    const segments = name.split(".");
    // Inside of an application `exe.component.api` is one of its own; everything else names another application first.
    if (kind === "adef" && segments.length === 3) return external.get(name) ?? name;
    return segments.length === 1 ? name : segments.slice(1).join(".");
  };
  return pairs(sections.get("bindings") ?? [], "->").map(([client, server]) => ({
    clientUid: "any",
    client: runtimeName(client),
    serverUid: "same",
    server: runtimeName(server),
    origin: "definition",
  }));
}

/** `alias = exe.component.api`, or only `exe.component.api`. */
function externalNames(body: readonly string[]): ReadonlyMap<string, string> {
  const aliased = pairs(body, "=");
  const names = new Map(
    body.filter((word) => word.split(".").length === 3).map((word) => [word, word.slice(word.lastIndexOf(".") + 1)]),
  );
  for (const [alias, name] of aliased) names.set(name, alias);
  return names;
}

/** The words on both sides of every `separator`. */
function pairs(body: readonly string[], separator: string): readonly (readonly [string, string])[] {
  return body.flatMap((word, index) => {
    const before = body[index - 1];
    const after = body[index + 1];
    return word === separator && before !== undefined && after !== undefined ? [[before, after] as const] : [];
  });
}

/** The words inside of every top-level `name: { ... }`; a section written twice counts as one. */
function readSections(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let depth = 0;
  let body: string[] = [];
  for (const [index, word] of words.entries()) {
    if (word === "{") {
      if (depth === 0) {
        const name = words[index - 1] === ":" ? (words[index - 2] ?? "") : "";
        body = sections.get(name) ?? [];
        sections.set(name, body);
      }
      depth += 1;
    } else if (word === "}") {
      depth = Math.max(0, depth - 1);
    } else if (depth > 0) {
      body.push(word);
    }
  }
  return sections;
}

function tokens(text: string): readonly string[] {
  return (
    text
      // Not `$`, which with `m` is the end of a line: a comment runs over many of them.
      .replace(/\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/\/[^\n]*|^[ \t]*#[^\n]*/gm, " ")
      .split(/(->|[{}=:\s])/)
      .filter((word) => word.trim() !== "")
  );
}
