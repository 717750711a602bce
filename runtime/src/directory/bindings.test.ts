import { describe, expect, it } from "vitest";
import { type Offer, parseBinding, type Request, resolve } from "./bindings.ts";
import type { Binding } from "./events.ts";

const PRINTER = "464c4857c693006fb7b0ec663aa1fac7";
const offer = (name: string, uid = 1000, protocolId = PRINTER): Offer => ({
  interface: name,
  uid,
  protocolId,
  maxMessageSize: 276,
  pointerSize: 8,
});
const request = (name: string, uid = 1000): Request => offer(name, uid);
const users = (name: string) => ({ root: 0, ann: 1000, bob: 1001 })[name];

function bind(text: string, origin: Binding["origin"] = "option"): Binding {
  const binding = parseBinding(text, users);
  if (typeof binding === "string") throw new Error(binding);
  return { ...binding, origin };
}

describe("a client reaches", () => {
  it("what the command line says, before anything else", () => {
    const bindings = [bind("a.b.printer->fromFile", "definition"), bind("a.b.printer->fromOption")];
    const offers = [offer("a.b.printer"), offer("fromFile"), offer("fromOption")];
    expect(resolve(request("a.b.printer"), bindings, offers)).toMatchObject({
      kind: "bound",
      boundBy: "option",
      offer: { interface: "fromOption" },
    });
  });

  it("what a definition file says, before its own name", () => {
    expect(
      resolve(
        request("a.b.printer"),
        [bind("a.b.printer->other", "definition")],
        [offer("a.b.printer"), offer("other")],
      ),
    ).toMatchObject({ boundBy: "definition", offer: { interface: "other" } });
  });

  it("what an exact binding says rather than a wildcard, and the last of two", () => {
    const bindings = [bind("*.printer->any"), bind("a.b.printer->one"), bind("a.b.printer->two")];
    const offers = [offer("any"), offer("one"), offer("two")];
    expect(resolve(request("a.b.printer"), bindings, offers)).toMatchObject({ offer: { interface: "two" } });
    expect(resolve(request("c.d.printer"), bindings, offers)).toMatchObject({ offer: { interface: "any" } });
  });

  it("the service of its user with the same name", () => {
    expect(resolve(request("printer"), [], [offer("printer", 1001), offer("printer")])).toMatchObject({
      boundBy: "sameName",
      offer: { uid: 1000 },
    });
  });

  it("the only service of its user with the same id and last segment", () => {
    const offers = [
      offer("server.comp.printer"),
      offer("server.comp.scanner"),
      offer("old.comp.printer", 1000, "0".repeat(32)),
    ];
    expect(resolve(request("client.comp.printer"), [], offers)).toMatchObject({
      boundBy: "auto",
      offer: { interface: "server.comp.printer" },
    });
  });

  it("another user's service only by a binding that names the user", () => {
    const offers = [offer("printer", 0)];
    expect(resolve(request("printer"), [bind("<ann>.printer-><root>.printer")], offers)).toMatchObject({
      offer: { uid: 0 },
    });
    expect(resolve(request("printer"), [bind("<bob>.printer-><root>.printer")], offers).kind).toBe("no binding");
  });
});

describe("a client waits", () => {
  it("with the lines to type where several would fit", () => {
    expect(resolve(request("c.c.printer"), [], [offer("one.c.printer"), offer("two.c.printer")])).toEqual({
      kind: "no binding",
      detail: "2 services would fit: one.c.printer, two.c.printer",
      suggestions: ["--bind 'c.c.printer->one.c.printer'", "--bind 'c.c.printer->two.c.printer'"],
    });
  });

  it("with the line to type where another user serves it", () => {
    expect(resolve(request("printer"), [], [offer("printer", 1001)])).toMatchObject({
      kind: "no binding",
      suggestions: ["--bind 'printer-><1001>.printer'"],
    });
  });

  it("for a server that is not there", () => {
    expect(resolve(request("printer"), [], [])).toMatchObject({
      kind: "no server",
      detail: "nobody advertises printer",
    });
    expect(resolve(request("printer"), [bind("printer->spooler")], [offer("printer")])).toMatchObject({
      kind: "no server",
      detail: "bound to spooler, which nobody advertises",
    });
  });

  it("and hears of a service that only has another .api", () => {
    expect(resolve(request("c.c.printer"), [], [offer("s.s.printer", 1000, "0".repeat(32))])).toMatchObject({
      kind: "no server",
      detail: "nobody advertises c.c.printer; s.s.printer was built from another .api",
    });
  });
});

describe("--bind", () => {
  it.each([
    ["a.b.c->d", { clientUid: "any", client: "a.b.c", serverUid: "same", server: "d" }],
    [" <ann>.a -> <0>.b ", { clientUid: 1000, client: "a", serverUid: 0, server: "b" }],
    ["*.le_data->dataConnectionService.le_data", { client: "*.le_data" }],
  ])("%s is understood", (text, expected) => {
    expect(parseBinding(text, users)).toMatchObject({ ...expected, origin: "option" });
  });

  it.each([
    ["printer", "CLIENT->SERVER"],
    ["->b", "CLIENT->SERVER"],
    ["a->b->c", "CLIENT->SERVER"],
    ["<eve>.a->b", "no user called 'eve'"],
    ["a b->c", "'a b' is no interface name"],
    ["a->*.b", "a server cannot be *"],
    ["<>.a->b", "is no interface name"],
  ])("%s is refused with what to write", (text, message) => {
    expect(parseBinding(text, users)).toContain(message);
  });
});
