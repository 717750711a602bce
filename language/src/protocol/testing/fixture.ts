/** Interfaces from text, for tests: one file, or several with a `//- /name.api` line before each, the last being the one meant. */
import { type ApiFunction, type CheckResult, check, type Dialect, type Interface, parse } from "../../index.ts";

export interface FixtureOptions {
  /** Of a single file. */
  readonly name?: string;
  readonly dialect?: Dialect | "auto";
}

export function checkText(text: string, { name = "printer.api", dialect = "auto" }: FixtureOptions = {}): CheckResult {
  const files = filesOf(text, name);
  const trees = new Map([...files].map(([file, content]) => [file, parse(content)]));
  const [uri, tree] = [...trees].at(-1) ?? [name, parse("")];
  return check({
    uri,
    tree,
    dialect,
    resolveImport: (fileName) => {
      const found = trees.get(fileName);
      return found === undefined ? { kind: "missing", searched: [] } : { kind: "found", uri: fileName, tree: found };
    },
  });
}

/** The interface of a text without errors; fails the test for any other. */
export function interfaceOf(text: string, options: FixtureOptions = {}): Interface {
  const { interface: iface, diagnostics } = checkText(text, options);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    throw new Error(`The fixture has errors: ${errors.map(({ message }) => message).join("; ")}\n${text}`);
  }
  return iface;
}

export function functionOf(iface: Interface, name: string): ApiFunction {
  const found = iface.functions.find((fn) => fn.name === name);
  if (found === undefined) {
    throw new Error(`The fixture has no function ${name}`);
  }
  return found;
}

function filesOf(text: string, name: string): ReadonlyMap<string, string> {
  const sections = [...text.matchAll(/^\/\/- \/(\S+)\n([\s\S]*?)(?=^\/\/- \/|$(?![\s\S]))/gm)];
  return sections.length === 0
    ? new Map([[name, text]])
    : new Map(sections.map(([, file = name, content = ""]) => [file, content]));
}
