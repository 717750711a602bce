/** What is said of a client that left something, by what is known of its server's close handler. */
import { describe, expect, test } from "vitest";
import { printer, tree } from "./testing/printer.ts";

describe("leaks", () => {
  const leakAfter = (closeHandler: "registered" | "missing" | "unknown", held: boolean) => {
    const { story, service, registry } = printer();
    const [protocolId = ""] = story.api.protocolIds;
    if (closeHandler !== "unknown") registry.setFacts([{ protocolId, closeHandler, evidence: ["server.c:12"] }]);
    const client = service.open("c");
    if (held) client.call("Open", { name: "x" }, { result: 1 });
    client.end({ cause: "exited", code: 0 });
    return registry.session(client.id)?.leak;
  };

  test.each([
    ["missing", true, "suspect"],
    ["unknown", true, "possible"],
    ["registered", true, "none"],
    ["missing", false, "none"],
  ] as const)("close handler %s, something held: %s -> %s", (closeHandler, held, leak) => {
    expect(leakAfter(closeHandler, held)).toBe(leak);
  });

  test("a fact for one interface is not taken for another with the same protocol", () => {
    const { story, registry } = printer();
    const other = story.advertise({ interface: "app.comp.colour" });
    const [protocolId = ""] = story.api.protocolIds;
    registry.setFacts([{ protocolId, interface: "colour", closeHandler: "missing", evidence: ["colour.c:3"] }]);
    expect(registry.snapshot().services.map(({ closeHandler }) => closeHandler)).toEqual(["unknown", "missing"]);
    expect(other.id).toBe(registry.snapshot().services[1]?.id);
  });

  test("a fact that comes late counts for sessions that ended before it, not against what was known", () => {
    const { story, service, registry } = printer();
    const client = service.open("c");
    client.call("Open", { name: "x" }, { result: 1 });
    client.end({ cause: "closed" });
    const [protocolId = ""] = story.api.protocolIds;
    const leak = (closeHandler: "registered" | "missing") => {
      registry.setFacts([{ protocolId, closeHandler, evidence: [] }]);
      return registry.session(client.id)?.leak;
    };
    expect(leak("missing")).toBe("suspect");
    expect(leak("registered")).toBe("suspect");
  });

  test("a TypeScript service's own words go before what was concluded", () => {
    const { service, registry, story } = printer();
    registry.declareCloseHandler(service.server.pid, "printer", true, "/x/printer.ts");
    const client = service.open("c");
    client.call("Open", { name: "x" }, { result: 1 });
    client.call("Open", { name: "y" }, { result: 3 });
    client.end({ cause: "signal", signal: 9, coreDumped: false });
    expect(registry.session(client.id)?.leak).toBe("none");
    registry.reportFreed(client.id, { freed: [{ type: "Job", reference: 1 }], kept: [{ type: "Job", reference: 3 }] });
    expect(registry.session(client.id)?.leak).toBe("suspect");
    expect(tree(story)).toContain("held 1 Job, freed by the service · leaked 1 Job");
  });

  test("what a TypeScript service said of itself goes with its process, whose number may come again", () => {
    const { service, registry, story } = printer();
    const other = story.advertise({ interface: "spooler" });
    registry.declareCloseHandler(service.server.pid, "printer", true, "/x/printer.ts");
    registry.declareCloseHandler(other.server.pid, "spooler", true, "/x/spooler.ts");
    service.withdraw(false);
    story.advertise({}, service.server);
    expect(registry.snapshot().services.map((one) => [one.interface, one.closeHandler])).toEqual([
      ["spooler", "registered"],
      ["printer", "unknown"],
    ]);
  });
});
