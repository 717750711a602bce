import { describe, expect, it } from "vitest";
import { type Lookups, readRuntimeArguments } from "./runtimeOptions.ts";

const lookups: Lookups = {
  readFile(file) {
    if (file === "none.adef") return "executables: { a = ( b ) }";
    if (file !== "app.adef") throw new Error(`ENOENT: no such file '${file}'`);
    return "bindings: { a.b.printer -> printServer.printer }";
  },
  userId: (name) => (name === "root" ? 0 : undefined),
};

describe("legato-api runtime", () => {
  it("needs no arguments", () => {
    expect(readRuntimeArguments([], lookups)).toMatchObject({
      folder: undefined,
      shared: false,
      isolate: false,
      command: [],
    });
  });

  it("takes bindings from the command line and from definition files", () => {
    expect(readRuntimeArguments(["--bind", "<root>.a->b", "--bind", "app.adef"], lookups)).toMatchObject({
      bindings: [
        { clientUid: 0, client: "a", server: "b", origin: "option" },
        { client: "a.b.printer", server: "printer", origin: "definition" },
      ],
    });
  });

  it("leaves everything after -- to the command", () => {
    expect(readRuntimeArguments(["--isolate", "--", "./server", "--dir", "x"], lookups)).toMatchObject({
      isolate: true,
      folder: undefined,
      command: ["./server", "--dir", "x"],
    });
  });

  it("brokers the services that are not to be tapped", () => {
    expect(readRuntimeArguments(["--tap", "none=printer", "--tap", "none"], lookups)).toMatchObject({
      untapped: ["printer", "*"],
    });
  });

  it.each([
    [["--isolate"], "--isolate needs a command"],
    [["--tap", "some"], "--tap some is not understood"],
    [["--bind", "a"], "CLIENT->SERVER"],
    [["--bind", "<eve>.a->b"], "no user called 'eve'"],
    [["--bind", "gone.sdef"], "no such file 'gone.sdef'"],
    [["--bind", "none.adef"], "--bind none.adef: there is no binding"],
    [["--frobnicate"], "frobnicate"],
    [["extra"], "extra"],
  ])("%j is refused with what is wrong", (args, message) => {
    expect(readRuntimeArguments(args, lookups)).toContain(message);
  });
});
