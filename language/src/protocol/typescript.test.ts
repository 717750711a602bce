import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { arbitraryApi } from "./testing/arbitraryApi.ts";
import { interfaceOf } from "./testing/fixture.ts";
import { printerText } from "./testing/printer.ts";
import { typescriptTypes } from "./typescript.ts";

/** As much of the standard library as the generated types need; a whole one would take a second for each program. */
const library = `
interface Array<T> { length: number; [index: number]: T } interface ReadonlyArray<T> { readonly length: number; readonly [index: number]: T }
interface Boolean {} interface CallableFunction {} interface Function {} interface IArguments {} interface NewableFunction {} interface Number {}
interface Object {} interface RegExp {} interface String { readonly length: number } interface Uint8Array { readonly length: number } interface BigInt {}
interface Promise<T> { then(use: (value: T) => void): void } type Required<T> = { [K in keyof T]-?: T[K] };
type Parameters<T> = T extends (...args: infer P) => unknown ? P : never; type ReturnType<T> = T extends (...args: never) => infer R ? R : never;
`;

/** What TypeScript has to say, in the strictest setting. */
function complaints(files: Readonly<Record<string, string>>): readonly string[] {
  const all = new Map(Object.entries({ ...files, "library.d.ts": library }));
  const options: ts.CompilerOptions = {
    strict: true,
    noLib: true,
    types: [],
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  };
  const host: ts.CompilerHost = {
    getSourceFile: (name, language) => {
      const text = all.get(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, language);
    },
    getDefaultLibFileName: () => "library.d.ts",
    writeFile: () => {},
    getCurrentDirectory: () => "",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => all.has(name),
    readFile: (name) => all.get(name),
  };
  const program = ts.createProgram([...all.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file === undefined ? "" : file.text.slice(0, start).split("\n").length;
    return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

describe("the types of an interface", () => {
  test("read like the .api, with what is imported written out", () => {
    expect(typescriptTypes(interfaceOf(printerText))).toBe(`/**
 * Types of printer.api, written by \`legato-api types\`. Do not edit: write them again when the interface changes.
 */

/** A \`le_result_t\`; a number where none has the code. */
export type LeResult =
  | "LE_OK"
  | "LE_NOT_FOUND"
  | "LE_NOT_POSSIBLE"
  | "LE_OUT_OF_RANGE"
  | "LE_NO_MEMORY"
  | "LE_NOT_PERMITTED"
  | "LE_FAULT"
  | "LE_COMM_ERROR"
  | "LE_TIMEOUT"
  | "LE_OVERFLOW"
  | "LE_UNDERFLOW"
  | "LE_WOULD_BLOCK"
  | "LE_DEADLOCK"
  | "LE_FORMAT_ERROR"
  | "LE_DUPLICATE"
  | "LE_BAD_PARAMETER"
  | "LE_CLOSED"
  | "LE_BUSY"
  | "LE_UNSUPPORTED"
  | "LE_IO_ERROR"
  | "LE_NOT_IMPLEMENTED"
  | "LE_UNAVAILABLE"
  | "LE_TERMINATED"
  | "LE_IN_PROGRESS"
  | "LE_SUSPENDED"
  | number;

export const MOST = 24;

export const WIDE = 18446744073709551616n;

export type BaseKind =
  | "SMALL"
  | "LARGE"
  | number;

export interface BaseSize {
  width: number;
  unit: string;
}

export type Job = number & { readonly reference?: "printer.Job" };

export const Side = {
  FRONT: 0x1n,
  BACK: 0x2n,
  HIDDEN: 0x100000000n,
} as const;
export type Side = bigint;

export interface Page {
  kind: BaseKind;
  size: BaseSize;
  scale: number;
}

export interface Printer {
  functions: {
    open(args: { name: string; kind: BaseKind; key: Uint8Array }): Job;
    write(args: { job: Job; data: number[] }): { result: LeResult; answer: string; raw: number[]; page: Page; sides: Side };
    close(args: { job: Job }): { log: number };
    later(args: { done: (event: { pages: number; text: string; sizes: BaseSize[] }) => void; default: boolean }): void;
  };
  events: {
    progress: {
      args: { job: Job };
      event: { pages: number; text: string; sizes: BaseSize[] };
    };
  };
}
`);
  });

  test("documentation comes along, and cannot end its comment", () => {
    const iface = interfaceOf(`
/**
 * Opens it.
 *
 * @return The job.
 */
FUNCTION Open
(
    string name[8] IN, ///< Its name. */ Not code.
    uint8 way
);`);
    expect(typescriptTypes(iface)).toContain(`
    /**
     * Opens it.
     *
     * @return The job.
     */
    open(args: {
      /** Its name. *\\/ Not code. */
      name: string;
      way: number;
    }): void;
`);
  });

  test("a service and a client follow from one description", () => {
    const peers = `
      import type { Printer } from "./printer.api.ts";
      type Service<I extends { functions: object }> = {
        [K in keyof I["functions"]]: (...call: [...Required<Parameters<I["functions"][K]>>, session: number]) => ReturnType<I["functions"][K]>;
      };
      type Client<I extends { functions: object }> = {
        [K in keyof I["functions"]]: (...call: Parameters<I["functions"][K]>) => Promise<ReturnType<I["functions"][K]>>;
      };
      export const service: Service<Printer> = {
        open: ({ name, kind }, session) => (name.length > 0 && kind === "LARGE" ? session : 0),
        write: ({ data }) => ({ result: "LE_OK", answer: "", raw: [], page: { kind: 0, size: { width: data.length, unit: "" }, scale: 1 }, sides: 3n }),
        close: () => ({ log: -1 }),
        later: ({ done }) => done({ pages: 1, text: "", sizes: [] }),
      };
      export function use(client: Client<Printer>, key: Uint8Array): void {
        client.open({ name: "a", kind: "SMALL", key }).then((job) => client.close({ job }));
      }
    `;
    const types = typescriptTypes(interfaceOf(printerText));
    expect(complaints({ "printer.api.ts": types, "peers.ts": peers })).toEqual([]);
    const wrong = peers.replace('kind === "LARGE"', 'kind === "LARG"').replace("log: -1", "lag: -1");
    expect(complaints({ "printer.api.ts": types, "peers.ts": wrong })).toHaveLength(2);
  });

  test("names that mean something in TypeScript get an underscore", () => {
    const iface = interfaceOf(
      "DEFINE default = 1; ENUM string_t { A }; REFERENCE number; STRUCT Uint8Array { number n; }; REFERENCE Printer; FUNCTION Printer Get(Uint8Array a);",
    );
    const types = typescriptTypes(iface);
    expect(types).toContain("export type number_ = ");
    expect(types).toContain("get(args: { a: Uint8Array_ }): Printer_;");
    expect(complaints({ "printer.api.ts": types })).toEqual([]);
  });

  test("whatever the interface, TypeScript takes them", () => {
    fc.assert(
      fc.property(arbitraryApi(), (text) => {
        expect(
          complaints({ "generated.api.ts": typescriptTypes(interfaceOf(text, { name: "generated.api" })) }),
        ).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
